"""Copies of identity documents: kept under a key of that person alone, and gone in time (privacy.md P5, P6, security.md B3.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, or_, select

from app.db.among import among
from app.db.dossiers import IdentityCopyRow, Side
from app.db.people import EmploymentKind, EmploymentRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM, Store, Work, dutch_day
from app.permissions import Action
from app.services import identities, kinds, retention, sight
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


@dataclass(frozen=True, slots=True)
class Copies:
    """What copies there are of one person, without their content, newest first; `go_on` is when they go unless the person is placed."""

    rows: Sequence[IdentityCopyRow] = ()
    go_on: date | None = None


def by_person(w: Work, person_ids: Collection[UUID]) -> dict[UUID, Copies]:
    """The copies of these people; one that should be gone is not shown, whatever the scheduler did."""
    late = retention.by_person(w, person_ids)
    query = select(IdentityCopyRow, PLACED.label("is_placed"))
    newest = query.order_by(IdentityCopyRow.recorded_at.desc(), IdentityCopyRow.side, IdentityCopyRow.page)
    found: dict[UUID, list[tuple[IdentityCopyRow, bool]]] = {}
    with w.across_employers():
        for row, is_placed in w.session.execute(newest.where(among(w.session, IdentityCopyRow.person_id, person_ids))):
            if (is_placed or not _is_late(row, w.today)) and Kept.ID_COPY not in late.get(row.person_id, ()):
                found.setdefault(row.person_id, []).append((row, is_placed))
    return {key: Copies([row for row, _ in held], _destroyed_on(held)) for key, held in found.items()}


def listed(w: Work, person_id: UUID) -> Sequence[IdentityCopyRow]:
    """The copies of one person."""
    return by_person(w, [person_id]).get(person_id, Copies()).rows


def _destroyed_on(held: Sequence[tuple[IdentityCopyRow, bool]]) -> date | None:
    """The day the oldest of the copies goes when the person is not placed by then; None for who was placed."""
    days = [dutch_day(row.recorded_at) for row, is_placed in held if not is_placed]
    return destroy_on(Kept.ID_COPY_OF_CANDIDATE, min(days)) if days else None


def add(w: Work, identity_id: UUID, side: Side, taken: Taken) -> bool:
    """Keep the pages of one side, sealed with this person's own key; the same pages again change nothing. Whether it was new."""
    row = identities.find(w, identity_id, Action.DOCUMENT_WRITE)
    person = sight.person(w, row.person_id, Action.DOCUMENT_WRITE)
    if not kinds.asks_copy(person.employments, person.nationality, w.today):
        raise NotFoundError("copy without a ground")
    held = {each.sha256 for each in listed(w, row.person_id) if each.identity_id == row.id and each.side == side}
    if set(taken.sha256) <= held:
        return False
    w.hold(row.person_id)  # before the key, in the order of who moves or destroys copies
    for page, (content, digest) in enumerate(zip(taken.parts, taken.sha256, strict=True), 1):
        copy = IdentityCopyRow(
            id=uuid4(), person_id=row.person_id, identity_id=row.id, side=side, page=page, sha256=digest,
            is_scanned=taken.is_scanned, recorded_at=w.at, recorded_by=w.actor.user_id,
        )  # fmt: skip
        w.seal_bytes(copy, "content_sealed", content)
        w.add("identity:copied", copy)
    return True


def latest(held: Sequence[IdentityCopyRow], identity_id: UUID) -> list[IdentityCopyRow]:
    """The pages of a document as they were last taken in, front first: of each side those of the last upload."""
    mine = [row for row in held if row.identity_id == identity_id]
    last = {row.side: row.recorded_at for row in sorted(mine, key=lambda row: row.recorded_at)}
    current = [row for row in mine if row.recorded_at == last[row.side]]
    return sorted(current, key=lambda row: (row.side is not Side.FRONT, row.page))


def find(w: Work, copy_id: UUID) -> IdentityCopyRow:
    """One page, without its content, of a person whose copies the actor may read."""
    row = w.session.get(IdentityCopyRow, copy_id)
    if row is None:
        raise NotFoundError("copy")
    person = sight.person(w, row.person_id, Action.ID_COPY_READ)
    if kinds.is_file_elsewhere(w, person.id, person.employments):
        raise NotFoundError("copy")
    if row.id not in {each.id for each in listed(w, row.person_id)}:
        raise NotFoundError("copy")
    return row


def page(w: Work, copy_id: UUID, reason: RevealReason) -> tuple[IdentityCopyRow, bytes]:
    """One page of a copy; recorded with its reason."""
    row = find(w, copy_id)
    w.record_read("identity:copy", None, [row.id, row.person_id], people=[row.person_id], reason=reason.value)
    return row, w.open_bytes(row, "content_sealed")


def destroy_overdue(store: Store, at: datetime) -> int:
    """Copies of people who were never placed go within four weeks, with the key that could read them. Returns how many."""
    with store.work(SYSTEM, at) as w:
        w.claim({row.person_id for row in _overdue(w)})
        w.session.expire_all()
        late = _overdue(w)
        for person_id, rows in groupby(late, key=lambda row: row.person_id):
            _destroy(w, person_id, list(rows))
        return len(late)


def _overdue(w: Work) -> list[IdentityCopyRow]:
    unplaced = w.session.scalars(select(IdentityCopyRow).where(~PLACED).order_by(IdentityCopyRow.person_id))
    return [row for row in unplaced if _is_late(row, w.today)]


def renew_key(w: Work, person_id: UUID, but: Sequence[IdentityCopyRow] = ()) -> None:
    """The copies of a person except these get another key, and the old one is destroyed: what else it sealed is dead, in backups too."""
    own_keys = w.keyring.lock(w.session, f"idcopy:{person_id}")  # a copy that somebody is adding now stays readable
    query = select(IdentityCopyRow).where(IdentityCopyRow.person_id == person_id)
    opened = [(row, w.open_bytes(row, "content_sealed")) for row in w.session.scalars(query) if row not in but]
    w.keyring.destroy(w.session, own_keys)
    for row, content in opened:
        w.seal_bytes(row, "content_sealed", content)
        w.record("identity:copy_resealed", row)


def _destroy(w: Work, person_id: UUID, rows: Sequence[IdentityCopyRow]) -> None:
    """The ids are recorded, nothing of the content; copies that stay get another key, so that the old one can go."""
    for row in rows:
        w.session.delete(row)
        w.record("identity:copy_destroyed", row, rule="P6")
    due_on = destroy_on(Kept.ID_COPY_OF_CANDIDATE, min(dutch_day(row.recorded_at) for row in rows))
    retention.certify(w, person_id, Kept.ID_COPY_OF_CANDIDATE, rows, due_on=due_on or w.today)
    w.session.flush()
    renew_key(w, person_id, rows)


def _is_late(row: IdentityCopyRow, today: date) -> bool:
    return is_overdue(Kept.ID_COPY_OF_CANDIDATE, dutch_day(row.recorded_at), today)
