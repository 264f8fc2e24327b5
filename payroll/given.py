"""The input of the payslip face: JSON-like objects -> PayInput, or every problem with the path of its field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from payroll.fields import ABOVE_ZERO, ANY_EURO, BELOW_ZERO, EURO, PERCENT, Fields, Range, objects, printable
from payroll.gross import BIJZONDER
from payroll.herleiding import COLOURS, RESIDENCES
from payroll.period import Period, PeriodKind, last_day, weekdays
from payroll.terms import (
    ZERO,
    AllowanceLine,
    AmountLine,
    AofTarief,
    ClaimLine,
    Component,
    Contract,
    ContractKind,
    Employee,
    Employer,
    Fase,
    HoursLine,
    Line,
    PayInput,
    PensioenKind,
    Pensioenregeling,
    PensionToDate,
    QuarterToDate,
    ToDate,
    VakantiebijslagMode,
    Zvw,
)

WEEK_HOURS = Range(high=Decimal(168))
TIMES_TEN = Range(high=Decimal(1000))
ANY = Range(low=None)
TAXED_SPECIAL = BIJZONDER | {Component.TRANSITIEVERGOEDING}
PLAIN_HOURS = (Component.UURLOON, Component.VERLOF, Component.FEESTDAG, Component.LEEGLOOP)


class GivenError(ValueError):
    """Wrong input; `problems` has a line `path: what is wrong` per field."""

    def __init__(self, problems: list[str]) -> None:
        """Take all problems at once; each becomes one line, whatever the names in it."""
        self.problems = tuple(map(printable, problems))
        super().__init__("\n".join(self.problems))


def read(raw: object) -> tuple[PayInput, ...]:
    """Return the inputs of a parsed JSON list; raise GivenError with every problem in it.

    >>> read([{"id": "x"}])
    Traceback (most recent call last):
    payroll.given.GivenError: [0].employer: is required
    [0].employee: is required
    [0].contract: is required
    [0].period: is required
    [0].lines: is required
    """
    if not isinstance(raw, list):
        raise GivenError(["input: must be a list"])
    errors: list[str] = []
    given = [_given(fields) for fields in objects(raw, "", errors)]
    if errors:
        raise GivenError(errors)
    return tuple(given)


def _given(fields: Fields) -> PayInput:
    before = len(fields.errors)
    given = PayInput(
        id=fields.text("id"),
        employer=_employer(fields.part("employer", is_required=True)),
        employee=_employee(fields.part("employee", is_required=True)),
        contract=_contract(fields.part("contract", is_required=True)),
        period=_period(fields.part("period", is_required=True)),
        lines=tuple(line for item in fields.items("lines") if (line := _line(item)) is not None),
        colour=fields.word("colour", COLOURS, "wit"),
        jaarloon_bijzonder_tarief=fields.optional("jaarloon_bijzonder_tarief", EURO),
        to_date=_to_date(fields.part("to_date")),
    )
    fields.done()
    if len(fields.errors) == before:
        _together(given, fields)
    return given


def _together(given: PayInput, fields: Fields) -> None:
    """Note what is wrong only in combination."""
    who = given.employee
    if who.birth_date >= given.period.start:
        fields.note("employee.birth_date", "must be before the period")
    if _needs_jaarloon(given) and given.jaarloon_bijzonder_tarief is None:
        fields.note("jaarloon_bijzonder_tarief", "is required when a special reward is paid")
    has_own = given.employer.pensioenregeling is not None
    if given.contract.pensioen is PensioenKind.REGELING and not has_own:
        fields.note("employer.pensioenregeling", "is required when contract.pensioen is regeling")
    for place, line in enumerate(given.lines):
        if isinstance(line, HoursLine) and line.hours_by_day:
            _days_of_a_line(line, given.period, fields, f"lines[{place}].hours_by_day")


def _days_of_a_line(line: HoursLine, period: Period, fields: Fields, name: str) -> None:
    for day, _hours in line.hours_by_day:
        if not period.start <= day <= period.end:
            fields.note(f"{name}.{day}", "must be a day of the period")
    if sum(hours for _day, hours in line.hours_by_day) != line.hours:
        fields.note(name, "must add up to hours")


def _needs_jaarloon(given: PayInput) -> bool:
    """Return whether the table of special rewards is used; a student's special pay goes by the quarter table."""
    if given.employee.anoniem:
        return False
    if given.employee.scholier_student:
        return any(line.component is Component.TRANSITIEVERGOEDING for line in given.lines)
    return any(line.component in TAXED_SPECIAL or getattr(line, "is_bijzonder", False) for line in given.lines)


