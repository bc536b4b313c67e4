"""The words of the public page: each language has all of them, each is used, and a reader sees no others."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
import yaml

from telemetry_spec import resources, valueclasses
from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import formats
from telemetry_spec.emit.docs.page import page_view
from telemetry_spec.emit.docs.say import Say
from telemetry_spec.emit.docs.templates import PAGE, Setting, render
from telemetry_spec.emit.docs.words import catalogue, languages
from telemetry_spec.language.fields import LifetimeName, ReceivedFieldSpec, SensitivityName
from telemetry_spec.language.sources import ConsentName, EncodingStep
from telemetry_spec.model.change import KINDS as KINDS_OF_CHANGES
from telemetry_spec.model.change import WORDING
from telemetry_spec.model.finding import InvalidInputError
from tests.conftest import ROOT
from tests.emit.hostile import poisoned
from tests.emit.rendered import RENDERERS, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Golden

PACKAGE = ROOT / "telemetry_spec"
TEMPLATES = resources.templates_dir()
SPECS = [
    *sorted((ROOT / "schemas").glob("*.telemetry.yaml")),
    *sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml")),
]
#: Who asks for words.
ASKING = [
    *sorted((PACKAGE / "emit" / "docs").rglob("*.py")),
    *sorted((PACKAGE / "publish").glob("*.py")),
    *(path for name in ("mkdocs_plugin", "markdown_ext") for path in [PACKAGE / f"{name}.py"] if path.is_file()),
]

MOMENTS = ("startup", "shutdown", "interval", "command", "action", "error", "install", "update", "call")
KINDS = ("env", "flag", "config", "command", "code", "setting", "prompt", "signal")
UNITS = ("ms", "s", "m", "h", "d", "w")
STEPS = get_args(EncodingStep)
CHANGES = tuple(f"{kind}_{at}" for kind in ("hash", "truncate", "round", "drop") for at in ("client", "receiver"))
#: Words whose keys are put together: what they begin with, and all that may follow.
FAMILIES: dict[str, tuple[str, ...]] = {
    "consent_": (*get_args(ConsentName), "no_way"),
    "consent_here_": get_args(ConsentName),
    "case_consent_": ("opt-in", "ask"),
    "on_": MOMENTS,
    "after_": MOMENTS,
    "": (*UNITS, *CHANGES, *(f"{change}_of" for change in CHANGES), "collecting", "sending", "since", "removed"),
    "step_": STEPS,
    "carrier_": ("query", "field"),
    "unknown_": ("reject", "drop"),
    "sensitivity_": tuple(level for level in get_args(SensitivityName) if level != "technical"),
    "level_": get_args(SensitivityName),
    "lifetime_": get_args(LifetimeName),
    "mode_": ("plain", "salted", "keyed"),
    "class_": valueclasses.names(),
    "by_": (*KINDS, "answer", "key"),
    "do_": ("setting", "prompt"),
    "where_": ("env", "flag", "flag_of", "command", "code", "signal"),
    "service_": ("since", "deprecated", "removed", "options"),
    "limits_": ("items", "keys", "values", "member"),
    "type_": ("boolean_string", "integer_string", "number_string", "ip_address", "url"),
    "origin_": get_args(ReceivedFieldSpec.model_fields["from_"].annotation),
    "picture_consent_": get_args(ConsentName),
    "picture_": CHANGES,
    "picture_step_": STEPS,
    "picture_carrier_": ("query", "field"),
    "picture_kind_": KINDS,
    "change_every_": UNITS,
    "change_level_": get_args(SensitivityName),
}


def plain(language: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((TEMPLATES / "words" / f"{language}.yaml").read_text("utf-8"))
    return found


ENGLISH = plain("en")


# ---------------------------------------------------------------- the languages


def test_the_languages_that_ship() -> None:
    assert languages() == ("de", "en")
    assert catalogue() == ENGLISH
    with pytest.raises(KeyError):
        catalogue("tlh")


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_language_has_every_word(language: str) -> None:
    words = plain(language)
    assert list(words) == list(ENGLISH), "the same words in the same order"
    assert catalogue(language) == words
    for key, text in words.items():
        for pattern in (r"\{[^}]*\}", r"`[^`]*`", r"\*\*", r"\|"):
            # A piece may stand in both forms of a counted word, or in one.
            wanted, found = (re.findall(pattern, one) for one in (ENGLISH[key], text))
            assert sorted(set(found)) == sorted(set(wanted)), key
            assert len(found) == len(wanted) or pattern.startswith(r"\{"), key
        assert (text[0].isspace(), text[-1].isspace()) == (ENGLISH[key][0].isspace(), ENGLISH[key][-1].isspace()), key
        assert text[-1] == ENGLISH[key][-1] or not {text[-1], ENGLISH[key][-1]} & set(".:") or key == "thousands", key


def test_german_is_written_as_in_german() -> None:
    text = "\n".join(plain("de").values())
    assert not re.findall(r"[\"']|\b(?:du|dein|dir)\b| [.,;:!?]|\.\.\.", text)
    assert re.findall(r"\bSie\b", text)


# ---------------------------------------------------------------- every word is used, and there


def constants(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def family_keys() -> set[str]:
    return {f"{start}{end}" for start, ends in FAMILIES.items() for end in ends}


def test_every_word_is_used() -> None:
    code = set().union(*(constants(path) for path in ASKING))
    code |= {f"picture_{one}" for path in ASKING if path.parent.name == "picture" for one in constants(path)}
    code |= {f"limit_{name}" for name in constants(PACKAGE / "fieldtypes" / "constraints.py")}
    templates = " ".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.j2"))
    asked = {*code, *re.findall(r"words\.(\w+)", templates), *re.findall(r'say\("([\w-]+)"', templates), *family_keys()}
    changes = tuple(f"change_{kind}" for kind in KINDS_OF_CHANGES)
    assert not [key for key in ENGLISH if key not in asked and not key.startswith(changes)]


def test_every_kind_of_change_has_words() -> None:
    kinds = [kind for kind in KINDS_OF_CHANGES if kind != WORDING]
    assert not [kind for kind in kinds if not any(key.startswith(f"change_{kind}") for key in ENGLISH)]


def test_a_family_has_all_its_words() -> None:
    optional = {f"where_{kind}" for kind in ("config", "setting", "prompt")} | {
        f"picture_{change}_of" for change in CHANGES
    }
    assert not sorted(family_keys() - ENGLISH.keys() - optional)


def test_every_word_that_is_asked_for_is_there() -> None:
    missing = []
    for path in ASKING:
        prefix = "picture_" if path.parent.name == "picture" else ""
        for call in asked_for(path):
            missing += [f"{path.name}: {call}"] if f"{prefix}{call}" not in ENGLISH else []
    for path in sorted(TEMPLATES.rglob("*.j2")):
        for key in re.findall(r'words\.(\w+)|say\("([\w-]+)"', path.read_text("utf-8")):
            missing += [f"{path.name}: {key}"] if "".join(key) not in ENGLISH else []
    assert not missing


def asked_for(path: Path) -> Iterator[str]:
    """Yield the words that a module asks for by their full keys."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("words"):
            yield from texts_of(node.slice)
        elif isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func)
            if name in ("say", "say.plain", "say.count") or name.endswith((".say", ".say.plain", ".say.count")):
                yield from texts_of(node.args[0])


