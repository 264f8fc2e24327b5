"""Who works for the demo agency, where and for what pay: chance decides, and the same seed decides the same."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

from payroll.law import law_on
from payroll.minimumloon import age_on

FULL_TIME: Final = (40, 40, 40, 38, 36, 32, 32, 24, 24, 20, 16)
STUDENT: Final = (8, 12, 16)
_AGES: Final = ((16, 3), (18, 6), (20, 9), (23, 20), (28, 20), (35, 18), (45, 12), (55, 8), (63, 3), (68, 1))


@cache
def world() -> dict[str, Any]:
    """What agency.toml says."""
    return tomllib.loads((files("app.demo") / "agency.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Worker:
    """A person with one placement. `trouble` names what was planted: new workers only, so that paid weeks are sound."""

    employer: int
    branch: int
    hirer: int
    origin: dict[str, Any]
    first_name: str
    name_prefix: str
    last_name: str
    birth_place: str
    birth_date: date
    started_on: date
    ended_on: date | None
    function: str
    hourly_wage: Decimal
    works_evenings: bool
    hours_per_week: int
    fase: str
    km: int
    has_loonheffingskorting: bool
    is_student: bool
    trouble: str

    @property
    def kind(self) -> str:
        return "uitzend" if self.employer == 0 else "detachering"


def worker(chance: Random, last_monday: date) -> Worker:
    """Somebody who worked for us in the last weeks up to the one of `last_monday`, or starts then."""
    origin = chance.choices(world()["origins"], [each["weight"] for each in world()["origins"]])[0]
    prefix, last_name = _split(chance.choice(origin["last_names"]))
    started_on = last_monday - timedelta(days=7 * _weeks_ago(chance))
    born = _birth_date(chance, started_on)
    is_student = age_on(born, started_on) < 22 and chance.random() < 0.7
    is_new = started_on > last_monday - timedelta(days=21)
    trouble = chance.choice(("", "", "no_bsn", "no_account", "no_statement", "underpaid")) if is_new else ""
    hirer = chance.randrange(len(world()["hirers"]))
    function, least, works_evenings = chance.choice(world()["hirers"][hirer]["functions"])
    is_leaving = chance.random() < 0.06
    return Worker(
        employer=int(chance.random() < 0.3),
        branch=chance.randrange(2),
        hirer=hirer,
        origin=origin,
        first_name=chance.choice(origin["first_names"]),
        name_prefix=prefix,
        last_name=last_name,
        birth_place=chance.choice(origin["birth_places"]),
        birth_date=born,
        started_on=started_on,
        ended_on=last_monday + timedelta(days=chance.randrange(4, 25)) if is_leaving else None,
        function=function,
        hourly_wage=_wage(chance, Decimal(least), born, last_monday, is_underpaid=trouble == "underpaid"),
        works_evenings=works_evenings,
        hours_per_week=chance.choice(STUDENT if is_student else FULL_TIME),
        fase=_fase(started_on, last_monday),
        km=chance.choice((0, 0, 8, 14, 22, 36)),
        has_loonheffingskorting=chance.random() < 0.86,
        is_student=is_student,
        trouble=trouble,
    )


def _split(name: str) -> tuple[str, str]:
    """`van den Berg` -> (`van den`, `Berg`); only Dutch prefixes are written small."""
    words = name.split()
    small = [word for word in words if word.islower()]
    return " ".join(small), " ".join(words[len(small) :])


def _weeks_ago(chance: Random) -> int:
    """Most came lately, some years ago; one in twelve is new."""
    if chance.random() < 0.08:
        return chance.randrange(3)
    return int(3 + chance.expovariate(1 / 40)) if chance.random() < 0.8 else chance.randrange(52, 300)


def _birth_date(chance: Random, started_on: date) -> date:
    youngest = chance.choices([age for age, _ in _AGES], [weight for _, weight in _AGES])[0]
    return started_on - timedelta(days=round((youngest + chance.random() * 6) * 365.25) + 1)


def _fase(started_on: date, on: date) -> str:
    """By weeks in service: 52 in fase A, then three years in fase B."""
    weeks = (on - started_on).days // 7
    return "A" if weeks < 52 else "B" if weeks < 208 else "C"


def _wage(chance: Random, least: Decimal, born: date, on: date, *, is_underpaid: bool) -> Decimal:
    """What the function pays at this age, never less than the minimum of the coming birthday; or less, on purpose."""
    figures = law_on(on).minimumloon
    minimum, full = figures.hourly(age_on(born, on) + 1), figures.hourly(30)
    if is_underpaid:
        return minimum - Decimal("1.10")
    wage = max(minimum, least * minimum / full) * (1 + Decimal(chance.randrange(12)) / 100)
    return max(wage, minimum).quantize(Decimal("0.01")) + Decimal("0.05")
