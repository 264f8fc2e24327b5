"""The forms around a flex worker, as they look on paper."""

from typing import Any, ClassVar, Final
from unicodedata import category
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, TelField
from wtforms.validators import Email, Length, Optional, ValidationError

from app.db.names import Naamgebruik
from app.db.people import (
    AccountCheck,
    AddressRow,
    BankAccountRow,
    EmploymentKind,
    Gender,
    LoonheffingsverklaringRow,
    MaritalGround,
    MaritalStatus,
    PersonRow,
    ToldHow,
)
from app.fields import BsnField, DayField, Form, IbanField, NameField, OneLineField, PostcodeField, Required
from app.fields.choices import options
from app.fields.form import filling
from staffing import brp

ADDRESS: Final = ("street", "house_number", "postcode", "city")
ABROAD: Final = ("extra", "region")
RESIDENCES: Final = (
    ("nl", _("Nederland")),
    ("be", _("België")),
    ("landenkring", _("Landenkring (EU, EER, Zwitserland en BES)")),
    ("derde_land", _("Derde land")),
    ("suriname_aruba", _("Suriname of Aruba")),
)
CHECKS: Final = {
    AccountCheck.BANK_CARD: _("Bankpas gezien"),
    AccountCheck.STATEMENT: _("Rekeningafschrift gezien"),
    AccountCheck.NAME_CHECK: _("IBAN-naamcontrole van de bank"),
}
TOLD: Final = {
    ToldHow.CALLED: _("Gebeld op een nummer dat al bekend was"),
    ToldHow.SPOKEN: _("Zelf gesproken"),
    ToldHow.LETTER: _("Brief gestuurd naar het bekende adres"),
}
NAAMGEBRUIK: Final = (
    (Naamgebruik.OWN.value, _("Eigen naam")),
    (Naamgebruik.PARTNER.value, _("Naam van de partner")),
    (Naamgebruik.PARTNER_OWN.value, _("Naam van de partner, dan de eigen naam")),
    (Naamgebruik.OWN_PARTNER.value, _("Eigen naam, dan de naam van de partner")),
)
GENDERS: Final = (
    (Gender.UNKNOWN.value, _("Nog niet bekend")),
    (Gender.WOMAN.value, _("Vrouw (V)")),
    (Gender.MAN.value, _("Man (M)")),
    (Gender.X.value, _("X")),
)
MARITAL_STATUSES: Final = (
    ("", _("Niet vastgelegd")),
    (MaritalStatus.UNMARRIED.value, _("Ongehuwd")),
    (MaritalStatus.MARRIED.value, _("Gehuwd")),
    (MaritalStatus.PARTNERSHIP.value, _("Geregistreerd partnerschap")),
    (MaritalStatus.DIVORCED.value, _("Gescheiden")),
    (MaritalStatus.WIDOWED.value, _("Verweduwd")),
)
MARITAL_GROUNDS: Final = (
    ("", _("Niet nodig")),
    (MaritalGround.PARTNER_PENSIOEN.value, _("Partnerpensioen: het pensioenfonds vraagt het")),
    (MaritalGround.ALLEENSTAANDE_OUDERENKORTING.value, _("Alleenstaande-ouderenkorting")),
)
EMPLOYEE_KINDS: Final = (
    (EmploymentKind.FLEX_WORKER.value, _("Flexwerker: wordt bij inleners geplaatst")),
    (EmploymentKind.DIRECT_STAFF.value, _("Eigen medewerker: werkt voor ons zelf")),
)
WORKER_KINDS: Final = (*EMPLOYEE_KINDS, (EmploymentKind.SELF_EMPLOYED.value, _("Zelfstandige (zzp)")))
LANGUAGES: Final = (("nl", "Nederlands"), ("en", "English"))


