"""The data keys as an administrator sees them: how many, since when, what is still sealed with an old one, what is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select

from app.db.base import Base
from app.db.jobs import AlarmRow, JobRow, JobState
from app.db.keyring import DataKeyRow, KeyRotationRow
from app.db.work import Work
from app.permissions import Action, must
from app.services import master_keys

# NIST SP 800-57 part 1 rev. 5, table 1, lets a key encrypt stored data for two years at most (to be verified); half of
# that leaves a year to act on the alarm.
MOST_AGE: Final = timedelta(days=365)
# A rotation takes minutes; old keys that are there a day later mean that it stopped.
LINGERING: Final = timedelta(days=1)
REPEATED: Final = timedelta(days=30)
CHECK: Final = "keys.check"


@dataclass(slots=True)
class KeyClass:
    """One class; `keys` are those of the installation, `own_keys` those of one person each, `left` values under an old key."""

    code: str
    keys: int = 0
    own_keys: int = 0
    since: datetime | None = None
    oldest_in_use: datetime | None = None
    left: int = 0
    rotated_at: datetime | None = None
    rotation: KeyRotationRow | None = None
    job: JobRow | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_rotating(self) -> bool:
        """Whether the background will go on with it."""
        return self.job is not None and self.job.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def has_failed(self) -> bool:
        """Whether a rotation was given up, with both keys still there."""
        return self.job is not None and self.job.state == JobState.FAILED


def sealed_columns() -> dict[str, list[tuple[Any, str]]]:
    """Per key class the rows and columns that it seals."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__tablename__):
        for column in mapper.columns:
            guarded = column.info.get("personal")
            if guarded and guarded.key_class and column.key.endswith("_sealed"):
                found.setdefault(guarded.key_class, []).append((mapper.class_, column.key))
    return dict(sorted(found.items()))


def is_old(kind: Any, column: str, newest_head: bytes) -> ColumnElement[bool]:
    """Whether a value was sealed with another key than the newest."""
    sealed: ColumnElement[bytes] = getattr(kind, column)
    return sealed.is_not(None) & (func.substr(sealed, 1, len(newest_head)) != newest_head)


def left(w: Work, key_class: str) -> int:
    """How many values of the installation's key of this class are sealed with an older one."""
    shared = [(kind, column) for kind, column in sealed_columns()[key_class] if not kind.key_owner]
    if not shared or not w.session.scalar(select(func.count()).where(DataKeyRow.key_class == key_class)):
        return 0
    head = w.keyring.newest_head(w.session, key_class)
    counts = (w.session.scalar(select(func.count()).where(is_old(*each, head))) for each in shared)
    return sum(count or 0 for count in counts)


def classes(w: Work) -> list[KeyClass]:
    """Every class; the number of queries doesn't grow with what is stored."""
    found = {code: KeyClass(code) for code in sealed_columns()}
    _count(w, found)
    _rotations(w, found)
    for each in found.values():
        if each.keys > 1:
            each.left = left(w, each.code)
        each.problems = _problems(each, w.at)
    return list(found.values())


def found(w: Work, employer_id: UUID, code: str) -> KeyClass | None:
    """One class, for whoever may see the state of the system."""
    must(w.actor, Action.SYSTEM_READ, employer_id)
    return next((each for each in classes(w) if each.code == code), None)


def warn(w: Work) -> list[str]:
    """Raise an alarm for each class that is due, not again within a month; returns the messages."""
    problems = [(each.code, problem) for each in classes(w) for problem in each.problems]
    problems += [("master", problem) for problem in master_problems(w)]
    recent = select(AlarmRow.message).where(AlarmRow.source == CHECK, AlarmRow.at > w.at - REPEATED)
    told = set(w.session.scalars(recent))
    new = [message for message in (f"{code}: {problem}" for code, problem in problems) if message not in told]
    w.session.add_all(AlarmRow(id=uuid4(), at=w.at, source=CHECK, message=message) for message in new)
    return new


def master_problems(w: Work) -> list[str]:
    """What is due for the master key."""
    found = master_keys.state(w.keyring)
    if found is None:
        return []
    is_kept_too_long = found.former_since and w.at - found.former_since > master_keys.KEPT
    return ["old"] * (w.at - found.since > MOST_AGE) + ["lingering"] * bool(is_kept_too_long)


def _count(w: Work, found: Mapping[str, KeyClass]) -> None:
    newest, oldest = func.max(DataKeyRow.created_at), func.min(DataKeyRow.created_at)
    own = DataKeyRow.key_class.contains(":")
    shared = select(DataKeyRow.key_class, func.count(), newest).where(~own).group_by(DataKeyRow.key_class)
    for code, count, since in w.session.execute(shared):
        if code in found:
            found[code].keys, found[code].since, found[code].oldest_in_use = count, since, since
    code_of = func.substr(DataKeyRow.key_class, 1, func.length(DataKeyRow.key_class) - 37)  # without `:` and the person
    for code, count, since in w.session.execute(select(code_of, func.count(), oldest).where(own).group_by(code_of)):
        if code in found:
            each = found[code]
            each.own_keys, each.since = count, each.since or since
            each.oldest_in_use = min(since, each.oldest_in_use or since)


def _rotations(w: Work, found: Mapping[str, KeyClass]) -> None:
    last = select(KeyRotationRow.key_class, func.max(KeyRotationRow.asked_at).label("at"))
    last_asked = last.group_by(KeyRotationRow.key_class).subquery()
    same = (last_asked.c.key_class == KeyRotationRow.key_class) & (last_asked.c.at == KeyRotationRow.asked_at)
    for row in w.session.scalars(select(KeyRotationRow).join(last_asked, same)):
        if row.key_class in found:
            found[row.key_class].rotation = row
    ended = select(KeyRotationRow.key_class, func.max(KeyRotationRow.finished_at)).group_by(KeyRotationRow.key_class)
    for code, at in w.session.execute(ended):
        if code in found:
            found[code].rotated_at = at
    running = {each.rotation.id: each for each in found.values() if each.rotation and not each.rotation.finished_at}
    with w.across_employers():  # the keys are the installation's, whoever of which employer asked
        jobs = select(JobRow).where(JobRow.subject_id.in_(running)).order_by(JobRow.asked_at)
        for job in w.session.scalars(jobs) if running else ():
            running[job.subject_id].job = job


def _problems(each: KeyClass, at: datetime) -> list[str]:
    problems = []
    if each.oldest_in_use and at - each.oldest_in_use > MOST_AGE:
        problems.append("old")
    if each.keys > 1 and each.since and at - each.since > LINGERING and not each.is_rotating:
        problems.append("lingering")
    return problems
