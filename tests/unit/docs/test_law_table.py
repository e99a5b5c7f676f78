"""The page docs/law.md says what the rules and the tests say, no more and no less."""

import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tools" / "law-table"
table = runpy.run_path(str(SCRIPT))


def one_rule(**rest):
    return {"part": [{"title": "Access", "rules": {"L04": "It ends."}}], "rest": rest}


def test_every_rule_from_1_to_64_has_one_sentence():
    rules = tomllib.loads((ROOT / "tools" / "law-rules.toml").read_text("utf-8"))
    told = [pair for part in rules["part"] for pair in part["rules"].items()]
    says = dict(told)
    assert sorted(number for number, _ in told) == [f"L{number:02}" for number in range(1, 65)]
    assert all(text.endswith(".") for text in says.values())
    assert rules["rest"].keys() <= says.keys()


def test_a_test_is_found_by_its_number_with_its_sentence_and_file(tmp_path):
    file = tmp_path / "tests" / "law" / "test_time.py"
    file.parent.mkdir(parents=True)
    file.write_text("def test_L04_L05_it_ends_by_itself():\n    pass\n", "utf-8")
    proof = table["Proof"]("it ends by itself", "tests/law/test_time.py")
    assert table["proofs"](tmp_path / "tests", tmp_path) == {"L04": [proof], "L05": [proof]}


def test_a_rule_without_a_test_says_not_yet():
    assert "*not yet*" in table["page"](one_rule(), {})


def test_a_rule_proved_in_part_says_what_is_to_come():
    proof = table["Proof"]("it ends", "tests/law/test_time.py")
    text = table["page"](one_rule(L04="the warning"), {"L04": [proof]})
    assert "- it ends ([law/test_time.py](../tests/law/test_time.py))" in text
    assert "*not yet: the warning*" in text


def test_a_test_of_a_rule_that_does_not_exist_is_a_mistake():
    with pytest.raises(ValueError, match="L99"):
        table["page"](one_rule(), {"L99": [table["Proof"]("x", "tests/x.py")]})
