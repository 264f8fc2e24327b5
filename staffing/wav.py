"""Figures of the Wet arbeid vreemdelingen in force on a day (wav.toml), and working days."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from holidays import country_holidays

SATURDAY = 6
VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Student:
    """What a student from outside the EEA may work beside a study: hours a week, or these months in full."""

    since: date
    source: str
    certainty: str
    hours: int
    first_month: int
    last_month: int
    warning_hours: int


@dataclass(frozen=True, slots=True)
class Protection:
    """Temporary protection (Ukraine): working days between notification and start, and its last day."""

    since: date
    source: str
    certainty: str
    working_days: int
    ends_on: date
    ends_certainty: str


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((files("staffing") / "wav.toml").read_text("utf-8"))


def student_on(day: date) -> Student | None:
    """The limits for students on a day; None before the first known ones.

    >>> student_on(date(2026, 11, 22)).hours
    16
    """
    found = _on("student", day)
    return Student(**found) if found else None


def protection_on(day: date) -> Protection | None:
    """The rules of temporary protection on a day, None before it began; after `ends_on` nobody has it any more.

    >>> protection_on(date(2026, 11, 22)).working_days, protection_on(date(2021, 1, 1))
    (2, None)
    """
    found = _on("protection", day)
    return Protection(**found) if found else None


def _on(name: str, day: date) -> dict[str, Any] | None:
    known = (entry for entry in _tables()[name] if entry["since"] <= day)
    return max(known, key=lambda entry: entry["since"], default=None)


def working_day_after(day: date, count: int) -> date:
    """The day that is so many working days later: no weekend, no public holiday (Algemene termijnenwet art. 3).

    >>> working_day_after(date(2026, 11, 20), 2)
    datetime.date(2026, 11, 24)
    """
    for _ in range(count):
        day += timedelta(days=1)
        while day.isoweekday() >= SATURDAY or _is_holiday(day):
            day += timedelta(days=1)
    return day


@cache
def _is_holiday(day: date) -> bool:
    return day in country_holidays("NL", years=day.year)
