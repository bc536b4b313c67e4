"""Read a pattern: the part of regular expressions that every engine reads alike.

The engines are Python's `re`, ECMAScript with the `u` flag (ECMA-262, section 22.2), and Rust's `regex`. What one of
them reads differently, or does not have, is refused with what to write instead.
"""

from __future__ import annotations

import re
import unicodedata

from telemetry_spec.patterns.tree import (
    Alternation,
    CharSet,
    Concat,
    Pattern,
    PatternError,
    Repeat,
    Tree,
    can_be_empty,
    complement,
    normalise,
)

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_REPEAT", "Pattern", "PatternError", "parse"]

MAX_LENGTH = 1000
MAX_REPEAT = 1000
MAX_DEPTH = 50

#: ECMA-262 `SyntaxCharacter` and `/`: with the `u` flag nothing else may be escaped, but for `-` in a class.
SYNTAX = frozenset("^$\\.*+?()[]{}|/")

_BRACES = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}", re.ASCII)
_SIMPLE_REPEATS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_SET_NOTATIONS = ("--", "&&", "~~", "||")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})

_WRITE_CLASS = "write the characters out in a class, such as [0-9], [0-9A-Za-z_] or [ ]"
_WHOLE_TEXT = "leave it out: a pattern always stands for the whole text"
_NO_CONTROL = "name the characters that are allowed, or leave some out with a class such as [^,]"
_PLAIN_CHARACTER = "write the character itself"

#: Letters after a backslash: what is wrong, what to write.
_ESCAPES: dict[str, tuple[str, str]] = {
    **dict.fromkeys("dDwWsS", ("means different characters in different engines", _WRITE_CLASS)),
    **dict.fromkeys("pP", ("means different characters in different versions of Unicode", _WRITE_CLASS)),
    **dict.fromkeys("bBAZzG", ("tests a place in the text and is not admitted", _WHOLE_TEXT)),
    **dict.fromkeys(
        "123456789k", ("refers back to an earlier group and cannot be matched in linear time", "write the part again")
    ),
    **dict.fromkeys("uUxN", ("is written differently in different engines", _PLAIN_CHARACTER)),
    **dict.fromkeys("nrtfvac0", ("stands for a control character, which is not admitted", _NO_CONTROL)),
}

#: What may follow `(?`: what is wrong, what to write. The first entry that fits counts.
_GROUPS: tuple[tuple[str, str, str], ...] = (
    ("=", "a look ahead is not admitted", "write what the text holds, in order"),
    ("!", "a negative look ahead is not admitted", "leave characters out with a class such as [^a]"),
    ("<=", "a look behind is not admitted", "write what the text holds, in order"),
    ("<!", "a negative look behind is not admitted", "leave characters out with a class such as [^a]"),
    ("P", "a named group is not admitted", "write ( ) without a name"),
    ("<", "a named group is not admitted", "write ( ) without a name"),
    (">", "an atomic group is not admitted", "write ( )"),
    ("#", "a comment is not admitted", "put it into the description of the field"),
    ("", "flags are not admitted", "write both cases in a class, such as [Aa]"),
)

#: Characters that cannot stand by themselves: what is wrong, what to write.
_UNESCAPED: dict[str, tuple[str, str]] = {
    ".": ("`.` leaves out different characters in different engines", "write a class such as [^,], or \\. for a dot"),
    "^": ("`^` is not needed", f"{_WHOLE_TEXT}; for the character itself write \\^"),
    "$": ("`$` is not needed", f"{_WHOLE_TEXT}; for the character itself write \\$"),
    "]": ("`]` closes no class", "write \\] for the character itself"),
    "}": ("`}` closes no repeat", "write \\} for the character itself"),
    **{
        c: (f"`{c}` repeats nothing", f"put it after what it repeats, or write \\{c} for the character itself")
        for c in "?*+{"
    },
}


