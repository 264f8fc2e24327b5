"""Legal employers with their dated premium percentages, branches, and the hirers that workers are placed with."""

from datetime import date
from decimal import Decimal

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Dated, EmployerScoped, Identified, Versioned
from app.db.types import Cents, Scaled


class EmployerRow(Identified, Versioned, Base):
    """A legal employer of the agency group (werkmaatschappij)."""

    __tablename__ = "employer"

    name: Mapped[str]
    kvk: Mapped[str] = mapped_column(String(8), unique=True)
    btw: Mapped[str] = mapped_column(String(20))
    loonheffingennummer: Mapped[str] = mapped_column(String(12), unique=True)
    street: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[str]
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11))


class EmployerTermsRow(Identified, Dated, EmployerScoped, Base):
    """What the tax office decided for an employer: size for Aof, Whk percentages, share of WGA withheld from workers.

    With it the employer's own pension scheme, if there is one: percentages of the wage above a franchise per hour.
    """

    __tablename__ = "employer_terms"

    aof: Mapped[str] = mapped_column(String(4))
    whk_wga: Mapped[Decimal] = mapped_column(Scaled(2))
    whk_zw: Mapped[Decimal] = mapped_column(Scaled(2))
    wga_verhaal: Mapped[Decimal] = mapped_column(Scaled(2))
    sfu: Mapped[Decimal] = mapped_column(Scaled(3))
    herindienst: Mapped[str] = mapped_column(String(12), default="opnieuw")
    pensioen_werknemer: Mapped[Decimal | None] = mapped_column(Scaled(3))
    pensioen_werkgever: Mapped[Decimal | None] = mapped_column(Scaled(3))
    pensioen_franchise: Mapped[Decimal | None] = mapped_column(Cents)
    pensioen_maximum: Mapped[Decimal | None] = mapped_column(Cents)


class BranchRow(Identified, EmployerScoped, Base):
    """An office (vestiging) of an employer."""

    __tablename__ = "branch"
    __table_args__ = (UniqueConstraint("employer_id", "name"),)

    name: Mapped[str]


class NumberRow(Base):
    """The last number given of a kind; whoever takes the next one locks the row."""

    __tablename__ = "number"
    is_audited = False

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    last: Mapped[int]


class HirerRow(Identified, Versioned, Base):
    """A client (inlener) where workers are placed; known to the whole group.

    `liability_recorded_on` is the day it recorded that it needs the BSN for its liability (Iw art. 34); without it gets none (P10).
    """

    __tablename__ = "hirer"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    kvk: Mapped[str] = mapped_column(String(8), unique=True)
    btw: Mapped[str | None] = mapped_column(String(20))
    sector: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[str]
    email: Mapped[str | None]
    ended_on: Mapped[date | None]
    liability_recorded_on: Mapped[date | None]
