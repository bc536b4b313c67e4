"""From what to what: what the lines of a history say of a declaration that was one thing and is another."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import diff
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.history import lines
from telemetry_spec.emit.docs.words import catalogue
from telemetry_spec.model.change import Release
from tests.diff.products import Tree, compiled
from tests.diff.test_changes import set_at

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

LANGUAGES = {language: catalogue(language) for language in ("en", "de")}

CLOCK: Tree = {
    "telemetry_spec": 1,
    "product": "clock",
    "version": "1",
    "title": "Clock",
    "consent": "opt-out",
    "notice": {"summary": "Versions.", "operator": "Clock Ltd.", "retention": "13 months, then deleted."},
    "never_collected": [{"description": "What you read.", "forbids": ["email", "file_path", "ip_address"]}],
    "destinations": {"main": {"url": "https://t.example.com", "method": "POST"}},
    "opt_outs": {
        "variable": {
            "kind": "env",
            "variable": "CLOCK_TELEMETRY",
            "values": ["off", "0", "no"],
            "disables": ["app"],
        },
        "file": {
            "kind": "config",
            "title": "Config file",
            "file": "clock.yml",
            "key": "telemetry",
            "value": False,
            "disables": ["app"],
        },
    },
    "sources": {
        "app": {
            "title": "App",
            "discriminator": "name",
            "events": {
                "start": {
                    "title": "Start",
                    "description": "Start.",
                    "destination": "main",
                    "retention": "30 days",
                    "trigger": [{"on": "interval", "every": "1d", "delay": "5m"}],
                    "fields": {
                        "os": {"enum": ["linux", "macos"], "description": "Os."},
                        "label": {"type": "string", "max_length": 60, "description": "Label."},
                        "tags": {
                            "type": "array",
                            "max_items": 3,
                            "items": {"type": "string", "max_length": 8},
                            "description": "Tags.",
                        },
                        "took": {"type": "integer", "minimum": 0, "unit": "s", "description": "Time."},
                        "id": {
                            "type": "uuid",
                            "sensitivity": "identifier",
                            "lifetime": "session",
                            "description": "Id.",
                        },
                    },
                },
                "stop": {
                    "title": "Stop",
                    "description": "Stop.",
                    "destination": "main",
                    "fields": {},
                },
            },
        }
    },
    "options": {"telemetry": {"default": True, "description": "Telemetry."}},
}

EVENT = "sources/app/events/start"
FIELDS = f"{EVENT}/fields"
VALUES = "opt_outs/variable/values"
NEVER = "never_collected/0"
#: What is changed, to what, and what it says in each language.
SAID: list[tuple[str, object, str, str]] = [
    (VALUES, ["0", "no"], "Fewer values opt out: CLOCK_TELEMETRY no longer with off.",
     "Weniger Werte gelten als Abschalten: CLOCK_TELEMETRY nicht mehr mit off."),
    (VALUES, ["off", "0", "no", "never"], "More values opt out: CLOCK_TELEMETRY also with never.",
     "Mehr Werte gelten als Abschalten: CLOCK_TELEMETRY auch mit never."),
    (VALUES, ["off", "0", "1"], "Other values opt out: CLOCK_TELEMETRY also with 1, no longer with no.",
     "Andere Werte gelten als Abschalten: CLOCK_TELEMETRY auch mit 1, nicht mehr mit no."),
    (VALUES, "any", "More values opt out: CLOCK_TELEMETRY now with any value.",
     "Mehr Werte gelten als Abschalten: CLOCK_TELEMETRY jetzt mit jedem Wert."),
    (VALUES, ["off", *"abcdef"],
     "Other values opt out: CLOCK_TELEMETRY also with a, b, c, d and 2 more, no longer with 0 and no.",
     "Andere Werte gelten als Abschalten: CLOCK_TELEMETRY auch mit a, b, c, d und 2 weitere, nicht mehr mit 0 und no."),
    ("opt_outs/file/key", "other", "Opting out works in another way: Config file, with other instead of telemetry.",
     "Das Abschalten funktioniert anders: Config file, mit other statt telemetry."),
    ("opt_outs/file/disables", ["app.start"], "Opting out stops less: Config file, App: Start instead of App.",
     "Das Abschalten beendet weniger: Config file, App: Start statt App."),
    ("opt_outs/file", None, "No longer a way to opt out: Config file.", "Kein Weg mehr, abzuschalten: Config file."),
    ("opt_outs/variable", None, "No longer a way to opt out: CLOCK_TELEMETRY.",
     "Kein Weg mehr, abzuschalten: CLOCK_TELEMETRY."),
    (f"{NEVER}/forbids", ["email"], "The promise “What you read” no longer covers file paths and IP addresses.",
     "Die Zusage „What you read“ umfasst nicht mehr Dateipfade und IP-Adressen."),
    (f"{NEVER}/forbids", ["email", "file_path", "ip_address", "phone"],
     "The promise “What you read” now also covers phone numbers.",
     "Die Zusage „What you read“ umfasst jetzt auch Telefonnummern."),
    (f"{NEVER}/forbids", ["email", "file_path", "phone"],
     "The promise “What you read” covers something else: also phone numbers, no longer IP addresses.",
     "Die Zusage „What you read“ umfasst etwas anderes: auch Telefonnummern, nicht mehr IP-Adressen."),
    (f"{NEVER}/exempt", ["app.start.label"], "The promise “What you read” no longer covers label.",
     "Die Zusage „What you read“ umfasst nicht mehr label."),
    (f"{FIELDS}/os/enum", ["linux", "macos", "bsd"], "More is now possible for Os: also bsd (App: Start).",
     "Jetzt mehr möglich für Os: auch bsd (App: Start)."),
    (f"{FIELDS}/os/enum", ["linux"], "Less is now possible for Os: no longer macos (App: Start).",
     "Jetzt weniger möglich für Os: nicht mehr macos (App: Start)."),
    (f"{FIELDS}/os", {"type": "string", "max_length": 9, "description": "Os."},
     "More is now possible for Os: string instead of one of a few values (App: Start).",
     "Jetzt mehr möglich für Os: string statt einer von wenigen Werten (App: Start)."),
    (f"{FIELDS}/label/max_length", 2000,
     "More is now possible for Label: at most 2,000 characters instead of 60 (App: Start).",
     "Jetzt mehr möglich für Label: höchstens 2.000 Zeichen statt 60 (App: Start)."),
    (f"{FIELDS}/tags/items/max_length", 1,
     "Less is now possible for Tags: each item: at most 1 character instead of 8 (App: Start).",
     "Jetzt weniger möglich für Tags: jedes Element: höchstens 1 Zeichen statt 8 (App: Start)."),
    (f"{FIELDS}/took/maximum", 9, "Less is now possible for Time: at most 9 (App: Start).",
     "Jetzt weniger möglich für Time: höchstens 9 (App: Start)."),
    (f"{FIELDS}/took/minimum", None, "More is now possible for Time: no longer at least 0 (App: Start).",
     "Jetzt mehr möglich für Time: nicht mehr mindestens 0 (App: Start)."),
    (f"{FIELDS}/label/pattern", "[a-z]+", "Less is now possible for Label: of the form [a-z]+ (App: Start).",
     "Jetzt weniger möglich für Label: von der Form [a-z]+ (App: Start)."),
    (f"{FIELDS}/label/nullable", True, "Can now be null: Label (App: Start).",
     "Kann jetzt null sein: Label (App: Start)."),
    (f"{FIELDS}/took/unit", "ms", "Now in ms instead of s: Time (App: Start).",
     "Jetzt in ms statt s: Time (App: Start)."),
    (f"{FIELDS}/label/sensitivity", "personal",
     "Now declared as personal data instead of technical: Label (App: Start).",
     "Jetzt eingestuft als personenbezogen statt technisch: Label (App: Start)."),
    (f"{FIELDS}/id/lifetime", "account",
     "Now the same for one account instead of the same during one session: Id (App: Start).",
     "Jetzt gleich für ein Konto statt gleich während einer Sitzung: Id (App: Start)."),
    (f"{EVENT}/trigger/0/every", "1h", "Now sent every hour instead of every day: Start (App).",
     "Wird jetzt jede Stunde statt jeden Tag gesendet: Start (App)."),
    (f"{EVENT}/trigger/0/every", "2w", "Now sent every 2 weeks instead of every day: Start (App).",
     "Wird jetzt alle 2 Wochen statt jeden Tag gesendet: Start (App)."),
    (f"{EVENT}/trigger/0/delay", "30s", "Now sent after waiting 30 seconds instead of 5 minutes: Start (App).",
     "Wird jetzt nach einer Wartezeit gesendet (30 Sekunden statt 5 Minuten): Start (App)."),
    (f"{EVENT}/trigger/0/delay", None, "Now sent without waiting first: Start (App).",
     "Wird jetzt ohne Wartezeit gesendet: Start (App)."),
    (f"{EVENT}/trigger/0/condition", "It is on.", "Now sent under the condition “It is on”: Start (App).",
     "Wird jetzt unter der Bedingung „It is on“ gesendet: Start (App)."),
    ("sources/app/events/stop/trigger", [{"on": "interval", "every": "1h"}], "Now also sent every hour: Stop (App).",
     "Wird jetzt auch jede Stunde gesendet: Stop (App)."),
    (f"{EVENT}/retention", "90 days", "Now kept for longer, 90 days instead of 30: Start (App).",
     "Wird jetzt länger aufbewahrt, 90 days statt 30: Start (App)."),
    ("notice/retention", "24 months, then deleted.", "The data is now kept for longer: 24 months instead of 13.",
     "Die Daten werden jetzt länger aufbewahrt: 24 months statt 13."),
    ("notice/retention", "13 weeks, then deleted.",
     "The data is now kept for a shorter time: 13 weeks instead of 13 months.",
     "Die Daten werden jetzt kürzer aufbewahrt: 13 weeks statt 13 months."),
    ("notice/retention", "7d, then deleted.",
     "The data is now kept for a shorter time: 7 days instead of 13 months.",
     "Die Daten werden jetzt kürzer aufbewahrt: 7 Tage statt 13 months."),
    ("notice/retention", "For ever.",
     "Another rule for how long the data is kept: For ever (before: 13 months, then deleted).",
     "Eine andere Regel dafür, wie lange die Daten aufbewahrt werden: For ever (vorher: 13 months, then deleted)."),
    ("destinations/main/method", "PUT", "Data goes to https://t.example.com by PUT instead of POST.",
     "Daten gehen an https://t.example.com mit PUT statt POST."),
    ("options/telemetry/default", False, "A setting has another default: telemetry is now false instead of true.",
     "Eine Einstellung hat einen anderen Standardwert: telemetry ist jetzt false statt true."),
]  # fmt: skip


def versions(path: str, value: object) -> tuple[Spec, Spec]:
    changed = copy.deepcopy(CLOCK)
    set_at(path, value)(changed)
    return compiled(CLOCK), compiled(changed)


def said(path: str, value: object, language: str = "en") -> tuple[str, ...]:
    old, new = versions(path, value)
    release = Release(version="2", changes=diff.changes(old, new))
    return lines(release, new, LANGUAGES[language], since=False)


@pytest.mark.parametrize(("path", "value", "english", "german"), SAID, ids=[f"{one[0]}={one[1]}"[:60] for one in SAID])
def test_from_what_to_what(path: str, value: object, english: str, german: str) -> None:
    assert said(path, value) == (english,)
    assert said(path, value, "de") == (german,)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "value"), [one[:2] for one in SAID])
def test_no_line_is_long_and_the_way_back_has_words(path: str, value: object, language: str) -> None:
    new, old = versions(path, value)
    release = Release(version="2", changes=diff.changes(old, new))
    for line in lines(release, new, LANGUAGES[language], since=False):
        assert "{" not in line
        assert len(line) < 200


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (f"{FIELDS}/label/pattern", "a" * 50, "Less is now possible for Label (App: Start)."),
        ("options/telemetry/default", "x" * 90,
         f"A setting has another default: telemetry is now {'x' * 39}\u2026 instead of true."),
        (f"{EVENT}/trigger/0/condition", "y" * 90, "Now sent at other moments: Start (App)."),
        (f"{NEVER}/description", "Nothing " * 30, None),
    ],
)  # fmt: skip
def test_what_is_long_is_cut_or_not_said(path: str, value: object, expected: str | None) -> None:
    assert said(path, value) == ((expected,) if expected else ())


def test_a_long_promise_is_named_by_its_beginning() -> None:
    old, new = copy.deepcopy(CLOCK), copy.deepcopy(CLOCK)
    for spec in (old, new):
        spec["never_collected"][0]["description"] = "Nothing that you read, " * 10
    new["never_collected"][0]["forbids"] = ["email"]
    release = Release(version="2", changes=diff.changes(compiled(old), compiled(new)))
    (line,) = lines(release, compiled(new), LANGUAGES["en"], since=False)
    assert line.startswith("The promise “Nothing that you read, Nothing")
    assert line.endswith("\u2026” no longer covers file paths and IP addresses.")
    assert len(line) < 160


PAGES = [
    ("markdown", "- Fewer values opt out: CLOCK\\_TELEMETRY no longer with `off`.\n"),
    ("mdx", "- Fewer values opt out: CLOCK\\_TELEMETRY no longer with `off`.\n"),
    ("rst", "- Fewer values opt out: CLOCK\\_TELEMETRY no longer with ``off``.\n"),
    ("html", "<li>Fewer values opt out: CLOCK_TELEMETRY no longer with <code>off</code>.</li>"),
]


@pytest.mark.parametrize(("fmt", "expected"), PAGES, ids=[fmt for fmt, _ in PAGES])
def test_a_page_has_the_day_and_shows_values_as_code(fmt: str, expected: str) -> None:
    old, new = versions(VALUES, ["0", "no"])
    release = Release(version="1", date="2024-02-29", changes=diff.changes(old, new))
    page = docs.render(new, Options(docs_format=fmt, releases={"clock": (release,)}))
    assert expected in page
    assert page.count("2024-02-29") == 1
    if fmt != "html":
        assert "\n\n2024-02-29\n\n- Fewer" in page
