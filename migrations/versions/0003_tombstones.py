"""What is gone for good: children whose keys were destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upkeep_tombstone",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_upkeep_tombstone")),
    )


def downgrade() -> None:
    op.drop_table("upkeep_tombstone")
