"""The profile of a person: work experience, education, certificates, referees, skills and availability; each row edited apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select

from app.db.dossiers import DocumentRow, Paper
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateKind,
    CertificateRow,
    EducationRow,
    RefereeRow,
    SkillRow,
    SkillTermRow,
    WorkExperienceRow,
)
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import dossier_documents, retention, sight, skill_terms
from app.services.problems import NotFoundError, Problem
from documents.retention import Kept

PARTS: Final[dict[str, type[Any]]] = {
    "experience": WorkExperienceRow,
    "education": EducationRow,
    "certificates": CertificateRow,
    "referees": RefereeRow,
    "skills": SkillRow,
    "availability": AvailabilityRow,
    "exceptions": AvailabilityExceptionRow,
}
# Data of third persons: only for who keeps the papers, not for everybody who may see the person.
FOR_DOSSIER: Final = frozenset({"referees"})
_ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "experience": (WorkExperienceRow.from_month.desc(),),
    "education": (EducationRow.from_month.desc(),),
    "certificates": (CertificateRow.kind, CertificateRow.valid_until.desc()),
    "referees": (RefereeRow.name,),
    "availability": (AvailabilityRow.since.desc(),),
    "exceptions": (AvailabilityExceptionRow.since.desc(),),
}
_RANGES: Final = (("from_month", "until_month"), ("since", "until"), ("obtained_on", "valid_until"))


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything of one profile, the newest first; `terms` are the words of the skills."""

    rows: Mapping[str, Sequence[Any]]
    terms: Mapping[UUID, SkillTermRow]

    @property
    def is_empty(self) -> bool:
        return not any(self.rows.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as entered; its id is the form's, so that a replayed form makes one. `values` are columns of the part's row."""

    part: str
    id: UUID
    values: Mapping[str, Any]


def gather(w: Work, person_id: UUID) -> Profile:
    """What is recorded of a person whom the actor may see; nothing of what must be gone by now (P24, R9)."""
    person = sight.person(w, person_id, Action.PROFILE_READ)
    if Kept.PERSONNEL_FILE in retention.overdue(w, person_id):
        return Profile(dict.fromkeys(PARTS, ()), {})
    reads_papers = bool(sight.permitted(w, person.employments, Action.DOCUMENT_READ))
    parts = [part for part in PARTS if reads_papers or part not in FOR_DOSSIER]
    rows = {part: _of(w, part, person_id) for part in parts}
    terms = skill_terms.of_person(w, person_id)
    rows["skills"] = sorted(rows["skills"], key=lambda row: (terms[row.term_id].kind, terms[row.term_id].key))
    return Profile(rows, terms)


def find(w: Work, person_id: UUID, part: str, entry_id: UUID) -> Any:
    """One row, of a person whose profile the actor may write."""
    sight.person(w, person_id, Action.PERSON_WRITE)
    row = w.session.get(PARTS[part], entry_id)
    if row is None or row.person_id != person_id or Kept.PERSONNEL_FILE in retention.overdue(w, person_id):
        raise NotFoundError(part)
    return row


def save(w: Work, person_id: UUID, given: Entry, version: int | None = None) -> list[Problem]:
    """Add a row, or, with the version that was edited, change it; a repeated request changes nothing more."""
    sight.person(w, person_id, Action.PERSON_WRITE)
    row = w.session.get(PARTS[given.part], given.id)
    if row and row.person_id != person_id:
        raise NotFoundError(given.part)
    if row and version is None:
        return []
    if version is not None and (row is None or row.version != version):
        raise StaleError(given.part)
    if found := list(_problems(w, person_id, given)):
        return found
    if row is None:
        row = PARTS[given.part](id=given.id, person_id=person_id, recorded_at=w.at, recorded_by=w.actor.user_id)
        _fill(w, row, given.values)
        w.add("profile:added", row)
    else:
        _fill(w, row, given.values)
        w.record("profile:changed", row)
    return []


def remove(w: Work, person_id: UUID, part: str, entry_id: UUID) -> None:
    """Take a row out; the audit trail keeps that it was there."""
    row = find(w, person_id, part, entry_id)
    retention.refuse_held(w, person_id)
    w.session.delete(row)
    w.record("profile:removed", row)


def certificate_papers(w: Work, person_id: UUID) -> list[DocumentRow]:
    """The certificates on paper that a certificate of the profile can point at, the newest first; also renewed ones."""
    found = dossier_documents.of_person(w, person_id, Action.DOCUMENT_READ)
    return [row for row in found if row.kind is Paper.CERTIFICATE]


def _fill(w: Work, row: Any, values: Mapping[str, Any]) -> None:
    was_checked_on = getattr(row, "checked_on", None)
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, RefereeRow) and row.checked_on != was_checked_on:
        row.checked_by = w.actor.user_id if row.checked_on else None


def _of(w: Work, part: str, person_id: UUID) -> Sequence[Any]:
    kind = PARTS[part]
    query = select(kind).where(kind.person_id == person_id).order_by(*_ORDERS.get(part, ()), kind.id)
    return w.session.scalars(query).all()


def _problems(w: Work, person_id: UUID, given: Entry) -> Iterator[Problem]:
    values = given.values
    for first, last in _RANGES:
        if values.get(first) and values.get(last) and values[last] < values[first]:
            yield Problem(last, "ends_before_start", {"day": values[first]})
    for name in ("obtained_on", "consented_on", "checked_on", "from_month"):
        if values.get(name) and values[name] > w.today:
            yield Problem(name, "day_in_future")
    yield from _part_problems(w, person_id, given)


def _part_problems(w: Work, person_id: UUID, given: Entry) -> Iterator[Problem]:
    values = given.values
    match given.part:
        case "certificates":
            yield from _certificate_problems(w, person_id, values)
        case "referees" if not values["phone"] and not values["email"]:
            yield Problem("phone", "reachable_nowhere")
        case "availability" | "exceptions":
            if not values.get("days", True):
                yield Problem("days", "no_days")
            yield from _overlap(w, person_id, given)
        case "skills":
            known = select(SkillRow.id).where(SkillRow.person_id == person_id, SkillRow.term_id == values["term_id"])
            if w.session.scalars(known.where(SkillRow.id != given.id)).first():
                yield Problem("term", "skill_known")


def _overlap(w: Work, person_id: UUID, given: Entry) -> Iterator[Problem]:
    """One weekly pattern and one exception at a time, so that every day has one answer."""
    w.lock(f"availability:{person_id}")
    kind, until = PARTS[given.part], given.values["until"]
    others = select(kind.since).where(kind.person_id == person_id, kind.id != given.id)
    others = others.where(or_(kind.until.is_(None), kind.until >= given.values["since"]))
    if until:
        others = others.where(kind.since <= until)
    if (since := w.session.scalars(others.order_by(kind.since).limit(1)).first()) is not None:
        yield Problem("since", "availability_overlaps", {"day": since})


def _certificate_problems(w: Work, person_id: UUID, values: Mapping[str, Any]) -> Iterator[Problem]:
    if values["kind"] is CertificateKind.OTHER and not values["name"]:
        yield Problem("name", "certificate_name_missing")
    document_id = values["document_id"]
    if document_id and document_id not in {row.id for row in certificate_papers(w, person_id)}:
        raise NotFoundError("document")
