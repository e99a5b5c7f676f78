"""The verbs of accounts."""

from stafet.accounts.services.invitations import (
    become_administrator,
    hash_of,
    invitation_of,
    invite,
    invite_first_administrator,
    invited_account,
    living_invitation,
)
from stafet.accounts.services.making import disable_account, leave, make_account, shut_or_reopen
from stafet.accounts.services.roles import grant_role, take_role
from stafet.accounts.services.signing_in import (
    accept_password,
    check_code,
    knock,
    refuse,
    set_password,
    take_factor,
)
from stafet.accounts.services.tries import count_try, minutes_until

__all__ = [
    "accept_password",
    "become_administrator",
    "check_code",
    "count_try",
    "disable_account",
    "grant_role",
    "hash_of",
    "invitation_of",
    "invite",
    "invite_first_administrator",
    "invited_account",
    "knock",
    "leave",
    "living_invitation",
    "make_account",
    "minutes_until",
    "refuse",
    "set_password",
    "shut_or_reopen",
    "take_factor",
    "take_role",
]
