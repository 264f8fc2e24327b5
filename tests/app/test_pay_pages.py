"""The main job in the browser's terms: from approved hours to bank file, as four people, every page sound."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import factories
from app import jobs
from app.db.accounts import Role
from app.db.hours import HoursState
from app.db.pay import BankFileRow, PayRunRow, PayslipRow, RunState
from app.db.work import SYSTEM
from page import get_page, post, post_page

AT, MONDAY = factories.AT, factories.MONDAY
PAY_DAY = datetime.now(UTC).date()


@pytest.fixture
def workers(agency):
    with agency.store.work(SYSTEM, AT) as w:
        employed = [factories.employ(w, agency) for _ in range(2)]
        for one in employed:
            factories.hours_week(w, agency, one.placement)
    return employed


def in_the_week(client):
    """Choose the week of the hours in the top bar."""
    page = get_page(client, "pay_runs.index")
    employer = next(field.get("value") for field in page.all("option") if field.get("selected") is not None)
    post(client, "/switch", {"employer": employer, "week": MONDAY.isoformat(), "step": "0", "back": "/pay-runs/"})


def form_of(page):
    """The hidden fields and values of the page's first form with an id."""
    return {
        field.get("name"): field.get("value")
        for field in page.all("input")
        if field.get("name") in {"id", "paid_on", "execution_day"}
    }


def one(store, kind):
    with store.look(SYSTEM, AT) as w:
        return w.session.scalars(select(kind)).one()


def opened(client, store):
    in_the_week(client)
    asked = form_of(get_page(client, "pay_runs.new"))
    for _ in range(2):
        assert post(client, "/pay-runs/new", asked).status_code == 303
    return one(store, PayRunRow)


def calculated(client, store):
    run = opened(client, store)
    get_page(client, f"/pay-runs/{run.id}")
    assert post(client, f"/pay-runs/{run.id}/calculate", {}).status_code == 303
    get_page(client, f"/pay-runs/{run.id}")
    assert jobs.work_once(store, "test")
    return run


def approve(client, store):
    run = one(store, PayRunRow)
    return post(client, f"/pay-runs/{run.id}/approve", {"version": run.version})


def approved(client_for, store):
    run = calculated(client_for(Role.PAYROLL_CLERK), store)
    assert approve(client_for(Role.ADMINISTRATOR), store).status_code == 303
    assert one(store, PayRunRow).state == RunState.APPROVED
    return run


def test_the_run_names_who_is_not_in_it_and_why(agency, workers, client_for, store):
    with store.work(SYSTEM, factories.AT) as w:
        late = factories.employ(w, agency)
        factories.hours_week(w, agency, late.placement, state=HoursState.SUBMITTED)
    client = client_for(Role.PAYROLL_CLERK)
    run = opened(client, store)
    post(client, "/switch", {"employer": str(agency.own), "week": "2026-01-05", "step": "0", "back": "/"})
    page = get_page(client, f"/pay-runs/{run.id}")
    assert "Nog 1 plaatsing niet in deze verloning" in page.text
    assert f"/hours/{late.placement}/{run.period_start}" in page.text
    assert "Ingediend" in get_page(client, f"/hours/?state=submitted&week={run.period_start}").text


def test_a_week_is_paid_by_two_people_and_read_by_an_accountant(agency, workers, client_for, store):
    run = approved(client_for, store)
    administrator, accountant = client_for(Role.ADMINISTRATOR), client_for(Role.ACCOUNTANT)
    asked = form_of(get_page(administrator, f"/bank-files/new/{run.id}"))
    for _ in range(2):
        assert post(administrator, f"/bank-files/new/{run.id}", asked).status_code == 303
    file = one(store, BankFileRow)
    planted = [worker.bsn for worker in workers]
    in_the_week(accountant)
    for address in ("/pay-runs/", f"/pay-runs/{run.id}", "/payslips/", "/bank-files/", f"/bank-files/{file.id}"):
        get_page(accountant, address, planted=planted)
    first = accountant.get(f"/bank-files/{file.id}/xml", base_url="https://localhost")
    assert first.data == administrator.get(f"/bank-files/{file.id}/xml", base_url="https://localhost").data
    assert first.headers["Content-Disposition"] == f'attachment; filename="{file.message_id}.xml"'
    for forbidden in (f"/pay-runs/{run.id}/calculate", f"/pay-runs/{run.id}/approve", f"/bank-files/new/{run.id}"):
        assert post(accountant, forbidden, {}).status_code == 403


