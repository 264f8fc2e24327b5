"""What holds for every payslip."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from payroll.correction import reverse
from payroll.face import as_json, to_date_json
from payroll.law import law_on
from payroll.net_to_gross import Unreachable, gross_for_net
from payroll.payslip import payslip
from payroll.period import PeriodKind, last_day
from payroll.terms import AmountLine, Component, ToDate
from tests.payroll import payslips

LAW = law_on(date(2026, 10, 31))
PREMIES = ("zvw_werkgever", "awf", "aof", "wko", "whk")
amounts = st.decimals("0", "9000", places=2)
hourly = st.decimals("15", "60", places=2)
worked = st.decimals("0", "60", places=2)


def lines_of(component, **fields):
    return st.fixed_dictionaries({"component": st.just(component), **{n: s.map(str) for n, s in fields.items()}})


LINES = st.lists(
    st.one_of(
        lines_of("uurloon", hours=worked, rate=hourly),
        lines_of("verlof", hours=worked, rate=hourly),
        lines_of("toeslag", hours=worked, rate=hourly, percentage=st.integers(1, 100)),
        lines_of("overwerk", hours=worked, rate=hourly, percentage=st.integers(100, 200)),
        lines_of("ziekte", hours=worked, rate=hourly, percentage=st.integers(70, 100)),
        lines_of("wachtdag", hours=worked),
        lines_of("bruto", amount=st.decimals("-500", "9000", places=2)),
        lines_of("vakantiebijslag", amount=amounts),
        lines_of("reiskosten", km=worked, rate=st.decimals("0", "0.60", places=2)),
        lines_of("onkosten", amount=amounts),
        lines_of("et_uitruil", amount=st.decimals("0.01", "300", places=2)),
        lines_of("voorschot", amount=st.decimals("-300", "-0.01", places=2)),
    ),
    max_size=12,
)
CHANGES = st.fixed_dictionaries(
    {
        "lines": LINES,
        "period": st.sampled_from([{}, payslips.WEEK, {"start": "2026-10-12"}]),
        "employee": st.fixed_dictionaries(
            {
                "anoniem": st.booleans(),
                "zvw": st.sampled_from(["levy", "withheld"]),
                "expat_percentage": st.sampled_from(["0", "0", "30"]),
                "birth_date": st.sampled_from(["1950-01-01", "1990-05-01", "2006-05-01"]),
            }
        ),
        "contract": st.fixed_dictionaries({"paww": st.booleans(), "pensioen": st.sampled_from(["stipp", "none"])}),
        "employer": st.just({"wga_verhaal": "1.00", "sfu": "0.2"}),
        "jaarloon_bijzonder_tarief": amounts.map(str),
    }
)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_net_and_what_is_withheld_make_the_gross(changes):
    slip = payslips.made(**changes)
    t = slip.totals
    exchanged = sum(Decimal(line["amount"]) for line in changes["lines"] if line["component"] == "et_uitruil")
    withheld = t.pensioen_werknemer + t.paww + t.loonheffing + t.wga_verhaal + t.zvw_ingehouden
    assert t.netto + withheld + exchanged == t.bruto
    assert t.te_betalen == sum(line.amount for line in slip.lines)
    assert t.loonheffing == t.loonheffing_tabel + t.loonheffing_bijzonder


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_a_payslip_is_deterministic_and_its_reversal_the_exact_negative(changes):
    one, again = payslips.made(**changes), payslips.made(**changes)
    assert one == again
    assert as_json(one, "nl") == as_json(again, "nl")
    back = reverse(one)
    assert back.to_date == ToDate()
    assert [line.amount for line in back.lines] == [-line.amount for line in one.lines]


@settings(max_examples=60, deadline=None)
@given(CHANGES, st.booleans())
def test_the_next_period_accepts_every_cumulative_that_a_payslip_wrote(changes, is_student):
    slip = payslips.made(**payslips.merged(changes, {"employee": {"scholier_student": is_student}}))
    one = payslips.given(to_date=to_date_json(slip.to_date, is_student=is_student))
    assert one.to_date == slip.to_date


def test_a_year_below_zero_goes_on():
    """Premies on less than nothing are given back to who is anonymous, and a correction can take back more than is left."""
    taken_back = payslips.made(employee={"anoniem": True}, contract={"pensioen": "none"}, lines=[payslips.bruto(-100)])
    next_period = payslips.made(
        contract={"pensioen": "none"},
        lines=[payslips.bruto(500)],
        to_date=to_date_json(taken_back.to_date, is_student=False),
    )
    assert (taken_back.totals.awf, taken_back.to_date.grondslag) == (Decimal("-7.74"), -100)
    assert (next_period.totals.awf, next_period.to_date.grondslag) == (Decimal("38.70"), 400)


@settings(max_examples=60, deadline=None)
@given(CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(changes, random):
    shuffled = {**changes, "lines": random.sample(changes["lines"], len(changes["lines"]))}
    one, other = payslips.made(**changes), payslips.made(**shuffled)
    assert (one.totals, one.reserveringen, one.to_date, one.problems) == (
        other.totals,
        other.reserveringen,
        other.to_date,
        other.problems,
    )


def periods(kind, count, start=date(2026, 1, 1)):
    """So many periods after each other."""
    for _ in range(count):
        yield {"kind": kind, "start": start.isoformat(), "end": last_day(kind, start).isoformat()}
        start = last_day(kind, start) + timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([PeriodKind.WEEK, PeriodKind.FOUR_WEEKS, PeriodKind.MONTH]),
    st.lists(st.decimals("0", "12000", places=2), min_size=1, max_size=12),
)
def test_splitting_a_year_over_periods_gives_the_same_base_and_premies_within_a_cent_each(kind, wages):
    slips, to_date = [], ToDate()
    for period, wage in zip(periods(kind, len(wages)), wages, strict=True):
        one = payslips.given(period=period, contract={"pensioen": "none"}, lines=[payslips.bruto(wage)])
        slips.append(payslip(replace(one, to_date=to_date), LAW))
        to_date = slips[-1].to_date
    paid = sum(wage > 0 for wage in wages)
    assert to_date.grondslag == sum(slip.growth.grondslag for slip in slips) == min(sum(wages), LAW.cap(kind) * paid)
    for name, rate in zip(PREMIES, ("6.10", "7.74", "6.27", "0.50", "6.63"), strict=True):
        year = to_date.grondslag * Decimal(rate) / 100
        assert 0 <= year - sum(getattr(slip.totals, name) for slip in slips) < Decimal("0.01") * len(wages)


def year_by_year(kind, birth_date, wages):
    """The payslips of periods after each other, by the year they are paid in; each year begins at nought."""
    found = {}
    for period, wage in zip(periods(kind, len(wages), date(2025, 11, 3)), wages, strict=True):
        one = payslips.given(
            period=period,
            employee={"birth_date": birth_date.isoformat()},
            contract={"pensioen": "none"},
            lines=[payslips.bruto(wage)],
        )
        so_far = found.setdefault(one.period.paid_on.year, [])
        before = so_far[-1][1].to_date if so_far else ToDate()
        so_far.append((one.period.paid_on, payslip(replace(one, to_date=before), law_on(one.period.paid_on))))
    return found


def assert_due(name, rate, slips):
    """The premie over the growth of the base in these periods, within a cent for each of them."""
    due = sum(slip.growth.grondslag for slip in slips) * rate / 100
    paid = sum(getattr(slip.totals, name) for slip in slips)
    assert abs(due - paid) < Decimal("0.01") * max(len(slips), 1)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([PeriodKind.WEEK, PeriodKind.FOUR_WEEKS, PeriodKind.MONTH]),
    st.dates(date(1958, 10, 1), date(1959, 3, 31)),
    st.lists(st.decimals("0", "12000", places=2), min_size=10, max_size=13),
)
def test_periods_over_the_aow_birthday_and_the_new_year_pay_what_each_year_is_due(kind, birth_date, wages):
    """67 between October 2025 and March 2026: from the month of that birthday only the Zvw is due."""
    aow_since = birth_date.replace(year=birth_date.year + 67, day=1)
    for year, paid in year_by_year(kind, birth_date, wages).items():
        law, slips = law_on(date(year, 12, 31)), [slip for _, slip in paid]
        loon, end = sum(slip.totals.loon_sv for slip in slips), slips[-1].to_date
        maximum = law.cap(kind) * sum(slip.totals.loon_sv > 0 for slip in slips)
        assert (end.loon_sv, end.grondslag) == (loon, min(loon, maximum))
        assert sum(slip.growth.grondslag for slip in slips) == end.grondslag
        assert_due("zvw_werkgever", law.premies.zvw_levy, slips)
        rates = (law.premies.awf_high, law.premies.aof_low, law.premies.wko, Decimal("6.63"))
        for name, rate in zip(PREMIES[1:], rates, strict=True):
            assert_due(name, rate, [slip for paid_on, slip in paid if paid_on < aow_since])
            assert not any(getattr(slip.totals, name) for paid_on, slip in paid if paid_on >= aow_since)


@settings(max_examples=25, deadline=None)
@given(st.decimals("0", "9000", places=2), st.decimals("0", "500", places=2), st.sampled_from([{}, payslips.WEEK]))
def test_more_gross_lowers_the_net_by_less_than_a_step_of_the_table(low, more, period):
    def of(amount):
        return payslips.made(period=period, lines=[payslips.bruto(amount)]).totals

    one, other = of(low), of(low + more)
    assert other.netto > one.netto - Decimal("4.50")
    assert all(getattr(other, name) >= getattr(one, name) for name in PREMIES)


@settings(max_examples=8, deadline=None)
@given(st.decimals("1", "1500", places=2))
def test_net_to_gross_finds_the_smallest_rate(target):
    one = payslips.given(period=payslips.WEEK, lines=[payslips.hours(40, "20.00")])

    def net(rate):
        return payslip(replace(one, lines=(replace(one.lines[0], rate=rate),)), LAW).totals.netto

    found = gross_for_net(one, LAW, target).lines[0].rate
    assert net(found) >= target
    assert all(net(found - Decimal(cents) / 100) < target for cents in range(1, 60) if found >= Decimal(cents) / 100)


def student(quarter, tax):
    """A week of a student, with what the quarter had so far."""
    return payslips.given(
        period=payslips.WEEK,
        employee={"scholier_student": True, "birth_date": "2005-01-01"},
        contract={"pensioen": "none"},
        lines=[payslips.bruto("1.00")],
        to_date={"quarter": {"loon": str(quarter), "loonheffing": str(tax)}},
    )


def is_smallest(one, found, target, reach):
    """Whether the amount found gives the net, and none of so many cents below it does."""

    def net(amount):
        return payslip(replace(one, lines=(replace(one.lines[0], amount=amount),)), LAW).totals.netto

    amount = found.lines[0].amount
    below = range(1, min(reach, int(amount * 100)) + 1)
    return net(amount) >= target and all(net(amount - Decimal(cents).scaleb(-2)) < target for cents in below)


def test_net_to_gross_of_a_student_goes_by_the_steps_of_the_quarter():
    one = student("9000.00", "1150.00")
    found = gross_for_net(one, LAW, Decimal("500.00"))
    assert found.lines[0].amount == Decimal("854.50")
    assert is_smallest(one, found, Decimal("500.00"), 1000)


@settings(max_examples=4, deadline=None)
@given(st.decimals("7000", "15000", places=2), st.decimals("0", "2000", places=2), st.integers(2, 60))
def test_net_to_gross_of_a_student_finds_the_smallest_amount(quarter, tax, steps):
    """The targets are those that the last cent before a step reaches, and the first one after it does not."""
    one, step = student(quarter, tax), Decimal("13.50")
    before = steps * step - quarter % step - Decimal("0.01")
    target = payslip(replace(one, lines=(replace(one.lines[0], amount=before),)), LAW).totals.netto
    assert is_smallest(one, gross_for_net(one, LAW, target), target, 1000)


def test_net_to_gross_takes_the_first_of_several_amounts_that_reach_the_net():
    one = payslips.given(period=payslips.WEEK, lines=[payslips.bruto("1.00")], contract={"pensioen": "none"})

    def net(cents):
        line = AmountLine(Component.BRUTO, Decimal(cents).scaleb(-2))
        return payslip(replace(one, lines=(line,)), LAW).totals.netto

    nets = {cents: net(cents) for cents in range(70000, 70600)}
    peak = next(cents for cents in nets if cents + 1 in nets and nets[cents + 1] < nets[cents])
    found = gross_for_net(one, LAW, nets[peak]).lines[0]
    assert found.amount == min(c for c in nets if nets[c] >= nets[peak]) * Decimal("0.01")


def test_net_to_gross_says_when_nothing_reaches_the_net():
    one = payslips.given(lines=[payslips.hours(0, "20.00"), {"component": "reiskosten", "km": "1", "rate": "0.10"}])
    for line in (0, 1):
        try:
            gross_for_net(one, LAW, Decimal(600), line=line)
        except Unreachable:
            continue
        raise AssertionError
