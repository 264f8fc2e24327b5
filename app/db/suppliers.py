"""Suppliers (toeleveranciers): agencies we lend workers in or through from, and others; what was checked of them, and where they are paid."""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Dated, FieldClass, Identified, Retention, Versioned, enum_type, personal

# A one-man business has its owner's account: the same care as for the account of a worker.
PAYMENT: Final = personal("payment of suppliers", "GDPR 6(1)(b); AWR art. 52", Retention.WAGE_ADMINISTRATION)
IBAN: Final = personal(
    "payment of suppliers",
    "GDPR 6(1)(b); AWR art. 52",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.FINANCIAL,
    key_class="iban",
)


class SupplierKind(StrEnum):
    """Whether the law on lending workers (Waadi, Wtta) is about this supplier."""

    LENDER = "lender"
    OTHER = "other"


class SupplierRow(Identified, Versioned, Base):
    """A supplier; known to the whole group."""

    __tablename__ = "supplier"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[SupplierKind] = mapped_column(enum_type(SupplierKind), index=True)
    kvk: Mapped[str | None] = mapped_column(String(8), unique=True)
    btw: Mapped[str | None] = mapped_column(String(20))
    loonheffingennummer: Mapped[str | None] = mapped_column(String(12))
    street: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[str]
    email: Mapped[str | None]
    ended_on: Mapped[date | None]


class Register(StrEnum):
    """Where a lender of workers can be looked up."""

    SNA = "sna"
    WTTA = "wtta"


class SupplierCheckRow(Identified, Dated, Base):
    """A look in a public register: on the day `since` the supplier stood there, or did not."""

    __tablename__ = "supplier_check"

    supplier_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("supplier.id"), index=True)
    register: Mapped[Register] = mapped_column(enum_type(Register))
    is_listed: Mapped[bool]
    number: Mapped[str | None] = mapped_column(String(40))


class AccountKind(StrEnum):
    """An ordinary account, or the blocked one that only pays wage tax and btw (G-rekening)."""

    REGULAR = "regular"
    BLOCKED = "blocked"


class AccountSeen(StrEnum):
    """What the account was compared with."""

    STATEMENT = "statement"
    AGREEMENT = "agreement"
    CALLED = "called"


class SupplierAccountRow(Identified, Dated, Base):
    """Where a supplier is paid, from a day, per kind of account; who compared it with what, and when."""

    __tablename__ = "supplier_account"
    history_of = ("supplier_id", "kind")

    supplier_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("supplier.id"), index=True)
    kind: Mapped[AccountKind] = mapped_column(enum_type(AccountKind), info=PAYMENT)
    holder: Mapped[str] = mapped_column(String(140), info=PAYMENT)
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=IBAN)
    iban_index: Mapped[bytes] = mapped_column(LargeBinary, index=True, info=IBAN)
    seen: Mapped[AccountSeen] = mapped_column(enum_type(AccountSeen), info=PAYMENT)
    checked_on: Mapped[date] = mapped_column(info=PAYMENT)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)
