"""Say again, in one press, what one had said before custody changed (L18)."""

from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import last_day_of_consent
from stafet.clock import day_of
from stafet.consent.answers import Stand, newest_answers, stand
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent
from stafet.consent.scope import Grant, last_day, left_of
from stafet.consent.services.acts import refuse_others
from stafet.consent.services.giving import give
from stafet.consent.services.signing import Choice, Signing
from stafet.consent.terms import Facts
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.ids import new_id
from stafet.web.viewer import Viewer


def confirm(unit: Unit, viewer: Viewer, child_id: UUID) -> UUID:
    """Sign the same again: the same places, topics and end; return the new consent's id.

    Raises `NotFound` for anybody who is not asked, `Invalid` at `choices` where nothing waits to
    be said again: a second press changes nothing.
    """
    refuse_others(unit, viewer, child_id, "consent:confirm")
    facts = load_facts(unit, child_id)
    waiting = [
        answered.grant
        for (giver, _place), answered in newest_answers(unit, child_id, facts).items()
        if giver == viewer.person_id
        and answered.grant
        and stand(answered, facts, unit.now) is Stand.SUSPENDED
    ]
    choices = tuple(c for grant in waiting if (c := _again(unit, facts, grant)).categories)
    if not choices:
        raise Invalid({"choices": "There is nothing that waits to be said again."})
    newest = max(waiting, key=lambda grant: grant.signed_at)
    language = unit.session.get_one(Consent, newest.consent_id).language
    on_offer = unit.use(Catalogue).consent_texts
    signing = Signing(new_id(), choices, language if language in on_offer else "da")
    return give(unit, viewer, child_id, signing)


def _again(unit: Unit, facts: Facts, grant: Grant) -> Choice:
    """Return what is left of a yes as a choice; it never lasts longer than it did."""
    catalogue, today = unit.use(Catalogue), day_of(unit.now)
    longest = last_day_of_consent(today, catalogue.deadlines.consent_months)
    return Choice(
        institution_id=grant.institution_id,
        yes=True,
        categories=left_of(grant, facts.taken).intersection(catalogue.categories),
        own_matters=str(grant.giver_id) in grant.subjects,
        everything=grant.since_on is None,
        since_on=grant.since_on,
        from_on=day_of(grant.from_at) if grant.from_at > unit.now else None,
        last_day=min(last_day(grant.until_at), longest),
    )
