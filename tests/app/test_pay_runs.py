"""From approved hours to an approved run: calculated, stored, compared, closed."""

import io
import zipfile
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
from app.services import bank_files, pay_run_results, pay_runs, payslip_downloads
from app.services.problems import NotFoundError, RefusedError
from documents.sepa import problems_against_xsd

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


def approved(agency, clerk, administrator, **week):
    run_id = calculated(agency, clerk, **week)
    pay_runs.approve(agency.store, administrator, AT, run_id)
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


def test_the_bank_file_pays_every_payslip_once_and_is_the_same_on_each_download(agency, clerk, administrator):
    workers_with_hours(agency, 3)
    run_id = approved(agency, clerk, administrator)
    with agency.store.work(administrator, AT) as w:
        made = bank_files.create(w, run_id, PAID_ON, file_id=uuid4())
    contents = []
    for _ in range(2):
        with agency.store.work(administrator, AT) as w:
            contents.append(bank_files.content(w, made.id))
    assert contents[0] == contents[1]
    assert not problems_against_xsd(contents[0])
    assert contents[0].count(b"<CdtTrfTxInf>") == 3
    with pytest.raises(RefusedError, match="nothing_to_pay"), agency.store.work(administrator, AT) as w:
        bank_files.create(w, run_id, PAID_ON, file_id=uuid4())


def test_a_payslip_on_paper_is_made_of_what_was_stored(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    (slip,) = slips_of(agency, run_id)
    made = []
    for _ in range(2):
        with agency.store.work(clerk, AT) as w:
            made.append(payslip_downloads.pdf(w, slip.id, "nl"))
    assert made[0] == made[1]
    assert made[0][1].startswith(b"%PDF")
    archive = zipfile.ZipFile(
        io.BytesIO(b"".join(payslip_downloads.run_zip(agency.store, clerk, lambda: AT, (run_id, "nl"))))
    )
    assert [archive.read(name) for name in archive.namelist()] == [made[0][1]]


def test_results_compare_with_the_week_before(agency, clerk, administrator):
    week_before = MONDAY - timedelta(days=7)
    stayed, gone = workers_with_hours(agency, 2, monday=week_before)
    approved(agency, clerk, administrator, monday=week_before, paid_on=PAID_ON - timedelta(days=7))
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, stayed.placement)
    (new,) = workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    with agency.store.work(clerk, AT) as w:
        run = pay_runs.find(w, run_id)
        shown = {view: pay_run_results.results(w, run, view) for view in pay_run_results.FILTERS}
    assert shown[""].counts == {"": 2, "problems": 0, "changed": 0, "new": 1, "gone": 1}
    assert [line.employment_id for line in shown["gone"].page.rows] == [gone.employment]
    assert [line.employment_id for line in shown["new"].page.rows] == [new.employment]
    assert shown[""].totals["bruto"] == shown[""].before["bruto"] == Decimal("1320.00")
