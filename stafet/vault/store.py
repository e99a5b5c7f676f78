"""The key store: a database of its own, so that a stolen copy of the records opens nothing."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    inspect,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from stafet.db.base import NAMING
from stafet.db.transaction import make_engine
from stafet.db.types import UtcDateTime
from stafet.errors import ConfigurationError, Unavailable

metadata = MetaData(naming_convention=NAMING)

kek = Table(
    "kek",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)

wrapped_key = Table(
    "wrapped_key",
    metadata,
    Column("holder", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kek_version", Integer, ForeignKey(kek.c.version), nullable=False),
    Column("wrapped", LargeBinary),
    Column("commitment", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_is_gone"),
)

cpr_index = Table(
    "cpr_index",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
)


class Store:
    """Short transactions on the key store, one writer at a time on SQLite."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        sqlite = self._engine.dialect.name == "sqlite"
        self._writers: AbstractContextManager[Any] = threading.Lock() if sqlite else nullcontext()

    def make_tables(self) -> None:
        metadata.create_all(self._engine)

    def require_tables(self) -> None:
        """Raise `ConfigurationError` if nobody has made this key store yet."""
        try:
            made = inspect(self._engine).has_table(kek.name)
        except OperationalError:
            raise ConfigurationError("the key store does not answer: see its URL") from None
        if not made:
            raise ConfigurationError("the key store is empty: `stafet init` makes one")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction; durable once left. `Unavailable` if the store does not answer."""
        try:
            with self._writers, self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError:
            raise Unavailable("the key store does not answer") from None

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def opening(url: str) -> Iterator[Store]:
    """Give the store at `url`; let go of its connections if setting it up fails."""
    store = Store(url)
    try:
        yield store
    except BaseException:
        store.close()
        raise
