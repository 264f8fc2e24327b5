"""Every address of the application, as every role: a sound page, a download with the headers, or a refusal that says why."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.pay import PayslipRow
from app.db.work import SYSTEM
from app.headers import HEADERS
from app.permissions import MATRIX, Action
from app.services import bank_files, pay_runs
from page import Page

SIGN_IN = ("/sign-in/", "/password/reset/")
HTML = "text/html; charset=utf-8"


@pytest.fixture
def given(store, agency):
    """What stands in for the variable parts of an address, and the values nobody may see unmasked."""
    with store.work(SYSTEM, factories.AT) as w:
        workers = [factories.employ(w, agency) for _ in range(3)]
        weeks = [factories.hours_week(w, agency, worker.placement) for worker in workers]
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    with store.work(clerk, factories.AT) as w:
        run_id = pay_runs.open_week(w, agency.own, factories.MONDAY, paid_on=date(2026, 11, 20), run_id=uuid4()).id
    pay_runs.calculate(store, clerk, factories.AT, run_id)
    pay_runs.approve(store, approver, factories.AT, run_id)
    with store.work(clerk, factories.AT) as w:
        file_id = bank_files.create(w, run_id, date(2026, 11, 20), file_id=uuid4()).id
        payslip_id = w.session.scalars(select(PayslipRow.id).where(PayslipRow.pay_run_id == run_id)).first()
    values = {
        "run_id": run_id,
        "payslip_id": payslip_id,
        "file_id": file_id,
        "bank_file_id": file_id,
        "seq": 1,
        "person_id": workers[0].person,
        "employment_id": workers[0].employment,
        "placement_id": workers[0].placement,
        "hours_week_id": weeks[0],
        "hirer_id": agency.hirer,
        "employer_id": agency.own,
        "accounts.id": agency.accounts[Role.CONSULTANT, "own"],
        "monday": factories.MONDAY.isoformat(),
        "week": factories.MONDAY.isoformat(),
        "year": "2026",
        "kind": "csv",
        "token": "x",
    }
    return values, [text for worker in workers for text in (worker.bsn, worker.iban)]


def addresses(app, values):
    """(address, what it needs) of every GET route; a variable part without a stand-in here fails the test."""
    lacking, found = [], []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in rule.methods or rule.endpoint.endswith("static"):
            continue
        noun = rule.endpoint.split(".")[0]
        stand_ins = {name: values.get(f"{noun}.{name}", values.get(name)) for name in rule.arguments}
        if None in stand_ins.values():
            lacking.append(rule.rule)
            continue
        with app.test_request_context():
            found.append((rule.build(stand_ins)[1], app.view_functions[rule.endpoint].needs))
    assert not lacking, f"say in `given` what stands in for: {lacking}"
    return sorted(found, key=lambda each: each[0].startswith("/sign-in"))  # these may end the session


def expected(needs, role):
    return not isinstance(needs, Action) or needs in MATRIX[role]


@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_sound_and_shows_no_bsn_or_iban(app, client_for, given, role):
    values, planted = given
    client = client_for(role)
    wrong = [wrongs for each in addresses(app, values) if (wrongs := what_is_wrong(client, *each, role, planted))]
    assert not wrong, "\n".join(wrong)


def what_is_wrong(client, address, needs, role, planted):
    """A sentence for the first thing that is wrong with this address for this role, or nothing."""
    try:
        response = client.get(address, base_url="https://localhost")
        for name in set(HEADERS) - {"Content-Security-Policy"}:
            assert response.headers.get(name) == HEADERS[name], name
        if expected(needs, role):
            switched_off = response.status_code == 404 and (address.startswith(SIGN_IN) or address.endswith("/progress"))
            assert address.startswith(SIGN_IN) or "/sign-in?" not in (response.location or ""), "signed out on the way"
            assert response.status_code in {200, 302, 303} or switched_off, response.status_code
        else:
            assert response.status_code == 403, response.status_code
        if response.content_type == HTML and not 300 <= response.status_code < 400:
            Page(response, status=response.status_code, planted=planted).check()
    except Exception as error:  # noqa: BLE001 - one list of everything that is wrong
        return f"{address}: {type(error).__name__} {error}"


def test_nobody_enters_without_signing_in(app, given):
    values, _ = given
    client = app.test_client()
    for address, needs in addresses(app, values):
        response = client.get(address, base_url="https://localhost")
        if needs is None:
            assert response.status_code < 500, address
        else:
            assert response.status_code in {302, 303, 401}, (address, response.status_code)


def test_no_address_holds_a_name_or_a_number_of_a_person(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        assert not re.search(r"name|bsn>|iban>|birth|email", "".join(rule.arguments)), rule.rule
