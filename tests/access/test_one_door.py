"""There is one path to plaintext: the places that open sealed bytes are counted in the source."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import stafet

ROOT = Path(stafet.__file__).parent
OPENERS = {
    "consent/opening.py": {"open_records", "open_file", "open_draft", "open_words"},
    "consent/receipts/opening.py": {"open_spoken"},
    "consent/special/opening.py": {"_opened"},
    "people/opening.py": {"_opened", "open_outsiders"},
}
"""Each file may open, in these functions only."""
MACHINES = {
    "upkeep/rotation.py": {"_reseal", "_file"},
    "upkeep/checking.py": {"_opens"},
}
"""Where sealed bytes are sealed anew: no text comes out."""
DOORS = {"open_records", "open_file", "open_draft", "open_words"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("vault/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def opens_the_vault(node: ast.AST) -> bool:
    """Whether a call is `something.open(...)` or `.open_file(...)` with a permit."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    permitted = any(isinstance(arg, ast.Name) and arg.id == "permit" for arg in node.args)
    on_vault = "Vault" in ast.dump(node.func.value) or "vault" in ast.dump(node.func.value)
    return node.func.attr in {"open", "open_file"} and (permitted or on_vault)


def makes_a_permit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Permit"


def found(wanted) -> dict[str, set[str]]:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for name, tree in sources():
        for function in functions(tree):
            if any(wanted(node) for node in ast.walk(function)):
                places[name].add(function.name)
    return dict(places)


def test_the_vault_is_opened_in_few_places_only():
    assert found(opens_the_vault) == OPENERS


def test_permits_are_made_where_they_are_used_and_nowhere_else():
    assert found(makes_a_permit) == OPENERS | MACHINES


def test_the_hinge_is_moved_by_the_door_alone():
    def imported(tree: ast.Module) -> set[str]:
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        return {alias.name for node in nodes if node.module for alias in node.names
                if node.module == "stafet.consent.opening"}  # fmt: skip

    users = {name for name, tree in sources() if imported(tree) & DOORS}
    assert users == {"consent/reading.py"}


SIGNERS = ["audit/signing.py", "audit/verifier.py"]
"""The witness signs and verifies, with a key that opens nothing."""


def test_only_the_vault_imports_a_cipher():
    def ciphers(tree: ast.Module) -> bool:
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        plain = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ]
        return any(name.split(".")[0] == "cryptography" for name in named + plain)

    assert [name for name, tree in sources() if ciphers(tree)] == SIGNERS
