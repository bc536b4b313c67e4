"""A plain hash hides nothing that can be guessed.

## What it does

Reports values that are hashed without salt or key where what is hashed can be guessed: e-mail and IP addresses, names
of users, machines, projects and packages, paths. What is hashed is taken from `of`, else from the type, the origin
and the name of the field.

## Why

Whoever can list the likely values can hash them all and look them up: all IPv4 addresses in minutes, all e-mail
addresses of a leaked list at once. A plain hash of something guessable is an identifier, and mostly the value itself.

## Example

```yaml
fields:
  user:
    type: sha256
    sensitivity: identifier
    lifetime: account
    transform: {kind: hash, algorithm: sha256, of: E-mail address of the user}
    description: A hash that stands for the user.
```

## Instead

```yaml
fields:
  user:
    type: sha256
    sensitivity: identifier
    lifetime: account
    transform: {kind: hash, algorithm: sha256, mode: keyed, of: E-mail address of the user}
    description: A keyed hash that stands for the user.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telemetry_spec.lint.base import Hit
from telemetry_spec.lint.holds import WORDS, guess
from telemetry_spec.lint.words import words
from telemetry_spec.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.lint.base import View
    from telemetry_spec.model.shape import Field, Transform

SEVERITY = Severity.WARNING

_GUESSABLE = re.compile(
    r"\b(e-?mails?|mail|hosts?|host ?names?|domains?|users?|user ?names?|logins?|names?|paths?|director(y|ies)|"
    r"folders?|ip|address(es)?|phones?|serial|mac|projects?|repositor(y|ies)|repos?|urls?|uris?|branch(es)?|"
    r"organi[sz]ations?|compan(y|ies)|teams?)\b"
)
_BY_NAME = "judging by its name"
_SAY_WHAT = " If something else is hashed, say in `of` what it is."
_NOT_GUESSABLE = re.compile(r"\b(random(ly)?|uuids?|guids?|tokens?|salt(ed)?)\b")


def check(view: View) -> Iterator[Hit]:
    """Yield a hit for each plain hash that can be looked up."""
    for place in view.fields:
        for step in place.field.transforms:
            what = _guessable(place.field, step) if step.kind == "hash" and step.mode == "plain" else ""
            if what:
                yield Hit(
                    place.selector,
                    place.field.span,
                    f"`{place.field.name}` is a plain hash of something that can be guessed: {what}.",
                    "Use `mode: keyed` with a key that the receiver does not have, or `salted` with a salt for each "
                    "installation, or do not send it." + (_SAY_WHAT if what.startswith(_BY_NAME) else ""),
                )


def _guessable(field: Field, step: Transform) -> str:
    """Return what is hashed, if it can be guessed, else ""."""
    if step.of:
        text = step.of.casefold()
        return step.of.rstrip(".") if _GUESSABLE.search(text) and not _NOT_GUESSABLE.search(text) else ""
    found = guess(field)
    if found is not None:
        return WORDS[found.value_class]
    name = " ".join(words(field.name))
    likely = _GUESSABLE.search(name)
    return f"{_BY_NAME}, `{likely.group()}`" if likely and not _NOT_GUESSABLE.search(name) else ""
