"""Keep the Danish catalogue whole: every text of code and pages has one, and none is left over.

`python -m stafet.cli.translations check | compile | merge`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from stafet.settings import HOME, data_dir

DANISH: Final = HOME / "translations" / "da"
CATALOGUE: Final = DANISH / "LC_MESSAGES" / "messages.po"
ONE_TEXT: Final = {"_", "_l", "N_", "gettext", "lazy_gettext"}
SENTENCE: Final = re.compile(r"[A-Z].* .*[.?]")
Text = str | tuple[str, str]


def extract() -> dict[Text, str]:
    """Return every text to be translated with the place that says it first."""
    found: dict[Text, str] = {}
    for text, place in (*_from_templates(data_dir("templates")), *_from_code(HOME)):
        found.setdefault(text, place)
    return found


def merged() -> Catalog:
    """Return the catalogue with the parts still lying beside it."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="da")
    for part in sorted((DANISH / "parts").glob("*.po")):
        with part.open("rb") as source:
            for message in read_po(source, locale="da"):
                if message.id:
                    catalogue[message.id] = Message(message.id, message.string)
    return catalogue


def merge_parts() -> None:
    """Write the parts into the catalogue, in order, with the places, and take the parts away."""
    catalogue, wanted = merged(), extract()
    for message in catalogue:
        if message.id:
            file = wanted.get(_key(message), "").partition(":")[0]
            message.locations = [(file, 1)] if file else []
    with CATALOGUE.open("wb") as target:
        write_po(target, catalogue, sort_output=True, width=100, include_lineno=False)
    for part in (DANISH / "parts").glob("*.po"):
        part.unlink()


def compile_catalogue() -> None:
    """Write the binary catalogue the pages read, parts included."""
    fresh = CATALOGUE.with_suffix(".new")
    with fresh.open("wb") as target:
        write_mo(target, merged())
    fresh.replace(CATALOGUE.with_suffix(".mo"))


def check() -> list[str]:
    """Return the faults of the catalogue as it lies."""
    return faults(extract(), merged())


def faults(wanted: dict[Text, str], catalogue: Catalog) -> list[str]:
    """Return one line per text without Danish, and per Danish text nobody says any more."""
    said = {_key(message): message for message in catalogue if message.id}
    missing = [
        f"{place}: no Danish for {text!r}"
        for text, place in wanted.items()
        if text not in said or not _filled(said[text])
    ]
    unused = [f"{CATALOGUE.name}: nobody says {text!r}" for text in said if text not in wanted]
    return sorted(missing) + sorted(unused)


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _filled(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else message.string or []
    return bool(texts) and all(texts)


def _from_templates(folder: Path) -> Iterator[tuple[Text, str]]:
    methods = [("**.html", "jinja2")]
    for file, line, text, _notes, _context in extract_from_dir(folder, methods):
        yield _pair(text), f"templates/{file}:{line}"


def _pair(text: str | tuple[str, ...]) -> Text:
    return text if isinstance(text, str) else (text[0], text[1])


def _from_code(folder: Path) -> Iterator[tuple[Text, str]]:
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            for text in _said(node) if isinstance(node, ast.Call) else _ruled(node):
                place = f"stafet/{file.relative_to(folder)}:{getattr(node, 'lineno', 0)}"
                yield text, place


def _ruled(node: ast.AST) -> Iterator[Text]:
    """Yield the sentences a pure rule answers with: rules know no gettext, forms say them."""
    told: list[ast.expr] = []
    if isinstance(node, ast.Dict):
        told = node.values
    elif isinstance(node, ast.IfExp):
        told = [node.body, node.orelse]
    elif isinstance(node, ast.Assign | ast.DictComp | ast.Return) and node.value is not None:
        told = [node.value]
    yield from (text for text in map(_literal, told) if SENTENCE.fullmatch(text))


def _said(call: ast.Call) -> Iterator[Text]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else _name(call.func)
    texts = [text for text in map(_literal, call.args) if text]
    if name in ONE_TEXT and texts:
        yield texts[0]
    elif name == "ngettext" and len(texts) > 1:
        yield texts[0], texts[1]
    elif name == "Invalid" and call.args and isinstance(call.args[0], ast.Dict):
        yield from (text for text in map(_literal, call.args[0].values) if text)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""  # type: ignore[attr-defined]


def main(command: str) -> int:
    """Do one of check, compile, merge; return the exit code."""
    if command == "check":
        found = check()
        print("\n".join(found) or f"{len(extract())} texts, all in Danish")
        return 1 if found else 0
    {"compile": compile_catalogue, "merge": merge_parts}[command]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
