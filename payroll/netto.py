"""From gross to what is paid out: what is withheld, paid untaxed and taken off after tax."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from payroll.gross import Gross
from payroll.inhouding import Withheld
from payroll.loonbeslag import loonbeslag
from payroll.pensioen import Pension
from payroll.premies import Premies
from payroll.terms import ZERO, AmountLine, ClaimLine, Component, PayInput
from payroll.wage_line import Section, WageLine
from payroll.words import Because, resting_on

NET_COMPONENTS = (Component.INHOUDING_NETTO, Component.VOORSCHOT)


@dataclass(frozen=True, slots=True)
class Netto:
    """Net wage and what is paid out, in euro; all lines after the gross ones."""

    netto: Decimal
    te_betalen: Decimal
    lines: tuple[WageLine, ...]
    because_netto: Because
    because_te_betalen: Because

    @property
    def withheld_after_tax(self) -> Decimal:
        """Return what the worker's net deductions come to, advances and attachments left out (euro, above zero)."""
        return -sum((x.amount for x in self.lines if x.code == Component.INHOUDING_NETTO), ZERO)


def netto(given: PayInput, wage: Gross, taken: Pension, made: tuple[Withheld, Premies]) -> Netto:
    """Return the net wage and what is paid out; attachments take from the net wage less net deductions."""
    tax, levies = made
    before_net = (
        *taken.lines,
        *_exchange(wage, Section.INHOUDING, -wage.et_uitruil),
        *_loonheffing(tax),
        *_levies(levies),
    )
    net = wage.bruto + sum((line.amount for line in before_net), ZERO)
    deductions = tuple(_net_lines(given))
    attachable = net + sum((line.amount for line in deductions), ZERO)
    claims = tuple(line for line in given.lines if isinstance(line, ClaimLine))
    untaxed = (*wage.untaxed, *_exchange(wage, Section.ONBELAST, wage.et_uitruil))
    after_net = (*untaxed, *deductions, *loonbeslag(claims, attachable))
    paid = net + sum((line.amount for line in after_net), ZERO)
    return Netto(
        netto=net,
        te_betalen=paid,
        lines=(*before_net, *after_net),
        because_netto=_why_netto(wage, before_net, net),
        because_te_betalen=_why_paid(net, untaxed, paid),
    )


def _exchange(wage: Gross, section: Section, amount: Decimal) -> Iterator[WageLine]:
    if wage.et_uitruil:
        code = "et_uitruil" if amount < 0 else "et_vergoeding"
        figures = {"bruto": str(wage.bruto), "amount": str(wage.et_uitruil)}
        used = (wage.et_maximum,) if wage.et_maximum else ()
        yield WageLine(code, section, amount, Because(resting_on(code, wage.basis), figures, used))


def _loonheffing(tax: Withheld) -> Iterator[WageLine]:
    yield WageLine("loonheffing", Section.LOONHEFFING, -tax.tabel, tax.because_tabel)
    if tax.bijzonder:
        yield WageLine("loonheffing_bijzonder", Section.LOONHEFFING, -tax.bijzonder, tax.because_bijzonder)


def _levies(levies: Premies) -> Iterator[WageLine]:
    for name in ("wga_verhaal", "zvw_ingehouden"):
        made = levies.by_name[name]
        if made.amount:
            yield WageLine(name, Section.LOONHEFFING, -made.amount, made.because)


def _net_lines(given: PayInput) -> Iterator[WageLine]:
    for line in given.lines:
        if isinstance(line, AmountLine) and line.component in NET_COMPONENTS:
            why = Because(line.component, {"amount": str(line.amount)})
            yield WageLine(line.component, Section.NETTO, line.amount, why)


def _why_netto(wage: Gross, lines: tuple[WageLine, ...], net: Decimal) -> Because:
    withheld = {line.code: str(-line.amount) for line in lines}
    return Because("netto", {"bruto": str(wage.bruto), **withheld, "amount": str(net)})


def _why_paid(net: Decimal, untaxed: tuple[WageLine, ...], paid: Decimal) -> Because:
    onbelast = sum((line.amount for line in untaxed), ZERO)
    figures = {"netto": str(net), "onbelast": str(onbelast), "na": str(net + onbelast - paid), "amount": str(paid)}
    return Because("te_betalen", figures)
