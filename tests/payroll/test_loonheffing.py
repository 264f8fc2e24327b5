"""Loonheffing meets every cell of the published tables and behaves between them."""

import csv
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.herleiding import (
    ALL_PARTS,
    COLOURS,
    RESIDENCES,
    AgeClass,
    Part,
    TaxProfile,
    UnknownHerleiding,
    _factors,
    age_class,
    aow_day,
    brackets,
    fixed,
    linear,
    parts_of,
    work,
)
from payroll.law import MissingFigure, law_on, years
from payroll.loonheffing import anoniementarief, column, loonheffing
from payroll.money import ceil_euro, half_up
from payroll.period import PeriodKind

GOLDEN = Path(__file__).parents[1] / "golden" / "loonheffing"
WITH = TaxProfile(AgeClass.UNDER_AOW, True)
WITHOUT = TaxProfile(AgeClass.UNDER_AOW, False)
AOW = TaxProfile(AgeClass.AOW_1946, True)
PAYABLE = [law_on(date(year, 1, 1)) for year in years()[1:]]
LAW = law_on(date(2026, 1, 1))
# No bracket and taper together take more than this of a next euro, and each credit is rounded to a whole euro.
STEEPEST, ROUNDINGS = Decimal("0.60"), 4


def golden(name):
    with (GOLDEN / name).open() as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def months(year, profile, wages):
    law = law_on(date(year, 1, 1))
    return [loonheffing(Decimal(wage), PeriodKind.MONTH, profile, law) for wage in wages]


def test_every_cell_of_the_white_month_table_of_2022_is_met():
    rows = golden("wit_mnd_nl_2022.csv")
    wages = [row["tabelloon"] for row in rows]
    assert len(rows) == 2025
    assert [str(tax.amount) for tax in months(2022, WITHOUT, wages)] == [row["zonder_lhk"] for row in rows]
    credited = months(2022, WITH, wages)
    assert [str(tax.amount) for tax in credited] == [row["met_lhk"] for row in rows]
    assert [str(tax.arbeidskorting) for tax in credited] == [row["verrekende_arbeidskorting"] for row in rows]


def test_every_cell_of_the_white_month_table_of_2026_is_met():
    rows = golden("wit_mnd_nl_2026_rows.csv")
    wages = [row["tabelloon"] for row in rows]
    assert len(rows) == 177
    assert [str(tax.amount) for tax in months(2026, WITHOUT, wages)] == [row["zonder_lhk"] for row in rows]
    assert [str(tax.amount) for tax in months(2026, WITH, wages)] == [row["met_lhk"] for row in rows]


@pytest.mark.parametrize("row", golden("worked.csv"), ids=lambda row: row["wage"])
def test_the_worked_examples_are_met(row):
    law, kind, days = law_on(date(int(row["year"]), 1, 1)), PeriodKind(row["period"]), int(row["days"])
    credited, plain = (TaxProfile(AgeClass.UNDER_AOW, has, residence=row["residence"]) for has in (True, False))
    tax = loonheffing(Decimal(row["wage"]), kind, credited, law, days=days)
    assert str(tax.amount) == row["with"]
    if row["without"]:
        assert str(tax.arbeidskorting) == row["arbeidskorting"]
        assert str(loonheffing(Decimal(row["wage"]), kind, plain, law).amount) == row["without"]


def test_the_figures_explain_the_amount():
    figures = loonheffing(Decimal("4000.00"), PeriodKind.MONTH, WITH, LAW).figures
    assert (figures["L"], figures["X1"], figures["ahk"], figures["ark"], figures["X"]) == (
        "47952",
        "17306",
        "1950",
        "5532",
        "9824",
    )


@pytest.mark.parametrize("row", golden("herleiding.csv"), ids=lambda row: f"{row['residence']}-{row['age_class']}")
def test_the_worked_herleidingen_are_met(row):
    profile = TaxProfile(AgeClass(row["age_class"]), True, residence=row["residence"])
    made = linear(row["credit"], profile, law_on(date(int(row["year"]), 1, 1)))
    assert (str(made.m1), str(made.a1)) == (row["m1"], row["a1"])


@pytest.mark.parametrize("law", PAYABLE, ids=lambda law: str(law.year))
def test_the_published_credits_of_aow_age_follow_from_those_below_it_by_parts(law):
    tax, premie = _factors(frozenset({Part.TAX, Part.ANW, Part.WLZ}), False, law)

    def rate(value):
        return half_up(value * tax, 5) + half_up(value * premie, 5)

    def amount(value):
        return ceil_euro(value * tax) + ceil_euro(value * premie)

    own = law.loonheffing
    assert (own.ahk_aow.m1, own.ahk_aow.a1) == (amount(own.ahk.m1), rate(own.ahk.a1))
    assert own.ark_aow.m == tuple(amount(m) for m in own.ark.m)
    assert (own.ark_aow.o, own.ark_aow.a) == (tuple(rate(o) for o in own.ark.o), rate(own.ark.a))


