"""The list of what was destroyed, beside the backups: ids and rule, nothing of the content. A restored database is made to follow it (P25).

A line holds a certificate. It is there within the hour and before every backup; who restores adds what the running database still knows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.db.accounts import AccountRow
from app.db.among import among
from app.db.holds import DestructionRow
from app.db.people import PersonRow
from app.db.work import SYSTEM, Store, Work
from app.services import candidate_destruction, closed_accounts, id_copies, kept_rows, retention

NAME: Final = "destroyed.jsonl"
_ACCOUNT: Final = f"{AccountRow.__tablename__}.fields"


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate."""

    id: UUID
    person_id: UUID | None
    rule: str
    due_on: date
    destroyed_at: datetime
    rows: Mapping[str, list[str]]


def note(store: Store, directory: Path, at: datetime) -> int:
    """Append the certificates that the list lacks; returns how many."""
    path = directory / NAME
    known = {each.id for each in lines([path])}
    with store.look(SYSTEM, at) as w:
        lacking = set(w.session.scalars(select(DestructionRow.id))) - known
        mine = among(w.session, DestructionRow.id, lacking)
        new = w.session.scalars(select(DestructionRow).where(mine).order_by(DestructionRow.destroyed_at)).all()
    if new:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with path.open("a") as file:
            file.writelines(_written(row) for row in new)
    return len(new)


def lines(paths: Iterable[Path]) -> list[Line]:
    """What these lists say, in the order in which it was destroyed; a line that was cut off says nothing."""
    every = {
        each.id: each for path in paths if path.exists() for each in map(_read, path.read_text().splitlines()) if each
    }
    return sorted(every.values(), key=lambda each: each.destroyed_at)


def replay(store: Store, found: Iterable[Line], at: datetime) -> int:
    """Destroy again what this database has back, in the order in which it went; returns how many certificates it lacked.

    Fields that were blanked have their day in the data itself, so that the duties blank them again.
    """
    with store.look(SYSTEM, at) as w:
        known = set(w.session.scalars(select(DestructionRow.id)))
    lacking = [each for each in found if each.id not in known]
    for each in lacking:
        with store.work(SYSTEM, at) as w, w.including_overdue():
            _again(w, each)
    return len(lacking)


def _again(w: Work, line: Line) -> None:
    tables = {table.__tablename__: table for table in kept_rows.tables() if hasattr(table, "id")}
    retention.destroy_keys(w, [UUID(each) for each in line.rows.get(PersonRow.__tablename__, ())])
    for name, texts in line.rows.items():
        ids = [UUID(text) for text in texts] if name in tables or name == _ACCOUNT else []
        if name == _ACCOUNT:
            for row in w.session.scalars(
                select(AccountRow).where(AccountRow.id.in_(ids), AccountRow.erased_at.is_(None))
            ):
                closed_accounts.erase(w, row)
        elif ids:
            _delete(w, tables[name], ids, line)
    if line.person_id and "identity_copy" in line.rows:
        id_copies.renew_key(w, line.person_id)
    values = {name: getattr(line, name) for name in Line.__slots__}
    w.add("destruction:replayed", DestructionRow(**values | {"rows": dict(line.rows)}))


def _delete(w: Work, table: Any, ids: list[UUID], line: Line) -> None:
    if table is PersonRow:
        ids = [*ids, *(gone for gone, heir in retention.heirs(w).items() if heir in ids)]
    mine = among(w.session, table.id, ids)
    if w.session.scalar(select(func.count()).select_from(table).where(mine)):
        everything = dict(candidate_destruction.everything(table.__table__, mine))
        w.session.expunge_all()
        w.destroy("destruction:again", everything, None, f"retention:{line.rule}", rule=line.rule)


def _written(row: DestructionRow) -> str:
    said = {name: getattr(row, name) for name in Line.__slots__}
    return json.dumps(said, default=lambda value: value.isoformat() if isinstance(value, date) else str(value)) + "\n"


def _read(text: str) -> Line | None:
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return Line(
        UUID(said["id"]),
        UUID(said["person_id"]) if said["person_id"] else None,
        said["rule"],
        date.fromisoformat(said["due_on"]),
        datetime.fromisoformat(said["destroyed_at"]),
        said["rows"],
    )


def beside(*directories: Path) -> Iterator[Path]:
    """Where the lists of these directories are."""
    return (directory / NAME for directory in dict.fromkeys(directories))