def _employer(fields: Fields) -> Employer:
    own = _pensioenregeling(fields.part("pensioenregeling")) if fields.has("pensioenregeling") else None
    employer = Employer(
        aof=fields.choice("aof", AofTarief),
        whk_wga=fields.number("whk_wga", PERCENT),
        whk_zw=fields.number("whk_zw", PERCENT),
        wga_verhaal=fields.number("wga_verhaal", PERCENT, ZERO),
        sfu=fields.number("sfu", PERCENT, ZERO),
        pensioenregeling=own,
    )
    fields.done()
    return employer


def _pensioenregeling(fields: Fields) -> Pensioenregeling:
    regeling = Pensioenregeling(
        werknemer=fields.number("werknemer", PERCENT),
        werkgever=fields.number("werkgever", PERCENT),
        franchise=fields.number("franchise", default=ZERO),
        maximum=fields.optional("maximum"),
    )
    fields.done()
    return regeling


def _employee(fields: Fields) -> Employee:
    employee = Employee(
        birth_date=fields.day("birth_date"),
        loonheffingskorting=fields.boolean("loonheffingskorting", default=True),
        residence=fields.word("residence", RESIDENCES, "nl"),
        anoniem=fields.boolean("anoniem"),
        alleenstaande_ouderenkorting=fields.boolean("alleenstaande_ouderenkorting"),
        jonggehandicaptenkorting=fields.boolean("jonggehandicaptenkorting"),
        scholier_student=fields.boolean("scholier_student"),
        expat_percentage=fields.number("expat_percentage", PERCENT, ZERO),
        expat_master=fields.boolean("expat_master"),
        zvw=fields.choice("zvw", Zvw, Zvw.LEVY),
    )
    fields.done()
    return employee


def _contract(fields: Fields) -> Contract:
    has_fase = fields.has("fase") and fields.raw["fase"] is not None
    contract = Contract(
        kind=fields.choice("kind", ContractKind),
        fase=fields.choice("fase", Fase) if has_fase else None,
        uitzendbeding=fields.boolean("uitzendbeding"),
        schriftelijk=fields.boolean("schriftelijk"),
        onbepaalde_tijd=fields.boolean("onbepaalde_tijd"),
        oproep=fields.boolean("oproep"),
        bbl=fields.boolean("bbl"),
        paww=fields.boolean("paww"),
        werkgeversbetaling=fields.boolean("werkgeversbetaling"),
        pensioen=fields.choice("pensioen", PensioenKind, PensioenKind.NONE),
        vakantiebijslag_percentage=fields.number("vakantiebijslag_percentage", PERCENT, ZERO),
        vakantiebijslag=fields.choice("vakantiebijslag", VakantiebijslagMode, VakantiebijslagMode.RESERVE),
        hours_per_week=fields.optional("hours_per_week", WEEK_HOURS),
        hours_in_tijdvak=fields.optional("hours_in_tijdvak"),
    )
    fields.done()
    return contract


def _period(fields: Fields) -> Period:
    before = len(fields.errors)
    kind = fields.choice("kind", PeriodKind)
    start, end = fields.day("start"), fields.day("end")
    paid_on = fields.day("paid_on", end)
    is_sound = len(fields.errors) == before and _is_sound(fields, kind, start, end)
    possible = weekdays(start, end) if is_sound else 1
    days = fields.whole("days", max(possible, 1))
    period = Period(kind, start, end, paid_on, days)
    if is_sound:
        _days_are_sound(fields, period, possible)
    fields.done()
    return period


