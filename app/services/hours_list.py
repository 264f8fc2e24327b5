"""The hours of a week as a list: every placement that runs in it, what is entered for it, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import Work
from app.permissions import Action, must
from app.services.lists import Page

SUNDAY: Final = timedelta(days=6)
MISSING: Final = "missing"
WAITING: Final = (HoursState.DRAFT, HoursState.SUBMITTED, HoursState.SENT_BACK)
PAGE: Final = 50
_Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class WeekList:
    """One page of a week; its rows are (placement, slip or None, minutes or None), `counts` per state."""

    page: Page[Any]
    counts: Mapping[str, int]


def week_list(w: Work, employer_id: UUID, monday: date | None, *, state: str = "", page: int = 1) -> WeekList:
    """The placements of a week with their slips, or without a week all slips; two queries, however many there are."""
    must(w.actor, Action.HOURS_READ, employer_id)
    found = _counts(w, employer_id, monday)
    total = found.get(state, 0) if state else sum(found.values())
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    minutes = select(func.sum(HoursLineRow.minutes)).where(HoursLineRow.hours_week_id == HoursWeekRow.id)
    rows = _of_week(select(PlacementRow, HoursWeekRow, minutes.scalar_subquery()), employer_id, monday)
    if state:
        rows = rows.where(HoursWeekRow.id.is_(None) if state == MISSING else HoursWeekRow.state == state)
    rows = rows.options(
        contains_eager(PlacementRow.employment).contains_eager(EmploymentRow.person), contains_eager(PlacementRow.hirer)
    ).order_by(PersonRow.search_name, PlacementRow.number, HoursWeekRow.monday, HoursWeekRow.seq)
    shown = w.session.execute(rows.limit(PAGE).offset((number - 1) * PAGE)).all()
    return WeekList(Page(shown, number, PAGE, total), found)


def counts(w: Work, employer_id: UUID, monday: date) -> dict[str, int]:
    """How many slips of a week are in each state, those that miss included."""
    must(w.actor, Action.HOURS_READ, employer_id)
    return _counts(w, employer_id, monday)


def _counts(w: Work, employer_id: UUID, monday: date | None) -> dict[str, int]:
    counted: _Query = select(HoursWeekRow.state, func.count())
    by_state = w.session.execute(_of_week(counted, employer_id, monday).group_by(HoursWeekRow.state))
    return {str(name or MISSING): number for name, number in by_state}


def not_ready(w: Work, employer_id: UUID, monday: date) -> list[Any]:
    """(placement, slip or None) of the first fifty of a week that wait for entry, submission or approval; one query."""
    must(w.actor, Action.HOURS_READ, employer_id)
    waits = or_(HoursWeekRow.id.is_(None), HoursWeekRow.state.in_(WAITING))
    rows = _of_week(select(PlacementRow, HoursWeekRow), employer_id, monday).where(waits)
    rows = rows.options(
        contains_eager(PlacementRow.employment).contains_eager(EmploymentRow.person), contains_eager(PlacementRow.hirer)
    ).order_by(PersonRow.search_name, PlacementRow.number)
    return list(w.session.execute(rows.limit(PAGE)).all())


def runs_in(monday: date) -> ColumnElement[bool]:
    """Whether a placement may have hours in the week."""
    return and_(
        PlacementRow.state != PlacementState.PROVISIONAL,
        PlacementRow.started_on <= monday + SUNDAY,
        or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= monday),
    )


def _of_week(query: _Query, employer_id: UUID, monday: date | None) -> _Query:
    placed = (
        query.select_from(PlacementRow)
        .join(PlacementRow.employment)
        .join(EmploymentRow.person)
        .join(HirerRow, PlacementRow.hirer_id == HirerRow.id)
        .where(PlacementRow.employer_id == employer_id)
    )
    slips = HoursWeekRow.placement_id == PlacementRow.id
    if monday is None:
        return placed.join(HoursWeekRow, slips)
    entered = placed.outerjoin(HoursWeekRow, and_(slips, HoursWeekRow.monday == monday))
    return entered.where(or_(HoursWeekRow.id.is_not(None), runs_in(monday)))
