"""What somebody may do by their residence document, permits and temporary protection, as recorded from a day (Wav)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.among import among
from app.db.dossiers import PermitRow, ProtectionRow, ResidenceRow
from app.db.people import PersonRow
from app.db.work import Work
from app.permissions import Action, must
from app.services import agreements, kinds, sight
from app.services.problems import NotFoundError, Problem
from staffing.work_ends import WorkEnd, work_ends
from staffing.work_permit import Papers, Permit, PermitKind, Protection, Residence, StudentScheme, WorkNote
from staffing.work_permit import Work as PlacedWork


@dataclass(frozen=True, slots=True)
class Held:
    """Everything recorded of a person's right to work, oldest first."""

    residences: Sequence[ResidenceRow]
    permits: Sequence[PermitRow]
    protections: Sequence[ProtectionRow]

    def papers(self, w: Work, nationality: str, on: date, employer_id: UUID | None) -> Papers:
        """What counts on a day for one employer."""
        residence = agreements.on_day(self.residences, on, w.at)
        mine = [row for row in self.protections if row.employer_id == employer_id] or self.protections
        protection = agreements.on_day(mine, on, w.at)
        return Papers(
            nationality=nationality,
            residence=_residence(residence) if residence else None,
            permits=tuple(_permit(row) for row in self.standing_permits),
            protection=_protection(protection) if protection else None,
        )

    def ends(self, w: Work, on: date, employer_id: UUID) -> list[WorkEnd]:
        """What ends of the papers for one employer, of those that nothing replaces."""
        mine = [row for row in self.protections if row.employer_id == employer_id]
        protection = agreements.on_day(mine, on, w.at)
        residences = [_residence(row) for row in agreements.standing(self.residences, w.at)]
        permits = [_permit(row) for row in self.standing_permits if row.employer_id == employer_id]
        return list(work_ends(residences, permits, _protection(protection) if protection else None, on))

    @property
    def standing_permits(self) -> list[PermitRow]:
        """Those not withdrawn; permits of several employers stand beside each other."""
        return [row for row in self.permits if not row.is_withdrawn]


NOTHING: Final = Held((), (), ())


def own_work(employer_id: UUID, since: date) -> PlacedWork:
    """The work of own staff: at the employer itself, of a function that nobody keeps."""
    return PlacedWork(employer=str(employer_id), hirer=str(employer_id), since=since, work=None)


def held(w: Work, person_id: UUID) -> Held:
    """Everything of one person."""
    return by_person(w, [person_id])[person_id]


def by_person(w: Work, person_ids: Collection[UUID]) -> dict[UUID, Held]:
    """Everything of these people, in three queries."""

    def rows(kind: Any) -> dict[UUID, list[Any]]:
        query = select(kind).where(among(w.session, kind.person_id, person_ids))
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in w.session.scalars(query.order_by(kind.since, kind.recorded_at)):
            found[row.person_id].append(row)
        return found

    residences, permits, protections = rows(ResidenceRow), rows(PermitRow), rows(ProtectionRow)
    return {each: Held(residences[each], permits[each], protections[each]) for each in person_ids}


def _residence(row: ResidenceRow) -> Residence:
    return Residence(row.note, row.expires_on, row.since)


def _permit(row: PermitRow) -> Permit:
    hirer = str(row.hirer_id) if row.hirer_id else None
    return Permit(
        kind=row.kind, since=row.since, until=row.until, employer=str(row.employer_id), hirer=hirer, work=row.work,
        student=row.student,
    )  # fmt: skip


def _protection(row: ProtectionRow) -> Protection:
    return Protection(
        employer=str(row.employer_id),
        notified_on=row.notified_on,
        has_status_document=row.has_status_document,
        expires_on=row.expires_on,
    )


@dataclass(frozen=True, slots=True)
class NewResidence:
    """A residence document as entered."""

    id: UUID
    since: date
    note: WorkNote
    expires_on: date


