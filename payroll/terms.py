"""What was agreed and what was worked: everything one payslip is made of."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypeVar

from payroll.period import Period

ZERO = Decimal(0)
WHOLE = Decimal(100)


class MissingTerm(ValueError):  # noqa: N818  # house.md: problems are nouns
    """Something that this payslip can't be made without; the text is `field: why it is needed`."""


class AofTarief(StrEnum):
    """The Aof tariff of the employer: laag for a small one."""

    LAAG = "laag"
    HOOG = "hoog"


class AwfTarief(StrEnum):
    """The AWf tariff of one tijdvak."""

    LAAG = "laag"
    HOOG = "hoog"


class ContractKind(StrEnum):
    """Uitzenden and detachering (BW 7:690), payrolling (7:692), or an ordinary contract."""

    UITZEND = "uitzend"
    DETACHERING = "detachering"
    PAYROLL = "payroll"
    REGULIER = "regulier"


class Fase(StrEnum):
    """The phase of the cao voor uitzendkrachten."""

    A = "A"
    B = "B"
    C = "C"


class PensioenKind(StrEnum):
    """Which pension scheme the contract falls under; `regeling` is the employer's own one."""

    NONE = "none"
    STIPP = "stipp"
    STIPP_BASIS = "stipp_basis"
    STIPP_PLUS = "stipp_plus"
    REGELING = "regeling"


class VakantiebijslagMode(StrEnum):
    """Vakantiebijslag is reserved, or paid with every period."""

    RESERVE = "reserve"
    EACH_PERIOD = "each_period"


class Zvw(StrEnum):
    """The employer pays the Zvw levy, or the contribution is withheld."""

    LEVY = "levy"
    WITHHELD = "withheld"


class Component(StrEnum):
    """The kinds of line a payslip can be made of."""

    UURLOON = "uurloon"
    VERLOF = "verlof"
    FEESTDAG = "feestdag"
    LEEGLOOP = "leegloop"
    OVERWERK = "overwerk"
    TOESLAG = "toeslag"
    ZIEKTE = "ziekte"
    WACHTDAG = "wachtdag"
    BRUTO = "bruto"
    VAKANTIEBIJSLAG = "vakantiebijslag"
    VAKANTIEDAGEN_UITBETALING = "vakantiedagen_uitbetaling"
    BIJZONDERE_BELONING = "bijzondere_beloning"
    TRANSITIEVERGOEDING = "transitievergoeding"
    REISKOSTEN = "reiskosten"
    THUISWERK = "thuiswerk"
    ONKOSTEN = "onkosten"
    ET_UITRUIL = "et_uitruil"
    INHOUDING_NETTO = "inhouding_netto"
    VOORSCHOT = "voorschot"
    LOONBESLAG = "loonbeslag"


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Hours at euro per hour; `percentage` is what of the rate is paid for them, `hours_by_day` on which days, if known.

    `is_bijzonder` when they are taxed by the table of special rewards, which the law leaves open for overtime.
    """

    component: Component
    hours: Decimal
    rate: Decimal = ZERO
    percentage: Decimal = WHOLE
    is_bijzonder: bool = False
    hours_by_day: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class AmountLine:
    """An amount in euro; below zero what is taken back or withheld."""

    component: Component
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """Kilometres or days at euro each."""

    component: Component
    quantity: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What a creditor claims of this period's pay, and the beslagvrije voet as the bailiff states it (euro)."""

    component: Component
    claim: Decimal
    beslagvrije_voet: Decimal


Line = HoursLine | AmountLine | AllowanceLine | ClaimLine


@dataclass(frozen=True, slots=True)
class Pensioenregeling:
    """An employer's own adequate scheme (Waadi 8a): percent of the wage above a franchise, both in euro per hour."""

    werknemer: Decimal
    werkgever: Decimal
    franchise: Decimal = ZERO
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """The employer's decisions, in percent: Whk per component, WGA withheld from the worker, SFU."""

    aof: AofTarief
    whk_wga: Decimal
    whk_zw: Decimal
    wga_verhaal: Decimal = ZERO
    sfu: Decimal = ZERO
    pensioenregeling: Pensioenregeling | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """What the wage tax needs to know of the worker, and nothing more."""

    birth_date: date
    loonheffingskorting: bool = True
    residence: str = "nl"
    anoniem: bool = False
    alleenstaande_ouderenkorting: bool = False
    jonggehandicaptenkorting: bool = False
    scholier_student: bool = False
    expat_percentage: Decimal = ZERO
    expat_master: bool = False
    zvw: Zvw = Zvw.LEVY


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract on the first day of the tijdvak; `werkgeversbetaling`: a UWV benefit that the employer pays out."""

    kind: ContractKind
    fase: Fase | None = None
    uitzendbeding: bool = False
    schriftelijk: bool = False
    onbepaalde_tijd: bool = False
    oproep: bool = False
    bbl: bool = False
    paww: bool = False
    werkgeversbetaling: bool = False
    pensioen: PensioenKind = PensioenKind.NONE
    vakantiebijslag_percentage: Decimal = ZERO
    vakantiebijslag: VakantiebijslagMode = VakantiebijslagMode.RESERVE
    hours_per_week: Decimal | None = None
    hours_in_tijdvak: Decimal | None = None


class _Sums:
    """Amounts that are added and subtracted field by field."""

    __slots__ = ()

    def plus(self, other: Self) -> Self:
        """Return the sum per field."""
        return _paired(self, other, 1)

    def minus(self, other: Self) -> Self:
        """Return the difference per field."""
        return _paired(self, other, -1)


S = TypeVar("S", bound=_Sums)


def _paired(one: S, other: S, sign: int) -> S:
    names = [f.name for f in fields(one)]  # type: ignore[arg-type]
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in names}
    return type(one)(
        **{
            name: _paired(mine, its, sign) if isinstance(mine, _Sums) else mine + sign * its
            for name, (mine, its) in pairs.items()
        }
    )


@dataclass(frozen=True, slots=True)
class PensionToDate(_Sums):
    """VCR of the pension this year: wage, hours, grondslag."""

    loon: Decimal = ZERO
    hours: Decimal = ZERO
    grondslag: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class QuarterToDate(_Sums):
    """Wage and loonheffing this quarter (scholieren- en studentenregeling)."""

    loon: Decimal = ZERO
    loonheffing: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ToDate(_Sums):
    """The year's cumulatives: wage, cap and grondslag of the premies (VCR), pension, quarter."""

    loon_sv: Decimal = ZERO
    cap: Decimal = ZERO
    grondslag: Decimal = ZERO
    stipp: PensionToDate = PensionToDate()
    quarter: QuarterToDate = QuarterToDate()


@dataclass(frozen=True, slots=True)
class PayInput:
    """Everything one payslip is made of; `to_date` is what was there before this period."""

    id: str
    employer: Employer
    employee: Employee
    contract: Contract
    period: Period
    lines: tuple[Line, ...]
    colour: str = "wit"
    jaarloon_bijzonder_tarief: Decimal | None = None
    to_date: ToDate = ToDate()
