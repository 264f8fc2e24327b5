"""The dated values of a flex worker as lines of a history: since, value, recorded at, by whom; newest first."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.db.names import Naamgebruik, called_by
from app.db.people import PersonRow
from app.db.work import Work
from app.fields.person_forms import GENDERS, MARITAL_GROUNDS, MARITAL_STATUSES
from app.language import day
from app.services import bank_accounts
from app.services.employments import Record
from staffing import brp

Entries = list[tuple[Any, str, Any, str]]


def histories(w: Work, record: Record, at: Iterable[UUID]) -> dict[str, Any]:
    """What `history.dated` of the templates shows of addresses, accounts and statements; accounts are masked for who sees them."""
    held = tuple(at)
    statements: dict[UUID, Entries] = {
        key: _entries(record, rows, _statement) for key, rows in record.statements.items()
    }
    return {
        "names": _entries(record, record.person_names, _name),
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
    town = " ".join(part for part in (row.postcode, row.city) if part)
    country = "" if row.country == brp.NETHERLANDS else brp.countries().get(row.country, row.country)
    return ", ".join(
        part for part in (f"{row.street} {row.house_number}", row.extra, town, row.region, country) if part
    )


def _name(row: Any) -> str:
    """As somebody was called, and the own name too where that is another one."""
    called = " ".join(part for part in (row.first_name, *called_by(row)) if part)
    own = " ".join(part for part in (row.name_prefix, row.last_name) if part)
    whole = f"{called} ({row.initials})" if row.initials else called
    return whole if row.naamgebruik == Naamgebruik.OWN else _("%(called)s, eigen naam %(own)s", called=whole, own=own)


def person_words(person: PersonRow) -> dict[str, str]:
    """The coded fields of a person in words."""
    return {
        "gender": str(dict(GENDERS).get(person.gender.value, "")),
        "marital_status": str(dict(MARITAL_STATUSES).get(person.marital_status or "", "")),
        "marital_ground": str(dict(MARITAL_GROUNDS).get(person.marital_ground or "", "")),
    }


def _statement(row: Any) -> str:
    credit = _("met korting") if row.has_loonheffingskorting else _("zonder korting")
    return f"{credit}, {_('getekend %(day)s', day=day(row.signed_on))}"
