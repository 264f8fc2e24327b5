"""The one permission matrix: role x action, and which classes of fields a role may see. Services ask; routes declare."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from app.db.accounts import Role
from app.db.base import FieldClass
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
    BSN_REVEAL = "bsn.reveal"
    IBAN_REVEAL = "iban.reveal"
    IBAN_APPROVE = "iban.approve"
    DOCUMENT_READ = "document.read"
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


# Minutes since the person last proved who they are (ASVS 7.5.3); the door sends them to do so first.
STEP_UP: Final[dict[Action, int]] = {
    Action.ACCOUNT_WRITE: 10,
    Action.BANK_FILE_CREATE: 10,
    Action.BSN_REVEAL: 15,
    Action.IBAN_REVEAL: 15,
    Action.ID_COPY_READ: 15,
    Action.KEY_ROTATE: 10,
    Action.DISCLOSURE_WRITE: 15,
    Action.HEALTH_POLICY_REVEAL: 15,
    Action.HOLD_WRITE: 10,
    Action.PAY_RUN_APPROVE: 10,
}


class Sight(StrEnum):
    """How much of a field class a role sees."""

    NONE = "none"
    MASKED = "masked"
    FULL = "full"


A = Action
_EVERYBODY: Final = frozenset(
    {A.LAW_READ, A.EMPLOYER_READ, A.HIRER_READ, A.SUPPLIER_READ, A.PLACEMENT_READ, A.PERSON_READ, A.HOURS_READ}
)
_DOSSIER: Final = frozenset(
    {A.DOCUMENT_READ, A.DOCUMENT_WRITE, A.ID_COPY_READ, A.DISCLOSURE_READ, A.DISCLOSURE_WRITE, A.HEALTH_POLICY_REVEAL}
)
_PAY_READER: Final = frozenset({A.PAY_RUN_READ, A.PAYSLIP_READ, A.BANK_FILE_READ})

MATRIX: Final[dict[Role, frozenset[Action]]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | _PAY_READER
    | _DOSSIER
    | {A.EMPLOYER_WRITE, A.ACCOUNT_READ, A.ACCOUNT_WRITE, A.AUDIT_READ, A.SYSTEM_READ, A.KEY_ROTATE}
    | {A.DESTRUCTION_READ, A.HOLD_WRITE}
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
}

# Masked means that the full value takes an action of its own (reveal); salary has no masked form.
SIGHT: Final[dict[Role, dict[FieldClass, Sight]]] = {
    Role.ADMINISTRATOR: {
        FieldClass.NORMAL: Sight.FULL,
        FieldClass.IDENTIFYING: Sight.MASKED,
        FieldClass.FINANCIAL: Sight.FULL,
        FieldClass.HEALTH_LIKE: Sight.NONE,
        FieldClass.SPECIAL: Sight.NONE,
    },
    Role.PAYROLL_CLERK: {
        FieldClass.NORMAL: Sight.FULL,
        FieldClass.IDENTIFYING: Sight.MASKED,
        FieldClass.FINANCIAL: Sight.FULL,
        FieldClass.HEALTH_LIKE: Sight.FULL,
        FieldClass.SPECIAL: Sight.NONE,
    },
    Role.CONSULTANT: {
        FieldClass.NORMAL: Sight.FULL,
        FieldClass.IDENTIFYING: Sight.MASKED,
        FieldClass.FINANCIAL: Sight.FULL,
        FieldClass.HEALTH_LIKE: Sight.NONE,
        FieldClass.SPECIAL: Sight.NONE,
    },
    Role.ACCOUNTANT: {
        FieldClass.NORMAL: Sight.FULL,
        FieldClass.IDENTIFYING: Sight.MASKED,
        FieldClass.FINANCIAL: Sight.FULL,
        FieldClass.HEALTH_LIKE: Sight.NONE,
        FieldClass.SPECIAL: Sight.NONE,
    },
}


def may(actor: Actor, action: Action, employer_id: UUID | None = None) -> bool:
    """Whether the actor may do this at this employer, or, without one, at any employer."""
    if actor.is_system:
        return True
    roles = actor.roles.get(employer_id, frozenset()) if employer_id else frozenset().union(*actor.roles.values())
    return any(action in MATRIX[Role(role)] for role in roles)


def must(actor: Actor, action: Action, employer_id: UUID | None = None) -> None:
    """Raises NotAllowedError unless the actor may."""
    if not may(actor, action, employer_id):
        raise NotAllowedError(action)


def sight(actor: Actor, field_class: FieldClass, employer_id: UUID) -> Sight:
    """The best sight that the actor's roles at this employer give."""
    if actor.is_system:
        return Sight.FULL
    order = list(Sight)
    seen = [SIGHT[Role(role)][field_class] for role in actor.roles.get(employer_id, frozenset())]
    return max(seen, key=order.index, default=Sight.NONE)
