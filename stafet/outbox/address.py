"""One e-mail address, parsed strictly: what is unusual is refused rather than guessed at."""

import re

from stafet.errors import StafetError

_ATOM = r"[A-Za-z0-9_'+&=~#*-]+"
_LETTER = r"A-Za-z0-9æøåäöüéÆØÅÄÖÜÉ"
_LABEL = rf"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?"
_ADDRESS = re.compile(
    rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+(?:[A-Za-z]{{2,}}|xn--[a-z0-9-]+))"
)


class BadAddress(StafetError):
    """Not exactly one plain address; the message never repeats what was given."""


def parse_address(text: str) -> str:
    """Return the address in ASCII, its domain in lower case and IDNA form.

    Refuses lists, display names, quoted parts, control characters, full-width look-alikes,
    address literals and names without a domain (security.md, Mail). Raises `BadAddress`.
    """
    parts = _ADDRESS.fullmatch(text)
    if parts is None or len(parts[1]) > 64:  # noqa: PLR2004 - RFC 5321, 4.5.3.1
        raise BadAddress("not one plain e-mail address")
    try:
        domain = parts[2].lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress("not a domain name") from None
    if len(parts[1]) + 1 + len(domain) > 254:  # noqa: PLR2004 - RFC 5321, erratum 1690
        raise BadAddress("the address is too long")
    return f"{parts[1]}@{domain}"
