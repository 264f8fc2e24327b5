"""Every address x every role x own and other employer, against one table (security.md B3.5)."""

import tomllib
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.pay import PayslipRow
from app.db.work import SYSTEM
from app.permissions import MATRIX, Action
from app.services import bank_accounts, bank_files, merge_previews, merges, pay_runs
from app.services.bank_accounts import BankAccount

TABLE = {
    endpoint: (needs, about)
    for needs, lines in tomllib.loads((Path(__file__).parent / "routes.toml").read_text()).items()
    for endpoint, about in lines.items()
}
SIGNED_IN = {"public", "signed in"}


@pytest.fixture
def things(store, agency):
    """What stands in for the variable parts of an address: things of the own employer."""
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        week = factories.hours_week(w, agency, worker.placement)
        held = factories.papers(w, agency, worker.person)
        supplied, contact = factories.supplier(w), factories.contact(w, hirer_id=agency.hirer)
        pair, other_pair = (
            (one, factories.double(w, agency, one)) for one in (worker.person, factories.employ(w, agency).person)
        )
        stamp = merge_previews.preview(w, *pair).stamp
        merge_id = merges.merge(w, merges.Asked(uuid4(), pair, 0, stamp))
        profiled = factories.profile(w, worker.person)
        given = BankAccount(uuid4(), next(factories._ibans), "W", factories.MONDAY)
        bank_accounts.change(w, worker.person, given)
    clerk, administrator = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    with store.work(clerk, factories.AT) as w:
        run = pay_runs.open_week(w, agency.own, factories.MONDAY, paid_on=date(2026, 11, 20), run_id=uuid4()).id
    pay_runs.calculate(store, clerk, factories.AT, run)
    pay_runs.approve(store, administrator, factories.AT, run)
    with store.work(clerk, factories.AT) as w:
        bank_file = bank_files.create(w, run, date(2026, 11, 20), file_id=uuid4()).id
        payslip = w.session.scalars(select(PayslipRow.id).where(PayslipRow.pay_run_id == run)).first()
    return {
        "first_id": other_pair[0],
        "second_id": other_pair[1],
        "merge_id": merge_id,
        "id": agency.accounts[Role.CONSULTANT, "own"],
        "person_id": worker.person,
        "employment_id": worker.employment,
        "placement_id": worker.placement,
        "week_id": week,
        "hirer_id": agency.hirer,
        "contact_id": contact,
        "supplier_id": supplied.id,
        "supplier_contact_id": supplied.contact,
        "account_id": supplied.account,
        "employer_id": agency.own,
        "run_id": run,
        "file_id": bank_file,
        "payslip_id": payslip,
        "identity_id": held.identity,
        "copy_id": held.copy,
        "document_id": held.document,
        "permit_id": held.permit,
        "change_id": given.id,
        "part": "experience",
        "entry_id": profiled.entry,
        "hold_id": profiled.hold,
        "monday": factories.MONDAY.isoformat(),
        "year": 2026,
        "seq": 1,
        "kind": "csv",
        "key_class": "bsn",
        "token": "x",
    }


@pytest.fixture
def requests(app, things):
    """(endpoint, what it needs, what it is about, method, address) of every rule."""
    app.config["WTF_CSRF_ENABLED"] = False
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint in TABLE:
                url = rule.build({name: things[name] for name in rule.arguments})[1]
                found += [
                    (rule.endpoint, *TABLE[rule.endpoint], each, url) for each in sorted(rule.methods & {"GET", "POST"})
                ]
    return sorted(found)


def rows_of(agency):
    with agency.store.database.reading() as session:
        chain = AuditRow.chain == str(agency.own)
        return session.scalar(select(func.count()).where(chain, AuditRow.tag.not_like("%read%")))


def test_every_route_says_who_may_enter_and_has_its_line_in_the_table(app):
    views = {name: view for name, view in app.view_functions.items() if not name.endswith("static")}
    unsaid = [name for name, view in views.items() if not hasattr(view, "needs")]
    assert not unsaid
    coded = {name: str(view.needs or "public") for name, view in views.items()}
    assert {name: needs for name, (needs, _) in TABLE.items()} == coded, "routes.toml says something else"


def test_who_is_not_signed_in_is_sent_to_sign_in_by_every_address(app, requests):
    client, wrong = app.test_client(), []
    for endpoint, needs, _, method, url in requests:
        answer = client.open(url, method=method)
        if needs != "public" and not (answer.status_code == 303 and answer.location.startswith("/sign-in?next=")):
            wrong.append((endpoint, method, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_enters_what_the_matrix_gives_it_and_nothing_else(client_for, requests, role):
    client, wrong = client_for(role), []
    for endpoint, needs, _, method, url in requests:
        allowed = needs in SIGNED_IN or Action(needs) in MATRIX[role]
        if needs == "public" or (allowed and method == "POST"):
            continue  # what it then does is for its own tests
        status = client.open(url, method=method).status_code
        if (status == 403) == allowed or status >= 500:
            wrong.append((endpoint, method, status))
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_a_thing_of_another_employer_does_not_exist_for_a_role_elsewhere(client_for, requests, agency, role):
    client, wrong, before = client_for(role, "other"), [], rows_of(agency)
    for endpoint, needs, about, method, url in requests:
        if about != "row":
            continue
        status = client.open(url, method=method).status_code
        allowed = Action(needs) in MATRIX[role]
        if not allowed and status != 403:
            wrong.append((endpoint, method, status, "expected 403"))
        elif allowed and (status != 404 if method == "GET" else status not in {303, 400, 403, 404, 409, 422}):
            wrong.append((endpoint, method, status, "expected 404"))
    assert not wrong
    assert rows_of(agency) == before, "something of the own employer was changed from elsewhere"
