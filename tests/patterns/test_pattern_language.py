"""What the pattern language admits, what it refuses and what it says then."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from telemetry_spec.patterns import (
    PatternError,
    length_bounds,
    parse,
    parse_linear,
    sample,
    shortest,
    to_ecma,
    to_python,
)

#: Pattern, a text that matches, a text that does not, bounds of the length.
ADMITTED = [
    ("a", "a", "a\n", (1, 1)),
    ("abc", "abc", "abcd", (3, 3)),
    ("a|b", "b", "ab", (1, 1)),
    ("a?", "", "aa", (0, 1)),
    ("a*", "aaa", "aab", (0, None)),
    ("a+", "a", "", (1, None)),
    ("a{3}", "aaa", "aaaa", (3, 3)),
    ("a{2,}", "aaaa", "a", (2, None)),
    ("a{0,2}", "aa", "aaa", (0, 2)),
    ("a{1000}", "a" * 1000, "a" * 999, (1000, 1000)),
    ("(ab)*", "abab", "aba", (0, None)),
    ("(?:ab){2}", "abab", "ab", (4, 4)),
    ("((a|b)c)+", "acbc", "ab", (2, None)),
    ("(a?|b)c", "bc", "abc", (1, 2)),
    ("[0-9a-f]{8}-[0-9a-f]{4}", "0123abcd-ffff", "0123ABCD-ffff", (13, 13)),
    ("v?[0-9]+([.][0-9]+){0,3}", "v1.20.3", "1.", (1, None)),
    ("[0-9]{4}-(0[1-9]|1[0-2])", "2024-12", "2024-13", (7, 7)),
    ("[^,]+(,[^,]+)*", "x,\n,y", "x,,y", (1, None)),
    ("[^a]", "\n", "a", (1, 1)),
    ("[^a]", "\U0001f600", "ab", (1, 1)),
    ("[-a]", "-", "b", (1, 1)),
    ("[a-]", "-", "b", (1, 1)),
    ("[a-c-]", "-", "d", (1, 1)),
    ("[^-a]", "b", "-", (1, 1)),
    ("[a^]", "^", "b", (1, 1)),
    (r"[\^a]", "^", "b", (1, 1)),
    (r"[a\-z]", "-", "b", (1, 1)),
    (r"[\[\]\\]", "\\", "a", (1, 1)),
    (r"[!-\/]", "/", "0", (1, 1)),
    ("[&~|]", "~", "-", (1, 1)),
    (r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/", "^$\\.*+?()[]{}|/", "^", (15, 15)),
    ("/-,#<>=!:&~ '\"`@%;_", "/-,#<>=!:&~ '\"`@%;_", "/", (19, 19)),
    ("é|[à-è]ß", "é", "éß", (1, 2)),
    ("[一-鿿]{2}", "数据", "数", (2, 2)),
    ("\U0001f600+", "\U0001f600\U0001f600", "\U0001f601", (1, None)),
    ("[\U0001f600-\U0001f64f]", "\U0001f610", "\ue000", (1, 1)),
    ("(a+,)*b", "aa,a,b", "aa,ab", (1, None)),
    ("(a+b)+", "aabab", "aaba", (2, None)),
    ("(a{2}){3}", "aaaaaa", "aaaaa", (6, 6)),
    ("(ab?){2,3}c", "aabac", "ac", (3, 7)),
]

#: Pattern, a part of the message, a part of the help, the position.
REFUSED = [
    ("", "the pattern is empty", "write something", 0),
    ("a|", "alternative is empty", "(part)?", 2),
    ("()", "is empty", "(part)?", 1),
    ("a.b", "leaves out different characters", r"\.", 1),
    ("^a", "`^` is not needed", "leave it out", 0),
    ("a$", "`$` is not needed", "leave it out", 1),
    (r"\d+", "different characters in different engines", "[0-9]", 0),
    (r"a\W", "different characters in different engines", "[0-9A-Za-z_]", 1),
    (r"[\s]", "different characters in different engines", "[ ]", 1),
    (r"\p{L}", "versions of Unicode", "class", 0),
    (r"\bword\b", "tests a place", "leave it out", 0),
    (r"(a)\1", "refers back", "write the part again", 3),
    (r"\k<n>", "refers back", "write the part again", 0),
    (r"\u0041", "written differently", "the character itself", 0),
    (r"\x41", "written differently", "the character itself", 0),
    (r"\n", "control character", "[^,]", 0),
    (r"\-", "no escape that every engine knows", "without the backslash", 0),
    (r"\é", "no escape that every engine knows", "write é", 0),
    ("\\\x07", "U+0007", "without the backslash", 0),
    ("a\\", "ends in a backslash", r"\\", 1),
    ("a\nb", "U+000A cannot be seen", "[^,]", 1),
    ("a\u200bb", "U+200B cannot be seen", "[^,]", 1),
    ("\ud800", "U+D800 cannot be seen", "[^,]", 0),
    ("(?=a)", "a look ahead", "in order", 0),
    ("(?!a)", "a negative look ahead", "[^a]", 0),
    ("(?<=a)", "a look behind", "in order", 0),
    ("(?<!a)", "a negative look behind", "[^a]", 0),
    ("(?P<n>a)", "named group", "without a name", 0),
    ("(?<n>a)", "named group", "without a name", 0),
    ("(?>a)", "atomic group", "( )", 0),
    ("(?#a)", "a comment", "description", 0),
    ("(?i)a", "flags", "[Aa]", 0),
    ("(?", "flags", "[Aa]", 0),
    ("(a", "not closed", ")", 0),
    ("a)", "closes no group", r"\)", 1),
    ("a*?", "lazy", "second ?", 2),
    ("a?+", "possessive", "second +", 2),
    ("a**", "one repeat follows another", "group", 2),
    ("a{2}{3}", "one repeat follows another", "group", 4),
    ("*a", "repeats nothing", r"\*", 0),
    ("(+)", "repeats nothing", r"\+", 1),
    ("a|{2}", "repeats nothing", r"\{", 2),
    ("a{,3}", "begins no repeat", "{2,5}", 1),
    ("a{2, 3}", "begins no repeat", "{2,5}", 1),
    ("a{\u0662}", "begins no repeat", "{2,5}", 1),
    ("a{3,2}", "ends before it begins", "{2,3}", 1),
    ("a{0}", "no occurrence", "leave the part out", 1),
    ("a{1001}", "more than 1000", "max_length", 1),
    ("a{5,99999999999999999999}", "more than 1000", "max_length", 1),
    ("a]", "closes no class", r"\]", 1),
    ("a}", "closes no repeat", r"\}", 1),
    ("[]", "the class is empty", r"\]", 0),
    ("[^]", "the class is empty", r"\]", 0),
    ("[]a]", "the class is empty", r"\]", 0),
    ("[a", "the class is not closed", "]", 0),
    ("[a-", "the class is not closed", "]", 0),
    ("[z-a]", "`z-a` ends before it begins", "swap", 1),
    ("[a-z-9]", "not clear what the dash", r"\-", 4),
    ("[+--]", "not clear what the dash", r"\-", 2),
    ("[--a]", "`--` in a class", r"\-", 1),
    ("[a&&b]", "`&&` in a class", "once", 2),
    ("[a~~b]", "`~~` in a class", "once", 2),
    ("[a||b]", "`||` in a class", "once", 2),
    ("[a[b]", "nested class", r"\[", 2),
    ("(a?)*", "`(a?)` can be empty", "at least one", 0),
    ("(a*b?){2}", "`(a*b?)` can be empty", "at least one", 0),
    ("b(a*|c)?", "`(a*|c)` can be empty", "at least one", 1),
    ("a?|b*", "`a?` and `b*`", "only one alternative", 3),
    ("a" * 1001, "has 1001 characters", "enum", 1000),
    ("(" * 51 + "a" + ")" * 51, "nested more than 50 deep", "fewer groups", 50),
    ("a*a", "'a' may belong to `a` at character 1 or to `a` at character 3", "[a-z][a-z0-9]*", 2),
    ("[a-z]+[k0-9]", "'k' may belong to `[a-z]` at character 1 or to `[k0-9]`", "begin with different", 6),
    ("(ab|ac)", "'a' may belong to `a` at character 2 or to `a` at character 5", "a(b|c)", 4),
    ("a?[^b]", "'a' may belong", "begin with different", 2),
    ("[^a][^b]*[\u4e00]", "U+4E00|'一' may belong", "begin with different", 9),
    ("(a+)+", "or begin another round", "(a)+ instead of (a+)+", 1),
    ("(a{2,3}){2}", "or begin another round", "(a)+ instead of (a+)+", 1),
    ("((a|b)+c?){2,}", "or begin another round", "(a)+ instead of (a+)+", 2),
    ("(a,?b?,?)+", "',' may belong", "begin with different", 6),
    ("(ab?){1,2}a", "'a' may belong", "begin with different", 10),
    ("(ab*b{2}|c)", "'b' may belong", "begin with different", 4),
    ("(ab*|c)b", "'b' may belong", "begin with different", 7),
    ("(ab?a?)+", "'a' may belong", "each round", 4),
    ("(a{1000}){1000}", "1000000 characters and classes", "at most 5000", 0),
]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.mark.parametrize(("text", "match", "miss", "bounds"), ADMITTED)
def test_admitted(text: str, match: str, miss: str, bounds: tuple[int, int | None]) -> None:
    pattern = parse_linear(text)
    assert re.match(to_python(text), match)
    assert not re.match(to_python(text), miss)
    assert length_bounds(pattern) == bounds
    assert len(shortest(pattern)) == bounds[0]
    assert re.match(to_python(text), shortest(pattern))


@pytest.mark.parametrize(("text", "message", "help_text", "position"), REFUSED)
def test_refused(text: str, message: str, help_text: str, position: int) -> None:
    with pytest.raises(PatternError) as caught:
        parse_linear(text)
    error = caught.value
    assert any(part in error.message for part in message.split("|")) or message in error.message
    assert help_text in error.help
    assert error.position == position
    assert str(error) == error.message


def test_after_an_exact_count_no_round_follows() -> None:
    assert length_bounds(parse_linear("(ab?){2}a")) == (3, 5)
    with pytest.raises(PatternError):
        parse_linear("(ab?){1,2}a")


def test_a_range_over_the_surrogates_leaves_them_out() -> None:
    root = parse("[\ud7ff-\ue000]").root
    assert root.ranges == ((0xD7FF, 0xD7FF), (0xE000, 0xE000))  # type: ignore[union-attr]


def test_whole_text_in_both_spellings() -> None:
    assert to_python("a|b") == r"(?:a|b)\Z"
    assert to_ecma("a|b") == "^(?:a|b)$"


def test_samples_depend_on_the_seed_alone() -> None:
    pattern = parse_linear("[a-z]{2}(-[0-9]+)*[^0-9-]")
    draws = [sample(pattern, seeded(7)) for _ in range(2)]
    assert draws[0] == draws[1]
    assert len({sample(pattern, seeded(seed)) for seed in range(20)}) > 10


def test_samples_keep_to_the_bounds_and_are_readable() -> None:
    pattern = parse_linear("[^a]{2,}a?")
    for seed in range(50):
        text = sample(pattern, seeded(seed), extra=1)
        assert 2 <= len(text) <= 4
        assert all(unicodedata.category(char) in {"Ll", "Lu", "Nd"} for char in text)


def test_samples_of_sets_without_letters() -> None:
    assert sample(parse_linear("[!-#]"), seeded(1)) in '!"#'
    assert sample(parse_linear("[\u4e00-\u4e02]"), seeded(1)) in "\u4e00\u4e01\u4e02"
