"""Questions about readings and spot checks for tests: who asks, who answers, who checks."""

from random import Random
from uuid import uuid4

from sqlalchemy import select

from stafet.accounts.models import Account
from stafet.oversight.models import Question, SpotCheck
from stafet.oversight.pages.checks import check_page, checks_page
from stafet.oversight.pages.oddities import oddities_page
from stafet.oversight.pages.questions import question_page, questions_page
from stafet.oversight.pages.readings import readings_page
from stafet.oversight.services.asking import answer_why, ask_why
from stafet.oversight.services.checking import conclude, draw_one
from stafet.people.models import PersonKind
from stafet.people.rules import Identity
from stafet.people.services import employ, open_institution, register_adult
from stafet.vault import Vault
from stafet.web.viewer import Role, Viewer, ViewerKind
from tests.factories.special import with_role

WHY = "Hvorfor skulle hun læse det?"
BECAUSE = "Pia er Antons pædagog og skrev sin egen tekst færdig."


def readings(world, viewer, log):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        return readings_page(unit, viewer, log.id, None, with_names=False)


def askable(world, viewer, log):
    """Return the newest reading that the viewer may ask about."""
    return next(line.ask for line in readings(world, viewer, log).lines if line.ask is not None)


def ask(world, viewer, log, words=WHY):
    mark = askable(world, viewer, log)
    with world.unit() as unit:
        return ask_why(unit, viewer, log.id, mark, words)


def answer(world, viewer, question, words=BECAUSE, outcome="part_of_work"):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        answer_why(unit, viewer, question, outcome, words)


def shown(world, viewer, question):
    with world.unit() as unit:
        return question_page(unit, viewer, question)


def waits(world, viewer):
    """Return the questions on somebody's list: to answer, and about himself."""
    with world.unit() as unit:
        page = questions_page(unit, viewer)
    return [line.id for line in page.to_answer], [line.id for line in page.about_me]


def asked(world, viewer, log):
    """Return what the viewer sees of his questions beside the readings."""
    page = readings(world, viewer, log)
    beside = [line.asked for line in page.lines if line.asked]
    return [*beside, *page.questions]


def row(world, question):
    with world.unit() as unit:
        return unit.session.scalars(select(Question).where(Question.id == question)).one()


def officer_of(world):
    """Return a data-protection officer who works apart from everybody."""
    with world.unit() as unit:
        hall = open_institution(unit, "uu", "Rådhuset", "Eksempelby Kommune").id
        identity = Identity("Dorte Lyng", email="dorte@eksempelby.example")
        person = register_adult(unit, PersonKind.PROFESSIONAL, identity, by=None)
        employ(unit, person, hall, "databeskyttelsesraadgiver", by=None)
    viewer = Viewer(uuid4(), person, ViewerKind.PROFESSIONAL)
    world.people["officer"] = with_role(world, viewer, Role.DPO)
    return world.people["officer"]


def account(world, name):
    """Let somebody who came late sign in."""
    with world.unit() as unit:
        viewer = world.people[name]
        login = unit.use(Vault).blind_index("login", name)
        unit.session.add(
            Account(
                id=viewer.account_id,
                person_id=viewer.person_id,
                login_index=login,
                made_at=unit.now,
            )
        )


def checks_of(world):
    with world.unit() as unit:
        return unit.session.scalars(select(SpotCheck).order_by(SpotCheck.drawn_at)).all()


def newest_check(world):
    return checks_of(world)[-1]


def drawn(world, viewer, seed=1):
    """Draw one reading by dice that are known; return the check."""
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        assert draw_one(unit, viewer, Random(seed)) == 1
    return newest_check(world)


def concluded(world, viewer, check, outcome="in_order", remark=""):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        conclude(unit, viewer, check.id, outcome, remark)


def checked(world, viewer, check):
    with world.unit() as unit:
        return check_page(unit, viewer, check.id)


def listed(world, viewer):
    with world.unit() as unit:
        return checks_page(unit, viewer)


def odd(world, viewer):
    """Return what is unusual: kind, name and number."""
    with world.unit() as unit:
        page = oddities_page(unit, viewer)
    return [(line.kind, line.reader.name, line.count) for line in page.lines]
