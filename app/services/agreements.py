"""Append-only agreements read by both clocks: what held on a day, as far as it was known at a moment."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.among import among
from app.db.base import Dated

R = TypeVar("R", bound=Dated)
Ids = Collection[UUID] | Select[Any]


def on_day(rows: Iterable[R], day: date, known_at: datetime) -> R | None:
    """The row that holds on `day`; of one `since` the last recorded counts, and a withdrawn one makes way for what was before."""
    return next((row for row in reversed(standing(rows, known_at)) if row.since <= day), None)


def standing(rows: Iterable[R], known_at: datetime) -> list[R]:
    """What counts of a history, oldest first: one row per `since`, without the withdrawn."""
    last: dict[date, R] = {}
    for row in sorted(rows, key=lambda row: (row.since, row.recorded_at)):
        if row.recorded_at <= known_at:
            last[row.since] = row
    return [row for row in last.values() if not row.is_withdrawn]


def history_for(session: Session, key: InstrumentedAttribute[UUID], ids: Ids) -> dict[UUID, list[Any]]:
    """All rows per key, oldest first, in one query; `ids` is a collection or a SELECT of ids."""
    kind: Any = key.class_
    query = select(kind).where(_is_one_of(session, key, ids)).order_by(kind.since, kind.recorded_at)
    return _grouped(session.scalars(query).all(), key.key)


def latest_for(
    session: Session, key: InstrumentedAttribute[UUID], ids: Ids, day: date, *, known_at: datetime
) -> dict[UUID, Any]:
    """The row that holds on `day` per key, in one query; keys without one are left out."""
    kind: Any = key.class_
    query = select(kind).where(_is_one_of(session, key, ids), kind.since <= day, kind.recorded_at <= known_at)
    found = _grouped(session.scalars(query).all(), key.key)
    return {each: row for each, rows in found.items() if (row := on_day(rows, day, known_at))}


def _is_one_of(session: Session, key: InstrumentedAttribute[UUID], ids: Ids) -> ColumnElement[bool]:
    return key.in_(ids) if isinstance(ids, Select) else among(session, key, ids)


def _grouped(rows: Sequence[R], key: str) -> dict[UUID, list[R]]:
    grouped: dict[Hashable, list[R]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped  # type: ignore[return-value]
