"""A party may be one person outside the kommune, named under the key of the child he helps.

The child's id has no foreign key: SQLite would build the table anew, and others point to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "people_institution"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("child_id", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_people_institution_child_id"), TABLE, ["child_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_people_institution_child_id"), TABLE)
    op.drop_column(TABLE, "sealed")
    op.drop_column(TABLE, "child_id")
