"""Who works for us: registered once in the group, with an employment (or, self-employed, an engagement) per legal employer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, select

from app.db.names import PARTS, Naamgebruik, search_name
from app.db.organisation import BranchRow
from app.db.people import (
    EMPLOYEES,
    BankAccountRow,
    EmploymentKind,
    EmploymentRow,
    Gender,
    LoonheffingsverklaringRow,
    MaritalGround,
    MaritalStatus,
    PersonRow,
)
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import (
    addresses,
    bank_accounts,
    bsns,
    businesses,
    field_register,
    kinds,
    loonheffingsverklaringen,
    numbers,
    person_names,
    sight,
    work_papers,
)
from app.services.problems import Problem
from documents.dossier import right_line
from payroll.law import LawError, NoLaw, law_on, years
from payroll.minimumloon import age_on
from staffing.work_permit import right_to_work

OLDEST: Final = 110
AHEAD: Final = 366


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody is; the names are those of PersonRow."""

    initials: str
    first_name: str
    name_prefix: str
    last_name: str
    birth_date: date
    birth_place: str
    nationality: str
    email: str | None = None
    phone: str | None = None
    language: str = "nl"
    partner_prefix: str = ""
    partner_last_name: str = ""
    naamgebruik: Naamgebruik = Naamgebruik.OWN
    gender: Gender = Gender.UNKNOWN
    marital_status: MaritalStatus | None = None
    marital_ground: MaritalGround | None = None


@dataclass(frozen=True, slots=True)
class Employment:
    """A dienstverband, or an engagement as self-employed, as entered; its id is the form's, so that a replayed form makes one."""

    id: UUID
    employer_id: UUID
    started_on: date
    branch_id: UUID | None = None
    kind: EmploymentKind = EmploymentKind.FLEX_WORKER


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything of one registration form; what is None was left empty."""

    details: Details
    employment: Employment
    bsn: str | None = None
    address: addresses.Address | None = None
    account: bank_accounts.BankAccount | None = None
    business: businesses.Business | None = None
    statement: loonheffingsverklaringen.Loonheffingsverklaring | None = None
    is_anoniem_accepted: bool = False
    is_somebody_else: bool = False
    is_same_person: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """The person, or what is wrong and who looks the same (only persons whom the actor may see)."""

    person_id: UUID | None
    problems: list[Problem] = field(default_factory=list)
    doubles: list[PersonRow] = field(default_factory=list)
    is_replay: bool = False


def register(w: Work, given: Registration) -> Registered:
    """Register a person with an employment, or add the employment to whom has this BSN when that is said to be the same."""
    must(w.actor, Action.PERSON_WRITE, given.employment.employer_id)
    for column, value in _guarded(given):
        if value is not None:
            field_register.must_write_column(w, column, [given.employment.employer_id])
    refuse_other_kind(given)
    numbers.hold(w, PersonRow.number)
    if made := w.session.get(EmploymentRow, given.employment.id):
        return Registered(made.person_id, is_replay=True)
    if given.is_same_person and (known := _same_person(w, given)):
        return _joined(w, known, given)
    found = list(problems(w, given))
    is_known = any(each.code == "bsn_known" for each in found)
    twins = [] if given.is_somebody_else or is_known else doubles(w, given.details)
    if twins:
        found.append(Problem("last_name", "name_and_birth_date_known", {"count": len(twins)}))
    if found:
        return Registered(None, found, [each for each in twins if bsns.is_seen(w, each.id)])
    return Registered(_stored(w, given).id)


def _guarded(given: Registration) -> Iterator[tuple[Any, object]]:
    """What of a registration is not every consultant's to write."""
    yield PersonRow.bsn_sealed, given.bsn or None
    yield BankAccountRow.iban_sealed, given.account
    yield LoonheffingsverklaringRow.has_loonheffingskorting, given.statement


def add_employment(w: Work, person_id: UUID, given: Employment) -> Registered:
    """A person whom the actor may see enters the service of one more employer, or comes back."""
    must(w.actor, Action.PERSON_WRITE, given.employer_id)
    person = sight.person(w, person_id)
    numbers.hold(w, PersonRow.number)
    if made := w.session.get(EmploymentRow, given.id):
        return Registered(made.person_id, is_replay=True)
    found = [*employment_problems(w, person.birth_date, given), *overlap(w, person.id, given)]
    found += own_staff_problems(w, given, person.nationality, person.id)
    if given.kind is EmploymentKind.CANDIDATE or kinds.is_only_candidate(person.employments):
        found.append(Problem("kind", "candidate_is_hired"))
    if given.kind is EmploymentKind.SELF_EMPLOYED and businesses.of_person(w, person.id) is None:
        found.append(Problem("kind", "business_missing"))
    if not found:
        employ(w, person, given)
    return Registered(None if found else person.id, found)


