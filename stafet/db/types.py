"""Column types: UTC instants, enums by value, sets of names."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator, Uuid

E = TypeVar("E", bound=StrEnum)


class Id(Uuid[UUID]):
    """An identifier; where the database keeps it as text, the same text is parsed once."""

    cache_ok = True

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - the signature is given
    ) -> Callable[[Any], Any] | None:
        return None if dialect.supports_native_uuid else _parsed


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on both engines; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is given
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ByValue(TypeDecorator[E]):
    """A `StrEnum` kept as its value, so that the database reads like the glossary."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is given
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:  # noqa: ARG002 - the signature is given
        return None if value is None else self.kind(value)


class NameSet(TypeDecorator[frozenset[str]]):
    """A small set of names, kept as a sorted JSON list: one value, one spelling."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is given
        return None if value is None else json.dumps(sorted(value), separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:  # noqa: ARG002 - the signature is given
        return None if value is None else _names(value)


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


@lru_cache(maxsize=8192)
def _parsed(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
