"""The short forms of a candidate: no BSN, no account, no address, no statement (P2)."""

from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, TelField
from wtforms.validators import Email, Length, Optional

from app.db.people import Outcome
from app.fields import DayField, Form, NameField, OneLineField, Required
from app.fields.choices import options
from app.fields.consent import WAYS
from app.fields.person_forms import LANGUAGES, EmployeeFields, Uuid
from staffing import brp

OUTCOMES: Final = {
    Outcome.REJECTED: _("Afgewezen"),
    Outcome.WITHDRAWN: _("Teruggetrokken door de kandidaat"),
    Outcome.HIRED: _("Aangenomen"),
    Outcome.LAPSED: _("Vanzelf geëindigd: er gebeurde niets meer"),
}


class CandidateFields(Form):
    """All that is asked of a candidate."""

    first_name = NameField(_("Voornaam"), [Required()], most=100)
    name_prefix = OneLineField(_("Tussenvoegsel"), [Optional()], most=20)
    last_name = NameField(_("Achternaam"), [Required()], most=100)
    email = EmailField(
        _("E-mail"),
        [
            Optional(),
            Email(message=_("Dit is geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl.")),
            Length(max=200, message=_("Een e-mailadres heeft ten hoogste 200 tekens.")),
        ],
        description=_("E-mail of telefoon: een van beide"),
    )
    phone = TelField(
        _("Telefoon"), [Optional(), Length(max=30, message=_("Een telefoonnummer heeft ten hoogste 30 tekens."))]
    )
    language = SelectField(_("Taal"), [Required()], choices=options(LANGUAGES), default="nl")
    birth_date = DayField(
        _("Geboortedatum"), [Optional()], description=_("Alleen als de leeftijd voor het werk uitmaakt")
    )
    nationality = SelectField(
        _("Nationaliteit"), [Optional()], description=_("Alleen als u nagaat of iemand hier mag werken")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nationality.choices = options([("", gettext("Niet gevraagd")), *brp.nationalities().items()])


class CandidateForm(CandidateFields):
    """A new candidate."""

    id = Uuid()
    employer_id = SelectField(_("Voor werkgever"), [Required()], coerce=str)
    branch_id = SelectField(_("Vestiging"), [Optional()], coerce=str)
    started_on = DayField(_("Ingeschreven op"), [Required()])
    is_somebody_else = BooleanField(_("Dit is iemand anders met dezelfde naam en geboortedatum"))


class CandidateEditForm(CandidateFields):
    """Correct what is known of a candidate."""

    version = HiddenField()


class ProcedureEndForm(Form):
    """The procedure ended without hiring."""

    version = HiddenField()
    outcome = RadioField(
        _("Hoe de procedure is geëindigd"),
        [Required()],
        choices=options((each.value, OUTCOMES[each]) for each in (Outcome.REJECTED, Outcome.WITHDRAWN)),
    )
    ended_on = DayField(_("Op"), [Required()])


class ConsentForm(Form):
    """Consent to be kept for a year."""

    id = Uuid()
    way = RadioField(_("Hoe is de toestemming gegeven"), [Required()], choices=options(WAYS.items()))
    given_on = DayField(_("Op"), [Required()])


class HireForm(EmployeeFields):
    """A candidate enters service: now everything is asked."""

    version = HiddenField()