def end_employment(w: Work, employment_id: UUID, version: int, ended_on: date) -> list[Problem]:
    """The last day of service."""
    employment = sight.employment(w, employment_id, Action.PERSON_WRITE)
    kinds.refuse_candidate([employment])
    if employment.version != version:
        raise StaleError("employment")
    if ended_on < employment.started_on:
        return [Problem("ended_on", "ends_before_start", {"day": employment.started_on})]
    employment.ended_on = ended_on
    w.record("employment:end", employment)
    return []


def edit(w: Work, person_id: UUID, version: int, given: Details, *, names_since: date | None = None) -> list[Problem]:
    """Correct who somebody is; another name counts from a day. StaleError when somebody else saved first."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    kinds.refuse_candidate(person.employments)
    first = min(each.started_on for each in person.employments)
    name = person_names.name_of(given)
    found = [
        *birth_problems(w, given.birth_date, first),
        *person_names.problems(w, person, name, names_since),
        *_marital_problems(given),
    ]
    if found:
        return found
    if person.version != version:
        raise StaleError("person")
    person_names.change(w, person, name, names_since)
    for each in set(Details.__slots__) - set(PARTS):
        setattr(person, each, getattr(given, each))
    w.record("person:edit", person)
    return []


def doubles(w: Work, given: Details) -> list[PersonRow]:
    """Everybody with this name and birth date, also whom the actor may not see; not who should have been destroyed."""
    name = _own_name(given)
    known = exists().where(EmploymentRow.person_id == PersonRow.id)
    query = select(PersonRow).where(PersonRow.birth_date == given.birth_date, known).order_by(PersonRow.number)
    query = query.where(PersonRow.merged_into_id.is_(None))
    with w.across_employers():
        return [each for each in w.session.scalars(query) if _own_name(each) == name]


def youngest(day: date) -> int:
    """The lowest age that has a minimumloon in the law of a day; below it nobody is registered."""
    for known in (day, *(date(year, 1, 1) for year in years())):
        try:
            return min(int(age) for age in law_on(known).minimumloon.percentages)
        except LawError:
            continue  # before the first law that knows it, that law counts
    raise NoLaw(f"{day.year}: no minimumloon is known")


def refuse_other_kind(given: Registration) -> None:
    """Raises ValueError for what does not belong to the kind: no form of ours asks for it, so nobody typed it."""
    kind = given.employment.kind
    if kind is EmploymentKind.CANDIDATE:
        raise ValueError("a candidate is registered by services.candidates")
    if kind is EmploymentKind.SELF_EMPLOYED and (given.bsn or given.statement or given.business is None):
        raise ValueError("a self-employed person has a business, and no BSN or loonheffingsverklaring")


def problems(w: Work, given: Registration, known: PersonRow | None = None) -> Iterator[Problem]:
    """What is wrong with a registration; `known` is the person when there is one already."""
    yield from employment_problems(w, given.details.birth_date, given.employment)
    yield from own_staff_problems(w, given.employment, given.details.nationality, known.id if known else None)
    yield from _marital_problems(given.details)
    if given.details.naamgebruik != Naamgebruik.OWN and not given.details.partner_last_name:
        yield Problem("partner_last_name", "partner_name_missing")
    if given.bsn:
        yield from bsns.problems(w, given.bsn, known.id if known else None)
    elif given.employment.kind in EMPLOYEES and not given.is_anoniem_accepted and not (known and known.bsn_index):
        yield Problem("bsn", "bsn_missing")
    if given.account:
        yield from bank_accounts.problems(w, given.account, known.id if known else None)
    if given.business:
        yield from businesses.problems(w, given.business)
    if given.statement:
        yield from loonheffingsverklaringen.problems(
            w, _new_employment(given, known.id if known else None), given.statement
        )


def employment_problems(w: Work, birth_date: date | None, given: Employment) -> Iterator[Problem]:
    """What is wrong with the first day, the age on it and the branch."""
    if (given.started_on - w.today).days > AHEAD:
        yield Problem("started_on", "starts_too_far_ahead")
    elif birth_date:
        yield from birth_problems(w, birth_date, given.started_on)
    branch = w.session.get(BranchRow, given.branch_id) if given.branch_id else None
    if given.branch_id and (branch is None or branch.employer_id != given.employer_id):
        yield Problem("branch_id", "branch_of_other_employer")


def own_staff_problems(w: Work, given: Employment, nationality: str, person_id: UUID | None) -> Iterator[Problem]:
    """Why the law forbids the work of own staff: they have no placement to be judged at, so their employment is (Wav art. 2)."""
    if given.kind is not EmploymentKind.DIRECT_STAFF:
        return
    held = work_papers.held(w, person_id) if person_id else work_papers.NOTHING
    on = max(w.today, given.started_on)
    papers = held.papers(w, nationality, on, given.employer_id)
    line = right_line(right_to_work(papers, work_papers.own_work(given.employer_id, given.started_on), on), costs=True)
    if line.blocks_hours:
        yield Problem("kind", "law_forbids", {"line": line})
        if person_id is None:
            yield Problem("kind", "own_staff_as_candidate_first")


def _marital_problems(given: Details) -> Iterator[Problem]:
    """The marital status is kept only where the law needs it, and then with that ground (GDPR 5(1)(c))."""
    if given.marital_status and not given.marital_ground:
        yield Problem("marital_ground", "marital_ground_missing")
    if given.marital_ground and not given.marital_status:
        yield Problem("marital_status", "marital_status_missing")


def _own_name(each: Details | PersonRow) -> str:
    return search_name(each.last_name, each.name_prefix, each.first_name)


def birth_problems(w: Work, birth_date: date, started_on: date) -> Iterator[Problem]:
    """What is wrong with a birth date of who begins on that day."""
    today = w.today
    if birth_date > today:
        yield Problem("birth_date", "born_in_future")
    elif age_on(birth_date, today) > OLDEST:
        yield Problem("birth_date", "born_too_long_ago", {"age": age_on(birth_date, today)})
    elif age_on(birth_date, started_on) < youngest(min(started_on, today)):
        yield Problem("birth_date", "too_young", {"age": age_on(birth_date, started_on), "least": youngest(today)})


def overlap(w: Work, person_id: UUID, given: Employment, besides: UUID | None = None) -> Iterator[Problem]:
    """Another relation of this person with this employer that still runs on the first day."""
    query = select(EmploymentRow).where(
        EmploymentRow.person_id == person_id,
        EmploymentRow.employer_id == given.employer_id,
        EmploymentRow.ended_on.is_(None) | (EmploymentRow.ended_on >= given.started_on),
        EmploymentRow.id != (besides or given.id),
    )
    running = w.session.scalars(query.limit(1)).first()
    if running and running.kind is EmploymentKind.CANDIDATE:
        yield Problem("employer_id", "candidate_is_hired")
    elif running:
        values = {"personnel_number": running.personnel_number, "person_id": person_id}
        yield Problem("employer_id", "already_employed", values)


def _same_person(w: Work, given: Registration) -> PersonRow | None:
    known = bsns.holder(w, given.bsn) if given.bsn else None
    theirs = known and (search_name(known.last_name, "", ""), known.birth_date)
    return known if theirs == (search_name(given.details.last_name, "", ""), given.details.birth_date) else None


def _joined(w: Work, known: PersonRow, given: Registration) -> Registered:
    found = [*employment_problems(w, known.birth_date, given.employment), *overlap(w, known.id, given.employment)]
    found += own_staff_problems(w, given.employment, known.nationality, known.id)
    employment = _new_employment(given, known.id)
    if given.statement:
        found += loonheffingsverklaringen.problems(w, employment, given.statement)
    if found:
        return Registered(None, found)
    employment = employ(w, known, given.employment)
    if given.statement:
        loonheffingsverklaringen.put(w, employment, given.statement)
    return Registered(known.id)


def _stored(w: Work, given: Registration) -> PersonRow:
    values = {name: getattr(given.details, name) for name in Details.__slots__}
    person = PersonRow(number=numbers.take(w, PersonRow.number), **values)
    if given.bsn:
        bsns.put(w, person, given.bsn)
    w.add("person:register", person)
    w.session.flush()
    person_names.put(w, person, since=min(given.employment.started_on, w.today))
    employment = employ(w, person, given.employment)
    if given.business:
        businesses.put(w, person.id, given.business)
    if given.address:
        addresses.put(w, person.id, given.address)
    if given.account:
        bank_accounts.put(w, person, given.account)
    if given.statement:
        loonheffingsverklaringen.put(w, employment, given.statement)
    return person


def employ(w: Work, person: PersonRow, given: Employment) -> EmploymentRow:
    """A new relation of the person with an employer, with the next personnel number."""
    number = numbers.take(w, EmploymentRow.personnel_number, given.employer_id)
    employment = EmploymentRow(
        id=given.id,
        person_id=person.id,
        employer_id=given.employer_id,
        branch_id=given.branch_id,
        personnel_number=number,
        kind=given.kind,
        started_on=given.started_on,
    )
    w.add("employment:start", employment)
    w.session.flush()
    return employment


def _new_employment(given: Registration, person_id: UUID | None = None) -> EmploymentRow:
    """The employment as it would become; it belongs to no session."""
    return EmploymentRow(
        person_id=person_id,
        employer_id=given.employment.employer_id,
        kind=given.employment.kind,
        started_on=given.employment.started_on,
    )
