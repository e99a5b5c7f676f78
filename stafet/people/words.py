"""What custody and an ending are called on the pages, and where they are known from."""

from stafet.people.rules import CustodyKind, CustodySource, EndingSource
from stafet.web.i18n import _l

CUSTODIES = {
    CustodyKind.JOINT: _l("Joint custody"),
    CustodyKind.SOLE: _l("Sole custody"),
    CustodyKind.TEMPORARY: _l("Temporary custody"),
    CustodyKind.APPOINTED: _l("Appointed guardian"),
    CustodyKind.AUTHORITY: _l("The child is in the authority's care"),
    CustodyKind.UNKNOWN: _l("Not known yet"),
}
CUSTODY_SOURCES = {
    CustodySource.CPR: _l("The CPR register"),
    CustodySource.DECISION: _l("A decision by a court or the Agency of Family Law"),
    CustodySource.CERTIFICATE: _l("A birth certificate"),
    CustodySource.TOLD: _l("A parent has told it"),
}
ENDING_SOURCES = {
    EndingSource.CPR: _l("The CPR register"),
    EndingSource.AUTHORITY: _l("An authority has written it"),
    EndingSource.FAMILY: _l("The family has told it"),
}
