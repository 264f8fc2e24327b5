"""Copies of identity documents: kept under a key of that person alone, and gone in time (privacy.md P5, P6, security.md B3.1)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, or_, select

from app.db.dossiers import IdentityCopyRow, Side
from app.db.people import EmploymentKind, EmploymentRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM, Store, Work, dutch_day
from app.permissions import Action
from app.services import identities, kinds, sight
from app.services.bsns import RevealReason
from app.services.intake import Taken
from app.services.problems import NotFoundError
from documents.retention import Kept, destroy_on, is_overdue

# Placed at a hirer, or in direct service: from then on the copy is kept as the law wants of an employer (P5, P9).
PLACED: ColumnElement[bool] = or_(
    exists()
    .where(EmploymentRow.id == PlacementRow.employment_id, EmploymentRow.person_id == IdentityCopyRow.person_id)
    .where(PlacementRow.state != PlacementState.PROVISIONAL),
    exists().where(
        EmploymentRow.person_id == IdentityCopyRow.person_id, EmploymentRow.kind == EmploymentKind.DIRECT_STAFF
    ),
)


def listed(w: Work, person_id: UUID) -> Sequence[IdentityCopyRow]:
    """What copies there are, without their content, newest first; one that should be gone is not shown, whatever the scheduler did."""
    with w.across_employers():
        query = select(IdentityCopyRow, PLACED.label("is_placed")).where(IdentityCopyRow.person_id == person_id)
        newest = query.order_by(IdentityCopyRow.recorded_at.desc(), IdentityCopyRow.side, IdentityCopyRow.page)
        return [row for row, is_placed in w.session.execute(newest) if is_placed or not _is_late(row, w.today)]


def destroyed_on(w: Work, person_id: UUID, held: Collection[IdentityCopyRow]) -> date | None:
    """The day the oldest of the copies goes when the person is not placed by then; None for who was placed."""
    if not held:
        return None
    with w.across_employers():
        is_placed = w.session.scalar(select(PLACED).where(IdentityCopyRow.person_id == person_id).limit(1))
    return None if is_placed else destroy_on(Kept.ID_COPY_OF_CANDIDATE, min(dutch_day(row.recorded_at) for row in held))


def add(w: Work, identity_id: UUID, side: Side, taken: Taken) -> bool:
    """Keep the pages of one side, sealed with this person's own key; the same pages again change nothing. Whether it was new."""
    row = identities.find(w, identity_id, Action.DOCUMENT_WRITE)
    held = {each.sha256 for each in listed(w, row.person_id) if each.identity_id == row.id and each.side == side}
    if set(taken.sha256) <= held:
        return False
    for page, (content, digest) in enumerate(zip(taken.parts, taken.sha256, strict=True), 1):
        copy = IdentityCopyRow(
            id=uuid4(), person_id=row.person_id, identity_id=row.id, side=side, page=page, sha256=digest,
            is_scanned=taken.is_scanned, recorded_at=w.at, recorded_by=w.actor.user_id,
        )  # fmt: skip
        w.seal_bytes(copy, "content_sealed", content)
        w.add("identity:copied", copy)
    return True


def page(w: Work, copy_id: UUID, reason: RevealReason) -> tuple[IdentityCopyRow, bytes]:
    """One page of a copy; recorded with its reason."""
    row = w.session.get(IdentityCopyRow, copy_id)
    if row is None:
        raise NotFoundError("copy")
    person = sight.person(w, row.person_id, Action.ID_COPY_READ)
    if kinds.is_file_elsewhere(w, person.id, person.employments):
        raise NotFoundError("copy")
    if row.id not in {each.id for each in listed(w, row.person_id)}:
        raise NotFoundError("copy")
    w.record_read("identity:copy", None, [row.id, row.person_id], reason=reason.value)
    return row, w.open_bytes(row, "content_sealed")


def destroy_overdue(store: Store, at: datetime) -> int:
    """Copies of people who were never placed go within four weeks, with the key that could read them. Returns how many."""
    with store.work(SYSTEM, at) as w:
        unplaced = w.session.scalars(select(IdentityCopyRow).where(~PLACED).order_by(IdentityCopyRow.person_id)).all()
        late = [row for row in unplaced if _is_late(row, w.today)]
        for person_id, rows in groupby(late, key=lambda row: row.person_id):
            _destroy(w, person_id, list(rows))
        return len(late)


def _destroy(w: Work, person_id: UUID, rows: Sequence[IdentityCopyRow]) -> None:
    """The ids are recorded, nothing of the content; copies that stay get another key, so that the old one can go."""
    query = select(IdentityCopyRow).where(IdentityCopyRow.person_id == person_id)
    staying = [row for row in w.session.scalars(query) if row not in rows]
    opened = [(row, w.open_bytes(row, "content_sealed")) for row in staying]
    for row in rows:
        w.session.delete(row)
        w.record("identity:copy_destroyed", row, rule="P6")
    w.keyring.destroy(w.session, f"idcopy:{person_id}")
    for row, content in opened:
        w.record("identity:copy_resealed", row)
        w.seal_bytes(row, "content_sealed", content)


def _is_late(row: IdentityCopyRow, today: date) -> bool:
    return is_overdue(Kept.ID_COPY_OF_CANDIDATE, dutch_day(row.recorded_at), today)
