"""The form of the decision to withhold the anoniementarief, and the words of its grounds."""

from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from app.db.people import AnoniemGround
from app.fields import DayField, Form, Required
from app.fields.choices import options
from app.fields.person_forms import Uuid

GROUNDS: Final = {
    AnoniemGround.NO_RIGHT_TO_WORK: _("Geen recht om te werken"),
    AnoniemGround.NO_IDENTITY: _("Identiteit niet vastgesteld of geen kopie"),
    AnoniemGround.NO_ADDRESS: _("Naam of adres ontbreekt"),
    AnoniemGround.WRONG_DATA: _("Gegevens waarvan bekend is dat ze niet kloppen"),
}


class AnoniementariefForm(Form):
    """From which day, and why; without a ground it stops."""

    id = Uuid()
    ground = SelectField(
        _("Waarom"), [Optional()], choices=options([("", _("Niet meer: het dossier is in orde")), *GROUNDS.items()])
    )
    since = DayField(_("Geldt vanaf"), [Required()])
    is_touching_accepted = BooleanField(_("Ja, vanaf deze dag; de loonstroken die er al zijn veranderen niet"))
