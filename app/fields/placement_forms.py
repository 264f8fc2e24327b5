"""The forms of placements, hirers and employers."""

from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from stdnum.nl import bsn
from wtforms import BooleanField, EmailField, HiddenField, SelectField
from wtforms.validators import Email, Length, Optional, ValidationError

from app.db.placements import PlacementTermsRow
from app.fields import (
    BtwField,
    DayField,
    Form,
    IbanField,
    KvkField,
    MoneyField,
    NameField,
    NumberField,
    OneLineField,
    PercentageField,
    PostcodeField,
    Required,
)
from app.fields.choices import options
from app.fields.form import filling
from app.fields.person_forms import Uuid

NO_MAIL: Final = _("Dit is geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl.")
KINDS: Final = (("uitzend", _("Uitzenden")), ("detachering", _("Detachering")), ("payroll", _("Payrolling")))
PHASES: Final = (("", _("Geen fase")), ("A", _("Fase A")), ("B", _("Fase B")), ("C", _("Fase C")))
PENSIONS: Final = (("stipp", "StiPP"), ("regeling", _("Eigen regeling van de werkgever")), ("none", _("Geen pensioen")))
HOLIDAY_PAY: Final = (("reserve", _("Reserveren")), ("each_period", _("Elke periode uitbetalen")))
SECTORS: Final = (
    ("logistiek", _("Logistiek en transport")),
    ("industrie", _("Industrie en techniek")),
    ("bouw", _("Bouw")),
    ("zorg", _("Zorg en welzijn")),
    ("horeca", _("Horeca en catering")),
    ("schoonmaak", _("Schoonmaak")),
    ("detailhandel", _("Detailhandel")),
    ("tuinbouw", _("Land- en tuinbouw")),
    ("kantoor", _("Kantoor en administratie")),
    ("onderwijs", _("Onderwijs")),
    ("overheid", _("Overheid")),
    ("overig", _("Overig")),
)


