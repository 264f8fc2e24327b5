"""Pay runs, their payslips with every line, and the bank files. Nothing here is edited once it is approved."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, EmployerScoped, FieldClass, Identified, Retention, Versioned, enum_type, personal
from app.db.people import EmploymentRow
from app.db.types import Cents, Moment, Scaled

_PAY: Final = personal(
    "wage administration", "Wet LB art. 28; BW 7:626", Retention.WAGE_ADMINISTRATION, FieldClass.FINANCIAL
)
_FILE: Final = personal(
    "payment of wages", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION, FieldClass.FINANCIAL, key_class="iban"
)


class RunState(StrEnum):
    """R1: each step starts from the one before it."""

    DRAFT = "draft"
    CALCULATING = "calculating"
    CALCULATED = "calculated"
    APPROVED = "approved"
    BANK_FILE = "bank_file"


FINAL: Final = (RunState.APPROVED, RunState.BANK_FILE)


class PayRunRow(Identified, Versioned, EmployerScoped, Base):
    """One period of one employer (verloning)."""

    __tablename__ = "pay_run"
    kept_by = "paid_on"
    __table_args__ = (UniqueConstraint("employer_id", "period_kind", "period_start", "seq"),)

    number: Mapped[int] = mapped_column(unique=True)
    period_kind: Mapped[str] = mapped_column(String(10))
    period_start: Mapped[date] = mapped_column(index=True)
    period_end: Mapped[date]
    paid_on: Mapped[date]
    seq: Mapped[int] = mapped_column(default=1)
    state: Mapped[RunState] = mapped_column(enum_type(RunState), index=True)
    calculated_by: Mapped[UUID | None] = mapped_column(Uuid)
    calculated_at: Mapped[datetime | None] = mapped_column(Moment)
    input_digest: Mapped[str | None]
    unpayable: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    law_fingerprint: Mapped[str | None]
    approved_by: Mapped[UUID | None] = mapped_column(Uuid)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


class PayslipRow(Identified, EmployerScoped, Base):
    """One worker's result in one run; the columns are the totals of `payroll.payslip`, `given` is what went in."""

    __tablename__ = "payslip"
    kept_by = "paid_on"
    __table_args__ = (UniqueConstraint("pay_run_id", "employment_id"),)

    pay_run_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("pay_run.id"), index=True)
    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    number: Mapped[int]
    paid_on: Mapped[date] = mapped_column(index=True)
    verloonde_uren: Mapped[Decimal] = mapped_column(Scaled(4), info=_PAY)
    bruto: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    loon_lh: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    loon_sv: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    loonheffing: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    netto: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    te_betalen: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    loonkosten: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    totals: Mapped[dict[str, str]] = mapped_column(JSON, info=_PAY)
    explanations: Mapped[dict[str, Any]] = mapped_column(JSON, info=_PAY)
    reserveringen: Mapped[dict[str, str]] = mapped_column(JSON, info=_PAY)
    to_date: Mapped[dict[str, Any]] = mapped_column(JSON, info=_PAY)
    growth: Mapped[dict[str, Any]] = mapped_column(JSON, info=_PAY)
    given: Mapped[dict[str, Any]] = mapped_column(JSON, info=_PAY)
    input_digest: Mapped[str] = mapped_column(String(64))
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=_PAY)
    problem_count: Mapped[int] = mapped_column(default=0)
    is_blocked: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("payslip.id"), index=True)

    employment: Mapped[EmploymentRow] = relationship()
    pay_run: Mapped[PayRunRow] = relationship()


class PayslipLineRow(EmployerScoped, Base):
    """One line of a payslip with its own explanation."""

    __tablename__ = "payslip_line"
    kept_with = "payslip_id"

    payslip_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("payslip.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    section: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[Decimal | None] = mapped_column(Scaled(4), info=_PAY)
    rate: Mapped[Decimal | None] = mapped_column(Scaled(4), info=_PAY)
    amount: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
    because: Mapped[list[Any]] = mapped_column(JSON, info=_PAY)


class LeftOutRow(EmployerScoped, Base):
    """A worker whom a clerk keeps out of a run until their problems are solved; a later run of the week pays them."""

    __tablename__ = "left_out"
    kept_with = "pay_run_id"

    pay_run_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("pay_run.id"), primary_key=True)
    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), primary_key=True)
    left_out_by: Mapped[UUID | None] = mapped_column(Uuid)
    left_out_at: Mapped[datetime] = mapped_column(Moment)


class PaidHoursRow(EmployerScoped, Base):
    """Which hours slip was paid by which payslip; an hours slip is paid once."""

    __tablename__ = "paid_hours"
    kept_with = "payslip_id"

    hours_week_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("hours_week.id"), primary_key=True)
    payslip_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("payslip.id"), index=True)


class BankFileRow(Identified, EmployerScoped, Base):
    """A pain.001 file, stored encrypted and served the same every time (R2)."""

    __tablename__ = "bank_file"
    kept_by = "execution_day"

    pay_run_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("pay_run.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(35), unique=True)
    execution_day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[UUID | None] = mapped_column(Uuid)
    payments: Mapped[int]
    total: Mapped[Decimal] = mapped_column(Cents)
    sha256: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_FILE)


class BankPaymentRow(EmployerScoped, Base):
    """The payment of one payslip; its key makes a second bank file for the same payslip impossible."""

    __tablename__ = "bank_payment"
    kept_with = "payslip_id"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    payslip_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("payslip.id"), primary_key=True)
    bank_file_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("bank_file.id"), index=True)
    end_to_end_id: Mapped[str] = mapped_column(String(35), unique=True)
    amount: Mapped[Decimal] = mapped_column(Cents, info=_PAY)
