"""A certificate authority that lives as long as the test run."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Authority:
    """What a client is told to trust, and what a server shows."""

    ca_file: Path
    server: ssl.SSLContext


def authority(folder: Path, *names: str) -> Authority:
    """Make an authority and a certificate, for this machine's loopback unless told otherwise."""
    root = trustme.CA()
    ca_file = folder / "ca.pem"
    root.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.issue_cert(*names or ("127.0.0.1", "localhost")).configure_cert(context)
    return Authority(ca_file, context)
