"""Keys at rest: the root key wraps the KEK, the KEK wraps each holder's key."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, insert, select, update
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
    """What `stafet doctor` tells about the keys."""

    kek_version: int
    live: int
    destroyed: int


class KeyStore:
    """Makes, finds and destroys the holders' keys of one kommune."""

    def __init__(self, store: Store, root_key: bytes, kommune: str, clock: Clock) -> None:
        self._store, self._kommune, self._clock = store, kommune, clock
        self._keks = self._unwrap_keks(root_key)
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
        newest = max(self._keks)
        row = _first_key(newest, self._keks[newest], holder, self._kommune, self._clock.now())
        try:
            with self._store.begin() as connection:
                connection.execute(insert(wrapped_key).values(row))
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

    def destroy(self, holder: UUID) -> None:
        """Destroy every version of the holder's key; nothing sealed under it opens again (L52)."""
        with self._store.begin() as connection:
            connection.execute(
                update(wrapped_key)
                .where(wrapped_key.c.holder == holder, wrapped_key.c.destroyed_at.is_(None))
                .values(wrapped=None, destroyed_at=self._clock.now())
            )
        self._cache.forget(holder)

    def status(self) -> KeyStatus:
        with self._store.begin() as connection:
            total, destroyed = connection.execute(
                select(func.count(), func.count(wrapped_key.c.destroyed_at)).select_from(
                    wrapped_key
                )
            ).one()
        return KeyStatus(max(self._keks), total - destroyed, destroyed)

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
        secret = unwrap(self._keks[row.kek_version], row.wrapped, place)
        if secret is None or not hmac.compare_digest(commitment(secret, place), row.commitment):
            raise Sealed(Reason.KEY_FORGED)
        return ChildKey(secret, row.version, self._kommune)

    def _unwrap_keks(self, root_key: bytes) -> dict[int, bytes]:
        with self._store.begin() as connection:
            rows = connection.execute(select(kek)).all()
        keks = {
            row.version: unwrap(root_key, row.wrapped, _place(self._kommune, KOMMUNE, row.version))
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
    rows = [_first_key(1, secret, each, kommune, now) for each in (GUARDIANS, STAFF, KOMMUNE)]
    with store.begin() as connection:
        connection.execute(insert(kek).values(version=1, wrapped=wrapped))
        connection.execute(insert(wrapped_key), rows)


def _first_key(
    kek_version: int, kek_secret: bytes, holder: UUID, kommune: str, now: datetime
) -> dict[str, object]:
    secret, place = new_secret(), _place(kommune, holder, 1)
    return {
        "holder": holder,
        "version": 1,
        "kek_version": kek_version,
        "wrapped": wrap(kek_secret, secret, place),
        "commitment": commitment(secret, place),
        "made_at": now,
    }


def _place(kommune: str, holder: UUID, version: int) -> bytes:
    return holder.bytes + version.to_bytes(4, "big") + kommune.encode()
