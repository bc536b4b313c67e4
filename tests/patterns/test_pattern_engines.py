"""Every engine gives the same verdict on an admitted pattern, and none needs more than linear time."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, ValidationError, core_schema

from telemetry_spec.patterns import Pattern, PatternError, parse, parse_linear, sample, to_ecma, to_python
from telemetry_spec.patterns.tree import Alternation, CharSet, Concat, Repeat, Tree, complement, normalise

if TYPE_CHECKING:
    from collections.abc import Callable

CHARACTERS = "abcAZ059-_.^]\\/&~|[ \néß一\U0001f600"


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


def write(tree: Tree) -> str:
    """Print a tree as a pattern, every inner part in a group so that reading it gives the same tree."""
    if isinstance(tree, CharSet):
        return write_set(tree)
    if isinstance(tree, Concat):
        return "".join(wrap(part) for part in tree.parts)
    if isinstance(tree, Alternation):
        return "|".join(wrap(option) for option in tree.options)
    return wrap(tree.part) + f"{{{tree.minimum},{'' if tree.maximum is None else tree.maximum}}}"


def wrap(tree: Tree) -> str:
    return write(tree) if isinstance(tree, CharSet) else f"(?:{write(tree)})"


def write_set(tree: CharSet) -> str:
    negated = tree.ranges[-1][1] == 0x10FFFF
    ranges = complement(tree.ranges) if negated else tree.ranges
    ends = ["-".join(write_character(end) for end in sorted({low, high})) for low, high in ranges]
    return f"[{'^' * negated}{''.join(ends)}]"


def write_character(code: int) -> str:
    return ("\\" if chr(code) in "^$\\.*+?()[]{}|/-" else "") + chr(code)


def sets() -> st.SearchStrategy[CharSet]:
    points = st.lists(st.sampled_from(CHARACTERS.replace("\n", "")), min_size=1, max_size=3)
    ranges = points.map(lambda found: [(ord(char), ord(char)) for char in found])
    wide = st.sampled_from([[(0x61, 0x63)], [(0x30, 0x39)], [(0x26, 0x2F)], [(0x5B, 0x60)]])
    plain = st.one_of(ranges, ranges, wide).map(normalise)
    return st.builds(
        lambda found, negated: CharSet(complement(found) if negated else found), plain, st.sampled_from([0, 0, 0, 1])
    )


def trees() -> st.SearchStrategy[Tree]:
    counts = st.sampled_from([(0, 1), (0, None), (1, None), (2, 2), (1, 3), (0, 2), (2, None), (1, 1)])

    def grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        several = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(
            several.map(Concat),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(Alternation),
            st.tuples(inner, counts).map(lambda drawn: Repeat(drawn[0], *drawn[1])),
        )

    return st.recursive(sets(), grow, max_leaves=8)


def is_admitted(tree: Tree) -> bool:
    try:
        parse_linear(write(tree))
    except PatternError:
        return False
    return True


def near(text: str, rng: random.Random) -> list[str]:
    """Return the text, and the text with a character more, less or changed, also at its very end."""
    at = rng.randrange(len(text) + 1)
    char = rng.choice(CHARACTERS)
    return [text, text + "\n", text[:-1], text[:at] + char + text[at:], text[:at] + char + text[at + 1 :], text + text]


class TooManyStepsError(Exception):
    pass


class Backtracker:
    """A matcher that tries one way after the other, as `re` and V8 do, and counts how often it looks at a part.

    It gives up beyond a linear number of steps: each part may be entered once between one character and the next.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.bound = 0

    def matches(self, tree: Tree) -> bool:
        self.bound = count_parts(tree) * (len(self.text) + 1)
        return self.walk(tree, 0, lambda at: at == len(self.text))

    def walk(self, tree: Tree, at: int, then: Callable[[int], bool]) -> bool:
        self.steps += 1
        if self.steps > self.bound:
            raise TooManyStepsError
        if isinstance(tree, CharSet):
            fits = at < len(self.text) and any(low <= ord(self.text[at]) <= high for low, high in tree.ranges)
            return fits and then(at + 1)
        if isinstance(tree, Concat):
            return self.in_order(tree.parts, at, then)
        if isinstance(tree, Alternation):
            return any(self.walk(option, at, then) for option in tree.options)
        return self.again(tree, 0, at, then)

    def in_order(self, parts: tuple[Tree, ...], at: int, then: Callable[[int], bool]) -> bool:
        if not parts:
            return then(at)
        return self.walk(parts[0], at, lambda end: self.in_order(parts[1:], end, then))

    def again(self, tree: Repeat, done: int, at: int, then: Callable[[int], bool]) -> bool:
        more = tree.maximum is None or done < tree.maximum
        if more and self.walk(tree.part, at, lambda end: self.again(tree, done + 1, end, then)):
            return True
        return done >= tree.minimum and then(at)


def count_parts(tree: Tree) -> int:
    if isinstance(tree, CharSet):
        return 1
    if isinstance(tree, Repeat):
        return 1 + count_parts(tree.part)
    return 1 + sum(map(count_parts, tree.parts if isinstance(tree, Concat) else tree.options))


