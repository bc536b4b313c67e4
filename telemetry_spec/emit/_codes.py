"""The pages of the codes that writing outputs raises."""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

CODES: Final[dict[str, Page]] = {
    "bad-template": Page(
        "A template does not work",
        "Reports templates given with `--templates` that break Jinja's rules, use a name that there is not, try what "
        "the sandbox does not allow, make more than any page needs, or are no part of the page; and an empty folder.",
        "Half a page would say less than the spec does, and a misspelt file would change nothing in silence.",
        "# file: templates/notice.md.j2\n{{ page.sumary }}\n",
        "# file: templates/notice.md.j2\n{{ page.summary }}\n",
    ),
    "bad-words": Page(
        "Words of the page cannot be used",
        "Reports a file of words that has a word the page has not, a piece in braces that nothing fills in, another "
        "number of forms than the word needs (singular and plural, parted by a bar), something that is no text, or "
        "no words.",
        "A word that is misspelt would leave the English one on the page, and a wrong piece would leave a gap.",
        "# file: words.yaml\nwhy: Warum\npage_title: Was {name} erfasst\n",
        "# file: words.yaml\nwhy: Warum\npage_title: Was {title} erfasst\n",
    ),
    "same-output": Page(
        "Two outputs are one file",
        "Reports two outputs whose paths differ in upper and lower case only, or not at all.",
        "Some systems take them for one file, so that the second would replace the first.",
        "sources:\n  app:\n    events:\n      start: {}\n      Start: {}\n",
        "sources:\n  app:\n    events:\n      start: {}\n      restart: {}\n",
    ),
    "same-product": Page(
        "Two specs describe one product",
        "Reports a second spec of the same product in one run of `build`.",
        "Both write the same files, so that one would replace the other.",
        "# file: one.telemetry.yaml\nproduct: acme\n# file: two.telemetry.yaml\nproduct: acme\n",
        "# file: one.telemetry.yaml\nproduct: acme\n# file: two.telemetry.yaml\nproduct: acme-cloud\n",
    ),
    "stale-output": Page(
        "A generated file is not up to date",
        "Reports files that no spec gives any more, such as those of an event that was taken out; and with "
        "`build --check` also files that are missing or differ from what the spec gives today. No file is deleted.",
        "Who reads the page or uses the schema would see an older version of what is collected.",
        "# A spec was changed, and what comes out of it was not built again.\n",
        "# `telemetry-spec build` was run after the change, what it named as left over was deleted.\n",
    ),
}
