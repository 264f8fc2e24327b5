"""Who pays which parts of the loonheffing, and the heffingskortingen that go with those parts.

Rekenvoorschriften: a credit is split over loonbelasting and premie volksverzekeringen in the proportion of the rate of
the first bracket. Factor and rate half up to 5 decimals, amount up to whole euro, each per part, then added.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise

from payroll.law import Law, LawError, MissingFigure
from payroll.law.tax_figures import AowAge, Arbeidskorting, Share, Taper
from payroll.money import ceil_euro, half_up
from payroll.period import add_months
from payroll.words import Parameter, parameter

PLACES = 5
SCALE = 100_000
YEAR_MONTHS = 12
RESIDENCES = ("nl", "be", "landenkring", "derde_land", "suriname_aruba")
COLOURS = ("wit", "groen")


class UnknownHerleiding(LawError):  # noqa: N818  # house.md: problems are nouns
    """A herleiding letter, place of residence or colour that the law data don't know."""


class AgeClass(StrEnum):
    """The age columns of the tables."""

    UNDER_AOW = "under_aow"
    AOW_1945 = "aow_1945"
    AOW_1946 = "aow_1946"


class Part(StrEnum):
    """What the rate of the first bracket consists of."""

    TAX = "tax"
    AOW = "aow"
    ANW = "anw"
    WLZ = "wlz"


ALL_PARTS = frozenset(Part)


@dataclass(frozen=True, slots=True)
class TaxProfile:
    """What decides the table and column of one worker; `parts` is less than all in a herleidingssituatie."""

    age_class: AgeClass
    has_loonheffingskorting: bool
    colour: str = "wit"
    residence: str = "nl"
    alleenstaande_ouderenkorting: bool = False
    jonggehandicaptenkorting: bool = False
    parts: frozenset[Part] = ALL_PARTS


@dataclass(frozen=True, slots=True)
class Linear:
    """Algemene heffingskorting or ouderenkorting in whole euro; `a1` in hundred-thousandths."""

    m1: int
    g1: int
    g2: int
    a1: int


@dataclass(frozen=True, slots=True)
class Work:
    """Arbeidskorting; rates in hundred-thousandths."""

    o: tuple[int, ...]
    g: tuple[int, ...]
    m: tuple[int, ...]
    a: int


@dataclass(frozen=True, slots=True)
class Step:
    """A bracket: year wage above `above` at `rate` basis points, after `base` euro on the brackets below it."""

    above: int
    rate: int
    base: int


def aow_day(birth_date: date, law: Law) -> date:
    """Return the day somebody reaches AOW age; raise MissingFigure before the first year whose age is known.

    >>> from payroll.law import law_on
    >>> aow_day(date(1959, 5, 10), law_on(date(2026, 1, 1)))
    datetime.date(2026, 5, 10)
    """
    return _reached(birth_date, aow_age(birth_date, law))


def aow_age(birth_date: date, law: Law) -> AowAge:
    """Return the AOW age of who is born on a day; raise MissingFigure before the first year whose age is known.

    >>> from payroll.law import law_on
    >>> aow_age(date(1959, 5, 10), law_on(date(2026, 1, 1))).years
    67
    """
    ages = law.aow.ages
    if law.year < ages[0].since.year:
        raise MissingFigure(f"{law.aow.path}.ages")
    pairs = pairwise(ages)
    return next((age for age, following in pairs if _reached(birth_date, age) < following.since), ages[-1])


def aow_parameter(birth_date: date, law: Law) -> Parameter:
    """Return the AOW age of who is born on a day as the figure behind an explanation.

    Whoever reached it before the first age that is known is past the one in force now.
    """
    age, first = aow_age(birth_date, law), law.aow.ages[0]
    if age is first and _reached(birth_date, first) == first.since:
        age = max((one for one in law.aow.ages if one.since <= law.on), key=lambda one: one.since)
    return replace(parameter(law, "aow.ages"), value=f"{age.years} | {age.months}", since=age.since)


def _reached(birth_date: date, age: AowAge) -> date:
    return max(add_months(birth_date, age.years * YEAR_MONTHS + age.months), age.since)


def age_class(birth_date: date, paid_on: date, law: Law) -> AgeClass:
    """Return the column of the tables: AOW age from the first day of the month in which it is reached.

    >>> from payroll.law import law_on
    >>> age_class(date(1959, 5, 10), date(2026, 5, 1), law_on(date(2026, 5, 1)))
    <AgeClass.AOW_1946: 'aow_1946'>
    """
    if paid_on < aow_day(birth_date, law).replace(day=1):
        return AgeClass.UNDER_AOW
    return AgeClass.AOW_1945 if birth_date <= law.aow.born_1945_until else AgeClass.AOW_1946


def parts_of(letters: str, law: Law) -> frozenset[Part]:
    """Return the parts that apply under the letters of a herleidingsregel; raise UnknownHerleiding for others.

    >>> from payroll.law import law_on
    >>> parts_of("EK", law_on(date(2026, 1, 1)))
    Traceback (most recent call last):
    payroll.herleiding.UnknownHerleiding: herleiding: the letters 'EK' are not known
    """
    known = law.herleiding.letters
    if letters not in known:
        raise UnknownHerleiding(f"herleiding: the letters {letters!r} are not known")
    return frozenset(Part(part) for part in known[letters])


