"""What every row shares: one metadata with named constraints, ids made by us, and what its columns hold of a person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

from sqlalchemy import Enum, ForeignKey, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.db.types import Moment


class FieldClass(StrEnum):
    """security.md B3: decides mask, read log, key and retention of a column."""

    NORMAL = "normal"
    IDENTIFYING = "identifying"
    FINANCIAL = "financial"
    HEALTH_LIKE = "health-like"
    SPECIAL = "special"


class DataKind(StrEnum):
    """What a column holds, as finely as roles differ in who reads and writes it; permissions.SIGHT and WRITES say who."""

    GENERAL = "general"
    HOURS = "hours"
    PROFILE = "profile"
    INSURANCE = "insurance"
    STATEMENT = "statement"
    RIGHT_TO_WORK = "right_to_work"
    STAFF = "staff"
    LOG = "log"
    BSN = "bsn"
    IDENTITY_DOCUMENT = "identity_document"
    DOCUMENT = "document"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    IBAN = "iban"
    WAGE = "wage"
    PAY = "pay"
    ABSENCE = "absence"
    SUBSIDY = "subsidy"
    SPECIAL = "special"


class BsnPurpose(StrEnum):
    """The only purposes for which a BSN may be held (privacy.md P1)."""

    PAYROLL = "wage tax/pension/payroll"
    IDENTITY = "identity"
    ZW = "Ziektewet/UWV"
    REINTEGRATION = "reintegration by the bedrijfsarts"
    DOELGROEPREGISTER = "doelgroepregister"
    LIABILITY = "third-party liability file for the hirer"


_KIND_OF_KEY: Final = {
    "bsn": DataKind.BSN,
    "iban": DataKind.IBAN,
    "idcopy": DataKind.IDENTITY_DOCUMENT,
    "document": DataKind.DOCUMENT,
    "policy": DataKind.INSURANCE,
    "absence": DataKind.ABSENCE,
    "subsidy": DataKind.SUBSIDY,
}
# What a column is taken for when it does not say: the kind of its class that the fewest may see.
_KIND_OF_CLASS: Final = {
    FieldClass.NORMAL: DataKind.GENERAL,
    FieldClass.IDENTIFYING: DataKind.IDENTITY_DOCUMENT,
    FieldClass.FINANCIAL: DataKind.PAY,
    FieldClass.HEALTH_LIKE: DataKind.ABSENCE,
    FieldClass.SPECIAL: DataKind.SPECIAL,
}


class Retention(StrEnum):
    """How long a value is kept; the numbers are those of security/privacy.md."""

    WAGE_ADMINISTRATION = "P22: 7 years after the year"
    WAGE_TAX_STATEMENT = "P23: 5 calendar years after the end of employment"
    PERSONNEL_FILE = "P24: 2 years after the end of employment"
    APPLICANT = "P21: 4 weeks after the procedure, with consent 1 year"
    IDENTITY = "P9: 5 calendar years after the end of employment"
    ABSENCE = "P20: 2 years after the end of employment"
    ACCESS_LOG = "P26: 5 years"
    MERGE_UNDO = "P29: 30 days after the merge"
    ACCOUNT = "P43: erased 30 days after the account is closed"
    CONTACT = "P24: 2 years after the contact ended"


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a column may hold personal data, and how it is guarded."""

    purpose: str
    basis: str
    retention: Retention
    field_class: FieldClass = FieldClass.NORMAL
    key_class: str = ""
    data_kind: DataKind = DataKind.GENERAL


def personal(
    purpose: str,
    basis: str,
    retention: Retention,
    field_class: FieldClass = FieldClass.NORMAL,
    *,
    key_class: str = "",
    kind: DataKind | None = None,
) -> dict[str, Any]:
    """The `info` of a column with personal data; raises ValueError for a BSN with a purpose that P1 does not list."""
    held = kind or _KIND_OF_KEY.get(key_class) or _KIND_OF_CLASS[field_class]
    if held is DataKind.BSN:
        purpose = BsnPurpose(purpose).value
    return {"personal": Personal(purpose, basis, retention, field_class, key_class, held)}


class Base(DeclarativeBase):
    """A part of a whole is `recorded_through` the relationship to that whole; `key_owner` names the column of whose own key seals it.

    What ends a row when no employment does: the calendar year of the day in `kept_by`, the end of the whole in `kept_with`, or, of an
    agreement, a later one with the same `history_of`.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: String(200)}
    is_audited: ClassVar[bool] = True
    recorded_through: ClassVar[str] = ""
    key_owner: ClassVar[str] = ""
    kept_by: ClassVar[str] = ""
    kept_with: ClassVar[str] = ""
    history_of: ClassVar[tuple[str, ...]] = ()


class Identified:
    """A row whose id is known before it is stored, so that a value can be sealed to it and a replayed form finds it."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", uuid4())
        super().__init__(**values)


class Versioned:
    """A row people edit in a form; whoever saves an old version is told so (R4)."""

    version: Mapped[int] = mapped_column()

    def renew(self) -> None:
        """Raise the version when only rows that belong to this one change: otherwise an old page would pass as the new one."""
        self.version = (self.version or 0) + 1

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Dated:
    """An append-only agreement: true from `since`, known from `recorded_at`; the latest recorded of a day counts."""

    since: Mapped[date] = mapped_column()
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)


class EmployerScoped:
    """A row that belongs to one legal employer; who has no rights there never sees it (security.md V8)."""

    @declared_attr
    @classmethod
    def employer_id(cls) -> Mapped[UUID]:
        return mapped_column(Uuid, ForeignKey("employer.id"), index=True)


class Perishable:
    """A row that does not exist from its day on, whatever the scheduler did; the nightly duty takes it away (R9).

    Of whom nothing may be destroyed it stays, and is seen (P25).
    """

    person_id: Mapped[UUID] = mapped_column(Uuid)
    destroy_on: Mapped[date | None] = mapped_column(index=True)


def enum_type(kind: type[StrEnum]) -> Enum:
    """Stored as its value, checked by the database."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
    )
