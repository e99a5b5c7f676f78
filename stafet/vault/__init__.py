"""Keys and sealed bytes; the only package that touches a cipher."""

from stafet.vault.context import Context
from stafet.vault.keys import GUARDIANS, STAFF, Kind
from stafet.vault.keystore import KeyStatus
from stafet.vault.permit import Permit
from stafet.vault.rowmac import (
    genuine,
    genuine_rows,
    genuine_values,
    is_former,
    sign,
    sign_former,
    sign_on_flush,
)
from stafet.vault.vault import Vault

__all__ = [
    "GUARDIANS",
    "STAFF",
    "Context",
    "KeyStatus",
    "Kind",
    "Permit",
    "Vault",
    "genuine",
    "genuine_rows",
    "genuine_values",
    "is_former",
    "sign",
    "sign_former",
    "sign_on_flush",
]
