"""Under which record a file is filed bears a MAC."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    nothing = sa.text("''::bytea" if postgres else "x''")
    mac = sa.Column("mac", sa.LargeBinary(length=32), nullable=False, server_default=nothing)
    op.add_column("records_file", mac)
    if postgres:  # SQLite would make the table anew, to which others refer
        op.alter_column("records_file", "mac", server_default=None)


def downgrade() -> None:
    op.drop_column("records_file", "mac")
