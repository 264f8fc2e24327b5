"""The one register of fields: of every column with personal data why it is there, on what ground, how long, who reads it and writes it.

Masks, pages, forms, exports and the register of processing ask here; the columns say what they hold, app/permissions.py who may.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column

from app.db.accounts import Role
from app.db.base import Base, DataKind, Personal, Retention
from app.db.work import Actor, Work
from app.permissions import SIGHT, WRITES, Action, Sight, allowed, may_write, must_write, sight
from documents.retention import Kept, Rule, rule

SEALED: Final = "_sealed"
INDEX: Final = "_index"
# A role writes a table with the action of its screens; a table that is not named is written by whoever writes its kind.
WRITTEN_WITH: Final[Mapping[str, Action]] = {
    "person": Action.PERSON_WRITE,
    "address": Action.PERSON_WRITE,
    "bank_account": Action.PERSON_WRITE,
    "bank_account_change": Action.PERSON_WRITE,
    "employment": Action.PERSON_WRITE,
    "loonheffingsverklaring": Action.PERSON_WRITE,
    "anoniementarief": Action.ANONIEMENTARIEF_DECIDE,
    "work_experience": Action.PERSON_WRITE,
    "education": Action.PERSON_WRITE,
    "certificate": Action.PERSON_WRITE,
    "referee": Action.PERSON_WRITE,
    "skill": Action.PERSON_WRITE,
    "availability": Action.PERSON_WRITE,
    "availability_exception": Action.PERSON_WRITE,
    "health_insurance": Action.DOCUMENT_WRITE,
    "legal_hold": Action.HOLD_WRITE,
    "disclosure": Action.DISCLOSURE_WRITE,
    "contact": Action.HIRER_WRITE,
    "supplier_account": Action.SUPPLIER_ACCOUNT_WRITE,
    "identity": Action.DOCUMENT_WRITE,
    "identity_copy": Action.DOCUMENT_WRITE,
    "document": Action.DOCUMENT_WRITE,
    "residence": Action.DOCUMENT_WRITE,
    "permit": Action.DOCUMENT_WRITE,
    "protection": Action.DOCUMENT_WRITE,
    "placement": Action.PLACEMENT_WRITE,
    "placement_terms": Action.PLACEMENT_WRITE,
    "hours_week": Action.HOURS_WRITE,
    "hours_line": Action.HOURS_WRITE,
    "payslip": Action.PAY_RUN_CALCULATE,
    "payslip_line": Action.PAY_RUN_CALCULATE,
    "bank_file": Action.BANK_FILE_CREATE,
    "bank_payment": Action.BANK_FILE_CREATE,
    "account": Action.ACCOUNT_WRITE,
}
# The pages that show a table ask this of a role, beside a sight of its kinds; every role that sees persons reads the others.
READ_WITH: Final[Mapping[str, Action]] = {
    "account": Action.ACCOUNT_READ,
    "bank_file": Action.BANK_FILE_READ,
    "bank_payment": Action.BANK_FILE_READ,
    "contact": Action.HIRER_READ,
    "disclosure": Action.DISCLOSURE_READ,
    "document": Action.DOCUMENT_READ,
    "health_insurance": Action.DOCUMENT_READ,
    "hours_line": Action.HOURS_READ,
    "hours_week": Action.HOURS_READ,
    "identity": Action.DOCUMENT_READ,
    "legal_hold": Action.DESTRUCTION_READ,
    "permit": Action.DOCUMENT_READ,
    "placement_terms": Action.PLACEMENT_READ,
    "protection": Action.DOCUMENT_READ,
    "referee": Action.DOCUMENT_READ,
    "residence": Action.DOCUMENT_READ,
    "role_grant": Action.ACCOUNT_READ,
    "supplier_account": Action.SUPPLIER_READ,
}
_KEPT: Final = {
    Retention.IDENTITY: Kept.ID_COPY,
    Retention.ABSENCE: Kept.ABSENCE_FILE,
    Retention.ACCOUNT: Kept.CLOSED_ACCOUNT,
    Retention.CONTACT: Kept.CONTACT_PERSON,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column, and who reads it (and how) and writes it at the employers where they have their role."""

    table: str
    column: str
    personal: Personal
    rule: Rule
    reads: Mapping[Role, Sight]
    writes: frozenset[Role]

    @property
    def is_sealed(self) -> bool:
        """Whether the value stands in the database encrypted."""
        return self.column.endswith(SEALED)


def entries() -> tuple[Entry, ...]:
    """Every column with personal data, by table."""
    return _entries()


def kind_of(column: Any) -> DataKind:
    """What kind of data a column holds; a column that says nothing holds nothing of a person and is general."""
    guarded = guard_of(column)
    return guarded.data_kind if guarded else DataKind.GENERAL


def guard_of(column: Any) -> Personal | None:
    """What the column says of itself; `column` is one of a table or of a row class."""
    found: Personal | None = (
        column.info.get("personal") if isinstance(column, Column) else column.property.columns[0].info.get("personal")
    )
    return found


def seen(w: Work, column: Any, at: Iterable[UUID]) -> Sight:
    """How the actor sees this column of a thing of these employers."""
    found = sight(w.actor, kind_of(column), *at)
    return found if found is Sight.NONE else max_of(column, found)


def is_known(w: Work, column: Any, at: Iterable[UUID]) -> bool:
    """Whether the actor may know that there is a value: who sees it somehow, or fills it in."""
    return is_known_to(w.actor, column, at)


def is_known_to(actor: Actor, column: Any, at: Iterable[UUID]) -> bool:
    """As `is_known`, before there is work to do it in."""
    held, kind = tuple(at), kind_of(column)
    return sight(actor, kind, *held) is not Sight.NONE or may_write(actor, kind, *held)


def writes(w: Work, column: Any, at: Iterable[UUID]) -> bool:
    """Whether the actor may write this column of a thing of these employers."""
    return may_write(w.actor, kind_of(column), *at)


def must_write_column(w: Work, column: Any, at: Iterable[UUID]) -> None:
    """Raises NotAllowedError unless the actor may write it."""
    must_write(w.actor, kind_of(column), *at)


def max_of(column: Any, found: Sight) -> Sight:
    """A mask is for what is sealed; what stands beside it, such as the name on an account, is seen or not. A digest is seen by nobody."""
    name = column.key
    if name.endswith(INDEX):
        return Sight.NONE
    return found if found is not Sight.MASKED or name.endswith(SEALED) else Sight.FULL


@cache
def _entries() -> tuple[Entry, ...]:
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return tuple(sorted((_entry(column, guarded) for column in columns if (guarded := guard_of(column))), key=_order))


def _order(entry: Entry) -> tuple[str, str]:
    return entry.table, entry.column


def _entry(column: Column[Any], guarded: Personal) -> Entry:
    kind, with_action = guarded.data_kind, WRITTEN_WITH.get(column.table.name)
    read_with = READ_WITH.get(column.table.name, Action.PERSON_READ)
    readers = {role: SIGHT[role].get(kind, Sight.NONE) for role in Role if allowed(role, read_with)}
    reads = {role: max_of(column, readers.get(role, Sight.NONE)) for role in Role}
    writers = (role for role in Role if kind in WRITES[role] and (with_action is None or allowed(role, with_action)))
    return Entry(column.table.name, column.key, guarded, rule(kept(guarded.retention)), reads, frozenset(writers))


def kept(retention: Retention) -> Kept:
    """The term of documents/retention.toml that a column means."""
    return _KEPT.get(retention) or Kept(retention.name.lower())
