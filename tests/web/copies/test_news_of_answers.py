"""News of an answer leads its giver to the receipts."""

import pytest

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def test_news_of_an_answer_leads_to_the_receipts_and_other_news_does_not(paper):
    receipts = f"/log/{paper.log.id}/samtykke/kvitteringer"
    paper.write("Anton byggede et tårn.")
    assert receipts not in paper.page("parent_a", paper.newest("parent_a"))
    paper.world.consents(paper.world.ppr, by="parent_a")
    paper.deliver()
    assert receipts in paper.page("parent_a", paper.newest("parent_a"))
