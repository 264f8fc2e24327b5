"""From the form of a trial calculation to the input of a payslip, and from the path of a problem back to its field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.fields.trial_forms import LineForm, LinesForm, TrialForm
from app.language import chosen_language
from payroll.law.naming import full_name
from payroll.period import PeriodKind, last_day
from payroll.terms import Component
from payroll.uurlonen import Uurlonen

Raw = dict[str, Any]
EMPLOYEE: Final = (
    "loonheffingskorting", "anoniem", "scholier_student", "alleenstaande_ouderenkorting", "jonggehandicaptenkorting",
    "expat_master",
)  # fmt: skip
CLAIMS: Final = ("uitzendbeding", "schriftelijk", "onbepaalde_tijd", "oproep", "bbl", "paww", "werkgeversbetaling")
FIELD_OF: Final = {
    "period.kind": "period_kind",
    "period": "start",
    "to_date.loon_sv": "to_date_loon_sv",
    "to_date.cap": "to_date_cap",
    "to_date.grondslag": "to_date_grondslag",
    "employer.pensioenregeling": "regeling_werknemer",
}
PREFIX_OF: Final = {"stipp": "stipp_", "quarter": "quarter_", "pensioenregeling": "regeling_"}
CELL_OF: Final = {
    "hours": "quantity",
    "km": "quantity",
    "days": "quantity",
    "claim": "amount",
    "beslagvrije_voet": "voet",
}
WITH_PERCENTAGE: Final = frozenset({Component.OVERWERK, Component.TOESLAG, Component.ZIEKTE})
WITH_RATE: Final = WITH_PERCENTAGE | {Component.UURLOON, Component.VERLOF, Component.FEESTDAG, Component.LEEGLOOP}
TAKEN_OFF: Final = frozenset({Component.INHOUDING_NETTO, Component.VOORSCHOT})
# What the payroll room says of a field (payroll.given), as a sentence; the first that fits counts.
SENTENCES: Final[tuple[tuple[str, Any], ...]] = (
    ("is required when a special", _("Vul het jaarloon in: zonder dat is het bijzonder tarief niet te bepalen.")),
    ("is required when contract.pens", _("Vul de percentages van de eigen regeling in, of kies een ander pensioen.")),
    ("is required: there is no weekday", _("Er is geen werkdag van de eerste tot de laatste dag. Vul de gewerkte dagen in.")),
    ("is required", _("Dit is verplicht voor deze soort. Vul het in.")),
    (r"must not be below (?P<bound>\S+)", _("Dit is te laag: het moet %(bound)s of meer zijn.")),
    (r"must be above (?P<bound>\S+)", _("Dit moet meer dan %(bound)s zijn.")),
    (r"must be below (?P<bound>\S+)", _("Dit moet minder dan %(bound)s zijn.")),
    (r"must be at most (?P<bound>[\d.]+)", _("Dit is te hoog: het mag %(bound)s of minder zijn.")),
    ("must not be before start", _("De laatste dag ligt vóór de eerste.")),
    ("makes the period longer", _("Dan is de periode langer dan het loontijdvak. Kies een eerdere dag of een langer tijdvak.")),
    ("must be before the period", _("De geboortedatum moet vóór de periode liggen.")),
    ("must be a whole number", _("Dit moet een heel getal boven 0 zijn.")),
    ("must be a decimal number", _("Dit is geen getal met ten hoogste twee cijfers achter de komma.")),
    ("no law", _("De wetgeving van dit jaar is niet bekend. Kies een betaaldag in een jaar dat op het scherm Wetgeving staat.")),
    ("unknown figure (?P<figure>.+)", _("Een cijfer dat hiervoor nodig is, is van dit jaar niet bekend: %(figure)s.")),
    ("unreachable", _("Geen loon geeft dit netto. Kijk de inhoudingen na, of vraag een lager netto.")),
    ("no hours", _("Vul eerst een regel met uren in: daarvan wordt het uurloon gezocht.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldError:
    """A sentence at a field: `id` of the input, its label, and what is wrong."""

    id: str
    label: str
    sentence: str


def raw_of(form: TrialForm, lines: LinesForm) -> Raw:
    """The form as `python -m payroll payslip` would read it."""
    regeling = _numbers(form, "regeling_", ("werknemer", "werkgever", "franchise", "maximum"))
    employer = {"aof": form.aof.data, **_numbers(form, "", ("whk_wga", "whk_zw", "wga_verhaal", "sfu"))}
    return {
        "id": "proef",
        "employer": employer | ({"pensioenregeling": regeling} if regeling else {}),
        "employee": {
            "birth_date": _iso(form.birth_date.data),
            "residence": form.residence.data,
            "zvw": form.zvw.data,
            **{name: form[name].data for name in EMPLOYEE},
            **_numbers(form, "", ("expat_percentage",)),
        },
        "contract": _contract(form),
        "colour": form.colour.data,
        "period": _period(form),
        "lines": [_line(form, each) for _place, each in lines.filled()],
        "to_date": {
            **_numbers(form, "to_date_", ("loon_sv", "cap", "grondslag")),
            "stipp": _numbers(form, "stipp_", ("loon", "hours", "grondslag")),
            "quarter": _numbers(form, "quarter_", ("loon", "loonheffing")),
        },
        **_numbers(form, "", ("jaarloon_bijzonder_tarief",)),
    }


def place_errors(problems: Sequence[str], form: TrialForm, lines: LinesForm) -> list[FieldError]:
    """Put each problem `path: what is wrong` of the payroll room at its field; return those that have none."""
    homeless = []
    places = [place for place, _each in lines.filled()]
    for problem in problems:
        path, _colon, wrong = problem.removeprefix("[0].").partition(": ")
        field = _field(path, form, lines, places)
        if field is None:
            homeless.append(FieldError("", "", sentence(wrong)))
        else:
            field.errors = [*field.errors, sentence(wrong)]
    return homeless


def sentence(wrong: str) -> str:
    """What the payroll room says of a field, in the reader's language."""
    for pattern, text in SENTENCES:
        if found := re.match(pattern, wrong):
            return str(text) % {key: _named(key, value) for key, value in found.groupdict().items()}
    return str(_("Deze waarde klopt niet. Kijk haar na."))


