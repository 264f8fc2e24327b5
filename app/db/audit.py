"""The append-only, hash-chained audit trail: one chain per employer and one for the installation (security.md B3.3)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Uuid, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import walls
from app.db.base import Base, DataKind, Retention, personal
from app.db.types import Moment

INSTALLATION: Final = "installation"
_START: Final = "0" * 64

_LOG = personal("who did what, when", "GDPR art. 32; NEN 7513", Retention.ACCESS_LOG, kind=DataKind.LOG)


class AuditRow(Base):
    """One recorded act. `fields` holds names of columns, harmless values, and keyed digests of all others."""

    __tablename__ = "audit"
    is_audited = False

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid, index=True, info=_LOG)
    on_behalf_of: Mapped[UUID | None] = mapped_column(Uuid, info=_LOG)
    tag: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True, info=_LOG)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, info=_LOG)
    previous: Mapped[str]
    digest: Mapped[str]


class LookRow(Base):
    """Whom a recorded read was about: the index that finds who looked at a person; the proof is the row it points at."""

    __tablename__ = "look"
    is_audited = False
    __table_args__ = (ForeignKeyConstraint(["chain", "seq"], ["audit.chain", "audit.seq"]),)

    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, info=_LOG)
    at: Mapped[datetime] = mapped_column(Moment, primary_key=True, info=_LOG)
    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AuditStartRow(Base):
    """The last row of a chain that went after its term: what is left proves itself from here on."""

    __tablename__ = "audit_start"
    is_audited = False

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded; the chain gives it its number and digest."""

    chain: str
    at: datetime
    actor_id: UUID | None
    tag: str
    subject: str
    fields: dict[str, Any]
    on_behalf_of: UUID | None = None
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """Where a chain no longer proves itself."""

    chain: str
    seq: int
    reason: str


def append(session: Session, acts: Sequence[Act]) -> None:
    """Write the acts at the ends of their chains, locked in a fixed order so that two writers never deadlock."""
    by_chain: dict[str, list[Act]] = {}
    for act in acts:
        by_chain.setdefault(act.chain, []).append(act)
    rows: list[dict[str, Any]] = []
    looks: list[dict[str, Any]] = []
    for chain in sorted(by_chain):
        seq, previous = _locked_head(session, chain)
        for act in by_chain[chain]:
            seq += 1
            row = _as_row(act, seq, previous)
            previous = row["digest"]
            rows.append(row)
            looks += [{"person_id": each, "at": act.at, "chain": chain, "seq": seq} for each in act.people]
    if rows:
        session.connection().execute(insert(AuditRow.__table__), rows)  # type: ignore[arg-type]
    if looks:
        session.connection().execute(insert(LookRow.__table__), looks)  # type: ignore[arg-type]


def heads(session: Session) -> list[tuple[str, int, str]]:
    """(chain, last seq, digest) of every chain: what is exported daily as the outside anchor."""
    last = select(AuditRow.chain, func.max(AuditRow.seq).label("seq")).group_by(AuditRow.chain).subquery()
    query = select(AuditRow.chain, AuditRow.seq, AuditRow.digest).join(
        last, (last.c.chain == AuditRow.chain) & (last.c.seq == AuditRow.seq)
    )
    found = {chain: (seq, digest) for chain, seq, digest in session.execute(query)}
    return [(chain, *head) for chain, head in (_starts(session) | found).items()]


def verify(session: Session, anchors: Sequence[tuple[str, int, str]] = ()) -> Iterator[BrokenChain]:
    """Every break: an edited, missing or reordered row; with anchors also a cut tail or a chain made anew.

    What went after its term is missed by nobody: the first row that is left must follow the last one that went. An anchor from
    before that proves nothing any more.
    """
    found: dict[tuple[str, int], str] = {}
    wanted = {(chain, seq) for chain, seq, _ in anchors}
    starts = _starts(session)
    found |= {(chain, seq): digest for chain, (seq, digest) in starts.items()}
    chain, expected, previous = "", 1, _START
    for row in session.execute(select(AuditRow.__table__).order_by("chain", "seq").execution_options(yield_per=1000)):
        if row.chain != chain:
            seq, previous = starts.get(row.chain, (0, _START))
            chain, expected = row.chain, seq + 1
        if row.seq != expected:
            yield BrokenChain(chain, expected, "a row is missing")
        elif row.previous != previous:
            yield BrokenChain(chain, row.seq, "it does not follow the row before it")
        if row.digest != _digest(row.previous, _canonical(row._mapping)):  # noqa: SLF001 - SQLAlchemy's public name
            yield BrokenChain(chain, row.seq, "its content was changed")
        expected, previous = row.seq + 1, row.digest
        if (chain, row.seq) in wanted:
            found[chain, row.seq] = row.digest
    for name, seq, digest in anchors:
        if seq >= starts.get(name, (0, ""))[0] and found.get((name, seq)) != digest:
            yield BrokenChain(name, seq, "the exported anchor is not in the chain")


def forget(session: Session, chain: str, until: int) -> None:
    """Remove the beginning of a chain, to and with this number; the database refuses what is younger than the term."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT forget_audit(:chain, :until)"), {"chain": chain, "until": until})
        return
    for statement in walls.FORGET:
        session.connection().execute(text(statement), {"chain": chain, "until": until})


def _starts(session: Session) -> dict[str, tuple[int, str]]:
    query = select(AuditStartRow.chain, AuditStartRow.seq, AuditStartRow.digest)
    return {chain: (seq, digest) for chain, seq, digest in session.execute(query)}


def _locked_head(session: Session, chain: str) -> tuple[int, str]:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:chain))"), {"chain": f"audit:{chain}"}
        )
    query = select(AuditRow.seq, AuditRow.digest).where(AuditRow.chain == chain).order_by(AuditRow.seq.desc()).limit(1)
    head = session.connection().execute(query).first()
    return (head.seq, head.digest) if head else _starts(session).get(chain, (0, _START))


def _as_row(act: Act, seq: int, previous: str) -> dict[str, Any]:
    row = {
        "chain": act.chain,
        "seq": seq,
        "at": act.at,
        "actor_id": act.actor_id,
        "on_behalf_of": act.on_behalf_of,
        "tag": act.tag,
        "subject": act.subject,
        "fields": act.fields,
        "previous": previous,
    }
    return row | {"digest": _digest(previous, _canonical(row))}


def _canonical(row: Any) -> str:
    kept = {key: row[key] for key in ("chain", "seq", "tag", "subject", "fields")}
    kept |= {key: str(row[key]) for key in ("actor_id", "on_behalf_of")} | {"at": row["at"].astimezone(UTC).isoformat()}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(previous: str, content: str) -> str:
    return hashlib.sha256(f"{previous}|{content}".encode()).hexdigest()
