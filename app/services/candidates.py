"""Candidates: registered with little, kept four weeks after the procedure or a year with consent, or hired (P2, P21, P35)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.db.names import PARTS
from app.db.people import (
    EMPLOYEES,
    ConsentPurpose,
    ConsentRow,
    ConsentWay,
    EmploymentKind,
    EmploymentRow,
    Outcome,
    PersonRow,
)
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import (
    addresses,
    bank_accounts,
    bsns,
    candidate_destruction,
    flex_workers,
    kinds,
    loonheffingsverklaringen,
    numbers,
    person_names,
    retention,
    sight,
)
from app.services.flex_workers import Details, Employment, Registered, Registration
from app.services.person_names import Name
from app.services.problems import NotFoundError, Problem
from documents.retention import Kept, destroy_on

# The version of the words in app/fields/consent.py that somebody says yes to: another text, another version.
TEXT_VERSION: Final = "2026-11"
# Who somebody is, and where they are told of a change of their bank account.
WHO: Final = ("first_name", "name_prefix", "last_name", "birth_date", "nationality", "email")
OF_EMPLOYEE: Final = tuple(each for each in Details.__slots__ if each not in PARTS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """All that is asked of a candidate; the names are those of PersonRow."""

    first_name: str
    name_prefix: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    nationality: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent to be kept a year; its id is the form's."""

    id: UUID
    way: ConsentWay
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureEnd:
    """The day the procedure ended, and how; not by hiring."""

    ended_on: date
    outcome: Outcome


def register(w: Work, given: Candidate, at: Employment, *, is_somebody_else: bool = False) -> Registered:
    """A new candidate at an employer; `at.started_on` is the day the procedure begins."""
    must(w.actor, Action.PERSON_WRITE, at.employer_id)
    if at.kind is not EmploymentKind.CANDIDATE:
        raise ValueError("who is hired is registered by services.flex_workers")
    numbers.hold(w, PersonRow.number)
    if made := w.session.get(EmploymentRow, at.id):
        return Registered(made.person_id, is_replay=True)
    found = [*flex_workers.employment_problems(w, given.birth_date, at), *_contact_problems(given)]
    twins = [] if is_somebody_else or not given.birth_date else flex_workers.doubles(w, _details(given))
    if twins:
        found.append(Problem("last_name", "name_and_birth_date_known", {"count": len(twins)}))
    if found:
        return Registered(None, found, [each for each in twins if bsns.is_seen(w, each.id)])
    values = {name: getattr(given, name) for name in Candidate.__slots__}
    person = PersonRow(number=numbers.take(w, PersonRow.number), initials="", **values)
    w.add("candidate:register", person)
    w.session.flush()
    person_names.put(w, person, since=min(at.started_on, w.today))
    flex_workers.employ(w, person, at)
    return Registered(person.id)


