"""Særlig adgang, what was signed and received, tries to reach a giver.

A consent's `confirmed_at` becomes `recorded_at`: the value, and so the row's MAC, stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_consent_text")),
    )
    op.create_table(
        "consent_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("legal", sa.String(length=40), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("parents_told", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "decided_by <> receiver_id OR kind = 'emergency'",
            name=op.f("ck_consent_access_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)",
            name=op.f("ck_consent_access_approved_by_somebody"),
        ),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_consent_access_in_order")),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["people_person.id"],
            name=op.f("fk_consent_access_approved_by_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["people_person.id"],
            name=op.f("fk_consent_access_child_id_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["people_person.id"],
            name=op.f("fk_consent_access_decided_by_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["people_institution.id"],
            name=op.f("fk_consent_access_institution_id_people_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["people_person.id"],
            name=op.f("fk_consent_access_receiver_id_people_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_access")),
    )
    op.create_index(op.f("ix_consent_access_child_id"), "consent_access", ["child_id"])

    op.create_table(
        "consent_incident",
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)",
            name=op.f("ck_consent_incident_closed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["access_id"],
            ["consent_access.id"],
            name=op.f("fk_consent_incident_access_id_consent_access"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["people_person.id"],
            name=op.f("fk_consent_incident_closed_by_people_person"),
        ),
        sa.PrimaryKeyConstraint("access_id", name=op.f("pk_consent_incident")),
    )
    op.create_table(
        "consent_refused_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("legal", sa.String(length=40), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_by", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["people_person.id"],
            name=op.f("fk_consent_refused_request_child_id_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["people_institution.id"],
            name=op.f("fk_consent_refused_request_institution_id_people_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["refused_by"],
            ["people_person.id"],
            name=op.f("fk_consent_refused_request_refused_by_people_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_refused_request")),
    )
    op.create_index(
        op.f("ix_consent_refused_request_child_id"), "consent_refused_request", ["child_id"]
    )

    op.create_table(
        "consent_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["people_person.id"],
            name=op.f("fk_consent_attempt_child_id_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"],
            ["people_person.id"],
            name=op.f("fk_consent_attempt_giver_id_people_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_attempt")),
    )
    op.create_index(op.f("ix_consent_attempt_child_id"), "consent_attempt", ["child_id"])

    op.create_table(
        "consent_proof",
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("text_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consent_consent.id"],
            name=op.f("fk_consent_proof_consent_id_consent_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["records_file.id"], name=op.f("fk_consent_proof_file_id_records_file")
        ),
        sa.ForeignKeyConstraint(
            ["received_by"],
            ["people_person.id"],
            name=op.f("fk_consent_proof_received_by_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["text_digest"],
            ["consent_text.digest"],
            name=op.f("fk_consent_proof_text_digest_consent_text"),
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_proof")),
        sa.UniqueConstraint("number", name=op.f("uq_consent_proof_number")),
    )
    op.create_table(
        "consent_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("text_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["people_person.id"],
            name=op.f("fk_consent_paper_child_id_people_person"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["records_file.id"], name=op.f("fk_consent_paper_file_id_records_file")
        ),
        sa.ForeignKeyConstraint(
            ["text_digest"],
            ["consent_text.digest"],
            name=op.f("fk_consent_paper_text_digest_consent_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_paper")),
    )
    op.create_index(op.f("ix_consent_paper_child_id"), "consent_paper", ["child_id"])

    op.execute("ALTER TABLE consent_consent RENAME COLUMN confirmed_at TO recorded_at")

    op.add_column("consent_request", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.add_column("consent_limit", sa.Column("sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("consent_limit", "sealed")
    op.drop_column("consent_request", "sealed")

    op.execute("ALTER TABLE consent_consent RENAME COLUMN recorded_at TO confirmed_at")

    op.drop_table("consent_paper")

    op.drop_table("consent_proof")

    op.drop_table("consent_attempt")

    op.drop_table("consent_refused_request")
    op.drop_table("consent_incident")
    op.drop_table("consent_access")
    op.drop_table("consent_text")
