"""The walls of the law around hours: no work after papers expire, no student over the limit (Wav art. 2)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from app.db.hours import HoursLineRow, HoursWeekRow
from app.db.people import EmploymentRow
from app.db.placements import PlacementRow
from app.db.work import Work
from app.services import dossiers, work_papers
from app.services.problems import RefusedError
from staffing.identity import is_free_to_move
from staffing.student_hours import student_hours_problems
from staffing.work_permit import StudentScheme

WORKED: Final = ("uurloon", "overwerk")
REFUSED: Final = ("work_forbidden", "student_hours")


def check(w: Work, placement: PlacementRow, slip: tuple[date, int], minutes: Mapping[date, int]) -> None:
    """Raises RefusedError for the first day that may not be worked, or for a student's week over the limit.

    `minutes` are those of this slip (its monday and number) per day; days without work ask nothing.
    """
    worked = {day: amount for day, amount in minutes.items() if amount > 0}
    if found := dossiers.stopped(w, placement, worked):
        day, line = found
        raise RefusedError("work_forbidden", day=day, line=line)
    for scheme, days in _student_days(w, placement, worked).items():
        total = Counter(worked) + Counter(_elsewhere(w, placement, slip))
        for problem in student_hours_problems(total if scheme is StudentScheme.WEEKLY else days, scheme):
            raise RefusedError("student_hours", problem=problem)


def _student_days(w: Work, placement: PlacementRow, worked: Mapping[date, int]) -> dict[StudentScheme, dict[date, int]]:
    """The days on which a student's permit is what allows the work, by its scheme."""
    nationality = placement.employment.person.nationality
    if all(is_free_to_move(nationality, day) for day in worked):
        return {}
    found: dict[StudentScheme, dict[date, int]] = {}
    for permit in work_papers.held(w, placement.employment.person_id).standing_permits:
        if permit.student and permit.employer_id == placement.employer_id:
            days = {day: amount for day, amount in worked.items() if permit.since <= day <= permit.until}
            found |= {permit.student: days} if days else {}
    return found


def _elsewhere(w: Work, placement: PlacementRow, slip: tuple[date, int]) -> dict[date, int]:
    """What this person worked in the same week on other slips, at whatever employer of the group."""
    monday, seq = slip
    this = (HoursWeekRow.placement_id == placement.id) & (HoursWeekRow.seq == seq)
    query = (
        select(HoursLineRow.day, func.sum(HoursLineRow.minutes).label("minutes"))
        .join(HoursWeekRow, HoursWeekRow.id == HoursLineRow.hours_week_id)
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .where(
            EmploymentRow.person_id == placement.employment.person_id,
            HoursLineRow.day.between(monday, monday + timedelta(days=6)),
            HoursLineRow.component.in_(WORKED),
            ~this,
        )
        .group_by(HoursLineRow.day)
    )
    with w.across_employers():
        return {row.day: int(row.minutes) for row in w.session.execute(query)}
