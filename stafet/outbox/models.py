"""The queue's rows: ids and times, never names, addresses or text (L50)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.ids import new_id

WAITS = text("done_at IS NULL AND dead_at IS NULL")


class OutboxRow(Base):
    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="one_end"),
        Index(
            "ix_outbox_message_due",
            "run_at",
            "created_at",
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, str]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]


class DemoMailRow(Base):
    """A mail as sent, kept by the demo alone: an installation in use stores no mail."""

    __tablename__ = "outbox_demo_mail"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    at: Mapped[datetime]
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
