"""From rows to the input of one payslip: the same JSON that `python -m payroll payslip` reads, so that each can be tried by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.db.organisation import EmployerTermsRow
from app.db.people import AnoniementariefRow, AnoniemGround, LoonheffingsverklaringRow
from app.db.placements import PlacementTermsRow
from app.services.paid_weeks import PaidBefore
from payroll.gross import UNCOUNTED_HOURS
from payroll.money import half_up
from payroll.period import weekdays
from payroll.premies import Herindienst, after_herindienst
from payroll.terms import Component, PensioenKind
from payroll.uurlonen import Uurlonen

HOUR: Final = Decimal(60)
TIJDVAK_WEEKS: Final = 4
WITH_PERCENTAGE: Final = frozenset({Component.OVERWERK, Component.TOESLAG, Component.ZIEKTE})
NOT_A_DAY_WORKED: Final = frozenset({Component.REISKOSTEN, Component.ONKOSTEN, Component.WACHTDAG})
REGELING: Final = ("werknemer", "werkgever", "franchise", "maximum")
ORDER: Final = {component: position for position, component in enumerate(Component)}


class WorkedLine(NamedTuple):
    """One line of an approved slip."""

    placement_id: UUID
    day: date
    component: str
    minutes: int
    percentage: Decimal | None
    km: Decimal
    amount: Decimal


@dataclass(slots=True)
class PlacementFacts:
    """A placement and its terms, oldest first."""

    id: UUID
    number: int
    started_on: date
    terms: Sequence[PlacementTermsRow]

    def terms_on(self, day: date) -> PlacementTermsRow | None:
        return next((row for row in reversed(self.terms) if row.since <= day), None)


@dataclass(slots=True)
class Worker:
    """What is known of one employment for one period."""

    employment_id: UUID
    personnel_number: int
    started_on: date
    ended_on: date | None
    birth_date: date
    has_bsn: bool
    nationality: str
    placements: dict[UUID, PlacementFacts] = field(default_factory=dict)
    lines: list[WorkedLine] = field(default_factory=list)
    week_ids: list[UUID] = field(default_factory=list)
    verklaringen: Sequence[LoonheffingsverklaringRow] = ()
    verklaring: LoonheffingsverklaringRow | None = None
    anoniem_decisions: Sequence[AnoniementariefRow] = ()
    anoniem_ground: AnoniemGround | None = None
    paid_before: PaidBefore | None = None
    to_date: Mapping[str, Any] = field(default_factory=dict)
    to_date_of_all: Mapping[str, Any] = field(default_factory=dict)

    def start_from(self, setting: Herindienst) -> None:
        """What goes on over employments with this employer comes from the last payslip of all, the rest from its own."""
        going_on = after_herindienst(setting)
        self.to_date = dict(self.to_date) | {
            name: value for name, value in self.to_date_of_all.items() if name in going_on
        }


class UnfinishedError(ValueError):
    """No payslip can be made for this worker; `code` says what is missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Week:
    """The loontijdvak of a run, and the day it is paid, which decides law and year."""

    monday: date
    paid_on: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def given_of(worker: Worker, employer: EmployerTermsRow, week: Week) -> dict[str, Any]:
    """The input of one payslip; raises UnfinishedError when nothing was agreed for a day that was worked."""
    start, end = max(week.monday, worker.started_on), min(week.sunday, worker.ended_on or week.sunday)
    if end < start or any(not start <= line.day <= end for line in worker.lines):
        raise UnfinishedError("outside_employment")
    return {
        "id": str(worker.employment_id),
        "employer": employer_of(employer),
        "employee": _employee(worker),
        "contract": _contract(worker, employer, start),
        "period": _period(worker, week, (start, end)),
        "lines": lines_of(worker),
        "to_date": dict(worker.to_date),
    }


def employer_of(terms: EmployerTermsRow) -> dict[str, Any]:
    names = ("whk_wga", "whk_zw", "wga_verhaal", "sfu")
    regeling = {name: getattr(terms, f"pensioen_{name}") for name in REGELING}
    known = {name: str(value) for name, value in regeling.items() if value is not None}
    return {
        "aof": terms.aof,
        **{name: str(getattr(terms, name)) for name in names},
        **({"pensioenregeling": known} if terms.pensioen_werkgever is not None else {}),
    }


def _employee(worker: Worker) -> dict[str, Any]:
    """Without a statement there is no loonheffingskorting; without a BSN, or by decision, the anoniementarief applies (Wet LB 26b)."""
    said = worker.verklaring
    return {
        "birth_date": worker.birth_date.isoformat(),
        "loonheffingskorting": bool(said and said.has_loonheffingskorting),
        "residence": said.residence if said else "nl",
        "scholier_student": bool(said and said.is_scholier_student),
        "alleenstaande_ouderenkorting": bool(said and said.has_alleenstaande_ouderenkorting),
        "anoniem": not worker.has_bsn or worker.anoniem_ground is not None,
    }


