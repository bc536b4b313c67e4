"""Texts that try to break a page, and specs that are full of them."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from telemetry_spec.diff import changes
from telemetry_spec.emit.base import Options
from telemetry_spec.model.change import Release
from telemetry_spec.model.shape import Shape
from tests.conftest import ROOT

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

HOSTILE = (
    "| a | `b` ``c <script>alert(1)</script> <img src=x onerror=alert(1)> </td></table> {{ 7*7 }} {% raw %} {# c #} "
    "{% include 'x' %} {{ page }}\r\n# heading\n- item\n1. item\n> quote\n```\ncode\n~~~\n``````\n"
    "[x](javascript:alert(1)) ![y](http://e.example/z.png) <http://e.example> http://e.example www.e.example &lt;b&gt; "
    "&#60; {: .cls #id } {#id} { .cls }\n::: note\n:::tip\n!!! danger\n    indented\n??? x\n===\n---\n| --- | --- |\n"
    "[ref]: http://e.example\n*[HTML]: x\n[^1]: note\n: definition\n$x$ $$y$$ ~~s~~ ==m== ^^i^^ ++k++ :smile: @user #1 "
    "<!-- c --> <?php ?> **b** __b__ *i* _i_ \\ \\\\ \u202eabc \u2067 \u200f \x02wzxhzdk:0\x03 \x00 export import "
    '{x: y} </code></pre> .. raw:: html\n.. _a:\n|s| :math:`x` x_ x__ [1]_ `a <b>`_ -- --- ... . . . "q" \'q\' \\" '
    "\\' \\- \\. &#34; &#92; a@b.example :field: -o --option /V >>> a:: ::\n::\n    b\n.. a\n\\"
)
#: The same in pieces, where all of it for every text would take long.
PIECES = tuple(part.strip() for part in re.findall(r"[\s\S]{1,190}(?:\s|\Z)", HOSTILE))
#: Short enough to be a name.
SHORT = "*a* <b> {x} `c`_ |d| www.e.f"
#: In the place of a hostile text, to see what of a page is not made by it.
HARMLESS = "x" * 9
#: The products, and specs that have between them whatever a spec can have.
SPECS = {
    path.name.removesuffix(".telemetry.yaml"): path
    for path in (
        *sorted((ROOT / "schemas").glob("*.telemetry.yaml")),
        *sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml")),
        ROOT / "tests" / "shapes" / "folder",
    )
}
#: Of these. Between them they use every template.
POISONED = ("headers-query", "key-value", "lifecycle", "strapi", "told-by-key")
#: Attributes that hold no text for people but names with a meaning, times, patterns and selectors.
KEEP = frozenset(
    (
        *("id", "kind", "type", "span", "consent", "sensitivity", "lifetime", "origin", "algorithm", "mode", "at"),
        "on",
        *("every", "delay", "batch", "carrier", "encoding", "method", "unknown_fields", "stops", "product", "selector"),
        *("exempt", "forbids", "destinations", "overrides", "farewell", "files", "language", "alias", "pattern"),
        *("discriminator", "suppressions", "used_destinations", "spans", "removed"),
    )
)

_MARKUP = [
    *"\\`*_{}[]()<>#+-=.!|~^$:@&\"'/?%;1aZ \n\t\r",
    *("\n\n", "  \n", "```", "~~~", "---", "===", ":::", "!!!", "://", "::", "__", "``", "..", "....", ". . .", "--"),
    *("www.a.b", "http://a.b", "a@b.co", "&lt;", "&#60;", "<b>", "</td>", "<!--", "-->", "<script>", "<?x", "]]>"),
    *("{{", "}}", "{%", "%}", "{#", "{:", ".c }", "[a](b)", "![a](b)", "[^1]", "[a]: b", "*[a]: b", "1. ", "- [ ] "),
    *("\x00", "\x02", "\x03", "\x1b", "\ud800", "\u202e", "\u2066", "\u2069", "\u200f", "\u2028", "\ufeff", "\u0660"),
    *("import a", "export b", ":smile:", "++a++", "==a==", "{++a++}", "(c)", "1/2", "/// note", "--8<--"),
    *(".. a::", ".. _a: b", "|a|", ":a:`b`", "a_", "a__", "[1]_", "`a <b>`__", ">>> ", "-a", "--a=b", "&#34;", '\\"'),
]
#: Texts of characters that some format reads as markup, and of any others.
texts = st.lists(st.one_of(st.sampled_from(_MARKUP), st.characters(), st.text(max_size=5)), max_size=12).map("".join)

_CLOSING = "\u202c\u2069"


def seen(value: str) -> str:
    """Return what a reader may see of a text: controls replaced, white space alike, no marks of direction closed."""
    return " ".join(on_one_line(value).split())


def on_one_line(value: str) -> str:
    """Return a text as it stands before other characters: white space before a mark of direction is not at its end."""
    readable = re.sub("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0]", "\ufffd", value)
    return " ".join(readable.split()).translate(dict.fromkeys(map(ord, _CLOSING)))


def poisoned(value: Any, text: str) -> Any:  # noqa: ANN401  any part of a model
    """Return a part of a model in which every text is another one, those that were empty too."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if isinstance(value, dict):
        return {key: item if key in KEEP else poisoned(item, text) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            part.name: poisoned(getattr(value, part.name), text) for part in fields(value) if part.name not in KEEP
        }
        if isinstance(value, Shape):
            changed["removed"] = poisoned(value.removed, text)
        return replace(value, **changed)
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    return value


def with_history(spec: Spec, docs_format: str) -> Options:
    """Return what a page is made with that also has a history: in its last version the ways to opt out came."""
    release = Release(version="2", date="2024-02-29", changes=changes(replace(spec, opt_outs={}), spec))
    return Options(docs_format=docs_format, releases={spec.product: (release,)})
