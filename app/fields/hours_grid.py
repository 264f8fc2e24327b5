"""The grid of an hours slip: what was typed per cell, what it means, and the sentence at each cell that is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from flask_babel import gettext

from app.fields.numbers import decimal_of, shown
from app.language import chosen_language, hours
from app.services.hours import Entry
from payroll.terms import Component
from payroll.words import label
from staffing.hours import DayEntry, HoursTextError, WeekEntry, minutes_worked, parse_clock, parse_hours, problems
from staffing.problems import Problem, message

KINDS: Final = ("uurloon", "overwerk", "toeslag", "verlof", "feestdag", "leegloop", "ziekte", "wachtdag")
COLUMNS: Final = ("day", "component", "start", "end", "break", "hours", "percentage", "km", "amount")
MOST_LINES: Final = 100
_NAME: Final = re.compile(r"line-(\d{1,3})-([a-z]+)")
_CELL_OF: Final = {"minutes": "hours", "break_minutes": "break", "kind": "component"}
_PATH: Final = re.compile(r"entries\[(\d+)\](?:\.(\w+))?")


@dataclass(slots=True)
class Line:
    """One row of the grid: the text of each cell, and what is wrong with it."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.get(name, "").strip() for name in COLUMNS[2:])


@dataclass(slots=True)
class Grid:
    """The rows, what they mean when nothing is wrong, and sentences that belong to no cell."""

    lines: list[Line]
    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(line.errors for line in self.lines)

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries if entry.component != Component.TOESLAG)


def shown_grid(entries: Sequence[Entry], monday: date, *, blanks: bool) -> Grid:
    """The grid of stored lines; an open slip gets an empty row for every day that has none."""
    lines = [Line(_typed(entry)) for entry in entries]
    if blanks:
        used = {entry.day for entry in entries}
        days = [monday + timedelta(days=offset) for offset in range(7)]
        lines += [blank(day) for day in days if day not in used]
        lines.sort(key=lambda line: line.typed["day"])
    return Grid(lines, tuple(entries))


def blank(day: date) -> Line:
    return Line({"day": day.isoformat(), "component": KINDS[0]})


