"""The catalogue's keeper finds what code and pages say."""

from babel.messages.catalog import Catalog

from stafet.cli import translations

MANY = "The text is %(num)d characters too long."


def test_texts_of_code_pages_and_refusals_are_found():
    found = translations.extract()
    assert "Fill this in." in found
    assert "Log out" in found
    one, many = (
        "The text is %(num)d character too long.",
        "The text is %(num)d characters too long.",
    )
    assert (one, many) in found


def test_a_text_without_danish_and_a_danish_one_nobody_says_are_told():
    catalogue = Catalog("da")
    catalogue.add("Save", "Gem")
    catalogue.add("Empty", "")
    catalogue.add("Old", "Gammel")
    wanted = {"Save": "a:1", "Empty": "b:2", "New": "c:3"}
    assert translations.faults(wanted, catalogue) == [
        "b:2: no Danish for 'Empty'",
        "c:3: no Danish for 'New'",
        "messages.po: nobody says 'Old'",
    ]


def test_the_looks_own_texts_are_all_in_danish():
    mine = (
        "stafet/web/fields",
        "stafet/web/form",
        "templates/base",
        "templates/macros",
        "templates/errors",
        "templates/web",
    )
    assert [line for line in translations.check() if line.startswith(mine)] == []
