"""Where a worker stands in fase A, B or C at one employer, from the hours approved and the terms agreed."""

from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.people import EmploymentKind, EmploymentRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from payroll.terms import Fase
from staffing import phase

WORKED: Final = (HoursState.APPROVED, HoursState.PAID)


def standing(w: Work, employment: EmploymentRow, on: date) -> phase.Standing | None:
    """The standing on a day, in two queries; None when no cao of that day is known, and of who is self-employed."""
    if employment.kind is EmploymentKind.SELF_EMPLOYED:
        return None
    try:
        return phase.standing(_mondays(w, employment), _b_contracts(w, employment), on)
    except phase.NoCaoError:
        return None


def _placements(employment: EmploymentRow) -> Any:
    """The placements of all employments of this person at this employer: who comes back goes on counting."""
    served = select(EmploymentRow.id).where(
        EmploymentRow.person_id == employment.person_id, EmploymentRow.employer_id == employment.employer_id
    )
    return select(PlacementRow.id).where(PlacementRow.employment_id.in_(served))


def _mondays(w: Work, employment: EmploymentRow) -> list[date]:
    query = (
        select(HoursWeekRow.monday)
        .join(HoursLineRow, HoursLineRow.hours_week_id == HoursWeekRow.id)
        .where(HoursWeekRow.placement_id.in_(_placements(employment)), HoursWeekRow.state.in_(WORKED))
        .where(HoursLineRow.minutes > 0)
        .distinct()
    )
    return list(w.session.scalars(query))


def _b_contracts(w: Work, employment: EmploymentRow) -> list[date]:
    query = (
        select(func.min(PlacementTermsRow.since))
        .where(PlacementTermsRow.placement_id.in_(_placements(employment)), PlacementTermsRow.fase == Fase.B)
        .group_by(PlacementTermsRow.placement_id)
    )
    return list(w.session.scalars(query))