def edit(w: Work, person_id: UUID, version: int, given: Candidate) -> list[Problem]:
    """Correct what is known of a candidate, or say that the procedure goes on by saving it as it is; StaleError when somebody else saved first."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    if not kinds.is_only_candidate(person.employments):
        raise NotFoundError("candidate")
    found = list(_contact_problems(given))
    if given.birth_date:
        started_on = min(each.started_on for each in person.employments)
        found += flex_workers.birth_problems(w, given.birth_date, started_on)
    if kinds.is_file_elsewhere(w, person.id, person.employments):
        changed = [each for each in WHO if (getattr(given, each) or None) != (getattr(person, each) or None)]
        found += [Problem(each, "kept_elsewhere") for each in changed]
    if found:
        return found
    if person.version != version:
        raise StaleError("person")
    name = Name(person.initials, given.first_name, given.name_prefix, given.last_name)
    person_names.change(w, person, name, w.today)
    for each in ("email", "phone", "birth_date", "nationality", "language"):
        setattr(person, each, getattr(given, each))
    w.record("candidate:edit", person)
    for row in person.employments:
        row.active_on = w.today
        w.record("candidate:active", row)
    return []


def end(w: Work, employment_id: UUID, version: int, given: ProcedureEnd) -> list[Problem]:
    """The procedure ended without hiring: from here the term runs; ending again corrects the day."""
    row = find(w, employment_id, version)
    if given.ended_on < row.started_on:
        return [Problem("ended_on", "procedure_ends_before_start", {"day": row.started_on})]
    if given.ended_on > w.today:
        return [Problem("ended_on", "procedure_ends_in_future")]
    row.ended_on, row.outcome = given.ended_on, given.outcome
    set_term(w, row)
    w.record("candidate:ended", row)
    return []


def consent(w: Work, employment_id: UUID, given: Consent) -> list[Problem]:
    """The candidate agrees to be kept for a year after the procedure (P35); a repeated request changes nothing more."""
    row = find(w, employment_id)
    if consent_of(w, row):
        return []
    if given.given_at > w.at:
        return [Problem("given_on", "signed_in_future")]
    consented = ConsentRow(
        id=given.id,
        employer_id=row.employer_id,
        employment_id=row.id,
        person_id=row.person_id,
        purpose=ConsentPurpose.KEEP_CANDIDATE,
        text_version=TEXT_VERSION,
        way=given.way,
        given_at=given.given_at,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    w.add("consent:given", consented)
    w.session.flush()
    set_term(w, row)
    w.record("candidate:term", row)
    return []


def withdraw(w: Work, employment_id: UUID) -> bool:
    """The consent is gone at once, and after the procedure so is the candidate; whether the candidate was destroyed (P21)."""
    w.lock(retention.LOCK)  # before anything of the person is written, as who destroys or holds does
    row = find(w, employment_id)
    held = consent_of(w, row)
    if held is None:
        raise NotFoundError("consent")
    w.record("consent:withdrawn", held)
    w.session.delete(held)
    retention.certify(w, row.person_id, Kept.APPLICANT_WITH_CONSENT, [held], due_on=w.today)
    w.session.flush()
    if row.ended_on is None:
        return False
    row.destroy_on = w.today
    w.record("candidate:term", row)
    w.session.flush()
    return candidate_destruction.destroy(w, row)


def hire(w: Work, employment_id: UUID, version: int, given: Registration) -> Registered:
    """The same relation becomes an employment: number and history stay, BSN, address, account and statement come with it."""
    numbers.hold(w, PersonRow.number)
    row = sight.employment(w, employment_id, Action.PERSON_WRITE)
    if row.kind is not EmploymentKind.CANDIDATE:
        return Registered(row.person_id, is_replay=True)
    if row.version != version:
        raise StaleError("employment")
    if given.employment.kind not in EMPLOYEES:
        raise ValueError("a candidate is hired as an employee")
    found = [*flex_workers.problems(w, given, row.person), *_known_problems(w, row.person, given)]
    running = flex_workers.overlap(w, row.person_id, given.employment, row.id)
    found += [Problem("started_on", each.code, each.values) for each in running]
    if not found:
        _become(w, row, given)
    return Registered(None if found else row.person_id, found)


def find(w: Work, employment_id: UUID, version: int | None = None) -> EmploymentRow:
    """The candidate at an employer where the actor writes; StaleError when another version was seen."""
    row = sight.employment(w, employment_id, Action.PERSON_WRITE)
    if row.kind is not EmploymentKind.CANDIDATE:
        raise NotFoundError("candidate")
    if version is not None and row.version != version:
        raise StaleError("employment")
    return row


def consent_of(w: Work, row: EmploymentRow) -> ConsentRow | None:
    """The consent to be kept, if it was given."""
    return w.session.scalars(select(ConsentRow).where(ConsentRow.employment_id == row.id)).one_or_none()


def _become(w: Work, row: EmploymentRow, given: Registration) -> None:
    person, at = row.person, given.employment
    if held := consent_of(w, row):
        w.record("consent:ended", held)
        w.session.delete(held)
    row.kind, row.started_on, row.branch_id = at.kind, at.started_on, at.branch_id
    row.ended_on, row.outcome, row.destroy_on = None, Outcome.HIRED, None
    w.record("candidate:hired", row)
    w.session.flush()
    if given.bsn:
        bsns.put(w, person, given.bsn)
    with w.session.no_autoflush:  # the person is recorded once, with everything
        person_names.change(w, person, person_names.name_of(given.details), w.today)
        for each in OF_EMPLOYEE:
            setattr(person, each, getattr(given.details, each))
    w.record("person:hired", person)
    w.session.flush()
    if given.address:
        addresses.put(w, person.id, given.address)
    if given.account:
        bank_accounts.change(w, person.id, given.account)
    if given.statement:
        loonheffingsverklaringen.put(w, row, given.statement)


def _known_problems(w: Work, person: PersonRow, given: Registration) -> Iterator[Problem]:
    """What is recorded of this person already, here or elsewhere, and does not give way to what a hirer types."""
    if given.bsn and person.bsn_index not in {None, bsns.index(w, given.bsn)}:
        yield Problem("bsn", "bsn_differs")
    if given.account:
        for each in bank_accounts.obstacles(w, person, given.account):
            is_touching = each.code == "touches_payslips"
            yield Problem("iban", "account_after_hire", each.values) if is_touching else each


def set_term(w: Work, row: EmploymentRow) -> None:
    """The day on which a candidate whose procedure ended is destroyed."""
    kept = Kept.APPLICANT_WITH_CONSENT if consent_of(w, row) else Kept.APPLICANT
    row.destroy_on = destroy_on(kept, row.ended_on)


def _contact_problems(given: Candidate) -> Iterator[Problem]:
    if not given.email and not given.phone:
        yield Problem("email", "contact_missing")


def _details(given: Candidate) -> Details:
    born = given.birth_date or date.min
    return Details("", given.first_name, given.name_prefix, given.last_name, born, "", given.nationality)
