"""Alembic's way in: the engine is handed over by the command that migrates."""

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

import stafet.app  # noqa: F401  (every table is known once the product is imported)
from stafet.db.base import Base


def plain(kind: str, thing: Any, _: Any) -> str | bool:
    """Write our column types as the plain types they stand for: migrations never change."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=plain,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
