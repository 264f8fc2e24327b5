"""The loontijdvak: what kind of period, from when to when, paid on which day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FRIDAY = 5
WORKING_WEEK = 5
CALENDAR_WEEK = 7
FOUR = 4
QUARTER_MONTHS = 3
SIX_OR_SEVEN = (6, 7)
YEAR_MONTHS = 12


class PeriodKind(StrEnum):
    """The loontijdvakken that have a table (Handboek Loonheffingen 9.3)."""

    DAY = "day"
    WEEK = "week"
    FOUR_WEEKS = "4weeks"
    MONTH = "month"
    QUARTER = "quarter"


def weekdays(start: date, end: date) -> int:
    """Return the number of days from Monday to Friday from `start` to `end`, both included.

    >>> weekdays(date(2026, 10, 1), date(2026, 10, 31))
    22
    """
    weeks, rest = divmod((end - start).days + 1, CALENDAR_WEEK)
    first = start.isoweekday()
    extra = sum((first + offset - 1) % CALENDAR_WEEK < FRIDAY for offset in range(rest))
    return weeks * WORKING_WEEK + extra


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month when it has no such day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, YEAR_MONTHS)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // YEAR_MONTHS, first.month % YEAR_MONTHS + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def last_day(kind: PeriodKind, start: date) -> date:
    """Return the last day of a whole period of this kind that starts on `start`.

    >>> last_day(PeriodKind.FOUR_WEEKS, date(2026, 9, 7))
    datetime.date(2026, 10, 4)
    """
    match kind:
        case PeriodKind.DAY:
            return start
        case PeriodKind.WEEK:
            return start + timedelta(days=CALENDAR_WEEK - 1)
        case PeriodKind.FOUR_WEEKS:
            return start + timedelta(days=FOUR * CALENDAR_WEEK - 1)
        case PeriodKind.MONTH:
            return add_months(start, 1) - timedelta(days=1)
        case _:
            return add_months(start, QUARTER_MONTHS) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One loontijdvak; `days` are the days worked in it, `paid_on` decides law and year."""

    kind: PeriodKind
    start: date
    end: date
    paid_on: date
    days: int

    @property
    def is_partial(self) -> bool:
        """Return whether somebody joined or left within the period, so that day tables apply.

        >>> Period(PeriodKind.MONTH, date(2026, 10, 12), date(2026, 10, 31), date(2026, 10, 31), 15).is_partial
        True
        """
        return self.kind is not PeriodKind.DAY and self.end < last_day(self.kind, self.start)

    @property
    def table(self) -> tuple[PeriodKind, int]:
        """Return the table to use and for how many periods: day tables within a period, the week table for a week of 6 or 7 days.

        >>> Period(PeriodKind.WEEK, date(2026, 10, 5), date(2026, 10, 10), date(2026, 10, 10), 6).table
        (<PeriodKind.WEEK: 'week'>, 1)

        Source: Handboek Loonheffingen 9.3.5; less than a day counts as a whole one.
        """
        is_long_week = self.kind is PeriodKind.WEEK and self.days in SIX_OR_SEVEN
        if not is_long_week and (self.is_partial or self.kind is PeriodKind.DAY):
            return PeriodKind.DAY, max(1, self.days)
        return self.kind, 1

    @property
    def calendar_days(self) -> int:
        """Return the number of calendar days from start to end, both included.

        >>> Period(PeriodKind.WEEK, date(2026, 10, 5), date(2026, 10, 11), date(2026, 10, 11), 5).calendar_days
        7
        """
        return (self.end - self.start).days + 1
