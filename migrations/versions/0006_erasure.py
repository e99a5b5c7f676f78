"""Deleting: holds, what the archive has, what is approved, and certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def _uuid(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Uuid(), nullable=null)


def _instant(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_people_person")
    return sa.ForeignKeyConstraint([column], ["people_person.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "erasure_hold",
        _uuid("id"),
        _uuid("child_id"),
        sa.Column("reason", sa.String(40), nullable=False),
        _instant("set_at"),
        _uuid("set_by"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _person("erasure_hold", "child_id"),
        _person("erasure_hold", "set_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_hold")),
    )
    op.create_index(op.f("ix_erasure_hold_child_id"), "erasure_hold", ["child_id"])
    op.create_table(
        "erasure_lifting",
        _uuid("hold_id"),
        _uuid("child_id"),
        _instant("lifted_at"),
        _uuid("lifted_by"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _person("erasure_lifting", "child_id"),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["erasure_hold.id"], name=op.f("fk_erasure_lifting_hold_id_erasure_hold")
        ),
        _person("erasure_lifting", "lifted_by"),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_erasure_lifting")),
    )
    op.create_index(op.f("ix_erasure_lifting_child_id"), "erasure_lifting", ["child_id"])
    op.create_table(
        "erasure_archived",
        _uuid("thing_id"),
        _uuid("child_id"),
        sa.Column("on_day", sa.Date(), nullable=False),
        _instant("noted_at"),
        _uuid("noted_by"),
        _person("erasure_archived", "child_id"),
        _person("erasure_archived", "noted_by"),
        sa.PrimaryKeyConstraint("thing_id", name=op.f("pk_erasure_archived")),
    )
    op.create_index(op.f("ix_erasure_archived_child_id"), "erasure_archived", ["child_id"])
    op.create_table(
        "erasure_order",
        _uuid("id"),
        _uuid("child_id"),
        _uuid("thing_id"),
        _instant("approved_at"),
        _uuid("approved_by", null=True),
        _instant("begun_at", null=True),
        _person("erasure_order", "approved_by"),
        _person("erasure_order", "child_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_order")),
        sa.UniqueConstraint("thing_id", name=op.f("uq_erasure_order_thing_id")),
    )
    op.create_index(op.f("ix_erasure_order_child_id"), "erasure_order", ["child_id"])
    op.create_table(
        "erasure_certificate",
        _uuid("id"),
        _uuid("child_id"),
        _uuid("thing_id"),
        _uuid("institution_id", null=True),
        sa.Column("profile", sa.String(40), nullable=False),
        sa.Column("law", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=True),
        _instant("approved_at"),
        _uuid("approved_by", null=True),
        _instant("deleted_at"),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["people_institution.id"],
            name=op.f("fk_erasure_certificate_institution_id_people_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_certificate")),
    )
    op.create_index(op.f("ix_erasure_certificate_child_id"), "erasure_certificate", ["child_id"])


def downgrade() -> None:
    for name in ("certificate", "order", "archived", "lifting", "hold"):
        op.drop_table(f"erasure_{name}")
