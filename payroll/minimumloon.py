"""The statutory minimum wage per hour against what was paid (Wml 7, 8 and 11), split on birthday and on law changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payroll.gross import Gross, earned
from payroll.law import Law, law_on
from payroll.money import cents
from payroll.period import PeriodKind
from payroll.terms import ZERO, AmountLine, Component, HoursLine, PayInput
from payroll.words import Parameter, Problem, parameter

FRIDAY = 5
COUNTED = frozenset({
    Component.UURLOON, Component.VERLOF, Component.FEESTDAG, Component.LEEGLOOP,
    Component.OVERWERK, Component.TOESLAG, Component.BRUTO,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of a period with one minimum wage (euro per hour), and the figure of the law it comes from."""

    days: int
    hourly: Decimal
    used: Parameter


@dataclass(frozen=True, slots=True)
class Minimum:
    """What the hours of a period must at least earn (euro), and the average per hour."""

    hours: Decimal
    hourly: Decimal
    required: Decimal
    counted: Decimal
    counted_with_sickness: Decimal
    required_with_sickness: Decimal


def age_on(birth_date: date, day: date) -> int:
    """Return somebody's age in whole years; it counts from the birthday itself.

    >>> age_on(date(2005, 10, 12), date(2026, 10, 11)), age_on(date(2005, 10, 12), date(2026, 10, 12))
    (20, 21)
    """
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def segments(given: PayInput) -> tuple[Segment, ...]:
    """Return the minimum wages within the period; raise MissingFigure or NoLaw for a day without one."""
    start, end = given.period.start, given.period.end
    birth = given.employee.birth_date
    if law_on(start) is law_on(end) and age_on(birth, start) == age_on(birth, end):
        return (_segment(given, start, 1),)
    days = [start + timedelta(days=n) for n in range(given.period.calendar_days)]
    working = [day for day in days if day.isoweekday() <= FRIDAY] or days
    found = [_segment(given, day, 1) for day in working]
    return tuple(Segment(n, one.hourly, one.used) for one, n in Counter(found).items())


def minimum(given: PayInput, wage: Gross, law: Law) -> Minimum:
    """Return what must be earned; hours spread evenly over the working days. Units: hours, euro per hour, euro."""
    parts = segments(given)
    hourly = sum((part.hourly * part.days for part in parts), ZERO) / sum(part.days for part in parts)
    sick_hours, sick_pay = _sickness(given)
    all_hours = wage.hours or _average_hours(given, law)
    counted = sum(_counted(given), ZERO)
    hours = all_hours - sick_hours
    return Minimum(hours, hourly, hourly * hours, counted, counted + sick_pay, hourly * all_hours)


def below_minimumloon(given: PayInput, needed: Minimum, et_uitruil: Decimal) -> Iterator[Problem]:
    """Yield the problems: wage, sick pay or wage after exchange below the minimumloon."""
    if not needed.required_with_sickness:
        return
    figures = _figures(needed)
    if needed.hours and needed.counted < needed.required:
        yield Problem("onder_minimumloon", figures | _since(given), blocking=True)
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
    }


def _since(given: PayInput) -> dict[str, str]:
    used = segments(given)[-1].used
    return {"since": str(used.since), "age": str(age_on(given.employee.birth_date, given.period.end))}


def _segment(given: PayInput, day: date, days: int) -> Segment:
    law = law_on(day)
    age = age_on(given.employee.birth_date, day)
    return Segment(days, law.minimumloon.hourly(age, is_bbl=given.contract.bbl), parameter(law, "minimumloon.adult"))


def _counted(given: PayInput) -> Iterator[Decimal]:
    for line in given.lines:
        if isinstance(line, HoursLine) and line.component in COUNTED:
            yield earned(line)
        elif isinstance(line, AmountLine) and line.component in COUNTED:
            yield line.amount


def _sickness(given: PayInput) -> tuple[Decimal, Decimal]:
    sick = [line for line in given.of(Component.ZIEKTE) if isinstance(line, HoursLine)]
    return sum((line.hours for line in sick), ZERO), sum((earned(line) for line in sick), ZERO)


def _average_hours(given: PayInput, law: Law) -> Decimal:
    """Return the agreed hours of a fixed wage without hours: the average of the period (Wml 11)."""
    weekly = given.contract.hours_per_week
    if weekly is None or sum(_counted(given), ZERO) <= 0:
        return ZERO
    kind, times = given.period.table
    return weekly / FRIDAY * law.tabel.factor(PeriodKind.DAY) / law.tabel.factor(kind) * times