def test_every_amount_on_a_payslip_opens_to_its_explanation(agency, workers, client_for, store):
    clerk = client_for(Role.PAYROLL_CLERK)
    calculated(clerk, store)
    with store.look(SYSTEM, AT) as w:
        slip = w.session.scalars(select(PayslipRow)).first()
    page = get_page(clerk, f"/payslips/{slip.id}")
    assert page.text.count('class="waarom"') > 15
    assert "40 uur x 16,50 per uur = 660,00" in page.text
    assert "Uren hierachter" in page.text


def test_the_payslips_leave_as_pdf_without_a_name_in_the_file_name(agency, workers, client_for, store):
    run = approved(client_for, store)
    clerk = client_for(Role.PAYROLL_CLERK)
    with store.look(SYSTEM, AT) as w:
        slip = w.session.scalars(select(PayslipRow)).first()
    single = clerk.get(f"/payslips/{slip.id}/pdf", base_url="https://localhost")
    assert single.data.startswith(b"%PDF")
    assert single.headers["Content-Disposition"] == f'attachment; filename="loonstrook-{run.number}-{slip.number}.pdf"'
    archive = clerk.get(f"/payslips/of-run/{run.id}", base_url="https://localhost")
    assert archive.data.startswith(b"PK")


def test_who_calculated_is_told_that_somebody_else_approves(agency, workers, client_for, store):
    clerk = client_for(Role.PAYROLL_CLERK)
    run = calculated(clerk, store)
    assert "vier ogen" in get_page(clerk, f"/pay-runs/{run.id}").text
    assert approve(clerk, store).status_code == 303
    assert one(store, PayRunRow).state == RunState.CALCULATED


def test_a_worker_below_minimumloon_blocks_until_left_out(agency, workers, client_for, store):
    with store.work(SYSTEM, AT) as w:
        poor = factories.employ(w, agency, hourly_wage=10)
        factories.hours_week(w, agency, poor.placement)
    clerk = client_for(Role.PAYROLL_CLERK)
    run = calculated(clerk, store)
    page = get_page(clerk, f"/pay-runs/{run.id}")
    assert "lager dan het minimumloon" in page.text
    approve(client_for(Role.ADMINISTRATOR), store)
    assert one(store, PayRunRow).state == RunState.CALCULATED
    assert post(clerk, f"/pay-runs/{run.id}/leave-out/{poor.employment}", {}).status_code == 303
    assert "Weer mee laten doen" in get_page(clerk, f"/pay-runs/{run.id}").text
    approve(client_for(Role.ADMINISTRATOR), store)
    assert one(store, PayRunRow).state == RunState.APPROVED


def test_a_calculation_can_be_stopped_discarded_and_exported(agency, workers, client_for, store):
    clerk = client_for(Role.PAYROLL_CLERK)
    run = opened(clerk, store)
    post(clerk, f"/pay-runs/{run.id}/calculate", {})
    assert clerk.get(f"/pay-runs/{run.id}/progress", base_url="https://localhost").json["state"] == "waiting"
    post(clerk, f"/pay-runs/{run.id}/cancel", {})
    assert one(store, PayRunRow).state == RunState.DRAFT
    assert not jobs.work_once(store, "test")
    post(clerk, f"/pay-runs/{run.id}/calculate", {})
    assert jobs.work_once(store, "test")
    table = clerk.get(f"/pay-runs/{run.id}/export/csv", base_url="https://localhost")
    assert table.get_data(as_text=True).count("\r\n") == 3
    for view in ("problems", "changed", "new", "gone"):
        get_page(clerk, f"/pay-runs/{run.id}?view={view}&over=10")
    post(clerk, f"/pay-runs/{run.id}/discard", {})
    assert one(store, PayRunRow).state == RunState.DRAFT


def test_a_run_of_another_employer_is_not_found(agency, workers, client_for, store):
    run = calculated(client_for(Role.PAYROLL_CLERK), store)
    stranger = client_for(Role.PAYROLL_CLERK, "other")
    slip = slip_of(store)
    for address in (f"/pay-runs/{run.id}", f"/payslips/{slip.id}", f"/pay-runs/{run.id}/export/csv"):
        get_page(stranger, address, status=404)
    post_page(stranger, f"/pay-runs/{run.id}/calculate", {}, status=404)


def slip_of(store):
    with store.look(SYSTEM, AT) as w:
        return w.session.scalars(select(PayslipRow)).first()