def typed_grid(form: Mapping[str, str]) -> Grid:
    """The grid as it was sent, in the order of its rows."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        found = _NAME.fullmatch(name)
        if found and found[2] in COLUMNS:
            rows.setdefault(int(found[1]), {})[found[2]] = value[:40]
    return Grid([Line(rows[number]) for number in sorted(rows)][:MOST_LINES])


def read_grid(grid: Grid, week: tuple[date, date, date | None], birth_date: date, earlier: Sequence[int]) -> None:
    """Fill in entries and errors; `week` is the Monday and the first and last day of the placement."""
    filled = [line for line in grid.lines if not line.is_empty]
    read = [entry for line in filled if (entry := _entry(line)) is not None]
    if grid.has_errors:
        return
    grid.entries = tuple(read)
    monday, since, until = week
    timed = [(line, entry) for line, entry in zip(filled, read, strict=True) if entry.minutes or entry.start]
    found = problems(
        WeekEntry(
            monday=monday,
            placed_since=since,
            placed_until=until,
            birth_date=birth_date,
            entries=tuple(_day_entry(entry) for _, entry in timed),
            earlier=tuple(earlier),
        )
    )
    grid.warnings = tuple(message(one, chosen_language()) for one in found if not one.blocking)
    for problem in found:
        if problem.blocking:
            _place(problem, [line for line, _ in timed])
    for line, entry in zip(filled, read, strict=True):
        if not since <= entry.day <= (until or date.max) or not monday <= entry.day < monday + timedelta(days=7):
            line.errors.setdefault("day", gettext("Deze dag valt buiten de plaatsing. Kies een dag die erin valt."))


def kind_choices() -> list[tuple[str, str]]:
    return [(kind, label(kind, chosen_language())) for kind in KINDS]


def _place(problem: Problem, lines: Sequence[Line]) -> None:
    sentence = message(problem, chosen_language())
    if found := _PATH.match(problem.field):
        cell = _CELL_OF.get(found[2] or "hours", found[2] or "hours")
        lines[int(found[1])].errors.setdefault(cell, sentence)
        return
    day = problem.field.removeprefix("days[").removesuffix("]")
    line = next((line for line in lines if line.typed["day"] == day), lines[0])
    line.errors.setdefault("hours", sentence)


def _day_entry(entry: Entry) -> DayEntry:
    return DayEntry(
        day=entry.day,
        kind=Component(entry.component),
        minutes=entry.minutes,
        start=entry.start,
        end=entry.end,
        break_minutes=entry.break_minutes,
        percentage=entry.percentage,
    )


def _entry(line: Line) -> Entry | None:
    """The meaning of a row; None when a cell is wrong, which is then noted at the cell."""
    values = {name: _cell(line, name) for name in COLUMNS}
    if line.errors:
        return None
    start, end, pause = values["start"], values["end"], values["break"] or 0
    minutes = values["hours"]
    if minutes is None and start and end:
        minutes = max(minutes_worked(start, end, pause), 0)
    return Entry(
        day=cast("date", values["day"]),
        component=cast("str", values["component"]),
        start=start,
        end=end,
        break_minutes=pause,
        minutes=minutes or 0,
        percentage=values["percentage"],
        km=values["km"] or Decimal(0),
        amount=values["amount"] or Decimal(0),
    )


def _cell(line: Line, name: str) -> Any:
    text = line.typed.get(name, "").strip()
    if not text:
        return None
    try:
        return _READERS[name](text)
    except HoursTextError as wrong:
        line.errors[name] = wrong.message(chosen_language())
    except ValueError as wrong:
        line.errors[name] = str(wrong)
    return None


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError(gettext("Deze soort uren bestaat niet. Kies er een uit de lijst."))
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(gettext("Kies een dag van deze week.")) from None


def _pause(text: str) -> int:
    """Minutes as a whole number, or as 0:30."""
    return int(text) if text.isascii() and text.isdigit() and int(text) <= 720 else parse_hours(text)


def _positive(text: str, *, most: int, groups: bool) -> Decimal:
    value = decimal_of(text, groups=groups)
    if value < 0:
        raise ValueError(gettext("Dit kan niet negatief zijn. Haal het minteken weg."))
    if value > most:
        raise ValueError(gettext("Dit is meer dan %(most)s. Kijk het na.", most=most))
    if value != round(value, 2):
        raise ValueError(gettext("Er mogen %(places)s cijfers achter de komma staan.", places=2))
    return value


_READERS: Final[dict[str, Any]] = {
    "day": _day,
    "component": _kind,
    "start": parse_clock,
    "end": parse_clock,
    "break": _pause,
    "hours": parse_hours,
    "percentage": lambda text: _positive(text.rstrip("% "), most=1000, groups=False),
    "km": lambda text: _positive(text, most=5000, groups=True),
    "amount": lambda text: _positive(text.removeprefix("€").strip(), most=10_000, groups=True),
}


def _typed(entry: Entry) -> dict[str, str]:
    return {
        "day": entry.day.isoformat(),
        "component": entry.component,
        "start": f"{entry.start:%H:%M}" if entry.start else "",
        "end": f"{entry.end:%H:%M}" if entry.end else "",
        "break": str(entry.break_minutes) if entry.break_minutes else "",
        "hours": hours(entry.minutes) if entry.minutes else "",
        "percentage": shown(entry.percentage) if entry.percentage is not None else "",
        "km": shown(entry.km) if entry.km else "",
        "amount": shown(entry.amount) if entry.amount else "",
    }


def refuse(grid: Grid, day: date | None, sentence: str) -> None:
    """The law forbids the work of this day, or without a day what the whole week comes to: said at its lines."""
    worked = [line for line in grid.lines if line.typed.get("hours") or line.typed.get("start")]
    about = [line for line in worked if line.typed.get("day") == day.isoformat()] if day else worked[-1:]
    for line in about or grid.lines[:1]:
        line.errors["hours"] = sentence


def all_errors(grid: Grid) -> Iterator[tuple[int, str, str]]:
    """(row, cell, sentence) of everything wrong, for the summary on top."""
    for number, line in enumerate(grid.lines):
        for name, sentence in line.errors.items():
            yield number, name, sentence