def parse(text: str) -> Pattern:
    """Read a pattern. Raises PatternError where it is not in the language; recursion and time are bounded."""
    if len(text) > MAX_LENGTH:
        message = f"the pattern has {len(text)} characters; {MAX_LENGTH} are allowed"
        raise PatternError(message, "say less in the pattern, or use `enum` for a list of values", MAX_LENGTH)
    parser = _Parser(text)
    root = parser.alternation(0)
    if parser.at < len(text):
        raise PatternError("`)` closes no group", "write \\) for the character itself", parser.at)
    return Pattern(text, root)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self, size: int = 1) -> str:
        return self.text[self.at : self.at + size]

    def alternation(self, depth: int) -> Tree:
        start = self.at
        options = [self.sequence(depth)]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence(depth))
        if len(options) == 1:
            return options[0]
        empty = [option for option in options if can_be_empty(option)]
        if len(empty) > 1:
            message = f"two alternatives can be empty: {self.quote(empty[0])} and {self.quote(empty[1])}"
            raise PatternError(
                message, "let only one alternative be empty, or none and put ? after the group", empty[1].start
            )
        return Alternation(tuple(options), start=start, end=self.at)

    def sequence(self, depth: int) -> Tree:
        start = self.at
        parts: list[Tree] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeat(depth))
        if not parts:
            where = "a group or an alternative" if depth or self.text else "the pattern"
            raise PatternError(
                f"{where} is empty", "write something there; for a part that may be left out write (part)?", start
            )
        return parts[0] if len(parts) == 1 else Concat(tuple(parts), start=start, end=self.at)

    def repeat(self, depth: int) -> Tree:
        start = self.at
        part = self.atom(depth)
        written = self.text[start : self.at]
        counts = self.counts()
        if counts is None:
            return part
        self.refuse_second_repeat()
        if can_be_empty(part):
            message = f"`{written}` can be empty, so a repeat of it matches the same text in several ways"
            raise PatternError(
                message, "let the inner part match at least one character: (a+)? or (a|b)* instead of (a*)?", start
            )
        return Repeat(part, *counts, start=start, end=self.at)

    def counts(self) -> tuple[int, int | None] | None:
        """Read `?`, `*`, `+` or a repeat in braces, if one is next."""
        start = self.at
        if self.peek() in _SIMPLE_REPEATS:
            self.at += 1
            return _SIMPLE_REPEATS[self.text[start]]
        if self.peek() != "{":
            return None
        match = _BRACES.match(self.text, start)
        if match is None:
            raise PatternError(
                "`{` begins no repeat", "write {2}, {2,} or {2,5}, or \\{ for the character itself", start
            )
        self.at = match.end()
        if any(len(number) > len(str(MAX_REPEAT)) for number in match.group(1, 3) if number):
            minimum, maximum = MAX_REPEAT + 1, None
        else:
            minimum = int(match[1])
            maximum = int(match[3]) if match[3] else None if match[2] else minimum
        if max(minimum, maximum or 0) > MAX_REPEAT:
            raise PatternError(
                f"{match.group()} repeats more than {MAX_REPEAT} times", "use `max_length`, or * or +", start
            )
        if maximum == 0:
            raise PatternError(f"{match.group()} allows no occurrence", "leave the part out", start)
        if maximum is not None and maximum < minimum:
            raise PatternError(f"{match.group()} ends before it begins", f"write {{{maximum},{minimum}}}", start)
        return minimum, maximum

    def refuse_second_repeat(self) -> None:
        following = self.peek()
        if following == "?":
            raise PatternError(
                "a lazy repeat is not admitted", "leave the second ? out: the whole text matches or not", self.at
            )
        if following == "+":
            raise PatternError("a possessive repeat is not admitted", "leave the second + out", self.at)
        if following in ("*", "{"):
            raise PatternError(
                "one repeat follows another", "write one repeat; for a repeat of a repeat use a group", self.at
            )

    def atom(self, depth: int) -> Tree:
        start = self.at
        char = self.peek()
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.char_class()
        if char in _UNESCAPED:
            raise PatternError(*_UNESCAPED[char], start)
        code = self.character("")
        return CharSet(normalise([(code, code)]), start=start, end=self.at)

    def group(self, depth: int) -> Tree:
        start = self.at
        if depth >= MAX_DEPTH:
            raise PatternError(f"groups are nested more than {MAX_DEPTH} deep", "write fewer groups", start)
        self.at += 1
        if self.peek(2) == "?:":
            self.at += 2
        elif self.peek() == "?":
            _, message, help_text = next(row for row in _GROUPS if self.text.startswith(row[0], self.at + 1))
            raise PatternError(message, help_text, start)
        inner = self.alternation(depth + 1)
        if self.peek() != ")":
            raise PatternError(
                "the group is not closed", "write ) where it ends, or \\( for the character itself", start
            )
        self.at += 1
        return inner

    def char_class(self) -> CharSet:
        start = self.at
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        first = self.at
        pairs: list[tuple[int, int]] = []
        while self.peek() != "]" or self.at == first:
            pairs.append(self.class_range(start, first))
        self.at += 1
        ranges = normalise(pairs)
        return CharSet(complement(ranges) if negated else ranges, start=start, end=self.at)

    def class_range(self, start: int, first: int) -> tuple[int, int]:
        """Read one character of a class, or two with a dash between them."""
        here = self.at
        if self.peek() == "":
            raise PatternError(
                "the class is not closed", "write ] where it ends, or \\[ for the character itself", start
            )
        if self.peek() == "]":
            raise PatternError(
                "the class is empty", "write the characters that it allows; for ] itself write \\]", start
            )
        if self.peek(2) in _SET_NOTATIONS:
            message = f"`{self.peek(2)}` in a class is an operation on sets in some engines"
            raise PatternError(message, "write the character once; for a dash write \\-", here)
        if self.peek() == "-" and here != first and self.peek(2) != "-]":
            raise PatternError("it is not clear what the dash in the class means", "write \\- for a dash", here)
        low = self.character("-")
        if self.peek() != "-" or self.peek(2) == "-]":
            return low, low
        if self.peek(2) in _SET_NOTATIONS:
            raise PatternError("it is not clear what the dash in the class means", "write \\- for a dash", self.at)
        self.at += 1
        if self.peek() == "":
            raise PatternError(
                "the class is not closed", "write ] where it ends, or \\[ for the character itself", start
            )
        high = self.character("-")
        if high < low:
            written = self.text[here : self.at]
            raise PatternError(
                f"the range `{written}` ends before it begins", "swap its ends, or write \\- for a dash", here
            )
        return low, high

    def character(self, escapable: str) -> int:
        """Read one literal character, escaped or not; in a class (`escapable` is "-") only a few need a backslash."""
        start = self.at
        char = self.peek()
        if char == "\\":
            return self.escape(escapable)
        if char == "[" and escapable:
            raise PatternError("`[` in a class begins a nested class in some engines", "write \\[", start)
        category = unicodedata.category(char)
        if category in _INVISIBLE and char != " ":
            raise PatternError(f"the character U+{ord(char):04X} cannot be seen in the pattern", _NO_CONTROL, start)
        self.at += 1
        return ord(char)

    def escape(self, escapable: str) -> int:
        start = self.at
        char = self.text[start + 1 : start + 2]
        if not char:
            raise PatternError("the pattern ends in a backslash", "write \\\\ for a backslash", start)
        if char in SYNTAX or char in escapable:
            self.at += 2
            return ord(char)
        if char in _ESCAPES:
            wrong, help_text = _ESCAPES[char]
            raise PatternError(f"`\\{char}` {wrong}", help_text, start)
        shown = char if char.isprintable() else f"U+{ord(char):04X}"
        raise PatternError(
            f"`\\{shown}` is no escape that every engine knows", f"write {shown} without the backslash", start
        )

    def quote(self, tree: Tree) -> str:
        return f"`{self.text[tree.start : tree.end]}`"
