"""What it costs a worker, and yields nobody, when the BSN is not there: an example week beside the ordinary tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.db.people import EMPLOYEES, EmploymentRow
from app.db.work import Work
from app.services import agreements, loonheffingsverklaringen
from documents.dossier import Line
from payroll.herleiding import TaxProfile, age_class
from payroll.law import LawError, law_on
from payroll.loonheffing import anoniementarief, loonheffing
from payroll.minimumloon import age_on
from payroll.money import cents
from payroll.period import PeriodKind

HOURS: Final = Decimal(40)


@dataclass(frozen=True, slots=True)
class ExampleWeek:
    """Amounts in euro of a week of so many hours at an hourly wage."""

    hours: Decimal
    hourly_wage: Decimal
    wage: Decimal
    ordinary: Decimal
    anoniem: Decimal
    has_loonheffingskorting: bool

    @property
    def extra(self) -> Decimal:
        return self.anoniem - self.ordinary


def of_lines(
    w: Work, lines: Iterable[Line], employment: EmploymentRow | None, hourly_wage: Decimal | None = None
) -> ExampleWeek | None:
    """What it costs when a line of the controlelijst says that it costs the anoniementarief."""
    if employment is None or not any(line.costs_anoniementarief for line in lines):
        return None
    return example_of(w, employment, max(w.today, employment.started_on), hourly_wage)


def example_of(w: Work, employment: EmploymentRow, on: date, hourly_wage: Decimal | None = None) -> ExampleWeek | None:
    """Of somebody in service, by their own loonheffingsverklaring; without one no credit may be applied (Wet LB art. 23)."""
    if employment.kind not in EMPLOYEES:
        return None
    said = agreements.on_day(loonheffingsverklaringen.histories(w, [employment.id]).get(employment.id, ()), on, w.at)
    has_credit = said is not None and said.has_loonheffingskorting
    return example_week(employment.person.born, on, hourly_wage, has_loonheffingskorting=has_credit)


def example_week(
    birth_date: date, on: date, hourly_wage: Decimal | None = None, *, has_loonheffingskorting: bool = True
) -> ExampleWeek | None:
    """At this wage or else the minimumloon; None when the law of that day is not known."""
    try:
        law = law_on(on)
        hourly = hourly_wage or law.minimumloon.hourly(age_on(birth_date, on))
        profile = TaxProfile(age_class(birth_date, on, law), has_loonheffingskorting=has_loonheffingskorting)
        wage = cents(hourly * HOURS)
        ordinary = loonheffing(wage, PeriodKind.WEEK, profile, law).amount
    except LawError:
        return None
    return ExampleWeek(HOURS, hourly, wage, ordinary, anoniementarief(wage, law), has_loonheffingskorting)
