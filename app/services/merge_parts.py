"""Everything that hangs off a person, table by table, and what a merge does with it; a test holds this against the metadata."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import inspect, select

from app.db.base import Base
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, PermitRow, ProtectionRow, ResidenceRow
from app.db.holds import LegalHoldRow
from app.db.merges import BsnAttemptRow
from app.db.people import (
    AddressRow,
    AnoniementariefRow,
    BankAccountChangeRow,
    BankAccountRow,
    BusinessRow,
    ConsentRow,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateRow,
    EducationRow,
    HealthInsuranceRow,
    RefereeRow,
    SkillRow,
    WorkExperienceRow,
)
from app.db.work import Work


class Fate(StrEnum):
    """What becomes of the rows of the person who goes."""

    MOVES = "moves"
    CHOSEN = "chosen"
    FILLS = "fills"


# CHOSEN: one history of a person holds at a time, so that of one of both counts and the other stays with the remainder.
# FILLS: there is one of these, so that it moves only to who has none.
PARTS: Final[Mapping[type[Any], Fate]] = {
    EmploymentRow: Fate.MOVES,
    LoonheffingsverklaringRow: Fate.MOVES,
    AnoniementariefRow: Fate.MOVES,
    AddressRow: Fate.CHOSEN,
    BankAccountRow: Fate.CHOSEN,
    BankAccountChangeRow: Fate.MOVES,
    IdentityRow: Fate.MOVES,
    IdentityCopyRow: Fate.MOVES,
    ResidenceRow: Fate.CHOSEN,
    PermitRow: Fate.MOVES,
    ProtectionRow: Fate.MOVES,
    DocumentRow: Fate.MOVES,
    BsnAttemptRow: Fate.MOVES,
    WorkExperienceRow: Fate.MOVES,
    EducationRow: Fate.MOVES,
    CertificateRow: Fate.MOVES,
    RefereeRow: Fate.MOVES,
    SkillRow: Fate.MOVES,
    AvailabilityRow: Fate.FILLS,
    AvailabilityExceptionRow: Fate.FILLS,
    HealthInsuranceRow: Fate.FILLS,
    BusinessRow: Fate.FILLS,
    ConsentRow: Fate.MOVES,
    LegalHoldRow: Fate.MOVES,
}
# What is about persons and is no part of one: these columns keep what they say.
STAYS: Final = frozenset(
    {
        "person.merged_into_id",
        "person_merge.kept_id",
        "person_merge.merged_id",
        "moved_row.from_id",
        "moved_row.to_id",
        "different_people.first_id",
        "different_people.second_id",
        "person_name.person_id",
        "disclosure.person_id",
    }
)
FIELDS: Final = (
    "initials",
    "first_name",
    "name_prefix",
    "last_name",
    "birth_date",
    "birth_place",
    "nationality",
    "email",
    "phone",
    "language",
    "partner_prefix",
    "partner_last_name",
    "naamgebruik",
    "gender",
    "marital_status",
    "marital_ground",
)
_MOVING: Final = frozenset({"person_id", "version"})

Rows = dict[type[Any], Sequence[Any]]


def rows_of(w: Work, person_id: UUID) -> Rows:
    """Everything of one person: a query per table."""
    return {
        kind: w.session.scalars(select(kind).where(kind.person_id == person_id).order_by(kind.id)).all()
        for kind in PARTS
    }


def kind_of(table: str) -> type[Any]:
    return next(kind for kind in PARTS if kind.__tablename__ == table)


def state(w: Work, row: Base) -> str:
    """A keyed digest of what a row says; whose it is, its version, and under which key it is sealed make no difference."""
    said = {name: str(value) for name, value in _said(row) if name not in _MOVING}
    return w.keyring.audit_digest(json.dumps(said, sort_keys=True))


def stamp(w: Work, people: Sequence[PersonRow], rows: Sequence[Rows]) -> str:
    """A keyed digest of everything of these people: whatever changes gives another one."""
    every = [(str(each.id), each.version, state(w, each)) for each in people]
    for table in rows:
        for held in table.values():
            every += [(str(row.id), getattr(row, "version", 0), state(w, row)) for row in held]
    return w.keyring.audit_digest(json.dumps(sorted(every)))


def _said(row: Base) -> Iterator[tuple[str, Any]]:
    for name in inspect(type(row)).columns.keys():  # noqa: SIM118 - a ColumnCollection iterates over columns
        if not name.endswith("_sealed"):
            value = getattr(row, name)
            yield name, value.hex() if isinstance(value, bytes) else value
