"""The folder of an answer says every key in words."""

from itertools import chain

from stafet.access_requests.saying import VALUES
from stafet.consent.terms import Basis
from stafet.consent.timeline import StepKind
from stafet.logs.rules import AgreementState
from stafet.meetings.rules import MeetingState
from stafet.people.rules import CustodyKind, CustodySource


def test_no_key_of_the_program_is_handed_to_a_reader():
    kinds = (AgreementState, Basis, CustodyKind, CustodySource, MeetingState, StepKind)
    assert [key for key in chain(*kinds) if key not in VALUES] == []
