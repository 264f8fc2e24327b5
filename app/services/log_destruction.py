"""The logs go too: the audit trail with who looked at whom after five years, what the machinery noted after one (P26).

A chain goes from its beginning and what is left proves itself from there (app/db/audit.py). It stays from the first row about somebody
who is held: a chain with a hole would prove nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, select

from app.db import audit
from app.db.among import among
from app.db.audit import AuditRow, LookRow
from app.db.jobs import AlarmRow, JobClaimRow, JobRow
from app.db.keyring import KeyRotationRow
from app.db.work import SYSTEM, Store, Work, dutch_day, midnight
from app.services import retention
from app.services.jobs import UNFINISHED
from app.services.kept_rows import since
from documents.retention import Kept

CHUNK: Final = 5000


def destroy_overdue(store: Store, at: datetime) -> int:
    """A transaction per so many rows of a chain; returns how many rows of the audit trail went."""
    with store.look(SYSTEM, at) as w:
        chains = list(_overdue(w))
    for chain, first, last in chains:
        for begin in range(first, last + 1, CHUNK):
            with store.work(SYSTEM, at) as w:
                _forget(w, chain, begin, min(begin + CHUNK - 1, last))
    return sum(last - first + 1 for _chain, first, last in chains)


def forget_technical(store: Store, at: datetime) -> int:
    """Alarms, and what came of jobs and duties; returns how many."""
    before = midnight(since(Kept.TECHNICAL_LOG, dutch_day(at)))
    conditions: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (AlarmRow, AlarmRow.at < before),
        (JobClaimRow, JobClaimRow.slot < before),
        (KeyRotationRow, KeyRotationRow.finished_at < before),
        (JobRow, and_(JobRow.asked_at < before, JobRow.state.not_in(UNFINISHED))),
    )
    with store.work(SYSTEM, at) as w:
        run = w.session.connection().execute
        return sum(run(delete(table.__table__).where(condition)).rowcount for table, condition in conditions)


def _overdue(w: Work) -> Iterator[tuple[str, int, int]]:
    """(chain, first and last number) of what goes; rows of one chain need not be in the order of their moments."""
    before = midnight(since(Kept.ACCESS_LOG, w.today))
    old = select(AuditRow.chain, func.min(AuditRow.seq), func.max(AuditRow.seq)).where(AuditRow.at < before)
    held = _held(w)
    for chain, first, last in w.session.execute(old.group_by(AuditRow.chain)).all():
        mine = (AuditRow.chain == chain, AuditRow.seq <= last)
        young = w.session.scalar(select(func.min(AuditRow.seq)).where(*mine, AuditRow.at >= before))
        end = min(each - 1 for each in (young, held.get(chain), last + 1) if each is not None)
        if end >= first:
            yield chain, first, end


def _held(w: Work) -> dict[str, int]:
    """The first row about somebody who is held, per chain: read, or changed."""
    people = retention.held(w)
    looked = select(LookRow.chain, func.min(LookRow.seq)).where(among(w.session, LookRow.person_id, people))
    changed = select(AuditRow.chain, func.min(AuditRow.seq)).where(
        AuditRow.subject.in_([f"person:{each}" for each in people])
    )
    found: dict[str, int] = {}
    for query in (looked.group_by(LookRow.chain), changed.group_by(AuditRow.chain)) if people else ():
        for chain, seq in w.session.execute(query).all():
            found[chain] = min(seq, found.get(chain, seq))
    return found


def _forget(w: Work, chain: str, first: int, last: int) -> None:
    audit.forget(w.session, chain, last)
    gone: Any = {(None, w.today): {"audit": [f"{chain}:{first}-{last}"]}}
    retention.certify_all(w, Kept.ACCESS_LOG, gone)
