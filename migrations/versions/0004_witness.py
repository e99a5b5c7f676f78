"""Signed checkpoints over every chain; a child's head tells of the rows that decide about it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("start_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("manifest_sequence", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", "since", name=op.f("pk_audit_leaf")),
    )
    with op.batch_alter_table("audit_leaf") as batch:
        batch.create_index(
            "ix_audit_leaf_current",
            ["chain"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
    zeros = sa.text("x'" + "00" * 32 + "'")
    if op.get_bind().dialect.name == "postgresql":
        zeros = sa.text(r"'\x" + "00" * 32 + r"'::bytea")
    with op.batch_alter_table("audit_head") as batch:
        batch.add_column(
            sa.Column("manifest", sa.LargeBinary(length=32), nullable=False, server_default=zeros)
        )
        batch.add_column(
            sa.Column("manifest_sequence", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("clock_alarm_on", sa.Date(), nullable=True))
    with op.batch_alter_table("audit_head") as batch:
        batch.alter_column("manifest", server_default=None)
        batch.alter_column("manifest_sequence", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit_head") as batch:
        batch.drop_column("clock_alarm_on")
        batch.drop_column("manifest_sequence")
        batch.drop_column("manifest")
    op.drop_table("audit_leaf")
    op.drop_table("audit_checkpoint")
