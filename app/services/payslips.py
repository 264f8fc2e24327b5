"""Payslips as they were made: found, listed, and shown with the hours behind every line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from app.db.hours import HoursLineRow, HoursWeekRow
from app.db.organisation import HirerRow
from app.db.pay import PaidHoursRow, PayRunRow, PayslipLineRow, PayslipRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.work import Work
from app.permissions import Action, must
from app.services.lists import Page, page_of
from app.services.problems import NotFoundError


@dataclass(frozen=True, slots=True)
class HoursBehind:
    """A line of a slip that a payslip paid, and where it was worked."""

    line: HoursLineRow
    placement_id: UUID
    seq: int
    hirer: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A payslip with everything on its page."""

    slip: PayslipRow
    lines: Sequence[PayslipLineRow]
    hours: Sequence[HoursBehind]

    def behind(self, code: str) -> list[HoursBehind]:
        """The hours lines that a payslip line was made of."""
        if code.removesuffix("_belast") == "reiskosten":
            return [one for one in self.hours if one.line.km]
        if code == "onkosten":
            return [one for one in self.hours if one.line.amount]
        return [one for one in self.hours if one.line.component == code and one.line.minutes]


def number_of(slip: PayslipRow, run: PayRunRow) -> str:
    """What a payslip is called: the run's number and its own."""
    return f"{run.number}-{slip.number}"


def show(w: Work, payslip_id: UUID) -> Shown:
    """One payslip, its lines and hours; recorded as a reading of a salary."""
    slip = w.session.scalars(
        select(PayslipRow)
        .where(PayslipRow.id == payslip_id)
        .options(joinedload(PayslipRow.pay_run), joinedload(PayslipRow.employment).joinedload(EmploymentRow.person))
    ).one_or_none()
    if slip is None:
        raise NotFoundError(str(payslip_id))
    must(w.actor, Action.PAYSLIP_READ, slip.employer_id)
    w.record_read("payslip:read", slip.employer_id, [slip.employment_id], people=[slip.employment.person_id])
    query = select(PayslipLineRow).where(PayslipLineRow.payslip_id == slip.id).order_by(PayslipLineRow.position)
    return Shown(slip, w.session.scalars(query).all(), hours_behind(w, [slip.id]).get(slip.id, []))


def hours_behind(w: Work, payslip_ids: Sequence[UUID]) -> dict[UUID, list[HoursBehind]]:
    """The hours lines that each payslip pays, in one query."""
    query = (
        select(PaidHoursRow.payslip_id, HoursLineRow, HoursWeekRow.placement_id, HoursWeekRow.seq, HirerRow.name)
        .select_from(PaidHoursRow)
        .join(HoursWeekRow, HoursWeekRow.id == PaidHoursRow.hours_week_id)
        .join(HoursLineRow, HoursLineRow.hours_week_id == HoursWeekRow.id)
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(HirerRow, HirerRow.id == PlacementRow.hirer_id)
        .where(PaidHoursRow.payslip_id.in_(payslip_ids))
        .order_by(HoursLineRow.day, PlacementRow.number, HoursLineRow.position)
    )
    found: dict[UUID, list[HoursBehind]] = {}
    for payslip_id, line, placement_id, seq, hirer in w.session.execute(query):
        found.setdefault(payslip_id, []).append(HoursBehind(line, placement_id, seq, hirer))
    return found


def page(w: Work, employer_id: UUID, monday: date, number: int) -> Page[PayslipRow]:
    """The payslips of a week, by name; two queries, recorded as a reading of salaries."""
    must(w.actor, Action.PAYSLIP_READ, employer_id)
    query: Select[*tuple[Any, ...]] = (
        select(PayslipRow)
        .join(PayslipRow.pay_run)
        .join(PayslipRow.employment)
        .join(EmploymentRow.person)
        .where(PayslipRow.employer_id == employer_id, PayRunRow.period_start == monday)
        .options(
            contains_eager(PayslipRow.pay_run),
            contains_eager(PayslipRow.employment).contains_eager(EmploymentRow.person),
            load_only(
                PayslipRow.number,
                PayslipRow.employer_id,
                PayslipRow.verloonde_uren,
                PayslipRow.bruto,
                PayslipRow.loonheffing,
                PayslipRow.te_betalen,
                PayslipRow.problem_count,
                PayslipRow.is_blocked,
            ),
        )
        .order_by(PersonRow.search_name, PayslipRow.number, PayRunRow.number)
    )
    found = page_of(w, query, number)
    people = [slip.employment.person_id for slip in found.rows]
    w.record_read("payslip:list", employer_id, [slip.id for slip in found.rows], people=people)
    return found


def lines_of(w: Work, payslip_ids: Sequence[UUID]) -> dict[UUID, list[PayslipLineRow]]:
    """The lines of several payslips, in one query."""
    query = select(PayslipLineRow).where(PayslipLineRow.payslip_id.in_(payslip_ids))
    found: dict[UUID, list[PayslipLineRow]] = {}
    for line in w.session.scalars(query.order_by(PayslipLineRow.payslip_id, PayslipLineRow.position)):
        found.setdefault(line.payslip_id, []).append(line)
    return found
