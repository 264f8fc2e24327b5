"""Accounts of the people who sign in, their roles per employer, and their login sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, FieldClass, Identified, Retention, enum_type, personal
from app.db.types import Moment

_ACCOUNT: Final = personal("sign-in", "GDPR 6(1)(f); GDPR art. 32", Retention.ACCOUNT)
_SECRET: Final = personal("sign-in", "GDPR art. 32", Retention.ACCOUNT, FieldClass.IDENTIFYING)


class Role(StrEnum):
    """What somebody is at one employer."""

    ADMINISTRATOR = "administrator"
    PAYROLL_CLERK = "payroll_clerk"
    CONSULTANT = "consultant"
    ACCOUNTANT = "accountant"


class AccountRow(Identified, Base):
    """Who signs in. The names of the last columns are those Flask-Security-Too asks for."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(100), info=_ACCOUNT)
    email: Mapped[str] = mapped_column(unique=True, info=_ACCOUNT)
    language: Mapped[str] = mapped_column(String(2), default="nl", info=_ACCOUNT)
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str] = mapped_column(info=_SECRET)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(info=_SECRET)
    totp_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON, info=_SECRET)

    grants: Mapped[list["GrantRow"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class GrantRow(Identified, Base):
    """A role of an account at an employer."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "employer_id", "role"),)

    user_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    employer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employer.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))


class LoginSessionRow(Base):
    """A login on one device; the cookie holds the token, the row only its SHA-256."""

    __tablename__ = "login_session"
    is_audited = False

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"), index=True, info=_ACCOUNT)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    device: Mapped[str] = mapped_column(String(200), default="", info=_ACCOUNT)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=_ACCOUNT)
