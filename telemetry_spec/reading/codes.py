"""The pages of the codes that reading raises.

An example is the text of a file. Where a line says `# file: NAME`, what follows is a file of that name in a folder.
"""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

_HEAD = "telemetry_spec: 1\nproduct: acme\n"

CODES: Final[dict[str, Page]] = {
    "duplicate-key": Page(
        "A key is written twice",
        "Reports a key that a mapping has already.",
        "Readers of YAML keep one of the two values and drop the other without a word.",
        _HEAD + "title: Acme\ntitle: Acme Tools\n",
        _HEAD + "title: Acme Tools\n",
    ),
    "empty-file": Page(
        "The file is empty",
        "Reports a file that holds nothing but comments and empty lines.",
        "An empty spec would say that nothing is collected, which is hardly what was meant.",
        "# To be written.\n",
        _HEAD,
    ),
    "file-too-large": Page(
        "The file is too large",
        "Reports a file of more than 5,000,000 bytes, and a folder whose spec files have more than 25,000,000 bytes.",
        "The limit keeps the time and the memory that a file can take within bounds.",
        "# A file of more than 5,000,000 bytes.\n",
        "# file: core.telemetry.yaml\n" + _HEAD + "# file: console.telemetry.yaml\n" + _HEAD,
    ),
    "folder-conflict": Page(
        "Two files of a folder contradict each other",
        "Reports what two files of a folder both define, and a `telemetry_spec` that is not the same in all, or "
        "that some file lacks like a `product`.",
        "A spec in several files has one namespace and no order, so that no file can override another.",
        f"# file: a.telemetry.yaml\n{_HEAD}title: Acme\n# file: b.telemetry.yaml\n{_HEAD}title: Acme Tools\n",
        f"# file: a.telemetry.yaml\n{_HEAD}title: Acme\n# file: b.telemetry.yaml\n{_HEAD}consent: opt-in\n",
    ),
    "no-spec-files": Page(
        "The folder has no spec file",
        "Reports a folder without any `*.telemetry.yaml` or `*.telemetry.yml` file. Folders within are not searched.",
        "A wrong path would otherwise look like a product that collects nothing.",
        "# file: acme.yaml\n" + _HEAD,
        "# file: acme.telemetry.yaml\n" + _HEAD,
    ),
    "not-a-mapping": Page(
        "The file is no mapping",
        "Reports a file whose top level is a list or a single value.",
        "A spec is a mapping: keys such as `product` and `sources`, each with its value.",
        "- telemetry_spec: 1\n- product: acme\n",
        _HEAD,
    ),
    "not-utf8": Page(
        "The file is not encoded in UTF-8",
        "Reports the first byte that is not UTF-8, and files in UTF-16 and UTF-32. A byte order mark of UTF-8 is fine.",
        "In another encoding every program would see other characters.",
        _HEAD + "title: Café  # saved as Latin-1\n",
        _HEAD + "title: Café  # saved as UTF-8\n",
    ),
    "several-products": Page(
        "A folder holds specs of several products",
        "Reports a folder whose files name different products, once, with the names and the files.",
        "A folder is one spec in several files. Specs of several products put together would contradict each other in "
        "every line.",
        f"# file: acme.telemetry.yaml\n{_HEAD}# file: other.telemetry.yaml\n{_HEAD.replace('acme', 'other')}",
        f"# file: acme.telemetry.yaml\n{_HEAD}# file: more.telemetry.yaml\n{_HEAD}",
    ),
    "too-deep": Page(
        "Values are nested too deep",
        "Reports a value that lies in more than 64 others.",
        "No payload needs it, and a reader that follows it without end runs out of memory.",
        "a: " + "[" * 64 + "]" * 64 + "\n",
        "a: " + "[" * 8 + "]" * 8 + "\n",
    ),
    "too-many-nodes": Page(
        "The spec has too many values",
        "Reports a spec of more than 500,000 values.",
        "The limit keeps the time and the memory that a spec can take within bounds.",
        "# A file of more than 500,000 values.\n",
        _HEAD,
    ),
    "unreadable-file": Page(
        "A file or folder cannot be read",
        "Reports a path that does not exist or that may not be read, with the reason that the system gives.",
        "A spec that is not read cannot be checked.",
        "# A path that does not exist.\n",
        _HEAD,
    ),
    "yaml-alias": Page(
        "An alias is used",
        "Reports `*name`, which repeats the value that is marked with `&name`.",
        "What an alias says stands somewhere else, and a few lines of aliases can stand for billions of values.",
        "types:\n  id: {type: uuid}\n  user: *id\n",
        "types:\n  id: {type: uuid}\n  user: {type: id}\n",
    ),
    "yaml-anchor": Page(
        "An anchor is used",
        "Reports `&name`, which marks a value to be repeated.",
        "Named types and groups of fields do the same, with a name that shows in the docs.",
        "types:\n  id: &id {type: uuid}\n",
        "types:\n  id: {type: uuid}\n",
    ),
    "yaml-boolean": Page(
        "A word is a boolean to some readers only",
        "Reports `y`, `n`, `yes`, `no`, `on` and `off` as values without quotes. As keys they are texts.",
        "YAML 1.1 takes them for booleans, YAML 1.2 for texts, and programs of both kinds are in use.",
        "recommended: yes\n",
        "recommended: true\n",
    ),
    "yaml-character": Page(
        "A character cannot stand in a YAML file",
        "Reports control characters, NUL, line ends that only some programs know (U+0085, U+2028, U+2029), byte order "
        "marks inside the file and halves of surrogate pairs.",
        "They cannot be seen, and programs differ in what they make of them.",
        "title: Acme\ufeff Tools\n",
        "title: Acme Tools\n",
    ),
    "yaml-directive": Page(
        "A directive is used",
        "Reports lines that start with `%YAML`, `%TAG` or another word after a `%`.",
        "Every spec is read as YAML 1.2 and without tags, so there is nothing to direct.",
        "%YAML 1.1\n---\n" + _HEAD,
        "---\n" + _HEAD,
    ),
    "yaml-documents": Page(
        "The file holds several documents",
        "Reports a second document, which a line of `---` starts.",
        "One file is one spec or one part of it.",
        _HEAD + "---\n" + _HEAD,
        _HEAD,
    ),
    "yaml-key": Page(
        "A key is no text",
        "Reports lists and mappings as keys, and values without a key.",
        "Names are texts. A number or a word as a key is taken as the text it looks like.",
        "[a, b]: 1\n",
        "a: 1\nb: 1\n",
    ),
    "yaml-merge-key": Page(
        "A merge key is used",
        "Reports `<<` as a key.",
        "YAML 1.2 has no merge keys. A group of fields does the same, and shows where each field comes from.",
        "fields:\n  <<: {id: {type: uuid}}\n",
        "include: [identity]\nfields: {}\n",
    ),
    "yaml-number": Page(
        "A number cannot be written in JSON",
        "Reports infinity, not-a-number, and numbers that are too large for a float.",
        "Payloads are JSON, which has no such values.",
        "maximum: .inf\n",
        "maximum: 9007199254740991\n",
    ),
    "yaml-syntax": Page(
        "The text is not YAML",
        "Reports the first place at which the text breaks the rules of YAML. What follows it is not read.",
        "From there on nobody can say what belongs to what.",
        "description: Size: in bytes\n",
        'description: "Size: in bytes"\n',
    ),
    "yaml-tab": Page(
        "A tab is used for indentation",
        "Reports a tab at the start of a line, where it would have to say how deep the line is nested.",
        "Nobody agrees on the width of a tab, so YAML allows spaces only.",
        "notice:\n\tsummary: Little.\n",
        "notice:\n  summary: Little.\n",
    ),
    "yaml-tag": Page(
        "A tag is used",
        "Reports `!name` and `!!name` in front of a value.",
        "What a value is follows from how it is written: a number in quotes is a text.",
        "version: !!str 3\n",
        'version: "3"\n',
    ),
}
