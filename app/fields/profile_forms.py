"""The forms of a profile: one per part, and that of the health insurance."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, SelectMultipleField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.db.profiles import CertificateKind, InsuranceGround, Relation, SkillLevel, StudyLevel, TermKind
from app.fields import DayField, Form, NameField, NotesField, NumberField, OneLineField, Required
from app.fields.choices import options
from app.fields.person_forms import Uuid
from app.services.skill_terms import FIXED

LEVELS: Final = {
    StudyLevel.PRIMARY: _("Basisonderwijs"),
    StudyLevel.VMBO: "Vmbo",
    StudyLevel.HAVO: "Havo",
    StudyLevel.VWO: "Vwo",
    StudyLevel.MBO1: "Mbo 1",
    StudyLevel.MBO2: "Mbo 2",
    StudyLevel.MBO3: "Mbo 3",
    StudyLevel.MBO4: "Mbo 4",
    StudyLevel.BACHELOR: _("Hbo of bachelor"),
    StudyLevel.MASTER: _("Universiteit of master"),
    StudyLevel.COURSE: _("Cursus"),
}
CERTIFICATES: Final = {
    CertificateKind.VCA: _("VCA basis"),
    CertificateKind.VCA_VOL: "VOL-VCA",
    CertificateKind.FORKLIFT: _("Heftruck"),
    CertificateKind.REACH_TRUCK: _("Reachtruck"),
    CertificateKind.ORDER_PICKER: _("Orderpicktruck (EPT)"),
    CertificateKind.AERIAL_PLATFORM: _("Hoogwerker"),
    CertificateKind.CODE_95: "Code 95",
    CertificateKind.DRIVER_CARD: _("Bestuurderskaart"),
    CertificateKind.ADR: _("ADR (gevaarlijke stoffen)"),
    CertificateKind.BHV: _("Bedrijfshulpverlener (BHV)"),
    CertificateKind.HACCP: "HACCP",
    CertificateKind.NEN_3140: "NEN 3140",
    CertificateKind.OTHER: _("Ander certificaat"),
}
RELATIONS: Final = {
    Relation.MANAGER: _("Leidinggevende"),
    Relation.COLLEAGUE: _("Collega"),
    Relation.TEACHER: _("Docent of begeleider"),
    Relation.OTHER: _("Anders"),
}
TERM_KINDS: Final = {
    TermKind.SKILL: _("Vaardigheid"),
    TermKind.LANGUAGE: _("Taal"),
    TermKind.LICENCE: _("Rijbewijs"),
    TermKind.TRANSPORT: _("Eigen vervoer"),
}
TRANSPORTS: Final = {"bicycle": _("Fiets"), "scooter": _("Brommer of scooter"), "car": _("Auto")}
SKILL_LEVELS: Final = {SkillLevel.BASIC: _("Basis"), SkillLevel.GOOD: _("Goed"), SkillLevel.EXPERT: _("Zeer goed")}
DAYS: Final = (_("Maandag"), _("Dinsdag"), _("Woensdag"), _("Donderdag"), _("Vrijdag"), _("Zaterdag"), _("Zondag"))
GROUNDS: Final = {
    InsuranceGround.COLLECTIVE: _("Het bureau regelt een collectieve zorgverzekering voor deze flexwerker"),
    InsuranceGround.PREMIUM_WITHHELD: _("De premie wordt met een schriftelijke volmacht op het loon ingehouden"),
}
NO_MAIL: Final = _("Dit is geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl.")
_MONTH: Final = re.compile(r"(\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{2})")


class MonthField(DayField):
    """A month: 03-2021, 3/2021 or 2021-03; `data` is its first day."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%m-%Y}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        if not (found := _MONTH.fullmatch(typed)):
            raise ValueError(gettext("Dit is geen maand. Schrijf maand en jaar: 03-2021."))
        month, year = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
        if not (1 <= month <= 12 and 1900 <= year <= 2150):
            raise ValueError(gettext("Deze maand bestaat niet: %(typed)s. Kijk haar na.", typed=typed))
        self.data = date(year, month, 1)


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EntryForm(Form):
    """A row of the profile."""

    id = Uuid()
    version = HiddenField()


class ExperienceForm(EntryForm):
    """A job somebody had."""

    employer_name = NameField(_("Werkgever"), [Required()], most=100)
    function = NameField(_("Functie"), [Required()], most=100)
    from_month = MonthField(_("Van"), [Required()], description=_("Maand en jaar: 03-2021"))
    until_month = MonthField(_("Tot en met"), [Optional()], description=_("Leeg: werkt er nog"))
    remark = NotesField(_("Opmerking"), [Optional()], most=500, description=_("Niets over gezondheid of afkomst"))


class EducationForm(EntryForm):
    """A course somebody followed."""

    school = NameField(_("School of instituut"), [Required()], most=100)
    study = NameField(_("Opleiding"), [Required()], most=100)
    level = SelectField(_("Niveau"), [Required()], choices=options(LEVELS.items()))
    from_month = MonthField(_("Van"), [Required()], description=_("Maand en jaar: 09-2018"))
    until_month = MonthField(_("Tot en met"), [Optional()], description=_("Leeg: loopt nog"))
    has_diploma = BooleanField(_("Met diploma afgerond"))


