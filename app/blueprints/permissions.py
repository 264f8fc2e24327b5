"""The permission matrix as the code has it: role x action, and role x kind of data, to read."""

from typing import Final

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _

from app.auth import needs
from app.blueprints.accounts import ROLE_NAMES
from app.db.base import DataKind
from app.fields.register_words import KIND_NAMES, SIGHT_NAMES, label
from app.permissions import SIGHT, STEP_UP, WRITES, Action, Sight, allowed
from app.services import field_register

bp = Blueprint("permissions", __name__, url_prefix="/permissions")

ACTION_NAMES: Final = {
    Action.EMPLOYER_READ: _("Werkgevers zien"),
    Action.EMPLOYER_WRITE: _("Werkgevers en hun percentages wijzigen"),
    Action.ACCOUNT_READ: _("Accounts en rechten zien"),
    Action.ACCOUNT_WRITE: _("Accounts en rollen wijzigen"),
    Action.AUDIT_READ: _("Logboek lezen"),
    Action.SYSTEM_READ: _("Toestand van het systeem zien"),
    Action.KEY_ROTATE: _("Sleutels van versleutelde gegevens vernieuwen"),
    Action.PERSON_READ: _("Flexwerkers zien"),
    Action.PERSON_WRITE: _("Flexwerkers inschrijven en wijzigen"),
    Action.PROFILE_READ: _("Profielen zien en erop zoeken"),
    Action.BSN_REVEAL: _("BSN voluit tonen"),
    Action.IBAN_REVEAL: _("IBAN voluit tonen"),
    Action.IBAN_APPROVE: _("Wijziging van een IBAN accorderen (nooit de eigen)"),
    Action.DOCUMENT_READ: _("Documenten zien en ophalen"),
    Action.DOCUMENT_REVEAL: _("Documenten met BSN, loon of polisnummer ophalen"),
    Action.DOCUMENT_WRITE: _("Identiteit, vergunningen en documenten vastleggen"),
    Action.ID_COPY_READ: _("Kopie van een identiteitsbewijs ophalen"),
    Action.DISCLOSURE_READ: _("Register van verstrekkingen zien"),
    Action.DISCLOSURE_WRITE: _("Gegevens of een kopie aan een ander verstrekken"),
    Action.HEALTH_POLICY_REVEAL: _("Polisnummer van een zorgverzekering voluit tonen"),
    Action.DESTRUCTION_READ: _("Vernietigingen zien"),
    Action.HOLD_WRITE: _("Vernietiging stilzetten en weer vrijgeven"),
    Action.HIRER_READ: _("Inleners zien"),
    Action.HIRER_WRITE: _("Inleners en hun contactpersonen wijzigen"),
    Action.SUPPLIER_READ: _("Toeleveranciers zien"),
    Action.SUPPLIER_WRITE: _("Toeleveranciers en hun contactpersonen wijzigen"),
    Action.SUPPLIER_ACCOUNT_WRITE: _("Bankrekening van een toeleverancier vastleggen"),
    Action.PLACEMENT_READ: _("Plaatsingen zien"),
    Action.PLACEMENT_WRITE: _("Plaatsingen wijzigen"),
    Action.HOURS_READ: _("Uren zien"),
    Action.HOURS_WRITE: _("Uren invoeren"),
    Action.HOURS_APPROVE: _("Uren accorderen en terugsturen (nooit de eigen)"),
    Action.HOURS_REOPEN: _("Geaccordeerde uren heropenen"),
    Action.ANONIEMENTARIEF_DECIDE: _("Over het anoniementarief besluiten"),
    Action.PAY_RUN_READ: _("Verloningen zien"),
    Action.PAY_RUN_CALCULATE: _("Verloning berekenen"),
    Action.PAY_RUN_APPROVE: _("Verloning accorderen (nooit de zelf berekende)"),
    Action.PAYSLIP_READ: _("Loonstroken zien"),
    Action.BANK_FILE_CREATE: _("Bankbestand maken"),
    Action.BANK_FILE_READ: _("Bankbestanden zien en ophalen"),
    Action.LAW_READ: _("Wetgeving zien"),
    Action.TRIAL_CALCULATE: _("Proefberekening maken"),
    Action.PROCESSING_READ: _("Verwerkingsregister en rechten zien"),
    Action.LOOKS_READ: _("Zien wie een flexwerker bekeek, ook in het logboek van de groep"),
}


@bp.get("")
@needs(Action.PROCESSING_READ)
def index() -> str:
    """What each role may do, and which kinds of data it sees and writes, at its own employers and at others."""
    kinds = [(kind, name, _columns(kind)) for kind, name in KIND_NAMES.items()]
    return render_template(
        "permissions/index.html",
        roles=ROLE_NAMES,
        heads={role: _hyphenated(str(name)) for role, name in ROLE_NAMES.items()},
        actions=ACTION_NAMES,
        kinds=kinds,
        sights=SIGHT_NAMES,
        allowed=allowed,
        sight=SIGHT,
        nothing=Sight.NONE,
        writes=WRITES,
        step_up=STEP_UP,
    )


def _hyphenated(name: str) -> str:
    """A long name with the places where it may be broken, so that every role fits in the width of a screen."""
    for part in ("administrateur", "coördinator", "medewerker", "functionaris"):
        name = name.replace(part, f"\u00ad{part}")
    return name


def _columns(kind: DataKind) -> str:
    found = {label(each) for each in field_register.entries() if each.personal.data_kind is kind}
    return ", ".join(sorted(found, key=str.casefold))
