"""Whether a student from outside the EEA stays within the hours of the TWV: some each week, or the summer in full, never both."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from staffing.problems import Problem
from staffing.wav import Student, student_on
from staffing.work_permit import StudentScheme

HOUR = 60


def student_hours_problems(minutes: Mapping[date, int], scheme: StudentScheme | None) -> tuple[Problem, ...]:
    """What of a student's work goes over the limit; `minutes` worked per day, of whole calendar years, at all hirers together.

    Each week stands alone (no averaging); without a known scheme a year must fit in one of the two.
    Nuffic; Inspectie SZW; Stcrt 2025-3117.

    >>> [problem.code for problem in student_hours_problems({date(2026, 11, 16): 17 * 60}, StudentScheme.WEEKLY)]
    ['student_week']
    >>> student_hours_problems({date(2026, 7, 6): 40 * 60}, None)
    ()
    """
    years = sorted({day.year for day, worked in minutes.items() if worked > 0})
    return tuple(problem for year in years for problem in _year_problems(minutes, year, scheme))


def _year_problems(minutes: Mapping[date, int], year: int, scheme: StudentScheme | None) -> Iterator[Problem]:
    days = sorted(day for day, worked in minutes.items() if day.year == year and worked > 0)
    rules = student_on(days[0])
    if rules is None:
        yield Problem("student_law_unknown", "student", {"year": str(year)})
        return
    over, outside = list(_over(minutes, days, rules)), list(_outside(days, rules))
    if scheme is StudentScheme.WEEKLY:
        yield from over
    elif scheme is StudentScheme.SUMMER:
        yield from outside
    elif over and outside:
        yield Problem("student_both", "student", {"year": str(year), "limit": str(rules.hours)})


def _over(minutes: Mapping[date, int], days: list[date], rules: Student) -> Iterator[Problem]:
    mondays = {_monday(day) for day in days}
    worked: Counter[date] = Counter()
    for day, amount in minutes.items():
        worked[_monday(day)] += max(0, amount)
    for monday in sorted(mondays):
        if worked[monday] > rules.hours * HOUR:
            figures = {
                "week": f"{monday.isocalendar().week}",
                "hours": _hours(worked[monday]),
                "limit": str(rules.hours),
            }
            yield Problem("student_week", "student", figures)


def _outside(days: list[date], rules: Student) -> Iterator[Problem]:
    outside = [day for day in days if not rules.first_month <= day.month <= rules.last_month]
    if outside:
        yield Problem("student_outside_summer", "student", {"day": outside[0].isoformat(), "count": str(len(outside))})


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _hours(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02}"
