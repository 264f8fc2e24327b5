"""The right to work of who is in a pay run: what ended after the hours were entered stops the run, until somebody decides."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.dossiers import PermitRow
from app.db.pay import PayRunRow, PayslipRow
from app.db.people import AnoniemGround, PersonRow
from app.db.work import SYSTEM
from app.permissions import NotAllowedError
from app.services import anoniem_decisions, pay_run_inputs, pay_runs
from app.services.anoniem_decisions import Decision
from app.services.problems import RefusedError
from page import get_page, post

AT, MONDAY = factories.AT, factories.MONDAY
PAID_ON = date(2026, 11, 20)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


def third_country_worker(w, agency, *, expires_on=date(2031, 5, 1)):
    """At work by a TWV, with hours in the week."""
    worker = factories.employ(w, agency)
    person = w.session.get(PersonRow, worker.person)
    person.nationality = "0339"
    w.record("person:edited", person)
    factories.papers(w, agency, worker.person, expires_on=expires_on)
    factories.hours_week(w, agency, worker.placement)
    return worker


def permit_ends(w, worker, day):
    row = w.session.scalars(select(PermitRow).where(PermitRow.person_id == worker.person)).one()
    row.until = day
    w.record("permit:corrected", row)


@pytest.fixture
def run(agency, clerk):
    """A run with one worker whose permit turned out to have ended on the Wednesday, and a Dutch one."""
    with agency.store.work(SYSTEM, AT) as w:
        worker = third_country_worker(w, agency)
        factories.hours_week(w, agency, factories.employ(w, agency).placement)
        permit_ends(w, worker, date(2026, 11, 11))
    with agency.store.work(clerk, AT) as w:
        run_id = pay_runs.open_week(w, agency.own, MONDAY, paid_on=PAID_ON, run_id=uuid4()).id
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    return run_id, worker


def unpayable(agency, run_id):
    with agency.store.look(SYSTEM, AT) as w:
        return w.session.get(PayRunRow, run_id).unpayable


def decide(agency, actor, worker, ground=AnoniemGround.NO_RIGHT_TO_WORK, since=MONDAY):
    with agency.store.work(actor, AT) as w:
        return anoniem_decisions.decide(w, worker.employment, Decision(uuid4(), since, ground))


def test_hours_after_the_right_to_work_ended_stop_the_run_and_the_page_says_the_day_and_why(agency, client_for, run):
    run_id, worker = run
    ((employment, code, _),) = unpayable(agency, run_id)
    assert (employment, code) == (str(worker.employment), "work_forbidden")
    page = get_page(client_for(Role.PAYROLL_CLERK), f"/pay-runs/{run_id}")
    assert "Op do 12 nov 2026 mocht dit werk niet" in page.text
    assert f"/flex-workers/{worker.person}/dossier" in page.text
    with pytest.raises(RefusedError) as refused:
        pay_runs.approve(agency.store, agency.actor(Role.ADMINISTRATOR), AT, run_id)
    assert refused.value.code == "blocked"


def test_decided_to_be_paid_by_the_anoniementarief_the_worker_is_in_the_run_again(agency, clerk, run):
    run_id, worker = run
    assert decide(agency, clerk, worker) == []
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    assert unpayable(agency, run_id) == []
    with agency.store.look(SYSTEM, AT) as w:
        slip = w.session.scalars(select(PayslipRow).where(PayslipRow.employment_id == worker.employment)).one()
        assert slip.given["employee"]["anoniem"]
        assert slip.loonheffing == (slip.loon_lh * Decimal("0.52")).quantize(Decimal("0.01"), "ROUND_DOWN")
    pay_runs.approve(agency.store, agency.actor(Role.ADMINISTRATOR), AT, run_id)


def test_a_right_to_work_that_ends_after_calculating_asks_to_calculate_again(agency, clerk):
    with agency.store.work(SYSTEM, AT) as w:
        worker = third_country_worker(w, agency)
    with agency.store.work(clerk, AT) as w:
        run_id = pay_runs.open_week(w, agency.own, MONDAY, paid_on=PAID_ON, run_id=uuid4()).id
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    assert unpayable(agency, run_id) == []
    with agency.store.work(SYSTEM, AT) as w:
        permit_ends(w, worker, date(2026, 11, 11))
    with pytest.raises(RefusedError) as refused:
        pay_runs.approve(agency.store, agency.actor(Role.ADMINISTRATOR), AT, run_id)
    assert refused.value.code == "input_changed"


def test_a_decision_ends_from_a_day_and_only_one_that_holds_can_end(agency, clerk, run):
    _, worker = run
    assert [each.code for each in decide(agency, clerk, worker, ground=None)] == ["anoniem_not_held"]
    assert decide(agency, clerk, worker, since=date(2026, 1, 1))[0].code == "starts_before_employment"
    assert decide(agency, clerk, worker) == []
    assert decide(agency, clerk, worker, ground=None, since=date(2026, 11, 23)) == []
    with agency.store.look(clerk, AT) as w:
        rows = anoniem_decisions.histories(w, [worker.employment])[worker.employment]
        held = [anoniem_decisions.ground_on(w, rows, date(2026, 11, day)) for day in (8, 9, 22, 23)]
    assert held == [None, AnoniemGround.NO_RIGHT_TO_WORK, AnoniemGround.NO_RIGHT_TO_WORK, None]


def test_only_who_runs_the_payroll_decides(agency, run):
    _, worker = run
    for role in (Role.CONSULTANT, Role.ACCOUNTANT, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            decide(agency, agency.actor(role), worker)


def test_the_decision_in_the_browser_keeps_what_was_typed_and_shows_on_the_worker(agency, client_for, run):
    run_id, worker = run
    clerk = client_for(Role.PAYROLL_CLERK)
    links = [each.get("href") for each in get_page(clerk, f"/pay-runs/{run_id}").all("a")]
    link = next(each for each in links if each and "no_right_to_work" in each)
    page = get_page(clerk, link)
    assert 'value="no_right_to_work"' in page.text.replace("selected ", "")
    address = link.split("?")[0]
    assert "Kies de reden" in get_page(clerk, address).text
    wrong = post(clerk, address, {"ground": "no_identity", "since": "32-13-2026", "id": str(uuid4())})
    assert wrong.status_code == 422
    assert "32-13-2026" in wrong.text
    assert post(clerk, address, {"ground": "no_identity", "since": "09-11-2026", "id": str(uuid4())}).status_code == 303
    assert "anoniementarief sinds ma 9 nov 2026" in get_page(clerk, f"/flex-workers/{worker.person}").text
    assert "Identiteit niet vastgesteld" in get_page(clerk, address).text


def test_the_papers_of_a_run_take_a_fixed_number_of_queries(agency, clerk, query_count):
    def counted():
        with agency.store.look(clerk, AT) as w, query_count() as asked:
            pay_run_inputs.read(w, w.session.get(PayRunRow, run_id))
        return int(asked)

    with agency.store.work(SYSTEM, AT) as w:
        third_country_worker(w, agency)
    with agency.store.work(clerk, AT) as w:
        run_id = pay_runs.open_week(w, agency.own, MONDAY, paid_on=PAID_ON, run_id=uuid4()).id
    one = counted()
    with agency.store.work(SYSTEM, AT) as w:
        for _ in range(12):
            third_country_worker(w, agency)
    assert counted() == one
