from uuid import UUID

from werkzeug.datastructures import MultiDict

from stafet.web.fields import (
    CheckboxesField,
    LineField,
    Needed,
    RadioField,
    RowVersionField,
    TickField,
)
from stafet.web.form import QueryForm, StafetForm

KEY = "11111111-1111-4111-8111-111111111111"


def posted(**values: str) -> MultiDict:
    return MultiDict(values)


class Small(StafetForm):
    row_version = RowVersionField()
    title = LineField("Title")


def test_the_same_press_sent_twice_carries_the_same_key(english):
    first, again = (Small(posted(form_id=KEY, row_version="1")) for _ in range(2))
    assert first.idempotency_key == again.idempotency_key == UUID(KEY)


def test_each_page_gets_a_key_of_its_own_also_in_place_of_a_broken_one(english):
    assert Small(None).idempotency_key != Small(None).idempotency_key
    assert isinstance(Small(posted(form_id="no id")).idempotency_key, UUID)


def test_problems_stand_at_their_field_and_the_rest_above_the_form(english):
    form = Small(posted(title="kept", row_version="1"))
    assert form.validate()
    form.add_problems({"title": "Too bold.", "": "Not now.", "elsewhere": "Odd."})
    assert form.title.errors == ["Too bold."]
    assert form.form_errors == ["Not now.", "Odd."]
    assert form.errors
    assert form.title.data == "kept"


def test_a_version_that_is_no_number_asks_to_open_the_page_again(english):
    form = Small(posted(row_version="-1"))
    assert not form.validate()
    assert form.row_version.errors == ["Open the page again before you save."]
    assert Small(posted(row_version="12")).row_version.data == 12


def test_a_choice_that_was_not_offered_is_refused(fill):
    radios = RadioField("It", choices=[("a", "A"), ("b", "B")], hints={"b": "second"})
    assert fill(radios, "c").it.errors == ["Not a valid choice."]
    chosen = fill(radios, "b")
    assert chosen.it.options()[1] == {"value": "b", "label": "B", "checked": True, "hint": "second"}


def test_several_of_many_in_the_order_they_were_ticked(fill):
    boxes = CheckboxesField("It", choices=[("a", "A"), ("b", "B")])
    assert fill(boxes, "b", "a").it.data == ["b", "a"]
    assert fill(boxes, "x").it.errors == ["Not a valid choice."]
    assert not fill(boxes).errors
    assert fill(CheckboxesField("It", [Needed()], choices=[("a", "A")])).it.errors


def test_choices_may_be_set_when_the_form_is_made(english):
    class Late(StafetForm):
        it = RadioField("It")

    form = Late(posted(it="7"))
    form.it.choices = [("7", "Seven")]
    assert form.validate()


def test_a_tick_that_is_needed_must_be_ticked(fill):
    assert fill(TickField("It", [Needed()])).it.errors == ["Fill this in."]
    assert fill(TickField("It", [Needed()]), "y").it.data is True


def test_a_search_reads_the_address_and_needs_no_token(app):
    class Search(QueryForm):
        word = LineField("Word")

    with app.test_request_context("/?word=anton"):
        form = Search()
        assert form.validate()
        assert form.word.data == "anton"
        assert "csrf_token" not in form
