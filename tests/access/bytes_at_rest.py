"""Search files for what must never stand in them in plain."""

from collections.abc import Iterable
from pathlib import Path

from stafet.demo.stage import read


def secrets_of_the_demo() -> list[str]:
    """Return every sentence, name, number, address and phone of the demo."""
    people = read("people.toml")
    told = [read("stories/anton.toml"), *read("stories/others.toml")["story"]]
    texts = [
        step[part]
        for story in told
        for step in story["step"]
        for part in ("text", "reason")
        if step.get(part)
    ]
    sentences = [part.strip() for text in texts for part in text.split(".") if len(part) > 12]
    persons = people["professional"] + people["guardian"] + people["child"]
    known = [
        person[part]
        for person in persons
        for part in ("name", "cpr", "address", "phone")
        if part in person
    ]
    digits = [child["cpr"].replace("-", "") for child in people["child"]]
    return sentences + known + digits


def found_in(files: Iterable[Path], secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Return which file holds which secret, however the letters are kept."""
    wanted = [(secret, spelling) for secret in secrets for spelling in _spellings(secret)]
    hits = []
    for file in files:
        if file.is_file():
            content = file.read_bytes()
            hits += [(file.name, secret) for secret, spelling in wanted if spelling in content]
    return hits


def _spellings(secret: str) -> list[bytes]:
    escaped = secret.encode("ascii", "backslashreplace")
    return list({secret.encode(), secret.encode("utf-16-le"), escaped})
