"""The statutory minimum wage per hour against what was paid (Wml 7, 8 and 11), split on birthday and on law changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payroll.gross import UNCOUNTED_HOURS, Gross, earned
from payroll.law import Law, law_on
from payroll.money import cents
from payroll.period import PeriodKind
from payroll.terms import ZERO, AmountLine, Component, HoursLine, PayInput
from payroll.words import Problem, parameter

FRIDAY = 5
Days = Mapping[date, Decimal]
COUNTED = frozenset({
    Component.UURLOON, Component.VERLOF, Component.FEESTDAG, Component.LEEGLOOP,
    Component.OVERWERK, Component.TOESLAG, Component.BRUTO,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Minimum:
    """What the hours of a period must at least earn (euro), and the average per hour.

    `days` is 0 when the minimumloon is the same throughout the period. Otherwise it is weighed over so many days: by the
    hours of each or, when that is not known of all hours, as if they were spread evenly. `last_day` is the last of them.
    """

    hours: Decimal
    hourly: Decimal
    required: Decimal
    counted: Decimal
    counted_with_sickness: Decimal
    required_with_sickness: Decimal
    last_day: date
    days: int
    is_spread: bool


def age_on(birth_date: date, day: date) -> int:
    """Return somebody's age in whole years; it counts from the birthday itself.

    >>> age_on(date(2005, 10, 12), date(2026, 10, 11)), age_on(date(2005, 10, 12), date(2026, 10, 12))
    (20, 21)
    """
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def hourly_on(given: PayInput, day: date) -> Decimal:
    """Return the minimumloon of one day (euro per hour); raise MissingFigure or NoLaw for a day without one."""
    age = age_on(given.employee.birth_date, day)
    return law_on(day).minimumloon.hourly(age, is_bbl=given.contract.bbl)


def minimum(given: PayInput, wage: Gross, law: Law) -> Minimum:
    """Return what must be earned, by the day that the hours were on. Units: hours, euro per hour, euro.

    When that is not known of all hours, they count as spread evenly over the working days. Raise MissingFigure or NoLaw
    for a day without a minimumloon.
    """
    lines = _paid_hours(given)
    sick = [line for line in lines if line.component is Component.ZIEKTE]
    worked = [line for line in lines if line.component is not Component.ZIEKTE]
    sick_hours, sick_pay = sum((line.hours for line in sick), ZERO), sum(map(earned, sick), ZERO)
    all_hours = wage.hours or _average_hours(given, law)
    hours = all_hours - sick_hours
    evenly = _evenly(given, lines)
    required = _required(given, evenly or _by_day(worked), hours)
    with_sickness = required + _required(given, evenly or _by_day(sick), sick_hours)
    counted = sum(_counted(given), ZERO)
    return Minimum(
        hours=hours,
        hourly=with_sickness / all_hours if all_hours else _required(given, evenly, Decimal(1)),
        required=required,
        counted=counted,
        counted_with_sickness=counted + sick_pay,
        required_with_sickness=with_sickness,
        last_day=max(evenly or _by_day(worked or lines)),
        days=len(evenly or _by_day(lines)) if _changes(given) else 0,
        is_spread=bool(evenly),
    )


def _paid_hours(given: PayInput) -> list[HoursLine]:
    lines = (line for line in given.lines if isinstance(line, HoursLine) and line.component not in UNCOUNTED_HOURS)
    return [line for line in lines if line.hours]


def _changes(given: PayInput) -> bool:
    start, end, birth = given.period.start, given.period.end, given.employee.birth_date
    return law_on(start) is not law_on(end) or age_on(birth, start) != age_on(birth, end)


def _evenly(given: PayInput, lines: list[HoursLine]) -> Days:
    """Return the days over which hours count as spread evenly; none when it is known which days they were on."""
    start = given.period.start
    if not _changes(given):
        return {start: Decimal(1)}
    if lines and all(line.hours_by_day for line in lines):
        return {}
    days = [start + timedelta(days=n) for n in range(given.period.calendar_days)]
    return dict.fromkeys([day for day in days if day.isoweekday() <= FRIDAY] or days, Decimal(1))


def _by_day(lines: list[HoursLine]) -> Days:
    """Return the hours of each day."""
    made: dict[date, Decimal] = {}
    for day, hours in (one for line in lines for one in line.hours_by_day if one[1]):
        made[day] = made.get(day, ZERO) + hours
    return made


def _required(given: PayInput, days: Days, hours: Decimal) -> Decimal:
    """Return what so many hours must at least earn, when they are divided over these days (euro)."""
    if not hours:
        return ZERO
    at_least = sum((hourly_on(given, day) * part for day, part in days.items()), ZERO)
    return at_least * hours / sum(days.values())


def below_minimumloon(given: PayInput, needed: Minimum, et_uitruil: Decimal) -> Iterator[Problem]:
    """Yield the problems: wage, sick pay or wage after exchange below the minimumloon."""
    if not needed.required_with_sickness:
        return
    figures = _figures(needed)
    if needed.hours and needed.counted < needed.required:
        yield Problem("onder_minimumloon", figures | _of_the_worked_hours(given, needed), blocking=True)
    elif needed.counted_with_sickness < needed.required_with_sickness:
        # In the first 52 weeks sick pay is at least the minimumloon, after that it may be less (BW 7:629).
        yield Problem("ziekte_onder_minimumloon", figures, blocking=False)
    elif et_uitruil and needed.counted_with_sickness - et_uitruil < needed.required_with_sickness:
        yield Problem("et_onder_minimumloon", figures | {"et": str(et_uitruil)}, blocking=True)


def _figures(needed: Minimum) -> dict[str, str]:
    paid = needed.counted / needed.hours if needed.hours else ZERO
    return {
        "paid": str(cents(paid)),
        "minimum": str(cents(needed.hourly)),
        "hours": str(needed.hours),
        "short": str(cents(needed.required - needed.counted)),
        "spread_days" if needed.is_spread else "worked_days": str(needed.days),
    }


def _of_the_worked_hours(given: PayInput, needed: Minimum) -> dict[str, str]:
    return {
        "minimum": str(cents(needed.required / needed.hours)),
        "since": str(parameter(law_on(needed.last_day), "minimumloon.adult").since),
        "age": str(age_on(given.employee.birth_date, needed.last_day)),
    }


def _counted(given: PayInput) -> Iterator[Decimal]:
    for line in given.lines:
        if isinstance(line, HoursLine) and line.component in COUNTED:
            yield earned(line)
        elif isinstance(line, AmountLine) and line.component in COUNTED:
            yield line.amount


def _average_hours(given: PayInput, law: Law) -> Decimal:
    """Return the agreed hours of a fixed wage without hours: the average of the period (Wml 11)."""
    weekly = given.contract.hours_per_week
    if weekly is None or sum(_counted(given), ZERO) <= 0:
        return ZERO
    kind, times = given.period.table
    return weekly / FRIDAY * law.tabel.factor(PeriodKind.DAY) / law.tabel.factor(kind) * times
