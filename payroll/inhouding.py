"""Which wage is taxed by which table, and the loonheffing withheld on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from payroll.bijzonder_tarief import BijzonderTarief, bijzonder_tarief, is_official
from payroll.gross import Gross
from payroll.herleiding import AgeClass, TaxProfile
from payroll.law import Law
from payroll.loonheffing import Loonheffing, anoniementarief, loonheffing
from payroll.money import cents, percentage
from payroll.pensioen import Pension
from payroll.period import PeriodKind
from payroll.terms import ZERO, MissingTerm, PayInput, QuarterToDate
from payroll.words import Because, Parameter, parameter

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Taxable:
    """Wage for the loonheffing by table and by the table of special rewards, and the exempt expat part (euro)."""

    loon: Decimal
    bijzonder: Decimal
    exempt: Decimal
    vergoeding: Decimal = ZERO
    parameters: tuple[Parameter, ...] = ()

    @property
    def loon_sv(self) -> Decimal:
        """Return the wage for the premies."""
        return self.loon + self.bijzonder

    @property
    def total(self) -> Decimal:
        """Return the loon_lh: a transitievergoeding is wage from former employment, for the loonheffing only."""
        return self.loon_sv + self.vergoeding


@dataclass(frozen=True, slots=True)
class Withheld:
    """Loonheffing of the period in euro, by table and on special rewards, and why; the quarter after it."""

    tabel: Decimal
    bijzonder: Decimal
    arbeidskorting: Decimal
    quarter: QuarterToDate
    because_tabel: Because
    because_bijzonder: Because
    because_arbeidskorting: Because

    @property
    def total(self) -> Decimal:
        """Return all loonheffing."""
        return self.tabel + self.bijzonder


NO_SPECIAL = Because("geen_bijzonder_tarief", {"amount": "0.00"})


def profile(given: PayInput, age: AgeClass) -> TaxProfile:
    """Return what picks the tax table of this worker."""
    who = given.employee
    return TaxProfile(
        age_class=age,
        has_loonheffingskorting=who.loonheffingskorting,
        colour=given.colour,
        residence=who.residence,
        alleenstaande_ouderenkorting=who.alleenstaande_ouderenkorting,
        jonggehandicaptenkorting=who.jonggehandicaptenkorting,
    )


def taxable(given: PayInput, wage: Gross, taken: Pension, law: Law) -> Taxable:
    """Return the taxed wage: pension, PAWW and exchange come off the period wage first, the rest off special pay.

    The exempt expat part is a percentage of what is then left, up to the yearly cap (Uitv.besl. LB 10ea).
    """
    loon = wage.loon - wage.et_uitruil - taken.werknemer - taken.paww
    bijzonder = wage.bijzonder
    if wage.has_bijzonder and loon < 0:
        loon, bijzonder = cents(ZERO), bijzonder + loon
    percent = given.employee.expat_percentage
    if not percent:
        return Taxable(loon, bijzonder, NOUGHT, wage.vergoeding)
    cap = expat_cap(given, law)
    of_loon = cents(percentage(min(loon, cap), percent))
    of_bijzonder = cents(percentage(min(bijzonder, max(ZERO, cap - loon)), percent))
    return Taxable(loon - of_loon, bijzonder - of_bijzonder, of_loon + of_bijzonder, wage.vergoeding, _expat_used(law))


def _expat_used(law: Law) -> tuple[Parameter, ...]:
    return tuple(parameter(law, name) for name in ("expat.maximum", "expat.cap"))


def expat_cap(given: PayInput, law: Law) -> Decimal:
    """Return the wage of one period, the exempt part included, over which the expat rule works (euro)."""
    kind, times = given.period.table
    return cents(Decimal(law.expat.cap) / law.tabel.factor(kind) * times)


def withheld(given: PayInput, wage: Taxable, age: AgeClass, law: Law) -> Withheld:
    """Return the loonheffing of the period: anoniementarief, the quarter of a student, or the tables."""
    if given.employee.anoniem:
        return _anonymous(given, wage, law)
    who = profile(given, age)
    if given.employee.scholier_student:
        return _student(given, wage, who, law)
    made, key = _by_table(given, wage.loon, who, law)
    figures = {"loon": str(wage.loon), **made.figures, **_column(who), "amount": str(made.amount)}
    bijzonder, because = _special(given, wage, who, law)
    why = Because(key, figures, _tables_used(who, law, made))
    korting = _why_korting(who, made, law)
    return Withheld(made.amount, bijzonder, made.arbeidskorting, given.to_date.quarter, why, because, korting)


def normal_loonheffing(given: PayInput, wage: Taxable, age: AgeClass, law: Law) -> Decimal:
    """Return what would be withheld of somebody anonymous if the papers were there; all pay by the period's table."""
    return _by_table(given, wage.total, profile(given, age), law)[0].amount


def _by_table(given: PayInput, loon: Decimal, who: TaxProfile, law: Law) -> tuple[Loonheffing, str]:
    kind, days = given.period.table
    key = "loonheffing_dagen" if kind is not given.period.kind or days > 1 else "loonheffing_tabel"
    return loonheffing(loon, kind, who, law, days=days), key


