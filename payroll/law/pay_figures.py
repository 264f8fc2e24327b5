"""The figures of premies, wage, pension and leave, typed. Percentages are per cent, money is euro."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payroll.law.loading import Table
from payroll.money import cents, floor_cents, percentage

ADULT_MINIMUMLOON = 21


@dataclass(frozen=True, eq=False)
class Premies(Table):
    """Premies werknemersverzekeringen and Zvw in percent of the premieloon; `maximum` euro per year."""

    awf_low: Decimal
    awf_high: Decimal
    ufo: Decimal
    aof_low: Decimal
    aof_high: Decimal
    wko: Decimal
    zvw_levy: Decimal
    zvw_withheld: Decimal
    zvw_seafarers: Decimal
    maximum: Decimal
    maximum_dagloon: Decimal

    def cap(self, factor: int) -> Decimal:
        """Return the maximum premieloon of one period of which a year has `factor`, floored to cents (VCR-notitie)."""
        return floor_cents(self.maximum / factor)


@dataclass(frozen=True, eq=False)
class Awf(Table):
    """When AWf is low for the young, and when low is reviewed to high (Besluit Wfsv 2.2-2.4a)."""

    under_age: int
    under_age_hours: Mapping[str, int]
    review_paid_over_agreed: Decimal
    review_average_hours: int
    review_months: int


@dataclass(frozen=True, eq=False)
class Whk(Table):
    """Whk: averages, the percentages of a small employer per sector, bounds, and what may be withheld."""

    average_wga: Decimal
    average_zw: Decimal
    average_total: Decimal
    sector_52_wga: Decimal
    sector_52_zw: Decimal
    sector_45_wga: Decimal
    sector_45_zw: Decimal
    wga_minimum: Decimal
    wga_maximum: Decimal
    zw_minimum: Decimal
    zw_maximum: Decimal
    zw_maximum_sector_52: Decimal


@dataclass(frozen=True, eq=False)
class EmployerSize(Table):
    """Small, medium or large employer by the premieloon of two years before."""

    average_wage: Decimal
    small_maximum: Decimal
    medium_maximum: Decimal
    base_year: int


@dataclass(frozen=True, eq=False)
class Minimumloon(Table):
    """Statutory minimum wage in euro per hour, with the percentages for the young and for bbl."""

    adult: Decimal
    percentages: Mapping[str, Decimal]
    bbl: Mapping[str, Decimal]
    vakantiebijslag_times: int

    def hourly(self, age: int, *, is_bbl: bool = False) -> Decimal:
        """Return the minimum euro per hour at this age, 0 below the youngest age that has one (Wml 7, 7a)."""
        own = self.bbl if is_bbl and str(age) in self.bbl else self.percentages
        key = str(min(age, ADULT_MINIMUMLOON))
        return cents(percentage(self.adult, own[key])) if key in own else Decimal("0.00")


@dataclass(frozen=True, eq=False)
class Stipp(Table):
    """StiPP: percentages of the grondslag, franchise and maximum in euro per hour."""

    employer: Decimal
    employee: Decimal
    accrual: Decimal
    basis_employer: Decimal
    basis_employee: Decimal
    plus_employer: Decimal
    plus_employee: Decimal
    plus_after_weeks: int
    franchise: Decimal
    maximum: Decimal
    from_age: int
    compensation_factor: Decimal
    contract_number: str


@dataclass(frozen=True, eq=False)
class Paww(Table):
    """Private addition to WW and WGA: percent withheld and paid by the employer."""

    employee: Decimal
    employer: Decimal


@dataclass(frozen=True, eq=False)
class Untaxed(Table):
    """Untaxed maxima and valuation norms, in euro."""

    km: Decimal
    home_day: Decimal
    meal: Decimal
    housing_day: Decimal
    relocation: Decimal


@dataclass(frozen=True, eq=False)
class Wkr(Table):
    """Free room of the werkkostenregeling: percentages, the wage where the second starts, the final levy."""

    first: Decimal
    above: Decimal
    first_until: Decimal
    final_levy: Decimal


@dataclass(frozen=True, eq=False)
class Et(Table):
    """Exchange of wage for extraterritoriale costs (cao art. 37): maximum percent of gross before exchange."""

    maximum: Decimal


@dataclass(frozen=True, eq=False)
class Deductions(Table):
    """What may be withheld on the minimumloon: housing, percent of it; WGA, percent of the Whk component."""

    housing: Decimal
    wga: Decimal
    zw: Decimal


@dataclass(frozen=True, eq=False)
class Transitievergoeding(Table):
    """Maximum in euro (or a year's pay if higher)."""

    maximum: Decimal


@dataclass(frozen=True, eq=False)
class Vakantie(Table):
    """Statutory holidays (times the weekly hours per year) and vakantiebijslag (percent)."""

    weeks: int
    vakantiebijslag: Decimal


@dataclass(frozen=True, eq=False)
class Ziekte(Table):
    """Statutory sick pay: percent, weeks, waiting days at most (BW 7:629)."""

    percentage: Decimal
    weeks: int
    waiting_days: int


@dataclass(frozen=True, eq=False)
class CaoZiekte(Table):
    """Sick pay under the cao voor uitzendkrachten after the assignment fell away (to 2025: always)."""

    first_year: Decimal
    second_year: Decimal
    waiting_days: int
    zw_withholding_1: Decimal
    zw_withholding_2: Decimal


@dataclass(frozen=True, eq=False)
class CaoReserves(Table):
    """Percentages reserved under the cao until the reserves ended; vakantiebijslag and value of a day after that."""

    vakantiebijslag: Decimal
    vakantiedagen: Decimal
    feestdagen: Decimal
    kort_verzuim: Decimal
    days: int
    feestdagen_counted: int
    hours_per_month: Decimal
    day_value: Decimal


@dataclass(frozen=True, eq=False)
class Nationalities(Table):
    """BRP codes (table 32) of those who may work freely: EU, EEA besides, equated."""

    eu: Mapping[str, str]
    eea_besides_eu: Mapping[str, str]
    equated: Mapping[str, str]

    @property
    def free_to_work(self) -> frozenset[str]:
        """Return the codes of all who may work in the Netherlands without a permit (Wav)."""
        return frozenset((*self.eu, *self.eea_besides_eu, *self.equated))


@dataclass(frozen=True, eq=False)
class Feestdagen(Table):
    """Public holidays by name; there is no statutory right to be paid for them."""

    days: Mapping[str, date]


@dataclass(frozen=True, eq=False)
class Belastingdienst(Table):
    """The account that loonheffingen are paid to."""

    iban: str
