"""Long work in the background: asked by a person, taken by one worker at a time, taken again when that worker dies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update

from app.db.jobs import AlarmRow, JobRow, JobState
from app.db.work import SYSTEM, Store, Work

SILENCE: Final = timedelta(seconds=30)
ATTEMPTS: Final = 3
UNFINISHED: Final = (JobState.WAITING, JobState.RUNNING)


class JobLostError(RuntimeError):
    """The job was cancelled, or another worker took it: stop without storing anything."""


class GaveWayError(RuntimeError):
    """Long work that can go on later stops here, because people wait for other work."""


class Progress:
    """Told how far the work is; this one tells nobody."""

    def __call__(self, done: int, total: int) -> None: ...

    def give_way(self) -> None:
        """Raises GaveWayError when work of another kind waits; only for work that can be cut off here."""

    def finish(self, w: Work) -> None:
        """Called in the transaction that stores the result, so that a lost job stores nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job this worker holds."""

    id: UUID
    kind: str
    subject_id: UUID
    asked_by: UUID | None
    attempts: int


class JobProgress(Progress):
    """Shows the progress on the row, and says that this worker lives; both at most once a second."""

    def __init__(self, store: Store, job: Job, worker: str, clock: Callable[[], datetime]) -> None:
        self.store, self.job, self.worker, self.clock = store, job, worker, clock
        self._told: datetime | None = None

    def __call__(self, done: int, total: int) -> None:
        at = self.clock()
        if self._told and at - self._told < timedelta(seconds=1):
            return
        self._told = at
        with self.store.work(SYSTEM, at) as w:
            self._move(w, alive_at=at, done=done, total=total)

    def give_way(self) -> None:
        others = select(JobRow.id).where(JobRow.state == JobState.WAITING, JobRow.kind != self.job.kind).limit(1)
        with self.store.look(SYSTEM, self.clock()) as w:
            is_awaited = w.session.scalars(others).first() is not None
        if is_awaited:
            raise GaveWayError(str(self.job.id))

    def put_back(self, w: Work) -> None:
        """To the end of the queue; this was no failed attempt."""
        self._move(w, state=JobState.WAITING, asked_at=self.clock(), attempts=JobRow.attempts - 1)

    def finish(self, w: Work) -> None:
        self._move(w, state=JobState.DONE, alive_at=self.clock(), done=JobRow.total)

    def _move(self, w: Work, **values: object) -> None:
        held = (JobRow.id == self.job.id, JobRow.state == JobState.RUNNING, JobRow.worker == self.worker)
        if w.touch(update(JobRow).where(*held).values(**values)) != 1:
            raise JobLostError(str(self.job.id))


def ask(w: Work, employer_id: UUID, kind: str, subject_id: UUID) -> JobRow:
    """Put work in the queue; whoever asks has been checked by the service that asks."""
    row = JobRow(
        id=uuid4(),
        employer_id=employer_id,
        kind=kind,
        subject_id=subject_id,
        asked_by=w.actor.user_id,
        asked_at=w.at,
        state=JobState.WAITING,
        message="",
    )
    w.session.add(row)
    return row


def last_of(w: Work, subject_id: UUID) -> JobRow | None:
    """The last job asked for this thing."""
    query = select(JobRow).where(JobRow.subject_id == subject_id).order_by(JobRow.asked_at.desc()).limit(1)
    return w.session.scalars(query).first()


def cancel(w: Work, subject_id: UUID) -> int:
    """Take unfinished jobs of this thing off their workers; returns how many there were."""
    mine = (JobRow.subject_id == subject_id, JobRow.state.in_(UNFINISHED))
    return w.touch(update(JobRow).where(*mine).values(state=JobState.CANCELLED))


def take(store: Store, worker: str, at: datetime) -> Job | None:
    """The oldest job that waits, or whose worker has been silent; None when there is nothing to do."""
    free = or_(JobRow.state == JobState.WAITING, (JobRow.state == JobState.RUNNING) & (JobRow.alive_at < at - SILENCE))
    with store.look(SYSTEM, at) as w:
        oldest = w.session.scalars(select(JobRow.id).where(free).order_by(JobRow.asked_at, JobRow.id).limit(1)).first()
    if oldest is None:
        return None
    with store.work(SYSTEM, at) as w:
        taken = {"state": JobState.RUNNING, "worker": worker, "alive_at": at, "attempts": JobRow.attempts + 1}
        if w.touch(update(JobRow).where(JobRow.id == oldest, free).values(**taken)) != 1:
            return None
        row = w.session.get_one(JobRow, oldest)
        return Job(row.id, row.kind, row.subject_id, row.asked_by, row.attempts)


def fail(w: Work, job: Job, message: str) -> None:
    """End a job that cannot be done; an administrator hears of it."""
    w.touch(update(JobRow).where(JobRow.id == job.id).values(state=JobState.FAILED, message=message[:500]))
    w.session.add(AlarmRow(id=uuid4(), at=w.at, source=job.kind, message=message[:500]))
