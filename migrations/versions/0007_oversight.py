"""Questions about a reading, their answers, and spot checks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _names(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    question, reply, check = "oversight_question", "oversight_reply", "oversight_check"
    person, place = "people_person", "people_institution"
    op.create_table(
        question,
        _id("id"),
        _id("child_id"),
        _id("log_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _at("read_at"),
        _id("reader_id"),
        _id("institution_id"),
        _id("asker_id"),
        _at("asked_at"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at("answered_at", nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _names(question, "child_id", person),
        _names(question, "log_id", "records_folder"),
        _names(question, "reader_id", person),
        _names(question, "institution_id", place),
        _names(question, "asker_id", person),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{question}")),
        sa.UniqueConstraint(
            "child_id",
            "sequence",
            "asker_id",
            name=op.f(f"uq_{question}_child_id_sequence_asker_id"),
        ),
    )
    op.create_index(op.f(f"ix_{question}_reader_id"), question, ["reader_id"])
    op.create_index(op.f(f"ix_{question}_institution_id"), question, ["institution_id"])
    op.create_table(
        reply,
        _id("id"),
        _id("question_id"),
        _id("child_id"),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        _at("answered_at"),
        _id("answered_by"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _names(reply, "question_id", question),
        _names(reply, "child_id", person),
        _names(reply, "answered_by", person),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{reply}")),
        sa.UniqueConstraint("question_id", name=op.f(f"uq_{reply}_question_id")),
    )
    op.create_index(op.f(f"ix_{reply}_child_id"), reply, ["child_id"])
    op.create_table(
        check,
        _id("id"),
        _id("chain"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _id("child_id"),
        _id("reader_id"),
        _at("read_at"),
        sa.Column("common", sa.Boolean(), nullable=False),
        sa.Column("by_statute", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        _at("drawn_at"),
        _id("drawn_by", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        _id("reviewer_id", nullable=True),
        _at("concluded_at", nullable=True),
        _id("concluded_by", nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(concluded_at IS NULL) = (concluded_by IS NULL)",
            name=op.f(f"ck_{check}_concluded_by_somebody"),
        ),
        sa.CheckConstraint(
            "(concluded_at IS NULL) = (outcome IS NULL)",
            name=op.f(f"ck_{check}_concluded_with_outcome"),
        ),
        _names(check, "child_id", person),
        _names(check, "reader_id", person),
        _names(check, "drawn_by", person),
        _names(check, "reviewer_id", person),
        _names(check, "concluded_by", person),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{check}")),
        sa.UniqueConstraint("chain", "sequence", name=op.f(f"uq_{check}_chain_sequence")),
    )
    for column in ("child_id", "drawn_at", "reviewer_id"):
        op.create_index(op.f(f"ix_{check}_{column}"), check, [column])


def downgrade() -> None:
    op.drop_table("oversight_check")
    op.drop_table("oversight_reply")
    op.drop_table("oversight_question")
