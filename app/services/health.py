"""Whether the installation lives: the database answers, and the scheduler said something lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.db.jobs import HeartbeatRow
from app.db.work import Work

HEARTBEAT: Final = "scheduler"
BEAT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Health:
    """`scheduler` is alive, silent (since `heard_at`), or never heard of."""

    scheduler: str
    heard_at: datetime | None


def health(w: Work) -> Health:
    """One query, so that a monitor may ask often."""
    heard_at = w.session.scalar(select(HeartbeatRow.at).where(HeartbeatRow.name == HEARTBEAT))
    if heard_at is None:
        return Health("never", None)
    return Health("alive" if w.at - heard_at < 2 * BEAT else "silent", heard_at)
