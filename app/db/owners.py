"""Whose a row is stays true while it is written: a merge, its undoing and a destruction wait for writers, and refuse who comes after.

Needed on PostgreSQL; SQLite has one writer at a time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.db.among import among
from app.db.base import Base
from app.db.people import PersonRow


def claim(session: Session, person_ids: Collection[UUID]) -> None:
    """Wait for everybody who writes something of these people, and keep others from it until the transaction ends."""
    session.execute(_people(session, person_ids).with_for_update()).all()


def are_there(session: Session, person_ids: Collection[UUID]) -> bool:
    """Whether none of them was destroyed or merged away; they stay until the transaction ends."""
    held = session.execute(_people(session, person_ids).with_for_update(read=True, key_share=True)).all()
    made = {row.id for row in session.new if isinstance(row, PersonRow)}
    return {row.id for row in held if row.merged_into_id is None} | made >= set(person_ids)


def are_right(session: Session) -> bool:
    """Whether what is about to be written is of people who are there, and each new part is of whose the whole is by now."""
    new = [row for row in session.new if _owner(row)]
    changed = [row for row in session.dirty if _owner(row) and session.is_modified(row)]
    people = {owner for row in (*new, *changed) if (owner := _owner(row))}
    return not people or (are_there(session, people) and all(_are_together(session, *each) for each in _wholes(new)))


def _people(session: Session, person_ids: Collection[UUID]) -> Any:
    query = select(PersonRow.id, PersonRow.merged_into_id).where(among(session, PersonRow.id, person_ids))
    return query.order_by(PersonRow.id)


def _owner(row: Base) -> UUID | None:
    """Whose a row is; a certificate of destruction names who is gone and is nobody's."""
    column = row.__table__.c.get("person_id")
    return getattr(row, "person_id", None) if column is not None and column.foreign_keys else None


def _wholes(rows: Iterable[Base]) -> Iterator[tuple[Table, dict[UUID, set[UUID | None]]]]:
    """(table, owners by id) of what these rows are part of: a document, an employment."""
    found: dict[Any, dict[UUID, set[UUID | None]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for key in row.__table__.foreign_keys:
            whole, table = getattr(row, key.parent.key), key.column.table
            if whole and "person_id" in table.c:
                found[table][whole].add(_owner(row))
    yield from found.items()


def _are_together(session: Session, table: Table, owners: dict[UUID, set[UUID | None]]) -> bool:
    query = select(table.c.id, table.c.person_id).where(among(session, table.c.id, owners))
    return all(owners[row.id] == {row.person_id} for row in session.connection().execute(query))
