"""Gross wage: hours and amounts become lines of wage, of special pay and of untaxed allowances."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from payroll.cao import basis
from payroll.law import Law
from payroll.money import cents, percentage
from payroll.terms import (
    WHOLE,
    ZERO,
    AllowanceLine,
    AmountLine,
    Component,
    Contract,
    HoursLine,
    Line,
    PayInput,
    VakantiebijslagMode,
)
from payroll.wage_line import Section, WageLine
from payroll.words import Because, Parameter, parameter, resting_on

BIJZONDER = frozenset({Component.VAKANTIEBIJSLAG, Component.VAKANTIEDAGEN_UITBETALING, Component.BIJZONDERE_BELONING})
PERCENTAGE_COMPONENTS = frozenset({Component.OVERWERK, Component.TOESLAG, Component.ZIEKTE})
UNCOUNTED_HOURS = frozenset({Component.TOESLAG, Component.WACHTDAG})
FIGURES_BEHIND = {Component.ZIEKTE: ("ziekte.percentage",), Component.WACHTDAG: ("ziekte.waiting_days",)}
UNTAXED_MAXIMUM = {Component.REISKOSTEN: "untaxed.km", Component.THUISWERK: "untaxed.home_day"}


@dataclass(frozen=True, slots=True)
class Gross:
    """The gross wage of one period, in euro; `hours` are the verloonde uren.

    `vergoeding` is what is wage for the loonheffing only: the transitievergoeding. `basis` is what the pay rests on.
    """

    lines: tuple[WageLine, ...]
    untaxed: tuple[WageLine, ...]
    loon: Decimal
    bijzonder: Decimal
    et_uitruil: Decimal
    hours: Decimal
    vergoeding: Decimal = ZERO
    hours_by_line: tuple[tuple[str, Decimal], ...] = ()
    basis: str = ""
    et_maximum: Parameter | None = None

    @property
    def insured(self) -> Decimal:
        """Return the wage that counts for pension and premies, before anything comes off."""
        return self.loon + self.bijzonder

    @property
    def bruto(self) -> Decimal:
        """Return all wage, special pay included."""
        return self.insured + self.vergoeding

    @property
    def has_bijzonder(self) -> bool:
        """Return whether any special pay is paid."""
        return any(map(_is_special, self.lines))


def gross(given: PayInput, law: Law) -> Gross:
    """Return all wage of the period; raise MissingFigure when the year has no untaxed maximum that is needed."""
    rests_on = basis(given, law)
    made = [line for entered in given.lines for line in _lines(entered, law, rests_on)]
    lines = [line for line in made if line.section is not Section.ONBELAST]
    loon = sum((line.amount for line in lines if line.section is Section.LOON), ZERO)
    if extra := _vakantiebijslag_each_period(given.contract, loon):
        lines.append(extra)
        loon += extra.amount
    return Gross(
        lines=tuple(lines),
        untaxed=tuple(line for line in made if line.section is Section.ONBELAST),
        loon=loon,
        bijzonder=sum((line.amount for line in lines if _is_special(line)), ZERO),
        vergoeding=sum((line.amount for line in lines if line.code == Component.TRANSITIEVERGOEDING), ZERO),
        et_uitruil=sum((line.amount for line in given.lines if _is_exchange(line)), ZERO),  # type: ignore[union-attr]
        hours=verloonde_uren(given.lines),
        hours_by_line=tuple((line.component.value, line.hours) for line in counted_lines(given.lines)),
        basis=rests_on,
        et_maximum=parameter(law, "et.maximum"),
    )


def _is_special(line: WageLine) -> bool:
    return line.section is Section.BIJZONDER and line.code != Component.TRANSITIEVERGOEDING


def verloonde_uren(lines: tuple[Line, ...]) -> Decimal:
    """Return the hours paid: allowance hours don't count again, waiting days are not paid.

    >>> verloonde_uren((HoursLine(Component.UURLOON, Decimal(8)), HoursLine(Component.TOESLAG, Decimal(2))))
    Decimal('8')
    """
    return sum((line.hours for line in counted_lines(lines)), ZERO)


def counted_lines(lines: tuple[Line, ...]) -> Iterator[HoursLine]:
    """Yield the lines whose hours count as paid."""
    return (x for x in lines if isinstance(x, HoursLine) and x.component not in UNCOUNTED_HOURS)


def earned(line: HoursLine) -> Decimal:
    """Return what hours earn, not rounded (euro).

    >>> earned(HoursLine(Component.OVERWERK, Decimal(2), Decimal("18.00"), Decimal(150)))
    Decimal('54.0000')
    """
    if line.component is Component.WACHTDAG:
        return ZERO
    return percentage(line.hours * line.rate, line.percentage)


def _is_exchange(line: Line) -> bool:
    return line.component is Component.ET_UITRUIL


def _lines(entered: Line, law: Law, rests_on: str) -> Iterator[WageLine]:
    if isinstance(entered, HoursLine):
        yield _hours_line(entered, law, rests_on)
    elif isinstance(entered, AllowanceLine):
        yield from _allowance_lines(entered, law)
    elif isinstance(entered, AmountLine) and (section := _section(entered.component)):
        key = "bruto_regel" if entered.component is Component.BRUTO else entered.component
        because = Because(key, {"amount": str(cents(entered.amount))})
        yield WageLine(entered.component, section, cents(entered.amount), because)


def _section(component: Component) -> Section | None:
    if component in BIJZONDER or component is Component.TRANSITIEVERGOEDING:
        return Section.BIJZONDER
    return {Component.BRUTO: Section.LOON, Component.ONKOSTEN: Section.ONBELAST}.get(component)


def _hours_line(line: HoursLine, law: Law, rests_on: str) -> WageLine:
    amount = cents(earned(line))
    figures = {"hours": str(line.hours), "rate": str(line.rate), "amount": str(amount)}
    if line.percentage != WHOLE or line.component in PERCENTAGE_COMPONENTS:
        figures["percentage"] = str(line.percentage)
    section = Section.BIJZONDER if line.is_bijzonder else Section.LOON
    used = tuple(parameter(law, path) for path in FIGURES_BEHIND.get(line.component, ()))
    because = Because(resting_on(line.component, rests_on), figures, used)
    return WageLine(line.component, section, amount, because, line.hours, line.rate)


def _allowance_lines(line: AllowanceLine, law: Law) -> Iterator[WageLine]:
    used = parameter(law, UNTAXED_MAXIMUM[line.component])
    maximum = Decimal(used.value)
    untaxed = cents(line.quantity * min(line.rate, maximum))
    make = _allowance(line, used)
    yield make(line.component, Section.ONBELAST, untaxed)
    if excess := cents(line.quantity * line.rate) - untaxed:
        yield make(f"{line.component}_belast", Section.LOON, excess)


def _allowance(line: AllowanceLine, used: Parameter) -> Callable[[str, Section, Decimal], WageLine]:
    def make(code: str, section: Section, amount: Decimal) -> WageLine:
        maximum = Decimal(used.value)
        rate = min(line.rate, maximum) if section is Section.ONBELAST else line.rate - maximum
        figures = {"quantity": str(line.quantity), "rate": str(line.rate), "maximum": used.value, "part": str(rate)}
        because = Because(code, {**figures, "amount": str(amount)}, (used,))
        return WageLine(code, section, amount, because, line.quantity, rate)

    return make


def _vakantiebijslag_each_period(contract: Contract, loon: Decimal) -> WageLine | None:
    if contract.vakantiebijslag is not VakantiebijslagMode.EACH_PERIOD:
        return None
    amount = cents(percentage(loon, contract.vakantiebijslag_percentage))
    figures = {"base": str(loon), "percentage": str(contract.vakantiebijslag_percentage), "amount": str(amount)}
    return WageLine(Component.VAKANTIEBIJSLAG, Section.LOON, amount, Because("vakantiebijslag_periode", figures))
