"""From approved hours to an approved run: calculated, stored, compared, closed."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

import factories
from app.db.accounts import Role
from app.db.hours import HoursState, HoursWeekRow
from app.db.pay import PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.work import SYSTEM, Actor, StaleError
from app.services import pay_runs
from app.services.problems import NotFoundError, RefusedError

AT, MONDAY = factories.AT, factories.MONDAY
PAID_ON = date(2026, 11, 20)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


@pytest.fixture
def administrator(agency):
    return agency.actor(Role.ADMINISTRATOR)


def workers_with_hours(agency, count, monday=MONDAY, **terms):
    with agency.store.work(SYSTEM, AT) as w:
        employed = [factories.employ(w, agency, **terms) for _ in range(count)]
        for one in employed:
            factories.hours_week(w, agency, one.placement, monday=monday)
    return employed


def opened(agency, clerk, monday=MONDAY, paid_on=PAID_ON):
    with agency.store.work(clerk, AT) as w:
        return pay_runs.open_week(w, agency.own, monday, paid_on=paid_on, run_id=uuid4()).id


def calculated(agency, clerk, **week):
    run_id = opened(agency, clerk, **week)
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    return run_id


def slips_of(agency, run_id):
    with agency.store.look(SYSTEM, AT) as w:
        return w.session.scalars(
            select(PayslipRow).where(PayslipRow.pay_run_id == run_id).order_by(PayslipRow.number)
        ).all()


def test_a_week_of_hours_becomes_a_payslip_with_every_amount_explained(agency, clerk):
    workers_with_hours(agency, 1)
    (slip,) = slips_of(agency, calculated(agency, clerk))
    assert slip.bruto == Decimal("660.00")
    assert slip.verloonde_uren == 40
    assert not slip.is_blocked, slip.problems
    assert set(slip.totals) <= set(slip.explanations)


def test_the_run_is_approved_by_somebody_else_and_its_hours_are_paid(agency, clerk, administrator):
    workers_with_hours(agency, 2)
    run_id = calculated(agency, clerk)
    with pytest.raises(RefusedError, match="four_eyes"):
        pay_runs.approve(agency.store, clerk, AT, run_id)
    pay_runs.approve(agency.store, administrator, AT, run_id)
    with agency.store.look(SYSTEM, AT) as w:
        assert w.session.get(PayRunRow, run_id).state == RunState.APPROVED
        assert set(w.session.scalars(select(HoursWeekRow.state))) == {HoursState.PAID}
