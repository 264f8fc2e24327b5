"""Rotation of data keys: a new key for what is written, and what was sealed before is sealed again in small steps."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from app.db.base import Base
from app.db.work import SYSTEM, Store, Work

_STEP: Final = 200


def sealed_columns() -> dict[str, list[tuple[Any, str]]]:
    """Per key class the rows and columns that it seals."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            guarded = column.info.get("personal")
            if guarded and guarded.key_class and column.key.endswith("_sealed"):
                found.setdefault(guarded.key_class, []).append((mapper.class_, column.key))
    return found


def rotate(store: Store, key_class: str, at: datetime) -> int:
    """A new key, and everything of its class sealed with it; returns how many values that were.

    Web workers that run keep sealing with the key they know: restart them, and rotate again to reach those values.
    """
    with store.work(SYSTEM, at) as w:
        key_id = store.keyring.rotate(w.session, key_class)
        w.record_read("key.rotate", None, [], key_class=key_class, key_id=key_id)
    return sum(_seal_again(store, kind, column, at) for kind, column in sealed_columns()[key_class])


def renew_own(w: Work, kind: Any, owners: set[UUID]) -> None:
    """A new key for each of the people whose own key seals these rows."""
    classes = {
        column.info["personal"].key_class for column in kind.__table__.columns if column.name.endswith("_sealed")
    }
    for owner in sorted(owners):
        for key_class in classes:
            w.keyring.rotate(w.session, f"{key_class}:{owner}")


def _seal_again(store: Store, kind: Any, column: str, at: datetime) -> int:
    changed, last = 0, UUID(int=0)
    while True:
        with store.work(SYSTEM, at) as w:
            sealed = getattr(kind, column)
            query = select(kind).where(sealed.is_not(None), kind.id > last).order_by(kind.id).limit(_STEP)
            rows = w.session.scalars(query).all()
            if not rows:
                return changed
            renew_own(w, kind, {getattr(row, kind.key_owner) for row in rows} if kind.key_owner else set())
            for row in rows:
                before = getattr(row, column)
                w.seal_bytes(row, column, w.open_bytes(row, column))
                after = getattr(row, column)
                w.session.expunge(row)  # nobody edited it: its version stays, and an open form can still be saved
                same = (kind.__table__.c.id == row.id, kind.__table__.c[column] == before)
                w.session.connection().execute(update(kind.__table__).where(*same).values({column: after}))
            changed, last = changed + len(rows), rows[-1].id
            w.record_read("key.seal_again", None, [row.id for row in rows], column=f"{kind.__tablename__}.{column}")
