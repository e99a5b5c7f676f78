import re
from datetime import date

import pytest

from stafet.catalogue import load
from stafet.catalogue.texts import parts_of
from stafet.settings import data_dir

CATALOGUE = load(data_dir("config"), "2024")
DANISH, YOUNG = CATALOGUE.consent_texts["da"], CATALOGUE.young_texts["da"]


def lix(text):
    """Björnsson's readability: words a sentence, plus the percentage of words over six letters."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    sentences = len(re.findall(r"[^.!?:\n][.!?:\n]", text + "\n"))
    long = [word for word in words if len(word) > 6]
    return len(words) / sentences + 100 * len(long) / len(words)


def test_lix_of_a_known_sentence():
    assert lix("Katten spiser. Regnvejret fortsætter uafbrudt.") == 2.5 + 60


@pytest.mark.parametrize("text", [*DANISH, *YOUNG], ids=lambda text: text.title)
def test_every_question_is_found_again_in_the_whole_text(text):
    title, *parts = parts_of(text.whole("Eksempelby"))
    assert title == ("", text.title)
    assert [heading for heading, _ in parts] == [part.heading for part in text.parts.values()]
    assert all(told for _, told in parts)


@pytest.mark.parametrize("text", [*DANISH, *YOUNG], ids=lambda text: text.title)
def test_the_danish_consent_is_plain_as_a_whole_and_in_every_part(text):
    assert lix(text.whole("Eksempelby")) <= 35
    hard = {part.key for part in text.parts.values() if lix(part.text) > 35}
    assert hard == set()


@pytest.mark.parametrize(
    "label",
    [
        *(category.explanation for category in CATALOGUE.categories.values()),
        *(level.explanation for level in CATALOGUE.levels.values()),
        *(agenda.for_parents for agenda in CATALOGUE.agendas.values()),
        *(subject.explanation for subject in CATALOGUE.subjects.values()),
    ],
    ids=lambda label: label.en[:30],
)
def test_what_parents_read_beside_the_consent_is_plain_too(label):
    assert lix(label.da) <= 45


@pytest.mark.parametrize("texts", [CATALOGUE.consent_texts, CATALOGUE.young_texts])
def test_L13_every_language_has_the_same_versions_from_the_same_day_with_the_same_parts(texts):
    shapes = {
        language: [(text.version, text.valid_from, list(text.parts)) for text in versions]
        for language, versions in texts.items()
    }
    assert shapes["en"] == shapes["da"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_L11_what_the_young_person_signs_speaks_to_it_and_not_to_a_parent(language):
    (text,) = CATALOGUE.young_texts[language]
    whole = text.whole("Eksempelby").lower()
    told = ("dit barn", "jeres barn", "your child")
    assert [word for word in told if word in whole] == []
    assert ("dine forældre" if language == "da" else "your parents") in whole


def test_L11_parents_and_the_young_person_never_sign_the_same_words():
    on = date(2026, 1, 1)
    bodies = {
        CATALOGUE.consent_text(language, None, on, young=young).whole("Eksempelby")
        for language in ("da", "en")
        for young in (True, False)
    }
    assert len(bodies) == 4


def test_the_year_is_told_as_the_kommunes_rule():
    (text,) = DANISH
    assert "kommunens regel" in text.parts["one_year"].text


def test_the_whole_text_names_the_kommune_and_leaves_nothing_to_fill_in():
    whole = DANISH[0].whole("Eksempelby")
    assert "Eksempelby Kommune" in whole
    assert "{" not in whole


def test_L13_a_version_is_found_again_by_number_whatever_the_day():
    text = CATALOGUE.consent_text("en", 1, date(1999, 1, 1))
    assert (text.language, text.version) == ("en", 1)


def test_the_text_to_sign_is_the_newest_valid_on_that_day():
    assert CATALOGUE.consent_text("da", None, date(2026, 1, 1)) == DANISH[-1]


@pytest.mark.parametrize(
    ("language", "version", "on"),
    [("da", None, date(2023, 12, 31)), ("da", 99, date(2026, 1, 1)), ("xx", 1, date(2026, 1, 1))],
)
def test_nobody_signs_a_text_that_is_not_there(language, version, on):
    with pytest.raises(LookupError):
        CATALOGUE.consent_text(language, version, on)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("key", ["news", "invitation"])
def test_L50_mails_carry_a_link_and_no_kind_of_place_or_matter(language, key):
    mail = CATALOGUE.mail(key, language)
    said = f"{mail.subject} {mail.body}".lower()
    told = [kind.label.in_(language).lower() for kind in CATALOGUE.institution_kinds.values()]
    told += ["barn", "child", "samtykke", "consent", "bekymring", "concern", "stafet"]
    assert [word for word in told if word in said] == []
    assert mail.body.count("{link}") == 1


def test_a_mail_in_a_language_nobody_wrote_comes_in_danish():
    assert CATALOGUE.mail("news", "so") == CATALOGUE.mail("news", "da")
