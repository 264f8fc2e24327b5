"""What is wrong with a payslip, as values: a pay run with a blocking problem saves nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from payroll.gross import Gross
from payroll.herleiding import AgeClass
from payroll.inhouding import Taxable, Withheld, normal_loonheffing
from payroll.law import Law, LawError
from payroll.minimumloon import Minimum, age_on, below_minimumloon, minimum
from payroll.money import cents, percentage
from payroll.netto import Netto
from payroll.terms import Component, HoursLine, Line, PayInput, PensioenKind
from payroll.words import Problem

YOUNG_MASTER_AGE = 30
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the checks look at."""

    wage: Gross
    taxed: Taxable
    tax: Withheld
    net: Netto
    age: AgeClass


def problems(given: PayInput, made: Reckoned, law: Law) -> tuple[Problem, ...]:
    """Return all problems of a payslip, the blocking ones first."""
    found = [
        *_minimumloon(given, made, law),
        *_exchange(made, law),
        *_negative(made),
        *_wga(given, law),
        *_anonymous(given, made, law),
        *_expat(given, made, law),
        *_pension(given, made),
        *_sickness(given, law),
    ]
    return tuple(sorted(found, key=lambda problem: not problem.blocking))


def _minimumloon(given: PayInput, made: Reckoned, law: Law) -> Iterator[Problem]:
    try:
        needed = minimum(given, made.wage, law)
    except LawError:
        days = {"start": given.period.start.isoformat(), "end": given.period.end.isoformat()}
        yield Problem("minimumloon_onbekend", days, blocking=True)
        return
    yield from below_minimumloon(given, needed, made.wage.et_uitruil)
    yield from _deductions(made, needed, law)


def _deductions(made: Reckoned, needed: Minimum, law: Law) -> Iterator[Problem]:
    """Yield a problem when net deductions eat into the minimumloon; housing may, up to a percentage (Wml 13)."""
    withheld, bruto = made.net.withheld_after_tax, made.wage.bruto
    if not withheld or bruto <= 0:
        return
    protected = made.net.netto * min(Decimal(1), needed.required_with_sickness / bruto)
    eaten = withheld - (made.net.netto - protected)
    if eaten > 0:
        housing = percentage(needed.required_with_sickness, law.deductions.housing)
        figures = {"withheld": str(withheld), "protected": str(cents(protected)), "eaten": str(cents(eaten))}
        figures |= {"percentage": str(law.deductions.housing), "maximum": str(cents(housing))}
        yield Problem("inhouding_op_minimumloon", figures, blocking=eaten > housing)


def _exchange(made: Reckoned, law: Law) -> Iterator[Problem]:
    maximum = percentage(made.wage.insured, law.et.maximum)
    if made.wage.et_uitruil and made.wage.et_uitruil > maximum:
        figures = {
            "amount": str(made.wage.et_uitruil),
            "maximum": str(cents(maximum)),
            "percentage": str(law.et.maximum),
        }
        yield Problem("et_boven_maximum", figures, blocking=True)


def _negative(made: Reckoned) -> Iterator[Problem]:
    lowest = min(made.net.netto, made.net.te_betalen)
    if lowest < 0:
        yield Problem("negatief_netto", {"amount": str(lowest)}, blocking=True)


def _wga(given: PayInput, law: Law) -> Iterator[Problem]:
    """Yield a problem when more than half of the WGA part is withheld; a risk bearer has no such part (HB 7.6.9)."""
    employer = given.employer
    maximum = percentage(employer.whk_wga, law.deductions.wga)
    if employer.whk_wga and employer.wga_verhaal > maximum:
        figures = {"percentage": str(employer.wga_verhaal), "maximum": str(maximum.normalize())}
        yield Problem("wga_verhaal_boven_helft", figures, blocking=True)


def _anonymous(given: PayInput, made: Reckoned, law: Law) -> Iterator[Problem]:
    if given.employee.anoniem:
        normal = normal_loonheffing(given, made.taxed, made.age, law)
        figures = {"amount": str(made.tax.total), "normal": str(normal), "cost": str(made.tax.total - normal)}
        yield Problem("anoniem", figures, blocking=False)


def _expat(given: PayInput, made: Reckoned, law: Law) -> Iterator[Problem]:
    """Yield a warning when the period's taxed wage, taken to a year, is below the salary norm."""
    if not given.employee.expat_percentage or given.period.is_partial:
        return
    is_young = age_on(given.employee.birth_date, given.period.end) < YOUNG_MASTER_AGE
    has_lower = is_young and given.employee.expat_master
    norm = law.expat.salary_norm_young_master if has_lower else law.expat.salary_norm
    year = made.taxed.loon * law.tabel.factor(given.period.kind)
    if year < norm:
        yield Problem("expat_onder_norm", {"year": str(year), "norm": str(norm)}, blocking=False)


def _pension(given: PayInput, made: Reckoned) -> Iterator[Problem]:
    """Yield a problem for a fixed amount without hours: pension is built per hour, so that none would be."""
    has_scheme = given.contract.pensioen is not PensioenKind.NONE and made.age is AgeClass.UNDER_AOW
    if has_scheme and _of(given, Component.BRUTO) and not made.wage.hours:
        yield Problem("pensioen_zonder_uren", {"amount": str(made.wage.loon)}, blocking=True)


def _of(given: PayInput, component: Component) -> list[Line]:
    return [line for line in given.lines if line.component is component]


def _sickness(given: PayInput, law: Law) -> Iterator[Problem]:
    """Yield a warning for sick pay below the statutory percentage, and for more waiting days than may be agreed (BW 7:629)."""
    paid = [line.percentage for line in _of(given, Component.ZIEKTE) if isinstance(line, HoursLine)]
    if paid and min(paid) < law.ziekte.percentage:
        figures = {"percentage": str(min(paid)), "least": str(law.ziekte.percentage)}
        yield Problem("ziekte_onder_percentage", figures, blocking=False)
    unpaid = sum((line.hours for line in _of(given, Component.WACHTDAG) if isinstance(line, HoursLine)), Decimal(0))
    a_day = (given.contract.hours_per_week or Decimal(0)) / WORKING_DAYS
    if a_day and unpaid > a_day * law.ziekte.waiting_days:
        figures = {"hours": str(unpaid), "maximum": str(cents(a_day * law.ziekte.waiting_days))}
        figures |= {"days": str(law.ziekte.waiting_days)}
        yield Problem("te_veel_wachtdagen", figures, blocking=False)