class HirerForm(Form):
    """A hirer."""

    id = Uuid()
    version = HiddenField()
    name = NameField(_("Naam"), [Required()])
    kvk = KvkField(_("KvK-nummer"), [Required()], description=_("Acht cijfers"))
    btw = BtwField(_("Btw-nummer"), [Optional()], description=_("NL123456789B01"))
    sector = SelectField(_("Sector"), [Required()])
    street = NameField(_("Straat en huisnummer"), [Required()])
    postcode = PostcodeField(_("Postcode"), [Required()])
    city = NameField(_("Plaats"), [Required()])
    email = EmailField(_("E-mail"), [Optional(), Email(message=NO_MAIL), Length(max=200)])
    ended_on = DayField(_("Klant tot en met"), [Optional()], description=_("Leeg zolang er geplaatst kan worden"))

    liability_recorded_on = DayField(
        _("Vastgelegd op"),
        [Optional()],
        description=_(
            "De dag waarop de inlener schriftelijk vastlegde dat hij het BSN nodig heeft (Iw art. 34). Leeg: geen BSN"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {code for code, _label in SECTORS}
        current = [] if self.sector.data in (None, "", *known) or self.sector.raw_data else [(self.sector.data,) * 2]
        self.sector.choices = options([("", gettext("Kies")), *SECTORS, *current])


class TermsFields(Form):
    """What is agreed."""

    columns = filling(
        PlacementTermsRow, "function", "hourly_wage", "gebruikelijk_loon", "tariff", "hours_per_week", "km_rate"
    )
    function = NameField(_("Functie"), [Required()], most=100)
    hourly_wage = MoneyField(_("Uurloon (euro)"), [Required()], least=Decimal("0.01"), most=Decimal(999))
    gebruikelijk_loon = MoneyField(
        _("Gebruikelijk loon (euro per uur)"),
        [Optional()],
        most=Decimal(999),
        description=_("Uurloon met de vaste toeslagen, voor verlof en ziekte; leeg: het uurloon"),
    )
    tariff = MoneyField(
        _("Tarief (euro per uur)"),
        [Required()],
        most=Decimal(9999),
        description=_("Wat de inlener per gewerkt uur betaalt"),
    )
    hours_per_week = NumberField(_("Contracturen per week"), [Required()], most=Decimal(168))
    kind = SelectField(_("Soort overeenkomst"), [Required()], choices=options(KINDS), default="uitzend")
    fase = SelectField(_("Fase"), choices=options(PHASES), default="A")
    uitzendbeding = BooleanField(_("Met uitzendbeding"))
    onbepaalde_tijd = BooleanField(_("Voor onbepaalde tijd"))
    schriftelijk = BooleanField(_("Schriftelijk vastgelegd"), default=True)
    oproep = BooleanField(_("Oproepovereenkomst"))
    bbl = BooleanField(_("Leerling in de bbl"))
    vakantiebijslag = SelectField(_("Vakantiebijslag"), [Required()], choices=options(HOLIDAY_PAY), default="reserve")
    vakantiebijslag_percentage = PercentageField(
        _("Vakantiebijslag (procent)"), [Required()], default=Decimal("8.33"), most=Decimal(50)
    )
    pensioen = SelectField(_("Pensioen"), [Required()], choices=options(PENSIONS), default="stipp")
    paww = BooleanField(_("PAWW-bijdrage inhouden"))
    km_rate = MoneyField(_("Reiskosten (euro per km)"), default=Decimal(0), most=Decimal(5))


class PlacementForm(TermsFields):
    """A new placement."""

    id = Uuid()
    employment_id = HiddenField()
    hirer_id = SelectField(_("Inlener"), [Required()])
    started_on = DayField(_("Eerste werkdag"), [Required()])
    ended_on = DayField(_("Laatste werkdag"), [Optional()], description=_("Leeg: nog niet bekend"))


class TermsForm(TermsFields):
    """New terms from a day."""

    id = Uuid()
    version = HiddenField()
    since = DayField(_("Geldt vanaf"), [Required()])
    is_touching_accepted = BooleanField(_("Ja, vanaf deze dag; de loonstroken die er al zijn veranderen niet"))


class ActivateForm(Form):
    """Work may start."""

    version = HiddenField()
    is_anoniem_accepted = BooleanField(_("Ik weet dat het anoniementarief wordt ingehouden tot het BSN er is"))


def check_loonheffingennummer(field: Any) -> None:
    """Leave the number in its shortest form; raises ValidationError."""
    typed = (field.data or "").replace(" ", "").replace(".", "").upper()
    number, letter, follow = typed[:9], typed[9:10], typed[10:]
    if len(typed) != 12 or letter != "L" or not (follow.isascii() and follow.isdecimal() and number.isdecimal()):
        raise ValidationError(gettext("Een loonheffingennummer ziet eruit als 123456782L01."))
    if not bsn.is_valid(number):
        raise ValidationError(
            gettext("Dit loonheffingennummer klopt niet: de eerste negen cijfers voldoen niet aan de elfproef.")
        )
    field.data = typed


class EmployerForm(Form):
    """A legal employer."""

    structured = frozenset({"loonheffingennummer"})

    id = Uuid()
    version = HiddenField()
    name = NameField(_("Naam"), [Required()])
    kvk = KvkField(_("KvK-nummer"), [Required()])
    btw = BtwField(_("Btw-nummer"), [Required()])
    loonheffingennummer = OneLineField(
        _("Loonheffingennummer"), [Required()], most=12, description=_("Negen cijfers, L en twee cijfers: 123456782L01")
    )
    street = NameField(_("Straat en huisnummer"), [Required()])
    postcode = PostcodeField(_("Postcode"), [Required()])
    city = NameField(_("Plaats"), [Required()])
    iban = IbanField(_("IBAN waarvan betaald wordt"), [Required()])

    def validate_loonheffingennummer(self, field: Any) -> None:
        check_loonheffingennummer(field)

    def validate_iban(self, field: Any) -> None:
        if field.data and not field.bic:
            raise ValidationError(
                gettext("Van deze bank is geen BIC bekend. Gebruik een rekening bij een Nederlandse bank.")
            )


class EmployerTermsForm(Form):
    """What the tax office decided, from a day."""

    id = Uuid()
    since = DayField(_("Geldt vanaf"), [Required()])
    aof = SelectField(
        _("Aof-premie"),
        [Required()],
        choices=options([("laag", _("Laag: kleine werkgever")), ("hoog", _("Hoog: (middel)grote werkgever"))]),
    )
    whk_wga = PercentageField(
        _("Whk: deel WGA (procent)"), [Required()], description=_("Uit de beschikking van de Belastingdienst")
    )
    whk_zw = PercentageField(_("Whk: deel Ziektewet (procent)"), [Required()])
    wga_verhaal = PercentageField(
        _("WGA verhaald op de werknemer (procent)"),
        [Required()],
        default=Decimal(0),
        description=_("Ten hoogste de helft van het deel WGA"),
    )
    sfu = PercentageField(_("SFU (procent)"), [Required()], places=3, default=Decimal(0))
    herindienst = SelectField(
        _("Opnieuw in dienst in hetzelfde jaar"),
        [Required()],
        choices=options([("opnieuw", _("De maxima beginnen opnieuw")), ("doorlopend", _("De maxima lopen door"))]),
        default="opnieuw",
        description=_("Voor de premies en het pensioen; spreek het af met de Belastingdienst (na te gaan)"),
    )
    pensioen_werknemer = PercentageField(_("Eigen pensioen: werknemer (procent)"), [Optional()], places=3)
    pensioen_werkgever = PercentageField(_("Eigen pensioen: werkgever (procent)"), [Optional()], places=3)
    pensioen_franchise = MoneyField(_("Eigen pensioen: franchise per uur"), [Optional()], most=Decimal(999))
    pensioen_maximum = MoneyField(_("Eigen pensioen: maximum per uur"), [Optional()], most=Decimal(999))

    def validate(self, extra_validators: Any = None) -> bool:
        """Both shares or neither: a franchise or maximum alone is no scheme."""
        is_sound: bool = super().validate(extra_validators)
        shares = (self.pensioen_werknemer, self.pensioen_werkgever)
        bounds = (self.pensioen_franchise, self.pensioen_maximum)
        missing = [field for field in shares if field.data is None and not field.errors]
        if missing and any(field.data is not None for field in (*shares, *bounds)):
            for field in missing:
                field.errors = [gettext("Vul beide percentages van de eigen regeling in, of laat alles leeg.")]
            return False
        return is_sound

    def validate_wga_verhaal(self, field: Any) -> None:
        if field.data is not None and self.whk_wga.data is not None and field.data * 2 > self.whk_wga.data:
            raise ValidationError(gettext("Ten hoogste de helft van het deel WGA mag op de werknemer worden verhaald."))


class BranchForm(Form):
    """An office."""

    id = Uuid()
    name = NameField(_("Naam van de vestiging"), [Required()], most=100)


class TextSearchForm(Form):
    """Find a placement or a hirer; what is typed stands in no address."""

    keeps_text = False

    text = OneLineField(_("Zoeken"), [Optional()], most=100)