def test_jonggehandicaptenkorting_comes_off_after_the_table_and_never_below_nothing():
    young = TaxProfile(AgeClass.UNDER_AOW, True, jonggehandicaptenkorting=True)
    per_period = {"day": "3.55", "week": "17.75", "4weeks": "71.00", "month": "76.92", "quarter": "230.75"}
    for kind, expected in per_period.items():
        assert loonheffing(Decimal(90000), PeriodKind(kind), young, LAW).figures["jgk"] == expected
    plain = loonheffing(Decimal(3000), PeriodKind.MONTH, WITH, LAW).amount
    assert loonheffing(Decimal(3000), PeriodKind.MONTH, young, LAW).amount == plain - Decimal("76.92")
    assert loonheffing(Decimal(950), PeriodKind.MONTH, young, LAW).amount == 0
    assert fixed("jgk", AOW, LAW) == 462


def test_without_loonheffingskorting_there_is_no_jonggehandicaptenkorting():
    young = TaxProfile(AgeClass.UNDER_AOW, False, jonggehandicaptenkorting=True)
    plain = loonheffing(Decimal(3000), PeriodKind.MONTH, WITHOUT, LAW)
    assert loonheffing(Decimal(3000), PeriodKind.MONTH, young, LAW).amount == plain.amount


def test_alleenstaande_ouderenkorting_lowers_the_tax_at_aow_age_only():
    single = TaxProfile(AgeClass.AOW_1946, True, alleenstaande_ouderenkorting=True)
    assert loonheffing(Decimal(4000), PeriodKind.MONTH, AOW, LAW).amount - loonheffing(
        Decimal(4000), PeriodKind.MONTH, single, LAW
    ).amount == Decimal("45.00")
    young = TaxProfile(AgeClass.UNDER_AOW, True, alleenstaande_ouderenkorting=True)
    assert column(young, LAW).credits.aok == 0


def test_credits_beyond_the_tax_are_cut_off_arbeidskorting_before_the_general_one():
    tax = loonheffing(Decimal("900.00"), PeriodKind.MONTH, WITH, LAW)
    figures = {name: int(tax.figures[name]) for name in ("X1", "ahk", "ark", "X")}
    assert figures == {"X1": 3861, "ahk": 3115, "ark": 746, "X": 0}


def test_the_green_table_has_no_arbeidskorting():
    green = TaxProfile(AgeClass.UNDER_AOW, True, colour="groen")
    assert loonheffing(Decimal(3000), PeriodKind.MONTH, green, LAW).arbeidskorting == 0


def test_above_the_highest_tabelloon_the_top_rate_is_added_in_favour_of_the_worker():
    top = loonheffing(Decimal("11092.50"), PeriodKind.MONTH, WITH, LAW).amount
    above = loonheffing(Decimal("11192.51"), PeriodKind.MONTH, WITH, LAW)
    assert above.amount - top == Decimal("49.50")
    assert above.figures["above"] == "49.50"


def test_a_wage_of_nothing_or_less_is_not_taxed():
    for wage in (Decimal(0), Decimal("-250.00")):
        tax = loonheffing(wage, PeriodKind.WEEK, WITH, LAW)
        assert (tax.amount, tax.arbeidskorting) == (0, 0)


def test_days_within_a_period_are_taxed_by_the_day_table():
    one = loonheffing(Decimal("120.00"), PeriodKind.DAY, WITH, LAW)
    seven = loonheffing(Decimal("840.00"), PeriodKind.DAY, WITH, LAW, days=7)
    assert (seven.amount, seven.arbeidskorting) == (one.amount * 7, one.arbeidskorting * 7)


def test_the_anonymous_pay_one_rate_in_favour_of_the_worker():
    assert anoniementarief(Decimal("1000.99"), LAW) == Decimal("520.51")
    assert anoniementarief(Decimal("-1000.99"), LAW) == Decimal("-520.51")


def test_an_unknown_residence_colour_or_letter_is_refused():
    with pytest.raises(UnknownHerleiding, match="residence: 'fr' is not one of"):
        column(TaxProfile(AgeClass.UNDER_AOW, True, residence="fr"), LAW)
    with pytest.raises(UnknownHerleiding, match="colour: 'rood' is not one of"):
        column(TaxProfile(AgeClass.UNDER_AOW, True, colour="rood"), LAW)
    for letters in ("AG", "EK", "FL", ""):
        with pytest.raises(UnknownHerleiding, match="herleiding: the letters"):
            parts_of(letters, LAW)


def test_who_is_not_insured_pays_tax_only_and_keeps_the_tax_part_of_the_credits():
    tax_only = TaxProfile(AgeClass.UNDER_AOW, True, parts=frozenset({Part.TAX}))
    first, second, _ = brackets(tax_only, LAW)
    assert (first.rate, second.rate) == (810, 3756)
    assert linear("ahk", tax_only, LAW).m1 == 706
    insured_only = TaxProfile(AgeClass.UNDER_AOW, True, parts=ALL_PARTS - {Part.TAX})
    assert [step.rate for step in brackets(insured_only, LAW)] == [2765, 0, 0]
    assert linear("ahk", insured_only, LAW).m1 == 2410