class CertificateForm(EntryForm):
    """A certificate; its paper is in the dossier."""

    structured = frozenset({"number"})

    kind = SelectField(_("Certificaat"), [Required()], choices=options(CERTIFICATES.items()))
    name = OneLineField(_("Naam"), [Optional()], most=100, description=_("Alleen bij een ander certificaat"))
    number = OneLineField(_("Nummer"), [Optional()], most=40)
    obtained_on = DayField(_("Behaald op"), [Optional()])
    valid_until = DayField(_("Geldig tot en met"), [Optional()], description=_("Leeg: verloopt niet"))
    document_id = SelectField(
        _("Document"), [Optional()], description=_("Voeg het bewijs eerst toe aan het dossier; kies het dan hier")
    )


class RefereeForm(EntryForm):
    """Somebody to ask about the person; who that is agreed to be in here."""

    name = NameField(_("Naam"), [Required()], most=100)
    company = OneLineField(_("Bedrijf"), [Optional()], most=100)
    phone = TelField(
        _("Telefoon"), [Optional(), Length(max=30, message=_("Een telefoonnummer heeft ten hoogste 30 tekens."))]
    )
    email = EmailField(_("E-mail"), [Optional(), Email(message=NO_MAIL), Length(max=200)])
    relation = SelectField(_("Relatie"), [Required()], choices=options(RELATIONS.items()))
    consented_on = DayField(
        _("Toestemming van de referent op"),
        [Required()],
        description=_("Zonder toestemming van de referent zelf mag hij hier niet staan"),
    )
    checked_on = DayField(_("Nagevraagd op"), [Optional()], description=_("Wie het navroeg wordt vastgelegd"))


class SkillForm(EntryForm):
    """A word of the vocabulary, or a new one."""

    term = SelectField(_("Uit de lijst"), [Optional()])
    new_term = OneLineField(
        _("Nieuwe vaardigheid"), [Optional()], most=60, description=_("Alleen als zij nog niet in de lijst staat")
    )
    level = SelectField(_("Niveau"), [Optional()], choices=options([("", _("Niet gezegd")), *SKILL_LEVELS.items()]))

    def offer(self, words: Sequence[str]) -> None:
        """The words that are known, under the name of their kind."""
        found = [SelectChoice("", gettext("Kies of vul hieronder in"))]
        for kind, label in TERM_KINDS.items():
            names = words if kind is TermKind.SKILL else FIXED[kind]
            shown = [(term_name(kind, each), each) for each in names]
            shown = shown if kind is TermKind.LICENCE else sorted(shown)
            found += [SelectChoice(f"{kind.value}:{each}", text, optgroup=str(label)) for text, each in shown]
        self.term.choices = found

    def chosen(self) -> tuple[TermKind, str] | None:
        """The kind and name of the word; None, with a sentence at the field, when there is none or two."""
        if bool(self.term.data) == bool(self.new_term.data):
            self.term.errors = [gettext("Kies uit de lijst, of vul een nieuwe vaardigheid in.")]
            return None
        if self.new_term.data:
            return TermKind.SKILL, self.new_term.data
        kind, _colon, name = self.term.data.partition(":")
        return TermKind(kind), name


class AvailabilityForm(EntryForm):
    """A weekly pattern from a day."""

    since = DayField(_("Vanaf"), [Required()])
    until = DayField(_("Tot en met"), [Optional()], description=_("Leeg: tot nader bericht"))
    days = CheckboxesField(_("Dagen"), [Required()], choices=options((str(n), each) for n, each in enumerate(DAYS)))
    hours_per_week = NumberField(_("Uren per week"), [Optional()], most=Decimal(60))


class ExceptionForm(EntryForm):
    """Days on which it is otherwise; the reason is not asked."""

    since = DayField(_("Vanaf"), [Required()])
    until = DayField(_("Tot en met"), [Required()])
    is_available = RadioField(
        _("Dan"),
        [Required()],
        choices=options([("no", _("Niet beschikbaar")), ("yes", _("Juist wel beschikbaar"))]),
        default="no",
        description=_("De reden hoort hier niet: die kan over gezondheid gaan"),
    )


class HealthInsuranceForm(EntryForm):
    """The ground, and what is known of the policy."""

    structured = frozenset({"number"})

    ground = RadioField(_("Waarom legt u dit vast"), [Required()], choices=options(GROUNDS.items()))
    insurer = NameField(_("Verzekeraar"), [Optional()], most=100)
    number = OneLineField(
        _("Polisnummer"),
        [Optional()],
        most=40,
        description=_("Wordt versleuteld bewaard. Leeg: wat er stond blijft staan"),
    )


FORMS: Final[Mapping[str, type[EntryForm]]] = {
    "experience": ExperienceForm,
    "education": EducationForm,
    "certificates": CertificateForm,
    "referees": RefereeForm,
    "skills": SkillForm,
    "availability": AvailabilityForm,
    "exceptions": ExceptionForm,
}


def term_name(kind: TermKind, name: str) -> str:
    """A word of the vocabulary as people read it."""
    if kind is TermKind.LANGUAGE:
        locale = get_locale()
        return str(locale.languages.get(name, name)).capitalize() if locale else name
    if kind is TermKind.LICENCE:
        return str(gettext("Rijbewijs %(category)s", category=name))
    return str(TRANSPORTS.get(name, name)) if kind is TermKind.TRANSPORT else name
