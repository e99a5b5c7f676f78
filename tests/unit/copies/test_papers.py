"""What stands on a form to be signed by hand: to a parent, and to the young person itself."""

from datetime import date
from uuid import uuid4

from stafet.catalogue import load
from stafet.consent.pages.receiving import ReceivingPage, Sheet
from stafet.copies.papers import form_of
from stafet.settings import data_dir

CATALOGUE = load(data_dir("config"), "2024")
CHILD, PARENT = uuid4(), uuid4()
PAGE = ReceivingPage(
    CHILD, "Anton", ((PARENT, "Anna"), (CHILD, "Anton")), (), (), ("da",), sees_scans=False
)


def form(*, young):
    """Return the form as data; its words are English where no page asks."""
    body = "Dit ja\n\nHvad spørger vi om?\nOm et ja."
    sheet = Sheet(uuid4(), "1", date(2027, 3, 1), "da", young, body, (), (), None)
    return form_of(PAGE, sheet, CATALOGUE, "da")


def test_a_parent_answers_for_the_child_and_for_his_own_matters():
    told = form(young=False)
    assert told["facts"][1] == ["Child", "Anton"]
    assert told["own"]
    assert told["givers"] == ["Anna"]
    assert told["text"] == [["Hvad spørger vi om?", ["Om et ja."]]]


def test_the_young_person_answers_for_itself_and_of_nobody_elses_matters():
    told = form(young=True)
    assert told["facts"][1] == ["Name", "Anton"]
    assert told["own"] == ""
    assert told["givers"] == ["Anton"]
