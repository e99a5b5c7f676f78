"""Search files for what must never stand in them in plain."""

import os
import subprocess
import tempfile
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
        for part in ("text", "reason", "why", "words", "present", "name")
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
    present = [file for file in files if file.is_file()]
    hits = []
    for file in _suspects(present, [spelling for _secret, spelling in wanted]):
        content = file.read_bytes()
        hits += [(file.name, secret) for secret, spelling in wanted if spelling in content]
    return hits


def _suspects(files: list[Path], spellings: list[bytes]) -> list[Path]:
    """Return the files worth reading: all that hold a line of any spelling.

    A server's files are many; grep looks for all spellings in one pass.
    """
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(spellings))
        patterns.flush()
        command = ["grep", "-a", "-l", "-F", "-f", patterns.name, "--", os.devnull, *files]
        search = subprocess.run(
            command, env={**os.environ, "LC_ALL": "C"}, capture_output=True, check=False, text=True
        )
    if search.returncode > 1:
        raise RuntimeError(search.stderr)
    return [Path(line) for line in search.stdout.splitlines()]


def _spellings(secret: str) -> list[bytes]:
    escaped = secret.encode("ascii", "backslashreplace")
    return list({secret.encode(), secret.encode("utf-16-le"), escaped})