class Uuid(HiddenField):  # type: ignore[misc]
    """The id that the form gives its row, so that a replayed form makes one; a UUID or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = UUID(valuelist[0]) if valuelist else None


def letters(_form: Form, field: NameField) -> None:
    """Initials are letters of any script with points, spaces and hyphens; nothing else belongs on a payslip."""
    if any(category(each)[0] not in "LM" and each not in ".- '\u2019" for each in field.data or ""):
        raise ValidationError(
            gettext("Voorletters zijn letters met een punt, bijvoorbeeld A.B. Haal de andere tekens weg.")
        )


class NameFields(Form):
    """What somebody is called, and the last name of a partner where that is used."""

    columns = filling(
        PersonRow, "initials", "first_name", "name_prefix", "last_name", "birth_date", "birth_place", "nationality",
        "email", "phone", "language", "partner_prefix", "partner_last_name", "naamgebruik", "gender", "marital_status",
        "marital_ground",
    )  # fmt: skip
    initials = NameField(_("Voorletters"), [Required(), letters], most=20)
    first_name = NameField(_("Voornaam"), [Required()], most=100)
    name_prefix = OneLineField(_("Tussenvoegsel"), [Optional()], most=20)
    last_name = NameField(
        _("Achternaam"), [Required()], most=100, description=_("De eigen naam, zoals op het document")
    )
    naamgebruik = SelectField(_("Welke naam wordt gebruikt"), choices=options(NAAMGEBRUIK), default="own")
    partner_prefix = OneLineField(_("Tussenvoegsel van de partner"), [Optional()], most=20)
    partner_last_name = NameField(_("Achternaam van de partner"), [Optional()], most=100)


class PersonFields(NameFields):
    """Who somebody is."""

    gender = SelectField(
        _("Geslacht"),
        choices=options(GENDERS),
        default="unknown",
        description=_("Zoals op het identiteitsbewijs; de aangifte en het pensioenfonds vragen het"),
    )
    marital_ground = SelectField(
        _("Burgerlijke staat nodig voor"),
        [Optional()],
        choices=options(MARITAL_GROUNDS),
        description=_("Alleen vastleggen als een wet het vraagt"),
    )
    marital_status = SelectField(_("Burgerlijke staat"), [Optional()], choices=options(MARITAL_STATUSES))
    birth_date = DayField(_("Geboortedatum"), [Required()], description=_("Dag, maand, jaar: 16-11-1990"))
    birth_place = NameField(_("Geboorteplaats"), [Required()], most=100)
    nationality = SelectField(_("Nationaliteit"), [Required()])
    email = EmailField(
        _("E-mail"), [Optional(), Email(message=_("Dit is geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl."))]
    )
    phone = TelField(
        _("Telefoon"), [Optional(), Length(max=30, message=_("Een telefoonnummer heeft ten hoogste 30 tekens."))]
    )
    language = SelectField(_("Taal van post en loonstrook"), [Required()], choices=options(LANGUAGES), default="nl")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nationality.choices = options([("", gettext("Kies")), *brp.nationalities().items()])
        self.email.data = (self.email.data or "").strip() or None if self.email.raw_data else self.email.data

    def validate_email(self, field: Any) -> None:
        if len(field.data or "") > 200:
            raise ValidationError(gettext("Een e-mailadres heeft ten hoogste 200 tekens."))


class AddressFields(Form):
    """Where somebody lives; everything or nothing."""

    columns = filling(AddressRow, *ADDRESS, *ABROAD, "country")
    street = NameField(_("Straat"), most=100)
    house_number = OneLineField(_("Huisnummer"), most=20)
    extra = OneLineField(
        _("Extra adresregel"), [Optional()], most=100, description=_("Bijvoorbeeld de naam van een gebouw")
    )
    postcode = PostcodeField(_("Postcode"), description=_("Verplicht in Nederland: 1234 AB"))
    city = NameField(_("Plaats"), most=100)
    region = OneLineField(_("Regio of provincie"), [Optional()], most=100, description=_("Alleen buiten Nederland"))
    country = SelectField(_("Land"), [Required()], default=brp.NETHERLANDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = options(brp.countries().items())

    def has_address(self) -> bool:
        return any(self[name].data for name in (*ADDRESS, *ABROAD))

    def check_address(self) -> bool:
        """Everything of the address is there; otherwise the empty fields say so. Many countries have no postcode."""
        is_dutch = self.country.data == brp.NETHERLANDS
        needed = [name for name in ADDRESS if is_dutch or name != "postcode"]
        empty = [self[name] for name in needed if not self[name].data and not self[name].errors]
        for field in empty:
            field.errors = [*field.errors, gettext("Dit hoort bij het adres. Vul het in.")]
        if is_dutch and self.region.data:
            self.region.errors = [
                gettext("Een Nederlands adres heeft geen regio. Laat het leeg of kies een ander land.")
            ]
        return not empty and not self.region.errors


class StatementFields(Form):
    """The loonheffingsverklaring."""

    columns = filling(
        LoonheffingsverklaringRow, "signed_on", "residence", "is_scholier_student", "has_alleenstaande_ouderenkorting",
        credit="has_loonheffingskorting", statement_since="has_loonheffingskorting",
    )  # fmt: skip
    credit = RadioField(
        _("Loonheffingskorting toepassen"),
        choices=options([("yes", _("Ja")), ("no", _("Nee"))]),
        description=_("Bij één werkgever tegelijk. De werknemer kiest en tekent."),
    )
    signed_on = DayField(_("Ondertekend op"), [Optional()])
    statement_since = DayField(_("Geldt vanaf"), [Optional()])
    residence = SelectField(_("Woonland voor de loonheffing"), [Required()], choices=options(RESIDENCES), default="nl")
    is_scholier_student = BooleanField(_("Scholieren- en studentenregeling"))
    has_alleenstaande_ouderenkorting = BooleanField(
        _("Alleenstaande-ouderenkorting"), description=_("Vanaf de AOW-leeftijd, op verzoek van wie alleen woont")
    )


class EmployeeFields(PersonFields, AddressFields, StatementFields):
    """Everything of a new employee on one page."""

    columns: ClassVar[dict[str, Any]] = {
        **PersonFields.columns,
        **AddressFields.columns,
        **StatementFields.columns,
        **filling(PersonRow, "bsn"),
        **filling(BankAccountRow, "iban", "holder"),
    }
    kind = RadioField(_("Soort"), choices=options(EMPLOYEE_KINDS), default=EmploymentKind.FLEX_WORKER.value)
    branch_id = SelectField(_("Vestiging"), [Optional()], coerce=str, validate_choice=True)
    started_on = DayField(_("Eerste dag in dienst"), [Required()])
    bsn = BsnField(_("BSN"), [Optional()])
    is_anoniem_accepted = BooleanField(_("Het BSN is er nog niet; ik weet dat dan het anoniementarief geldt"))
    iban = IbanField(_("IBAN"), [Optional()])
    holder = NameField(_("Op naam van"), [Optional()], most=140, description=_("Leeg: de naam van de persoon zelf"))
    credit = RadioField(
        _("Loonheffingskorting toepassen"),
        choices=options([("", _("Nog geen getekende verklaring")), ("yes", _("Ja")), ("no", _("Nee"))]),
        default="",
        description=_("Bij één werkgever tegelijk. De werknemer kiest en tekent."),
    )

    def validate_on_submit(self, **kwargs: Any) -> bool:
        """All checks of one submit at once, also those across fields."""
        if not self.is_submitted():
            return False
        found = super().validate_on_submit(**kwargs)
        has_whole_address = not self.has_address() or self.check_address()
        return bool(found and has_whole_address and self._has_whole_statement())

    def _has_whole_statement(self) -> bool:
        if "credit" not in self:
            return True
        if self.credit.data and not self.signed_on.data and not self.signed_on.errors:
            self.signed_on.errors = [gettext("Vul de datum in die op de verklaring staat.")]
        return not self.signed_on.errors


class RegistrationForm(EmployeeFields):
    """A new employee of one of the employers."""

    id = Uuid()
    employer_id = SelectField(_("Werkgever"), [Required()], coerce=str)
    is_somebody_else = BooleanField(_("Dit is iemand anders met dezelfde naam en geboortedatum"))
    is_same_person = BooleanField(_("Dit is dezelfde persoon: voeg alleen een dienstverband toe"))


class PersonForm(PersonFields):
    """Correct who somebody is; another name counts from a day."""

    version = HiddenField()
    names_since = DayField(
        _("De naam geldt vanaf"),
        [Optional()],
        description=_("Alleen als de naam wijzigt. Bij een tikfout: de dag vanaf wanneer de oude naam gold"),
    )


class BsnForm(Form):
    """Enter or correct the BSN."""

    columns = filling(PersonRow, "bsn")
    version = HiddenField()
    bsn = BsnField(_("BSN"), [Required()], description=_("Zoals het op het identiteitsbewijs staat"))


class AddressForm(AddressFields):
    """An address from a day."""

    id = Uuid()
    since = DayField(_("Geldt vanaf"), [Required()])

    def validate_on_submit(self, **kwargs: Any) -> bool:
        if not self.is_submitted():
            return False
        found = super().validate_on_submit(**kwargs)
        return self.check_address() and bool(found)


class CheckFields(Form):
    """That an account is this person's: how that was seen and when."""

    checked_how = SelectField(
        _("Hoe is de rekening gecontroleerd"), [Optional()], choices=options([("", _("Nog niet")), *CHECKS.items()])
    )
    checked_on = DayField(_("Gecontroleerd op"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Both or neither."""
        is_sound = super().validate(extra_validators)
        if bool(self.checked_how.data) != bool(self.checked_on.data) and not self.checked_on.errors:
            self.checked_on.errors = [gettext("Vul allebei in: hoe de rekening is gecontroleerd en op welke dag.")]
            return False
        return bool(is_sound)


class AccountCheckForm(CheckFields):
    """Somebody saw that the account in use is this person's."""

    id = Uuid()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.checked_how, self.checked_on):
            field.validators = [Required()]
            field.flags.required = True


class BankAccountForm(CheckFields):
    """A bank account from a day."""

    columns = filling(BankAccountRow, "iban", "holder")
    id = Uuid()
    iban = IbanField(_("IBAN"), [Required()])
    holder = NameField(_("Op naam van"), [Required()], most=140)
    since = DayField(_("Geldt vanaf"), [Required()])
    is_touching_accepted = BooleanField(_("Ja, vanaf deze dag; de loonstroken die er al zijn veranderen niet"))


class StatementForm(StatementFields):
    """A loonheffingsverklaring from a day."""

    id = Uuid()
    is_touching_accepted = BooleanField(_("Ja, vanaf deze dag; de loonstroken die er al zijn veranderen niet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.credit, self.signed_on, self.statement_since):
            field.validators = [Required()]
            field.flags.required = True


class EmploymentForm(Form):
    """One more employment of somebody who is known."""

    id = Uuid()
    kind = SelectField(_("Soort"), choices=options(WORKER_KINDS), default="flex_worker")
    employer_id = SelectField(_("Werkgever"), [Required()], coerce=str)
    branch_id = SelectField(_("Vestiging"), [Optional()], coerce=str)
    started_on = DayField(_("Eerste dag"), [Required()])


class EndForm(Form):
    """The last day of an employment or a placement."""

    version = HiddenField()
    ended_on = DayField(_("Laatste dag"), [Required()])


class SearchForm(Form):
    """Find a flex worker; nothing of it stands in an address."""

    keeps_text = False

    name = OneLineField(_("Naam"), [Optional()], most=100)
    number = OneLineField(_("Personeelsnummer"), [Optional()], most=9)
    birth_date = DayField(_("Geboortedatum"), [Optional()])
    bsn = BsnField(_("BSN (precies)"), [Optional()])
