"""What was agreed, in a pay run: the employer's own pension scheme, the two hourly wages, a year that is not definitive."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, update

import factories
from app.db.accounts import Role
from app.db.hours import HoursLineRow, HoursWeekRow
from app.db.organisation import EmployerTermsRow
from app.db.pay import PayRunRow, PayslipLineRow, PayslipRow
from app.db.people import LoonheffingsverklaringRow, PersonRow
from app.db.work import SYSTEM
from app.services import pay_runs
from app.services.problems import RefusedError

AT, MONDAY = factories.AT, factories.MONDAY
OWN_SCHEME = {
    "pensioen_werknemer": Decimal("4.5"), "pensioen_werkgever": Decimal("11.125"), "pensioen_franchise": Decimal("9.00"),
}  # fmt: skip


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


def calculated(agency, clerk, monday=MONDAY):
    with agency.store.work(clerk, AT) as w:
        run = pay_runs.open_week(w, agency.own, monday, paid_on=monday + timedelta(days=11), run_id=uuid4()).id
    pay_runs.calculate(agency.store, clerk, AT, run)
    return run


def at_work(agency, *components, birth_date=None, **terms):
    """Somebody with five days of eight hours; the first days are of these components."""
    with agency.store.work(SYSTEM, AT) as w:
        worker = factories.employ(w, agency, **terms)
        if birth_date:
            person = w.session.get_one(PersonRow, worker.person)
            person.birth_date = birth_date
            w.record("test:birth_date", person)
        week = factories.hours_week(w, agency, worker.placement)
        for position, component in enumerate(components):
            row = w.session.scalars(
                select(HoursLineRow).where(HoursLineRow.hours_week_id == week, HoursLineRow.position == position)
            ).one()
            row.component, row.percentage = component, Decimal(90) if component == "ziekte" else None
            w.record("test:hours", row)
    return worker


def own_scheme(agency):
    with agency.store.work(SYSTEM, AT) as w:
        row = EmployerTermsRow(
            employer_id=agency.own, since=date(2026, 2, 1), recorded_at=AT, recorded_by=None, aof="hoog",
            whk_wga=Decimal("0.77"), whk_zw=Decimal("5.45"), wga_verhaal=Decimal(0), sfu=Decimal(0), **OWN_SCHEME,
        )  # fmt: skip
        w.add("test:terms", row)


def test_the_pension_of_a_payrolled_worker_goes_by_the_scheme_of_the_employer(agency, clerk):
    at_work(agency, kind="payroll", fase=None, uitzendbeding=False, pensioen="regeling")
    own_scheme(agency)
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        slip = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == run)).one()
    # 660.00 less 40 x 9.00 is 300.00
    assert (slip.totals["pensioen_werknemer"], slip.totals["pensioen_werkgever"]) == ("13.50", "33.38")


@pytest.mark.parametrize(("days_at_work", "tarief"), [(1, "laag"), (2, "hoog")])
def test_awf_of_the_young_is_low_up_to_a_quarter_of_the_hours_of_four_weeks(agency, clerk, days_at_work, tarief):
    worker = at_work(agency, uitzendbeding=False, birth_date=date(2006, 3, 2))
    with agency.store.work(SYSTEM, AT) as w:
        lines = select(HoursLineRow).join(HoursWeekRow).where(HoursWeekRow.placement_id == worker.placement)
        for line in w.session.scalars(lines.where(HoursLineRow.position >= days_at_work)):
            line.component = "wachtdag"
            w.record("test:hours", line)
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        slip = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == run)).one()
    assert (slip.totals["awf_tarief"], slip.verloonde_uren) == (tarief, 8 * days_at_work)


def test_single_and_of_aow_age_pays_less_loonheffing_when_the_statement_asks_for_it(agency, clerk):
    terms = {"hourly_wage": Decimal(30), "tariff": Decimal(60), "pensioen": "none"}
    workers = [at_work(agency, birth_date=date(1955, 3, 2), **terms) for _ in range(2)]
    with agency.store.work(SYSTEM, AT) as w:
        said = select(LoonheffingsverklaringRow).where(LoonheffingsverklaringRow.employment_id == workers[1].employment)
        row = w.session.scalars(said).one()
        row.has_alleenstaande_ouderenkorting = True
        w.record("test:statement", row)
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        slips = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == run).order_by(PayslipRow.number))
        taxes = [Decimal(slip.totals["loonheffing"]) for slip in slips]
    assert taxes[0] - taxes[1] == Decimal("10.39")  # 540 a year, both taxes rounded


@pytest.mark.parametrize(
    ("setting", "names"), [("opnieuw", set()), ("doorlopend", {"loon_sv", "cap", "grondslag", "stipp"})]
)
def test_after_a_rehire_in_the_year_the_cumulatives_start_again_or_go_on(agency, clerk, setting, names):
    before = MONDAY - timedelta(weeks=2)
    with agency.store.work(SYSTEM, AT) as w:
        first = factories.employ(w, agency)
        factories.hours_week(w, agency, first.placement, monday=before)
        terms = w.session.scalars(select(EmployerTermsRow).where(EmployerTermsRow.employer_id == agency.own)).one()
        terms.herindienst = setting
        w.record("test:terms", terms)
    earlier = calculated(agency, clerk, before)
    pay_runs.approve(agency.store, agency.actor(Role.ADMINISTRATOR), AT, earlier)
    with agency.store.work(SYSTEM, AT) as w:
        again = factories.employ(w, agency, person=first.person)
        factories.hours_week(w, agency, again.placement)
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        paid = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == earlier)).one()
        slip = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == run)).one()
    assert set(slip.given["to_date"]) - {"quarter"} == names
    assert all(slip.given["to_date"][name] == paid.to_date[name] for name in names)


def test_without_the_scheme_that_was_agreed_nobody_is_paid_and_the_run_says_so(agency, clerk):
    worker = at_work(agency, kind="payroll", fase=None, uitzendbeding=False, pensioen="regeling")
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        assert w.session.get_one(PayRunRow, run).unpayable == [[str(worker.employment), "no_pensioenregeling", ""]]


def test_leave_and_sickness_are_paid_on_gebruikelijk_loon_and_the_rest_on_the_hourly_wage(agency, clerk):
    at_work(agency, "verlof", "ziekte", "leegloop", gebruikelijk_loon=Decimal("18.00"))
    run = calculated(agency, clerk)
    with agency.store.look(SYSTEM, AT) as w:
        query = select(PayslipLineRow).join(PayslipRow).where(PayslipRow.pay_run_id == run)
        rates = {line.code: (line.rate, line.amount) for line in w.session.scalars(query) if line.rate}
    assert rates == {
        "uurloon": (Decimal("16.50"), Decimal("264.00")),
        "leegloop": (Decimal("16.50"), Decimal("132.00")),
        "verlof": (Decimal("18.00"), Decimal("144.00")),
        "ziekte": (Decimal("18.00"), Decimal("129.60")),
    }


def test_a_run_paid_in_a_year_whose_law_is_provisional_is_not_approved(agency, clerk):
    at_work(agency)
    run = calculated(agency, clerk)
    with agency.store.work(SYSTEM, AT) as w:
        change = update(PayRunRow).where(PayRunRow.id == run).values(paid_on=date(2027, 1, 8))
        w.move("test:paid_on", change, agency.own, f"pay_run:{run}", expected=1)
    with pytest.raises(RefusedError, match="provisional"):
        pay_runs.approve(agency.store, agency.actor(Role.ADMINISTRATOR), AT, run)
