"""Where somebody works is listed in a head of his own."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEX = "ix_audit_head_worker_id"


def upgrade() -> None:
    op.add_column("audit_head", sa.Column("worker_id", sa.Uuid(), nullable=True))
    op.create_index(INDEX, "audit_head", ["worker_id"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, "audit_head")
    op.drop_column("audit_head", "worker_id")
