"""Long work in the background, the scheduler's claims and heartbeat, and what went wrong."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, EmployerScoped, Identified, enum_type
from app.db.types import Moment


class JobState(StrEnum):
    """What became of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobRow(Identified, EmployerScoped, Base):
    """Work somebody asked for that takes longer than a page may; `done` of `total` is its true progress."""

    __tablename__ = "job"
    is_audited = False

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[JobState] = mapped_column(enum_type(JobState), index=True)
    worker: Mapped[str | None]
    alive_at: Mapped[datetime | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(500), default="")
    attempts: Mapped[int] = mapped_column(default=0)


class JobClaimRow(Base):
    """A scheduled job runs once per slot: whoever inserts the row runs it (R9)."""

    __tablename__ = "job_claim"
    is_audited = False

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class HeartbeatRow(Base):
    """The scheduler was alive at."""

    __tablename__ = "heartbeat"
    is_audited = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class AlarmRow(Identified, Base):
    """Something an administrator must know."""

    __tablename__ = "alarm"
    is_audited = False

    at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(String(500))
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
