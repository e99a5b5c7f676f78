"""A slip of the pen in a kommune's files is told by file and line, in words."""

import pytest

from tests.factories.configuration import change, problems

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


@pytest.mark.parametrize(("name", "old", "new", "told"), SLIPS)
def test_a_slip_is_told_with_file_and_line(config, name, old, new, told):
    line = change(config, f"{name}.toml", old, new)
    assert f"config/{name}.toml:{line}: {told}" in problems(config)


@pytest.mark.parametrize(
    ("old", "new"),
    [("outside = true\n", ""), ('"skole"\n', '"skole"\noutside = true\n')],
    ids=["none", "two"],
)
def test_one_kind_and_only_one_is_a_person_outside(config, old, new):
    change(config, "institutions.toml", old, new)
    told = "config/institutions.toml:8: kind needs outside = true once, and only once"
    assert told in problems(config)
