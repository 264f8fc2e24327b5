"""Accounts of the people who sign in, their roles per employer, their keys, login sessions and failed attempts."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, DataKind, FieldClass, Identified, Retention, enum_type, personal
from app.db.types import Moment

_ACCOUNT: Final = personal("sign-in", "GDPR 6(1)(f); GDPR art. 32", Retention.ACCOUNT, kind=DataKind.STAFF)
_WHO: Final = personal("who did what, when", "GDPR art. 32; NEN 7513", Retention.ACCESS_LOG, kind=DataKind.STAFF)
_SECRET: Final = personal("sign-in", "GDPR art. 32", Retention.ACCOUNT, FieldClass.IDENTIFYING, kind=DataKind.SECRET)


class Role(StrEnum):
    """What somebody is at one employer."""

    ADMINISTRATOR = "administrator"
    PAYROLL_CLERK = "payroll_clerk"
    CONSULTANT = "consultant"
    ACCOUNTANT = "accountant"
    ABSENCE_MANAGER = "absence_manager"
    SUBSIDY_OFFICER = "subsidy_officer"
    PRIVACY_OFFICER = "privacy_officer"


class AccountRow(Identified, UserMixin, Base):  # type: ignore[misc]
    """Who signs in, and after that who did something: an erased account keeps its name as long as the log speaks of it.

    The names of the last columns are those Flask-Security-Too asks for.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(100), info=_WHO)
    email: Mapped[str] = mapped_column(unique=True, info=_ACCOUNT)
    language: Mapped[str] = mapped_column(String(2), default="nl", info=_ACCOUNT)
    active: Mapped[bool] = mapped_column(default=True)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    password: Mapped[str] = mapped_column(info=_SECRET)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(info=_SECRET)
    totp_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON, info=_SECRET)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)

    grants: Mapped[list["GrantRow"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )
    webauthn: Mapped[list["WebauthnKeyRow"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[Any]:
        """Flask-Security's own roles are not used; the matrix of app/permissions.py is."""
        return []

    def verify_auth_token(self, tdata: dict[str, Any]) -> bool:  # noqa: ARG002 - the library's signature
        """Tokens open nothing, least of all from a query string (security.md B2.1)."""
        return False


class GrantRow(Identified, Base):
    """A role of an account at an employer."""

    __tablename__ = "role_grant"
    kept_with = "user_id"
    recorded_through = "account"
    __table_args__ = (UniqueConstraint("user_id", "employer_id", "role"),)

    user_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    employer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employer.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role), info=_ACCOUNT)

    account: Mapped[AccountRow] = relationship(back_populates="grants")


class WebauthnKeyRow(Identified, WebAuthnMixin, Base):  # type: ignore[misc]
    """A passkey or security key; the column names are those Flask-Security-Too asks for."""

    __tablename__ = "webauthn_key"
    kept_with = "user_id"
    recorded_through = "account"

    user_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(64), info=_ACCOUNT)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True, info=_SECRET)
    public_key: Mapped[bytes] = mapped_column(LargeBinary, info=_SECRET)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    usage: Mapped[str] = mapped_column(String(64))
    lastuse_datetime: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[AccountRow] = relationship(back_populates="webauthn")


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


class SignInFailureRow(Base):
    """Failed attempts at one account or from one address; `key` is a keyed digest, also of accounts that don't exist."""

    __tablename__ = "sign_in_failure"
    is_audited = False

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class RateRow(Base):
    """How often something limited was done in the window that ends at `ends_at`."""

    __tablename__ = "rate"
    is_audited = False

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(Moment)


class MailRow(Identified, Base):
    """A mail that waits to be sent; its text is wiped once it is (R3)."""

    __tablename__ = "mail"
    is_audited = False

    recipient: Mapped[str] = mapped_column(info=_ACCOUNT)
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text, info=_SECRET)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