def shares(profile: TaxProfile, law: Law, credit: str) -> Share:
    """Return which part of a credit the place of residence gives; raise UnknownHerleiding for an unknown place.

    >>> from payroll.law import law_on
    >>> shares(TaxProfile(AgeClass.UNDER_AOW, True, residence="landenkring"), law_on(date(2026, 1, 1)), "ahk")
    <Share.PREMIUM: 'premium'>
    """
    if profile.residence not in RESIDENCES:
        raise UnknownHerleiding(f"residence: {profile.residence!r} is not one of {', '.join(RESIDENCES)}")
    share: Share = getattr(getattr(law.residences, profile.residence), credit)
    return share


def brackets(profile: TaxProfile, law: Law) -> tuple[Step, ...]:
    """Return the brackets of the profile's column; only the first one holds premie volksverzekeringen.

    >>> from payroll.law import law_on
    >>> brackets(TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 1, 1)))[1]
    Step(above=38883, rate=3756, base=13900)
    """
    column = getattr(law.loonheffing.brackets, profile.age_class)
    missing = _own_parts(profile.age_class) - profile.parts
    first_rate = column[0].rate - sum((_rate(part, law) for part in missing), Decimal(0))
    steps: list[Step] = []
    for bracket in column:
        later = bracket.rate if Part.TAX in profile.parts else Decimal(0)
        rate = int((later if steps else first_rate) * 100)
        base = steps[-1].base + (bracket.above - steps[-1].above) * steps[-1].rate // 10000 if steps else 0
        steps.append(Step(bracket.above, rate, base))
    return tuple(steps)


def linear(name: str, profile: TaxProfile, law: Law) -> Linear:
    """Return algemene heffingskorting (`ahk`) or ouderenkorting (`ouk`) for the profile.

    >>> from payroll.law import law_on
    >>> linear("ahk", TaxProfile(AgeClass.UNDER_AOW, True, residence="landenkring"), law_on(date(2026, 1, 1)))
    Linear(m1=2410, g1=29736, g2=78426, a1=4948)
    """
    full, factors = _basis(name, profile, law)
    taper: Taper = getattr(law.loonheffing, full)
    a1 = sum(_scaled(taper.a1, factor) for factor in factors)
    return Linear(_amount(taper.m1, factors), taper.g1, taper.g2, a1)


def work(profile: TaxProfile, law: Law) -> Work:
    """Return the arbeidskorting for the profile.

    >>> from payroll.law import law_on
    >>> work(TaxProfile(AgeClass.AOW_1946, True), law_on(date(2026, 1, 1))).m
    (498, 2647, 2840)
    """
    full, factors = _basis("ark", profile, law)
    ark: Arbeidskorting = getattr(law.loonheffing, full)
    rates = tuple(sum(_scaled(o, factor) for factor in factors) for o in ark.o)
    tapering = sum(_scaled(ark.a, factor) for factor in factors)
    return Work(rates, ark.g, tuple(_amount(m, factors) for m in ark.m), tapering)


def fixed(name: str, profile: TaxProfile, law: Law) -> int:
    """Return alleenstaande-ouderenkorting (`aok`) or jonggehandicaptenkorting (`jgk`) in euro per year.

    >>> from payroll.law import law_on
    >>> fixed("jgk", TaxProfile(AgeClass.AOW_1946, True), law_on(date(2026, 1, 1)))
    462
    """
    full, factors = _basis(name, profile, law)
    return _amount(getattr(law.loonheffing, full), factors)


def _own_parts(age: AgeClass) -> frozenset[Part]:
    return ALL_PARTS if age is AgeClass.UNDER_AOW else ALL_PARTS - {Part.AOW}


def _rate(part: Part, law: Law) -> Decimal:
    premies = law.volksverzekeringen
    rates = {Part.TAX: law.loonheffing.tax_rate_b1, Part.AOW: premies.aow, Part.ANW: premies.anw, Part.WLZ: premies.wlz}
    return rates[part]


def _basis(name: str, profile: TaxProfile, law: Law) -> tuple[str, tuple[Decimal, ...]]:
    """Return the published symbol to start from, and the factors of the parts that apply (1 = the whole)."""
    own = _own_parts(profile.age_class)
    applying = own & profile.parts
    if shares(profile, law, name) is Share.PREMIUM:
        applying -= {Part.TAX}
    published = f"{name}_aow" if name in {"ahk", "ark"} and profile.age_class is not AgeClass.UNDER_AOW else name
    is_of_aow_age = name in {"ouk", "aok"} or published != name
    if applying == own and (is_of_aow_age or profile.age_class is AgeClass.UNDER_AOW):
        return published, (Decimal(1),)
    return name, _factors(applying, name in {"ouk", "aok"}, law)


@cache
def _factors(applying: frozenset[Part], is_ouderenkorting: bool, law: Law) -> tuple[Decimal, ...]:
    column = law.loonheffing.brackets.aow_1946 if is_ouderenkorting else law.loonheffing.brackets.under_aow
    tax = [_rate(Part.TAX, law)] if Part.TAX in applying else []
    premie = sum((_rate(part, law) for part in applying - {Part.TAX}), Decimal(0))
    return tuple(half_up(rate / column[0].rate, PLACES) for rate in (*tax, premie) if rate)


def _amount(amount: int, factors: tuple[Decimal, ...]) -> int:
    return sum(ceil_euro(amount * factor) for factor in factors)


def _scaled(rate: Decimal, factor: Decimal) -> int:
    return int(half_up(rate * factor, PLACES) * SCALE)
