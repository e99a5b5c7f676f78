"""Accounts, roles and contact persons stand in the list of their person's own.

No column changes. But an account's MAC is of another format and no list names it yet: after this,
`stafet manifest sign --after-upgrade`. A backup from before is restored with the former version.
"""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: MACs are made by who has the key."""


def downgrade() -> None:
    """Change nothing: the former version reads these tables, but takes no account for its own."""
