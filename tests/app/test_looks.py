"""Who looked at me: every recorded look at a person finds its way into their report, and to nobody else's."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

import factories
from app.db import audit
from app.db.accounts import Role
from app.db.audit import INSTALLATION, Act, AuditRow, LookRow
from app.db.work import SYSTEM
from app.permissions import MATRIX, Action, NotAllowedError
from app.services import looks
from app.services.looks import Filters
from page import get_page, post
from site_map import stand_ins


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def report(agency, person, role=Role.PRIVACY_OFFICER, employer="own", **filters):
    with agency.store.work(agency.actor(role, employer), factories.AT) as w:
        found = looks.page(w, person, Filters(**filters))
        return [row.tag.partition(":")[2] for row in found.page.rows]


def test_a_page_a_reveal_and_an_export_stand_in_the_report_with_reason_and_name(client_for, agency, worker):
    clerk = client_for(Role.PAYROLL_CLERK)
    get_page(clerk, "flex_workers.show", person_id=worker.person)
    get_page(clerk, "dossiers.show", person_id=worker.person)
    get_page(clerk, "placements.show", placement_id=worker.placement)
    assert post(clerk, f"/flex-workers/{worker.person}/reveal/bsn", {"reason": "authority_asks"}).status_code in {
        200,
        303,
    }
    assert clerk.get("/flex-workers/export/csv", base_url="https://localhost").status_code == 200
    assert report(agency, worker.person) == [
        "flex_worker:export",
        "bsn:reveal",
        "placement:terms",
        "dossier:read",
        "person:read",
    ]
    page = get_page(client_for(Role.PRIVACY_OFFICER), "looks.show", person_id=worker.person)
    for words in (
        "BSN voluit bekeken",
        "Belastingdienst, UWV of pensioenfonds vraagt ernaar",
        "Lijst van flexwerkers opgehaald",
        "Medewerker",
    ):
        assert words in page.text


def test_looking_at_who_looked_is_a_look(agency, worker):
    assert report(agency, worker.person) == []
    assert report(agency, worker.person) == ["looks:read"]


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_every_page_about_a_person_is_in_the_report(app, client_for, store, agency, role):
    """Walks every look that carries the things of the first worker; what was recorded of a worker is in their report."""
    values, _planted = stand_ins(store, agency)
    client, person = client_for(role), values["person_id"]
    for address in (
        f"/flex-workers/{person}", f"/flex-workers/{person}/dossier", f"/placements/{values['placement_id']}",
        f"/payslips/{values['payslip_id']}", f"/payslips/{values['payslip_id']}/pdf", f"/payslips/of-run/{values['run_id']}",
        f"/payslips/?week={values['monday']}", f"/pay-runs/{values['run_id']}", f"/pay-runs/{values['run_id']}/export/csv",
        f"/bank-files/{values['file_id']}/xml", f"/hours/{values['placement_id']}/{values['monday']}/1",
        "/flex-workers/export/xlsx", "/placements/export/csv",
        f"/flex-workers/{person}/dossier/documents/{values['open_document_id']}",
    ):  # fmt: skip
        before = count_of(store, person)
        with client.get(address, base_url="https://localhost") as answer:
            entered = answer.status_code == 200 and answer.data
        week = address.startswith("/payslips/?")
        assert (count_of(store, person) > before) == bool(entered) or week, address


def count_of(store, person):
    with store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(LookRow).where(LookRow.person_id == person))


def test_filters_narrow_the_report_and_the_export_is_what_they_show(client_for, agency, worker):
    clerk, officer = client_for(Role.PAYROLL_CLERK), client_for(Role.PRIVACY_OFFICER)
    get_page(clerk, "flex_workers.show", person_id=worker.person)
    get_page(clerk, "dossiers.show", person_id=worker.person)
    assert report(agency, worker.person, tag="web:dossier:read") == ["dossier:read"]
    assert report(agency, worker.person, actor_id=uuid4()) == []
    assert report(agency, worker.person, until=factories.MONDAY - timedelta(days=400)) == []
    answer = officer.get(
        f"/flex-workers/{worker.person}/looks/export/csv?tag=web:dossier:read", base_url="https://localhost"
    )
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [line[2] for line in lines] == ["Wat", "Dossier bekeken"]
    assert "Werker" not in answer.headers["Content-Disposition"]
    page = get_page(officer, f"/flex-workers/{worker.person}/looks?since=31-02-2026", status=422)
    assert "Deze dag bestaat niet" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_reads_the_report_and_only_of_the_own_employer(client_for, agency, worker, role):
    allowed = Action.LOOKS_READ in MATRIX[role]
    get_page(client_for(role), "looks.show", person_id=worker.person, status=200 if allowed else 403)
    get_page(client_for(role, "other"), "looks.show", person_id=worker.person, status=404 if allowed else 403)
    if not allowed:
        with pytest.raises(NotAllowedError):
            report(agency, worker.person, role)


def test_looks_at_another_employer_of_the_same_person_are_that_employers(agency, store, worker):
    with store.work(SYSTEM, factories.AT) as w:
        factories.employ(w, agency, employer="other", person=worker.person)
    for which in ("own", "other"):
        with store.work(agency.actor(Role.PAYROLL_CLERK, which), factories.AT) as w:
            w.record_read("payslip:list", agency.employer(which), [], people=[worker.person])
    with store.work(agency.actor(Role.PRIVACY_OFFICER, "other"), factories.AT) as w:
        rows = looks.page(w, worker.person, Filters()).page.rows
    assert [row.chain for row in rows] == [str(agency.other)]


def test_the_report_costs_the_same_whatever_the_number_of_workers_and_looks(agency, store, worker, query_count):
    def cost():
        with query_count() as counted, store.work(agency.actor(Role.PRIVACY_OFFICER), factories.AT) as w:
            found = looks.page(w, worker.person, Filters()).page
        return int(counted), found.total

    few, _total = cost()
    crowd = [uuid4() for _ in range(10_000)]
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        for _ in range(60):
            w.record_read("payslip:list", agency.own, [], people=[worker.person])
        w.record_read("flex_worker:export", agency.own, [], people=[*crowd, worker.person])
    many, total = cost()
    assert many == few
    assert total == 62


def test_the_index_of_looks_is_read_not_the_trail(agency, store, worker):
    with store.database.reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("the plan of an empty table says nothing on PostgreSQL")
        with store.look(agency.actor(Role.PRIVACY_OFFICER), factories.AT) as w:
            query = str(
                looks._about(w, worker.person).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            )
        plan = " ".join(row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))
    assert "SEARCH look" in plan
    assert "SEARCH audit" in plan
    assert "SCAN" not in plan


def test_the_index_cannot_be_changed_or_cut_and_leaves_the_chain_as_it_is(agency, store, worker):
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        w.record_read("payslip:list", agency.own, [], people=[worker.person])
    for statement in (delete(LookRow), update(LookRow).values(person_id=uuid4())):
        with store.database.writing() as session, pytest.raises(DBAPIError):
            session.connection().execute(statement)
    with store.database.reading() as session:
        assert list(audit.verify(session)) == []
        row = session.scalars(select(AuditRow).where(AuditRow.tag == "web:payslip:list")).one()
    plain = audit._as_row(Act(row.chain, row.at, row.actor_id, row.tag, row.subject, row.fields), row.seq, row.previous)
    assert plain["digest"] == row.digest


def test_a_look_points_at_a_row_of_the_trail(store, agency, worker):
    with store.database.writing() as session, pytest.raises(DBAPIError):
        made = {"person_id": worker.person, "at": factories.AT, "chain": INSTALLATION, "seq": 999_999}
        session.connection().execute(insert(LookRow.__table__), [made])
        session.commit()


def test_the_start_page_of_the_privacy_officer_counts_what_was_shown_in_full(client_for, worker):
    assert post(
        client_for(Role.PAYROLL_CLERK), f"/flex-workers/{worker.person}/reveal/bsn", {"reason": "worker_asks"}
    ).status_code in {200, 303}
    page = get_page(client_for(Role.PRIVACY_OFFICER), "start.index")
    assert "BSN, IBAN, kopie of document voluit getoond" in page.text
    assert "Sinds uw vorige bezoek" not in page.text


@pytest.mark.parametrize("role", [Role.ABSENCE_MANAGER, Role.SUBSIDY_OFFICER])
def test_a_role_without_tasks_is_told_where_to_go(client_for, role):
    assert "Er wacht niets op u" in get_page(client_for(role), "start.index").text
