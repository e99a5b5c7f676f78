"""Whatever is wrong in a kommune's files is told by file and line, all of it at once."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from stafet.catalogue import load
from stafet.errors import ConfigurationError
from tests.factories.configuration import SHIPPED, change, problems

LINES = [
    (str(path.relative_to(SHIPPED)), number)
    for path in sorted(SHIPPED.rglob("*.toml"))
    for number in range(len(path.read_text("utf-8").splitlines()))
]


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
