"""What the lists of flex workers and placements say of each row, as they are taken away."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.db.people import EMPLOYEES, BankAccountRow, EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.fields.exported import Cell
from app.fields.kind_words import KINDS


def _yes(name: str) -> Callable[[Any], str]:
    return lambda row: gettext("ja") if getattr(row, name) else ""


FLEX_WORKERS: Final = (
    Cell(_("Nummer"), lambda row: row.personnel_number),
    Cell(_("Soort"), lambda row: str(KINDS[row.kind])),
    Cell(_("Achternaam"), lambda row: row.last_name, of=PersonRow.last_name),
    Cell(_("Tussenvoegsel"), lambda row: row.name_prefix, of=PersonRow.name_prefix),
    Cell(_("Voornaam"), lambda row: row.first_name, of=PersonRow.first_name),
    Cell(_("Geboortedatum"), lambda row: row.birth_date, of=PersonRow.birth_date),
    Cell(_("Vestiging"), lambda row: row.branch),
    Cell(_("In dienst"), lambda row: row.started_on, of=EmploymentRow.started_on),
    Cell(_("Uit dienst"), lambda row: row.ended_on, of=EmploymentRow.ended_on),
    Cell(
        _("BSN ontbreekt"),
        lambda row: _yes("lacks_bsn")(row) if row.kind in EMPLOYEES else "",
        tells=PersonRow.bsn_sealed,
    ),
    Cell(_("Bankrekening ontbreekt"), _yes("lacks_account"), tells=BankAccountRow.iban_sealed),
    Cell(_("Plaatsing ontbreekt"), _yes("lacks_placement"), of=PlacementRow.started_on),
)
PLACEMENTS: Final = (
    Cell(_("Nummer"), lambda row: row.PlacementRow.number),
    Cell(_("Achternaam"), lambda row: row.PersonRow.called_last_name, of=PersonRow.last_name),
    Cell(_("Tussenvoegsel"), lambda row: row.PersonRow.called_prefix, of=PersonRow.name_prefix),
    Cell(_("Voornaam"), lambda row: row.PersonRow.first_name, of=PersonRow.first_name),
    Cell(_("Inlener"), lambda row: row.HirerRow.name),
    Cell(_("Van"), lambda row: row.PlacementRow.started_on, of=PlacementRow.started_on),
    Cell(_("Tot en met"), lambda row: row.PlacementRow.ended_on, of=PlacementRow.ended_on),
)
