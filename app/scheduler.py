"""The one process that acts on the clock (security.md R9), and that does the long work people asked for."""

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from app import jobs
from app.config import Config, ConfigurationError
from app.db.database import Database
from app.db.jobs import AlarmRow, HeartbeatRow, JobClaimRow
from app.db.work import SYSTEM, Store
from app.housekeeping import DUTIES, send_mail
from app.language import AMSTERDAM
from app.services.health import BEAT, HEARTBEAT

Clock = Callable[[], datetime]
_LOOK_BACK: Final = (timedelta(hours=2), timedelta(days=2), timedelta(days=8))
_MAIL: Final = 15
_LOCK: Final = "one-payroll scheduler"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done once per slot of its timetable, by Dutch time."""

    name: str
    timetable: CronTrigger
    act: Callable[[Store, Config, datetime], None]

    def slot(self, at: datetime) -> datetime | None:
        """The last moment, at or before `at`, for which it was due."""
        for back in _LOOK_BACK:
            last, fire = None, self._due_after(at - back)
            while fire and fire <= at:
                last, fire = fire, self._due_after(fire + timedelta(seconds=1))
            if last:
                return last
        return None

    def _due_after(self, moment: datetime) -> datetime | None:
        fire: datetime | None = self.timetable.get_next_fire_time(None, moment.astimezone(AMSTERDAM))
        return fire.astimezone(UTC) if fire else None


def duties() -> tuple[Duty, ...]:
    return tuple(Duty(name, CronTrigger.from_crontab(when, timezone=AMSTERDAM), act) for name, when, act in DUTIES)


def fulfil(store: Store, config: Config, duty: Duty, at: datetime) -> bool:
    """Do the duty for its last slot unless that was done; whether it was done now. What it raises is the caller's."""
    slot = duty.slot(at)
    if slot is None or not _claim(store, duty.name, slot, at):
        return False
    duty.act(store, config, at)
    with store.work(SYSTEM, at) as w:
        mine = (JobClaimRow.job == duty.name, JobClaimRow.slot == slot)
        w.touch(update(JobClaimRow).where(*mine).values(finished_at=at))
    return True


def catch_up(store: Store, config: Config, clock: Clock) -> list[str]:
    """At start: what was missed, or begun by a process that died, is done now; returns what was done."""
    with store.work(SYSTEM, clock()) as w:
        w.session.connection().execute(delete(JobClaimRow.__table__).where(JobClaimRow.finished_at.is_(None)))  # type: ignore[arg-type]
    done = []
    for duty in duties():
        try:
            done += [duty.name] if fulfil(store, config, duty, clock()) else []
        except Exception as error:  # noqa: BLE001 - one failing duty must not keep the others from their turn
            raise_alarm(store, duty.name, f"failed: {type(error).__name__}", clock())
    return done


def run(config: Config, store: Store, stop: threading.Event) -> None:
    """Until `stop`: heartbeat, timetable, and the long work people asked for; raises when another scheduler runs."""
    clock: Clock = lambda: datetime.now(UTC)  # noqa: E731 - one line says it
    with only_one(store.database):
        scheduler = BackgroundScheduler(
            timezone=AMSTERDAM, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 6 * 3600}
        )
        logging.getLogger("apscheduler").setLevel(
            logging.CRITICAL
        )  # its traces may quote a row; the alarm names the kind
        scheduler.add_listener(lambda event: _on_event(store, event, clock()), EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        beat(store, clock())
        scheduler.add_job(lambda: beat(store, clock()), "interval", seconds=BEAT.total_seconds() / 4, id=HEARTBEAT)
        scheduler.add_job(lambda: send_mail(store, config, clock()), "interval", seconds=_MAIL, id="mail")
        for duty in duties():
            scheduler.add_job(
                lambda duty=duty: fulfil(store, config, duty, clock()),
                duty.timetable,
                id=duty.name,
                replace_existing=True,
            )
        scheduler.start()
        try:
            catch_up(store, config, clock)
            jobs.work_forever(store, is_stopped=stop.is_set)
        finally:
            scheduler.shutdown()


def beat(store: Store, at: datetime) -> None:
    """Say that the scheduler lives."""
    table = HeartbeatRow.__table__
    with store.work(SYSTEM, at) as w:
        if not w.touch(update(HeartbeatRow).where(HeartbeatRow.name == HEARTBEAT).values(at=at)):
            w.session.connection().execute(insert(table).values(name=HEARTBEAT, at=at))  # type: ignore[arg-type]


def raise_alarm(store: Store, source: str, message: str, at: datetime) -> None:
    """Tell the administrator; the message holds no personal data."""
    log.error("alarm", source=source, message=message)
    with store.work(SYSTEM, at) as w:
        w.session.add(AlarmRow(id=uuid4(), at=at, source=source, message=message[:500]))


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """A lock that dies with the process; raises ConfigurationError when another scheduler holds it."""
    taken = ConfigurationError("another scheduler is running on this database; one is enough")
    if database.is_sqlite:
        with Path(f"{database.url.database}.scheduler").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise taken from None
            lock.write(str(os.getpid()))
            yield
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": _LOCK}):
            raise taken
        yield
        connection.scalar(text("SELECT pg_advisory_unlock(hashtext(:name))"), {"name": _LOCK})


def _claim(store: Store, job: str, slot: datetime, at: datetime) -> bool:
    try:
        with store.work(SYSTEM, at) as w:
            w.session.add(JobClaimRow(job=job, slot=slot, finished_at=None))
    except IntegrityError:
        return False
    return True


def _on_event(store: Store, event: JobExecutionEvent, at: datetime) -> None:
    missed = event.code == EVENT_JOB_MISSED
    kind: Any = "missed" if missed else type(event.exception).__name__
    raise_alarm(store, event.job_id, "missed its moment" if missed else f"failed: {kind}", at)
