"""Keys at rest: the root key wraps the KEK, the KEK wraps each holder's key."""

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from stafet.clock import Clock
from stafet.errors import ConfigurationError, Sealed
from stafet.vault.cache import KeyCache
from stafet.vault.keys import (
    GUARDIANS,
    KOMMUNE,
    STAFF,
    ChildKey,
    commitment,
    new_secret,
    unwrap,
    wrap,
)
from stafet.vault.record import Reason
from stafet.vault.rootkey import make_root_key, read_root_key
from stafet.vault.store import Store, kek, wrapped_key


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What `stafet doctor` and `stafet keys status` tell about the keys."""

    kek_version: int
    oldest_kek_in_use: int
    live: int
    destroyed: int


class KeyStore:
    """Makes, finds and destroys the holders' keys of one kommune."""

    def __init__(self, store: Store, root_key: bytes, kommune: str, clock: Clock) -> None:
        self._store, self._kommune, self._clock = store, kommune, clock
        self._root_key = root_key
        self._keks = self._unwrap_keks()
        self._cache = KeyCache(clock)

    @classmethod
    def create(cls, store: Store, root_key_file: Path, kommune: str, clock: Clock) -> "KeyStore":
        """Make tables, root key, KEK and the kommune's keys; what is there already stays."""
        store.make_tables()
        with store.begin() as connection:
            fresh = connection.scalar(select(func.count()).select_from(kek)) == 0
        if not root_key_file.exists():
            if not fresh:
                raise ConfigurationError(
                    f"{root_key_file}: missing, and the key store needs the very one it was made"
                    " with; restore it from its safe copy"
                )
            make_root_key(root_key_file)
        root_key = read_root_key(root_key_file)
        if fresh:
            _make_first_keys(store, root_key, kommune, clock.now())
        return cls(store, root_key, kommune, clock)

    def make(self, holder: UUID) -> None:
        """Make the holder's first key, on disk on return; `RuntimeError` if it ever had one."""
        try:
            self._add(holder, 1)
        except IntegrityError:
            raise RuntimeError("a holder is given a first key once") from None

    def find(self, holder: UUID, version: int | None = None) -> ChildKey:
        """Return the holder's key of this version, or the newest; `Sealed` if there is none."""
        slot = (holder, version)
        key = self._cache.get(slot)
        if key is None:
            key = self._load(holder, version)
            self._cache.put(slot, key)
        return key

    def renew(self, holder: UUID) -> int:
        """Make the holder's next key version and return it: from now on it seals."""
        version = self.find(holder).version + 1
        with suppress(IntegrityError):  # another process has just made it
            self._add(holder, version)
        self._cache.forget(holder)
        return version

    def versions(self, holder: UUID) -> dict[int, datetime]:
        """Return the holder's live key versions and when each was made."""
        asked = select(wrapped_key.c.version, wrapped_key.c.made_at).where(
            wrapped_key.c.holder == holder, wrapped_key.c.destroyed_at.is_(None)
        )
        with self._store.begin() as connection:
            return {row.version: row.made_at for row in connection.execute(asked)}

    def retire(self, holder: UUID, version: int) -> None:
        """Destroy one former version of the holder's key, once nothing is sealed under it."""
        if version >= max(self.versions(holder)):
            raise RuntimeError("the newest key is in use")
        with self._store.begin() as connection:
            self._erase(connection, holder, version)
        self._cache.forget(holder)

    def new_kek(self) -> int:
        """Make the next KEK, or return the one whose rotation was begun and not finished."""
        self._keks = self._unwrap_keks()
        newest = max(self._keks)
        if any(version < newest for version in self._keks):
            return newest
        secret, place = new_secret(), _place(self._kommune, KOMMUNE, newest + 1)
        row = {"version": newest + 1, "wrapped": wrap(self._root_key, secret, place)}
        with suppress(IntegrityError), self._store.begin() as connection:
            connection.execute(insert(kek).values(row))  # unless another process has just made it
        self._keks = self._unwrap_keks()
        return newest + 1

    def rewrap(self, limit: int) -> int:
        """Wrap at most `limit` keys anew under the newest KEK; return how many there were.

        Each is swapped only for the very bytes that were read: another writer's change stays.
        """
        newest = max(self._keks)
        with self._store.begin() as connection:
            rows = connection.execute(_wrapped_before(newest).limit(limit)).all()
            for row in rows:
                self._swap(connection, row, newest)
        return len(rows)

    def drop_keks(self) -> bool:
        """Forget every KEK before the newest; False while a living key is still under one."""
        newest = max(self._keks)
        gone = update(wrapped_key).where(wrapped_key.c.destroyed_at.is_not(None))
        try:
            with self._store.begin() as connection:
                connection.execute(gone.values(kek_version=newest))
                connection.execute(delete(kek).where(kek.c.version < newest))
        except IntegrityError:
            return False
        self._keks = self._unwrap_keks()
        return True

    def destroy(self, holder: UUID) -> None:
        """Destroy every version of the holder's key; nothing sealed under it opens again (L52)."""
        with self._store.begin() as connection:
            self._erase(connection, holder)
        self._cache.forget(holder)

    def status(self) -> KeyStatus:
        with self._store.begin() as connection:
            total, destroyed = connection.execute(
                select(func.count(), func.count(wrapped_key.c.destroyed_at)).select_from(
                    wrapped_key
                )
            ).one()
            newest = connection.scalar(select(func.max(kek.c.version)))
            oldest = connection.scalar(
                select(func.min(wrapped_key.c.kek_version)).where(
                    wrapped_key.c.destroyed_at.is_(None)
                )
            )
        return KeyStatus(newest or 0, oldest or 0, total - destroyed, destroyed)

    def _add(self, holder: UUID, version: int) -> None:
        self._keks = self._unwrap_keks()
        newest = max(self._keks)
        now, kek_secret = self._clock.now(), self._keks[newest]
        row = _new_key(newest, kek_secret, holder, version, self._kommune, now)
        with self._store.begin() as connection:
            connection.execute(insert(wrapped_key).values(row))

    def _erase(self, connection: Connection, holder: UUID, version: int | None = None) -> None:
        gone = update(wrapped_key).where(
            wrapped_key.c.holder == holder, wrapped_key.c.destroyed_at.is_(None)
        )
        if version is not None:
            gone = gone.where(wrapped_key.c.version == version)
        connection.execute(gone.values(wrapped=None, destroyed_at=self._clock.now()))

    def _swap(self, connection: Connection, row: Row[Any], newest: int) -> None:
        place = _place(self._kommune, row.holder, row.version)
        secret = unwrap(self._keks[row.kek_version], row.wrapped, place)
        if secret is None:
            raise Sealed(Reason.KEY_FORGED)
        same = (
            (wrapped_key.c.holder == row.holder)
            & (wrapped_key.c.version == row.version)
            & (wrapped_key.c.wrapped == row.wrapped)
        )
        anew = {"wrapped": wrap(self._keks[newest], secret, place), "kek_version": newest}
        connection.execute(update(wrapped_key).where(same).values(anew))

    def _kek(self, version: int) -> bytes:
        """Return a KEK; one that another process has made meanwhile is fetched."""
        if version not in self._keks:
            self._keks = self._unwrap_keks()
        return self._keks[version]

    def _load(self, holder: UUID, version: int | None) -> ChildKey:
        found = select(wrapped_key).where(wrapped_key.c.holder == holder)
        if version is not None:
            found = found.where(wrapped_key.c.version == version)
        with self._store.begin() as connection:
            row = connection.execute(
                found.order_by(wrapped_key.c.version.desc()).limit(1)
            ).one_or_none()
        if row is None:
            raise Sealed(Reason.KEY_VERSION)
        if row.wrapped is None:
            raise Sealed(Reason.KEY_DESTROYED)
        place = _place(self._kommune, holder, row.version)
        secret = unwrap(self._kek(row.kek_version), row.wrapped, place)
        if secret is None or not hmac.compare_digest(commitment(secret, place), row.commitment):
            raise Sealed(Reason.KEY_FORGED)
        return ChildKey(secret, row.version, self._kommune)

    def _unwrap_keks(self) -> dict[int, bytes]:
        with self._store.begin() as connection:
            rows = connection.execute(select(kek)).all()
        keks = {
            row.version: unwrap(
                self._root_key, row.wrapped, _place(self._kommune, KOMMUNE, row.version)
            )
            for row in rows
        }
        opened = {version: key for version, key in keks.items() if key is not None}
        if not opened or len(opened) < len(keks):
            raise ConfigurationError(
                "the root key and the kommune's code do not open this key store:"
                " see STAFET_ROOT_KEY_FILE and [kommune] code"
            )
        return opened


