"""The form of a trial calculation: who, what was agreed, which period, and lines of hours and amounts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import Optional, ValidationError

from app.fields import DayField, Form, MoneyField, NumberField, OneLineField, PercentageField, Required
from app.fields.choices import options
from app.fields.numbers import minutes_of
from app.fields.person_forms import RESIDENCES
from payroll.money import half_up
from payroll.terms import Component

YEAR: Final = Decimal(9_999_999)
PERIODS: Final = (("week", _("Week")), ("4weeks", _("Vier weken")), ("month", _("Maand")), ("day", _("Dag")))
KINDS: Final = (
    ("uitzend", _("Uitzenden")),
    ("detachering", _("Detachering")),
    ("payroll", _("Payrolling")),
    ("regulier", _("Gewoon arbeidscontract")),
)
PHASES: Final = (("", _("Geen fase")), ("A", _("Fase A")), ("B", _("Fase B")), ("C", _("Fase C")))
PENSIONS: Final = (
    ("stipp", "StiPP"),
    ("stipp_basis", _("StiPP Basis (tot en met 2025)")),
    ("stipp_plus", _("StiPP Plus (tot en met 2025)")),
    ("regeling", _("Eigen regeling van de werkgever")),
    ("none", _("Geen pensioen")),
)
HOLIDAY_PAY: Final = (("reserve", _("Reserveren")), ("each_period", _("Elke periode uitbetalen")))
AOF: Final = (("laag", _("Laag: kleine werkgever")), ("hoog", _("Hoog: (middel)grote werkgever")))
COLOURS: Final = (("wit", _("Wit: loon uit werk")), ("groen", _("Groen: uitkering")))
ZVW: Final = (("levy", _("Werkgever betaalt de heffing")), ("withheld", _("Bijdrage inhouden")))
COMPONENTS: Final = (
    ("", _("Kies")),
    (Component.UURLOON, _("Uren")),
    (Component.OVERWERK, _("Overwerk")),
    (Component.TOESLAG, _("Toeslag")),
    (Component.VERLOF, _("Verlof")),
    (Component.FEESTDAG, _("Feestdag")),
    (Component.LEEGLOOP, _("Leegloop")),
    (Component.ZIEKTE, _("Ziekte")),
    (Component.WACHTDAG, _("Wachtdag")),
    (Component.BRUTO, _("Brutoloon, bedrag")),
    (Component.REISKOSTEN, _("Reiskosten (km)")),
    (Component.THUISWERK, _("Thuiswerkdagen")),
    (Component.ONKOSTEN, _("Onkosten")),
    (Component.VAKANTIEBIJSLAG, _("Vakantiebijslag uitbetalen")),
    (Component.VAKANTIEDAGEN_UITBETALING, _("Vakantiedagen uitbetalen")),
    (Component.BIJZONDERE_BELONING, _("Bijzondere beloning")),
    (Component.TRANSITIEVERGOEDING, _("Transitievergoeding")),
    (Component.ET_UITRUIL, _("Uitruil ET-kosten")),
    (Component.INHOUDING_NETTO, _("Inhouding op netto")),
    (Component.VOORSCHOT, _("Voorschot terug")),
    (Component.LOONBESLAG, _("Loonbeslag (vordering)")),
)
SOLVE_FOR: Final = (("bruto", _("Brutoloon")), ("uurloon", _("Uurloon")))
EMPTY_LINES: Final = 3
MOST_LINES: Final = 40


class QuantityField(NumberField):
    """Hours, kilometres or days; hours also as 7:30."""

    def process_formdata(self, valuelist: Any) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if ":" in typed or "u" in typed:
            self.data = half_up(Decimal(minutes_of(typed, 999)) / 60, 4)
        else:
            super().process_formdata(valuelist)


class LineForm(PlainForm):  # type: ignore[misc]
    """One line; which of the cells count depends on the kind."""

    component = SelectField(_("Soort"), choices=options(COMPONENTS), default="")
    quantity = QuantityField(_("Aantal"), [Optional()], places=4)
    rate = NumberField(_("Tarief"), [Optional()], places=4)
    percentage = PercentageField(_("Procent"), [Optional()], most=Decimal(1000))
    amount = MoneyField(_("Bedrag"), [Optional()], least=Decimal(-999_999))
    voet = MoneyField(_("Beslagvrije voet"), [Optional()])

    @property
    def is_blank(self) -> bool:
        """Nothing was typed in it."""
        return not any((field.raw_data or [""])[0].strip() if field.raw_data else field.data for field in self)

    def validate_component(self, field: Any) -> None:
        if not field.data and not self.is_blank:
            raise ValidationError(gettext("Kies de soort van deze regel."))


class TrialForm(Form):
    """Everything around the lines; nothing of it is stored."""

    keeps_text = False

    worker = OneLineField(_("Flexwerker of plaatsing"), [Optional()], most=100)
    placement_number = HiddenField()

    birth_date = DayField(_("Geboortedatum"), [Required()], description=_("Zo: 16-11-1990"))
    residence = SelectField(_("Woonland"), choices=options(RESIDENCES), default="nl")
    loonheffingskorting = BooleanField(_("Loonheffingskorting toepassen"), default=True)
    anoniem = BooleanField(_("Anoniementarief (geen BSN)"))
    scholier_student = BooleanField(_("Scholieren- en studentenregeling"))
    alleenstaande_ouderenkorting = BooleanField(_("Alleenstaande-ouderenkorting"))
    jonggehandicaptenkorting = BooleanField(_("Jonggehandicaptenkorting"))
    expat_percentage = PercentageField(_("Expatregeling (procent)"), [Optional()])
    expat_master = BooleanField(_("Mastertitel (lagere salarisnorm tot 30 jaar)"))
    zvw = SelectField(_("Zvw"), choices=options(ZVW), default="levy")
    colour = SelectField(_("Tabel"), choices=options(COLOURS), default="wit")

    hourly_wage = MoneyField(_("Uurloon (euro)"), [Optional()], most=Decimal(999))
    gebruikelijk_loon = MoneyField(
        _("Gebruikelijk loon (euro per uur)"), [Optional()], most=Decimal(999), description=_("Leeg: het uurloon")
    )
    hours_per_week = NumberField(_("Uren per week"), [Optional()], most=Decimal(168))
    km_rate = MoneyField(_("Reiskosten per km"), [Optional()], most=Decimal(5))
    kind = SelectField(_("Soort overeenkomst"), choices=options(KINDS), default="uitzend")
    fase = SelectField(_("Fase"), choices=options(PHASES), default="A")
    pensioen = SelectField(_("Pensioen"), choices=options(PENSIONS), default="stipp")
    uitzendbeding = BooleanField(_("Met uitzendbeding"))
    schriftelijk = BooleanField(_("Schriftelijk vastgelegd"), default=True)
    onbepaalde_tijd = BooleanField(_("Voor onbepaalde tijd"))
    oproep = BooleanField(_("Oproepovereenkomst"))
    bbl = BooleanField(_("Leerling in de bbl"))
    paww = BooleanField(_("PAWW-bijdrage inhouden"))
    werkgeversbetaling = BooleanField(_("Uitkering van UWV die de werkgever uitbetaalt (werkgeversbetaling)"))
    vakantiebijslag = SelectField(_("Vakantiebijslag"), choices=options(HOLIDAY_PAY), default="reserve")
    vakantiebijslag_percentage = PercentageField(
        _("Vakantiebijslag (%)"), [Optional()], default=Decimal("8.33"), most=Decimal(50)
    )
    hours_in_tijdvak = NumberField(_("Verloonde uren in het tijdvak"), [Optional()], description=_("Voor AWf onder 21"))

    aof = SelectField(_("Aof-premie"), choices=options(AOF), default="laag")
    whk_wga = PercentageField(_("Whk, deel WGA (%)"), [Required()])
    whk_zw = PercentageField(_("Whk, deel ZW (%)"), [Required()])
    wga_verhaal = PercentageField(_("WGA verhaald (%)"), [Optional()])
    sfu = PercentageField(_("SFU (%)"), [Optional()], places=3)
    regeling_werknemer = PercentageField(_("Eigen pensioen: werknemer (procent)"), [Optional()], places=3)
    regeling_werkgever = PercentageField(_("Eigen pensioen: werkgever (procent)"), [Optional()], places=3)
    regeling_franchise = MoneyField(_("Eigen pensioen: franchise per uur"), [Optional()])
    regeling_maximum = MoneyField(_("Eigen pensioen: maximum per uur"), [Optional()])

    period_kind = SelectField(_("Loontijdvak"), choices=options(PERIODS), default="week")
    start = DayField(_("Eerste dag"), [Required()])
    end = DayField(_("Laatste dag"), [Optional()], description=_("Leeg: het hele tijdvak"))
    paid_on = DayField(_("Betaaldag"), [Optional()], description=_("Leeg: de laatste dag"))
    days = NumberField(_("Gewerkte dagen"), [Optional()], places=0, description=_("Leeg: de werkdagen"))

    jaarloon_bijzonder_tarief = MoneyField(_("Jaarloon voor het bijzonder tarief"), [Optional()], most=YEAR)
    to_date_loon_sv = MoneyField(_("Loon SV"), [Optional()], least=-YEAR, most=YEAR)
    to_date_cap = MoneyField(_("Maximum"), [Optional()], most=YEAR)
    to_date_grondslag = MoneyField(_("Grondslag premies"), [Optional()], most=YEAR)
    stipp_loon = MoneyField(_("Pensioenloon"), [Optional()], least=-YEAR, most=YEAR)
    stipp_hours = NumberField(_("Pensioenuren"), [Optional()], places=4, least=Decimal(-99_999))
    stipp_grondslag = MoneyField(_("Pensioengrondslag"), [Optional()], most=YEAR)
    quarter_loon = MoneyField(_("Loon dit kwartaal"), [Optional()], least=-YEAR, most=YEAR)
    quarter_loonheffing = MoneyField(_("Loonheffing dit kwartaal"), [Optional()], least=-YEAR, most=YEAR)

    target = MoneyField(_("Gewenst netto (euro)"), [Optional()], least=Decimal("0.01"))
    solve_for = SelectField(_("Zoek het kleinste"), choices=options(SOLVE_FOR), default="bruto")

    def take(self, values: dict[str, Any]) -> None:
        """Put these values in the fields, over what was typed there."""
        for name, value in values.items():
            self[name].raw_data = None
            self[name].data = value


class LinesForm(PlainForm):  # type: ignore[misc]
    """The lines, as many as are needed."""

    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)

    def filled(self) -> Iterator[tuple[int, LineForm]]:
        """The place and form of each line that is not blank."""
        for place, entry in enumerate(self.lines):
            if not entry.form.is_blank:
                yield place, entry.form

    def add_room(self, room: int = EMPTY_LINES) -> None:
        """At least so many blank lines at the end, as far as there is room."""
        blank = len(self.lines) - len(list(self.filled()))
        for _more in range(min(room - blank, MOST_LINES - len(self.lines))):
            self.lines.append_entry()

    def remove(self, place: int) -> None:
        """Take one line away."""
        if 0 <= place < len(self.lines):
            del self.lines.entries[place]

    def replace(self, lines: list[dict[str, Any]]) -> None:
        """These lines only."""
        self.lines.entries.clear()
        for each in lines:
            self.lines.append_entry(each)
