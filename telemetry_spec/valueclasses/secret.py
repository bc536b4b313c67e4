"""Secrets that can be told by their form: tokens of well-known services, private keys, passwords in addresses."""

from __future__ import annotations

import re

from telemetry_spec.valueclasses.base import ValueClass, has_escape

#: Literal begin of a token, and what has to follow it. Forms as their services document them.
_TOKENS = (
    ("AKIA", "[A-Z0-9]{16}"),  # AWS access key
    ("ASIA", "[A-Z0-9]{16}"),  # AWS temporary access key
    ("AIza", r"[\w\-]{35}"),  # Google API key
    ("GOCSPX-", r"[\w\-]{20}"),  # Google OAuth client
    ("ya29.", r"[\w\-]{20}"),  # Google OAuth access
    ("gh", "[pousr]_[A-Za-z0-9]{36}"),  # GitHub
    ("github_pat_", r"\w{22}"),  # GitHub, fine-grained
    ("glpat-", r"[\w\-]{20}"),  # GitLab
    ("xox", r"[abeoprs]-[A-Za-z0-9\-]{10}"),  # Slack
    ("hooks.slack.com/services/", "[A-Z0-9]"),  # Slack webhook
    ("sk_live_", "[A-Za-z0-9]{16}"),  # Stripe
    ("rk_live_", "[A-Za-z0-9]{16}"),  # Stripe, restricted
    ("sk_test_", "[A-Za-z0-9]{16}"),  # Stripe, test mode
    ("sk-", r"(?:ant|proj|svcacct)-[\w\-]{20}"),  # Anthropic, OpenAI
    ("sk-", r"[A-Za-z0-9]{48}(?!\w)"),  # OpenAI, older
    ("npm_", "[A-Za-z0-9]{36}"),  # npm
    ("pypi-", r"[\w\-]{50}"),  # PyPI
    ("hf_", r"[A-Za-z]{34}(?!\w)"),  # Hugging Face
    ("dckr_pat_", r"[\w\-]{20}"),  # Docker Hub
    ("dop_v1_", "[0-9a-f]{64}"),  # DigitalOcean
    ("SG.", r"[\w\-]{22}\.[\w\-]{43}"),  # SendGrid
    ("eyJ", r"[\w\-]{8,2000}\.eyJ[\w\-]{8}"),  # JSON Web Token (RFC 7519): two parts that begin with `{"`
)
_PEM = "-----BEGIN "

_SECRET = re.compile(
    r"(?<![A-Za-z0-9_\-])(?:" + "|".join(re.escape(begin) + rest for begin, rest in _TOKENS) + ")"
    rf"|{_PEM}(?:[A-Z]{{2,10}} ){{0,2}}PRIVATE KEY-----"
    r"|://[^\s/:@]{0,64}:[^\s/@]{1,128}@"  # a password in an address (RFC 3986, section 3.2.1)
    r"|(?<![A-Za-z])(?:[Pp]assword|PASSWORD|[Pp]asswd|[Pp]wd|PWD|AccountKey)=(?![*<$\[{&;,/\s])[^\s&;]"
    r"|(?<![A-Za-z])[Bb]earer [A-Za-z0-9._~+/\-]{16}",
    re.ASCII,
)

# One search for each character that tokens have in common: a search that begins with a literal skips fast.
_RAW = tuple(
    re.compile(expression)
    for expression in (
        rb"_(?:live_|test_|pat_|v1_|[A-Za-z0-9]{34})",
        (
            rb"-(?:(?<=[tiX]-)(?:(?<=glpat-)|(?<=pypi-)|(?<=GOCSPX-))|(?<=sk-)(?:ant-|proj-|svc|[A-Za-z0-9]{48})"
            rb"|(?<=xox[abeoprs]-)|----BEGIN )"
        ),
        rb"\.(?:eyJ|slack\.com|(?<=SG\.)|(?<=ya29\.))",
        rb"A(?:KIA|SIA|Iza)",
        rb"=(?:(?<=[Pp]assword=)|(?<=PASSWORD=)|(?<=[Pp]asswd=)|(?<=[Pp]wd=)|(?<=PWD=)|(?<=AccountKey=))",
        rb"earer [A-Za-z0-9._~+/\-]{16}",
    )
)
_PASSWORD_RAW = re.compile(rb"//[^\"\s/]{0,200}@")


def _finds(text: str) -> bool:
    return _SECRET.search(text) is not None


def _hint(raw: bytes) -> bool:
    for expression in _RAW:
        if expression.search(raw):
            return True
    # A quote or a backslash in a password is written with a backslash.
    return has_escape(raw) or (b"@" in raw and (b"\\" in raw or _PASSWORD_RAW.search(raw) is not None))


CLASS = ValueClass(
    name="secret",
    description="A secret with a form of its own: a token of a well-known service, a JSON Web Token, a private key, or "
    "a password in an address or a connection text. Other secrets look like any identifier.",
    finds=_finds,
    hint=_hint,
    examples=(
        "AKIAIOSFODNN7EXAMPLE",
        "ASIA" + "Q" * 16,
        "ghp_" + "a1" * 18,
        "token github_pat_" + "A" * 30,
        "glpat-" + "x" * 20,
        "xoxb-" + "1" * 12,
        "AIza" + "b" * 35,
        "sk_live_" + "4" * 24,
        "npm_" + "Z" * 36,
        "pypi-" + "A" * 60,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.sig",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMII",
        "postgres://me:hunter2@db/x",
        "redis://:hunter2@cache",
        'amqp://me:hun"ter@queue',
        "Server=db;Password=hunter2;",
        "Authorization: Bearer abcdefghijklmnop1234",
    ),
    counterexamples=(
        "npm_config_user_agent",
        "hf_model",
        "sk-learn",
        "pypi-publish",
        "AKIA",
        "eyJ",
        "-----BEGIN PUBLIC KEY-----",
        "https://example.com:8080/a@b",
        "https://user@example.com",
        "password=***",
        "password=",
        "PWD=/data",
        "bearer token",
        "high_password_strength",
        "a9921975ba11b1ffa158e06b2ddc4e57b36c1c5a5a78a772d19ed3aeab3d3961",
        "0a7a19d7-772d-40f0-b500-f108d50b558c",
    ),
)