def _is_sound(fields: Fields, kind: PeriodKind, start: date, end: date) -> bool:
    wrong = None
    if end < start:
        wrong = "must not be before start"
    elif end > last_day(kind, start):
        wrong = f"makes the period longer than one {kind}"
    if wrong:
        fields.note("end", wrong)
    return wrong is None


def _days_are_sound(fields: Fields, period: Period, possible: int) -> None:
    if period.days > period.calendar_days:
        fields.note("days", f"must be at most {period.calendar_days}, the days from start to end")
    elif period.is_partial and not possible and "days" not in fields.raw:
        fields.note("days", "is required: there is no weekday from start to end")


def _to_date(fields: Fields) -> ToDate:
    stipp, quarter = fields.part("stipp"), fields.part("quarter")
    to_date = ToDate(
        loon_sv=fields.number("loon_sv", ANY_EURO, ZERO),
        cap=fields.number("cap", EURO, ZERO),
        grondslag=fields.number("grondslag", ANY_EURO, ZERO),
        stipp=PensionToDate(
            loon=stipp.number("loon", ANY_EURO, ZERO),
            hours=stipp.number("hours", ANY, ZERO),
            grondslag=stipp.number("grondslag", ANY_EURO, ZERO),
        ),
        quarter=QuarterToDate(
            loon=quarter.number("loon", ANY_EURO, ZERO),
            loonheffing=quarter.number("loonheffing", ANY_EURO, ZERO),
        ),
    )
    for part in (fields, stipp, quarter):
        part.done()
    return to_date


def _line(fields: Fields) -> Line | None:
    if not fields.required("component"):
        return None
    name = fields.raw["component"]
    if not isinstance(name, str) or name not in list(Component):
        fields.note("component", f"must be one of {', '.join(Component)}")
        return None
    component = Component(name)
    line = READERS[component](component, fields)
    fields.done()
    return line


def _hours(component: Component, fields: Fields) -> HoursLine:
    return HoursLine(
        component, fields.number("hours"), fields.number("rate"), hours_by_day=fields.by_day("hours_by_day")
    )


def _percentage(allowed: Range) -> Callable[[Component, Fields], Line]:
    def made(component: Component, fields: Fields) -> Line:
        return replace(_hours(component, fields), percentage=fields.number("percentage", allowed))

    return made


def _overwerk(component: Component, fields: Fields) -> Line:
    line, is_bijzonder = _hours(component, fields), fields.boolean("bijzonder_tarief")
    return replace(line, percentage=fields.number("percentage", TIMES_TEN), is_bijzonder=is_bijzonder)


def _wachtdag(component: Component, fields: Fields) -> Line:
    return HoursLine(component, fields.number("hours"), hours_by_day=fields.by_day("hours_by_day"))


def _amount(allowed: Range) -> Callable[[Component, Fields], Line]:
    return lambda component, fields: AmountLine(component, fields.number("amount", allowed))


def _allowance(quantity: str) -> Callable[[Component, Fields], Line]:
    return lambda component, fields: AllowanceLine(component, fields.number(quantity), fields.number("rate"))


def _claim(component: Component, fields: Fields) -> Line:
    return ClaimLine(component, fields.number("claim", EURO), fields.number("beslagvrije_voet", EURO))


READERS: dict[Component, Callable[[Component, Fields], Line]] = {
    **dict.fromkeys(PLAIN_HOURS, _hours),
    Component.OVERWERK: _overwerk,
    Component.TOESLAG: _percentage(TIMES_TEN),
    Component.ZIEKTE: _percentage(PERCENT),
    Component.WACHTDAG: _wachtdag,
    **dict.fromkeys((*TAXED_SPECIAL, Component.BRUTO, Component.ONKOSTEN), _amount(ANY_EURO)),
    Component.REISKOSTEN: _allowance("km"),
    Component.THUISWERK: _allowance("days"),
    Component.ET_UITRUIL: _amount(ABOVE_ZERO),
    **dict.fromkeys((Component.INHOUDING_NETTO, Component.VOORSCHOT), _amount(BELOW_ZERO)),
    Component.LOONBESLAG: _claim,
}
