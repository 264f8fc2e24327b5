"""Hours as people enter them: reading `7:30` and `7,5`, minutes between two times, and what is wrong with a week."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from payroll.terms import Component
from staffing.atw import Shift, atw_problems, limits_for
from staffing.problems import Problem, message

HOUR, DAY = 60, 24 * 60
WORKED = frozenset({Component.UURLOON, Component.OVERWERK})
COUNTED = WORKED | {Component.VERLOF, Component.FEESTDAG, Component.ZIEKTE, Component.WACHTDAG, Component.LEEGLOOP}
KINDS = COUNTED | {Component.TOESLAG}
ALLOWANCES = (Component.REISKOSTEN, Component.THUISWERK, Component.ONKOSTEN)
# What a percentage is above and what it is at most, per kind that has one; 150 = time and a half.
PERCENTAGES = {
    Component.OVERWERK: (Decimal(100), None, "> 100"),
    Component.TOESLAG: (Decimal(0), None, "> 0"),
    Component.ZIEKTE: (Decimal(0), Decimal(100), "> 0, ≤ 100"),
}
WITH_COLON = re.compile(r"(\d{1,3})[:uh](\d{1,2})?\Z")
WITH_DECIMALS = re.compile(r"(\d{0,3})[.,](\d{1,4})\Z")
DIGITS = re.compile(r"\d{1,4}\Z")


class HoursTextError(ValueError):
    """What was typed is no number of hours or no time; `message(lang)` says how to type it, without repeating it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def message(self, lang: str = "nl") -> str:
        """The sentence for beside the field."""
        return message(Problem(self.key, ""), lang)


def parse_hours(text: str) -> int:
    """Minutes from hours as people type them: `7:30`, `7,5`, `7.5`, `7u30`, `7`, and `730` or `0730` as on a clock.

    Half a minute is rounded up. Raises `HoursTextError`: unreadable, negative, 60 minutes or more, above 24 hours.

    >>> parse_hours("7:30"), parse_hours("7,5"), parse_hours("730"), parse_hours("8")
    (450, 450, 450, 480)
    """
    plain = "".join(text.split()).lower()
    if plain.startswith(("-", "−")):
        raise HoursTextError("negative")
    if fraction := WITH_DECIMALS.match(plain):
        return _within_a_day(_rounded(Decimal(f"{fraction[1] or 0}.{fraction[2]}") * HOUR))
    return _within_a_day(_clock_minutes(plain, "hours_unreadable"))


def _rounded(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), ROUND_HALF_UP))


def _within_a_day(minutes: int) -> int:
    if minutes > DAY:
        raise HoursTextError("above_day_typed")
    return minutes


def _clock_minutes(plain: str, unreadable: str) -> int:
    if parts := WITH_COLON.match(plain):
        hours, minutes = int(parts[1]), int(parts[2] or 0)
    elif DIGITS.match(plain):
        hours, minutes = (int(plain), 0) if len(plain) <= 2 else (int(plain[:-2]), int(plain[-2:]))
    else:
        raise HoursTextError(unreadable)
    if minutes >= HOUR:
        raise HoursTextError("hours_minutes")
    return hours * HOUR + minutes


