"""Documents of a person: taken in, renewed, listed, and handed out as a file; copies of identity documents are apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from app.db.among import among
from app.db.dossiers import HOLDS, DocumentRow, Paper
from app.db.people import EmploymentKind
from app.db.work import Work
from app.permissions import Action, must
from app.services import kinds, retention, sight
from app.services.bsns import RevealReason
from app.services.intake import Taken
from app.services.problems import NotFoundError, Problem, RefusedError

# These are between the person and one employer; the others belong to the person.
OF_EMPLOYER: Final = frozenset(
    {
        Paper.CONTRACT,
        Paper.LOONHEFFINGSVERKLARING,
        Paper.TWV,
        Paper.GVVA,
        Paper.PROTECTION,
        Paper.A1,
        Paper.MODEL_AGREEMENT,
        Paper.VAR,
    }
)
# What may be kept of somebody by what that person is at the employer: of a candidate nothing that is for who works.
OF_CANDIDATE: Final = frozenset({Paper.CV, Paper.CERTIFICATE, Paper.REFERENCE})
OF_SELF_EMPLOYED: Final = frozenset({Paper.MODEL_AGREEMENT, Paper.VAR})
OF_EMPLOYEE: Final = frozenset({Paper.CONTRACT, Paper.LOONHEFFINGSVERKLARING})
EXPIRING: Final = frozenset(
    {Paper.A1, Paper.CERTIFICATE, Paper.CONTRACT, Paper.TWV, Paper.GVVA, Paper.PROTECTION, Paper.MODEL_AGREEMENT}
)


@dataclass(frozen=True, slots=True)
class Document:
    """What is said of a document; its id is the form's, so that a replayed form makes one."""

    id: UUID
    kind: Paper
    employer_id: UUID
    valid_from: date | None = None
    valid_until: date | None = None
    renews_id: UUID | None = None


def listed(w: Work, person_id: UUID, action: Action = Action.DOCUMENT_READ) -> Sequence[DocumentRow]:
    """All versions, newest first; those of an employer only where the actor may do this."""
    sight.person(w, person_id, action)
    return of_person(w, person_id, action)


def of_person(w: Work, person_id: UUID, action: Action) -> Sequence[DocumentRow]:
    return by_person(w, [person_id], action).get(person_id, [])


def by_person(w: Work, person_ids: Collection[UUID], action: Action) -> dict[UUID, list[DocumentRow]]:
    """All versions per person, newest first; what must be gone by now is not shown."""
    query = select(DocumentRow).where(among(w.session, DocumentRow.person_id, person_ids))
    within = sight.employers(w, action)
    if within is not None:
        query = query.where(or_(DocumentRow.employer_id.is_(None), DocumentRow.employer_id.in_(within)))
    hidden = {key: retention.hidden_papers(late) for key, late in retention.by_person(w, person_ids).items()}
    found: dict[UUID, list[DocumentRow]] = {}
    for row in w.session.scalars(query.order_by(DocumentRow.recorded_at.desc())):
        if row.kind not in hidden.get(row.person_id, ()):
            found.setdefault(row.person_id, []).append(row)
    return found


def current(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Those that no other row renews."""
    renewed = {row.renews_id for row in rows}
    return [row for row in rows if row.id not in renewed]


def problems(w: Work, person_id: UUID, given: Document) -> list[Problem]:
    """What is wrong with what was said, before the file is looked at."""
    person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
    must(w.actor, Action.DOCUMENT_WRITE, given.employer_id)
    if given.employer_id not in {each.employer_id for each in person.employments}:
        raise NotFoundError("employment")
    own = {each.kind for each in person.employments if each.employer_id == given.employer_id}
    found = [] if any(given.kind in kept(kind) for kind in own) else [Problem("kind", "document_of_other_kind")]
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        found.append(Problem("valid_until", "ends_before_start", {"day": given.valid_from}))
    if given.kind is Paper.A1 and given.valid_until is None:
        found.append(Problem("valid_until", "validity_missing"))
    if given.renews_id:
        found += _renewal_problems(w, person_id, given)
    return found


def kept(kind: EmploymentKind) -> frozenset[Paper]:
    """The documents that may be kept of such a person."""
    if kind is EmploymentKind.CANDIDATE:
        return OF_CANDIDATE
    return frozenset(Paper) - (OF_EMPLOYEE if kind is EmploymentKind.SELF_EMPLOYED else OF_SELF_EMPLOYED)


def _renewal_problems(w: Work, person_id: UUID, given: Document) -> list[Problem]:
    rows = {row.id: row for row in of_person(w, person_id, Action.DOCUMENT_WRITE)}
    old = rows.get(given.renews_id) if given.renews_id else None
    if old is None:
        raise NotFoundError("document")
    if old.kind != given.kind:
        return [Problem("kind", "renews_other_kind")]
    is_renewed = any(row.renews_id == old.id and row.id != given.id for row in rows.values())
    return [Problem("kind", "renewed_already")] if is_renewed else []


def put(w: Work, person_id: UUID, given: Document, taken: Taken) -> list[Problem]:
    """Store the re-made file sealed; a repeated request changes nothing more."""
    if found := problems(w, person_id, given):
        return found
    if w.session.get(DocumentRow, given.id):
        return []
    row = DocumentRow(
        id=given.id,
        person_id=person_id,
        employer_id=given.employer_id if given.kind in OF_EMPLOYER else None,
        kind=given.kind,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        renews_id=given.renews_id,
        media_type=taken.media_type,
        sha256=taken.sha256[0],
        is_scanned=taken.is_scanned,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    w.seal_bytes(row, "content_sealed", taken.parts[0])
    w.add("document:taken_in", row)
    return []


def is_closed(row: DocumentRow) -> bool:
    """Whether it is seen only with a reason: BSN, wage or policy number stand in it."""
    return bool(HOLDS[row.kind])


def file(w: Work, document_id: UUID, reason: RevealReason | None = None) -> tuple[DocumentRow, bytes]:
    """The document and its bytes; recorded, a closed one with its reason. RefusedError for a closed one without."""
    row = _found(w, document_id, Action.DOCUMENT_REVEAL if reason else Action.DOCUMENT_READ)
    people = [row.person_id]
    if reason:
        w.record_read("document:reveal", row.employer_id, [row.id, *people], people=people, reason=reason.value)
    elif is_closed(row):
        raise RefusedError("document_closed")
    else:
        w.record_read("document:file", row.employer_id, [row.id, *people], people=people)
    return row, w.open_bytes(row, "content_sealed")


def _found(w: Work, document_id: UUID, action: Action) -> DocumentRow:
    row = w.session.get(DocumentRow, document_id)
    if row is None:
        raise NotFoundError("document")
    person = sight.person(w, row.person_id, action)
    is_hidden = row.kind in retention.hidden_papers(retention.overdue(w, row.person_id))
    if is_hidden or (not row.employer_id and kinds.is_file_elsewhere(w, person.id, person.employments)):
        raise NotFoundError("document")
    if row.employer_id:
        if row.employer_id not in {each.employer_id for each in person.employments}:
            raise NotFoundError("document")
        must(w.actor, action, row.employer_id)
    return row
