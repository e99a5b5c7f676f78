"""Every mutant that is let live has a reason, and its line still stands where it is said to."""

import importlib.machinery
import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "tools" / "mutants"
EXPLAINED = tomllib.loads((ROOT / "tools" / "mutants.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def script():
    loader = importlib.machinery.SourceFileLoader("mutants_script", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.modules[loader.name] = module
    loader.exec_module(module)
    yield module
    del sys.modules[loader.name]


def test_each_explained_line_still_stands_in_its_file(script):
    for made in script.explained(EXPLAINED):
        source = " ".join((ROOT / made.file).read_text("utf-8").split())
        assert " ".join(made.was.split()) in source, made


def test_a_mutant_is_known_by_its_lines_not_by_its_number(script):
    diff = "--- a\n+++ a\n@@ -1,2 +1,2 @@\n def f():\n-    return 1 < 2\n+    return 1 <= 2"
    assert script.change("a.py", diff) == script.Change("a.py", "return 1 < 2", "return 1 <= 2")


def test_nobody_is_let_live_without_a_reason(script):
    row = {"file": "a.py", "was": "1", "becomes": "2", "why": " "}
    with pytest.raises(ValueError, match="no reason"):
        script.explained({"mutant": [row]})


@pytest.mark.parametrize(
    ("code", "state"),
    [(1, "killed"), (-24, "killed"), (0, "left"), (33, "left"), (5, "left"), (None, "not run")],
    ids=["a test failed", "no end", "all passed", "no test", "none collected", "stopped"],
)
def test_only_a_failing_test_kills(script, code, state):
    assert script.outcome(code) == state
