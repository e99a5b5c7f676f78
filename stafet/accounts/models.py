"""Who may sign in, and with what; logins and addresses are kept as blind indexes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.accounts.rules import IdentityCheck
from stafet.audit.own import Own
from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.web.viewer import Role


class Account(Own, Base):
    """A person's way in; a planted or former password, factor or person does not count."""

    __tablename__ = "accounts_account"
    __table_args__ = (
        CheckConstraint("disabled_by IS NULL OR disabled_at IS NOT NULL", "disabled_by_somebody"),
    )
    listed_as = b"k"
    mac_format = 2
    mac_fields = ("id", "person_id", "login_index", "password_hash", "totp", "disabled_at")
    mac_fields_before = mac_fields[:-1]

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), unique=True)
    login_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """The random part of the secret of the one-time codes; the other part is a key."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last code's time step: no code counts twice."""
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_by: Mapped[UUID | None]


class RoleGrant(Own, Base):
    """An administrator's or data-protection officer's role; it lapses if not reviewed (L53).

    A leader's follows from the employment; a row notes the last review.
    """

    __tablename__ = "accounts_role"
    listed_as = b"r"
    mac_fields = ("person_id", "role", "from_at", "reviewed_at", "to_at")

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(ByValue(Role), primary_key=True)
    from_at: Mapped[datetime]
    reviewed_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class Invitation(Witnessed, Base):
    """A way to a first password, handed over by somebody who checked who it is for.

    The first administrator's has no person until he has told his name.
    """

    __tablename__ = "accounts_invitation"
    mac_fields = ("token_hash", "person_id", "ends_at", "used_at")

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"), index=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    checked_by: Mapped[UUID | None]
    checked_how: Mapped[IdentityCheck] = mapped_column(ByValue(IdentityCheck))
    used_at: Mapped[datetime | None]


class Tries(Base):
    """How often a login or an address has been tried lately; kept as a blind index."""

    __tablename__ = "accounts_tries"

    bucket: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]
