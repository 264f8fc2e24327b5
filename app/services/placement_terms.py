"""What was agreed for a placement, from a day; and which of it the law or the cao does not allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.services import agreements, field_register
from app.services.problems import Problem
from payroll.law import LawError, law_on
from payroll.minimumloon import age_on
from payroll.terms import ContractKind, Fase, PensioenKind
from staffing import phase
from staffing.atw import limits_for


@dataclass(frozen=True, slots=True)
class PlacementTerms:
    """The terms as entered; the names are those of PlacementTermsRow."""

    function: str
    hourly_wage: Decimal
    gebruikelijk_loon: Decimal | None
    tariff: Decimal
    kind: str
    fase: str | None
    uitzendbeding: bool
    schriftelijk: bool
    onbepaalde_tijd: bool
    oproep: bool
    bbl: bool
    hours_per_week: Decimal
    pensioen: str
    paww: bool
    vakantiebijslag: str
    vakantiebijslag_percentage: Decimal
    km_rate: Decimal


def terms_on(
    w: Work, ids: agreements.Ids, day: date, known_at: datetime | None = None
) -> dict[UUID, PlacementTermsRow]:
    """The terms that hold on `day` per placement, in one query; `ids` is a collection or a SELECT of ids."""
    return agreements.latest_for(w.session, PlacementTermsRow.placement_id, ids, day, known_at=known_at or w.at)


def history(w: Work, placement_id: UUID) -> list[PlacementTermsRow]:
    """Everything recorded, oldest first."""
    found = agreements.history_for(w.session, PlacementTermsRow.placement_id, [placement_id])
    return found.get(placement_id, [])


def minimumloon(birth_date: date, on: date, *, is_bbl: bool = False) -> Decimal | None:
    """The least euro per hour at the age of that day; None when the law of that day is not known."""
    try:
        return law_on(on).minimumloon.hourly(age_on(birth_date, on), is_bbl=is_bbl) or None
    except LawError:
        return None


def problems(
    employment: EmploymentRow, since: date, given: PlacementTerms, where: phase.Standing | None = None
) -> Iterator[Problem]:
    """Everything that is wrong with the terms from that day; with the worker's standing in the phases also against that.

    The fee of a self-employed person knows no minimumloon, fase, vakantiebijslag or pensioen.
    """
    if employment.kind is EmploymentKind.SELF_EMPLOYED:
        if given.tariff < given.hourly_wage:
            yield Problem("tariff", "tariff_below_wage", {"hourly_wage": given.hourly_wage})
        return
    yield from _wage_problems(employment.person, since, given)
    yield from _phase_problems(since, given, where)
    yield from _hours_problems(employment.person, since, given)
    yield from _other_problems(since, given)


def _wage_problems(person: PersonRow, since: date, given: PlacementTerms) -> Iterator[Problem]:
    least = minimumloon(person.born, since, is_bbl=given.bbl)
    if least is None:
        yield Problem("since", "no_law", {"year": since.year})
    elif given.hourly_wage < least:
        values = {"least": least, "age": age_on(person.born, since), "day": since}
        yield Problem("hourly_wage", "below_minimumloon", values)
    if given.gebruikelijk_loon is not None and given.gebruikelijk_loon < given.hourly_wage:
        yield Problem("gebruikelijk_loon", "gebruikelijk_loon_below_wage", {"hourly_wage": given.hourly_wage})
    if given.tariff < given.hourly_wage:
        yield Problem("tariff", "tariff_below_wage", {"hourly_wage": given.hourly_wage})


def _phase_problems(since: date, given: PlacementTerms, where: phase.Standing | None) -> Iterator[Problem]:
    terms = phase.PhaseTerms(
        kind=ContractKind(given.kind),
        fase=Fase(given.fase) if given.fase else None,
        uitzendbeding=given.uitzendbeding,
        schriftelijk=given.schriftelijk,
        onbepaalde_tijd=given.onbepaalde_tijd,
        since=since,
    )
    for found in phase.problems_of_terms(terms, where):
        if found.blocking:
            yield Problem(found.field, "staffing", {"problem": found})


def _hours_problems(person: PersonRow, since: date, given: PlacementTerms) -> Iterator[Problem]:
    """More than the Arbeidstijdenwet lets somebody of this age work in a week, or none without being on call."""
    limits = limits_for(person.born, since)
    if limits and given.hours_per_week > limits.week:
        yield Problem("hours_per_week", "too_many_hours", {"most": str(limits.week)})
    if not given.hours_per_week and not given.oproep:
        yield Problem("hours_per_week", "no_hours")


def _other_problems(since: date, given: PlacementTerms) -> Iterator[Problem]:
    if given.kind == ContractKind.PAYROLL and given.pensioen == PensioenKind.STIPP:
        yield Problem("pensioen", "stipp_not_for_payroll")
    try:
        least = law_on(since).vakantie.vakantiebijslag
    except LawError:
        return
    if given.vakantiebijslag_percentage < least:
        yield Problem("vakantiebijslag_percentage", "vakantiebijslag_too_low", {"least": least})


def put(w: Work, placement: PlacementRow, terms_id: UUID, given: PlacementTerms, *, since: date) -> None:
    """Store the terms, valid from that day; NotAllowedError when one differs that is not the actor's to write."""
    _check_writable(w, placement, given)
    values = {name: getattr(given, name) for name in PlacementTerms.__slots__}
    row = PlacementTermsRow(
        id=terms_id,
        employer_id=placement.employer_id,
        placement_id=placement.id,
        since=since,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
        **values,
    )
    w.add("placement_terms:since", row)


def _check_writable(w: Work, placement: PlacementRow, given: PlacementTerms) -> None:
    standing = agreements.standing(history(w, placement.id), w.at)
    last = max(standing, key=lambda row: (row.since, row.recorded_at), default=None)
    for name in PlacementTerms.__slots__:
        if last is None or getattr(last, name) != getattr(given, name):
            field_register.must_write_column(w, getattr(PlacementTermsRow, name), [placement.employer_id])
