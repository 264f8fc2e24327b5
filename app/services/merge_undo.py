"""Undoing a merge within its term: what is as the merge left it goes back; what changed since stays, and is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow
from app.db.merges import MovedRow, PersonMergeRow
from app.db.people import AnoniementariefRow, ConsentRow, EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.work import Work
from app.services import bsns, id_copies, merge_parts, merge_previews, merges, numbers, payslip_workers
from app.services.merge_parts import PARTS
from app.services.problems import RefusedError

# A part goes where its whole goes: (part, the column that names the whole, the whole).
FOLLOWING: Final[tuple[tuple[Any, str, Any], ...]] = (
    (LoonheffingsverklaringRow, "employment_id", EmploymentRow),
    (AnoniementariefRow, "employment_id", EmploymentRow),
    (ConsentRow, "employment_id", EmploymentRow),
    (IdentityCopyRow, "identity_id", IdentityRow),
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that does not simply go back: a table or field, and why."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing would do now."""

    back: list[tuple[Any, UUID]]
    values: dict[str, Any]
    bsns: tuple[str | None, str | None]
    is_bsn_as_left: bool
    remarks: list[Remark]

    def counts(self) -> dict[str, int]:
        """How many rows of each table go back."""
        names = [row.__tablename__ for row, _to in self.back]
        return {kind.__tablename__: names.count(kind.__tablename__) for kind in PARTS}


def plan(w: Work, merge_id: UUID) -> Undoing:
    """What goes back and what stays; raises RefusedError when it cannot be undone, or not yet."""
    row = merges.find(w, merge_id)
    if row.undone_at:
        raise RefusedError("merge_undone")
    if row.forgotten_at or w.today > row.undo_until:
        raise RefusedError("merge_term_over", day=row.undo_until)
    if merges.later(w, row):
        raise RefusedError("merge_later")
    merge_previews.must_everywhere(w, (row.kept_id, row.merged_id))
    back, remarks = _rows(w, row)
    kept, said = w.session.get_one(PersonRow, row.kept_id), merges.before(w, row)
    values = {}
    for name, value in said["values"].items():
        if merges.plain(getattr(kept, name)) == said["after"][name]:
            values[name] = date.fromisoformat(value) if name == "birth_date" and value else value
        else:
            remarks.append(Remark(name, "value_changed"))
    is_as_left = kept.bsn_index == (bsns.index(w, said["bsn"]) if said["bsn"] else None)
    remarks += _bsn_remarks(w, kept, said["bsns"], is_as_left=is_as_left)
    return Undoing(back, values, tuple(said["bsns"]), is_as_left, remarks)


def undo(w: Work, merge_id: UUID) -> Undoing:
    """Two persons again; returns what was done."""
    numbers.hold(w, PersonRow.number)
    row = merges.find(w, merge_id)
    w.claim((row.kept_id, row.merged_id))
    found = plan(w, merge_id)
    kept, merged = w.session.get_one(PersonRow, row.kept_id), w.session.get_one(PersonRow, row.merged_id)
    merged.merged_into_id = merged.merged_at = None
    w.record("person:parted", merged)
    w.session.flush()
    payslip_workers.keep(w, (kept.id, merged.id))
    for each, to_id in found.back:
        merges.move(w, each, to_id, "merge:moved_back")
    w.session.flush()
    if any(isinstance(each, IdentityCopyRow) for each, _to in found.back):
        id_copies.renew_key(w, kept.id)
    _part(w, kept, merged, found)
    row.undone_at, row.undone_by = w.at, w.actor.user_id
    merges.forget(w, row, "merge:undone", back=len(found.back), remarks=len(found.remarks))
    for person in (kept, merged):
        w.session.expire(person, ["employments"])
    return found


def _part(w: Work, kept: PersonRow, merged: PersonRow, found: Undoing) -> None:
    """Values and BSN, each only when nobody changed it since; both rows let go of a BSN before one takes it."""
    ours, theirs = found.bsns
    merges.put_values(w, kept, found.values)
    if found.is_bsn_as_left:
        kept.bsn_sealed = kept.bsn_index = None
    w.record("person:parted", kept)
    w.session.flush()
    if found.is_bsn_as_left and ours and bsns.holder(w, ours) is None:
        bsns.put(w, kept, ours)
        w.record("person:parted", kept)
        w.session.flush()
    if theirs and bsns.holder(w, theirs) is None:
        bsns.put(w, merged, theirs)
        w.record("person:parted", merged)
    w.session.flush()


