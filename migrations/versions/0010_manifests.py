"""A child's head lists the rows that decide about it; what decides and bore no MAC bears one."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SIGNED = (
    "consent_withdrawal",
    "consent_limit",
    "consent_request",
    "consent_attempt",
    "people_placement",
)


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    nothing = sa.text("''::bytea" if postgres else "x''")
    with op.batch_alter_table("audit_head") as batch:
        batch.add_column(
            sa.Column("manifest_rows", sa.LargeBinary(), nullable=False, server_default=nothing)
        )
    with op.batch_alter_table("audit_head") as batch:
        batch.alter_column("manifest_rows", server_default=None)
    for table in SIGNED:
        with op.batch_alter_table(table) as batch:
            mac = sa.Column(
                "mac", sa.LargeBinary(length=32), nullable=False, server_default=nothing
            )
            batch.add_column(mac)
        with op.batch_alter_table(table) as batch:
            batch.alter_column("mac", server_default=None)


def downgrade() -> None:
    for table in SIGNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("mac")
    with op.batch_alter_table("audit_head") as batch:
        batch.drop_column("manifest_rows")
