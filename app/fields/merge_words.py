"""Doubles and merges in words: grounds, fields, kinds of rows, what cannot simply go back; and the form of a merge."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from app.db.dossiers import ResidenceRow
from app.fields import Form, OneLineField, Required
from app.fields.choices import options
from app.fields.dossier_forms import NOTES
from app.fields.person_forms import GENDERS, LANGUAGES, MARITAL_GROUNDS, MARITAL_STATUSES, NAAMGEBRUIK, Uuid
from app.language import day
from app.services.doubles import Ground
from app.services.merge_previews import Preview
from staffing import brp

GROUNDS: Final[Mapping[str, Any]] = {
    Ground.BSN: _("zelfde BSN ingevuld"),
    Ground.IDENTITY: _("zelfde nummer van een identiteitsbewijs"),
    Ground.IBAN: _("zelfde bankrekening"),
    Ground.NAME: _("zelfde naam en geboortedatum"),
}
FIELDS: Final[Mapping[str, Any]] = {
    "initials": _("Voorletters"),
    "first_name": _("Voornaam"),
    "name_prefix": _("Tussenvoegsel"),
    "last_name": _("Achternaam"),
    "birth_date": _("Geboortedatum"),
    "birth_place": _("Geboorteplaats"),
    "nationality": _("Nationaliteit"),
    "email": _("E-mail"),
    "phone": _("Telefoon"),
    "language": _("Taal van post en loonstrook"),
    "partner_prefix": _("Tussenvoegsel van de partner"),
    "partner_last_name": _("Achternaam van de partner"),
    "naamgebruik": _("Welke naam wordt gebruikt"),
    "gender": _("Geslacht"),
    "marital_status": _("Burgerlijke staat"),
    "marital_ground": _("Burgerlijke staat nodig voor"),
    "bsn": _("BSN"),
}
PARTS: Final[Mapping[str, Any]] = {
    "employment": _("Dienstverbanden, met plaatsingen, uren en loonstroken"),
    "anoniementarief": _("Besluiten over het anoniementarief"),
    "loonheffingsverklaring": _("Loonheffingsverklaringen"),
    "address": _("Adressen"),
    "bank_account": _("Bankrekeningen"),
    "bank_account_change": _("Afgehandelde wijzigingen van bankrekening"),
    "identity": _("Identiteitsbewijzen"),
    "identity_copy": _("Kopieën van identiteitsbewijzen"),
    "residence": _("Verblijfsdocumenten"),
    "permit": _("Werkvergunningen"),
    "protection": _("Tijdelijke bescherming"),
    "document": _("Documenten"),
    "bsn_attempt": _("Geweigerde invoer van een BSN"),
    "work_experience": _("Werkervaring"),
    "education": _("Opleidingen"),
    "certificate": _("Certificaten"),
    "referee": _("Referenties"),
    "skill": _("Vaardigheden"),
    "availability": _("Beschikbaarheid, als de ander die nog niet heeft"),
    "availability_exception": _("Uitzonderingen op de beschikbaarheid, als de ander die nog niet heeft"),
    "health_insurance": _("Zorgverzekering, als de ander die nog niet heeft"),
    "legal_hold": _("Stilgezette vernietigingen"),
    "business": _("Onderneming, als de ander die nog niet heeft"),
    "consent": _("Toestemmingen"),
}
CHOSEN: Final[Mapping[str, Any]] = {
    "address": _("Adres"),
    "bank_account": _("Bankrekening"),
    "residence": _("Verblijfsdocument"),
}
REMARKS: Final[Mapping[str, Any]] = {
    "gone": _("Bestaat niet meer en komt niet terug."),
    "elsewhere": _("Hoort intussen bij iemand anders en blijft daar."),
    "changed": _("Na de samenvoeging gewijzigd: blijft bij wie is overgebleven."),
    "goes_changed": _("Na de samenvoeging gewijzigd: gaat terug zoals het nu is."),
    "renewed": _("Na de samenvoeging vernieuwd: oude en nieuwe versie blijven bij wie is overgebleven."),
    "with_whole": _("Hoort bij iets dat blijft, en blijft daar."),
    "new": _("Na de samenvoeging vastgelegd bij wie is overgebleven: blijft daar."),
    "value_changed": _("Na de samenvoeging gewijzigd: de waarde van nu blijft staan."),
    "bsn_changed": _("Na de samenvoeging verbeterd: het nieuwe blijft staan, het oude gaat terug naar de ander."),
    "bsn_taken": _("Hoort intussen bij iemand anders en komt niet terug."),
}


def digits(_form: Form, field: OneLineField) -> None:
    if not (field.data or "").isdecimal():
        raise ValidationError(gettext("Een nummer bestaat uit cijfers. Het staat bovenaan bij de flexwerker."))


class ChooseForm(Form):
    """Two flex workers by their numbers."""

    first = OneLineField(_("Nummer van de een"), [Required(), digits], most=9)
    second = OneLineField(_("Nummer van de ander"), [Required(), digits], most=9)


class MergeForm(Form):
    """Who stays; a field per difference is added for each preview."""

    id = Uuid()
    stamp = HiddenField()


def merge_form(shown: Preview) -> Any:
    """The form with the values to choose from, filled in for who stays by itself; an empty value gives way."""
    people = [gettext("Flexwerker %(number)s", number=each.number) for each in shown.people]
    fields: dict[str, Any] = {"kept": _choice(_("Wie blijft"), people, shown.kept)}
    for each in shown.differences:
        held = (each.first, each.second)
        preferred = shown.kept if held[shown.kept] not in (None, "") else 1 - shown.kept
        text = CHOSEN.get(each.name) or FIELDS[each.name]
        fields[each.name] = _choice(text, [value(each.name, one) for one in held], preferred)
    return type("MergeForm", (MergeForm,), fields)()


def label(name: str) -> str:
    """A field or kind of rows in words."""
    return str(FIELDS.get(name) or PARTS[name])


def value(name: str, held: Any) -> str:
    """What one of both has, as it is read."""
    if held in (None, ""):
        return str(gettext("leeg"))
    if isinstance(held, ResidenceRow):
        return f"{NOTES[held.note]}, {gettext('tot en met %(day)s', day=day(held.expires_on))}"
    if name == "birth_date":
        return str(day(held))
    return str(_known().get(name, {}).get(held, held))


def _known() -> dict[str, Mapping[str, Any]]:
    """The fields that hold a code, with what each code means."""
    lists = {
        "language": LANGUAGES, "naamgebruik": NAAMGEBRUIK, "gender": GENDERS,
        "marital_status": MARITAL_STATUSES, "marital_ground": MARITAL_GROUNDS,
    }  # fmt: skip
    return {"nationality": brp.nationalities()} | {name: dict(words) for name, words in lists.items()}


def _choice(text: Any, held: list[str], preferred: int) -> RadioField:
    choices = options([(str(at), one) for at, one in enumerate(held)])
    return RadioField(text, choices=choices, default=str(preferred))
