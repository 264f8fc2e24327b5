"""Hours per placement and week: entered, submitted, approved or sent back."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import (
    Base,
    DataKind,
    EmployerScoped,
    FieldClass,
    Identified,
    Retention,
    Versioned,
    enum_type,
    personal,
)
from app.db.placements import PlacementRow
from app.db.types import Cents, Moment, Scaled

_HOURS: Final = personal(
    "wage administration", "Wet LB art. 28; Wml 18b; ATW 4:3", Retention.WAGE_ADMINISTRATION, kind=DataKind.HOURS
)
_PAY: Final = personal(
    "wage administration", "Wet LB art. 28", Retention.WAGE_ADMINISTRATION, FieldClass.FINANCIAL, kind=DataKind.WAGE
)


class HoursState(StrEnum):
    """DRAFT -> SUBMITTED -> APPROVED -> PAID; or back with a remark. Approved with nothing to pay, a slip is PAID at once."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    PAID = "paid"


class HoursWeekRow(Identified, Versioned, EmployerScoped, Base):
    """The hours slip (urendeclaratie) of one placement for one week, named by its Monday."""

    __tablename__ = "hours_week"
    kept_by = "monday"
    __table_args__ = (UniqueConstraint("placement_id", "monday", "seq"),)

    placement_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("placement.id"), index=True)
    monday: Mapped[date] = mapped_column(index=True, info=_HOURS)
    seq: Mapped[int] = mapped_column(default=1)
    state: Mapped[HoursState] = mapped_column(enum_type(HoursState), index=True)
    entered_by: Mapped[UUID | None] = mapped_column(Uuid)
    submitted_by: Mapped[UUID | None] = mapped_column(Uuid)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[UUID | None] = mapped_column(Uuid)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(String(500), default="", info=_HOURS)

    placement: Mapped[PlacementRow] = relationship()
    lines: Mapped[list["HoursLineRow"]] = relationship(
        order_by="HoursLineRow.day, HoursLineRow.position", cascade="all, delete-orphan", back_populates="week"
    )

    @property
    def is_payable(self) -> bool:
        """Whether there is anything to pay: a slip without work is submitted and approved too."""
        return any(line.minutes or line.km or line.amount for line in self.lines)


class HoursLineRow(Identified, EmployerScoped, Base):
    """One entry of one day; `component` is one of those of `payroll.terms`."""

    __tablename__ = "hours_line"
    kept_with = "hours_week_id"
    recorded_through = "week"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("km >= 0", name="km_not_negative"),
    )

    hours_week_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("hours_week.id"), index=True)
    position: Mapped[int]
    day: Mapped[date] = mapped_column(info=_HOURS)
    component: Mapped[str] = mapped_column(String(30), info=_HOURS)
    start: Mapped[time | None] = mapped_column(info=_HOURS)
    end: Mapped[time | None] = mapped_column(info=_HOURS)
    break_minutes: Mapped[int] = mapped_column(default=0, info=_HOURS)
    minutes: Mapped[int] = mapped_column(default=0, info=_HOURS)
    percentage: Mapped[Decimal | None] = mapped_column(Scaled(2), info=_PAY)
    km: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0), info=_HOURS)
    amount: Mapped[Decimal] = mapped_column(Cents, default=Decimal(0), info=_PAY)
    entered_by: Mapped[UUID | None] = mapped_column(Uuid)

    week: Mapped[HoursWeekRow] = relationship(back_populates="lines")