def errors_of(form: TrialForm, lines: LinesForm) -> Iterator[FieldError]:
    """Everything wrong with what was typed, in the order of the screen."""
    for field in form:
        yield from (FieldError(field.id, field.label.text, str(error)) for error in field.errors)
    for place, entry in enumerate(lines.lines):
        for field in entry.form:
            label = str(_("Regel %(number)s, %(label)s")) % {"number": place + 1, "label": field.label.text}
            yield from (FieldError(field.id, label, str(error)) for error in field.errors)


def _numbers(form: TrialForm, prefix: str, names: Sequence[str]) -> dict[str, str]:
    found = {name: form[f"{prefix}{name}"].data for name in names}
    return {name: f"{value:f}" for name, value in found.items() if value is not None}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _contract(form: TrialForm) -> Raw:
    names = ("kind", "pensioen", "vakantiebijslag", *CLAIMS)
    numbers = ("vakantiebijslag_percentage", "hours_per_week", "hours_in_tijdvak")
    return {name: form[name].data for name in names} | {"fase": form.fase.data or None} | _numbers(form, "", numbers)


def _period(form: TrialForm) -> Raw:
    kind = PeriodKind(form.period_kind.data)
    start, end, paid_on = form.start.data, form.end.data, form.paid_on.data
    end = last_day(kind, start) if start and not end else end
    made = {"kind": str(kind), "start": _iso(start), "end": _iso(end), "paid_on": _iso(paid_on or end)}
    return made | ({"days": f"{form.days.data:f}"} if form.days.data is not None else {})


def _line(form: TrialForm, line: LineForm) -> Raw:
    component = Component(line.component.data)
    made = {"component": str(component)}
    for name, value in _cells(component, form, line).items():
        if value is not None:
            made[name] = f"{value:f}"
    return made


def _cells(component: Component, form: TrialForm, line: LineForm) -> Mapping[str, Decimal | None]:
    """The cells that count for this kind; hours without a rate of their own are paid the hourly wage above."""
    if component in WITH_RATE or component is Component.WACHTDAG:
        rate = _agreed(component, form) if line.rate.data is None else line.rate.data
        cells = {"hours": line.quantity.data} | ({"rate": rate} if component in WITH_RATE else {})
        return cells | ({"percentage": line.percentage.data} if component in WITH_PERCENTAGE else {})
    if component in {Component.REISKOSTEN, Component.THUISWERK}:
        is_km = component is Component.REISKOSTEN
        rate = form.km_rate.data if is_km and line.rate.data is None else line.rate.data
        return {"km" if is_km else "days": line.quantity.data, "rate": rate}
    if component is Component.LOONBESLAG:
        return {"claim": line.amount.data, "beslagvrije_voet": line.voet.data}
    amount = line.amount.data
    return {"amount": -abs(amount) if amount and component in TAKEN_OFF else amount}


def _agreed(component: Component, form: TrialForm) -> Decimal | None:
    hourly = form.hourly_wage.data
    return None if hourly is None else Uurlonen(hourly, form.gebruikelijk_loon.data).rate(component)


def _field(path: str, form: TrialForm, lines: LinesForm, places: Sequence[int]) -> Any:
    found = re.fullmatch(r"lines\[(\d+)\]\.(\w+)", path)
    if found and int(found[1]) < len(places):
        line = lines.lines[places[int(found[1])]].form
        name = CELL_OF.get(found[2], found[2])
        return line[name if name in line else "component"]
    parts = path.split(".")
    name = FIELD_OF.get(path) or PREFIX_OF.get(parts[-2] if len(parts) > 1 else "", "") + parts[-1]
    return form[name] if name in form else None  # noqa: SIM401 - a form has no get


def _named(key: str, value: str) -> str:
    return full_name(value, chosen_language()) if key == "figure" else value.replace(".", ",")