def parse_clock(text: str) -> time:
    """The time of day from `8:00`, `0800`, `8` or `8u30`; `24:00` is midnight. Raises `HoursTextError`.

    >>> parse_clock("8u30"), parse_clock("2200"), parse_clock("24:00")
    (datetime.time(8, 30), datetime.time(22, 0), datetime.time(0, 0))
    """
    minutes = _clock_minutes("".join(text.split()).lower(), "clock_unreadable")
    if minutes > DAY:
        raise HoursTextError("clock_unreadable")
    return time(minutes % DAY // HOUR, minutes % HOUR)


def format_hours(minutes: int) -> str:
    """Minutes as hours on a screen.

    >>> format_hours(450), format_hours(-90)
    ('7:30', '−1:30')
    """
    hours, rest = divmod(abs(minutes), HOUR)
    return f"{'−' if minutes < 0 else ''}{hours}:{rest:02}"


def minutes_worked(start: time, end: time, break_minutes: int = 0) -> int:
    """Minutes from start to end less the break; an end at or before the start is on the next day, equal times are 24 h.

    >>> minutes_worked(time(22), time(6), 30)
    450
    """
    span = (end.hour - start.hour) * HOUR + end.minute - start.minute
    return (span if span > 0 else span + DAY) - break_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEntry:
    """Time of one kind on one day; `percentage` belongs to overwerk (150), toeslag (50) and ziekte (what is paid)."""

    day: date
    kind: Component
    minutes: int
    start: time | None = None
    end: time | None = None
    break_minutes: int = 0
    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """Kilometres (reiskosten), days (thuiswerk) or euro (onkosten)."""

    kind: Component
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekEntry:
    """A placement's week, from Monday, as entered; `earlier` are the minutes worked in the weeks before, newest first."""

    monday: date
    placed_since: date
    placed_until: date | None
    birth_date: date
    entries: tuple[DayEntry, ...]
    allowances: tuple[Allowance, ...] = ()
    earlier: tuple[int, ...] = ()


def counted_minutes(entries: Sequence[DayEntry], kinds: frozenset[Component] = COUNTED) -> int:
    """Minutes of the given kinds; a toeslag never counts hours again.

    >>> counted_minutes([DayEntry(day=date(2026, 11, 16), kind=Component.UURLOON, minutes=480)])
    480
    """
    return sum(entry.minutes for entry in entries if entry.kind in kinds)


def problems(week: WeekEntry) -> tuple[Problem, ...]:
    """All that is wrong with a week, what blocks submitting first; warnings are the limits of the Arbeidstijdenwet.

    Hours in the future are allowed: a week may be entered in advance.
    """
    found = [*_entry_problems(week), *_double(week), *_day_problems(week), *_allowance_problems(week)]
    shifts = [Shift(path, *_span(entry), entry.break_minutes) for path, entry in _paths(week) if _is_shift(entry)]
    found += _overlaps(shifts)
    return tuple(found) if found else tuple(_atw(week, shifts))


def _atw(week: WeekEntry, shifts: Sequence[Shift]) -> Iterator[Problem]:
    limits = limits_for(week.birth_date, week.monday)
    if limits is None:
        yield Problem("atw_no_limits", "entries", blocking=False)
    else:
        yield from atw_problems(shifts, (counted_minutes(week.entries, WORKED), *week.earlier), limits)
    yield from _toeslag_above_work(week)


def _paths(week: WeekEntry) -> Iterator[tuple[str, DayEntry]]:
    return ((f"entries[{number}]", entry) for number, entry in enumerate(week.entries))


def _is_shift(entry: DayEntry) -> bool:
    return entry.kind in WORKED and entry.start is not None and entry.end is not None


def _span(entry: DayEntry) -> tuple[datetime, datetime]:
    """Begin and end of an entry with times."""
    start, end = entry.start or time(), entry.end or time()
    begins = datetime.combine(entry.day, start)
    return begins, begins + timedelta(minutes=minutes_worked(start, end))


def _entry_problems(week: WeekEntry) -> Iterator[Problem]:
    for path, entry in _paths(week):
        yield from _place_problems(week, path, entry)
        yield from _time_problems(path, entry)
        yield from _percentage_problems(path, entry)


def _place_problems(week: WeekEntry, path: str, entry: DayEntry) -> Iterator[Problem]:
    if not week.monday <= entry.day < week.monday + timedelta(days=7):
        yield Problem("outside_week", f"{path}.day")
    elif entry.day < week.placed_since or (week.placed_until and entry.day > week.placed_until):
        until = week.placed_until.isoformat() if week.placed_until else "…"
        yield Problem("outside_placement", f"{path}.day", {"since": week.placed_since.isoformat(), "until": until})


def _time_problems(path: str, entry: DayEntry) -> Iterator[Problem]:
    if entry.kind not in KINDS:
        yield Problem("kind", f"{path}.kind", {"kind": entry.kind})
    if entry.minutes < 0:
        yield Problem("negative", f"{path}.minutes")
    if entry.break_minutes < 0:
        yield Problem("negative_break", f"{path}.break_minutes")
    if (entry.start is None) != (entry.end is None):
        yield Problem("half_times", f"{path}.{'start' if entry.start is None else 'end'}")
    elif entry.start is not None and entry.end is not None:
        worked = minutes_worked(entry.start, entry.end, entry.break_minutes)
        if worked <= 0:
            yield Problem("break_too_long", f"{path}.break_minutes", {"break": str(entry.break_minutes)})
        elif worked != entry.minutes:
            figures = {"worked": format_hours(worked), "hours": format_hours(entry.minutes)}
            yield Problem("minutes_differ", f"{path}.minutes", figures)


def _percentage_problems(path: str, entry: DayEntry) -> Iterator[Problem]:
    if entry.kind not in PERCENTAGES:
        return
    above, most, wanted = PERCENTAGES[entry.kind]
    if entry.percentage is None:
        yield Problem("percentage_missing", f"{path}.percentage", {"kind": entry.kind})
    elif entry.percentage <= above or (most is not None and entry.percentage > most):
        figures = {"kind": entry.kind, "wanted": wanted, "percentage": str(entry.percentage)}
        yield Problem("percentage_out_of_range", f"{path}.percentage", figures)


def _double(week: WeekEntry) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for path, entry in _paths(week):
        key = (entry.day, entry.kind, entry.percentage, entry.start)
        if key in seen:
            yield Problem("double", path)
        seen.add(key)


def _day_problems(week: WeekEntry) -> Iterator[Problem]:
    for day, entries in _by_day(week).items():
        counted = counted_minutes(entries)
        if counted > DAY:
            yield Problem("above_day", f"days[{day.isoformat()}]", {"hours": format_hours(counted)})


def _toeslag_above_work(week: WeekEntry) -> Iterator[Problem]:
    """Hours with one toeslag can't be more than the hours of the day they lie on top of."""
    for day, entries in _by_day(week).items():
        toeslagen = [entry.minutes for entry in entries if entry.kind is Component.TOESLAG]
        worked = counted_minutes(entries, WORKED)
        if toeslagen and max(toeslagen) > worked:
            figures = {"hours": format_hours(max(toeslagen)), "worked": format_hours(worked)}
            yield Problem("toeslag_above_work", f"days[{day.isoformat()}]", figures, blocking=False)


def _by_day(week: WeekEntry) -> dict[date, list[DayEntry]]:
    days: dict[date, list[DayEntry]] = {}
    for entry in week.entries:
        days.setdefault(entry.day, []).append(entry)
    return days


def _overlaps(shifts: Sequence[Shift]) -> Iterator[Problem]:
    latest: Shift | None = None
    for shift in sorted(shifts, key=lambda one: one.begins):
        if latest and shift.begins < latest.ends:
            yield Problem("overlap", shift.path)
        latest = shift if latest is None or shift.ends > latest.ends else latest


def _allowance_problems(week: WeekEntry) -> Iterator[Problem]:
    for number, allowance in enumerate(week.allowances):
        path = f"allowances[{number}].quantity"
        if allowance.kind not in ALLOWANCES:
            yield Problem("kind", f"allowances[{number}].kind", {"kind": allowance.kind})
        if allowance.quantity <= 0:
            yield Problem("allowance_not_positive", path)
        elif allowance.kind is Component.THUISWERK and allowance.quantity > 7:
            yield Problem("too_many_days", path, {"days": str(allowance.quantity)})
