"""What the shipped configuration says, and how it answers."""

from datetime import date
from itertools import pairwise

import pytest

from stafet.catalogue import Label, load
from stafet.catalogue.law import KEYS
from stafet.settings import data_dir

CONFIG = data_dir("config")
CATALOGUE = load(CONFIG, "2024")
TODAY = date(2026, 11, 22)


def test_a_label_speaks_danish_unless_asked_for_english():
    label = Label(da="Skole", en="School")
    assert [label.in_(language) for language in ("da", "en", "en_GB", "ar")] == [
        "Skole",
        "School",
        "School",
        "Skole",
    ]


def test_the_default_categories_are_those_of_the_law_page():
    assert list(CATALOGUE.categories) == [
        "wellbeing",
        "learning",
        "language",
        "health",
        "psychology",
        "family",
        "social",
    ]


def test_there_is_one_default_purpose():
    assert CATALOGUE.default_purpose.key == "early_support"


def test_L30_only_level_0_needs_no_consent():
    assert [level.needs_consent for level in CATALOGUE.levels.values()] == [False, True, True, True]


def test_L64_those_who_decide_in_the_familys_case_carry_authority():
    assert CATALOGUE.titles["familieraadgiver"].authority
    assert CATALOGUE.institution_kinds["familieafdeling"].authority
    assert not CATALOGUE.titles["laerer"].authority


def test_a_kind_withheld_is_told_by_words_that_fit_every_kind():
    kinds = CATALOGUE.institution_kinds.values()
    assert {kind.withheld.da for kind in kinds if not kind.outside} == {"en institution"}


@pytest.mark.parametrize("rule_set", ["2011", "2024"])
def test_every_rule_set_names_every_rule(rule_set):
    assert set(KEYS) <= set(load(CONFIG, rule_set).law.references)


@pytest.mark.parametrize(
    ("rule_set", "key", "on", "printed"),
    [
        ("2024", "underretning_professional", TODAY, "barnets lov § 133"),
        ("2011", "underretning_professional", date(2015, 5, 5), "serviceloven § 153"),
        ("2011", "underretning_professional", TODAY, "Fagfolks pligt til at underrette"),
        (
            "2024",
            "underretning_professional",
            date(2023, 12, 31),
            "Fagfolks pligt til at underrette",
        ),
        ("2024", "underretning_professional", date(2024, 1, 1), "barnets lov § 133"),
        ("2024", "ssd", TODAY, "SSD-møde (tidligere serviceloven § 49 a)"),
        ("2011", "ssd", date(2023, 12, 31), "serviceloven § 49 a"),
    ],
)
def test_a_paragraph_is_printed_only_while_it_is_the_law(rule_set, key, on, printed):
    assert load(CONFIG, rule_set).law.reference(key, on).printed == printed


def test_a_name_only_rule_is_printed_in_the_readers_language_and_without_address():
    reference = CATALOGUE.law.reference("preventive_support", TODAY)
    assert reference.printed_in("en") == "Preventive support"
    assert reference.url is None


def test_an_unknown_rule_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        CATALOGUE.law.reference("paragraph_of_my_own", TODAY)


@pytest.mark.parametrize(
    ("rule_set", "kind", "on", "covered"),
    [
        ("2024", "skole", TODAY, True),
        ("2024", "tandpleje", TODAY, False),
        ("2024", "voksenpsykiatri", TODAY, False),
        ("2024", "skole", date(2024, 1, 1), True),
        ("2024", "skole", date(2023, 12, 31), False),
        ("2011", "skole", date(2023, 12, 31), True),
        ("2011", "skole", date(2024, 1, 1), False),
    ],
)
def test_L19_who_may_sit_at_an_ssd_meeting_goes_by_kind_rule_set_and_date(
    rule_set, kind, on, covered
):
    assert load(CONFIG, rule_set).law.ssd_covers(kind, on) is covered


def test_the_wellbeing_chart_is_off_until_the_kommune_wants_it():
    assert set(CATALOGUE.tools) - set(CATALOGUE.enabled_tools) == {"trivselsskema"}


def test_the_observation_form_asks_for_resources_before_difficulties_and_is_internal():
    form = CATALOGUE.tools["observationsskema"]
    keys = list(form.questions)
    assert keys.index("resources") < keys.index("difficulties")
    assert form.internal


def test_L10_what_is_asked_about_the_parents_is_the_parents_own_matter():
    questions = CATALOGUE.tools["observationsskema"].questions.values()
    assert {question.key for question in questions if question.subject == "guardian"} == {"parents"}


def test_the_duty_to_notify_begins_at_the_fourth_column_and_stays():
    steps = list(CATALOGUE.tools["boernelineal"].steps.values())
    assert [step.notify for step in steps] == [False, False, False, True, True]
    assert {len(step.facets) for step in steps} == {5}


@pytest.mark.parametrize("agenda", CATALOGUE.agendas.values(), ids=lambda agenda: agenda.key)
def test_every_meeting_knows_wants_and_agrees_and_hears_the_child_or_is_advice(agenda):
    phases = [item.phase for item in agenda.items.values()]
    assert {"ved", "kan", "vil", "goer"} <= set(phases)
    assert "child" in agenda.items or agenda.key == "konsultativt"
    assert any(item.agreements for item in agenda.items.values())


def test_reminders_come_closer_and_closer():
    reminders = CATALOGUE.deadlines.consent_reminder_days
    assert all(earlier > later for earlier, later in pairwise(reminders))
