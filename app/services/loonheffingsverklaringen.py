"""The worker's signed statement for the loonheffing; the credit holds at one employer of the group at a time (Wet LB 23, 29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from uuid import UUID

from sqlalchemy import select

from app.db.organisation import EmployerRow
from app.db.pay import PayslipRow
from app.db.people import EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.work import Work
from app.permissions import Action
from app.services import agreements, field_register, kinds, numbers, paid, sight
from app.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Loonheffingsverklaring:
    """A statement as signed by the worker."""

    id: UUID
    has_loonheffingskorting: bool
    signed_on: date
    since: date
    residence: str = "nl"
    is_scholier_student: bool = False
    has_alleenstaande_ouderenkorting: bool = False


def histories(w: Work, employment_ids: Sequence[UUID]) -> dict[UUID, list[LoonheffingsverklaringRow]]:
    """Everything recorded per employment, oldest first."""
    return agreements.history_for(w.session, LoonheffingsverklaringRow.employment_id, employment_ids)


def problems(w: Work, employment: EmploymentRow, given: Loonheffingsverklaring) -> Iterator[Problem]:
    """What is wrong with the statement, the credit at another employer of the group included."""
    if given.since < employment.started_on:
        yield Problem("statement_since", "statement_before_employment", {"day": employment.started_on})
    if given.signed_on > w.today:
        yield Problem("signed_on", "signed_in_future")
    if given.has_loonheffingskorting:
        yield from _credit_elsewhere(w, employment, given.since)


def _credit_elsewhere(w: Work, employment: EmploymentRow, since: date) -> Iterator[Problem]:
    query = select(EmploymentRow).where(
        EmploymentRow.person_id == employment.person_id,
        EmploymentRow.employer_id != employment.employer_id,
        EmploymentRow.ended_on.is_(None) | (EmploymentRow.ended_on >= since),
    )
    with w.across_employers():
        others = {row.id: row for row in w.session.scalars(query)}
        statements = histories(w, list(others)) if others else {}
    for other_id, rows in statements.items():
        if _has_credit_from(rows, since, w):
            yield Problem("credit", "credit_elsewhere", {"employer": _name_for(w, others[other_id].employer_id)})
            return


def credit_twice(
    w: Work, ones: Sequence[EmploymentRow], others: Sequence[EmploymentRow]
) -> Iterator[tuple[EmploymentRow, EmploymentRow]]:
    """One of each, at two employers, that have the credit on the same day from today on."""
    held = histories(w, [each.id for each in (*ones, *others)])
    days = {w.today, *(row.since for rows in held.values() for row in rows if row.since > w.today)}
    for one, other in product(ones, others):
        if one.employer_id != other.employer_id and any(
            all(_has_credit_on(each, held.get(each.id, []), day, w) for each in (one, other)) for day in days
        ):
            yield one, other


def _has_credit_on(employment: EmploymentRow, rows: list[LoonheffingsverklaringRow], day: date, w: Work) -> bool:
    row = agreements.on_day(rows, day, w.at)
    return bool(row and row.has_loonheffingskorting and (employment.ended_on or date.max) >= day)


def _has_credit_from(rows: list[LoonheffingsverklaringRow], since: date, w: Work) -> bool:
    current = agreements.on_day(rows, since, w.at)
    later = [row for row in agreements.standing(rows, w.at) if row.since > since]
    return any(row.has_loonheffingskorting for row in (current, *later) if row)


def _name_for(w: Work, employer_id: UUID) -> str | None:
    seen = w.actor.employers
    employer = w.session.get(EmployerRow, employer_id) if seen is None or employer_id in seen else None
    return employer.name if employer else None


def put(w: Work, employment: EmploymentRow, given: Loonheffingsverklaring) -> None:
    """Store it, valid from its day."""
    row = LoonheffingsverklaringRow(
        id=given.id,
        employer_id=employment.employer_id,
        employment_id=employment.id,
        person_id=employment.person_id,
        signed_on=given.signed_on,
        has_loonheffingskorting=given.has_loonheffingskorting,
        residence=given.residence,
        is_scholier_student=given.is_scholier_student,
        has_alleenstaande_ouderenkorting=given.has_alleenstaande_ouderenkorting,
        since=given.since,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    w.add("loonheffingsverklaring:since", row)


def change(
    w: Work, employment_id: UUID, given: Loonheffingsverklaring, *, is_touching_accepted: bool = False
) -> list[Problem]:
    """The statement holds from its day; payslips that are there stay as they are."""
    employment = sight.employment(w, employment_id, Action.PERSON_WRITE)
    field_register.must_write_column(w, LoonheffingsverklaringRow.has_loonheffingskorting, [employment.employer_id])
    kinds.refuse_without_ground([employment])
    if w.session.get(LoonheffingsverklaringRow, given.id):
        return []
    numbers.hold(w, PersonRow.number)
    found = list(problems(w, employment, given))
    if not is_touching_accepted:
        count = paid.payslips_since(w, [employment], given.since, counts_by=PayslipRow.paid_on)
        values = {"count": count, "since": given.since}
        found += [Problem("statement_since", "touches_payslips", values)] if count else []
    if not found:
        put(w, employment, given)
    return found
