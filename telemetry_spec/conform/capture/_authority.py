"""A certificate authority made for a run, and the places where programs look for authorities."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final
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


class Authority:
    """Issues a certificate for each host that is asked for.

    With `vouched` false, nobody has reason to trust it, but for those of the hosts that are `spared`.
    """

    def __init__(self, *, vouched: bool = True, spared: Collection[str] = ()) -> None:
        """Make the keys. Raises MissingExtraError without the library trustme."""
        try:
            import trustme
        except ImportError as error:
            raise MissingExtraError("trustme") from error
        self._authority = trustme.CA(organization_name="telemetry-spec")
        self._issuer = self._authority if vouched else trustme.CA(organization_name="nobody")
        self._spared = spared
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write(self, path: Path) -> None:
        """Write the certificate that clients are to trust."""
        self._authority.cert_pem.write_to_path(path)

    def context(self, name: str, fallback: Iterable[str] = ()) -> ssl.SSLContext:
        """Return the context for a host. For "" it is one for all `fallback` hosts: the client has named none."""
        if name not in self._contexts:
            identities = [name] if name else [*fallback] or [_NAMELESS]
            issuer = self._authority if name in self._spared else self._issuer
            try:
                leaf = issuer.issue_cert(*identities)
            except ValueError:  # a name that no certificate can hold
                leaf = issuer.issue_cert(_NAMELESS)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            leaf.configure_cert(context)
            self._contexts[name] = context
        return self._contexts[name]


def hosts_of(urls: Iterable[str]) -> list[str]:
    """Return the hosts of some addresses, each once."""
    return list(dict.fromkeys(host for url in urls if (host := urlsplit(url).hostname)))
