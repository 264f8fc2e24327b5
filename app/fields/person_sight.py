"""What the actor sees of a person on their page and in the list, by the register of fields."""

from typing import Any, Final
from uuid import UUID

from app.db.people import BankAccountRow, LoonheffingsverklaringRow, PersonRow
from app.db.work import Actor, Work
from app.fields.person_history import histories
from app.permissions import Action, Sight
from app.services import bank_accounts, bsns, field_register, sight
from app.services.employments import Record

# What the page asks for at the employers of the person: actions, and columns that not every role sees or writes.
RIGHTS: Final = (
    Action.DOCUMENT_READ, Action.DOCUMENT_WRITE, Action.PERSON_WRITE, Action.BSN_REVEAL, Action.IBAN_REVEAL,
    Action.IBAN_APPROVE, Action.PLACEMENT_READ, Action.PLACEMENT_WRITE, Action.PAYSLIP_READ, Action.LOOKS_READ,
    Action.HOLD_WRITE,
)  # fmt: skip
APART: Final = {
    "bsn": PersonRow.bsn_sealed,
    "iban": BankAccountRow.iban_sealed,
    "statement": LoonheffingsverklaringRow.has_loonheffingskorting,
}


def shown(w: Work, record: Record) -> dict[str, Any]:
    """What the page of a person asks: masks, histories, rights, and what is known, seen and written; the look is recorded."""
    at = [each.employer_id for each in record.employments]
    w.record_read("person:read", None, [record.person.id], people=[record.person.id])
    iban = bank_accounts.masked(w, record.account, at) if record.account else ""
    return {
        "bsn": bsns.masked(w, record.person, at),
        "iban": iban,
        "bank": bank_accounts.bank_name(w, record.account) if record.account and iban else "",
        "histories": histories(w, record, at),
        "knows": {name: field_register.is_known(w, column, at) for name, column in APART.items()},
        "sees": {name: field_register.seen(w, column, at) is not Sight.NONE for name, column in APART.items()},
        "writes": {name: field_register.writes(w, column, at) for name, column in APART.items()},
        "rights": {each.value: bool(sight.permitted(w, record.employments, each)) for each in RIGHTS},
        "deciders": {row.id for row in sight.permitted(w, record.employments, Action.ANONIEMENTARIEF_DECIDE)},
        "writable": {row.id for row in sight.permitted(w, record.employments, Action.PERSON_WRITE)},
    }


def hidden_filters(actor: Actor, employer_id: UUID) -> set[str]:
    """Filters that would tell what the actor may not know of anybody."""
    told = {"without_bsn": PersonRow.bsn_sealed, "without_account": BankAccountRow.iban_sealed}
    return {name for name, column in told.items() if not field_register.is_known_to(actor, column, [employer_id])}