def _contract(worker: Worker, employer: EmployerTermsRow, start: date) -> dict[str, Any]:
    """The contract of the first day; of several placements the one with most hours, then the oldest, decides."""
    minutes = {each.id: 0 for each in worker.placements.values()}
    for line in worker.lines:
        minutes[line.placement_id] += line.minutes
    main = min(worker.placements.values(), key=lambda each: (-minutes[each.id], each.number))
    terms = main.terms_on(max(start, main.started_on))
    if terms is None:
        raise UnfinishedError("no_terms")
    if terms.pensioen == PensioenKind.REGELING and employer.pensioen_werkgever is None:
        raise UnfinishedError("no_pensioenregeling")
    claims = ("uitzendbeding", "schriftelijk", "onbepaalde_tijd", "oproep", "bbl", "paww")
    return {
        "kind": terms.kind,
        "fase": terms.fase,
        **{name: getattr(terms, name) for name in claims},
        "pensioen": terms.pensioen,
        "vakantiebijslag": terms.vakantiebijslag,
        "vakantiebijslag_percentage": str(terms.vakantiebijslag_percentage),
        "hours_per_week": str(terms.hours_per_week),
        "hours_in_tijdvak": _hours_in_tijdvak(worker),
    }


def _hours_in_tijdvak(worker: Worker) -> str:
    """The AWf of the young goes by the hours of four weeks (Besluit Wfsv 2.2); a week stands for a quarter of them."""
    paid = sum(line.minutes for line in worker.lines if line.component not in UNCOUNTED_HOURS)
    return plain(half_up(Decimal(paid) * TIJDVAK_WEEKS / HOUR, 4))


def _period(worker: Worker, week: Week, days: tuple[date, date]) -> dict[str, Any]:
    """Who joined or left within the week is taxed by the days worked, otherwise the whole week counts."""
    start, end = days
    worked = len({line.day for line in worker.lines if line.component not in NOT_A_DAY_WORKED})
    is_whole = (start, end) == (week.monday, week.sunday)
    return {
        "kind": "week",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "paid_on": week.paid_on.isoformat(),
        "days": weekdays(start, end) if is_whole else max(worked, 1),
    }


def lines_of(worker: Worker) -> list[dict[str, Any]]:
    """The wage lines: what is alike is added up, always in the same order; of hours it stays known on which days they were."""
    sums: dict[tuple[Any, ...], dict[date, Any]] = {}
    for line in worker.lines:
        placement = worker.placements[line.placement_id]
        terms = placement.terms_on(line.day)
        if terms is None:
            raise UnfinishedError("no_terms")
        for key, quantity in _parts(line, placement.number, terms):
            days = sums.setdefault(key, {})
            days[line.day] = days.get(line.day, 0) + quantity
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], ORDER[item[0][1]], *item[0][2:]))
    return [_line(key, days) for key, days in ordered if sum(days.values())]


def _parts(line: WorkedLine, number: int, terms: PlacementTermsRow) -> Iterable[tuple[tuple[Any, ...], Any]]:
    component = Component(line.component)
    percentage = line.percentage if component in WITH_PERCENTAGE else None
    if line.minutes:
        wages = Uurlonen(terms.hourly_wage, terms.gebruikelijk_loon)
        rate = Decimal(0) if component is Component.WACHTDAG else wages.rate(component)
        yield (number, component, percentage or Decimal(0), rate), line.minutes
    if line.km:
        yield (number, Component.REISKOSTEN, Decimal(0), terms.km_rate), line.km
    if line.amount:
        yield (number, Component.ONKOSTEN, Decimal(0), Decimal(0)), line.amount


def _line(key: tuple[Any, ...], days: Mapping[date, Any]) -> dict[str, Any]:
    _, component, percentage, rate = key
    made: dict[str, Any] = {"component": str(component)}
    quantity = sum(days.values())
    if component is Component.ONKOSTEN:
        return made | {"amount": str(quantity)}
    if component is Component.REISKOSTEN:
        return made | {"km": plain(quantity), "rate": str(rate)}
    made["hours"] = plain(half_up(quantity / HOUR, 4))
    if component is not Component.WACHTDAG:
        made["rate"] = str(rate)
    if component in WITH_PERCENTAGE:
        made["percentage"] = plain(percentage)
    if component not in UNCOUNTED_HOURS:
        made["hours_by_day"] = _hours_by_day(days)
    return made


def _hours_by_day(minutes: Mapping[date, int]) -> dict[str, str]:
    """Hours that add up to those of the line: what is rounded is the running total."""
    days = sorted(minutes)
    totals = [half_up(total / HOUR, 4) for total in accumulate(minutes[day] for day in days)]
    return {
        day.isoformat(): plain(now - before)
        for day, before, now in zip(days, [Decimal(0), *totals], totals, strict=False)
    }


def plain(number: Decimal) -> str:
    """Without superfluous zeros, never with an exponent."""
    return format(number.normalize(), "f")
