"""A mail has no calendar part: a meeting's hour is fetched from its page, behind the login."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "outbox_demo_mail"


def upgrade() -> None:
    op.drop_column(TABLE, "calendar")


def downgrade() -> None:
    op.add_column(TABLE, sa.Column("calendar", sa.Text(), nullable=True))