@given(tree=trees().filter(is_admitted))
def test_reading_undoes_writing(tree: Tree) -> None:
    assert parse(write(tree)).root == tree


@given(tree=trees().filter(is_admitted), seed=st.integers(0, 2**32))
def test_engines_agree_in_linear_time(tree: Tree, seed: int) -> None:
    text = write(tree)
    pattern = parse_linear(text)
    rng = seeded(seed)
    found = sample(pattern, rng, extra=5)
    assert Backtracker(found).matches(tree)
    compiled = re.compile(to_python(text))
    rust = jsonschema_rs.validator_for({"type": "string", "pattern": to_ecma(text)})
    pydantic = SchemaValidator(core_schema.str_schema(pattern=to_ecma(text)))
    for candidate in near(found, rng):
        verdict = Backtracker(candidate).matches(tree)  # first of all: it cannot hang
        assert bool(compiled.match(candidate)) is verdict
        assert rust.is_valid(candidate) is verdict
        assert accepts(pydantic, candidate) is verdict


def accepts(validator: SchemaValidator, text: str) -> bool:
    try:
        validator.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", ["(a+)+", "(a|a)*", "(a{1,3}){1,9}", "a*a*a*a*b", "(a?b?){9}c"])
def test_the_step_count_tells_slow_patterns(text: str) -> None:
    with pytest.raises(PatternError):
        parse_linear(text)
    if text != "(a?b?){9}c":  # not even the parser admits it
        tree = parse(text).root
        with pytest.raises(TooManyStepsError):
            Backtracker("a" * 14 + "!").matches(tree)


def refused_or_read(text: str) -> PatternError | Pattern:
    try:
        return parse_linear(text)
    except PatternError as error:
        return error


@given(text=st.text(alphabet="ab09-^$.()[]{}|?*+\\/, &~é\n", max_size=30))
def test_arbitrary_text_is_refused_or_means_the_same_everywhere(text: str) -> None:
    pattern = refused_or_read(text)
    if isinstance(pattern, PatternError):
        assert pattern.message
        assert pattern.help
        assert 0 <= pattern.position <= len(text)
        return
    rng = seeded(1)
    rust = jsonschema_rs.validator_for({"type": "string", "pattern": to_ecma(text)})
    for candidate in near(sample(pattern, rng), rng):
        verdict = Backtracker(candidate).matches(pattern.root)
        assert bool(re.match(to_python(text), candidate)) is verdict
        assert rust.is_valid(candidate) is verdict


NODE_SCRIPT = """
const pairs = JSON.parse(require('fs').readFileSync(0));
console.log(JSON.stringify(pairs.map(([pattern, text]) => new RegExp(pattern, 'u').test(text))));
"""

#: One of each construct that engines are known to differ on, and the usual shapes.
FOR_NODE = [
    "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"v?[0-9]+(\.[0-9]+){0,3}(-[0-9A-Za-z.\-]+)?",
    "[^,]+(,[^,]+)*",
    "[^a]{2,4}",
    r"[^\n]".replace(r"\n", "\u00e9"),
    "[-a]+",
    "[a-c-]+",
    r"[\^\]\\\-\[]*",
    "[a^]{3}",
    "[&~|]?!",
    "[%-&&]+",
    r"[!-\/]{1,3}",
    r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/",
    "/-,#<>=!:&~ '\"`@%;_",
    "\U0001f600+|[一-鿿]{2}",
    "[^\U0001f600]",
    "[ -\uffff]{2}",
    "(?:ab){2}|c?",
    "(a?|b)c",
    "((a|b)c)+",
    "a{0,2}b{3,}c{0,1}",
    "Linux|Windows_NT|[Dd]arwin",
]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node_agrees() -> None:
    rng = seeded(20)
    drawn = [(text, parse_linear(text)) for text in FOR_NODE]
    pairs = [(text, near_text) for text, tree in drawn for _ in range(4) for near_text in near(sample(tree, rng), rng)]
    request = json.dumps([[to_ecma(text), candidate] for text, candidate in pairs])
    done = subprocess.run(["node", "-e", NODE_SCRIPT], input=request, capture_output=True, text=True, check=True)
    verdicts = json.loads(done.stdout)
    assert len(pairs) > 400
    for (text, candidate), verdict in zip(pairs, verdicts, strict=True):
        assert bool(re.match(to_python(text), candidate)) is verdict, (text, candidate)
    assert 0.2 < sum(verdicts) / len(verdicts) < 0.8


@settings(max_examples=50)
@given(data=st.data())
def test_checking_looks_at_each_part_once(data: st.DataObject) -> None:
    """The counts do not matter to the check: a pattern and the same with large counts are admitted alike."""
    tree = data.draw(trees().filter(is_admitted))
    text = write(tree).replace("{2,2}", "{3,3}").replace("{1,3}", "{1,9}").replace("{0,2}", "{0,8}")
    assert is_admitted(parse(text).root)
