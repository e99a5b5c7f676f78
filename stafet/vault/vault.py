"""The vault: everything sealed goes in and comes out here, and comes out for a permit only."""

import hmac
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from stafet.clock import Clock
from stafet.errors import Sealed
from stafet.failpoints import failpoint
from stafet.vault import files, record
from stafet.vault.canonical import canonical
from stafet.vault.context import Context
from stafet.vault.cprindex import CprIndex
from stafet.vault.keys import KOMMUNE, Kind, UseKey, derive
from stafet.vault.keystore import KeyStatus, KeyStore
from stafet.vault.permit import Permit
from stafet.vault.proved import Proved
from stafet.vault.rootkey import read_root_key
from stafet.vault.store import Store, opening

KEYS_AT_ONCE = 500


class Vault:
    """One kommune's keys and what is done with them; `unit.use(Vault)`."""

    def __init__(self, store: Store, keys: KeyStore) -> None:
        self._store, self._keys = store, keys
        self._kommune = keys.find(KOMMUNE).secret
        self._row_key = derive(self._kommune, "row-mac")
        self._cpr = CprIndex(store)
        self._counting = threading.Lock()
        self.proved = Proved()
        self.opened: Counter[Kind] = Counter()
        """How many objects have been opened, by kind; the audit must account for each."""

    @classmethod
    def unlock(
        cls, keystore_url: str, root_key_file: Path, kommune_code: str, clock: Clock
    ) -> "Vault":
        """Return the vault of a kommune that is set up.

        Raises `ConfigurationError` on a missing, open or wrong root key, or no key store.
        """
        root_key = read_root_key(root_key_file)
        with opening(keystore_url) as store:
            store.require_tables()
            return cls(store, KeyStore(store, root_key, kommune_code, clock))

    @classmethod
    def create(
        cls, keystore_url: str, root_key_file: Path, kommune_code: str, clock: Clock
    ) -> "Vault":
        """Make what is missing of root key, tables and the kommune's keys; return the vault."""
        with opening(keystore_url) as store:
            return cls(store, KeyStore.create(store, root_key_file, kommune_code, clock))

    def new_child_key(self, child: UUID) -> None:
        """Make the child's key, durable on return; `RuntimeError` if it ever had one."""
        self._keys.make(child)

    def renew_key(self, holder: UUID) -> int:
        """Make the next version of a holder's key and return it; what is sealed stays readable."""
        return self._keys.renew(holder)

    def key_versions(self, holder: UUID) -> dict[int, datetime]:
        """Return a holder's live key versions and when each was made."""
        return self._keys.versions(holder)

    def retire_key(self, holder: UUID, version: int) -> None:
        """Destroy a former version of a holder's key, once nothing is sealed under it."""
        self._keys.retire(holder, version)

    def rotate_kek(self) -> int:
        """Wrap every key under a new KEK and forget the former; return its version.

        After a stop anywhere the next call goes on where this one was; readers notice nothing.
        """
        version = self._keys.new_kek()
        failpoint("kek.made")
        while self._keys.rewrap(limit=KEYS_AT_ONCE):
            failpoint("kek.rewrapped")
        self._keys.drop_keks()
        return version

    def is_destroyed(self, holder: UUID) -> bool:
        """Whether the holder's key was destroyed: nothing opens, and no sealed byte is to blame."""
        try:
            self._keys.find(holder)
        except Sealed as sealed:
            return sealed.reason == record.Reason.KEY_DESTROYED
        return False

    def destroy_keys(self, holders: Sequence[UUID]) -> int:
        """Destroy the keys of these holders that live; return how many there were."""
        living = [holder for holder in holders if self._keys.versions(holder)]
        for holder in living:
            self._keys.destroy(holder)
        return len(living)

    def destroy_key(self, holder: UUID) -> None:
        """Destroy the holder's keys for ever (L52)."""
        self._keys.destroy(holder)

    def seal(self, holder: UUID, kind: Kind, context: Context, text: str) -> bytes:
        """Return `text` sealed to its context under the holder's newest key."""
        return record.seal(self._keys.find(holder).use(kind), context, text)

    def open(self, permit: Permit, items: Sequence[tuple[Context, bytes]]) -> list[str | Sealed]:
        """Return each item's text, or in its place why it does not open."""
        self._spend(permit, {(context.record, context.version) for context, _ in items})
        return list(self._open_each(permit, items))

    def reseal(self, permit: Permit, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """Return each item sealed anew under the holder's newest key; no text comes out.

        Raises `Sealed` on the first that does not open: nothing damaged is sealed over.
        """
        newest = self._keys.find(permit.holder).use(permit.kind)
        texts = self.open(permit, items)
        return [
            record.seal(newest, context, _or_raise(text))
            for (context, _), text in zip(items, texts, strict=True)
        ]

    def reseal_file(
        self, permit: Permit, context: Context, segments: Sequence[bytes]
    ) -> list[bytes]:
        """Return a file's segments sealed anew under the holder's newest key."""
        return self.seal_file(permit.holder, context, self.open_file(permit, context, segments))

    def seal_file(self, child: UUID, context: Context, data: bytes) -> list[bytes]:
        """Return `data` as sealed segments of 64 KiB."""
        return files.seal(self._keys.find(child).use(Kind.FILE), context, data)

    def open_file(self, permit: Permit, context: Context, segments: Sequence[bytes]) -> bytes:
        """Return the whole file once its last segment has proved genuine, or raise `Sealed`."""
        if permit.kind is not Kind.FILE:
            raise RuntimeError("a file needs a permit for a file")
        self._spend(permit, {(context.record, context.version)})
        if not segments:
            raise Sealed(record.Reason.FORM)
        return files.open_(self._key_of(permit, segments[0]), context, segments)

    def mac(self, table: str, fmt: int, fields: Sequence[object]) -> bytes:
        """Return the row MAC, HMAC-SHA256 over the canonical fields."""
        return hmac.digest(self._row_key, canonical((table, fmt, *fields)), "sha256")

    def blind_index(self, purpose: str, text: str) -> bytes:
        """Return a keyed digest by which `text` is found again without being kept."""
        key = derive(self._kommune, f"blind-index/{purpose}")
        return hmac.digest(key, text.encode(), "sha256")

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes that only this installation knows, the same every time."""
        return derive(self._kommune, f"secret/{purpose}")

    def remember_cpr(self, digits: str, person_id: UUID) -> UUID:
        """Note whose number this is; return the person it belongs to: the first one noted."""
        return self._cpr.remember(self.blind_index("cpr", digits), person_id)

    def find_by_cpr(self, digits: str) -> UUID | None:
        """Return the person with this number."""
        return self._cpr.find(self.blind_index("cpr", digits))

    def forget_cpr(self, person_id: UUID) -> None:
        """Forget every number of this person."""
        self._cpr.forget(person_id)

    def status(self) -> KeyStatus:
        """Return how many keys live and are destroyed, and the KEK's version."""
        return self._keys.status()

    def close(self) -> None:
        """Let go of the key store's connections."""
        self._store.close()

    def _spend(self, permit: Permit, wanted: set[tuple[UUID, int]]) -> None:
        permit.spend(wanted)
        with self._counting:
            self.opened[permit.kind] += len(wanted)

    def _open_each(
        self, permit: Permit, items: Sequence[tuple[Context, bytes]]
    ) -> Iterator[str | Sealed]:
        key: UseKey | None = None
        for context, data in items:
            try:
                if key is None or data[: record.HEADER] != key.header:
                    key = self._key_of(permit, data)
                yield record.open_(key, context, data)
            except Sealed as sealed:
                yield sealed

    def _key_of(self, permit: Permit, data: bytes) -> UseKey:
        version = record.key_version(permit.kind, data)
        return self._keys.find(permit.holder, version).use(permit.kind)


def _or_raise(text: str | Sealed) -> str:
    if isinstance(text, Sealed):
        raise text
    return text
