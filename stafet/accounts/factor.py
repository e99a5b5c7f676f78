"""The second factor: one-time codes of an app; their secret is kept nowhere.

It is derived from a key of the installation and a random part, and only that part is stored:
neither a dump of the database nor of the key store tells a code.
"""

import base64
import secrets
from datetime import datetime
from uuid import UUID

import pyotp

from stafet.db.transaction import Unit
from stafet.vault import Vault

DIGITS = 6
PERIOD = 30
RANDOM_BYTES = 20


def new_part() -> bytes:
    return secrets.token_bytes(RANDOM_BYTES)


def secret_of(unit: Unit, account_id: UUID, part: bytes) -> str:
    """Return the secret an app is told, in base 32."""
    digest = unit.use(Vault).blind_index("one-time codes", f"{account_id}|{part.hex()}")
    return base64.b32encode(digest[:RANDOM_BYTES]).decode("ascii")


def step_of(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """Return the time step of a right code that is newer than `after`, or None.

    One step earlier or later is accepted: clocks differ.
    """
    digits = "".join(code.split())
    step = int(now.timestamp()) // PERIOD
    app = pyotp.TOTP(secret, digits=DIGITS, interval=PERIOD)
    if not digits.isascii() or not digits.isdigit():
        return None
    for candidate in (step - 1, step, step + 1):
        if candidate > after and pyotp.utils.strings_equal(app.generate_otp(candidate), digits):
            return candidate
    return None


def link_of(secret: str, kommune_name: str) -> str:
    """Return the address by which a phone's app takes the secret."""
    issuer = f"Stafet {kommune_name}"
    return pyotp.TOTP(secret, digits=DIGITS, interval=PERIOD).provisioning_uri(
        name="Stafet", issuer_name=issuer
    )
