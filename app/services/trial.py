"""Trial calculations: a payslip at once from what is typed or stored. Nothing is kept; reading somebody's wage is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.organisation import EmployerTermsRow, HirerRow
from app.db.pay import FINAL, PayRunRow, PayslipRow
from app.db.people import EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.permissions import Action, Sight, may, must
from app.services import agreements, anoniem_decisions, field_register, placement_list, placement_terms, placements
from app.services.pay_inputs import REGELING
from payroll.given import GivenError, read
from payroll.law import Law, LawError, MissingFigure, law_on
from payroll.net_to_gross import Unreachable, gross_for_net
from payroll.payslip import Payslip, payslip
from payroll.terms import Component, HoursLine, MissingTerm, PayInput

MOST: Final = 12
Raw = dict[str, Any]
EMPLOYER: Final = ("aof", "whk_wga", "whk_zw", "wga_verhaal", "sfu")
AGREED: Final = (
    "hourly_wage", "gebruikelijk_loon", "hours_per_week", "km_rate", "kind", "fase", "pensioen", "uitzendbeding", "schriftelijk",
    "onbepaalde_tijd", "oproep", "bbl", "paww", "vakantiebijslag", "vakantiebijslag_percentage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """A payslip that nobody is paid by, and what it was made of; or the problems, as `path: what is wrong`."""

    given: PayInput | None = None
    slip: Payslip | None = None
    problems: tuple[str, ...] = ()
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A placement that can be taken over."""

    id: UUID
    number: int
    personnel_number: int
    name: str
    hirer: str


def calculate(raw: Raw) -> Trial:
    """The payslip of an input as `python -m payroll payslip` reads it."""
    return _tried(raw, lambda given, _law: given)


def gross_for(raw: Raw, target: Decimal, solve_for: str) -> Trial:
    """The payslip with the smallest gross wage, or hourly wage, whose netto reaches `target`."""
    raw = raw | {"lines": [_with_rate(line) for line in raw["lines"]]}
    if solve_for == "uurloon":
        return _tried(raw, lambda given, law: gross_for_net(given, law, target, line=_hours_line(given)))
    asked = raw | {"lines": [*_without_wage(raw["lines"]), {"component": "bruto", "amount": "0"}]}
    return _tried(asked, lambda given, law: gross_for_net(given, law, target, line=len(given.lines) - 1))


def employer_terms(w: Work, employer_id: UUID, day: date) -> dict[str, Any]:
    """The percentages of an employer that hold on that day, by field; empty when none were entered."""
    must(w.actor, Action.TRIAL_CALCULATE, employer_id)
    found = agreements.latest_for(w.session, EmployerTermsRow.employer_id, [employer_id], day, known_at=w.at)
    own = {f"regeling_{name}": getattr(row, f"pensioen_{name}") for row in found.values() for name in REGELING}
    return {name: getattr(row, name) for row in found.values() for name in EMPLOYER} | own


def search(w: Work, employer_id: UUID, text: str) -> list[Found]:
    """Running placements of an employer by part of a name, or by number; what was found is recorded."""
    must(w.actor, Action.TRIAL_CALCULATE, employer_id)
    view = placement_list.View(employer_id=employer_id, on=w.at.date(), text=text, chosen="", sort="worker")
    columns = (
        PlacementRow.id, PlacementRow.number, EmploymentRow.personnel_number, PersonRow.first_name,
        PersonRow.called_prefix, PersonRow.called_last_name, HirerRow.name, PersonRow.id.label("person_id"),
    )  # fmt: skip
    rows = w.session.execute(placement_list.listed(view).with_only_columns(*columns).limit(MOST)).all()
    w.record_read("trial.search", employer_id, [row.id for row in rows], people=[row.person_id for row in rows])
    return [Found(*row[:3], " ".join(filter(None, row[3:6])), row[6]) for row in rows]


def of_placement(w: Work, placement_id: UUID, day: date) -> dict[str, Any]:
    """What is stored of a worker on that day, by field of the form; the read is recorded."""
    row = placements.find(w, placement_id, Action.TRIAL_CALCULATE)
    person, employer_id = row.employment.person, row.employer_id
    on = max(day, row.started_on)
    w.record_read("trial.placement", employer_id, [row.id], people=[person.id], person=str(person.id))
    said = agreements.latest_for(
        w.session, LoonheffingsverklaringRow.employment_id, [row.employment_id], on, known_at=w.at
    )
    seen = field_register.seen(w, LoonheffingsverklaringRow.has_loonheffingskorting, [employer_id])
    statement = said.get(row.employment_id) if seen is Sight.FULL else None
    return {
        "placement_number": str(row.number),
        "birth_date": person.birth_date,
        "anoniem": person.bsn_index is None or _is_decided(w, row, on),
        "loonheffingskorting": bool(statement and statement.has_loonheffingskorting),
        "residence": statement.residence if statement else "nl",
        "scholier_student": bool(statement and statement.is_scholier_student),
        "alleenstaande_ouderenkorting": bool(statement and statement.has_alleenstaande_ouderenkorting),
        **_agreed(w, row, on),
        **employer_terms(w, employer_id, on),
        **_to_date(w, row, on),
    }


