"""What a field holds, judged by what the spec says of it: its type, its origin and its name.

The names of classes are those of `valueclasses`, and `person` for the name of a person, which no text gives away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from telemetry_spec.lint.base import shapes_of
from telemetry_spec.lint.words import words

if TYPE_CHECKING:
    from telemetry_spec.lint.base import Side
    from telemetry_spec.model.shape import Field

_BY_TYPE = {"email": "email", "ip_address": "ip_address", "hostname": "hostname", "url": "url"}
_BY_ORIGIN = {"remote_address": "ip_address", "remote_host": "hostname"}

#: The last words of a name, written as one. A name such as `path` or `host` may be a route or a provider: not here.
_BY_NAME = {
    "email": ("email", "emailaddress", "mailaddress"),
    "ip_address": ("ip", "ipaddress", "ipaddr", "ipv4", "ipv6", "remoteaddr", "remoteaddress"),
    "hostname": ("hostname", "computername", "machinename", "fqdn", "nodename"),
    "mac_address": ("macaddress", "macaddr"),
    "phone": ("phone", "phonenumber", "telephone", "mobilenumber"),
    "file_path": (
        "filepath",
        "cwd",
        "homedir",
        "homedirectory",
        "workdir",
        "workingdirectory",
        "projectpath",
        "rootpath",
    ),
    "secret": ("password", "passwd", "secret", "apikey", "accesstoken", "authtoken", "apitoken", "privatekey"),
    "url": ("url", "uri", "referrer"),
    "person": ("username", "login", "fullname", "firstname", "lastname", "displayname", "realname", "surname"),
}
_CLASS_OF_NAME = {name: which for which, names in _BY_NAME.items() for name in names}
_LONGEST = 3
"""No name in the table has more words."""

WORDS = {
    "email": "an e-mail address",
    "ip_address": "an IP address",
    "hostname": "the name of a machine",
    "mac_address": "a MAC address",
    "phone": "a phone number",
    "file_path": "the path of a file",
    "secret": "a secret",
    "url": "a web address",
    "person": "the name of a person",
}


class Guess(NamedTuple):
    """A class of values, and what speaks for it: `its type is email`."""

    value_class: str
    because: str


def guess(field: Field) -> Guess | None:
    """Return what a field holds before the receiver transforms it, or None when nothing tells."""
    if field.origin in _BY_ORIGIN:
        return Guess(_BY_ORIGIN[field.origin], f"it comes from `{field.origin}`")
    leaves = [shape for shape in shapes_of(field.shape) if shape.kind == "string"]
    for shape in leaves:
        if shape.type in _BY_TYPE:
            return Guess(_BY_TYPE[shape.type], f"its type is `{shape.type}`")
    if any(shape.type == "string" for shape in leaves):
        found = class_of_name(field.name)
        return Guess(found, "its name says so") if found else None
    return None


def class_of_name(name: str) -> str | None:
    """Return the class that the last words of a name stand for: `email` for `userEmail`."""
    parts = words(name)
    ends = ("".join(parts[-count:]) for count in range(1, _LONGEST + 1))
    return next((_CLASS_OF_NAME[end] for end in ends if end in _CLASS_OF_NAME), None)


def is_hidden(field: Field, side: Side) -> bool:
    """Say whether a transform keeps the value itself from where a promise looks.

    What is sent has to be hidden at the client, what the receiver adds before it is stored. Rounding
    hides nothing here.
    """
    where = "receiver" if side == "received" else "client"
    return any(step.at == where and step.kind in ("hash", "truncate", "drop") for step in field.transforms)
