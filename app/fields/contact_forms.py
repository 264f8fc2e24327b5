"""The form of a contact person of a hirer or supplier."""

from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, SelectField, TelField
from wtforms.validators import Email, Length, Optional, ValidationError

from app.fields import DayField, Form, NameField, OneLineField, Required
from app.fields.choices import options
from app.fields.person_forms import LANGUAGES, Uuid
from app.fields.placement_forms import NO_MAIL

PURPOSES: Final = (
    ("is_for_hours", _("Uren")),
    ("is_for_invoices", _("Facturen")),
    ("is_for_safety", _("Veiligheid")),
    ("is_for_general", _("Algemeen")),
)
TOO_LONG: Final = _("Een telefoonnummer heeft ten hoogste 30 tekens.")


class ContactForm(Form):
    """A contact person."""

    id = Uuid()
    version = HiddenField()
    first_name = NameField(_("Voornaam"), [Required()], most=100)
    name_prefix = OneLineField(_("Tussenvoegsel"), [Optional()], most=20)
    last_name = NameField(_("Achternaam"), [Required()], most=100)
    function = OneLineField(_("Functie"), [Optional()], most=100)
    email = EmailField(_("E-mail van het werk"), [Optional(), Email(message=NO_MAIL)])
    phone = TelField(_("Telefoon van het werk"), [Optional(), Length(max=30, message=TOO_LONG)])
    language = SelectField(_("Taal"), [Required()], choices=options(LANGUAGES), default="nl")
    is_for_hours = BooleanField(_("Uren"))
    is_for_invoices = BooleanField(_("Facturen"))
    is_for_safety = BooleanField(_("Veiligheid"))
    is_for_general = BooleanField(_("Algemeen"))
    since = DayField(_("Contactpersoon vanaf"), [Required()])
    ended_on = DayField(
        _("Contactpersoon tot en met"), [Optional()], description=_("Twee jaar daarna wordt de contactpersoon gewist")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.email, self.phone):
            field.data = (field.data or "").strip() or None if field.raw_data else field.data

    def validate_email(self, field: Any) -> None:
        if len(field.data or "") > 200:
            raise ValidationError(gettext("Een e-mailadres heeft ten hoogste 200 tekens."))
