"""Servers that take what they should not, or refuse what they should take."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.conform.server.honest import Honest, RefusedError

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.spec import Destination, Source
    from telemetry_spec.wire.message import Request

    #: Any JSON value.
    Value: TypeAlias = Any


class Blind(Honest):
    """Overlooks findings of some codes."""

    OVERLOOKS: frozenset[str] = frozenset()

    def findings(self, text: bytes, source: Source) -> list[Finding]:
        return [finding for finding in super().findings(text, source) if finding.code not in self.OVERLOOKS]


class Rewriting(Honest):
    """Judges another text than the one that came."""

    def judged(self, text: bytes, destination: Destination) -> tuple[Source, Value]:
        return super().judged(self.rewritten(text), destination)

    def rewritten(self, text: bytes) -> bytes:
        return text


class Mapping(Rewriting):
    """Judges a value in which something has been changed, wherever the text is JSON."""

    def rewritten(self, text: bytes) -> bytes:
        if super(Rewriting, self).findings(text, next(iter(self.spec.sources.values()))) == []:
            return text
        try:
            pairs: list[bool] = []
            value = json.loads(text, object_pairs_hook=lambda found: _object(found, pairs), parse_constant=_refuse)
            found = json.dumps(self.changed(value), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return text
        return text if pairs else found

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict):
            return {name: self.changed(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.changed(item) for item in value]
        return self.scalar(value)

    def scalar(self, value: Value) -> Value:
        return value


def _object(found: list[tuple[str, Value]], twice: list[bool]) -> dict[str, Value]:
    if len(dict(found)) < len(found):
        twice.append(True)
    return dict(found)


def _refuse(word: str) -> float:
    raise ValueError(word)


class AcceptsUnknownFields(Blind):
    CAUGHT = frozenset({"unknown-field"})
    OVERLOOKS = frozenset({"undeclared-field"})


class KeepsUnknownFields(Blind):
    """It says that it drops them."""

    CAUGHT = frozenset({"unknown-field"})
    UNKNOWN_FIELDS = "drop"
    OVERLOOKS = frozenset({"undeclared-field"})


class RefusesInsteadOfDropping(Honest):
    CAUGHT = frozenset({"unknown-field"})
    UNKNOWN_FIELDS = "drop"

    def dropped(self, text: bytes, destination: Destination) -> bytes:  # noqa: ARG002  the honest one's
        return text


class CoercesNumbers(Mapping):
    CAUGHT = frozenset({"rejects"})

    def scalar(self, value: Value) -> Value:
        return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value) else value


class CoercesBooleans(Mapping):
    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and set(value) == {"enabled"} and value["enabled"] in (0, 1, "true", "false"):
            return {"enabled": value["enabled"] in (1, "true")}
        return super().changed(value)


class TrimsTexts(Mapping):
    """Trims a trailing line end, as many patterns do by `$`."""

    CAUGHT = frozenset({"rejects"})

    def scalar(self, value: Value) -> Value:
        return value.removesuffix("\n") if isinstance(value, str) else value


class ClampsNumbers(Mapping):
    CAUGHT = frozenset({"rejects"})

    def scalar(self, value: Value) -> Value:
        return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else value


class CutsTexts(Mapping):
    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and isinstance(value.get("arch"), str):
            return super().changed({**value, "arch": value["arch"][:60]})
        return super().changed(value)


class FillsInMissing(Mapping):
    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and set(value) == {"type", "release"}:
            return {**value, "arch": "unknown"}
        return super().changed(value)


class TakesNullForAbsent(Mapping):
    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and value.get("license", 0) is None:
            return super().changed({name: inner for name, inner in value.items() if name != "license"})
        return super().changed(value)


class TakesAnyId(Mapping):
    """Puts an id of its own in the place of one without the right form."""

    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and isinstance(value.get("instanceId"), str):
            return super().changed({**value, "instanceId": "5db51f99-c6fb-4340-9c19-78adce58cc1b"})
        return super().changed(value)


class TakesListsOfOne(Mapping):
    """Unwraps a list, as some readers of queries do."""

    CAUGHT = frozenset({"rejects"})

    def changed(self, value: Value) -> Value:
        if isinstance(value, dict) and isinstance(value.get("os"), list):
            return super().changed({**value, "os": {"type": "x", "release": "x", "arch": "x"}})
        return super().changed(value)


class AcceptsDuplicateFields(Blind):
    CAUGHT = frozenset({"repeated-field"})
    OVERLOOKS = frozenset({"duplicate-field"})


class AcceptsNaN(Rewriting):
    CAUGHT = frozenset({"not-finite"})

    def rewritten(self, text: bytes) -> bytes:
        return re.sub(rb"-?\b(NaN|Infinity)\b", b"0", text)


class AcceptsComments(Rewriting):
    CAUGHT = frozenset({"malformed-json"})

    def rewritten(self, text: bytes) -> bytes:
        return text.replace(b"/**/", b"")


class AcceptsTrailingCommas(Rewriting):
    CAUGHT = frozenset({"malformed-json"})

    def rewritten(self, text: bytes) -> bytes:
        return re.sub(rb",\s*}", b"}", text)


class AcceptsBadCharacters(Rewriting):
    CAUGHT = frozenset({"malformed-json"})

    def rewritten(self, text: bytes) -> bytes:
        return text.decode("utf-8", "replace").encode()


class AcceptsNothingAtAll(Honest):
    """Answers an empty body with success, as health checks are."""

    CAUGHT = frozenset({"malformed-json"})

    def decoded(self, request: Request, destination: Destination) -> bytes:
        text = super().decoded(request, destination)
        return text or json.dumps(self.spec.sources["platform"].events["ping"].samples[0].value).encode()


class RefusesLongTexts(Honest):
    CAUGHT = frozenset({"accepts"})

    def judged(self, text: bytes, destination: Destination) -> tuple[Source, Value]:
        source, value = super().judged(text, destination)
        if len(value["os"]["release"]) > 100:
            raise RefusedError(422, "`release` is too long.")
        return source, value


class RefusesRareCombinations(Honest):
    CAUGHT = frozenset({"accepts-generated"})

    def judged(self, text: bytes, destination: Destination) -> tuple[Source, Value]:
        source, value = super().judged(text, destination)
        counts = value["platform"]["counts"]
        if counts["users"] % 2 and counts["teams"] > 5 and counts["devices"] > 9:
            raise RefusedError(422, "`users` is odd.")
        return source, value
