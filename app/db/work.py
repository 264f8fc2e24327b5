"""The unit of work: one transaction, what the actor may see, and a record of everything it changed or read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Update, event, insert, inspect, or_, select, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.exc import StaleDataError

from app.db import owners
from app.db.audit import INSTALLATION, Act, append
from app.db.base import Base, EmployerScoped, Perishable, Personal
from app.db.database import Database
from app.db.holds import LegalHoldRow
from app.db.keyring import KeyGoneError, Keyring, UnreadableValueError

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class UnrecordedChangeError(RuntimeError):
    """An audited table was changed without a record; nothing was saved."""


class StaleError(RuntimeError):
    """Somebody else was first: the thing is no longer in the state this step starts from."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and which roles they hold at which employers; `employers` None means all (the installation's own jobs)."""

    user_id: UUID | None
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    source: str = "web"
    is_system: bool = False
    stepped_up: bool = False

    @property
    def employers(self) -> tuple[UUID, ...] | None:
        return None if self.is_system else tuple(sorted(self.roles))


SYSTEM = Actor(None, source="job", is_system=True)


def dutch_day(at: datetime) -> date:
    """The day it is in the Netherlands at a moment."""
    return at.astimezone(_AMSTERDAM).date()


def midnight(day: date) -> datetime:
    """When a Dutch day begins."""
    return datetime.combine(day, time(), _AMSTERDAM)


