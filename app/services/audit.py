"""Reading the audit trail: per chain, filtered, page by page along its numbers; verifying and exporting it."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.db import audit
from app.db.audit import INSTALLATION, AuditRow, BrokenChain
from app.db.organisation import EmployerRow
from app.db.work import Store, Work, midnight
from app.permissions import Action, NotAllowedError, may, must
from app.services import accounts

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
PAGE: Final = 100
MOST_EXPORTED: Final = 50_000
_LAST: Final = 2**63 - 1
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Filters:
    """`chain` is an employer's id or "installation"; `before` pages back; days are Dutch days, both included."""

    chain: str
    since: date | None = None
    until: date | None = None
    tag: str = ""
    actor_id: UUID | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Newest first; `older` is the `before` of the next page, None on the last."""

    rows: Sequence[AuditRow]
    names: dict[UUID, str]
    older: int | None


def chains(w: Work) -> list[tuple[str, str]]:
    """(chain, name) of what the actor may read; the installation's own, without name, for administrators and privacy officers."""
    must(w.actor, Action.AUDIT_READ)
    mine = [employer for employer in w.actor.employers or () if may(w.actor, Action.AUDIT_READ, employer)]
    query = select(EmployerRow.id, EmployerRow.name).where(EmployerRow.id.in_(mine)).order_by(EmployerRow.name)
    found = [(str(id_), name) for id_, name in w.session.execute(query)]
    return [*found, (INSTALLATION, "")] if may(w.actor, Action.LOOKS_READ) else found


def entries(w: Work, filters: Filters, size: int = PAGE) -> Entries:
    """One page; raises NotAllowedError for a chain that is not the actor's to read."""
    rows = w.session.scalars(_filtered(w, filters).limit(size + 1)).all()
    page = rows[:size]
    older = page[-1].seq if len(rows) > size else None
    return Entries(page, accounts.names(w, [row.actor_id for row in page]), older)


def actors(w: Work, chain: str) -> list[tuple[UUID, str]]:
    """Who acted in this chain, by name."""
    _may_read(w, chain)
    ids = w.session.scalars(select(AuditRow.actor_id).where(AuditRow.chain == chain).distinct()).all()
    return sorted(accounts.names(w, ids).items(), key=lambda pair: pair[1])


def sources(w: Work, chain: str) -> list[str]:
    """The tags that occur in this chain."""
    _may_read(w, chain)
    return sorted(w.session.scalars(select(AuditRow.tag).where(AuditRow.chain == chain).distinct()))


def export(w: Work, filters: Filters) -> str:
    """CSV of what the filters show, at most 50,000 rows, recorded as a read of the log (NEN 7513)."""
    found = entries(w, filters, MOST_EXPORTED)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["chain", "seq", "at", "actor", "name", "tag", "subject", "fields", "digest"])
    for row in found.rows:
        name = found.names.get(row.actor_id, "") if row.actor_id else ""
        fields = json.dumps(row.fields, ensure_ascii=False, sort_keys=True)
        line = [
            row.chain,
            row.seq,
            row.at.isoformat(),
            row.actor_id or "",
            name,
            row.tag,
            row.subject,
            fields,
            row.digest,
        ]
        writer.writerow([cell(str(each)) for each in line])
    employer = None if filters.chain == INSTALLATION else UUID(filters.chain)
    w.record_read("audit:exported", employer, [], rows=len(found.rows))
    return out.getvalue()


def cell(text: str) -> str:
    """A value that no spreadsheet takes for a formula (ASVS 1.2.10).

    >>> cell("=1+1"), cell("loon")
    ("'=1+1", 'loon')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def verify(store: Store, anchors: Sequence[tuple[str, int, str]] = ()) -> list[BrokenChain]:
    """Every break in every chain; with the exported anchors also a cut tail or a chain made anew."""
    with store.database.reading() as session:
        return list(audit.verify(session, anchors))


def heads(store: Store) -> list[tuple[str, int, str]]:
    """(chain, last number, digest): the anchor to keep outside this machine, daily."""
    with store.database.reading() as session:
        return audit.heads(session)


def check(w: Work) -> Iterator[BrokenChain]:
    """The breaks in the chains the actor may read."""
    mine = {chain for chain, _ in chains(w)}
    return (each for each in audit.verify(w.session) if each.chain in mine)


def _filtered(w: Work, filters: Filters) -> Select[AuditRow]:
    _may_read(w, filters.chain)
    query = select(AuditRow).where(AuditRow.chain == filters.chain).order_by(AuditRow.seq.desc())
    if filters.since:
        query = query.where(AuditRow.at >= midnight(filters.since))
    if filters.until:
        query = query.where(AuditRow.at < midnight(filters.until + timedelta(days=1)))
    if filters.tag:
        query = query.where(AuditRow.tag == filters.tag)
    if filters.actor_id:
        query = query.where(AuditRow.actor_id == filters.actor_id)
    return query if filters.before is None else query.where(AuditRow.seq < min(filters.before, _LAST))


def _may_read(w: Work, chain: str) -> None:
    if chain not in {each for each, _ in chains(w)}:
        raise NotAllowedError(Action.AUDIT_READ)
