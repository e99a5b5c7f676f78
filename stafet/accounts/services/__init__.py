"""The verbs of accounts."""

from stafet.accounts.services.invitations import (
    become_administrator,
    invite,
    invite_first_administrator,
    invited_account,
    living_invitation,
)
from stafet.accounts.services.making import disable_account, make_account
from stafet.accounts.services.roles import grant_role, take_role

__all__ = [
    "become_administrator",
    "disable_account",
    "grant_role",
    "invite",
    "invite_first_administrator",
    "invited_account",
    "living_invitation",
    "make_account",
    "take_role",
]
