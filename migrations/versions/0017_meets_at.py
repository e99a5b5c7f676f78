"""A line of the timeline says when a meeting is: the copy on paper has no link to it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "records_happening"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("meets_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column(TABLE, "meets_at")
