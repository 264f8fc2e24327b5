"""Procedures in which nothing happens any more: announced, and then ended, so that the four weeks begin (P21: silence is delete)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, select

from app.db.base import Base
from app.db.people import EmploymentKind, EmploymentRow, Outcome
from app.db.work import SYSTEM, Store, midnight
from app.services import retention
from app.services.candidates import set_term
from documents.retention import Kept, rule

AHEAD: Final = timedelta(days=14)
LAST_SAVED: Final = func.coalesce(EmploymentRow.active_on, EmploymentRow.started_on)


def is_idle(on: date) -> ColumnElement[bool]:
    """The condition on EmploymentRow that on this day nothing was recorded of a candidate for as long as a procedure may lie idle."""
    since = on - rule(Kept.IDLE_PROCEDURE).term
    is_running = and_(EmploymentRow.kind == EmploymentKind.CANDIDATE, EmploymentRow.ended_on.is_(None))
    return and_(is_running, since >= LAST_SAVED, *(~each for each in _recorded(since)))


def end_idle(store: Store, at: datetime) -> int:
    """End them, as of today; what is held goes on. Returns how many."""
    with store.work(SYSTEM, at) as w:
        rows = w.session.scalars(select(EmploymentRow).where(is_idle(w.today))).all()
        held = retention.held(w)
        idle = [row for row in rows if row.person_id not in held]
        for row in idle:
            row.ended_on, row.outcome = w.today, Outcome.LAPSED
            set_term(w, row)
            w.record("candidate:lapsed", row)
        return len(idle)


def _recorded(since: date) -> Iterator[ColumnElement[bool]]:
    """That something of this person was recorded after that day: of every kind of row that says when it was."""
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        if {"person_id", "recorded_at"} <= set(mapper.columns.keys()):
            later = kind.recorded_at >= midnight(since + timedelta(days=1))
            yield exists().where(kind.person_id == EmploymentRow.person_id, later).correlate(EmploymentRow)
