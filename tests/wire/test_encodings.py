"""The steps of an encoding: there and back, within limits, and never another error than the one that is declared."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
import zlib
from typing import TYPE_CHECKING, get_args

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe, jwk

from telemetry_spec.language.sources import EncodingStep
from telemetry_spec.wire import encodings
from telemetry_spec.wire.encodings.base import Keys, Step, UndecodableError, UnencodableError
from tests.wire.keys import key_files, public

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = Keys(jwe=key_files()["EC PEM"])
LIMIT = 1 << 20
BYTE_STEPS = ("gzip", "zlib", "br", "zstd", "base64", "base64url", "jwe")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)

each_step = pytest.mark.parametrize("name", get_args(EncodingStep))
each_byte_step = pytest.mark.parametrize("name", BYTE_STEPS)


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def decode(name: str, data: bytes, limit: int = LIMIT, keys: Keys = KEYS) -> bytes:
    return encodings.get(name).decode(data, keys, limit)


def code(name: str, data: bytes, limit: int = LIMIT, keys: Keys = KEYS) -> str:
    with pytest.raises(UndecodableError) as caught:
        decode(name, data, limit, keys)
    return caught.value.code


def test_there_is_a_file_for_each_step_of_the_language() -> None:
    assert set(encodings.names()) == set(get_args(EncodingStep))
    assert all(isinstance(encodings.get(name), Step) for name in encodings.names())


@each_byte_step
@given(data=st.binary(max_size=300))
@settings(max_examples=30)
def test_bytes_come_back(name: str, data: bytes) -> None:
    assert decode(name, encodings.get(name).encode(data, KEYS)) == data


@given(value=VALUES)
def test_json_comes_back_as_it_was_sent(value: object) -> None:
    assert decode("json", encodings.get("json").encode(dumped(value), KEYS)) == dumped(value)


@given(items=st.lists(VALUES))
def test_lines_are_the_items_of_a_list(items: list[object]) -> None:
    lines = encodings.get("ndjson").encode(dumped(items), KEYS)
    assert [json.loads(line) for line in lines.splitlines()] == items
    assert json.loads(decode("ndjson", lines)) == items


@given(fields=st.dictionaries(TEXTS, TEXTS))
def test_forms_hold_texts(fields: dict[str, str]) -> None:
    sent = encodings.get("form").encode(dumped(fields), KEYS)
    assert sent.isascii()
    assert json.loads(decode("form", sent)) == fields


@each_step
@given(data=st.binary(max_size=200))
@settings(max_examples=60)
def test_garbage_is_never_another_error(name: str, data: bytes) -> None:
    try:
        decode(name, data)
    except UndecodableError as error:
        assert error.code  # noqa: PT017  both ends are right


@each_step
@given(value=VALUES, at=st.integers(0, 10_000), flip=st.integers(1, 255))
@settings(max_examples=60)
def test_what_was_damaged_is_never_another_error(name: str, value: object, at: int, flip: int) -> None:
    try:
        sent = bytearray(encodings.get(name).encode(dumped(value), KEYS))
    except UnencodableError:
        assert name == "form"
        return
    if sent:
        sent[at % len(sent)] ^= flip
    try:
        decode(name, bytes(sent))
    except UndecodableError as error:
        assert error.code  # noqa: PT017  both ends are right


@pytest.mark.parametrize("name", ["gzip", "zlib", "br", "zstd"])
@given(data=st.binary(min_size=1, max_size=300), kept=st.floats(0, 1, exclude_max=True))
@settings(max_examples=40)
def test_what_is_cut_off_is_not_taken_for_whole(name: str, data: bytes, kept: float) -> None:
    sent = encodings.get(name).encode(data, KEYS)
    assert code(name, sent[: int(len(sent) * kept)]) == f"not-{name}"


@pytest.mark.parametrize("name", ["gzip", "zlib", "br", "zstd", "base64", "base64url", "jwe"])
def test_nothing_is_not_something(name: str) -> None:
    if name.startswith("base64"):
        assert decode(name, b"") == b""
    else:
        assert code(name, b"") == f"not-{name}"


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("gzip", lambda data: gzip.compress(data, 9)),
        ("zlib", lambda data: zlib.compress(data, 9)),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor(level=9).compress),
    ],
)
def test_bombs_stop_at_the_limit(name: str, compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(bytes(80 << 20))
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    try:
        assert code(name, bomb) == "too-large"
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["gzip", "zlib", "br", "zstd", "base64", "base64url", "json", "ndjson", "form"])
def test_the_limit_is_exact(name: str) -> None:
    text = b'{"a":"0123456789"}'
    sent = encodings.get(name).encode(text, KEYS)
    whole = max(len(sent), len(text)) if name in ("json", "ndjson", "form") else len(text)
    assert decode(name, sent, whole)
    assert code(name, sent, min(len(sent), len(text)) - 1) == "too-large"


def test_gzip_has_members_and_the_others_have_not() -> None:
    assert decode("gzip", gzip.compress(b"one") + gzip.compress(b"two")) == b"onetwo"
    assert code("zlib", zlib.compress(b"one") + zlib.compress(b"two")) == "not-zlib"
    frame = zstandard.ZstdCompressor().compress
    assert decode("zstd", frame(b"one") + frame(b"two")) == b"onetwo"
    assert code("gzip", gzip.compress(b"one") + b"two") == "not-gzip"
    assert code("br", brotli.compress(b"one") + b"two") == "not-br"
    assert code("zstd", frame(b"one") + b"two") == "not-zstd"


def test_gzip_is_the_same_each_time() -> None:
    assert encodings.get("gzip").encode(b"{}", KEYS)[4:8] == bytes(4)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b'{"a":1}\n{"a":2}\n', '[{"a":1},{"a":2}]'),
        (b'{"a":1}\r\n\r\n  {"a":2}  ', '[{"a":1},{"a":2}]'),
        (b"\xef\xbb\xbf{}\n", "[{}]"),
        (b'{"a":1,"a":2}\n', '[{"a":1,"a":2}]'),
        (b"", "[]"),
    ],
)
def test_lines_are_kept_as_they_were_sent(sent: bytes, expected: str) -> None:
    assert decode("ndjson", sent).decode() == expected


@pytest.mark.parametrize("sent", [b"{},{}\n", b"{} {}\n", b'{"a":\n1}\n', b"{\n", b"]\n", b"1,2\n", b"[" * 100_000])
def test_a_line_is_one_text(sent: bytes) -> None:
    assert code("ndjson", sent) == "not-ndjson"


def test_what_is_no_list_is_one_line() -> None:
    assert encodings.get("ndjson").encode(b'{"a":\n1}', KEYS) == b'{"a": 1}\n'
    assert encodings.get("ndjson").encode(b'[{"a":1}', KEYS) == b'[{"a":1}\n'
    assert encodings.get("ndjson").encode(b"\xff", KEYS) == b"\xff\n"


def test_lines_and_forms_are_utf8() -> None:
    assert code("ndjson", b'"\xff"\n') == "not-utf8"
    assert code("form", b"a=\xff") == "not-utf8"
    assert code("form", b"a=%ff") == "not-utf8"


def test_a_form_shows_what_is_there_twice() -> None:
    assert decode("form", b"a=1&b=&a=2&&c") == b'{"a":"1","b":"","a":"2","c":""}'
    assert code("form", b"a&" * 20_000) == "not-form"


def test_a_form_writes_numbers_as_texts_and_has_no_place_for_more() -> None:
    assert encodings.get("form").encode(b'{"a":1.5,"b":true,"c":"x y"}', KEYS) == b"a=1.5&b=true&c=x+y"
    for text in (b'{"a":null}', b'{"a":{}}', b'{"a":[]}', b"[]", b"1", b"{", b"\xff"):
        with pytest.raises(UnencodableError):
            encodings.get("form").encode(text, KEYS)


def test_base64_has_two_alphabets() -> None:
    data = b"\xfb\xff\xfe"
    assert decode("base64", b"+//+") == decode("base64url", b"-__-") == data
    assert code("base64", b"-__-") == "not-base64"
    assert code("base64url", b"+//+") == "not-base64url"
    assert decode("base64url", b"eyJ9") == b'{"}'
    assert decode("base64url", base64.urlsafe_b64encode(b"{}")) == decode("base64url", b"e30") == b"{}"
    assert code("base64", b"e30") == "not-base64"


# ---------------------------------------------------------------- JWE


@pytest.mark.parametrize("kind", key_files())
def test_every_kind_of_key_encrypts_and_decrypts(kind: str) -> None:
    keys = Keys(jwe=key_files()[kind])
    sent = encodings.get("jwe").encode(b'{"a":1}', keys)
    assert sent.count(b".") == 4
    assert decode("jwe", sent, keys=keys) == b'{"a":1}'
    other = next(content for name, content in key_files().items() if content != keys.jwe)
    assert code("jwe", sent, keys=Keys(jwe=other)) == "not-jwe"


@pytest.mark.parametrize("kind", ["RSA PEM", "EC PEM"])
def test_the_public_key_encrypts_only(kind: str) -> None:
    sent = encodings.get("jwe").encode(b"{}", Keys(jwe=public(kind)))
    assert decode("jwe", sent, keys=Keys(jwe=key_files()[kind])) == b"{}"
    assert code("jwe", sent, keys=Keys(jwe=public(kind))) == "not-jwe"


def test_without_a_key_nothing_is_read() -> None:
    assert code("jwe", b"a.b.c.d.e", keys=Keys()) == "no-key"
    with pytest.raises(UnencodableError, match="no key is given"):
        encodings.get("jwe").encode(b"{}", Keys())


@pytest.mark.parametrize(
    "content", [b"hunter2", b"{}", b'{"kty":"RSA"}', b'{"keys":1}', b"-----BEGIN hunter2", b"\xff"]
)
def test_what_is_no_key_is_said_without_showing_it(content: bytes) -> None:
    with pytest.raises(UndecodableError) as decoding:
        decode("jwe", b"a.b.c.d.e", keys=Keys(jwe=content))
    with pytest.raises(UnencodableError) as encoding:
        encodings.get("jwe").encode(b"{}", Keys(jwe=content))
    assert decoding.value.code == "no-key"
    assert "hunter2" not in str(decoding.value) + str(encoding.value) + repr(Keys(jwe=content))


def test_algorithms_can_be_chosen() -> None:
    keys = Keys(jwe=key_files()["RSA PEM"], alg="RSA-OAEP", enc="A128CBC-HS256")
    sent = encodings.get("jwe").encode(b"{}", keys)
    head = json.loads(base64.urlsafe_b64decode(sent.split(b".")[0] + b"=="))
    assert head == {"alg": "RSA-OAEP", "enc": "A128CBC-HS256"}
    with pytest.raises(UnencodableError, match="does not go with"):
        encodings.get("jwe").encode(b"{}", Keys(jwe=key_files()["RSA PEM"], alg="A256KW"))


def test_a_large_body_fits() -> None:
    data = b"x" * 300_000
    assert decode("jwe", encodings.get("jwe").encode(data, KEYS)) == data


def test_a_compressed_jwe_is_no_bomb() -> None:
    key = jwk.ECKey.import_key(key_files()["EC PEM"])
    registry = jwe.JWERegistry(algorithms=["ECDH-ES", "A256GCM", "DEF"])
    registry.max_ciphertext_length = 1 << 24
    head = {"alg": "ECDH-ES", "enc": "A256GCM", "zip": "DEF"}
    small = jwe.encrypt_compact(head, b"{}" * 10, key, registry=registry).encode()
    assert decode("jwe", small) == b"{}" * 10
    assert code("jwe", small, 5) == "too-large"
    bomb = jwe.encrypt_compact(head, bytes(16 << 20), key, registry=registry).encode()
    assert code("jwe", bomb) == "too-large"


def test_passwords_are_not_taken_for_keys() -> None:
    key = jwk.OctKey.import_key(json.loads(key_files()["oct JWK"]))
    algorithms = ["PBES2-HS256+A128KW", "A256GCM"]
    sent = jwe.encrypt_compact({"alg": algorithms[0], "enc": algorithms[1]}, b"{}", key, algorithms=algorithms)
    assert code("jwe", sent.encode(), keys=Keys(jwe=key_files()["oct JWK"])) == "not-jwe"
