"""Two persons become one: every row of the one who goes moves, sealed values are bound anew, paid payslips stay as they were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.db.dossiers import IdentityCopyRow
from app.db.merges import BsnAttemptRow, MovedRow, PersonMergeRow
from app.db.people import PersonRow
from app.db.profiles import SkillRow
from app.db.work import SYSTEM, StaleError, Store, Work
from app.permissions import Action
from app.services import bsns, merge_parts, merge_previews, notices, numbers, payslip_workers, person_names, sight
from app.services.merge_parts import FIELDS, PARTS, Fate
from app.services.merge_previews import Preview
from app.services.problems import NotFoundError
from documents.retention import Kept, destroy_on

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A merge as confirmed: who stays (0 or 1), whose value is chosen per difference, and what the preview showed."""

    id: UUID
    people: tuple[UUID, UUID]
    kept: int
    stamp: str
    chosen: Mapping[str, int] = field(default_factory=dict)


def merge(w: Work, asked: Asked) -> UUID:
    """Merge, and return the id of the merge; a replayed form finds the one it made.

    Raises RefusedError for what stands in the way and StaleError when anything changed since the preview.
    """
    numbers.hold(w, PersonRow.number)
    w.claim(asked.people)
    if made := w.session.get(PersonMergeRow, asked.id):
        return find(w, made.id).id
    shown = merge_previews.preview(w, *asked.people)
    if shown.stamp != asked.stamp:
        raise StaleError("person")
    for blocked in shown.blocks:
        raise blocked
    kept, merged = shown.people[asked.kept], shown.people[1 - asked.kept]
    payslip_workers.keep(w, asked.people)
    if merge_previews.accounts_differ(w, shown.rows):
        for person in (kept, merged):
            notices.accounts_merged(w, person)
    values = {name: getattr(shown.people[asked.chosen.get(name, asked.kept)], name) for name in FIELDS}
    held = [w.open(each, "bsn_sealed") for each in (kept, merged)]
    bsn = None if shown.bsn_side is None else held[shown.bsn_side != asked.kept]
    said = {"values": _plain(kept), "after": _plain(values), "bsns": held, "bsn": bsn}
    _record(w, asked, (kept, merged), said)
    _move_all(w, shown, asked)
    _join(w, kept, merged, (values, bsn))
    for person in shown.people:
        w.session.expire(person, ["employments"])
    return asked.id


def find(w: Work, merge_id: UUID) -> PersonMergeRow:
    """The merge, of people of whom the actor may write the one who was kept, whoever that is by now."""
    row = w.session.get(PersonMergeRow, merge_id)
    if row is None:
        raise NotFoundError("merge")
    sight.heir(w, row.kept_id, Action.PERSON_WRITE)
    return row


def of_person(w: Work, person_id: UUID) -> Sequence[PersonMergeRow]:
    """The merges into this person that were not undone, newest first."""
    query = select(PersonMergeRow).where(PersonMergeRow.kept_id == person_id, PersonMergeRow.undone_at.is_(None))
    return w.session.scalars(query.order_by(PersonMergeRow.merged_at.desc())).all()


def recent(w: Work) -> Sequence[Any]:
    """(merge, number kept, number merged) of merges that can be undone, newest first, at people the actor may write."""
    merged = aliased(PersonRow)
    query = (
        select(PersonMergeRow, PersonRow.number, merged.number)
        .join(PersonRow, PersonRow.id == PersonMergeRow.kept_id)
        .join(merged, merged.id == PersonMergeRow.merged_id)
        .where(PersonMergeRow.undone_at.is_(None), PersonMergeRow.undo_until >= w.today)
        .where(sight.is_reached(w, Action.PERSON_WRITE))
        .order_by(PersonMergeRow.merged_at.desc())
        .limit(SHOWN)
    )
    return w.session.execute(query).all()


def later(w: Work, row: PersonMergeRow) -> PersonMergeRow | None:
    """A later merge of one of these people that stands; it must be undone first."""
    ids = (row.kept_id, row.merged_id)
    query = select(PersonMergeRow).where(
        PersonMergeRow.id != row.id,
        PersonMergeRow.merged_at >= row.merged_at,
        PersonMergeRow.undone_at.is_(None),
        or_(PersonMergeRow.kept_id.in_(ids), PersonMergeRow.merged_id.in_(ids)),
    )
    return w.session.scalars(query.order_by(PersonMergeRow.merged_at.desc()).limit(1)).first()


def undo_until(today: date) -> date:
    """The last day of the term (retention.toml, merge_undo)."""
    gone = destroy_on(Kept.MERGE_UNDO, today)
    assert gone is not None  # noqa: S101 - a term that is counted from a day always ends
    return gone - timedelta(days=1)


def before(w: Work, row: PersonMergeRow) -> dict[str, Any]:
    """What was there before, `values` and `bsns` (of who stayed, of who went), and `after` and `bsn` of who stayed."""
    said: dict[str, Any] = json.loads(w.open(row, "before_sealed") or "{}")
    return said


def forget(w: Work, row: PersonMergeRow, tag: str, **remarks: Any) -> None:
    """What undoing takes is gone, with the key that could read it; what changed at the merge is recorded with it."""
    row.before_sealed = None
    w.record(tag, row, **remarks)
    w.session.flush()
    w.keyring.destroy(w.session, w.keyring.lock(w.session, f"merge:{row.id}"))
    for moved in moved_rows(w, row):
        w.session.delete(moved)


