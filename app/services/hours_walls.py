"""The walls of the law around hours: no work after papers expire, no student over the limit (Wav art. 2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from app.db.dossiers import PermitRow
from app.db.hours import HoursLineRow, HoursWeekRow
from app.db.people import EmploymentRow
from app.db.placements import PlacementRow
from app.db.work import Work
from app.services import dossiers, work_papers
from app.services.problems import RefusedError
from staffing.identity import is_free_to_move
from staffing.problems import Problem
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
    for problem in _student_problems(w, placement, slip, worked):
        raise RefusedError("student_hours", problem=problem)


def _student_problems(
    w: Work, placement: PlacementRow, slip: tuple[date, int], worked: Mapping[date, int]
) -> Iterator[Problem]:
    """Each day by the choice of its permit; a year in which both choices were permitted is one or the other at all employers."""
    person = placement.employment.person
    if all(is_free_to_move(person.nationality, day) for day in worked):
        return
    permits = [each for each in work_papers.held(w, person.id).standing_permits if each.student]
    here = [each for each in permits if each.employer_id == placement.employer_id]
    weekly, summer = ({day for day in worked if _is_only(here, day, scheme)} for scheme in StudentScheme)
    if weekly:
        week = slip[0], slip[0] + timedelta(days=6)
        total = Counter(worked) + Counter(_elsewhere(w, placement, slip, week))
        yield from student_hours_problems(total, StudentScheme.WEEKLY)
    yield from student_hours_problems({day: worked[day] for day in summer}, StudentScheme.SUMMER)
    for year in {day.year for day in worked if _schemes(here, day, day)}:
        first, last = date(year, 1, 1), date(year, 12, 31)
        if len(_schemes(permits, first, last)) > 1:
            total = Counter(worked) + Counter(_elsewhere(w, placement, slip, (first, last)))
            whole = {day: total[day] for day in total if day.year == year and _schemes(permits, day, day)}
            yield from student_hours_problems(whole, None)


def _schemes(permits: Iterable[PermitRow], first: date, last: date) -> set[StudentScheme]:
    """The choices of the permits that hold between two days."""
    return {each.student for each in permits if each.student and each.since <= last and each.until >= first}


def _is_only(permits: Iterable[PermitRow], day: date, scheme: StudentScheme) -> bool:
    return _schemes(permits, day, day) == {scheme}


def _elsewhere(w: Work, placement: PlacementRow, slip: tuple[date, int], between: tuple[date, date]) -> dict[date, int]:
    """What this person worked between two days on other slips, at whatever employer of the group."""
    monday, seq = slip
    same = (HoursWeekRow.placement_id == placement.id) & (HoursWeekRow.seq == seq) & (HoursWeekRow.monday == monday)
    query = (
        select(HoursLineRow.day, func.sum(HoursLineRow.minutes).label("minutes"))
        .join(HoursWeekRow, HoursWeekRow.id == HoursLineRow.hours_week_id)
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .where(
            EmploymentRow.person_id == placement.employment.person_id,
            HoursLineRow.day.between(*between),
            HoursLineRow.component.in_(WORKED),
            ~same,
        )
        .group_by(HoursLineRow.day)
    )
    with w.across_employers():
        return {row.day: int(row.minutes) for row in w.session.execute(query)}
