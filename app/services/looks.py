"""Who looked at a person (privacy.md P28): every recorded read, reveal, copy and export that was about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select

from app.db.audit import INSTALLATION, AuditRow, LookRow
from app.db.people import PersonRow
from app.db.work import Work, midnight
from app.permissions import Action
from app.services import accounts, sight
from app.services.lists import Page, page_of

REVEALS: Final = (
    "web:bsn:reveal", "web:iban:reveal", "web:health_policy:reveal", "web:identity:copy", "web:document:reveal",
)  # fmt: skip
DENIALS: Final = ("web:access:denied",)
DAYS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Filters:
    """Dutch days, both included; what was done and by whom."""

    since: date | None = None
    until: date | None = None
    tag: str = ""
    actor_id: UUID | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Looks:
    """A page of looks, newest first, the names of who looked, and what can be chosen in the filters."""

    person: PersonRow
    page: Page[AuditRow]
    names: dict[UUID, str]
    tags: Sequence[str]
    actors: list[tuple[UUID, str]]


def page(w: Work, person_id: UUID, filters: Filters) -> Looks:
    """A fixed number of queries along the index of the person; looking at who looked is recorded too."""
    person = sight.person(w, person_id, Action.LOOKS_READ)
    found = page_of(w, _filtered(w, person_id, filters), filters.page)
    mine = _about(w, person_id).order_by(None)
    tags = w.session.scalars(mine.with_only_columns(AuditRow.tag).distinct()).all()
    actors = w.session.scalars(mine.with_only_columns(AuditRow.actor_id).distinct()).all()
    names = accounts.names(w, actors)
    w.record_read("looks:read", None, [person.id], people=[person.id])
    return Looks(person, found, names, tags, sorted(names.items(), key=lambda pair: pair[1]))


def record_export(w: Work, person_id: UUID, kind: str) -> PersonRow:
    """The person, after recording that the list is taken away."""
    person = sight.person(w, person_id, Action.LOOKS_READ)
    w.record_read("looks:export", None, [person.id], people=[person.id], kind=kind)
    return person


def everything(w: Work, person_id: UUID, filters: Filters) -> Iterator[tuple[AuditRow, str]]:
    """(look, who) of the whole list, fetched bit by bit."""
    sight.person(w, person_id, Action.LOOKS_READ)
    actors = w.session.scalars(_about(w, person_id).order_by(None).with_only_columns(AuditRow.actor_id).distinct())
    names = accounts.names(w, actors.all())
    for row in w.session.scalars(_filtered(w, person_id, filters).execution_options(yield_per=1000)):
        yield row, names.get(row.actor_id, "") if row.actor_id else ""


def lately(w: Work, tags: Iterable[str], today: date) -> tuple[int, datetime | None]:
    """(how many, the first) of these acts in the last seven days, in the group and where the actor may see them."""
    chains = [INSTALLATION, *map(str, sight.employers(w, Action.LOOKS_READ) or ())]
    query = select(func.count(), func.min(AuditRow.at)).where(
        AuditRow.chain.in_(chains), AuditRow.tag.in_(tags), AuditRow.at >= midnight(today - DAYS)
    )
    count, first = w.session.execute(query).one()
    return count, first


def _about(w: Work, person_id: UUID) -> Select[Any]:
    joined = (LookRow.chain == AuditRow.chain) & (LookRow.seq == AuditRow.seq)
    query = select(AuditRow).join(LookRow, joined).where(LookRow.person_id.in_(sight.everyone_in(w, person_id)))
    within = sight.employers(w, Action.LOOKS_READ)
    if within is not None:
        query = query.where(LookRow.chain.in_([INSTALLATION, *map(str, within)]))
    return query.order_by(LookRow.at.desc(), LookRow.chain, LookRow.seq.desc())


def _filtered(w: Work, person_id: UUID, filters: Filters) -> Select[Any]:
    query = _about(w, person_id)
    if filters.since:
        query = query.where(LookRow.at >= midnight(filters.since))
    if filters.until:
        query = query.where(LookRow.at < midnight(filters.until + timedelta(days=1)))
    if filters.tag:
        query = query.where(AuditRow.tag == filters.tag)
    if filters.actor_id:
        query = query.where(AuditRow.actor_id == filters.actor_id)
    return query