def _bsn_remarks(w: Work, kept: PersonRow, before: Sequence[str | None], *, is_as_left: bool) -> Iterator[Remark]:
    if not is_as_left:
        yield Remark("bsn", "bsn_changed")
    for each in before:
        holder = bsns.holder(w, each) if each else None
        if holder and (holder.id != kept.id or not is_as_left):
            yield Remark("bsn", "bsn_taken")


def _rows(w: Work, row: PersonMergeRow) -> tuple[list[tuple[Any, UUID]], list[Remark]]:
    moved = merges.moved_rows(w, row)
    rows, remarks = _as_left(w, moved)
    remarks += _held_back(w, row, rows)
    back = [(each, moved_one.from_id) for each, moved_one in rows.values()]
    back += [(each, row.merged_id) for each in _new_parts(w, row, rows)]
    known = {moved_one.row_id for moved_one in moved} | {each.id for each, _to in back}
    return back, remarks + list(_new_since(w, row, known))


def _as_left(w: Work, moved: Sequence[MovedRow]) -> tuple[dict[UUID, tuple[Any, MovedRow]], list[Remark]]:
    """The moved rows that can go back, by id. An employment goes with whatever happened to it since: it is that person's."""
    rows: dict[UUID, tuple[Any, MovedRow]] = {}
    remarks = []
    for kind in PARTS:
        mine = {each.row_id: each for each in moved if each.kind == kind.__tablename__}
        found = (
            {each.id: each for each in w.session.scalars(select(kind).where(kind.id.in_(list(mine))))} if mine else {}
        )
        for row_id, one in mine.items():
            row = found.get(row_id)
            code = _why_not(w, row, one)
            if code:
                remarks.append(Remark(one.kind, code))
            if row is not None and code in ("", "goes_changed"):
                rows[row_id] = (row, one)
    return rows, remarks


def _why_not(w: Work, row: Any, moved: MovedRow) -> str:
    if row is None:
        return "gone"
    if row.person_id != moved.to_id:
        return "elsewhere"
    if merge_parts.state(w, row) == moved.state:
        return ""
    return "goes_changed" if isinstance(row, EmploymentRow) else "changed"


def _held_back(w: Work, merge: PersonMergeRow, rows: dict[UUID, tuple[Any, MovedRow]]) -> Iterator[Remark]:
    """Takes out of `rows` what belongs to something that stays: older versions of a document, copies of an identity document."""
    query = select(DocumentRow).where(DocumentRow.person_id == merge.kept_id, DocumentRow.renews_id.is_not(None))
    newer = w.session.scalars(query.order_by(DocumentRow.recorded_at.desc())).all()
    for each in newer:
        if each.id not in rows and each.renews_id in rows:
            del rows[each.renews_id]
            yield Remark(DocumentRow.__tablename__, "renewed")
    wholes = {each.row_id for each in merges.moved_rows(w, merge)}
    for part, column, _whole in FOLLOWING:
        for row_id, (row, _moved) in list(rows.items()):
            whole = getattr(row, column) if isinstance(row, part) else None
            if whole in wholes and whole not in rows:
                del rows[row_id]
                yield Remark(part.__tablename__, "with_whole")


def _new_parts(w: Work, merge: PersonMergeRow, rows: dict[UUID, tuple[Any, MovedRow]]) -> Iterator[Any]:
    """What was added since to something that goes back to the one who was merged."""
    for part, column, whole in FOLLOWING:
        wholes = [row.id for row, _moved in rows.values() if isinstance(row, whole)]
        query = select(part).where(part.person_id == merge.kept_id, getattr(part, column).in_(wholes))
        yield from (each for each in w.session.scalars(query) if each.id not in rows)


def _new_since(w: Work, merge: PersonMergeRow, known: set[UUID]) -> Iterator[Remark]:
    """What was recorded since at the one who stayed, and stays there."""
    for kind in PARTS:
        moment = getattr(kind, "recorded_at", None) or getattr(kind, "asked_at", None)
        if moment is not None:
            query = select(kind.id).where(kind.person_id == merge.kept_id, moment > merge.merged_at)
            if any(each not in known for each in w.session.scalars(query)):
                yield Remark(kind.__tablename__, "new")
