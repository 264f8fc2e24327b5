"""The runs of an employer with what they came to; a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from app.db.hours import HoursState, HoursWeekRow
from app.db.pay import PayRunRow, PayslipRow
from app.db.people import EMPLOYEES, EmploymentRow
from app.db.placements import PlacementRow
from app.db.work import Work
from app.permissions import Action, must
from app.services.lists import Page, page_of
from app.services.pay_run_store import NOT_FINAL


@dataclass(frozen=True, slots=True)
class RunList:
    """One page of (run, number of payslips, te_betalen, loonkosten), and the count behind each state."""

    page: Page[Any]
    counts: Mapping[str, int]


def page(w: Work, employer_id: UUID, *, state: str = "", number: int = 1) -> RunList:
    """The runs, the newest week first."""
    must(w.actor, Action.PAY_RUN_READ, employer_id)
    mine = PayRunRow.employer_id == employer_id
    by_state = w.session.execute(select(PayRunRow.state, func.count()).where(mine).group_by(PayRunRow.state))
    counts = {str(name): count for name, count in by_state}
    sums = (
        select(
            PayslipRow.pay_run_id,
            func.count().label("count"),
            func.sum(PayslipRow.te_betalen).label("te_betalen"),
            func.sum(PayslipRow.loonkosten).label("loonkosten"),
        )
        .where(PayslipRow.employer_id == employer_id)
        .group_by(PayslipRow.pay_run_id)
        .subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(PayRunRow, sums.c.count, sums.c.te_betalen, sums.c.loonkosten)
        .outerjoin(sums, sums.c.pay_run_id == PayRunRow.id)
        .where(mine)
        .order_by(PayRunRow.period_start.desc(), PayRunRow.seq.desc())
    )
    if state:
        query = query.where(PayRunRow.state == state)
    return RunList(page_of(w, query, number), counts)


def ready_weeks(w: Work, employer_id: UUID) -> list[tuple[date, int]]:
    """(Monday, number of approved slips of employees) of the weeks that wait for a run, the oldest first; one query."""
    must(w.actor, Action.PAY_RUN_READ, employer_id)
    is_open = exists().where(
        PayRunRow.employer_id == employer_id,
        PayRunRow.period_start == HoursWeekRow.monday,
        PayRunRow.state.in_(NOT_FINAL),
    )
    query = (
        select(HoursWeekRow.monday, func.count())
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .where(HoursWeekRow.employer_id == employer_id, HoursWeekRow.state == HoursState.APPROVED, ~is_open)
        .where(EmploymentRow.kind.in_(EMPLOYEES))
        .group_by(HoursWeekRow.monday)
        .order_by(HoursWeekRow.monday)
    )
    return [(monday, count) for monday, count in w.session.execute(query)]
