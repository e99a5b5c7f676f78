"""Texts that go out to citizens: the consent, in versions that never change, and mail.

The consent is written twice in each language: to a parent, and to the young person itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from stafet.catalogue.source import Source, Table

PARTS = ("asked", "why", "what_for", "refusal", "withdrawal", "contact", "one_year")
"""What a consent must say to be understood; a kommune may add parts of its own."""
MAILS = ("news", "invitation", "checkpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The exact words a giver signs (L13); `{kommune}` is the only thing filled in."""

    language: str
    version: int
    valid_from: date
    title: str
    parts: Mapping[str, TextPart]

    def whole(self, kommune: str) -> str:
        """Return the words as one text, paragraph by paragraph."""
        told = [self.title]
        told += [f"{part.heading}\n{part.text}" for part in self.parts.values()]
        return "\n\n".join(told).replace("{kommune}", kommune)


def parts_of(body: str) -> list[tuple[str, str]]:
    """Return the headings and texts that such a text was put together from, its title left out."""
    parts = (part.partition("\n") for part in body.split("\n\n") if part.strip())
    return [(heading, text) if text else ("", heading) for heading, _line, text in parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """A message without any personal data; only `{link}` is filled in (L50)."""

    key: str
    subject: str
    body: str


def read_consent_texts(language: str, source: Source) -> tuple[ConsentText, ...]:
    """Return a language's versions, oldest first."""
    texts = tuple(_version(entry, language) for entry in source.root.entries("version"))
    if [text.version for text in texts] != list(range(1, len(texts) + 1)) or not texts:
        source.root.report("version", "must be counted 1, 2, 3 ...")
    if [text.valid_from for text in texts] != sorted({text.valid_from for text in texts}):
        source.root.report("version", "must each be valid from a later day than the one before")
    return texts


def _version(entry: Table, language: str) -> ConsentText:
    return ConsentText(
        language=language,
        version=entry.whole("version", 1, 999),
        valid_from=entry.day("valid_from"),
        title=entry.text("title"),
        parts=entry.keyed("part", _part, PARTS),
    )


def _part(entry: Table, key: str) -> TextPart:
    _allow(entry, "text", {"kommune"})
    return TextPart(key=key, heading=entry.text("heading"), text=entry.text("text"))


def read_mails(_language: str, source: Source) -> Mapping[str, MailText]:
    return source.root.keyed("mail", _mail, MAILS)


def _mail(entry: Table, key: str) -> MailText:
    _allow(entry, "subject", set())
    _allow(entry, "body", {"link"})
    mail = MailText(key=key, subject=entry.text("subject"), body=entry.text("body"))
    if not mail.subject.isprintable():
        entry.report("subject", "must be one plain line")
    if "{link}" not in mail.body:
        entry.report("body", "must hold {link}")
    return mail


def _allow(entry: Table, key: str, allowed: set[str]) -> None:
    """Report what stands in braces and would not be filled in."""
    try:
        used = {name for _, name, _, _ in Formatter().parse(entry.text(key)) if name is not None}
    except ValueError:
        entry.report(key, "has a brace { or } without its partner")
        return
    for name in sorted(used - allowed):
        entry.report(key, f"has {{{name}}}, which nothing fills in")