def _special(given: PayInput, wage: Taxable, who: TaxProfile, law: Law) -> tuple[Decimal, Because]:
    if not wage.bijzonder and not wage.vergoeding:
        return NOUGHT, NO_SPECIAL
    jaarloon = given.jaarloon_bijzonder_tarief
    if jaarloon is None:
        raise MissingTerm("jaarloon_bijzonder_tarief: is required when a special reward is paid")
    made = bijzonder_tarief(wage.bijzonder, jaarloon, who, law)
    former = bijzonder_tarief(wage.vergoeding, jaarloon, replace(who, colour="groen"), law)
    amount = made.amount + former.amount
    key = "loonheffing_vergoeding" if wage.vergoeding else "loonheffing_bijzonder"
    figures = {
        "loon": str(wage.bijzonder),
        "vergoeding": str(wage.vergoeding),
        "groen": str(former.standard + former.offset),
        "jaarloon": str(jaarloon),
        "row": str(made.row_from),
        "standard": str(made.standard),
        "offset": str(made.offset),
        "amount": str(amount),
    }
    rows = (("groen", former), (who.colour, made)) if wage.vergoeding else ((who.colour, made),)
    return amount, Because(key, figures, _rows_used(who, law, dict(rows)))


def _rows_used(who: TaxProfile, law: Law, rows: Mapping[str, BijzonderTarief]) -> tuple[Parameter, ...]:
    """Return the rows used of the official tables, or the figures that the derived rows are made of."""
    if not is_official(who, law):
        names = ["loonheffing.brackets." + who.age_class, *_credits_used(who), "bijzonder_tarief.bound_shift"]
        return tuple(parameter(law, name) for name in names)
    return tuple(
        replace(parameter(law, f"bijzondere_beloningen.{colour}"), value=f"{row.row_from}: {row.standard + row.offset}")
        for colour, row in rows.items()
    )


def _anonymous(given: PayInput, wage: Taxable, law: Law) -> Withheld:
    amount, rate = anoniementarief(wage.total, law), parameter(law, "anoniementarief.rate")
    figures = {"loon": str(wage.total), "percentage": rate.value, "amount": str(amount)}
    why = Because("anoniementarief", figures, (rate,))
    none = Because("geen_arbeidskorting_anoniem", {"amount": "0.00"})
    return Withheld(amount, NOUGHT, NOUGHT, given.to_date.quarter, why, NO_SPECIAL, none)


def _student(given: PayInput, wage: Taxable, who: TaxProfile, law: Law) -> Withheld:
    """Withhold on the quarter so far what was not withheld before; special pay goes by the same table (URLB 6.3)."""
    before = given.to_date.quarter
    loon = before.loon + wage.loon_sv
    made = loonheffing(loon, PeriodKind.QUARTER, who, law)
    earlier = loonheffing(before.loon, PeriodKind.QUARTER, who, law)
    amount = made.amount - before.loonheffing
    figures = {"loon": str(wage.loon_sv), "quarter": str(loon), **made.figures, **_column(who)}
    figures |= {"quarter_tax": str(made.amount), "before": str(before.loonheffing), "amount": str(amount)}
    why = Because("loonheffing_kwartaal", figures, _tables_used(who, law, made))
    korting = made.arbeidskorting - earlier.arbeidskorting
    bijzonder, because = _special(given, replace(wage, bijzonder=NOUGHT), who, law)
    why_korting = _why_korting(who, made, law, earlier.arbeidskorting)
    return Withheld(amount, bijzonder, korting, QuarterToDate(loon, made.amount), why, because, why_korting)


def _why_korting(who: TaxProfile, made: Loonheffing, law: Law, before: Decimal = NOUGHT) -> Because:
    if not made.korting:
        key = "geen_arbeidskorting_groen" if who.has_loonheffingskorting else "geen_korting"
        return Because(key, {"amount": "0.00"})
    days = {"days": made.figures["days"]} if made.figures["days"] != "1" else {}
    figures = {**made.korting, **days, "F": made.figures["F"], "before": str(before)}
    figures["amount"] = str(made.arbeidskorting - before)
    table = "loonheffing.ark" if who.age_class is AgeClass.UNDER_AOW else "loonheffing.ark_aow"
    names = [f"{table}.{symbol}" for symbol in ("o", "g", "m", "a")]
    if who.residence != "nl":
        names.append(f"residences.{who.residence}.ark")
    return Because("arbeidskorting", figures, tuple(parameter(law, name) for name in names))


def _column(who: TaxProfile) -> dict[str, str]:
    return {"colour": who.colour, "residence": who.residence, "age": who.age_class}


def _tables_used(who: TaxProfile, law: Law, made: Loonheffing) -> tuple[Parameter, ...]:
    """Return the figures behind a table that a reader may want to see, the unverified ones among them."""
    is_above = made.figures["above"] != str(NOUGHT)
    names = ["loonheffing.brackets." + who.age_class, *(["loonheffing.lmax"] if is_above else []), *_credits_used(who)]
    return tuple(parameter(law, name) for name in names)


def _credits_used(who: TaxProfile) -> list[str]:
    if not who.has_loonheffingskorting:
        return []
    is_aow = who.age_class is not AgeClass.UNDER_AOW
    names = ["loonheffing.ahk_aow.m1" if is_aow else "loonheffing.ahk.m1"]
    if who.colour == "wit":
        names.append("loonheffing.ark_aow.o" if is_aow else "loonheffing.ark.o")
    if is_aow and who.alleenstaande_ouderenkorting:
        names.append("loonheffing.aok")
    if who.jonggehandicaptenkorting:
        names.append("loonheffing.jgk")
    if who.residence != "nl":
        names += [f"residences.{who.residence}.{credit}" for credit in ("ahk", "ark")]
    return names
