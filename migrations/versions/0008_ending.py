"""All access to a child ends at once (L60); a text may speak to the young person (L11)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_ending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("mistake", sa.String(length=40), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (mistake IS NULL)",
            name=op.f("ck_people_ending_undone_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["people_person.id"], name=op.f("fk_people_ending_child_id_people_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["people_institution.id"],
            name=op.f("fk_people_ending_institution_id_people_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_ending")),
    )
    op.create_index(op.f("ix_people_ending_child_id"), "people_ending", ["child_id"])
    op.add_column(
        "consent_text", sa.Column("young", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("consent_text", "young")
    op.drop_table("people_ending")
