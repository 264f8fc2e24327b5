"""The dated values of a flex worker as lines of a history: since, value, recorded at, by whom; newest first."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.db.work import Work
from app.language import day
from app.services import bank_accounts
from app.services.employments import Record

Entries = list[tuple[Any, str, Any, str]]


def histories(w: Work, record: Record, at: Iterable[UUID]) -> dict[str, Any]:
    """What `history.dated` of the templates shows of addresses, accounts and statements; accounts are masked for who sees them."""
    held = tuple(at)
    statements: dict[UUID, Entries] = {
        key: _entries(record, rows, _statement) for key, rows in record.statements.items()
    }
    return {
        "addresses": _entries(record, record.addresses, _address),
        "accounts": _entries(record, record.accounts, lambda row: bank_accounts.masked(w, row, held)),
        "statements": statements,
    }


def _entries(record: Record, rows: Iterable[Any], shown: Callable[[Any], str]) -> Entries:
    system = _("systeem")
    newest = sorted(rows, key=lambda row: row.recorded_at, reverse=True)
    return [
        (
            row.since,
            _("ingetrokken") if row.is_withdrawn else shown(row),
            row.recorded_at,
            record.names.get(row.recorded_by, system),
        )
        for row in newest
    ]


def _address(row: Any) -> str:
    return f"{row.street} {row.house_number}, {row.postcode} {row.city}"


def _statement(row: Any) -> str:
    credit = _("met korting") if row.has_loonheffingskorting else _("zonder korting")
    return f"{credit}, {_('getekend %(day)s', day=day(row.signed_on))}"
