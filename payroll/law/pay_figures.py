"""The figures of premies, wage, pension and leave, typed. Percentages are per cent, money is euro."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payroll.law.loading import Table
from payroll.law.units import Days, Euro, EuroPerHour, Hours, Months, Percent, Times, Weeks, WholeHours, Years
from payroll.money import cents, floor_cents, percentage

ADULT_MINIMUMLOON = 21


@dataclass(frozen=True, eq=False)
class Premies(Table):
    """Premies werknemersverzekeringen and Zvw in percent of the premieloon; `maximum` euro per year."""

    awf_low: Percent
    awf_high: Percent
    ufo: Percent
    aof_low: Percent
    aof_high: Percent
    wko: Percent
    zvw_levy: Percent
    zvw_withheld: Percent
    zvw_seafarers: Percent
    maximum: Euro
    maximum_dagloon: Euro

    def cap(self, factor: int) -> Decimal:
        """Return the maximum premieloon of one period of which a year has `factor`, floored to cents (VCR-notitie)."""
        return floor_cents(self.maximum / factor)


@dataclass(frozen=True, eq=False)
class Awf(Table):
    """When AWf is low for the young, and when low is reviewed to high (Besluit Wfsv 2.2-2.4a)."""

    under_age: Years
    under_age_hours: Mapping[str, WholeHours]
    review_paid_over_agreed: Percent
    review_average_hours: WholeHours
    review_includes_average: bool
    review_months: Months


@dataclass(frozen=True, eq=False)
class Whk(Table):
    """Whk: averages, the percentages of a small employer per sector, bounds, and what may be withheld."""

    average_wga: Percent
    average_zw: Percent
    average_total: Percent
    sector_52_wga: Percent
    sector_52_zw: Percent
    sector_45_wga: Percent
    sector_45_zw: Percent
    wga_minimum: Percent
    wga_maximum: Percent
    zw_minimum: Percent
    zw_maximum: Percent
    zw_maximum_sector_52: Percent


@dataclass(frozen=True, eq=False)
class EmployerSize(Table):
    """Small, medium or large employer by the premieloon of two years before."""

    average_wage: Euro
    small_maximum: Euro
    medium_maximum: Euro
    base_year: int


@dataclass(frozen=True, eq=False)
class Minimumloon(Table):
    """Statutory minimum wage in euro per hour, with the percentages for the young and for bbl."""

    adult: EuroPerHour
    percentages: Mapping[str, Percent]
    bbl: Mapping[str, Percent]
    vakantiebijslag_times: int

    def hourly(self, age: int, *, is_bbl: bool = False) -> Decimal:
        """Return the minimum euro per hour at this age, 0 below the youngest age that has one (Wml 7, 7a)."""
        own = self.bbl if is_bbl and str(age) in self.bbl else self.percentages
        key = str(min(age, ADULT_MINIMUMLOON))
        return cents(percentage(self.adult, own[key])) if key in own else Decimal("0.00")


@dataclass(frozen=True, eq=False)
class Stipp(Table):
    """StiPP: percentages of the grondslag, franchise and maximum in euro per hour."""

    employer: Percent
    employee: Percent
    accrual: Percent
    basis_employer: Percent
    basis_employee: Percent
    plus_employer: Percent
    plus_employee: Percent
    plus_after_weeks: Weeks
    franchise: EuroPerHour
    maximum: EuroPerHour
    from_age: Years
    compensation_factor: Times
    contract_number: str


@dataclass(frozen=True, eq=False)
class Paww(Table):
    """Private addition to WW and WGA: percent withheld and paid by the employer."""

    employee: Percent
    employer: Percent


@dataclass(frozen=True, eq=False)
class Untaxed(Table):
    """Untaxed maxima and valuation norms, in euro."""

    km: Euro
    home_day: Euro
    meal: Euro
    housing_day: Euro
    relocation: Euro


@dataclass(frozen=True, eq=False)
class Wkr(Table):
    """Free room of the werkkostenregeling: percentages, the wage where the second starts, the final levy."""

    first: Percent
    above: Percent
    first_until: Euro
    final_levy: Percent


@dataclass(frozen=True, slots=True)
class CaoEdition:
    """An edition of the cao voor uitzendkrachten, for work from `since` on; explanations cite its articles by this name."""

    since: date
    edition: str


@dataclass(frozen=True, eq=False)
class Cao(Table):
    """The editions of the cao voor uitzendkrachten."""

    editions: tuple[CaoEdition, ...]

    def edition_on(self, day: date) -> str:
        """Return the edition in force on a day, nothing before the first that is known."""
        return next((one.edition for one in reversed(self.editions) if one.since <= day), "")


@dataclass(frozen=True, eq=False)
class Et(Table):
    """Exchange of wage for extraterritoriale costs (cao art. 37): maximum percent of gross before exchange."""

    maximum: Percent


@dataclass(frozen=True, eq=False)
class Deductions(Table):
    """What may be withheld on the minimumloon: housing, percent of it; WGA, percent of the Whk component."""

    housing: Percent
    wga: Percent
    zw: Percent


@dataclass(frozen=True, eq=False)
class Transitievergoeding(Table):
    """Maximum in euro (or a year's pay if higher)."""

    maximum: Euro


@dataclass(frozen=True, eq=False)
class Vakantie(Table):
    """Statutory holidays (times the weekly hours per year) and vakantiebijslag (percent)."""

    weeks: Weeks
    vakantiebijslag: Percent


@dataclass(frozen=True, eq=False)
class Ziekte(Table):
    """Statutory sick pay: percent, weeks, waiting days at most (BW 7:629)."""

    percentage: Percent
    weeks: Weeks
    waiting_days: Days


@dataclass(frozen=True, eq=False)
class CaoZiekte(Table):
    """Sick pay under the cao voor uitzendkrachten after the assignment fell away (to 2025: always)."""

    first_year: Percent
    second_year: Percent
    waiting_days: Days
    zw_withholding_1: Percent
    zw_withholding_2: Percent


@dataclass(frozen=True, eq=False)
class CaoReserves(Table):
    """Percentages reserved under the cao until the reserves ended; vakantiebijslag and value of a day after that."""

    vakantiebijslag: Percent
    vakantiedagen: Percent
    feestdagen: Percent
    kort_verzuim: Percent
    days: Days
    feestdagen_counted: Days
    hours_per_month: Hours
    day_value: Percent


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


@dataclass(frozen=True, eq=False)
class Sfu(Table):
    """Employer's percentage of the SV-loon of phase A workers."""

    rate: Percent