@dataclass(slots=True)
class Work:
    """What a service works with. Rows of other employers do not exist here."""

    session: Session
    keyring: Keyring
    actor: Actor
    at: datetime
    acts: list[Act] = field(default_factory=list)
    _to_record: list[tuple[str, Base, dict[str, Any]]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day it is in the Netherlands."""
        return dutch_day(self.at)

    def add(self, tag: str, row: Base, **remarks: Any) -> None:
        """Store a new row and record it."""
        self.session.add(row)
        self.record(tag, row, **remarks)

    def record(self, tag: str, row: Base, **remarks: Any) -> None:
        """Record what the next flush changes in `row`: columns, harmless values, keyed digests of personal ones."""
        self._refuse_when_looking(tag)
        self._to_record.append((tag, row, remarks))

    def record_read(
        self, tag: str, employer_id: UUID | None, ids: Iterable[UUID], *, people: Iterable[UUID] = (), **remarks: Any
    ) -> None:
        """One row for one page view of sensitive data; `people` are whom it is about, so that they can ask who looked."""
        fields = {"ids": sorted(str(each) for each in ids)} | remarks
        self._append(tag, str(employer_id or INSTALLATION), "read", fields, people=frozenset(people))

    def bulk(self, tag: str, kind: type[Base], rows: Sequence[Mapping[str, Any]], employer_id: UUID | None) -> None:
        """Insert many rows in one statement under one record; without an employer they are the installation's."""
        if rows:
            with self._allowing_bulk():
                self.session.execute(insert(kind.__table__), rows)  # type: ignore[arg-type]
        self._append(tag, str(employer_id or INSTALLATION), kind.__tablename__, {"rows": len(rows)})

    def move(
        self, tag: str, statement: Update, employer_id: UUID, subject: str, *, expected: int = 1, **remarks: Any
    ) -> None:
        """Run `UPDATE … WHERE state = expected state`; raises StaleError unless it met exactly `expected` rows (R1)."""
        with self._allowing_bulk():
            changed = self.execute(statement).rowcount
        if changed != expected:
            raise StaleError(subject)
        self._append(tag, str(employer_id), subject, {"rows": changed} | remarks)

    def erase(self, tag: str, statement: Executable, employer_id: UUID, subject: str) -> int:
        """Run a bulk DELETE under one record; returns the number of rows."""
        with self._allowing_bulk():
            gone = self.execute(statement).rowcount
        self._append(tag, str(employer_id), subject, {"rows": gone})
        return gone

    def destroy(
        self, tag: str, statements: Mapping[str, Executable], employer_id: UUID | None, subject: str, **remarks: Any
    ) -> int:
        """Run bulk DELETEs (or UPDATEs that blank), in their order, under one record: how many rows of which table. Returns how many."""
        gone = {}
        with self._allowing_bulk(), self.across_employers():
            for table, statement in statements.items():
                if count := self.execute(statement).rowcount:
                    gone[table] = count
        said = {"rows": sum(gone.values()), "tables": gone} | remarks
        self._append(tag, str(employer_id or INSTALLATION), subject, said)
        return sum(gone.values())

    def lock(self, name: str) -> None:
        """Wait until no other transaction holds this name; SQLite's writers are one at a time anyway."""
        if self.session.get_bind().dialect.name == "postgresql":
            held = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
            self.session.connection().execute(held, {"name": name})

    def claim(self, person_ids: Collection[UUID]) -> None:
        """Wait for everybody who writes something of these people; what others begin after that is refused or waits."""
        owners.claim(self.session, person_ids)

    def hold(self, person_id: UUID) -> None:
        """Nobody claims this person until the transaction ends; StaleError for who was merged away or destroyed by now."""
        if not owners.are_there(self.session, [person_id]):
            raise StaleError("person")

    def touch(self, statement: Update) -> int:
        """Run an UPDATE of a table that is not audited; returns the number of rows."""
        if statement.entity_description["entity"].is_audited:
            raise UnrecordedChangeError("an audited table is changed with a record")
        with self._allowing_bulk():
            return self.execute(statement).rowcount

    def execute(self, statement: Executable) -> CursorResult[Any]:
        result = self.session.execute(statement)
        assert isinstance(result, CursorResult)  # noqa: S101 - UPDATE and DELETE always give one
        return result

    def seal(self, row: Base, column: str, value: str | None) -> None:
        """Store `value` encrypted in `column`, bound to this row; None clears it."""
        sealed = self.keyring.seal(self.session, _place(row, column), value) if value is not None else None
        setattr(row, column, sealed)

    def open(self, row: Base, column: str) -> str | None:
        """The value sealed in `column`; asking is not recorded here, showing it is the service's to record."""
        return None if getattr(row, column) is None else self.open_bytes(row, column).decode()

    def seal_bytes(self, row: Base, column: str, content: bytes) -> None:
        """As `seal`, for a whole file."""
        setattr(row, column, self.keyring.seal_bytes(self.session, _place(row, column), content))

    def open_bytes(self, row: Base, column: str) -> bytes:
        """As `open`, for a whole file."""
        place = _place(row, column)
        try:
            return self.keyring.open_bytes(self.session, place, getattr(row, column))
        except KeyGoneError:  # a rotation sealed it anew, and destroyed the old key, after this row was read
            return self.keyring.open_bytes(self.session, place, self._stored(row, column))

    def _stored(self, row: Base, column: str) -> bytes:
        state = inspect(row)
        if state.identity is None or state.attrs[column].history.has_changes():
            raise UnreadableValueError(f"{row.__tablename__}.{column} cannot be opened for this row")
        mine = [key == value for key, value in zip(state.mapper.primary_key, state.identity, strict=True)]
        stored = self.session.connection().execute(select(row.__table__.c[column]).where(*mine)).scalar()
        if not isinstance(stored, bytes):
            raise UnreadableValueError(f"{row.__tablename__}.{column} is no longer there")
        return stored

    @contextmanager
    def across_employers(self) -> Iterator[None]:
        """Reads see all employers: only for rules that hold in the whole group; what is found there is not shown."""
        self.session.info["across"] = True
        _show(self.session, None)
        try:
            yield
        except DBAPIError:
            self.session.info["across"] = False  # nothing more can be asked in this transaction
            raise
        except BaseException:
            self._see_own()
            raise
        self._see_own()

    def _see_own(self) -> None:
        self.session.info["across"] = False
        _show(self.session, self.actor.employers)

    @contextmanager
    def including_overdue(self) -> Iterator[None]:
        """Reads see what should have been destroyed already: only for who destroys it."""
        before, self.session.info["overdue"] = self.session.info.get("overdue", False), True
        try:
            yield
        finally:
            self.session.info["overdue"] = before

    @contextmanager
    def _allowing_bulk(self) -> Iterator[None]:
        self.session.info["bulk"] = True
        try:
            yield
        finally:
            self.session.info["bulk"] = False

    def settle(self, changed: Iterable[Base] = ()) -> None:
        """Turn the asked records into acts; raises UnrecordedChangeError when one of `changed` has none."""
        recorded = {id(row) for _, row, _ in self._to_record}
        for row in changed:
            changed_here = row in self.session.deleted or self.session.is_modified(row)
            if row.is_audited and changed_here and id(_whole(row)) not in recorded:
                raise UnrecordedChangeError(f"{row.__tablename__} was changed without a record")
        for tag, row, remarks in self._to_record:
            self._append(tag, _chain(row), _subject(row), self._changes(row) | remarks)
        self._to_record.clear()

    def _append(
        self, tag: str, chain: str, subject: str, fields: dict[str, Any], *, people: frozenset[UUID] = frozenset()
    ) -> None:
        self._refuse_when_looking(tag)
        said = f"{self.actor.source}:{tag}"
        self.acts.append(Act(chain, self.at, self.actor.user_id, said, subject, fields, people=people))

    def _refuse_when_looking(self, tag: str) -> None:
        if self.session.info.get("read_only"):
            raise UnrecordedChangeError(f"{tag}: this work only looks; use Store.work to record")

    def _changes(self, row: Base) -> dict[str, Any]:
        state = inspect(row)
        columns = state.mapper.columns
        changed = {key for key in columns.keys() if state.attrs[key].history.has_changes()}  # noqa: SIM118
        return {key: self._shown(columns[key].info.get("personal"), getattr(row, key)) for key in sorted(changed)}

    def _shown(self, guarded: Personal | None, value: Any) -> Any:
        if value is None or isinstance(value, bool | int):
            return value if guarded is None or value is None else self.keyring.audit_digest(str(value))
        return str(value) if guarded is None else self.keyring.audit_digest(str(value))


def _whole(row: Base) -> Base:
    """The row itself, or the whole it is (or until now was) a part of."""
    if not row.recorded_through:
        return row
    history = inspect(row).attrs[row.recorded_through].history
    wholes: list[Base] = [each for each in (*history.unchanged, *history.added, *history.deleted) if each is not None]
    return wholes[0] if wholes else row


def _chain(row: Base) -> str:
    return str(row.employer_id) if isinstance(row, EmployerScoped) else INSTALLATION


def _subject(row: Base) -> str:
    keys = inspect(row).mapper.primary_key_from_instance(row)
    return f"{row.__tablename__}:" + ",".join(str(key) for key in keys)


def _place(row: Base, column: str) -> tuple[str, str, str, str]:
    guarded: Personal = row.__table__.c[column].info["personal"]
    owner = f":{getattr(row, row.key_owner)}" if row.key_owner else ""
    return f"{guarded.key_class}{owner}", row.__tablename__, column, _subject(row)


@dataclass(slots=True)
class Store:
    """The database and its keys; opens units of work."""

    database: Database
    keyring: Keyring

    @contextmanager
    def work(self, actor: Actor, at: datetime) -> Iterator[Work]:
        """One transaction that is committed, with its records, only when the block ends well; StaleError for a row that changed meanwhile."""
        with _telling_who_was_late(), self.database.writing() as session:
            unit = Work(session, self.keyring, actor, at)
            _guard(unit)
            yield unit
            session.flush()
            unit.settle()
            append(session, unit.acts)
            session.commit()

    @contextmanager
    def look(self, actor: Actor, at: datetime) -> Iterator[Work]:
        """A transaction that only reads what needs no record."""
        with self.database.reading() as session:
            session.info["read_only"] = True
            unit = Work(session, self.keyring, actor, at)
            _guard(unit)
            yield unit


@contextmanager
def _telling_who_was_late() -> Iterator[None]:
    try:
        yield
    except StaleDataError as late:
        raise StaleError("version") from late


def _show(session: Session, employers: Sequence[UUID] | None) -> None:
    if session.is_active and session.get_bind().dialect.name == "postgresql":
        visible = "*" if employers is None else ",".join(str(each) for each in employers)
        session.connection().execute(text("SELECT set_config('app.employers', :visible, true)"), {"visible": visible})


def _guard(unit: Work) -> None:
    session, employers, today = unit.session, unit.actor.employers, unit.today
    held = select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))
    session.info["at"] = unit.at
    _show(session, employers)

    def filter_employers(state: ORMExecuteState) -> None:
        shows_own = employers is not None and not session.info.get("across")
        if state.is_select and shows_own and not state.is_column_load:
            state.statement = state.statement.options(
                with_loader_criteria(EmployerScoped, lambda row: row.employer_id.in_(employers), include_aliases=True)
            )
        if state.is_select and not session.info.get("overdue") and not state.is_column_load:
            state.statement = state.statement.options(
                with_loader_criteria(
                    Perishable,
                    lambda row: or_(row.destroy_on.is_(None), row.destroy_on > today, row.person_id.in_(held)),
                    include_aliases=True,
                )
            )
        if (state.is_insert or state.is_update or state.is_delete) and not session.info.get("bulk"):
            raise UnrecordedChangeError("a bulk write goes through Work.bulk, Work.move or Work.erase")

    def settle(session: Session, *_: Any) -> None:
        unit.settle([*session.new, *session.dirty, *session.deleted])
        if not owners.are_right(session):
            raise StaleError("person")

    event.listen(session, "do_orm_execute", filter_employers)
    event.listen(session, "before_flush", settle)
