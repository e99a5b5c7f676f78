"""The parents' verbs: asked, they give and take back."""

from stafet.consent.services.acts import acts_of
from stafet.consent.services.asking import ask, name_outsider
from stafet.consent.services.confirming import confirm
from stafet.consent.services.correcting import correct_outsider
from stafet.consent.services.giving import give
from stafet.consent.services.signing import Choice, Signing
from stafet.consent.services.withdrawing import withdraw

__all__ = [
    "Choice",
    "Signing",
    "acts_of",
    "ask",
    "confirm",
    "correct_outsider",
    "give",
    "name_outsider",
    "withdraw",
]
