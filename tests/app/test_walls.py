"""What is closed stays as it is, also for who goes around the services: the database itself refuses."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

import factories
from app.db.accounts import Role
from app.db.pay import PaidHoursRow, PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.work import SYSTEM
from app.services import pay_runs

MONDAY = date(2026, 11, 2)


@pytest.fixture
def paid(store, agency):
    """A week that two people calculated and approved."""
    with store.work(SYSTEM, factories.AT) as w:
        factories.hours_week(w, agency, factories.employ(w, agency).placement, monday=MONDAY)
    clerk, boss = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR, stepped_up=True)
    run_id = factories.uuid4()
    with store.work(clerk, factories.AT) as w:
        pay_runs.open_week(w, agency.own, MONDAY, paid_on=date(2026, 11, 13), run_id=run_id)
    pay_runs.calculate(store, clerk, factories.AT, run_id)
    pay_runs.approve(store, boss, factories.AT, run_id)
    return run_id


CHANGES = [
    update(PayslipRow).values(netto=Decimal("9999.00")),
    update(PayslipLineRow).values(amount=Decimal("9999.00")),
    update(PayRunRow).values(state=RunState.DRAFT),
    delete(PaidHoursRow),
    delete(PayslipLineRow),
    delete(PayslipRow),
    delete(PayRunRow),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_approved_run_refuses_every_change(store, paid, change):
    with store.look(SYSTEM, factories.AT) as w, pytest.raises(IntegrityError, match="refused"):
        w.session.connection().execute(change)


def test_an_approved_run_takes_no_payslip_more(store, paid):
    with store.look(SYSTEM, factories.AT) as w:
        row = dict(w.session.execute(select(PayslipRow.__table__)).mappings().one())
        with pytest.raises(IntegrityError, match="refused"):
            w.session.connection().execute(insert(PayslipRow.__table__), row | {"id": factories.uuid4()})


def test_an_approved_run_may_still_go_on_to_its_bank_file(store, paid):
    with store.work(SYSTEM, factories.AT) as w:
        w.session.connection().execute(update(PayRunRow.__table__).values(state=RunState.BANK_FILE))
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalar(select(PayRunRow.state)) == RunState.BANK_FILE
