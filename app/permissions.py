"""The one permission table: role x action, and per kind of data which role reads it and how, and writes it.

Services ask; routes declare. Everything holds at the employers where a role was given; elsewhere nothing is there.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.db.accounts import Role
from app.db.base import DataKind
from app.db.dossiers import HOLDS
from app.db.work import Actor


class NotAllowedError(PermissionError):
    """The actor has no role at this employer that allows the action."""


class Action(StrEnum):
    """`noun.verb`, as the matrix screen shows them."""

    EMPLOYER_READ = "employer.read"
    EMPLOYER_WRITE = "employer.write"
    ACCOUNT_READ = "account.read"
    ACCOUNT_WRITE = "account.write"
    AUDIT_READ = "audit.read"
    SYSTEM_READ = "system.read"
    KEY_ROTATE = "key.rotate"
    PERSON_READ = "person.read"
    PERSON_WRITE = "person.write"
    PROFILE_READ = "profile.read"
    BSN_REVEAL = "bsn.reveal"
    IBAN_REVEAL = "iban.reveal"
    IBAN_APPROVE = "iban.approve"
    DOCUMENT_READ = "document.read"
    DOCUMENT_REVEAL = "document.reveal"
    DOCUMENT_WRITE = "document.write"
    ID_COPY_READ = "id_copy.read"
    DISCLOSURE_READ = "disclosure.read"
    DISCLOSURE_WRITE = "disclosure.write"
    HEALTH_POLICY_REVEAL = "health_policy.reveal"
    DESTRUCTION_READ = "destruction.read"
    HOLD_WRITE = "hold.write"
    HIRER_READ = "hirer.read"
    HIRER_WRITE = "hirer.write"
    SUPPLIER_READ = "supplier.read"
    SUPPLIER_WRITE = "supplier.write"
    SUPPLIER_ACCOUNT_WRITE = "supplier_account.write"
    PLACEMENT_READ = "placement.read"
    PLACEMENT_WRITE = "placement.write"
    HOURS_READ = "hours.read"
    HOURS_WRITE = "hours.write"
    HOURS_APPROVE = "hours.approve"
    HOURS_REOPEN = "hours.reopen"
    ANONIEMENTARIEF_DECIDE = "anoniementarief.decide"
    PAY_RUN_READ = "pay_run.read"
    PAY_RUN_CALCULATE = "pay_run.calculate"
    PAY_RUN_APPROVE = "pay_run.approve"
    PAYSLIP_READ = "payslip.read"
    BANK_FILE_CREATE = "bank_file.create"
    BANK_FILE_READ = "bank_file.read"
    LAW_READ = "law.read"
    TRIAL_CALCULATE = "trial.calculate"
    PROCESSING_READ = "processing.read"
    LOOKS_READ = "looks.read"


# Minutes since the person last proved who they are (ASVS 7.5.3); the door sends them to do so first.
STEP_UP: Final[dict[Action, int]] = {
    Action.ACCOUNT_WRITE: 10,
    Action.BANK_FILE_CREATE: 10,
    Action.BSN_REVEAL: 15,
    Action.IBAN_REVEAL: 15,
    Action.DOCUMENT_REVEAL: 15,
    Action.ID_COPY_READ: 15,
    Action.KEY_ROTATE: 10,
    Action.DISCLOSURE_WRITE: 15,
    Action.HEALTH_POLICY_REVEAL: 15,
    Action.HOLD_WRITE: 10,
    Action.PAY_RUN_APPROVE: 10,
}


class Sight(StrEnum):
    """How much of a kind of data a role sees."""

    NONE = "none"
    MASKED = "masked"
    FULL = "full"


A = Action
_KNOWN_TO_ALL: Final = frozenset({A.LAW_READ, A.EMPLOYER_READ, A.PERSON_READ})
_EVERYBODY: Final = _KNOWN_TO_ALL | {A.HIRER_READ, A.SUPPLIER_READ, A.PLACEMENT_READ, A.HOURS_READ}
_DOSSIER: Final = frozenset(
    {A.PROFILE_READ, A.DOCUMENT_READ, A.DOCUMENT_REVEAL, A.DOCUMENT_WRITE, A.ID_COPY_READ, A.HEALTH_POLICY_REVEAL}
    | {A.DISCLOSURE_READ, A.DISCLOSURE_WRITE}
)
_PAY_READER: Final = frozenset({A.PAY_RUN_READ, A.PAYSLIP_READ, A.BANK_FILE_READ})
_PRIVACY: Final = frozenset(
    {A.PROCESSING_READ, A.LOOKS_READ, A.AUDIT_READ, A.DISCLOSURE_READ, A.DESTRUCTION_READ, A.HOLD_WRITE}
)

# Nobody gets more than their work asks. The absence manager guides the sick: persons and placements, no pay, no papers, no BSN
# (until a notification to UWV asks one, P1 "Ziektewet/UWV"). The subsidy officer likewise, with evidence for subsidies in place of
# absence. The privacy officer reads the registers, the audit trail and who looked at whom; of a person who it is and how to reach them.
MATRIX: Final[dict[Role, frozenset[Action]]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | _PAY_READER
    | _DOSSIER
    | _PRIVACY
    | {A.EMPLOYER_WRITE, A.ACCOUNT_READ, A.ACCOUNT_WRITE, A.SYSTEM_READ, A.KEY_ROTATE}
    | {A.PERSON_WRITE, A.HIRER_WRITE, A.PLACEMENT_WRITE, A.BSN_REVEAL, A.IBAN_REVEAL, A.IBAN_APPROVE}
    | {A.SUPPLIER_WRITE, A.SUPPLIER_ACCOUNT_WRITE}
    | {A.HOURS_REOPEN, A.PAY_RUN_APPROVE, A.BANK_FILE_CREATE, A.TRIAL_CALCULATE},
    Role.PAYROLL_CLERK: _EVERYBODY
    | _PAY_READER
    | _DOSSIER
    | {A.PERSON_WRITE, A.BSN_REVEAL, A.IBAN_REVEAL, A.IBAN_APPROVE, A.SUPPLIER_ACCOUNT_WRITE}
    | {A.HOURS_WRITE, A.HOURS_APPROVE, A.HOURS_REOPEN}
    | {A.ANONIEMENTARIEF_DECIDE, A.PAY_RUN_CALCULATE, A.PAY_RUN_APPROVE, A.BANK_FILE_CREATE, A.TRIAL_CALCULATE},
    Role.CONSULTANT: _EVERYBODY
    | _DOSSIER
    | {A.PERSON_WRITE, A.HIRER_WRITE, A.PLACEMENT_WRITE, A.HOURS_WRITE, A.TRIAL_CALCULATE, A.BSN_REVEAL}
    | {A.SUPPLIER_WRITE},
    Role.ACCOUNTANT: _EVERYBODY | _PAY_READER | {A.AUDIT_READ},
    Role.ABSENCE_MANAGER: _KNOWN_TO_ALL | {A.HIRER_READ, A.PLACEMENT_READ},
    Role.SUBSIDY_OFFICER: _KNOWN_TO_ALL | {A.HIRER_READ, A.PLACEMENT_READ},
    Role.PRIVACY_OFFICER: _KNOWN_TO_ALL | _PRIVACY,
}

K = DataKind
_PERSONAL: Final = {K.GENERAL: Sight.FULL}
_PAY: Final = {K.HOURS: Sight.FULL, K.WAGE: Sight.FULL, K.PAY: Sight.FULL, K.BSN: Sight.MASKED, K.IBAN: Sight.MASKED}
_PAPERS: Final = {
    K.PROFILE: Sight.FULL,
    K.RIGHT_TO_WORK: Sight.FULL,
    K.DOCUMENT: Sight.FULL,
    K.IDENTITY_DOCUMENT: Sight.MASKED,
    K.INSURANCE: Sight.MASKED,
}

# What is not named is not seen. Masked: the last characters, in full only by the action that reveals. A consultant agrees the wage
# and so sees it, but neither payslips nor IBANs; the IBAN of a card they type at the intake they do not see again.
SIGHT: Final[dict[Role, Mapping[DataKind, Sight]]] = {
    Role.ADMINISTRATOR: _PERSONAL | _PAY | _PAPERS | {K.STATEMENT: Sight.FULL, K.STAFF: Sight.FULL, K.LOG: Sight.FULL},
    Role.PAYROLL_CLERK: _PERSONAL | _PAY | _PAPERS | {K.STATEMENT: Sight.FULL, K.ABSENCE: Sight.FULL},
    Role.CONSULTANT: _PERSONAL
    | _PAPERS
    | {K.STATEMENT: Sight.FULL, K.HOURS: Sight.FULL, K.WAGE: Sight.FULL, K.BSN: Sight.MASKED},
    Role.ACCOUNTANT: _PERSONAL | _PAY | {K.STATEMENT: Sight.FULL, K.LOG: Sight.FULL},
    Role.ABSENCE_MANAGER: _PERSONAL | {K.ABSENCE: Sight.FULL},
    Role.SUBSIDY_OFFICER: _PERSONAL | {K.SUBSIDY: Sight.FULL},
    Role.PRIVACY_OFFICER: _PERSONAL | {K.LOG: Sight.FULL},
}

_INTAKE: Final = frozenset(
    {K.GENERAL, K.PROFILE, K.BSN, K.IBAN, K.STATEMENT, K.RIGHT_TO_WORK, K.DOCUMENT, K.IDENTITY_DOCUMENT, K.INSURANCE}
)
WRITES: Final[dict[Role, frozenset[DataKind]]] = {
    Role.ADMINISTRATOR: _INTAKE | {K.WAGE, K.STAFF},
    Role.PAYROLL_CLERK: _INTAKE | {K.HOURS, K.WAGE, K.PAY},
    Role.CONSULTANT: _INTAKE | {K.HOURS, K.WAGE},
    Role.ACCOUNTANT: frozenset(),
    Role.ABSENCE_MANAGER: frozenset({K.ABSENCE}),
    Role.SUBSIDY_OFFICER: frozenset({K.SUBSIDY}),
    Role.PRIVACY_OFFICER: frozenset(),
}

# An action whose pages are about these kinds of data is nothing without a sight of them, and one that fills them in without the pen.
SHOWS: Final[dict[Action, frozenset[DataKind]]] = {
    A.PERSON_READ: frozenset({K.GENERAL}),
    A.PROFILE_READ: frozenset({K.PROFILE}),
    A.BSN_REVEAL: frozenset({K.BSN}),
    A.HEALTH_POLICY_REVEAL: frozenset({K.INSURANCE}),
    A.IBAN_REVEAL: frozenset({K.IBAN}),
    A.IBAN_APPROVE: frozenset({K.IBAN}),
    A.BANK_FILE_CREATE: frozenset({K.IBAN, K.PAY}),
    A.BANK_FILE_READ: frozenset({K.IBAN, K.PAY}),
    A.DOCUMENT_READ: frozenset({K.DOCUMENT, K.RIGHT_TO_WORK}),
    A.DOCUMENT_REVEAL: frozenset({K.DOCUMENT}).union(*HOLDS.values()),
    A.ID_COPY_READ: frozenset({K.IDENTITY_DOCUMENT}),
    A.HOURS_READ: frozenset({K.HOURS, K.WAGE}),
    A.PAY_RUN_READ: frozenset({K.PAY}),
    A.PAYSLIP_READ: frozenset({K.PAY}),
    A.AUDIT_READ: frozenset({K.LOG}),
    A.LOOKS_READ: frozenset({K.LOG}),
    A.ACCOUNT_READ: frozenset({K.STAFF}),
}
FILLS: Final[dict[Action, frozenset[DataKind]]] = {
    A.PERSON_WRITE: frozenset({K.GENERAL, K.PROFILE}),
    A.DOCUMENT_WRITE: frozenset({K.DOCUMENT, K.RIGHT_TO_WORK, K.IDENTITY_DOCUMENT, K.INSURANCE}),
    A.PLACEMENT_WRITE: frozenset({K.GENERAL}),
    A.HOURS_WRITE: frozenset({K.HOURS, K.WAGE}),
    A.PAY_RUN_CALCULATE: frozenset({K.PAY}),
    A.ACCOUNT_WRITE: frozenset({K.STAFF}),
}


def allowed(role: Role, action: Action) -> bool:
    """Whether the role may do this: it stands in the matrix, and the role sees what it shows and writes what it fills in."""
    sees, writes = SHOWS.get(action, frozenset()), FILLS.get(action, frozenset())
    return action in MATRIX[role] and sees <= SIGHT[role].keys() and writes <= WRITES[role]


def may(actor: Actor, action: Action, employer_id: UUID | None = None) -> bool:
    """Whether the actor may do this at this employer, or, without one, at any employer."""
    if actor.is_system:
        return True
    roles = actor.roles.get(employer_id, frozenset()) if employer_id else frozenset().union(*actor.roles.values())
    return any(allowed(Role(role), action) for role in roles)


def must(actor: Actor, action: Action, employer_id: UUID | None = None) -> None:
    """Raises NotAllowedError unless the actor may."""
    if not may(actor, action, employer_id):
        raise NotAllowedError(action)


def sight(actor: Actor, kind: DataKind, *employers: UUID) -> Sight:
    """The best sight that the actor's roles at these employers give."""
    if actor.is_system:
        return Sight.FULL
    order = list(Sight)
    return max(
        (SIGHT[role].get(kind, Sight.NONE) for role in _held(actor, employers)), key=order.index, default=Sight.NONE
    )


def may_write(actor: Actor, kind: DataKind, *employers: UUID) -> bool:
    """Whether a role of the actor at one of these employers writes this kind of data."""
    return actor.is_system or any(kind in WRITES[role] for role in _held(actor, employers))


def must_write(actor: Actor, kind: DataKind, *employers: UUID) -> None:
    """Raises NotAllowedError unless the actor may write this kind of data there."""
    if not may_write(actor, kind, *employers):
        raise NotAllowedError(f"{kind}.write")


def _held(actor: Actor, employers: Iterable[UUID]) -> list[Role]:
    return [Role(role) for each in employers for role in actor.roles.get(each, frozenset())]
