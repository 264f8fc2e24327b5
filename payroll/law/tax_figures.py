"""The figures of loonheffing, typed. Percentages are per cent (35.75 = 35.75 %), bounds whole euro of year wage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payroll.law.loading import Table
from payroll.law.units import EuroPerYear, Months, Percent, Rate, Times, Years
from payroll.period import PeriodKind


class Share(StrEnum):
    """How much of a heffingskorting a place of residence gives."""

    FULL = "full"
    PREMIUM = "premium"


@dataclass(frozen=True, slots=True)
class Bracket:
    """A tax bracket: year wage above `above`, taxed at `rate` percent."""

    above: EuroPerYear
    rate: Percent


@dataclass(frozen=True, eq=False)
class Brackets(Table):
    """The brackets of loonbelasting and premie volksverzekeringen per age column."""

    under_aow: tuple[Bracket, ...]
    aow_1945: tuple[Bracket, ...]
    aow_1946: tuple[Bracket, ...]


@dataclass(frozen=True, eq=False)
class Taper(Table):
    """Algemene heffingskorting or ouderenkorting: `m1` up to year wage `g1`, then less by `a1` per euro to `g2`."""

    m1: EuroPerYear
    g1: EuroPerYear
    g2: EuroPerYear
    a1: Rate


@dataclass(frozen=True, eq=False)
class Arbeidskorting(Table):
    """Rates o1 o2 o3 and taper `a`, bounds g1..g4, cumulative maxima m1..m3 (RV symbols)."""

    o: tuple[Rate, ...]
    g: tuple[EuroPerYear, ...]
    m: tuple[EuroPerYear, ...]
    a: Rate


@dataclass(frozen=True, eq=False)
class Loonheffing(Table):
    """The figures of one year's loonbelastingtabellen."""

    tax_rate_b1: Percent
    lmax: EuroPerYear
    aok: EuroPerYear
    jgk: EuroPerYear
    brackets: Brackets
    ahk: Taper
    ahk_aow: Taper
    ark: Arbeidskorting
    ark_aow: Arbeidskorting
    ouk: Taper


@dataclass(frozen=True, slots=True)
class BeloningRow:
    """A row of the official table of special rewards, percentages from this year wage on, per age column."""

    from_year_wage: EuroPerYear
    without: tuple[Percent, ...]
    standard: tuple[Percent, ...]
    offset: tuple[Percent, ...]


@dataclass(frozen=True, eq=False)
class BeloningTabel(Table):
    """Official rows of the table of special rewards for residents, alleenstaande-ouderenkorting excluded."""

    wit: tuple[BeloningRow, ...]
    groen: tuple[BeloningRow, ...]


@dataclass(frozen=True, eq=False)
class BeloningRegel(Table):
    """How the table of special rewards is made, and which kinds of pay must or may use it."""

    bound_shift: Times
    must: tuple[str, ...]
    may: tuple[str, ...]
    period: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Tabel(Table):
    """What all period tables share: the step of the year wage and the number of periods in a year."""

    lv: EuroPerYear
    factors: Mapping[str, int]

    def factor(self, kind: PeriodKind) -> int:
        """Return the number of periods of this kind in a year (RV table 1b)."""
        return self.factors[kind]


@dataclass(frozen=True, eq=False)
class Volksverzekeringen(Table):
    """Percentages of the premie volksverzekeringen inside the first bracket."""

    aow: Percent
    anw: Percent
    wlz: Percent


@dataclass(frozen=True, eq=False)
class Residence(Table):
    """Which part of each heffingskorting belongs to a place of residence."""

    ahk: Share
    ark: Share
    ouk: Share
    aok: Share
    jgk: Share


@dataclass(frozen=True, eq=False)
class Residences(Table):
    """The places of residence that have tables of their own."""

    nl: Residence
    be: Residence
    landenkring: Residence
    derde_land: Residence
    suriname_aruba: Residence


@dataclass(frozen=True, eq=False)
class Herleiding(Table):
    """Letters of the herleidingsregels and the parts that then apply; a letter that's not here is refused."""

    letters: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class CodeTabel(Table):
    """Digits of the code loonbelastingtabel: place of residence, colour, period."""

    first: Mapping[str, str]
    second: Mapping[str, str]
    third: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Anoniementarief(Table):
    """One percentage of the whole wage."""

    rate: Percent


@dataclass(frozen=True, slots=True)
class AowAge:
    """The AOW age of those who reach it on or after `since`."""

    since: date
    years: Years
    months: Months


@dataclass(frozen=True, eq=False)
class Aow(Table):
    """AOW ages, and the last birth day of the column `born in 1945 or before`."""

    ages: tuple[AowAge, ...]
    born_1945_until: date


@dataclass(frozen=True, eq=False)
class Expat(Table):
    """The expat rule: maximum percentage, salary norms and cap (euro per year)."""

    maximum: Percent
    salary_norm: EuroPerYear
    salary_norm_young_master: EuroPerYear
    cap: EuroPerYear
