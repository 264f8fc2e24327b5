"""Placements of workers at hirers, with what was agreed, from which day."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid
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
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow
from app.db.types import Cents, Scaled

_CONTRACT: Final = personal("employment contract", "GDPR 6(1)(b); BW 7:655", Retention.WAGE_ADMINISTRATION)
_SALARY: Final = personal(
    "employment contract",
    "GDPR 6(1)(b); BW 7:655",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.FINANCIAL,
    kind=DataKind.WAGE,
)


class PlacementState(StrEnum):
    """A placement is provisional until it may start."""

    PROVISIONAL = "provisional"
    ACTIVE = "active"
    ENDED = "ended"


class PlacementRow(Identified, Versioned, EmployerScoped, Base):
    """One worker at one hirer (plaatsing)."""

    __tablename__ = "placement"
    kept_by = "ended_on"

    number: Mapped[int] = mapped_column(unique=True)
    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    hirer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("hirer.id"), index=True)
    state: Mapped[PlacementState] = mapped_column(enum_type(PlacementState), index=True)
    started_on: Mapped[date] = mapped_column(info=_CONTRACT)
    ended_on: Mapped[date | None] = mapped_column(info=_CONTRACT)
    is_anoniem_accepted: Mapped[bool] = mapped_column(default=False, info=_CONTRACT)

    employment: Mapped[EmploymentRow] = relationship()
    hirer: Mapped[HirerRow] = relationship()


class PlacementTermsRow(Identified, Dated, EmployerScoped, Base):
    """What was agreed for a placement, from a day; the names follow `payroll.terms.Contract`."""

    __tablename__ = "placement_terms"
    kept_with = "placement_id"
    history_of = ("placement_id",)

    placement_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("placement.id"), index=True)
    function: Mapped[str] = mapped_column(String(100), info=_CONTRACT)
    hourly_wage: Mapped[Decimal] = mapped_column(Cents, info=_SALARY)
    gebruikelijk_loon: Mapped[Decimal | None] = mapped_column(Cents, info=_SALARY)
    tariff: Mapped[Decimal] = mapped_column(Cents, info=_SALARY)
    kind: Mapped[str] = mapped_column(String(12), default="uitzend", info=_CONTRACT)
    fase: Mapped[str | None] = mapped_column(String(1), info=_CONTRACT)
    uitzendbeding: Mapped[bool] = mapped_column(info=_CONTRACT)
    schriftelijk: Mapped[bool] = mapped_column(default=True, info=_CONTRACT)
    onbepaalde_tijd: Mapped[bool] = mapped_column(default=False, info=_CONTRACT)
    oproep: Mapped[bool] = mapped_column(default=False, info=_CONTRACT)
    bbl: Mapped[bool] = mapped_column(default=False, info=_CONTRACT)
    hours_per_week: Mapped[Decimal] = mapped_column(Scaled(2), info=_CONTRACT)
    pensioen: Mapped[str] = mapped_column(String(12), default="stipp", info=_CONTRACT)
    paww: Mapped[bool] = mapped_column(default=False, info=_CONTRACT)
    vakantiebijslag: Mapped[str] = mapped_column(String(12), default="reserve", info=_CONTRACT)
    vakantiebijslag_percentage: Mapped[Decimal] = mapped_column(Scaled(2), info=_CONTRACT)
    km_rate: Mapped[Decimal] = mapped_column(Cents, default=Decimal(0), info=_SALARY)
