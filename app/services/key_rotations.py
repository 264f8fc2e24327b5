"""Rotation of data keys in the background: a new key, everything sealed with it in short steps, then the old key destroyed."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import undefer

from app.config import ConfigurationError
from app.db.keyring import DataKeyRow, KeyRotationRow, UnreadableValueError
from app.db.organisation import EmployerRow
from app.db.work import SYSTEM, Actor, Store, Work
from app.permissions import Action, must
from app.services import jobs, keys
from app.services.jobs import Progress
from app.services.problems import NotFoundError

ROTATE: Final = "key.rotate"
_STEP: Final = 200
_STEP_BYTES: Final = 4_000_000
_MOST_REST: Final = 0.25  # seconds: a writer that waits for SQLite looks ten times a second whether it may
_FIRST: Final = UUID(int=0)


def ask(w: Work, employer_id: UUID, key_class: str) -> KeyRotationRow:
    """Put the rotation of one class in the queue; one that was asked and did not end goes on where it was."""
    must(w.actor, Action.KEY_ROTATE, employer_id)
    if key_class not in keys.sealed_columns():
        raise NotFoundError(key_class)
    w.lock(f"key_rotation:{key_class}")
    unfinished = (KeyRotationRow.key_class == key_class, KeyRotationRow.finished_at.is_(None))
    row = w.session.scalars(select(KeyRotationRow).where(*unfinished)).first()
    if row is None:
        row = KeyRotationRow(
            id=uuid4(), key_class=key_class, asked_by=w.actor.user_id, asked_at=w.at, key_id=None, reached="",
            finished_at=None,
        )  # fmt: skip
        w.session.add(row)
        w.session.flush()
    with w.across_employers():
        last = jobs.last_of(w, row.id)
    if last is None or last.state not in jobs.UNFINISHED:
        jobs.ask(w, employer_id, ROTATE, row.id)
        w.record_read("key:rotation_asked", None, [row.id], key_class=key_class)
    return row


def ask_from_server(w: Work, key_class: str) -> list[KeyRotationRow]:
    """The same for whoever operates the server, of one class or `all`."""
    employer_id = w.session.scalars(select(EmployerRow.id).order_by(EmployerRow.id).limit(1)).first()
    if employer_id is None:
        raise ConfigurationError("there is no employer yet, so nothing is sealed and there is nothing to rotate")
    asked = list(keys.sealed_columns()) if key_class == "all" else [key_class]
    return [ask(w, employer_id, each) for each in asked]


@dataclass(slots=True)
class Rotation:
    """What a worker knows of the rotation it does."""

    store: Store
    id: UUID
    key_class: str
    actor: Actor
    clock: Callable[[], datetime]
    progress: Progress
    done: int = 0
    total: int = 0
    unreadable: set[UUID] = field(default_factory=set)

    @contextmanager
    def step(self) -> Iterator[tuple[Work, list[int]]]:
        """One short transaction; what it seals anew is appended to the list. Then others get as long as it took."""
        begun = time.monotonic()
        moved: list[int] = []
        with self.store.work(self.actor, self.clock()) as w:
            yield w, moved
        self.done += sum(moved)
        self.total = max(self.total, self.done)
        self.progress(self.done, self.total)
        if moved:
            self.progress.give_way()
            time.sleep(min(time.monotonic() - begun, _MOST_REST))


def run(store: Store, rotation_id: UUID, clock: Callable[[], datetime], progress: Progress | None = None) -> int:
    """Do the rotation, or what an earlier worker left of it; returns how many values were sealed anew now.

    Raises UnreadableValueError when some cannot be opened; the audit trail names them, and the old key stays.
    """
    rotation = _begin(store, rotation_id, clock, progress or Progress())
    if rotation is None:
        return 0
    _make_own_keys_anew(rotation)
    _pass(rotation, most=_STEP)
    while not _destroy_old(rotation):
        # What people held a moment ago: one row at a time, because who waits for a row and holds another may wait for ever.
        if not _pass(rotation, most=1) and rotation.unreadable:
            raise UnreadableValueError(f"{len(rotation.unreadable)} values of {rotation.key_class}; the old key stays")
    store.database.forget_deleted()
    return rotation.done


def give_up(w: Work, rotation_id: UUID) -> None:
    """Nothing is lost: both keys stay, and the same rotation goes on when it is asked again."""
    row = w.session.get_one(KeyRotationRow, rotation_id)
    w.record_read("key:rotation_failed", None, [row.id], key_class=row.key_class)


def _begin(store: Store, rotation_id: UUID, clock: Callable[[], datetime], progress: Progress) -> Rotation | None:
    with store.work(SYSTEM, clock()) as w:
        row = w.session.get_one(KeyRotationRow, rotation_id)
        if row.finished_at:
            progress.finish(w)
            return None
        exists = w.session.scalar(select(func.count()).where(DataKeyRow.key_class == row.key_class))
        if row.key_id is None and exists:
            row.key_id = w.keyring.rotate(w.session, row.key_class)
            w.record_read("key.rotate", None, [row.id], key_class=row.key_class, key_id=row.key_id)
        asker = Actor(row.asked_by, source="job", is_system=True)
        rotation = Rotation(store, row.id, row.key_class, asker, clock, progress)
        rotation.total = keys.left(w, row.key_class) + _own_values(w, row)
    progress(0, rotation.total)
    return rotation


# --- the keys of one person each -----------------------------------------------------------------------------------


def _own_values(w: Work, row: KeyRotationRow) -> int:
    waiting, counted = set(_own_classes(w, row)), 0
    for kind, column in _owned(row.key_class):
        owner = getattr(kind, kind.key_owner)
        query = select(owner, func.count()).where(getattr(kind, column).is_not(None)).group_by(owner)
        counted += sum(count for person, count in w.session.execute(query) if f"{row.key_class}:{person}" in waiting)
    return counted


def _own_classes(w: Work, row: KeyRotationRow) -> list[str]:
    query = select(DataKeyRow.key_class).where(DataKeyRow.key_class.startswith(f"{row.key_class}:")).distinct()
    return sorted(each for each in w.session.scalars(query) if each > row.reached)


def _owned(key_class: str) -> list[tuple[Any, str]]:
    return [(kind, column) for kind, column in keys.sealed_columns()[key_class] if kind.key_owner]


def _make_own_keys_anew(rotation: Rotation) -> None:
    """Each person in a transaction of their own: new key, all values, old key destroyed."""
    with rotation.store.look(SYSTEM, rotation.clock()) as w:
        waiting = _own_classes(w, w.session.get_one(KeyRotationRow, rotation.id))
    for own_class in waiting:
        with rotation.step() as (w, moved):
            moved.append(_make_own_key_anew(w, rotation.key_class, own_class))
            w.touch(update(KeyRotationRow).where(KeyRotationRow.id == rotation.id).values(reached=own_class))


def _make_own_key_anew(w: Work, key_class: str, own_class: str) -> int:
    person = UUID(own_class.partition(":")[2])
    w.claim([person])  # before the key, in the order of who moves or destroys copies
    old = w.keyring.lock(w.session, own_class)
    opened = [
        (row, column, w.open_bytes(row, column))
        for kind, column in _owned(key_class)
        for row in w.session.scalars(select(kind).where(getattr(kind, kind.key_owner) == person))
        if getattr(row, column) is not None
    ]
    w.keyring.destroy(w.session, old)
    for row, column, content in opened:
        _store(w, row, column, content)
    ids = [row.id for row, _, _ in opened]
    w.record_read("key:own_made_anew", None, ids, key_class=own_class, destroyed=old)
    return len(opened)


# --- the key of the installation -----------------------------------------------------------------------------------


def _pass(rotation: Rotation, *, most: int) -> int:
    """Everything once, `most` in one transaction; rows that others hold are then left for a later pass. How many moved."""
    before = rotation.done
    for kind, column in keys.sealed_columns()[rotation.key_class]:
        if kind.key_owner:
            continue
        last: UUID | None = _FIRST
        while last is not None:
            with rotation.step() as (w, moved):
                ids = _next(w, rotation.key_class, (kind, column), (last, most))
                if ids:
                    count, unreadable = _seal_again(w, kind, column, ids)
                    moved.append(count)
                    rotation.unreadable |= unreadable
                last = ids[-1] if ids else None
    return rotation.done - before


def _next(w: Work, key_class: str, place: tuple[Any, str], part: tuple[UUID, int]) -> list[UUID]:
    """The ids of the next values under an old key: not too many, and not too many bytes."""
    (kind, column), (last, most) = place, part
    if not w.session.scalar(select(func.count()).where(DataKeyRow.key_class == key_class)):
        return []
    old = keys.is_old(kind, column, w.keyring.newest_head(w.session, key_class))
    query = select(kind.id, func.length(getattr(kind, column))).where(old, kind.id > last).order_by(kind.id).limit(most)
    return list(_within(w.session.execute(query)))


def _within(sizes: Iterable[Any]) -> Iterator[UUID]:
    total = 0
    for id_, size in sizes:
        total += size
        if total > _STEP_BYTES and total > size:
            return
        yield id_


def _seal_again(w: Work, kind: Any, column: str, ids: list[UUID]) -> tuple[int, set[UUID]]:
    """How many were sealed anew, and the ids of those that cannot be opened."""
    query = select(kind).where(kind.id.in_(ids)).options(undefer(getattr(kind, column)))
    rows = w.session.scalars(query.with_for_update(key_share=True, skip_locked=len(ids) > 1)).all()
    moved, unreadable, place = [], set(), f"{kind.__tablename__}.{column}"
    for row in rows:
        try:
            _store(w, row, column, w.open_bytes(row, column))
            moved.append(row.id)
        except UnreadableValueError:
            unreadable.add(row.id)
    if moved:
        w.record_read("key.seal_again", None, moved, column=place)
    if unreadable:
        w.record_read("key:unreadable", None, unreadable, column=place)
    return len(moved), unreadable


def _store(w: Work, row: Any, column: str, content: bytes) -> None:
    before = getattr(row, column)
    w.seal_bytes(row, column, content)
    after = getattr(row, column)
    w.session.expunge(row)  # nobody edited it: its version stays, and an open form can still be saved
    table = type(row).__table__
    same = (table.c.id == row.id, table.c[column] == before)
    w.session.connection().execute(update(table).where(*same).values({column: after}))


def _destroy_old(rotation: Rotation) -> bool:
    """When nobody seals with the old keys any more and nothing is left under them, they go; whether they went."""
    with rotation.store.work(rotation.actor, rotation.clock()) as w:
        old = w.keyring.lock_old(w.session, rotation.key_class)
        if keys.left(w, rotation.key_class):
            return False
        w.keyring.destroy(w.session, old)
        ended = update(KeyRotationRow).where(KeyRotationRow.id == rotation.id).values(finished_at=w.at)
        w.touch(ended)
        w.record_read("key:destroyed", None, [rotation.id], key_class=rotation.key_class, key_ids=old)
        rotation.progress.finish(w)
    return True
