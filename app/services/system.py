"""What an administrator must know of the installation: scheduler, duties, alarms, jobs that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, union_all, update

from app.db.dossiers import DocumentRow, IdentityCopyRow
from app.db.jobs import AlarmRow, JobClaimRow, JobRow, JobState
from app.db.work import Work
from app.permissions import Action, must
from app.services import keys, master_keys
from app.services.health import Health, health
from app.services.keys import KeyClass
from app.services.master_keys import Master

SHOWN = 50


@dataclass(frozen=True, slots=True)
class State:
    """`duties` are (name, last slot, finished at); `failed` are jobs of the chosen employer; the keys are everybody's."""

    health: Health
    duties: Sequence[Row[tuple[str, datetime, datetime | None]]]
    alarms: Sequence[AlarmRow]
    failed: Sequence[JobRow]
    keys: Sequence[KeyClass]
    master: Master | None
    master_problems: Sequence[str]
    unscanned: int


def state(w: Work, employer_id: UUID) -> State:
    """A fixed number of queries; alarms that nobody has seen come first."""
    must(w.actor, Action.SYSTEM_READ, employer_id)
    duties: Any = (
        select(JobClaimRow.job, func.max(JobClaimRow.slot), func.max(JobClaimRow.finished_at))
        .group_by(JobClaimRow.job)
        .order_by(JobClaimRow.job)
    )
    alarms = select(AlarmRow).order_by(AlarmRow.seen_at.is_not(None), AlarmRow.at.desc()).limit(SHOWN)
    failed = select(JobRow).where(JobRow.employer_id == employer_id, JobRow.state == JobState.FAILED)
    return State(
        health(w),
        w.session.execute(duties).all(),
        w.session.scalars(alarms).all(),
        w.session.scalars(failed.order_by(JobRow.asked_at.desc()).limit(SHOWN)).all(),
        keys.classes(w),
        master_keys.state(w.keyring),
        keys.master_problems(w),
        unscanned(w)[0],
    )


def unscanned(w: Work) -> tuple[int, datetime | None]:
    """(how many, the first) of the files that no virus scanner saw: documents and copies of identity documents."""
    taken = (select(kind.recorded_at).where(kind.is_scanned.is_(False)) for kind in (DocumentRow, IdentityCopyRow))
    found = union_all(*taken).subquery()
    count, first = w.session.execute(select(func.count(), func.min(found.c.recorded_at))).one()
    return count, first


def mark_seen(w: Work, employer_id: UUID, alarm_ids: Sequence[UUID]) -> int:
    """The alarms are seen from now on; returns how many were not seen before."""
    must(w.actor, Action.SYSTEM_READ, employer_id)
    unseen = AlarmRow.id.in_(alarm_ids), AlarmRow.seen_at.is_(None)
    found = w.session.scalars(select(AlarmRow).where(*unseen)).all()
    w.touch(update(AlarmRow).where(*unseen).values(seen_at=w.at))
    w.record_read("alarm:seen", None, [alarm.id for alarm in found])
    return len(found)