def test_figures_that_nobody_knows_are_refused_by_name():
    with pytest.raises(MissingFigure, match=r"2022\.loonheffing\.brackets\.aow_1946"):
        column(TaxProfile(AgeClass.AOW_1946, False), law_on(date(2022, 1, 1)))
    for law in (law for law in PAYABLE if not law.loonheffing.has("aok")):
        with pytest.raises(MissingFigure, match=rf"{law.year}\.loonheffing\.aok"):
            column(TaxProfile(AgeClass.AOW_1946, True, alleenstaande_ouderenkorting=True), law)
    with pytest.raises(MissingFigure, match=r"residences\.suriname_aruba\.ouk"):
        column(TaxProfile(AgeClass.AOW_1946, True, residence="suriname_aruba"), LAW)


def test_residence_decides_which_part_of_the_credits_is_given():
    def credited(residence, age=AgeClass.UNDER_AOW):
        profile = TaxProfile(age, True, residence=residence)
        return linear("ahk", profile, LAW).m1, work(profile, LAW).m[2]

    assert credited("nl") == credited("be") == (3115, 5685)
    assert credited("landenkring") == (2410, 5685)
    assert credited("derde_land") == (2410, 4397)
    assert credited("suriname_aruba") == (3115, 4397)
    assert credited("landenkring", AgeClass.AOW_1946) == (850, 2840)
    assert linear("ouk", TaxProfile(AgeClass.AOW_1946, True, residence="be"), LAW).m1 == 1130


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        ("1945-12-31", "2023-01-01"),  # reached earlier; the first known day is enough for any later year
        ("1957-02-28", "2023-12-28"),
        ("1957-03-01", "2024-03-01"),
        ("1960-12-31", "2027-12-31"),
        ("1961-01-01", "2028-04-01"),
    ],
)
def test_aow_age_is_reached_on_the_day_of_the_law(born, reached):
    assert aow_day(date.fromisoformat(born), LAW).isoformat() == reached


def test_the_aow_column_starts_on_the_first_of_the_month():
    born = date(1959, 5, 31)
    assert age_class(born, date(2026, 4, 30), LAW) is AgeClass.UNDER_AOW
    assert age_class(born, date(2026, 5, 1), LAW) is AgeClass.AOW_1946
    assert age_class(date(1945, 12, 31), date(2026, 5, 1), LAW) is AgeClass.AOW_1945
    assert age_class(date(1946, 1, 1), date(2026, 5, 1), LAW) is AgeClass.AOW_1946


def test_the_aow_age_of_a_year_before_the_first_known_one_is_refused():
    with pytest.raises(MissingFigure, match=r"2022\.aow\.ages"):
        age_class(date(1956, 1, 1), date(2022, 6, 1), law_on(date(2022, 6, 1)))


profiles = st.sampled_from([
    TaxProfile(age, has, colour, residence)
    for age, has, colour, residence in product(AgeClass, (True, False), COLOURS, RESIDENCES)
    if not (residence == "suriname_aruba" and has and age is not AgeClass.UNDER_AOW)
])  # fmt: skip
wages = st.decimals(0, 20000, places=2)


@given(wages, st.decimals(0, 500, places=2), st.sampled_from(PeriodKind), profiles)
def test_more_gross_never_lowers_net_by_more_than_a_step_of_the_table(wage, more, kind, profile):
    for law in PAYABLE:
        factor = law.tabel.factor(kind)
        step = (law.tabel.lv * STEEPEST + ROUNDINGS) / factor + Decimal("0.01")
        less, more_tax = (loonheffing(w, kind, profile, law).amount for w in (wage, wage + more))
        assert wage + more - more_tax >= wage - less - step


@given(wages, st.sampled_from(PeriodKind), profiles)
def test_tax_lies_between_nothing_and_the_wage_and_credits_only_lower_it(wage, kind, profile):
    for law in PAYABLE:
        tax = loonheffing(wage, kind, profile, law)
        plain = loonheffing(wage, kind, TaxProfile(profile.age_class, False, profile.colour, profile.residence), law)
        assert 0 <= tax.amount <= plain.amount <= wage
        assert 0 <= tax.arbeidskorting <= plain.amount


@given(wages, st.sampled_from(PeriodKind), profiles)
def test_a_wage_is_taxed_as_its_tabelloon(wage, kind, profile):
    tax = loonheffing(wage, kind, profile, LAW)
    if tax.figures["above"] == "0.00":
        assert loonheffing(Decimal(tax.figures["tabelloon"]), kind, profile, LAW).amount == tax.amount


def test_letters_that_the_law_data_know_give_their_parts():
    data = SimpleNamespace(herleiding=SimpleNamespace(letters={"X": ("tax", "wlz")}))
    assert parts_of("X", data) == {Part.TAX, Part.WLZ}
