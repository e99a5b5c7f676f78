"""What one installation is told: one frozen object, read once, no default for a secret."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from stafet import failpoints
from stafet.errors import ConfigurationError

HOME = Path(__file__).resolve().parent
LEAST_MONTHS = 6


class MailTls(StrEnum):
    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    host: str = "127.0.0.1"
    port: int = 587
    tls: MailTls = MailTls.STARTTLS
    sender: str = "stafet@eksempelby.example"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSettings:
    """Where signed checkpoints are handed to, and how long the audit's rows are kept (L47)."""

    file: Path | None = None
    """An append-only file, best on another machine's disk; beside the signing key if not told."""
    mail: str = ""
    """The data-protection officer's mailbox; empty where none gets them."""
    keep_months: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an installation is told from outside; paths are absolute."""

    database_url: str = field(repr=False)
    keystore_url: str = field(repr=False)
    root_key_file: Path
    audit_key_file: Path
    """What signs the witness's checkpoints, in a custody of its own."""
    config_dir: Path
    kommune_code: str
    kommune_name: str
    base_url: str
    rule_set: str = "2024"
    mail: MailSettings = MailSettings()
    witness: WitnessSettings = WitnessSettings()
    demo: bool = False
    proxies: int = 0
    """How many reverse proxies stand before the product and say whom they speak for."""
    reader_names: bool = False
    """Whether a guardian sees the names of those who have read (L46)."""

    @property
    def witness_file(self) -> Path:
        """Where every signed checkpoint is kept apart from the database."""
        return self.witness.file or self.audit_key_file.with_name("witnessed.jsonl")

    @property
    def secure(self) -> bool:
        """Whether the product is reached over TLS, as everywhere but in the demo."""
        return self.base_url.startswith("https://")


def data_dir(name: str) -> Path:
    """Return the folder `name` of the checkout, or of the installed package."""
    checkout = HOME.parent / name
    return checkout if checkout.is_dir() else HOME / "_data" / name


def load_settings(environ: Mapping[str, str] = os.environ, *, new: bool = False) -> Settings:
    """Read `stafet.toml` and the environment; with `new` the key file may still be to come.

    Raises `ConfigurationError` naming the file or variable that is missing or weak.
    """
    try:
        return _load(environ, new=new)
    except PermissionError as error:
        raise ConfigurationError(
            f"{error.filename}: not to be read by this user; run this as the product's own user"
        ) from None


def _load(environ: Mapping[str, str], *, new: bool) -> Settings:
    config_dir = Path(environ.get("STAFET_CONFIG", data_dir("config"))).resolve()
    told = _read(config_dir / "stafet.toml")
    kommune, server = told.get("kommune", {}), told.get("server", {})
    base_url = environ.get("STAFET_BASE_URL", str(server.get("base_url", "")))
    settings = Settings(
        database_url=_needed(environ, "STAFET_DATABASE_URL"),
        keystore_url=_needed(environ, "STAFET_KEYSTORE_URL"),
        root_key_file=Path(_needed(environ, "STAFET_ROOT_KEY_FILE")).resolve(),
        audit_key_file=Path(_needed(environ, "STAFET_AUDIT_KEY_FILE")).resolve(),
        config_dir=config_dir,
        kommune_code=str(kommune.get("code", "")),
        kommune_name=str(kommune.get("name", "")),
        base_url=base_url,
        rule_set=str(told.get("law", {}).get("rule_set", "2024")),
        mail=_mail(told.get("mail", {}), environ),
        witness=_witness(told.get("witness", {}), environ),
        demo=environ.get("STAFET_DEMO") == "1",
        proxies=_number(
            "[server] proxies", server.get("proxies", int(base_url.startswith("https://")))
        ),
        reader_names=told.get("guardians", {}).get("reader_names") is True,
    )
    check(settings, new=new)
    return settings


def check(settings: Settings, *, new: bool = False) -> None:
    """Refuse to start on what would be unsafe; each message says what to do."""
    if not settings.kommune_code.isdigit() or not settings.kommune_name:
        raise ConfigurationError("config/stafet.toml: [kommune] needs code and name")
    if not settings.base_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ConfigurationError("base_url must be https:// (http only on this machine)")
    if failpoints.armed() and settings.secure:
        raise ConfigurationError(f"{failpoints.VARIABLE} is for tests: take it out")
    if settings.database_url == settings.keystore_url:
        raise ConfigurationError("the key store must be a database of its own (security.md, Keys)")
    if settings.witness.keep_months < LEAST_MONTHS:
        raise ConfigurationError(
            f"config/stafet.toml: [witness] keep_months is at least {LEAST_MONTHS} (L47)"
        )
    for file in (settings.root_key_file, settings.audit_key_file):
        if file.exists() or not new:
            refuse_open_secret(file)


def refuse_open_secret(
    file: Path, missing: str = "the key file is missing; `stafet init` makes one"
) -> None:
    """Raise `ConfigurationError` if a secret's file is missing or others may read it."""
    if not file.is_file():
        raise ConfigurationError(f"{file}: {missing}")
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"{file}: others may read the key file; run chmod 0400 on it")
    file.open("rb").close()


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{file}: not there") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: {error}") from None


def _needed(environ: Mapping[str, str], name: str) -> str:
    if value := environ.get(name) or _from_file(environ, name):
        return value
    instead = "" if name.endswith("_FILE") else f" (nor {name}_FILE)"
    raise ConfigurationError(f"{name} is not set{instead}")


def _from_file(environ: Mapping[str, str], name: str) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        refuse_open_secret(Path(path), f"not there; {name}_FILE names it")
        return Path(path).read_text("utf-8").strip()
    return None


def _mail(told: Mapping[str, Any], environ: Mapping[str, str]) -> MailSettings:
    return MailSettings(
        host=environ.get("STAFET_MAIL_HOST", told.get("host", "127.0.0.1")),
        port=_number("[mail] port", environ.get("STAFET_MAIL_PORT", told.get("port", 587))),
        tls=_tls(str(environ.get("STAFET_MAIL_TLS", told.get("tls", "starttls")))),
        sender=told.get("sender", ""),
        username=told.get("username"),
        password=_from_file(environ, "STAFET_MAIL_PASSWORD"),
        ca_file=Path(environ["STAFET_MAIL_CA"]) if "STAFET_MAIL_CA" in environ else None,
    )


def _tls(told: str) -> MailTls:
    try:
        return MailTls(told)
    except ValueError:
        raise ConfigurationError(
            f"config/stafet.toml: [mail] tls is {', '.join(MailTls)}; not {told}"
        ) from None


def _number(name: str, told: object) -> int:
    try:
        return int(str(told))
    except ValueError:
        raise ConfigurationError(
            f"config/stafet.toml: {name} must be a whole number, not {told}"
        ) from None


def _witness(told: Mapping[str, Any], environ: Mapping[str, str]) -> WitnessSettings:
    file = environ.get("STAFET_WITNESS_FILE", told.get("file"))
    return WitnessSettings(
        file=Path(file).resolve() if file else None,
        mail=str(told.get("mail", "")),
        keep_months=_number("[witness] keep_months", told.get("keep_months", 24)),
    )
