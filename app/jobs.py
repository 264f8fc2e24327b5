"""The background worker: takes jobs one by one in the scheduler's process; a job whose worker died is taken again."""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog

from app.db.work import Actor, StaleError, Store
from app.services import jobs, key_rotations, pay_runs
from app.services.jobs import ATTEMPTS, GaveWayError, Job, JobLostError, JobProgress

Clock = Callable[[], datetime]
IDLE: Final = 0.5
log = structlog.get_logger()


def utc_now() -> datetime:
    return datetime.now(UTC)


def worker_name() -> str:
    """Which process holds a job: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def work_forever(store: Store, *, is_stopped: Callable[[], bool] = lambda: False, clock: Clock = utc_now) -> None:
    """Do what waits, then wait for more, until told to stop."""
    worker = worker_name()
    while not is_stopped():
        if not work_once(store, worker, clock):
            time.sleep(IDLE)


def work_once(store: Store, worker: str, clock: Clock = utc_now) -> bool:
    """Take one job and do it; returns whether there was one."""
    job = jobs.take(store, worker, clock())
    if job is None:
        return False
    if job.attempts > ATTEMPTS:
        _give_up(store, job, "attempts", clock)
        return True
    progress = JobProgress(store, job, worker, clock)
    try:
        KINDS[job.kind](store, job, progress, clock)
    except GaveWayError:
        with store.work(_asker(job.asked_by), clock()) as w:
            progress.put_back(w)
    except (JobLostError, StaleError):
        log.info("job.lost", job=str(job.id), kind=job.kind)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the job ends and the next one starts
        # Only the kind of error, no trace: its message may quote a row.
        log.error("job.failed", job=str(job.id), kind=job.kind, error=type(error).__name__)  # noqa: TRY400
        _give_up(store, job, type(error).__name__, clock)
    return True


def _calculate(store: Store, job: Job, progress: JobProgress, clock: Clock) -> None:
    pay_runs.calculate(store, _asker(job.asked_by), clock(), job.subject_id, progress=progress)


def _rotate_keys(store: Store, job: Job, progress: JobProgress, clock: Clock) -> None:
    key_rotations.run(store, job.subject_id, clock, progress)


def _give_up(store: Store, job: Job, reason: str, clock: Clock) -> None:
    with store.work(_asker(job.asked_by), clock()) as w:
        jobs.fail(w, job, reason)
        GIVE_UP[job.kind](w, job.subject_id)


def _asker(user_id: UUID | None) -> Actor:
    """The rights of the asker were checked when the job was asked; the result carries their name."""
    return Actor(user_id, source="job", is_system=True)


KINDS: Final = {pay_runs.CALCULATE: _calculate, key_rotations.ROTATE: _rotate_keys}
GIVE_UP: Final = {pay_runs.CALCULATE: pay_runs.give_up, key_rotations.ROTATE: key_rotations.give_up}
