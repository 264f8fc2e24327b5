"""Persons, once per agency group; their bank accounts; their employments, one per legal employer."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import (
    Base,
    DataKind,
    Dated,
    EmployerScoped,
    FieldClass,
    Identified,
    Retention,
    Versioned,
    enum_type,
    personal,
)
from app.db.suppliers import AccountKind, AccountSeen
from app.db.types import Moment

_FILE: Final = personal("employment contract", "GDPR 6(1)(b)", Retention.PERSONNEL_FILE)
_WAGE: Final = personal("wage administration", "Wet LB art. 28; AWR art. 52", Retention.WAGE_ADMINISTRATION)
_STATEMENT: Final = personal("loonheffingskorting", "Wet LB art. 29", Retention.WAGE_TAX_STATEMENT, kind=DataKind.STATEMENT)
_ANONIEM: Final = personal(
    "wage administration", "Wet LB art. 26b", Retention.WAGE_TAX_STATEMENT, kind=DataKind.STATEMENT
)
_BSN: Final = personal(
    "wage tax/pension/payroll",
    "UAVG art. 46; Wet LB art. 28",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.IDENTIFYING,
    key_class="bsn",
)
_IBAN: Final = personal(
    "payment of wages", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION, FieldClass.FINANCIAL, key_class="iban"
)
_HOLDER: Final = personal("payment of wages", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION, kind=DataKind.IBAN)


def search_name(last_name: str, name_prefix: str, first_name: str) -> str:
    """A name as it is searched and sorted: without accents and capitals, last name first."""
    plain = unicodedata.normalize("NFKD", f"{last_name} {name_prefix} {first_name}".casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def _search_name(context: Any) -> str:
    given = context.get_current_parameters()
    return search_name(given["last_name"], given.get("name_prefix") or "", given["first_name"])


class PersonRow(Identified, Versioned, Base):
    """A human being. Nobody is in twice: the blind index of the BSN is unique, and who was merged into another is a remainder."""

    __tablename__ = "person"

    number: Mapped[int] = mapped_column(unique=True)
    initials: Mapped[str] = mapped_column(String(20), info=_WAGE)
    first_name: Mapped[str] = mapped_column(String(100), info=_FILE)
    name_prefix: Mapped[str] = mapped_column(String(20), default="", info=_WAGE)
    last_name: Mapped[str] = mapped_column(String(100), index=True, info=_WAGE)
    search_name: Mapped[str] = mapped_column(
        String(240).with_variant(String(240, collation="C"), "postgresql"), default=_search_name, index=True, info=_WAGE
    )
    birth_date: Mapped[date] = mapped_column(index=True, info=_WAGE)
    birth_place: Mapped[str] = mapped_column(String(100), info=_FILE)
    nationality: Mapped[str] = mapped_column(String(4), info=_WAGE)
    email: Mapped[str | None] = mapped_column(info=_FILE)
    phone: Mapped[str | None] = mapped_column(String(30), info=_FILE)
    language: Mapped[str] = mapped_column(String(2), default="nl", info=_FILE)
    bsn_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=_BSN)
    bsn_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, info=_BSN)
    merged_into_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime | None] = mapped_column(Moment)

    employments: Mapped[list["EmploymentRow"]] = relationship(back_populates="person")


class AddressRow(Identified, Dated, Base):
    """Where a person lives, from a day."""

    __tablename__ = "address"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    street: Mapped[str] = mapped_column(String(100), info=_WAGE)
    house_number: Mapped[str] = mapped_column(String(20), info=_WAGE)
    postcode: Mapped[str] = mapped_column(String(12), info=_WAGE)
    city: Mapped[str] = mapped_column(String(100), info=_WAGE)
    country: Mapped[str] = mapped_column(String(4), info=_WAGE)


class AccountCheck(StrEnum):
    """How somebody saw that an account is this person's."""

    BANK_CARD = "bank_card"
    STATEMENT = "statement"
    NAME_CHECK = "name_check"


class BankAccountRow(Identified, Dated, Base):
    """Where a person's pay goes, from a day. The blind index finds an account that another person has too."""

    __tablename__ = "bank_account"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    holder: Mapped[str] = mapped_column(String(140), info=_HOLDER)
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IBAN)
    iban_index: Mapped[bytes] = mapped_column(LargeBinary, index=True, info=_IBAN)
    bic: Mapped[str | None] = mapped_column(String(11), info=_HOLDER)
    checked_how: Mapped[AccountCheck | None] = mapped_column(enum_type(AccountCheck))
    checked_on: Mapped[date | None] = mapped_column(info=_WAGE)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)


class ChangeState(StrEnum):
    """What became of an asked change of account."""

    WAITING = "waiting"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"


class BankAccountChangeRow(Identified, Base):
    """Another account for who has one: asked, approved by a second person, and for a person used after one more payment.

    It is of a person, or of a supplier and then also says which kind of account it is and what it was compared with.
    """

    __tablename__ = "bank_account_change"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (supplier_id IS NULL)", name="one_holder"),)

    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    supplier_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("supplier.id"), index=True)
    kind: Mapped[AccountKind | None] = mapped_column(enum_type(AccountKind))
    seen: Mapped[AccountSeen | None] = mapped_column(enum_type(AccountSeen))
    holder: Mapped[str] = mapped_column(String(140), info=_HOLDER)
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IBAN)
    since: Mapped[date]
    checked_how: Mapped[AccountCheck | None] = mapped_column(enum_type(AccountCheck))
    checked_on: Mapped[date | None] = mapped_column(info=_WAGE)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[ChangeState] = mapped_column(enum_type(ChangeState), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)


class EmploymentRow(Identified, Versioned, EmployerScoped, Base):
    """A person in service of one legal employer (dienstverband)."""

    __tablename__ = "employment"
    __table_args__ = (UniqueConstraint("employer_id", "personnel_number"), Index(None, "employer_id", "ended_on"))

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    branch_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("branch.id"))
    personnel_number: Mapped[int]
    started_on: Mapped[date] = mapped_column(info=_WAGE)
    ended_on: Mapped[date | None] = mapped_column(info=_WAGE)

    person: Mapped[PersonRow] = relationship(back_populates="employments")


class LoonheffingsverklaringRow(Identified, Dated, EmployerScoped, Base):
    """The worker's signed statement for the loonheffing at one employment, from a day."""

    __tablename__ = "loonheffingsverklaring"

    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    signed_on: Mapped[date] = mapped_column(info=_STATEMENT)
    has_loonheffingskorting: Mapped[bool] = mapped_column(info=_STATEMENT)
    residence: Mapped[str] = mapped_column(String(20), default="nl", info=_STATEMENT)
    is_scholier_student: Mapped[bool] = mapped_column(default=False, info=_STATEMENT)
    has_alleenstaande_ouderenkorting: Mapped[bool] = mapped_column(default=False, info=_STATEMENT)


class AnoniemGround(StrEnum):
    """Why the anoniementarief holds although there is a BSN (Wet LB art. 26b)."""

    NO_RIGHT_TO_WORK = "no_right_to_work"
    NO_IDENTITY = "no_identity"
    NO_ADDRESS = "no_address"
    WRONG_DATA = "wrong_data"


class AnoniementariefRow(Identified, Dated, EmployerScoped, Base):
    """The decision to withhold the anoniementarief from somebody with a BSN, from a day; one without a ground ends it."""

    __tablename__ = "anoniementarief"

    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    ground: Mapped[AnoniemGround | None] = mapped_column(enum_type(AnoniemGround), info=_ANONIEM)
