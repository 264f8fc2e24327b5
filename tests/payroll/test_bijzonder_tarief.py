"""The table of special rewards, official and derived, and the jaarloon that picks the row."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.bijzonder_tarief import (
    EarlierYear,
    TableChoice,
    _derived,
    bijzonder_tarief,
    is_official,
    jaarloon,
    official,
    row,
    rows,
    table_choice,
)
from payroll.given import TAXED_SPECIAL, GivenError
from payroll.herleiding import COLOURS, AgeClass, TaxProfile
from payroll.law import MissingFigure, law_on, years
from tests.payroll.payslips import EXAMPLE, hours, made

GOLDEN = Path(__file__).parents[1] / "golden" / "bijzonder_tarief"
LABELS = {AgeClass.UNDER_AOW: "under_aow", AgeClass.AOW_1945: "aow1945", AgeClass.AOW_1946: "aow1946"}
LAW = law_on(date(2026, 6, 1))
WITH = TaxProfile(AgeClass.UNDER_AOW, True)
WITHOUT = TaxProfile(AgeClass.UNDER_AOW, False)


def golden(name):
    with (GOLDEN / name).open() as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def at(all_rows, year_wage):
    return [item for item in all_rows if item.row_from <= year_wage][-1]


def cells(found):
    return found.without, found.standard, found.offset


@pytest.mark.parametrize("colour", COLOURS)
def test_every_cell_of_the_official_tables_of_2026_is_met(colour):
    for line in golden(f"{colour}_bb_nl_2026.csv"):
        for age, label in LABELS.items():
            expected = tuple(Decimal(line[f"{label}_{name}"]) for name in ("without_lhk", "standard", "offset"))
            profile, year_wage = TaxProfile(age, True, colour), int(line["from_year_wage"])
            assert cells(row(Decimal(year_wage), profile, LAW)) == expected
            assert cells(at(official(profile, LAW), year_wage)) == expected


@pytest.mark.parametrize("colour", COLOURS)
def test_the_rule_reproduces_the_official_rows_at_the_start_middle_and_end_of_each(colour):
    starts = [int(line["from_year_wage"]) for line in golden(f"{colour}_bb_nl_2026.csv")]
    points = {
        p
        for start, end in zip(starts, [*starts[1:], 200000], strict=True)
        for p in (start, (start + end) // 2, end - 1)
    }
    for age in AgeClass:
        profile = TaxProfile(age, True, colour)
        derived = list(_derived(profile, LAW))
        assert [cells(at(derived, point)) for point in sorted(points)] == [
            cells(at(official(profile, LAW), point)) for point in sorted(points)
        ]


def test_the_derived_rows_of_2023_to_2025_are_those_of_the_notes():
    lines = golden("derived_nl_2023_2025.csv")
    for line in lines:
        law = law_on(date(int(line["year"]), 6, 1))
        for age, label in LABELS.items():
            found = at(rows(TaxProfile(age, True, line["colour"]), law), int(line["from_year_wage"]))
            assert (found.standard, found.offset) == tuple(
                Decimal(line[f"{label}_{name}"]) for name in ("standard", "offset")
            )
    for year in (2023, 2024, 2025):
        for colour in COLOURS:
            law = law_on(date(year, 6, 1))
            made = {item.row_from for age in AgeClass for item in rows(TaxProfile(age, True, colour), law)}
            assert made == {int(x["from_year_wage"]) for x in lines if (x["year"], x["colour"]) == (str(year), colour)}


def test_between_two_rows_the_lower_one_counts():
    assert row(Decimal("12922.99"), WITH, LAW).row_from == 11358
    assert row(Decimal(12923), WITH, LAW).row_from == 12923
    assert row(Decimal(-1), WITH, LAW).row_from == 0


def test_without_loonheffingskorting_only_the_bracket_counts():
    tarief = bijzonder_tarief(Decimal("1000.00"), Decimal(31000), WITHOUT, LAW)
    assert (tarief.amount, tarief.standard, tarief.offset) == (Decimal("357.50"), Decimal("35.75"), 0)


def test_below_the_tax_free_limit_a_reward_is_not_taxed():
    assert bijzonder_tarief(Decimal("500.00"), Decimal(11357), WITH, LAW).amount == 0


def test_cents_are_cut_in_favour_of_the_worker():
    assert bijzonder_tarief(Decimal("99.99"), Decimal(31000), WITH, LAW).amount == Decimal("40.19")


def test_the_single_of_aow_age_get_derived_rows_with_a_higher_tax_free_limit():
    single = TaxProfile(AgeClass.AOW_1946, True, alleenstaande_ouderenkorting=True)
    assert not is_official(single, LAW)
    assert [item.row_from for item in rows(single, LAW)][1] == 37409  # where the official table has a row for them
    assert (
        rows(TaxProfile(AgeClass.AOW_1946, True, "groen", alleenstaande_ouderenkorting=True), LAW)[1].row_from == 23323
    )


def test_the_rows_abroad_follow_the_herleide_credits():
    abroad = TaxProfile(AgeClass.UNDER_AOW, True, residence="derde_land")
    assert [item.row_from for item in rows(abroad, LAW)][1] < 11358
    with pytest.raises(MissingFigure, match=r"suriname_aruba\.ouk"):
        rows(TaxProfile(AgeClass.AOW_1946, True, residence="suriname_aruba"), LAW)


def test_each_kind_of_pay_has_its_table():
    assert table_choice("transitievergoeding", LAW) is TableChoice.MUST
    assert table_choice("overwerk", LAW) is TableChoice.MAY
    assert table_choice("vakantiebijslag_each_period", LAW) is TableChoice.PERIOD


def test_a_whole_earlier_year_is_the_jaarloon():
    assert jaarloon(EarlierYear(Decimal("31234.56"), date(2025, 1, 1), date(2025, 12, 31))) == Decimal("31234.56")


@given(
    st.decimals(0, 20000, places=2),
    st.decimals(0, 200000, places=2),
    st.sampled_from(AgeClass),
    st.booleans(),
    st.sampled_from(COLOURS),
)
def test_a_reversed_reward_is_taxed_as_the_exact_negative(reward, year_wage, age, has_korting, colour):
    profile = TaxProfile(age, has_korting, colour)
    for year in years()[1:]:
        law = law_on(date(year, 6, 1))
        tax = bijzonder_tarief(reward, year_wage, profile, law).amount
        assert 0 <= tax <= reward
        assert bijzonder_tarief(-reward, year_wage, profile, law).amount == -tax


@pytest.mark.parametrize(
    ("residence", "colour", "day", "start"),
    [("be", "wit", date(2026, 6, 1), 30050), ("derde_land", "groen", date(2024, 6, 1), 10042)],
)
def test_the_tax_free_limit_is_not_rounded_on_the_way(residence, colour, day, start):
    # 2026 be: 17.85 % of 30,050 is 5,363.9250, its credits come to 5,363.9244: the first taxed year wage.
    profile = TaxProfile(AgeClass.AOW_1946, True, colour, residence)
    assert start in [item.row_from for item in rows(profile, law_on(day))]


@pytest.mark.parametrize("year", sorted(years()))
def test_what_the_law_leaves_open_may_be_chosen_and_what_it_orders_is_done(year):
    law = law_on(date(year, 6, 1))
    assert table_choice("overwerk", law) is TableChoice.MAY
    assert {table_choice(each, law) for each in TAXED_SPECIAL} == {TableChoice.MUST}


def test_overtime_may_be_taxed_by_the_table_of_special_rewards():
    overtime = hours(10, "18.00", "overwerk", percentage="150")
    by_period = made(lines=[*EXAMPLE["lines"], overtime])
    special = made(lines=[*EXAMPLE["lines"], overtime | {"bijzonder_tarief": True}], jaarloon_bijzonder_tarief="28000")
    assert (by_period.totals.loonheffing_bijzonder, by_period.totals.bruto) == (0, special.totals.bruto)
    assert special.totals.loonheffing_bijzonder > 0
    assert special.totals.loon_sv == by_period.totals.loon_sv
    with pytest.raises(GivenError, match="jaarloon_bijzonder_tarief: is required"):
        made(lines=[overtime | {"bijzonder_tarief": True}])
