"""Which road? No combination of answers ends nowhere, and violence goes first (L23)."""

import re
import shutil
from itertools import product

import pytest

from stafet.catalogue import load
from stafet.errors import ConfigurationError
from stafet.settings import data_dir

NEXT = re.compile(r"data-next>(.*?)</div>", re.DOTALL)
ROAD = re.compile(r'data-road="(\w+)"')


def combinations(catalogue):
    return product(*(range(len(q.answers)) for q in catalogue.road_map.questions.values()))


def test_every_combination_leads_to_a_road_with_a_reason_and_a_rule_of_law(catalogue, clock):
    road_map = catalogue.road_map
    for answers in product(*(q.answers for q in road_map.questions.values())):
        rule = road_map.lead(dict(zip(road_map.questions, answers, strict=True)))
        road = road_map.roads[rule.road]
        assert rule.reason.da
        assert catalogue.law.reference(road.law, clock.now().date()).printed
        assert catalogue.contacts[road.contact].phone


@pytest.mark.parametrize("violence", ["yes", "unsure"])
def test_L23_suspected_violence_or_abuse_steers_to_underretning_first(catalogue, violence):
    road_map = catalogue.road_map
    for answers in product(*(q.answers for q in road_map.questions.values())):
        told = dict(zip(road_map.questions, answers, strict=True)) | {"violence": violence}
        assert road_map.lead(told).road == "underretning"


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("with_log", [True, False])
def test_every_combination_shows_a_next_step_one_can_press(web, catalogue, *, with_log):
    if with_log:
        web.world.log()
    browser, url = web.as_("pedagogue"), f"/bekymring/{web.world.child}/vej"
    roads = set()
    for combination in combinations(catalogue):
        asked = "&".join(f"q{at}={answer}" for at, answer in enumerate(combination))
        page = browser.get(f"{url}?{asked}&s=1").text
        roads.add(ROAD.search(page)[1])
        assert 'href="' in NEXT.search(page)[1]
    assert roads == set(catalogue.road_map.roads)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_page_asks_and_says_at_the_field_what_is_missing(web):
    browser, url = web.as_("pedagogue"), f"/bekymring/{web.world.child}/vej"
    assert "data-road" not in browser.get(url).text
    for odd in ("s=1", "s=1&q0=2", "s=1&q0=99&q1=x&q9=1"):
        page = browser.get(f"{url}?{odd}&lang=en").text
        assert "data-road" not in page
        assert "Choose an answer." in page


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L23_one_answer_is_enough_where_a_child_may_be_in_danger(web, catalogue):
    url = f"/bekymring/{web.world.child}/vej"
    page = web.as_("pedagogue").get(f"{url}?s=1&q0=0").text
    assert ROAD.search(page)[1] == "underretning"
    intake = catalogue.contacts["intake"]
    assert f"tel:{intake.phone.replace(' ', '')}" in page
    assert intake.address in page
    assert "barnets lov § 133" in page


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_intake_stands_on_everybody_s_first_page(web, catalogue):
    for name in ("pedagogue", "parent_a"):
        assert catalogue.contacts["intake"].phone in web.as_(name).get("/").text


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_who_may_not_write_about_a_child_is_not_asked(web):
    for name in ("stranger", "parent_a"):
        assert web.as_(name).get(f"/bekymring/{web.world.child}/vej").status_code in {403, 404}


def shipped(tmp_path, old, new):
    config = shutil.copytree(data_dir("config"), tmp_path / "config")
    text = (config / "road.toml").read_text("utf-8")
    assert old in text
    (config / "road.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(config, "2024")
    return str(refused.value)


FIRST = 'road = "underretning"\nwhen = { violence = ["yes"] }'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIRST, FIRST.replace("underretning", "ssd"), "must lead to underretning first"),
        (FIRST, FIRST.replace("violence", "need"), "must lead to underretning first"),
        (FIRST, FIRST.replace('"yes"', '"perhaps"'), "that is not there: violence"),
        (FIRST, FIRST.replace("violence", "hunger"), "that is not there: hunger"),
        (FIRST, 'road = "underretning"', "must end with one without when"),
        ('road = "anonymous"\n', 'road = "anonymous"\nwhen = { need = ["no"] }\n', "must end with"),
        ('contact = "intake"', 'contact = "nobody"', "'nobody' is no contact"),
        ('law = "ssd"', 'law = "old"', "'old' is no legal reference"),
        ('key = "violence"', 'key = "harm"', "with key 'violence' is missing"),
    ],
)
def test_a_map_with_a_dead_end_is_refused_at_start(tmp_path, old, new, told):
    assert told in shipped(tmp_path, old, new)