@dataclass(frozen=True, slots=True)
class NewPermit:
    """A permit as entered."""

    id: UUID
    kind: PermitKind
    since: date
    until: date
    employer_id: UUID
    hirer_id: UUID | None = None
    student: StudentScheme | None = None
    work: str = ""


@dataclass(frozen=True, slots=True)
class NewProtection:
    """Temporary protection as entered."""

    id: UUID
    since: date
    employer_id: UUID
    has_status_document: bool
    notified_on: date | None = None
    expires_on: date | None = None


def record_residence(w: Work, person_id: UUID, given: NewResidence) -> list[Problem]:
    """The note on work counts from its day; what counted before stays."""
    _writable(w, person_id)
    row = ResidenceRow(person_id=person_id, note=given.note, expires_on=given.expires_on, **_dated(w, given))
    return _added(w, "residence:since", row, _order(given.since, given.expires_on, "expires_on"))


def record_permit(w: Work, person_id: UUID, given: NewPermit) -> list[Problem]:
    """A permit for one employer, beside those that are there."""
    _own_employer(w, person_id, given.employer_id)
    row = PermitRow(
        person_id=person_id, kind=given.kind, until=given.until, employer_id=given.employer_id, hirer_id=given.hirer_id,
        student=given.student, work=given.work, **_dated(w, given),
    )  # fmt: skip
    found = _order(given.since, given.until, "until")
    if given.student and given.kind is PermitKind.GVVA:
        found.append(Problem("student", "student_needs_twv"))
    if given.kind is PermitKind.TWV and not given.student and _is_student(w, person_id, given):
        found.append(Problem("student", "student_scheme_missing"))
    return _added(w, "permit:since", row, found)


def _is_student(w: Work, person_id: UUID, given: NewPermit) -> bool:
    residences = held(w, person_id).residences
    found = [agreements.on_day(residences, day, w.at) for day in (given.since, given.until)]
    return any(row and row.note is WorkNote.STUDENT for row in found)


def record_protection(w: Work, person_id: UUID, given: NewProtection) -> list[Problem]:
    """Protection and the notification for one employer."""
    _own_employer(w, person_id, given.employer_id)
    row = ProtectionRow(
        person_id=person_id, employer_id=given.employer_id, notified_on=given.notified_on,
        has_status_document=given.has_status_document, expires_on=given.expires_on, **_dated(w, given),
    )  # fmt: skip
    found = _order(given.since, given.expires_on, "expires_on") if given.expires_on else []
    if given.notified_on and given.notified_on > w.today:
        found.append(Problem("notified_on", "signed_in_future"))
    return _added(w, "protection:since", row, found)


def withdraw_permit(w: Work, permit_id: UUID) -> UUID:
    """A permit that was recorded by mistake, or that the authority took back, counts no longer; returns whose it is."""
    row = w.session.get(PermitRow, permit_id)
    if row is None:
        raise NotFoundError("permit")
    _own_employer(w, row.person_id, row.employer_id)
    if not row.is_withdrawn:
        row.is_withdrawn = True
        w.record("permit:withdrawn", row)
    return row.person_id


def _writable(w: Work, person_id: UUID) -> PersonRow:
    person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
    if kinds.is_file_elsewhere(w, person.id, person.employments):
        raise NotFoundError("work papers")
    return person


def _own_employer(w: Work, person_id: UUID, employer_id: UUID) -> None:
    person = _writable(w, person_id)
    if employer_id not in {each.employer_id for each in person.employments}:
        raise NotFoundError("employment")
    must(w.actor, Action.DOCUMENT_WRITE, employer_id)


def _dated(w: Work, given: NewResidence | NewPermit | NewProtection) -> dict[str, object]:
    return {"id": given.id, "since": given.since, "recorded_at": w.at, "recorded_by": w.actor.user_id}


def _order(since: date, until: date, field: str) -> list[Problem]:
    return [Problem(field, "ends_before_start", {"day": since})] if until < since else []


def _added(w: Work, tag: str, row: ResidenceRow | PermitRow | ProtectionRow, found: list[Problem]) -> list[Problem]:
    if not found and not w.session.get(type(row), row.id):
        w.add(tag, row)
    return found
