"""Several files to one tree: one product, one namespace, no order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.model.finding import Related
from telemetry_spec.reading.findings import Findings, start_of
from telemetry_spec.reading.tree import Entry, Node, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Rule:
    """How the values of one key in several files become one.

    `first`: the first one counts, and what is wrong with the others is told elsewhere. `once`: one file may have it.
    `same`: every file has it, and all say the same. `join`: lists one after another. `keys`: mappings key by key, each
    by the rule in `inside`, or by `others`.
    """

    how: Literal["first", "once", "same", "join", "keys"]
    inside: Mapping[str, Rule] = field(default_factory=dict)
    others: Rule | None = None


ONCE: Final = Rule("once")
SAME: Final = Rule("same")
JOIN: Final = Rule("join")
BY_KEY: Final = Rule("keys", others=ONCE)
SOURCE: Final = Rule("keys", {"events": BY_KEY}, ONCE)

SPEC: Final = Rule(
    "keys",
    {
        "telemetry_spec": SAME,
        "product": SAME,
        "destinations": BY_KEY,
        "opt_outs": BY_KEY,
        "types": BY_KEY,
        "groups": BY_KEY,
        "third_parties": BY_KEY,
        "options": BY_KEY,
        "sources": Rule("keys", others=SOURCE),
        "never_collected": JOIN,
        "suppress": JOIN,
    },
    ONCE,
)

#: The rule where files name several products, which is told by itself.
ANY_PRODUCT: Final = replace(SPEC, inside={**SPEC.inside, "product": Rule("first")})

#: So many products are named, each with so much of its name.
_MAX_NAMED: Final = 8
_MAX_NAME: Final = 40
#: Two specs have more than this in common: each has a title, a version, a notice.
_MAX_TWICE: Final = 1


def report_products(roots: Sequence[Node], findings: Findings) -> bool:
    """Report files that describe several products, and say whether they do: together they would mean nothing."""
    products: dict[str, Entry] = {}
    for root in roots:
        entry = root.entries.get("product")
        if entry is not None and isinstance(entry.node.value, str):
            products.setdefault(entry.node.value, entry)
    if len(products) <= 1:
        return False
    first, *others = list(products.items())[:_MAX_NAMED]
    named = [f"`{name[:_MAX_NAME]}` ({PurePath(entry.source.file).name})" for name, entry in (first, *others)]
    more = f" and {len(products) - _MAX_NAMED} more" if len(products) > _MAX_NAMED else ""
    findings.add(
        "several-products",
        first[1].key_span,
        f"The folder holds specs of {len(products)} products, and a folder is one product: {', '.join(named)}{more}.",
        "Name the files instead of the folder, or give each product a folder of its own. If it is one product, write "
        "the same `product` in all files.",
        [Related(entry.key_span, f"`{name[:_MAX_NAME]}` is here.") for name, entry in others],
    )
    return True


def merged_products(roots: Sequence[Node], findings: Findings) -> Node | None:
    """Return one tree from files that name several products, or None where they are several specs.

    They are taken for one spec, in which `product` is misspelt, when hardly anything in them is said twice.
    """
    own = Findings()
    node = merged(roots, own, ANY_PRODUCT)
    conflicts = own.listed()
    if len(conflicts) > _MAX_TWICE:
        return None
    for one in conflicts:
        findings.add(one.code, one.span or start_of(""), one.message, one.help, one.related)
    return node


def merged(roots: Sequence[Node], findings: Findings, rule: Rule = SPEC) -> Node:
    """Return one tree from the top-level mappings of several files, which come in the order of the files' names."""
    if len(roots) == 1:
        return roots[0]
    _report_absent(roots, rule, findings)
    return _by_key(list(roots), rule, findings)


def _report_absent(roots: Sequence[Node], rule: Rule, findings: Findings) -> None:
    """Report what every file has to say and some do not. What no file says is the language's business."""
    for key in (key for key, inner in rule.inside.items() if inner.how == "same"):
        present = [root.entries[key] for root in roots if key in root.entries]
        for root in roots:
            if present and key not in root.entries:
                related = [Related(present[0].key_span, "Another file of the folder has it here.")]
                message = f"The file does not say `{key}`, which every file of a folder repeats."
                value = plain(present[0].node)
                findings.add("folder-conflict", start_of(root.source.file), message, f"Add `{key}: {value}`.", related)


def _by_key(nodes: list[Node], rule: Rule, findings: Findings) -> Node:
    first = nodes[0]
    result = Node("mapping", first.source, first.start, first.end)
    together: dict[str, list[Entry]] = {}
    for node in nodes:
        for key, entry in node.entries.items():
            together.setdefault(key, []).append(entry)
    for key, entries in together.items():
        inner = rule.inside.get(key, rule.others or ONCE)
        result.entries[key] = entries[0] if len(entries) == 1 else _entry(key, entries, inner, findings)
    return result


def _entry(key: str, entries: list[Entry], rule: Rule, findings: Findings) -> Entry:
    first = entries[0]
    if rule.how == "first":
        return first
    if rule.how in {"once", "same"}:
        for entry in entries[1:]:
            if rule.how == "once" or not _equal(first.node, entry.node):
                _report_conflict(key, first, entry, rule, findings)
        return first
    kind = "mapping" if rule.how == "keys" else "sequence"
    # A key with nothing after it says nothing, so it is in nobody's way.
    full = [entry for entry in entries if not (entry.node.kind == "scalar" and entry.node.value is None)]
    wrong = next((entry for entry in full if entry.node.kind != kind), None)
    if wrong is not None:
        # The language says what is wrong with it, at its place.
        return wrong
    if len(full) <= 1:
        return full[0] if full else first
    nodes = [entry.node for entry in full]
    node = _by_key(nodes, rule, findings) if rule.how == "keys" else _joined(nodes)
    return Entry(full[0].source, full[0].start, full[0].end, node)


def _joined(nodes: list[Node]) -> Node:
    first = nodes[0]
    result = Node("sequence", first.source, first.start, first.end)
    for node in nodes:
        result.items.extend(node.items)
    return result


def _equal(one: Node, other: Node) -> bool:
    return one.kind == other.kind and repr(plain(one)) == repr(plain(other))


def _report_conflict(key: str, first: Entry, second: Entry, rule: Rule, findings: Findings) -> None:
    related = [Related(first.key_span, "It is also here.")]
    if rule.how == "same":
        message, help_text = f"The files of the folder differ in `{key}`.", "Write the same in all of them."
    else:
        message, help_text = f"Two files of the folder have `{key}`.", "Keep it in one of them."
    findings.add("folder-conflict", second.key_span, message, help_text, related)
