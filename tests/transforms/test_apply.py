"""Transforms, carried out: each against what the algorithm's own tools say."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import fieldtypes
from telemetry_spec.check.explain import violations
from telemetry_spec.language.fields import AlgorithmName
from telemetry_spec.model.shape import Shape, Transform
from telemetry_spec.transforms.apply import DROPPED, Dropped, MissingSecretError, Secrets, apply, apply_all

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json

SECRETS = Secrets(salt=b"salt", key=b"key")


def hashing(algorithm: str = "sha256", mode: str = "plain") -> Transform:
    return Transform(kind="hash", at="receiver", algorithm=algorithm, mode=mode)  # type: ignore[arg-type]  # one of them


def sized(kind: str, size: int) -> Transform:
    return Transform(kind=kind, at="receiver", size=size)  # type: ignore[arg-type]  # one of them


DROP = Transform(kind="drop", at="receiver")


@pytest.mark.parametrize("algorithm", get_args(AlgorithmName))
@given(text=st.text())
def test_hashes_are_those_of_the_algorithm(algorithm: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    digest = getattr(hashlib, algorithm)
    assert apply(hashing(algorithm), text, SECRETS) == digest(data).hexdigest()
    assert apply(hashing(algorithm, "salted"), text, SECRETS) == digest(b"salt" + data).hexdigest()
    assert apply(hashing(algorithm, "keyed"), text, SECRETS) == hmac.new(b"key", data, digest).hexdigest()


@pytest.mark.parametrize("algorithm", get_args(AlgorithmName))
def test_hashes_are_right_values_of_their_type(algorithm: str) -> None:
    kind = fieldtypes.get(algorithm)
    shape = Shape(type=algorithm, kind=kind.kind, constraints=kind.implied)
    for mode in ("plain", "salted", "keyed"):
        found = apply(hashing(algorithm, mode), "a", SECRETS)
        assert isinstance(found, str)
        assert violations(shape, found) == []


def test_a_hash_that_anybody_can_check() -> None:
    # RFC 2202, test case 2 of HMAC-MD5 and HMAC-SHA-1.
    text, secrets = "what do ya want for nothing?", Secrets(key=b"Jefe")
    assert apply(hashing("md5", "keyed"), text, secrets) == "750c783e6ab0b503eaa86e310a5db738"
    assert apply(hashing("sha1", "keyed"), text, secrets) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"


def test_what_is_no_text_is_hashed_as_json() -> None:
    value: Json = {"b": [1, True, None], "a": "\u00e9"}
    expected = hashlib.sha256('{"a":"\u00e9","b":[1,true,null]}'.encode()).hexdigest()
    assert apply(hashing(), value, SECRETS) == expected
    assert apply(hashing(), 12, SECRETS) == hashlib.sha256(b"12").hexdigest()


@pytest.mark.parametrize("mode", ["salted", "keyed"])
def test_a_hash_without_its_secret_is_none(mode: str) -> None:
    with pytest.raises(MissingSecretError):
        apply(hashing(mode=mode), "a", Secrets())
    assert apply(hashing(mode=mode), None, Secrets()) is None


@pytest.mark.parametrize("transform", [hashing(), sized("truncate", 1), sized("round", 5)])
def test_null_stays_null(transform: Transform) -> None:
    assert apply(transform, None, SECRETS) is None


def test_dropped_is_dropped() -> None:
    assert apply(DROP, "a", SECRETS) is DROPPED
    assert apply(DROP, None, SECRETS) is DROPPED
    assert isinstance(apply_all([hashing(), DROP, hashing()], "a", SECRETS), Dropped)


def test_truncating_counts_characters() -> None:
    assert apply(sized("truncate", 2), "\U0001f600\u00e9x", SECRETS) == "\U0001f600\u00e9"
    assert apply(sized("truncate", 9), "abc", SECRETS) == "abc"
    assert apply(sized("truncate", 2), [1, 2, 3], SECRETS) == [1, 2, 3]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((1234, 1200), (99, 0), (-1250, -1200), (100, 100), (149.9, 100), (2**53 - 1, 2**53 - 92)),
        *(("1234", "1200"), ("-7", "0"), ("x", "x"), (True, True)),
    ],
)
def test_rounding_goes_towards_zero(value: Json, expected: Json) -> None:
    found = apply(sized("round", 100), value, SECRETS)
    assert found == expected
    assert type(found) is type(expected)


@given(value=st.integers(-(2**53), 2**53), size=st.integers(1, 10_000))
def test_what_is_rounded_is_a_multiple_and_no_further_from_zero(value: int, size: int) -> None:
    found = apply(sized("round", size), value, SECRETS)
    assert isinstance(found, int)
    assert found % size == 0
    assert abs(value) - size < abs(found) <= abs(value)


def test_transforms_follow_each_other() -> None:
    steps = [sized("truncate", 3), hashing("md5"), sized("truncate", 8)]
    assert apply_all(steps, "abcdef", SECRETS) == hashlib.md5(b"abc", usedforsecurity=False).hexdigest()[:8]
    assert apply_all([], "abc", SECRETS) == "abc"


def test_secrets_do_not_show() -> None:
    assert "hunter2" not in repr(Secrets(b"hunter2", b"hunter2"))