def _make_first_keys(store: Store, root_key: bytes, kommune: str, now: datetime) -> None:
    """Make the KEK and the kommune's own keys in one transaction: all or none."""
    secret = new_secret()
    wrapped = wrap(root_key, secret, _place(kommune, KOMMUNE, 1))
    rows = [_new_key(1, secret, each, 1, kommune, now) for each in (GUARDIANS, STAFF, KOMMUNE)]
    with store.begin() as connection:
        connection.execute(insert(kek), [{"version": 1, "wrapped": wrapped}])
        connection.execute(insert(wrapped_key), rows)


def _wrapped_before(newest: int) -> Select[Any]:
    """Select the living keys under older KEKs; those under one made meanwhile are its maker's."""
    return select(wrapped_key).where(
        wrapped_key.c.kek_version < newest, wrapped_key.c.destroyed_at.is_(None)
    )


def _new_key(
    kek_version: int, kek_secret: bytes, holder: UUID, version: int, kommune: str, now: datetime
) -> dict[str, object]:
    secret, place = new_secret(), _place(kommune, holder, version)
    return {
        "holder": holder,
        "version": version,
        "kek_version": kek_version,
        "wrapped": wrap(kek_secret, secret, place),
        "commitment": commitment(secret, place),
        "made_at": now,
    }


def _place(kommune: str, holder: UUID, version: int) -> bytes:
    return holder.bytes + version.to_bytes(4, "big") + kommune.encode()
