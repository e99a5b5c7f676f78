"""Requests for access: who asks, what is cut from the answer, the decision."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _uuid(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Uuid(), nullable=null)


def _instant(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _named(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _sealed() -> "sa.Column[object]":
    return sa.Column("sealed", sa.LargeBinary(), nullable=False)


def _word(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.String(40), nullable=False)


def upgrade() -> None:
    op.create_table(
        "access_request",
        _uuid("id"),
        _uuid("child_id"),
        _word("asker_kind"),
        _uuid("asker_id", null=True),
        _uuid("institution_id"),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _instant("registered_at"),
        _uuid("registered_by"),
        _uuid("handler_id", null=True),
        _uuid("access_id", null=True),
        _instant("fetched_at", null=True),
        _instant("handed_at", null=True),
        _sealed(),
        sa.CheckConstraint(
            "(asker_kind = 'outside') = (asker_id IS NULL)",
            name=op.f("ck_access_request_family_is_known"),
        ),
        _named("access_request", "access_id", "consent_access"),
        _named("access_request", "asker_id", "people_person"),
        _named("access_request", "child_id", "people_person"),
        _named("access_request", "handler_id", "people_person"),
        _named("access_request", "institution_id", "people_institution"),
        _named("access_request", "registered_by", "people_person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    for column in ("asker_id", "child_id", "handler_id", "institution_id"):
        op.create_index(op.f(f"ix_access_request_{column}"), "access_request", [column])
    op.create_table(
        "access_omission",
        _uuid("id"),
        _uuid("request_id"),
        _uuid("child_id"),
        _uuid("record_id"),
        _word("cut"),
        _word("legal"),
        _instant("decided_at"),
        _uuid("decided_by"),
        _sealed(),
        _named("access_omission", "child_id", "people_person"),
        _named("access_omission", "decided_by", "people_person"),
        _named("access_omission", "record_id", "records_record"),
        _named("access_omission", "request_id", "access_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_omission")),
        sa.UniqueConstraint(
            "request_id", "record_id", name=op.f("uq_access_omission_request_id_record_id")
        ),
    )
    op.create_index(op.f("ix_access_omission_child_id"), "access_omission", ["child_id"])
    op.create_table(
        "access_decision",
        _uuid("request_id"),
        _uuid("child_id"),
        _word("outcome"),
        _word("legal"),
        _instant("decided_at"),
        _uuid("decided_by"),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        _sealed(),
        _named("access_decision", "child_id", "people_person"),
        _named("access_decision", "decided_by", "people_person"),
        _named("access_decision", "request_id", "access_request"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_access_decision")),
    )
    op.create_index(op.f("ix_access_decision_child_id"), "access_decision", ["child_id"])


def downgrade() -> None:
    for name in ("decision", "omission", "request"):
        op.drop_table(f"access_{name}")
