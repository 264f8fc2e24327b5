"""Limits of the Arbeidstijdenwet as warnings on a week of hours (ATW 5:3-5:7; figures in atw.toml)."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from dateutil.relativedelta import relativedelta

from staffing.problems import Problem

HOUR = 60


@dataclass(frozen=True, slots=True)
class Shift:
    """Work on the line of time; `path` is its place in the week, `breaks` minutes without work between begin and end."""

    path: str
    begins: datetime
    ends: datetime
    breaks: int

    @property
    def minutes(self) -> int:
        """Minutes worked."""
        return _minutes(self.begins, self.ends) - self.breaks


@dataclass(frozen=True, slots=True)
class Limits:
    """What one age may work: hours a shift and a week, hours of rest, averages over weeks, and breaks in minutes."""

    from_age: int
    shift: Decimal
    week: Decimal
    rest: Decimal
    shortest_rest: Decimal
    averages: tuple[tuple[int, Decimal], ...]
    breaks: tuple[tuple[Decimal, int], ...]


@cache
def _limits() -> tuple[Limits, ...]:
    text = (files("staffing") / "atw.toml").read_text("utf-8")
    law = tomllib.loads(text, parse_float=Decimal)
    return tuple(_of(law[age]) for age in ("adult", "youth"))


def _of(table: dict[str, Any]) -> Limits:
    hours = {name: Decimal(table[name]) for name in ("shift", "week", "rest", "shortest_rest")}
    return Limits(
        table["from_age"],
        **hours,
        averages=tuple((one["weeks"], Decimal(one["hours"])) for one in table["averages"]),
        breaks=tuple((Decimal(one["above"]), one["minutes"]) for one in table["breaks"]),
    )


def limits_for(birth_date: date, on: date) -> Limits | None:
    """The limits for someone's age on a day; None below the ages whose limits are known.

    >>> limits_for(date(2009, 5, 1), date(2026, 11, 16)).shift
    Decimal('9')
    """
    age = relativedelta(on, birth_date).years
    return next((limits for limits in _limits() if age >= limits.from_age), None)


def atw_problems(shifts: Sequence[Shift], weeks: Sequence[int], limits: Limits) -> Iterator[Problem]:
    """The limits a week goes over, as warnings; `weeks` are the minutes worked in this week and those before it, newest first.

    >>> [problem.code for problem in atw_problems([], [61 * 60], limits_for(date(1990, 1, 1), date(2026, 11, 16)))]
    ['atw_week']
    """
    spells = _spells(shifts, limits)
    for spell in spells:
        yield from _spell_problems(spell, limits)
    yield from _rest_problems(spells, limits)
    if weeks[0] > limits.week * HOUR:
        yield _warning("atw_week", "entries", hours=_hours(weeks[0]), limit=str(limits.week))
    for span, limit in limits.averages:
        if len(weeks) >= span and sum(weeks[:span]) > limit * HOUR * span:
            yield _warning(
                "atw_average", "entries", hours=_hours(sum(weeks[:span]) // span), limit=str(limit), weeks=str(span)
            )


def _spells(shifts: Sequence[Shift], limits: Limits) -> list[Shift]:
    """A dienst is all work between two rests (ATW 1:7): shifts with less than the shortest rest between them are one."""
    spells: list[Shift] = []
    for shift in sorted(shifts, key=lambda one: one.begins):
        gap = _minutes(spells[-1].ends, shift.begins) if spells else 0
        if spells and gap < limits.shortest_rest * HOUR:
            begun = spells.pop()
            spells.append(Shift(begun.path, begun.begins, shift.ends, begun.breaks + gap + shift.breaks))
        else:
            spells.append(shift)
    return spells


def _spell_problems(spell: Shift, limits: Limits) -> Iterator[Problem]:
    if spell.minutes > limits.shift * HOUR:
        yield _warning("atw_shift", spell.path, hours=_hours(spell.minutes), limit=str(limits.shift))
    above, needed = max(
        ((above, needed) for above, needed in limits.breaks if spell.minutes > above * HOUR), default=(Decimal(0), 0)
    )
    if spell.breaks < needed:
        figures = {"above": str(above), "limit": str(needed), "break": str(spell.breaks)}
        yield Problem("atw_break", f"{spell.path}.break_minutes", figures, blocking=False)


def _rest_problems(spells: Sequence[Shift], limits: Limits) -> Iterator[Problem]:
    rests = [(after.path, _minutes(before.ends, after.begins)) for before, after in pairwise(spells)]
    short = [(path, minutes) for path, minutes in rests if minutes < limits.rest * HOUR]
    for path, minutes in short[1:]:
        yield _warning(
            "atw_rest", path, hours=_hours(minutes), limit=str(limits.rest), shortest=str(limits.shortest_rest)
        )


def _warning(code: str, field: str, **figures: str) -> Problem:
    return Problem(code, field, figures, blocking=False)


def _minutes(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds()) // 60


def _hours(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02}"
