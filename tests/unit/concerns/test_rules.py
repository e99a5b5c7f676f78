"""What a concern becomes, without a database."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from stafet.concerns.rules import Asked, Concern, parts_of, problems_with_concern, words_of
from stafet.logs.rules import Involvement
from stafet.records.rules import CHILD

ANNA, BO = UUID(int=1), UUID(int=2)
ASKED = (
    Asked("why", "Hvorfor?", "", "wellbeing"),
    Asked("body", "Kroppen", "", "health"),
    Asked("parents", "Forældrene: Anna", "", "family", ANNA),
    Asked("parents", "Forældrene: Bo", "", "family", BO),
)
TODAY = date(2027, 3, 1)
texts = st.text(max_size=30)


@given(st.dictionaries(st.sampled_from([q.field for q in ASKED]), texts))
def test_every_word_lands_in_exactly_one_record_about_the_right_person(answers):
    parts = parts_of(Concern(answers), ASKED)
    said = [(part.subject, label, text) for part in parts for label, text in words_of(part, ASKED)]
    expected = [
        (q.subject, q.label, answers[q.field]) for q in ASKED if answers.get(q.field, "").strip()
    ]
    assert sorted(said) == sorted(expected)


@given(
    st.dictionaries(st.sampled_from([q.field for q in ASKED]), texts.filter(bool)),
    st.dates() | st.none(),
    st.frozensets(st.sampled_from(["health", "family"])),
    st.builds(Involvement, texts, st.dates() | st.none(), texts),
)
def test_a_draft_comes_back_as_it_went_in(answers, event_on, topics, involvement):
    concern = Concern(answers, event_on, topics, involvement)
    assert Concern.from_content(concern.to_content()) == concern


def test_chosen_topics_widen_what_is_about_the_child_only():
    answers = {"q_why": "Alene", ASKED[2].field: "Træt"}
    child, anna = parts_of(Concern(answers, topics=frozenset({"language"})), ASKED)
    assert (child.subject, child.categories) == (CHILD, {"wellbeing", "language"})
    assert (anna.subject, anna.categories) == (str(ANNA), {"family"})


def test_half_an_involvement_is_told_at_its_field():
    concern = Concern({"q_why": "Alene"}, involvement=Involvement(how="Talt sammen"))
    parts = parts_of(concern, ASKED)
    problems = problems_with_concern(concern, ASKED, parts, TODAY)
    assert problems == {"involved_on": "Tell when the parents were involved."}


def test_words_whose_question_is_gone_are_still_shown():
    part = parts_of(Concern({"q_why": "Alene", "q_body": "Falder"}), ASKED)[0]
    assert words_of(part, ASKED[:1]) == (("Hvorfor?", "Alene"), ("", "Falder"))
    assert words_of(part, ()) == (("", "Alene"), ("", "Falder"))