def moved_counts(w: Work, row: PersonMergeRow) -> dict[str, tuple[int, int]]:
    """Per table how many rows moved to the one who stayed, and how many the other way."""
    found = {kind.__tablename__: [0, 0] for kind in PARTS}
    for moved in moved_rows(w, row):
        found[moved.kind][moved.to_id == row.merged_id] += 1
    return {table: (there, back) for table, (there, back) in found.items() if there or back}


def moved_rows(w: Work, row: PersonMergeRow) -> Sequence[MovedRow]:
    query = select(MovedRow).where(MovedRow.merge_id == row.id).order_by(MovedRow.kind, MovedRow.row_id)
    return w.session.scalars(query).all()


def forget_overdue(store: Store, at: datetime) -> int:
    """After the term a merge stays; what undoing it took is removed. Returns how many."""
    with store.work(SYSTEM, at) as w:
        query = select(PersonMergeRow).where(
            PersonMergeRow.undo_until < w.today,
            PersonMergeRow.undone_at.is_(None),
            PersonMergeRow.forgotten_at.is_(None),
        )
        rows = w.session.scalars(query).all()
        for row in rows:
            row.forgotten_at = w.at
            forget(w, row, "merge:forgotten")
        return len(rows)


def move(w: Work, row: Any, to_id: UUID, tag: str) -> None:
    """A row becomes somebody else's; a copy of an identity document is sealed with that person's own key."""
    content = w.open_bytes(row, "content_sealed") if isinstance(row, IdentityCopyRow) else None
    row.person_id = to_id
    w.record(tag, row)
    if content is not None:
        w.session.flush()  # making the key of the other person flushes, and each change needs its record by then
        w.seal_bytes(row, "content_sealed", content)
        w.record("identity:copy_resealed", row)


def plain(value: Any) -> Any:
    """A value as it is kept for undoing."""
    return value.isoformat() if isinstance(value, date) else value


def _plain(source: PersonRow | Mapping[str, Any]) -> dict[str, Any]:
    taken = source if isinstance(source, Mapping) else {name: getattr(source, name) for name in FIELDS}
    return {name: plain(value) for name, value in taken.items()}


def _record(w: Work, asked: Asked, people: tuple[PersonRow, PersonRow], said: Mapping[str, Any]) -> None:
    kept, merged = people
    row = PersonMergeRow(
        id=asked.id, kept_id=kept.id, merged_id=merged.id, merged_at=w.at, merged_by=w.actor.user_id,
        undo_until=undo_until(w.today),
    )  # fmt: skip
    w.seal(row, "before_sealed", json.dumps(said))
    w.add("merge:made", row)
    w.session.flush()


def _move_all(w: Work, shown: Preview, asked: Asked) -> None:
    """A copy needs no longer the key of who goes: that is destroyed, and undoing makes another."""
    kept, merged = asked.kept, 1 - asked.kept
    ids = [each.id for each in shown.people]
    for kind, fate in PARTS.items():
        sides = [(merged, kept)]
        if fate is Fate.CHOSEN and shown.rows[kept][kind]:
            is_other = shown.rows[merged][kind] and asked.chosen.get(kind.__tablename__, kept) == merged
            sides = [(merged, kept), (kept, merged)] if is_other else []
        for source, target in sides:
            for row in shown.rows[source][kind]:
                if not _has_already(row, shown.rows[target][kind], fate):
                    _move(w, row, asked.id, (ids[source], ids[target]))
    w.session.flush()
    w.keyring.destroy(w.session, w.keyring.lock(w.session, f"idcopy:{ids[merged]}"))


def _has_already(row: Any, others: Sequence[Any], fate: Fate) -> bool:
    """What is there once, or the same BSN or skill at both: once is enough."""
    if fate is Fate.FILLS:
        return bool(others)
    same = {BsnAttemptRow: "bsn_index", SkillRow: "term_id"}.get(type(row))
    return same is not None and getattr(row, same) in {getattr(each, same) for each in others}


def _move(w: Work, row: Any, merge_id: UUID, ids: tuple[UUID, UUID]) -> None:
    from_id, to_id = ids
    kind, digest = row.__tablename__, merge_parts.state(w, row)
    move(w, row, to_id, "merge:moved")
    w.session.add(MovedRow(merge_id=merge_id, kind=kind, row_id=row.id, from_id=from_id, to_id=to_id, state=digest))


def _join(w: Work, kept: PersonRow, merged: PersonRow, taken: tuple[Mapping[str, Any], str | None]) -> None:
    """The BSN is unique, so it leaves the one before it comes to the other."""
    values, bsn = taken
    merged.bsn_sealed = merged.bsn_index = None
    merged.merged_into_id, merged.merged_at = kept.id, w.at
    w.record("person:merged_away", merged)
    w.session.flush()
    if bsn and kept.bsn_index != bsns.index(w, bsn):
        bsns.put(w, kept, bsn)
    put_values(w, kept, values)
    w.record("person:merged", kept)
    w.session.flush()


def put_values(w: Work, person: PersonRow, values: Mapping[str, Any]) -> None:
    """Who somebody is, with the name as it is used and searched; a name that has a history goes on in it from today."""
    before = person_names.name_of(person)
    for name, value in values.items():
        setattr(person, name, value)
    person_names.show(person)
    if person_names.name_of(person) != before:
        person_names.go_on(w, person)