def _is_decided(w: Work, row: PlacementRow, on: date) -> bool:
    rows = anoniem_decisions.histories(w, [row.employment_id]).get(row.employment_id, [])
    return anoniem_decisions.ground_on(w, rows, on) is not None


def _agreed(w: Work, row: PlacementRow, on: date) -> dict[str, Any]:
    """The terms of the placement; the wage only for who may see it."""
    terms = placement_terms.terms_on(w, [row.id], on).get(row.id)
    if terms is None:
        return {}
    columns = {name: getattr(PlacementTermsRow, name) for name in AGREED}
    seen = {name for name, column in columns.items() if field_register.seen(w, column, [row.employer_id]) is Sight.FULL}
    found: Raw = {name: getattr(terms, name) for name in AGREED if name in seen}
    return found | {"fase": terms.fase or ""}


def _to_date(w: Work, row: PlacementRow, on: date) -> dict[str, Any]:
    """The cumulatives of the year so far, of the last approved payslip, for who may read payslips."""
    names = [f"to_date_{each}" for each in ("loon_sv", "cap", "grondslag")]
    names += [f"stipp_{each}" for each in ("loon", "hours", "grondslag")]
    if not may(w.actor, Action.PAYSLIP_READ, row.employer_id):
        return dict.fromkeys(names)
    last = (
        select(PayslipRow.to_date)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(PayslipRow.employment_id == row.employment_id, PayRunRow.state.in_(FINAL))
        .where(PayslipRow.paid_on.between(date(on.year, 1, 1), date(on.year, 12, 31)))
        .order_by(PayRunRow.approved_at.desc(), PayRunRow.number.desc())
        .limit(1)
    )
    found = w.session.scalar(last) or {}
    values = [found.get(each) for each in ("loon_sv", "cap", "grondslag")]
    values += [found.get("stipp", {}).get(each) for each in ("loon", "hours", "grondslag")]
    return {name: None if value is None else Decimal(value) for name, value in zip(names, values, strict=True)}


def _tried(raw: Raw, change: Callable[[PayInput, Law], PayInput]) -> Trial:
    try:
        return _made(raw, change)
    except GivenError as refused:
        return Trial(problems=refused.problems)
    except (LawError, MissingTerm, Unreachable) as refused:
        return Trial(problems=(_problem(refused),))


def _made(raw: Raw, change: Callable[[PayInput, Law], PayInput]) -> Trial:
    (given,) = read([raw])
    law = law_on(given.period.paid_on)
    if wrong := _above_expat_maximum(given, law):
        return Trial(problems=(wrong,))
    given = change(given, law)
    return Trial(given, payslip(given, law), is_provisional=law.provisional)


def _problem(refused: ValueError) -> str:
    if isinstance(refused, MissingFigure):
        return f"period.paid_on: unknown figure {refused.path.partition('.')[2]}"
    if isinstance(refused, LawError):
        return "period.paid_on: no law"
    if isinstance(refused, MissingTerm):
        return str(refused)
    return "solve_for: no hours" if str(refused).startswith("line") else "target: unreachable"


def _above_expat_maximum(given: PayInput, law: Law) -> str:
    percent = given.employee.expat_percentage
    if percent and percent > law.expat.maximum:
        return f"employee.expat_percentage: must be at most {law.expat.maximum}"
    return ""


def _hours_line(given: PayInput) -> int:
    """The place of the first line of plain hours; raises Unreachable when there is none."""
    for place, line in enumerate(given.lines):
        if isinstance(line, HoursLine) and line.component is Component.UURLOON:
            return place
    raise Unreachable("line: there are no hours")


def _with_rate(line: Raw) -> Raw:
    """The rate that is looked for need not be known: hours without one start from nothing."""
    return {"rate": "0"} | line if "hours" in line and line["component"] != Component.WACHTDAG else line


def _without_wage(lines: list[Raw]) -> list[Raw]:
    """The hours without their wage, the other lines as they are; the gross wage takes the place of both."""
    kept = [line for line in lines if line["component"] != Component.BRUTO]
    return [line | {"rate": "0"} if "hours" in line and "rate" in line else line for line in kept]
