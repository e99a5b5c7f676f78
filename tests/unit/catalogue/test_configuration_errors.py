"""Whatever is wrong in a kommune's files is told by file and line, all of it at once."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from stafet.catalogue import load
from stafet.errors import ConfigurationError
from stafet.settings import data_dir

SHIPPED = data_dir("config")
LINES = [
    (str(path.relative_to(SHIPPED)), number)
    for path in sorted(SHIPPED.rglob("*.toml"))
    for number in range(len(path.read_text("utf-8").splitlines()))
]

WORDS = [
    ("categories", 'da = "Trivsel", ', "", "label.da is missing"),
    ("categories", 'en = "Wellbeing"', 'en = " "', "label.en is empty"),
    ("categories", 'key = "learning"', 'key = "wellbeing"', "key 'wellbeing' is used twice"),
    ("categories", '"health"', '"Health"', "key must be small letters a-z, digits and _"),
    ("categories", "\nlabel = ", "\nlable = ", "lable is not known here"),
    ("titles", "\nauthority = true", "\nauthority = 1", "authority must be true or false"),
    ("tasks", '"early_support"', '"x"', "purpose 'x' is no purpose; known are early_support"),
    ("levels", "number = 2", 'number = "2"', "number must be a whole number"),
    ("levels", "number = 2", "number = true", "number must be a whole number"),
    ("stafet", "base_url =", "base_uri =", "server.base_uri is not known here"),
]
NUMBERS = [
    ("holidays", "2027-01-01", "2027-13-01", "holidays.2027-13-01 is no date as 2026-01-31"),
    ("deadlines", "months = 12", "months = 13", "consent_months must be from 1 to 12"),
    ("deadlines", "age = 15", "age = 18", "youth_age must be from 0 to 15"),
    ("deadlines", "old = 5", "old = 4", "statistics_threshold must be from 5 to 100"),
    ("deadlines", "[18, 23]", "18", "assessment_alert_hours must be a list in [ ]"),
    (
        "deadlines",
        "[30, 14, 3]",
        '[30, "14"]',
        "consent_reminder_days must hold a whole number and nothing else",
    ),
]
LAWS = [
    ("law/2024", "= 2024-01-01", "= 2024", "valid_from must be a date as 2026-01-31"),
    (
        "law/2024",
        "= 2024-01-01",
        "= 2024-01-01T00:00:00",
        "valid_from must be a date as 2026-01-31",
    ),
    ("law/2011", "to = 2023-12-31", "to = 2010-12-31", "valid_to is before valid_from"),
    ("law/2011", '"ppr"', '"prp"', "kinds names unknown kinds of institution: prp"),
]
TEXTS = [
    ("texts/consent.da", "{kommune} K", "{by} K", "text has {by}, which nothing fills in"),
    ("texts/consent.da", "{kommune} K", "{ K", "text has a brace { or } without its partner"),
    ("texts/consent.en", "version = 1", "version = 0", "version must be from 1 to 999"),
    ("texts/mail.da", '"Der er nyt', '"{who}', "subject has {who}, which nothing fills in"),
]

RECEIVER_ALONE = 'decided_by is ["receiver"] for an emergency, and for nothing else'
ACCESS = [
    (
        "access",
        '"holder_place"]',
        '"friend"]',
        'decided_by must name of "child_place", "holder_place", "receiver"',
    ),
    ("access", '["receiver"]', '["child_place"]', RECEIVER_ALONE),
    ("access", '["child_place", "holder_place"]', '["receiver"]', RECEIVER_ALONE),
    (
        "access",
        "default_days = 30",
        "default_days = 121",
        "default_days must not be more than longest_days",
    ),
    ("access", "longest_days = 120", "longest_days = 400", "longest_days must be from 1 to 365"),
    (
        "access",
        'parents_told = "always"',
        'parents_told = "unless_reason"',
        'parents_told is "always" where a parent does not answer (L09)',
    ),
    (
        "access",
        'parents_told = "unless_reason"',
        'parents_told = "never"',
        'parents_told must be one of "always", "unless_reason"',
    ),
    (
        "access",
        "second_person = true",
        "second_person = false",
        "second_person is true for an emergency, and for nothing else",
    ),
]
LEADERS = 'decided_by must name of "child_place", "holder_place"'
ENDINGS = [
    ("endings", '["child_place", "holder_place"]', '["child_place", "receiver"]', LEADERS),
    ("endings", '["child_place", "holder_place"]', "[]", LEADERS),
    ("endings", 'key = "not_true"', 'key = "wrong_child"', "key 'wrong_child' is used twice"),
]
SLIPS = WORDS + NUMBERS + LAWS + TEXTS + ACCESS + ENDINGS


@pytest.fixture
def config(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "config"))


def change(config, name, old, new):
    """Replace the first `old` and return the number of the line it ends on."""
    text = (config / name).read_text("utf-8")
    before, found, after = text.partition(old)
    assert found
    (config / name).write_text(before + new + after, "utf-8")
    return (before + found).count("\n") + 1


def problems(config, rule_set="2024"):
    with pytest.raises(ConfigurationError) as refused:
        load(config, rule_set)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(("name", "old", "new", "told"), SLIPS)
def test_a_slip_is_told_with_file_and_line(config, name, old, new, told):
    line = change(config, f"{name}.toml", old, new)
    assert f"config/{name}.toml:{line}: {told}" in problems(config)


def test_everything_wrong_is_told_at_once_in_the_order_of_files_and_lines(config):
    change(config, "levels.toml", "number = 2", "number = 12")
    change(config, "categories.toml", 'da = "Trivsel", ', "")
    change(config, "categories.toml", '"Health"', '""')
    told = problems(config)
    assert told == sorted(told, key=lambda line: (line.split(":")[0], int(line.split(":")[1])))
    assert {line.split(":")[0] for line in told} == {"config/categories.toml", "config/levels.toml"}
    assert len(told) == 4


def test_a_problem_between_entries_is_told_at_the_first_of_them(config):
    line = change(config, "purposes.toml", "[[purpose]]", "[[purpose]]")
    change(config, "purposes.toml", "default = true", "default = false")
    told = "purpose must have one with default = true, and one only"
    assert problems(config) == [f"config/purposes.toml:{line}: {told}"]


def test_levels_are_counted_from_0_without_gap(config):
    change(config, "levels.toml", "number = 3", "number = 4")
    assert "level must be numbered 0, 1, 2 ... in this order" in problems(config)[0]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("tasks.toml", "substitute"),
        ("subjects.toml", "guardian"),
        ("access.toml", "emergency"),
        ("law/2011.toml", "duty_to_record"),
        ("texts/consent.en.toml", "one_year"),
        ("texts/mail.en.toml", "news"),
    ],
)
def test_what_the_program_speaks_of_cannot_be_left_out(config, name, key):
    change(config, name, f'key = "{key}"', 'key = "own"')
    assert any(f"with key {key!r} is missing" in line for line in problems(config))


def test_the_same_rule_may_not_have_two_addresses_on_one_day(config):
    old = 'key = "underretning_everyone"'
    line = change(config, "law/2024.toml", old, 'key = "underretning_professional"')
    told = [text for text in problems(config) if "overlaps" in text]
    assert len(told) == 1
    assert int(told[0].split(":")[1]) > line


def test_the_same_rule_may_move_to_another_address_from_a_day_on(config):
    text = (config / "law" / "2011.toml").read_text("utf-8")
    later = text[text.index('[[reference]]\nkey = "ssd"') :].split("\n\n")[0]
    later = later.replace("2023-12-31", "2030-12-31").replace("2011-01-01", "2024-01-01")
    (config / "law" / "2011.toml").write_text(f"{text}\n{later}\n".replace('§ 49 a"', '§ 49 a"', 1))
    assert load(config, "2011").law.references["ssd"][1].valid_to.year == 2030


def test_a_step_says_something_under_every_facet_and_no_other(config):
    name = "tools/boernelineal.toml"
    line = change(config, name, "\nduty = { da", "\ndutty = { da")
    told = problems(config)
    assert f"config/{name}:{line}: facets.dutty is not known here" in told
    assert any("facets.duty.da is missing" in text for text in told)


def test_a_tool_asks_or_grades(config):
    name = "tools/trivselsskema.toml"
    text = (config / name).read_text("utf-8")
    (config / name).write_text(text[: text.index("[[step]]")], "utf-8")
    assert problems(config)[0].endswith("question is missing: a tool has questions or steps")


def test_an_agenda_keeps_the_order_of_ved_kan_vil_goer(config):
    change(config, "meetings/ssd.toml", 'phase = "kan"', 'phase = "slut"')
    assert "item must come in the order start, ved, kan, vil, goer, slut" in problems(config)[0]


def test_L50_a_mail_is_one_plain_subject_and_a_link(config):
    change(config, "texts/mail.en.toml", '"There is news', '"There \\u000b news')
    change(config, "texts/mail.da.toml", "{link}\n", "")
    told = problems(config)
    assert [line.split(": ")[1] for line in told] == [
        "body must hold {link}",
        "subject must be one plain line",
    ]


def test_L13_versions_of_a_consent_are_counted_and_follow_one_another_in_time(config):
    name = config / "texts" / "consent.da.toml"
    text = name.read_text("utf-8")
    name.write_text(text + text.replace("version = 1", "version = 3"), "utf-8")
    told = problems(config)
    assert any("version must be counted 1, 2, 3 ..." in line for line in told)
    assert any("must each be valid from a later day" in line for line in told)


def test_a_second_version_is_signed_from_its_day_and_the_first_stays(config):
    name = config / "texts" / "consent.da.toml"
    text = name.read_text("utf-8")
    later = text.replace("version = 1", "version = 2").replace("2024-01-01", "2027-01-01")
    name.write_text(text + later, "utf-8")
    catalogue = load(config, "2024")
    first, second = catalogue.consent_texts["da"]
    assert catalogue.consent_text("da", None, first.valid_from) is first
    assert catalogue.consent_text("da", None, second.valid_from) is second
    assert catalogue.consent_text("da", 1, second.valid_from) is first


def test_a_broken_file_is_told_at_the_line_where_it_breaks(config):
    line = change(config, "levels.toml", "number = 1", "number = ")
    assert any(text.startswith(f"config/levels.toml:{line}: ") for text in problems(config))


def test_a_file_that_ends_too_early_is_told_at_its_last_line(config):
    (config / "levels.toml").write_text("[[level]]\nnumber = [\n1,", "utf-8")
    assert any(text.startswith("config/levels.toml:3: ") for text in problems(config))


@pytest.mark.parametrize(
    "name", ["levels.toml", "stafet.toml", "meetings/ssd.toml", "texts/consent.da.toml"]
)
def test_a_missing_file_is_told(config, name):
    (config / name).unlink()
    assert f"config/{name}:1: the file is not there" in problems(config)


def test_a_kommune_adds_a_tool_and_a_kind_of_meeting_by_a_file_of_its_own(config):
    shutil.copy(config / "tools" / "bekymringsskala.toml", config / "tools" / "vores.toml")
    shutil.copy(config / "meetings" / "ssd.toml", config / "meetings" / "rundt_om.toml")
    catalogue = load(config, "2024")
    assert catalogue.tools["vores"].key == "vores"
    assert catalogue.agendas["rundt_om"].key == "rundt_om"


def test_a_file_in_another_encoding_is_told(config):
    (config / "levels.toml").write_bytes("# æ".encode("latin-1"))
    assert "config/levels.toml:1: the file is not UTF-8" in problems(config)


def test_an_unknown_rule_set_is_told(config):
    assert problems(config, "1683") == ["config/law/1683.toml: the file is not there"]


def test_settings_with_a_sane_default_may_be_left_out(config):
    text = (config / "stafet.toml").read_text("utf-8")
    (config / "stafet.toml").write_text(text[: text.index("[mail]")], "utf-8")
    assert load(config, "2024").categories


@effort(max_examples=40)
@given(st.sampled_from(LINES), st.booleans())
def test_with_any_line_lost_or_doubled_the_product_starts_or_says_where(
    tmp_path_factory, place, doubled
):
    name, number = place
    config = Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("kommune") / "config"))
    lines = (config / name).read_text("utf-8").splitlines(keepends=True)
    lines[number : number + 1] = lines[number : number + 1] * (2 * doubled)
    (config / name).write_text("".join(lines), "utf-8")
    try:
        load(config, "2024")
    except ConfigurationError as refused:
        told = {line.split(":")[0] for line in str(refused).splitlines()}
        assert f"config/{name}" in told


def test_L60_both_endings_of_the_law_and_a_way_to_mend_a_mistake_are_needed(config):
    change(config, "endings.toml", 'key = "adoption"', 'key = "adopted"')
    text = (config / "endings.toml").read_text("utf-8")
    (config / "endings.toml").write_text("mistake = []\n" + text.split("[[mistake]]")[0], "utf-8")
    told = "\n".join(problems(config))
    assert "ending with key 'adoption' is missing: the product needs it" in told
    assert "mistake must name at least one reason" in told
