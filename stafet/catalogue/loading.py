"""Reading the whole configuration at start; what is wrong is told at once, by file and line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from stafet.catalogue import words
from stafet.catalogue.access import read_access_kinds
from stafet.catalogue.agendas import KINDS, read_agenda
from stafet.catalogue.calendar import Calendar
from stafet.catalogue.catalogue import Catalogue
from stafet.catalogue.deadlines import read_deadlines
from stafet.catalogue.endings import read_endings, read_mistakes
from stafet.catalogue.folder import Folder
from stafet.catalogue.law import read_law
from stafet.catalogue.oversight import read_oversight
from stafet.catalogue.retention import read_retention
from stafet.catalogue.road import read_contacts, read_road_map
from stafet.catalogue.source import Source
from stafet.catalogue.texts import read_consent_texts, read_mails
from stafet.catalogue.tools import read_tool
from stafet.errors import ConfigurationError

T = TypeVar("T")
SETTINGS = {
    "kommune": ("code", "name"),
    "server": ("base_url", "proxies"),
    "law": ("rule_set",),
    "guardians": ("reader_names",),
    "witness": ("file", "mail", "keep_months"),
    "mail": ("host", "port", "tls", "sender", "username"),
}
"""What `stafet.settings` reads of stafet.toml; anything else there is a slip of the pen."""


def load(config_dir: Path, rule_set: str) -> Catalogue:
    """Read and check the folder; raises `ConfigurationError` listing all that is wrong."""
    folder = Folder(config_dir)
    kommune = _know_settings(folder.file("stafet.toml"))
    catalogue = _read(folder, rule_set, kommune)
    folder.refuse_problems()
    return catalogue


def _read(folder: Folder, rule_set: str, kommune: str) -> Catalogue:
    categories = words.read_categories(folder.file("categories.toml"))
    subjects = words.read_subjects(folder.file("subjects.toml"))
    purposes = words.read_purposes(folder.file("purposes.toml"))
    kinds = words.read_institution_kinds(folder.file("institutions.toml"))
    deadlines = read_deadlines(folder.file("deadlines.toml"))
    holidays = folder.file("holidays.toml").root.days("holidays")
    laws = _each(folder.files("law/*.toml"), lambda name, file: read_law(name, file, kinds))
    if rule_set not in laws:
        raise ConfigurationError(f"{folder.dir.name}/law/{rule_set}.toml: the file is not there")
    law = laws[rule_set]
    access, endings = folder.file("access.toml"), folder.file("endings.toml")
    contacts = read_contacts(folder.file("contacts.toml"))
    tools = folder.files("tools/*.toml")
    agendas = folder.files("meetings/*.toml", needed=KINDS)
    consents = folder.files("texts/consent.*.toml", needed=["da"])
    young = folder.files("texts/young.*.toml", needed=sorted(consents))
    mails = folder.files("texts/mail.*.toml", needed=["da"])
    return Catalogue(
        kommune=kommune,
        categories=categories,
        subjects=subjects,
        purposes=purposes,
        task_reasons=words.read_task_reasons(folder.file("tasks.toml"), purposes),
        titles=words.read_titles(folder.file("titles.toml")),
        institution_kinds=kinds,
        levels=words.read_levels(folder.file("levels.toml")),
        access_kinds=read_access_kinds(access, law.references, deadlines),
        withholding_reasons=words.read_withholding_reasons(access, law.references),
        endings=read_endings(endings),
        ending_mistakes=read_mistakes(endings),
        deadlines=deadlines,
        retention=read_retention(folder.file("retention.toml"), law.references),
        calendar=Calendar(frozenset(holidays), deadlines.release_hour),
        law=law,
        tools=_each(tools, lambda key, file: read_tool(key, file, categories, subjects)),
        agendas=_each(agendas, read_agenda),
        road_map=read_road_map(folder.file("road.toml"), law.references, contacts),
        contacts=contacts,
        oversight=read_oversight(folder.file("oversight.toml")),
        consent_texts=_each(consents, read_consent_texts),
        young_texts=_each(young, read_consent_texts),
        mails=_each(mails, read_mails),
    )


def _each(sources: Mapping[str, Source], read: Callable[[str, Source], T]) -> Mapping[str, T]:
    return MappingProxyType({key: read(key, source) for key, source in sources.items()})


def _know_settings(source: Source) -> str:
    """Let the settings' keys pass, and return the kommune's name."""
    told = {name: source.root.table(name) for name in SETTINGS if name in source.root}
    for name, table in told.items():
        table.known.update(SETTINGS[name])
    return told["kommune"].text("name") if "kommune" in told else ""
