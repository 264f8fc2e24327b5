"""The hours of a week as a list: every placement that runs in it, what is entered for it, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from app.db.hours import HoursLineRow, HoursWeekRow
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import Work
from app.permissions import Action, must

SUNDAY: Final = timedelta(days=6)
MISSING: Final = "missing"
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class WeekList:
    """One page of a week; `rows` are (placement, slip or None, minutes or None), `counts` per state."""

    rows: Sequence[Any]
    counts: Mapping[str, int]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def week_list(w: Work, employer_id: UUID, monday: date, *, state: str = "", page: int = 1) -> WeekList:
    """The placements of a week with their slips; two queries, however many there are."""
    must(w.actor, Action.HOURS_READ, employer_id)
    counted: Select[*tuple[Any, ...]] = select(HoursWeekRow.state, func.count())
    by_state = w.session.execute(_of_week(counted, employer_id, monday).group_by(HoursWeekRow.state))
    counts = {str(name or MISSING): number for name, number in by_state}
    pages = max(1, -(-(counts.get(state, 0) if state else sum(counts.values())) // PAGE))
    page = min(max(page, 1), pages)
    minutes = select(func.sum(HoursLineRow.minutes)).where(HoursLineRow.hours_week_id == HoursWeekRow.id)
    rows = _of_week(select(PlacementRow, HoursWeekRow, minutes.scalar_subquery()), employer_id, monday)
    if state:
        rows = rows.where(HoursWeekRow.id.is_(None) if state == MISSING else HoursWeekRow.state == state)
    rows = rows.options(
        contains_eager(PlacementRow.employment).contains_eager(EmploymentRow.person), contains_eager(PlacementRow.hirer)
    ).order_by(PersonRow.last_name, PlacementRow.number, HoursWeekRow.seq)
    return WeekList(w.session.execute(rows.limit(PAGE).offset((page - 1) * PAGE)).all(), counts, page, pages)


def runs_in(monday: date) -> ColumnElement[bool]:
    """Whether a placement may have hours in the week."""
    return and_(
        PlacementRow.state != PlacementState.PROVISIONAL,
        PlacementRow.started_on <= monday + SUNDAY,
        or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= monday),
    )


def _of_week(query: Select[*tuple[Any, ...]], employer_id: UUID, monday: date) -> Select[*tuple[Any, ...]]:
    slips = and_(HoursWeekRow.placement_id == PlacementRow.id, HoursWeekRow.monday == monday)
    return (
        query.select_from(PlacementRow)
        .join(PlacementRow.employment)
        .join(EmploymentRow.person)
        .join(HirerRow, PlacementRow.hirer_id == HirerRow.id)
        .outerjoin(HoursWeekRow, slips)
        .where(PlacementRow.employer_id == employer_id, or_(HoursWeekRow.id.is_not(None), runs_in(monday)))
    )