def texts_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts_of(node.body), *texts_of(node.orelse))


# ---------------------------------------------------------------- all that a reader sees is among them


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.name)
def test_a_template_holds_no_words(path: Path) -> None:
    written = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    written = re.sub(r"<[^>]*>|^ *\.\. [\w-]+::.*$|^ +:[\w-]+:.*$", "", written, flags=re.MULTILINE)
    assert not re.findall(r"[^\W\d_]{2,}", written), path.name


def marked(text: str) -> str:
    """Return a word in letters that no spec has."""
    parts = re.split(r"(\{[^}]*\}|`[^`]*`)", text)
    wide = {letter: letter + 0xFEE0 for letter in range(0x41, 0x7B) if chr(letter).isalpha()}
    return "".join(part if part[:1] in ("{", "`") else part.translate(wide) for part in parts)


#: Names that are the same in every language.
NAMES = {"HTTPS", "HTTP", "GET", "POST", "PUT", "SHA", "MD", "true", "false", "null"}


@pytest.mark.parametrize("fmt", ["markdown", "html"])
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name.removesuffix(".telemetry.yaml"))
def test_all_that_a_reader_sees_is_among_the_words_or_in_the_spec(path: Path, fmt: str) -> None:
    say = Say({key: marked(text) for key, text in ENGLISH.items()}, formats.get(fmt))
    spec = require(path)
    destinations = {name: poisoned(destination, "7") for name, destination in spec.destinations.items()}
    spec = replace(poisoned(spec, "7"), destinations=destinations)
    page = render(PAGE, {"page": page_view(spec, say)}, spec.product, Setting(fmt=fmt, say=say))
    document = read(RENDERERS["commonmark"](page) if fmt == "markdown" else page)
    for element in document.all("code", "pre", "style", "script"):
        element.children.clear()
    attributes = [
        value or ""
        for element in document.all()
        for name, value in element.attributes.items()
        if name in ("aria-label", "title", "alt", "placeholder")
    ]
    # Wide letters stand for those of the catalogue.
    assert "\uff43" in document.text
    seen = {word for text in (document.text, *attributes) for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert seen <= NAMES


def test_a_page_in_german_is_kept(golden: Golden) -> None:
    path = ROOT / "schemas" / "flowforge.telemetry.yaml"
    assert golden(
        ROOT / "tests" / "golden" / "flowforge" / "page.de.md", docs.render(require(path), Options(language="de"))
    )


def test_numbers_are_written_as_in_the_language() -> None:
    for language, written in (("en", "1,234 days"), ("de", "1.234 Tage")):
        assert Say(catalogue(language), formats.get("html")).duration("1234d") == written


# ---------------------------------------------------------------- words of the user's


def own(folder: Path, text: str) -> Path:
    path = folder / "words.yaml"
    path.write_bytes(text.encode("latin-1"))
    return path


def test_words_of_the_users_come_first(tmp_path: Path) -> None:
    spec = require(SPECS[0])
    page = docs.render(
        spec, Options(language="de", words=own(tmp_path, "why: Wozu?\npage_title: '{title} und Daten'\n"))
    )
    assert "\n## Wozu?\n" in page
    assert page.startswith("# FlowForge und Daten\n")
    assert "\n## Was nie erfasst wird\n" in page


def test_words_of_the_users_are_text(tmp_path: Path) -> None:
    page = docs.render(require(SPECS[0]), Options(words=own(tmp_path, "why: '# <b>why</b> *so*'\n")))
    assert "\n## \\# &lt;b&gt;why&lt;/b&gt; \\*so\\*\n" in page


@pytest.mark.parametrize(
    ("text", "place", "code", "message", "advice"),
    [
        ("why: Why\nwhi: x\n", (2, 1), "bad-words", "no word called `whi`", "Did you mean `why`?"),
        ("zzzzzzz: x\n", (1, 1), "bad-words", "no word called `zzzzzzz`", "The words there are: "),
        ("why: 3\n", (1, 6), "bad-words", "`why` is no text", "in quotes"),
        ("why: [a]\n", (1, 6), "bad-words", "`why` is no text", "in quotes"),
        ("why: ' '\n", (1, 6), "bad-words", "`why` is no text", "in quotes"),
        ("page_title: '{name}'\n", (1, 13), "bad-words", "Nothing fills in `{name}`", "Pieces it may have: `{title}`"),
        ("why: '{}'\n", (1, 6), "bad-words", "Nothing fills in `{}`", "none"),
        ("why: '{title}'\n", (1, 6), "bad-words", "Nothing fills in `{title}`", "none"),
        ("page_title: '{title'\n", (1, 13), "bad-words", "not closed", "Braces"),
        ("why: 'a|b'\n", (1, 6), "bad-words", "another number of forms", "Leave the bar out"),
        ("d: '{count} days'\n", (1, 4), "bad-words", "another number of forms", "`{count} day|{count} days`"),
        ("{}\n", (1, 1), "bad-words", "holds no words", "one word a line"),
        ("", (1, 1), "empty-file", "empty", "one word a line"),
        ("- why\n", (1, 1), "not-a-mapping", "a list instead", "one word a line"),
        ("why: a\nwhy: b\n", (2, 1), "duplicate-key", "written twice", "Remove one"),
        ("why: {\n", (1, 6), "yaml-syntax", "never ends", "closing"),
        ("why: '\xff'\n", (1, 7), "not-utf8", "not UTF-8", "UTF-8"),
    ],
)
def test_what_is_wrong_with_words_is_said(
    tmp_path: Path, text: str, place: tuple[int, int], code: str, message: str, advice: str
) -> None:
    path = own(tmp_path, text)
    with pytest.raises(InvalidInputError) as raised:
        catalogue("en", path)
    finding = raised.value.findings[-1]
    assert finding.span is not None
    assert (finding.span.file, finding.span.line, finding.span.column) == (path.as_posix(), *place)
    assert (finding.code, message in finding.message, advice in finding.help) == (code, True, True), finding


def test_a_file_of_words_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no such file"):
        docs.render(require(SPECS[0]), replace(Options(), words=tmp_path / "none.yaml"))
