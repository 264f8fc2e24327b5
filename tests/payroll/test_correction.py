"""Corrections book the difference; a reversal is the exact negative."""

from dataclasses import fields
from decimal import Decimal

from payroll.correction import AMOUNTS, Booked, difference, reverse
from payroll.terms import ToDate
from tests.payroll.payslips import EXAMPLE, hours, made


def test_a_reversal_takes_back_every_cent():
    slip = made()
    back = reverse(slip)
    assert all(getattr(slip.totals, name) + getattr(back.totals, name) == 0 for name in AMOUNTS)
    assert sum(line.amount for line in (*slip.lines, *back.lines)) == 0
    assert slip.reserveringen["vakantiebijslag"] + back.reserveringen["vakantiebijslag"] == 0
    assert back.to_date == ToDate()
    assert slip.growth.plus(back.growth) == ToDate()


def test_a_reversal_of_a_reversal_is_the_payslip_again():
    slip = made()
    twice = reverse(reverse(slip))
    assert (twice.totals, twice.lines, twice.to_date) == (slip.totals, slip.lines, slip.to_date)


def test_a_correction_books_only_the_difference():
    paid = made()
    recomputed = made(lines=[hours(132, "18.00"), *EXAMPLE["lines"][1:]])
    booked = difference(Booked.of(paid), recomputed)
    assert [(line.code, line.amount) for line in booked.lines] == [
        ("uurloon", Decimal("-2340.00")),
        ("pensioen_werknemer", Decimal("92.16")),
        ("loonheffing", Decimal("130.08")),
        ("uurloon", Decimal("2376.00")),
        ("pensioen_werknemer", Decimal("-93.47")),
        ("loonheffing", -recomputed.totals.loonheffing),
    ]
    assert booked.totals.bruto == Decimal("36.00")
    assert booked.totals.te_betalen == sum(line.amount for line in booked.lines)
    assert booked.growth == recomputed.growth.minus(paid.growth)
    assert booked.because_of["bruto"].figures == {"recomputed": "2466.00", "paid": "2430.00", "amount": "36.00"}


def test_nothing_changed_means_nothing_to_book():
    booked = difference(Booked.of(made()), made())
    assert booked.lines == ()
    assert not any(getattr(booked.totals, name) for name in AMOUNTS)


def test_a_reserve_that_is_gone_is_taken_back():
    booked = difference(Booked.of(made()), made(contract={"vakantiebijslag_percentage": "0"}))
    assert booked.reserveringen == {"vakantiebijslag": Decimal("-202.42")}


def test_every_amount_of_the_totals_is_corrected():
    assert set(AMOUNTS) == {one.name for one in fields(made().totals)} - {"awf_tarief"}


def test_a_second_correction_counts_the_first_and_takes_back_what_stands_only():
    week, more, most = (made(lines=[hours(number, "18.00"), *EXAMPLE["lines"][1:]]) for number in (130, 132, 140))
    first = difference(Booked.of(week), more)
    second = difference(Booked.of(week).plus(Booked.of(first)), most)
    assert [(line.code, line.amount) for line in second.lines if line.code == "uurloon"] == [
        ("uurloon", Decimal("-2376.00")),
        ("uurloon", Decimal("2520.00")),
    ]
    assert Booked.of(week).plus(Booked.of(first)).plus(Booked.of(second)).totals == Booked.of(most).totals
    assert week.growth.plus(first.growth).plus(second.growth) == most.growth
