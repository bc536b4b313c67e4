"""A certificate authority made for a run, and the places where programs look for authorities."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

#: Variables that name a file of authorities, each of some library or program.
VARIABLES: Final = (
    "AWS_CA_BUNDLE",
    "CARGO_HTTP_CAINFO",
    "CURL_CA_BUNDLE",
    "DENO_CERT",
    "GIT_SSL_CAINFO",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "NIX_SSL_CERT_FILE",
    "NODE_EXTRA_CA_CERTS",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "npm_config_cafile",
)

#: Where systems keep the file of authorities, as Go's crypto/x509 and OpenSSL's builds know them.
BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
)

_NAMELESS: Final = "unnamed.invalid"
_ANOTHER: Final = "another.invalid"
#: From when and until when a certificate held that has expired.
_PAST: Final = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
_NOW: Final = (None, None)


#: What can be wrong with a certificate: who has signed it, whose it is, for how long it holds (RFC 5280, section 6.1,
#: RFC 9525).
Fault: TypeAlias = Literal["", "issuer", "name", "time"]
#: What is wrong with it where the endpoint answers so.
FAULTS: Final[dict[str, Fault]] = {
    "bad-certificate": "issuer",
    "other-certificate": "name",
    "old-certificate": "time",
}


class Authority:
    """Issues a certificate for each host that is asked for.

    With a `fault`, nobody has reason to take it for one of the host, but for those of hosts that are `spared`.
    """

    def __init__(self, fault: Fault = "", *, spared: Collection[str] = ()) -> None:
        """Make the keys. Raises MissingExtraError without the library trustme."""
        try:
            import trustme
        except ImportError as error:
            raise MissingExtraError("trustme") from error
        self._authority = trustme.CA(organization_name="telemetry-spec")
        self._issuer = trustme.CA(organization_name="nobody") if fault == "issuer" else self._authority
        self._fault = fault
        self._spared = spared
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write(self, path: Path) -> None:
        """Write the certificate that clients are to trust."""
        self._authority.cert_pem.write_to_path(path)

    def context(self, name: str, fallback: Iterable[str] = ()) -> ssl.SSLContext:
        """Return the context for a host. For "" it is one for all `fallback` hosts: the client has named none."""
        if name not in self._contexts:
            spared = name in self._spared
            identities = [name] if name else [*fallback] or [_NAMELESS]
            if self._fault == "name" and not spared:
                identities = [_ANOTHER]
            issuer = self._authority if spared else self._issuer
            begin, end = _PAST if self._fault == "time" and not spared else _NOW
            try:
                leaf = issuer.issue_cert(*identities, not_before=begin, not_after=end)
            except ValueError:  # a name that no certificate can hold
                leaf = issuer.issue_cert(_NAMELESS, not_before=begin, not_after=end)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            leaf.configure_cert(context)
            self._contexts[name] = context
        return self._contexts[name]


def hosts_of(urls: Iterable[str]) -> list[str]:
    """Return the hosts of some addresses, each once."""
    return list(dict.fromkeys(host for url in urls if (host := urlsplit(url).hostname)))
