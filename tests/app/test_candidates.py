"""Candidates: what is never asked of them, when they are deleted, consent, and how one enters service (P2, P21, P35, R9)."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

import factories
import merging
from app.auth import doors
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.base import Base
from app.db.dossiers import DocumentRow, IdentityCopyRow, Paper
from app.db.holds import DestructionRow, HoldKind, LegalHoldRow
from app.db.keyring import DataKeyRow
from app.db.people import (
    BankAccountRow,
    ConsentRow,
    EmploymentKind,
    EmploymentRow,
    LoonheffingsverklaringRow,
    Outcome,
    PersonRow,
)
from app.db.profiles import AvailabilityRow, CertificateRow
from app.db.work import SYSTEM
from app.demo.fictitious import bsns, ibans
from app.housekeeping import DUTIES
from app.services import (
    addresses,
    bank_accounts,
    candidate_destruction,
    candidates,
    destroyed,
    flex_workers,
    holds,
    idle_procedures,
    loonheffingsverklaringen,
    placements,
    start,
    work_papers,
)
from app.services import bsns as bsn_service
from app.services.addresses import Address
from app.services.bank_accounts import BankAccount
from app.services.candidates import ProcedureEnd
from app.services.dossier_documents import OF_CANDIDATE, kept
from app.services.flex_workers import Details
from app.services.loonheffingsverklaringen import Loonheffingsverklaring
from app.services.problems import NotFoundError
from app.services.work_papers import NewPermit
from documents.retention import Kept, destroy_on, rule
from page import get_page, post, post_page
from staffing.work_permit import PermitKind

BSNS, IBANS = bsns(start=95_000), ibans(start=95_000)
TODAY = factories.AT.date()
# Pages live on the real clock.
NOW, AGO = doors.today(), doors.today() - timedelta(days=6)


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def typed(agency, **changes):
    given = {
        "id": str(factories.uuid4()), "first_name": "Kim", "name_prefix": "de", "last_name": "Boer", "email": "kim@example.nl",
        "phone": "", "language": "nl", "birth_date": "", "nationality": "", "employer_id": str(agency.own), "branch_id": "",
        "started_on": "02-11-2026",
    }  # fmt: skip
    return given | changes


def hired(**changes):
    """The form with which a candidate enters service."""
    given = {
        "kind": "flex_worker", "started_on": "16-11-2026", "branch_id": "", "initials": "K.", "first_name": "Kim", "name_prefix": "de",
        "last_name": "Boer", "naamgebruik": "own", "gender": "v", "birth_date": "02-03-1996", "birth_place": "Gouda",
        "nationality": "0001", "email": "kim@example.nl", "phone": "", "language": "nl", "street": "Dorpsstraat", "house_number": "1",
        "postcode": "3511 AB", "city": "Utrecht", "country": "6030", "bsn": next(BSNS), "iban": next(IBANS), "holder": "",
        "credit": "yes", "signed_on": "16-11-2026", "statement_since": "", "residence": "nl",
    }  # fmt: skip
    return given | changes


def only(store, kind, **values):
    with store.look(SYSTEM, factories.AT) as w, w.including_overdue():
        return w.session.scalars(select(kind).filter_by(**values)).one()


def counts(store):
    """How many rows there are in each table that says anything of people; a certificate holds nothing but ids."""
    others = {"audit", "look", "number", "data_key", "destruction"}
    with store.look(SYSTEM, factories.AT) as w, w.including_overdue():
        tables = [each for each in Base.metadata.sorted_tables if each.name not in others]
        return {each.name: w.session.scalar(select(func.count()).select_from(each)) for each in tables}


def test_a_candidate_is_registered_with_a_way_to_reach_them_and_nothing_else(consultant, agency, store):
    page = get_page(consultant, "candidates.new")
    for name in ("bsn", "iban", "street", "credit", "initials"):
        assert f'name="{name}"' not in page.text
    page = post_page(consultant, "/candidates/", typed(agency, email=""), status=422)
    assert "niet te bereiken" in page.text
    given = typed(agency)
    answers = [post(consultant, "/candidates/", given) for _ in range(2)]
    assert answers[0].location == answers[1].location
    person = only(store, PersonRow, last_name="Boer")
    assert (person.birth_date, person.nationality, person.bsn_index, person.initials) == (None, "", None, "")
    page = get_page(consultant, answers[0].location)
    assert page.title == f"Kandidaat {person.number} · One Payroll"
    for absent in ("BSN", "IBAN", "Bankrekening", "Adres", "Loonheffingskorting", "Plaatsing maken"):
        assert absent not in page.text.replace("Adressen", ""), absent
    assert "In dienst nemen" in page.text


@pytest.mark.parametrize("path", ["bsn", "address", "bank-account", "edit", "employments/new", "business"])
def test_the_pages_of_an_employee_do_not_exist_for_a_candidate(consultant, agency, store, path):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
    for address in (f"/flex-workers/{person}/{path}",):
        assert consultant.get(address, base_url="https://localhost").status_code == 404
        assert post(consultant, address, {"bsn": next(BSNS), "version": "1"}).status_code == 404
    for step in ("loonheffingsverklaring", "end"):
        address = f"/flex-workers/{person}/employments/{employment}/{step}"
        assert post(consultant, address, {}).status_code == 404


def test_no_service_records_of_a_candidate_what_belongs_to_an_employee(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
    details = Details("K.", "Kim", "", "Boer", date(1990, 1, 1), "Gouda", "0001")
    address = Address(factories.uuid4(), "Weg", "1", "3511 AB", "Utrecht", "6030", TODAY)
    account = BankAccount(factories.uuid4(), next(IBANS), "Kim", TODAY)
    statement = Loonheffingsverklaring(factories.uuid4(), True, TODAY, TODAY)
    for step in (
        lambda w: bsn_service.enter(w, person, 1, next(BSNS)),
        lambda w: bank_accounts.change(w, person, account),
        lambda w: addresses.change(w, person, address),
        lambda w: loonheffingsverklaringen.change(w, employment, statement),
        lambda w: flex_workers.edit(w, person, 1, details),
    ):
        with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w, pytest.raises(NotFoundError):
            step(w)
    assert kept(EmploymentKind.CANDIDATE) == OF_CANDIDATE
    assert not OF_CANDIDATE & {Paper.CONTRACT, Paper.LOONHEFFINGSVERKLARING, Paper.HEALTH_POLICY, Paper.A1}


def test_after_the_procedure_the_page_says_on_which_day_everything_goes(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
    address = f"/candidates/{employment}/end"
    get_page(consultant, address)
    late = post_page(consultant, address, {"version": "1", "outcome": "rejected", "ended_on": "17-11-2099"}, status=422)
    assert "moet nog komen" in late.text
    form = {"version": "1", "outcome": "rejected", "ended_on": f"{AGO:%d-%m-%Y}"}
    assert post(consultant, address, form).status_code == 303
    assert post(consultant, address, form).status_code == 409
    row = only(store, EmploymentRow, id=employment)
    assert (row.outcome, row.destroy_on) == (Outcome.REJECTED, AGO + timedelta(28))
    gone = rf"op \w\w {row.destroy_on.day} \w+ {row.destroy_on.year} verwijderd"
    assert re.search(gone, get_page(consultant, f"/flex-workers/{person}").text)
    assert re.search(gone, get_page(consultant, "/flex-workers/?filter=candidate").text)


def test_consent_keeps_a_candidate_a_year_and_withdrawing_it_is_one_button_that_deletes_at_once(
    consultant, agency, store
):
    before = counts(store)
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, ended_on=AGO, outcome=Outcome.REJECTED)
    page = get_page(consultant, f"/candidates/{employment}/consent")
    assert "ten hoogste een jaar bewaart" in page.text
    form = {"id": str(factories.uuid4()), "way": "by_mail", "given_on": f"{AGO:%d-%m-%Y}"}
    for _ in range(2):
        assert post(consultant, f"/candidates/{employment}/consent", form).status_code == 303
    consent = only(store, ConsentRow)
    assert (consent.text_version, consent.way) == (candidates.TEXT_VERSION, "by_mail")
    assert consent.given_at.date() == AGO
    assert only(store, EmploymentRow, id=employment).destroy_on == destroy_on(Kept.APPLICANT_WITH_CONSENT, AGO)
    assert "Toestemming intrekken en gegevens verwijderen" in get_page(consultant, f"/flex-workers/{person}").text
    answer = post(consultant, f"/candidates/{employment}/consent/withdraw", {})
    assert answer.status_code == 303
    assert counts(store) == before
    assert consultant.get(f"/flex-workers/{person}", base_url="https://localhost").status_code == 404


def test_consent_withdrawn_during_the_procedure_leaves_the_candidate_in_it(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        _person, employment = factories.candidate(w, agency, consents=True)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert not candidates.withdraw(w, employment)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        candidates.end(w, employment, 1, ProcedureEnd(TODAY, Outcome.WITHDRAWN))
        assert candidates.find(w, employment).destroy_on == destroy_on(Kept.APPLICANT, TODAY)


def test_nothing_of_a_candidate_who_is_held_goes_and_the_hold_can_be_lifted(store, agency):
    officer = agency.actor(Role.PRIVACY_OFFICER)
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, consents=True, ended_on=AGO, outcome=Outcome.REJECTED)
    hold = factories.uuid4()
    with store.work(officer, factories.AT) as w:
        holds.put(w, person, HoldKind.COURT, hold)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert not candidates.withdraw(w, employment)
    assert candidate_destruction.destroy_overdue(store, factories.AT + timedelta(1)) == 0
    with store.look(officer, factories.AT + timedelta(1)) as w:
        assert [row.id for row, _person in holds.listed(w)] == [hold]
    with store.work(officer, factories.AT + timedelta(1)) as w:
        holds.lift(w, hold)
    assert candidate_destruction.destroy_overdue(store, factories.AT + timedelta(2)) == 1
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(PersonRow, person) is None


def test_a_held_candidate_stays_in_sight_after_their_day_until_the_hold_is_lifted(client_for, store, agency):
    over = {"ended_on": TODAY, "outcome": Outcome.REJECTED, "destroy_on": TODAY}
    with store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        person, _employment = factories.candidate(w, agency, **over)
        factories.candidate(w, agency, **over)
        hold = LegalHoldRow(person_id=person, kind=HoldKind.COURT, set_at=factories.AT, set_by=None)
        w.add("legal_hold:set", hold)
    officer, here = client_for(Role.PRIVACY_OFFICER), f"/flex-workers/{person}/holds"
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(EmploymentRow.person_id)).all() == [person]
    assert "Rechtszaak" in get_page(officer, here).text
    answer = post(officer, f"{here}/{hold.id}/lift", {})
    assert "gaat de komende nacht" in get_page(officer, answer.location).text
    assert post(officer, f"{here}/{hold.id}/lift", {}).status_code == 409
    assert officer.get(here, base_url="https://localhost").status_code == 404


def test_a_candidate_who_was_merged_goes_with_whoever_was_merged_in_and_stops_nobody_else(store, agency):
    over = {"ended_on": AGO, "outcome": Outcome.REJECTED, "destroy_on": TODAY}
    with store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        people = [factories.candidate(w, agency, **over) for _ in range(3)]
        (kept, _), (gone, moved), _ = people
        relation = w.session.get(EmploymentRow, moved)
        relation.person_id = kept
        w.record("test:moved", relation)
        w.session.flush()
        remainder = w.session.get(PersonRow, gone)
        remainder.merged_into_id = kept
        w.record("test:merged", remainder)
    assert candidate_destruction.destroy_overdue(store, factories.AT) == 3
    with store.look(SYSTEM, factories.AT) as w:
        assert {w.session.get(PersonRow, person) for person, _employment in people} == {None}


def merged_candidates(store, agency):
    """(who was kept, who went, the merge) of two candidates whose day is today."""
    with store.work(SYSTEM, factories.AT) as w:
        kept, gone = [
            factories.candidate(w, agency, employer=each, ended_on=TODAY, outcome=Outcome.REJECTED)[0]
            for each in ("own", "other")
        ]
    merge = merging.merge(store, SYSTEM, (kept, gone))
    with store.work(SYSTEM, factories.AT) as w:
        for row in w.session.scalars(select(EmploymentRow).where(EmploymentRow.person_id == kept)):
            row.destroy_on = TODAY
            w.record("candidate:term", row)
    return kept, gone, merge


def test_the_keys_and_certificates_of_merged_candidates_go_with_them(store, agency):
    kept, gone, merge = merged_candidates(store, agency)
    assert f"merge:{merge}" in key_classes(store)
    assert candidate_destruction.destroy_overdue(store, factories.AT) == 2
    assert [each for each in key_classes(store) if each.endswith((str(kept), str(gone), str(merge)))] == []
    with store.look(SYSTEM, factories.AT) as w:
        certified = [row.rows.get("person") for row in w.session.scalars(select(DestructionRow))]
    assert sorted(each for each in certified if each) == sorted([[str(kept)], [str(gone)]])


@pytest.mark.parametrize("first", [0, 1])
def test_a_restored_database_loses_merged_candidates_with_the_key_of_their_merge(store, agency, first):
    people = merged_candidates(store, agency)
    lines = [
        destroyed.Line(factories.uuid4(), each, "P21", TODAY, factories.AT, {"person": [str(each)]})
        for each in (people[first], people[1 - first])
    ]
    assert destroyed.replay(store, lines, factories.AT) == 2
    assert [each for each in key_classes(store) if each.endswith(tuple(map(str, people)))] == []
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(PersonRow)).all() == []


def key_classes(store):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalars(select(DataKeyRow.key_class)).all()


def test_one_candidate_whom_the_database_keeps_stops_nobody_else_and_is_told(store, agency):
    over = {"ended_on": TODAY, "outcome": Outcome.REJECTED, "destroy_on": TODAY}
    with store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        people = [factories.candidate(w, agency, **over)[0] for _ in range(3)]
        paper = factories.paper(w, people[0], Paper.CV)
        worker = factories.employ(w, agency)
        factories.profile(w, worker.person)
        w.session.flush()
        row = w.session.scalars(select(CertificateRow)).first()
        row.document_id = paper.id
        w.record("test:strayed", row)
    with pytest.raises(IntegrityError):
        candidate_destruction.destroy_overdue(store, factories.AT)
    with store.look(SYSTEM, factories.AT) as w:
        assert set(w.session.scalars(select(PersonRow.id))) == {people[0], worker.person}


def test_the_nightly_duty_leaves_no_row_and_no_key_of_a_candidate_whose_day_has_come(store, agency):
    before = counts(store)
    with store.work(SYSTEM, factories.AT) as w:
        person, _employment = factories.candidate(
            w, agency, consents=True, ended_on=TODAY, outcome=Outcome.REJECTED, destroy_on=TODAY + timedelta(28)
        )
        factories.papers(w, agency, person)
    assert "candidates.destroy" in [name for name, _when, _duty in DUTIES]
    assert candidate_destruction.destroy_overdue(store, factories.AT + timedelta(27)) == 0
    assert candidate_destruction.destroy_overdue(store, factories.AT + timedelta(28)) == 1
    assert counts(store) == before
    with store.look(SYSTEM, factories.AT) as w:
        keys = w.session.scalars(select(DataKeyRow.key_class).where(DataKeyRow.key_class.contains(str(person)))).all()
        (row,) = w.session.scalars(select(AuditRow).where(AuditRow.tag == "job:candidate:destroyed"))
    assert keys == []
    assert row.subject == f"person:{person}"
    assert row.fields["rule"] == "P21"
    assert row.fields["tables"]["identity_copy"] == 1
    made = only(store, DestructionRow, person_id=person)
    assert (made.rule, made.rows) == ("P21", {"person": [str(person)]})


def test_a_procedure_in_which_nothing_happens_is_announced_and_ends_by_itself_and_then_the_four_weeks_begin(
    store, agency
):
    idle, soon = TODAY - rule(Kept.IDLE_PROCEDURE).term, TODAY - timedelta(days=170)
    own = {"recorded_at": factories.AT, "recorded_by": None}
    with store.work(SYSTEM, factories.AT) as w:
        _, late = factories.candidate(w, agency, started_on=idle)
        factories.candidate(w, agency, started_on=soon)
        _, saved = factories.candidate(w, agency, started_on=idle, active_on=idle + timedelta(days=1))
        busy, _ = factories.candidate(w, agency, started_on=idle)
        w.add("profile:added", AvailabilityRow(person_id=busy, since=TODAY, days=1, **own))
        held, _ = factories.candidate(w, agency, started_on=idle)
        w.add("legal_hold:set", LegalHoldRow(person_id=held, kind=HoldKind.COURT, set_at=factories.AT, set_by=None))
        factories.employ(w, agency)
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        task = start.tasks(w, agency.own, factories.MONDAY, TODAY)["candidates_idle"]
    assert (task.count, task.oldest) == (4, idle)
    assert "procedures.end" in [name for name, _when, _duty in DUTIES]
    assert idle_procedures.end_idle(store, factories.AT) == 1
    row = only(store, EmploymentRow, id=late)
    assert (row.ended_on, row.outcome, row.destroy_on) == (TODAY, Outcome.LAPSED, destroy_on(Kept.APPLICANT, TODAY))
    assert only(store, EmploymentRow, id=saved).ended_on is None
    assert idle_procedures.end_idle(store, factories.AT + timedelta(days=1)) == 1


def test_saving_a_candidate_says_that_the_procedure_goes_on(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, started_on=NOW - timedelta(days=200))
    assert "eindigt de procedure vanzelf" in get_page(consultant, f"/flex-workers/{person}").text
    assert "Kandidaat" in get_page(consultant, "/flex-workers/?filter=idle").text
    form = {"first_name": "Kim", "last_name": "Kandidaat", "phone": "0612345678", "language": "nl", "version": "1"}
    assert post(consultant, f"/candidates/{employment}/edit", form).status_code == 303
    assert only(store, EmploymentRow, id=employment).active_on == NOW
    assert "Niemand gevonden" in get_page(consultant, "/flex-workers/?filter=idle").text


def test_overdue_is_gone_for_every_reader_before_the_duty_runs(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, ended_on=date(2026, 10, 1), destroy_on=date(2026, 10, 29))
    for address in (f"/flex-workers/{person}", f"/candidates/{employment}/edit", f"/flex-workers/{person}/dossier"):
        assert consultant.get(address, base_url="https://localhost").status_code == 404
    assert "Niemand gevonden" in get_page(consultant, "/flex-workers/?filter=candidate").text
    assert "Niets gevonden" in post_page(consultant, "/search", {"q": "Kandidaat"}).text
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        born = Details("", "Kim", "", "Kandidaat", date(1990, 1, 1), "", "")
        assert flex_workers.doubles(w, born) == []


def test_who_is_more_than_a_candidate_keeps_what_the_law_wants(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
        again = EmploymentRow(
            person_id=worker.person, employer_id=agency.own, personnel_number=900, started_on=date(2026, 9, 1),
            kind=EmploymentKind.CANDIDATE, ended_on=date(2026, 10, 1), destroy_on=date(2026, 10, 29),
        )  # fmt: skip
        w.add("employment:start", again)
    before = counts(store)
    assert candidate_destruction.destroy_overdue(store, factories.AT) == 1
    after = counts(store)
    assert {name: before[name] - count for name, count in after.items() if before[name] != count} == {"employment": 1}
    with store.work(SYSTEM, factories.AT) as w, pytest.raises(ValueError, match="only candidates"):
        candidate_destruction.destroy(w, w.session.get(EmploymentRow, worker.employment))


def test_a_candidate_of_one_employer_shows_nothing_of_an_employment_at_another(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
        here = EmploymentRow(
            person_id=worker.person, employer_id=agency.own, personnel_number=901, started_on=TODAY,
            kind=EmploymentKind.CANDIDATE,
        )  # fmt: skip
        w.add("employment:start", here)
        held = factories.papers(w, agency, worker.person)
        document = w.session.get(DocumentRow, held.document)
        document.employer_id, document.kind = None, Paper.CV
        w.record("document:taken_in", document)
    client = client_for(Role.PAYROLL_CLERK)
    page = get_page(client, f"/flex-workers/{worker.person}", planted=[worker.bsn, worker.iban])
    assert "BSN" not in page.text
    for kind in ("bsn", "iban"):
        reveal = post(client, f"/flex-workers/{worker.person}/reveal/{kind}", {"reason": "check_document"})
        assert reveal.status_code == 404
    for address in (
        f"/flex-workers/{worker.person}/dossier/identities/{held.identity}",
        f"/flex-workers/{worker.person}/dossier/documents/{held.document}",
    ):
        assert client.get(address, base_url="https://localhost").status_code == 404
    copy = post(client, f"/flex-workers/{worker.person}/dossier/copies/{held.copy}", {"reason": "check_document"})
    assert copy.status_code == 404
    assert "Paspoort" not in get_page(client, f"/flex-workers/{worker.person}/dossier").text
    found = post(client, "/flex-workers/search", {"bsn": worker.bsn})
    assert found.location == "/flex-workers/"


def test_being_hired_turns_the_same_relation_into_an_employment(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, consents=True)
    number = only(store, EmploymentRow, id=employment).personnel_number
    page = get_page(consultant, f"/candidates/{employment}/hire")
    for name in ("bsn", "iban", "street", "credit"):
        assert f'name="{name}"' in page.text
    without = post_page(consultant, f"/candidates/{employment}/hire", hired(bsn="") | {"version": "1"}, status=422)
    assert "anoniementarief" in without.text
    given = hired() | {"version": "1"}
    for _ in range(2):
        assert post(consultant, f"/candidates/{employment}/hire", given).status_code in {303, 404}
    row = only(store, EmploymentRow, id=employment)
    assert (row.kind, row.started_on, row.personnel_number) == (EmploymentKind.FLEX_WORKER, date(2026, 11, 16), number)
    assert (row.outcome, row.destroy_on) == (Outcome.HIRED, None)
    held = only(store, PersonRow, id=person)
    assert held.bsn_index is not None
    assert (held.first_name, held.called_last_name, held.birth_place) == ("Kim", "Boer", "Gouda")
    for kind in (BankAccountRow, LoonheffingsverklaringRow):
        assert only(store, kind, person_id=person)
    after = counts(store)
    assert after["consent"] == 0
    shown = get_page(consultant, f"/flex-workers/{person}", planted=[given["bsn"], given["iban"]])
    assert shown.title == f"Flexwerker {held.number} · One Payroll"


def test_a_copy_of_a_candidate_hired_as_direct_staff_is_no_longer_under_the_four_weeks(store, agency):
    from app.services import id_copies

    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
        factories.papers(w, agency, person)
    later = factories.AT + timedelta(40)
    with store.look(SYSTEM, later) as w:
        assert not id_copies.listed(w, person)
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(EmploymentRow, employment)
        row.kind = EmploymentKind.DIRECT_STAFF
        w.record("candidate:hired", row)
    assert id_copies.destroy_overdue(store, later) == 0
    assert only(store, IdentityCopyRow, person_id=person)


def test_no_copy_of_a_candidate_is_offered_to_be_masked_for_others(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, _employment = factories.candidate(w, agency)
        worker = factories.employ(w, agency)
        factories.papers(w, agency, person)
        factories.papers(w, agency, worker.person)
    for each, is_offered in ((person, False), (worker.person, True)):
        page = get_page(consultant, f"/flex-workers/{each}/dossier")
        assert "Kopie ophalen" in page.text
        assert ("Afgedekte kopie maken" in page.text) == is_offered


def test_a_candidate_cannot_be_placed_and_the_form_says_what_to_do(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
    answer = consultant.get(f"/placements/new?employment={employment}", base_url="https://localhost")
    assert answer.location == f"/flex-workers/{person}"
    assert "Neem de kandidaat eerst in dienst" in get_page(consultant, answer.location).text
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        given = placements.Placement(factories.uuid4(), employment, agency.hirer, TODAY, None, None)
        assert [each.code for each in placements.create(w, given)] == ["not_placed_candidate"]


def test_every_table_that_hangs_off_a_person_is_reached_by_the_destruction():
    doomed = {
        name for name, _ in candidate_destruction.everything(PersonRow.__table__, PersonRow.id == factories.uuid4())
    }
    hanging = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if any(
            key.target_fullname in {"person.id", "employment.id"} for key in inspect(mapper).local_table.foreign_keys
        )
    }
    assert hanging <= doomed
    assert "hirer" not in doomed


def test_own_staff_whom_the_law_forbids_the_work_are_not_hired_and_it_is_said_why(consultant, store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency)
        worker = factories.employ(w, agency, employer="other")
        row = w.session.get(PersonRow, worker.person)
        row.nationality = "0339"
        w.record("person:edited", row)
    form = hired(kind="direct_staff", nationality="0339")
    page = post_page(consultant, f"/candidates/{employment}/hire", form | {"version": "1"}, status=422)
    assert "Voor deze nationaliteit is een verblijfsdocument" in page.text
    assert "eerst in als kandidaat" not in page.text
    new = form | {"id": str(factories.uuid4()), "employer_id": str(agency.own), "bsn": next(BSNS), "iban": next(IBANS)}
    assert "eerst in als kandidaat" in post_page(consultant, "/flex-workers/", new, status=422).text
    with store.work(SYSTEM, factories.AT) as w:
        given = flex_workers.Employment(
            factories.uuid4(), agency.own, date(2026, 11, 16), None, EmploymentKind.DIRECT_STAFF
        )
        assert [each.code for each in flex_workers.add_employment(w, worker.person, given).problems] == ["law_forbids"]
        permit = NewPermit(
            factories.uuid4(), PermitKind.GVVA, date(2026, 1, 5), date(2030, 1, 1), agency.own, None, None, "Kok"
        )
        assert work_papers.record_permit(w, person, permit) == []
    assert post(consultant, f"/candidates/{employment}/hire", form | {"version": "1"}).status_code == 303


@pytest.fixture
def worker_elsewhere(store, agency):
    """A worker of the other employer, and the relation in which the own one knows them as a candidate."""
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
        person = w.session.get(PersonRow, worker.person)
        person.email = "wil@example.nl"
        w.record("person:edited", person)
        here = EmploymentRow(
            person_id=worker.person, employer_id=agency.own, personnel_number=901, started_on=TODAY,
            kind=EmploymentKind.CANDIDATE,
        )  # fmt: skip
        w.add("employment:start", here)
        w.session.flush()
        return worker, here.id


def test_who_knows_a_candidate_changes_nothing_of_who_a_worker_elsewhere_is(consultant, store, worker_elsewhere):
    worker, employment = worker_elsewhere
    known = only(store, PersonRow, id=worker.person)
    form = {each: getattr(known, each) or "" for each in ("first_name", "name_prefix", "last_name", "email")}
    form |= {"birth_date": "02-03-1996", "nationality": "0001", "language": "nl", "phone": "0612345678"}
    address = f"/candidates/{employment}/edit"
    for change in ("last_name", "birth_date", "nationality", "email"):
        other = "Anders" if change == "last_name" else ""
        page = post_page(consultant, address, form | {change: other, "version": str(known.version)}, status=422)
        assert page.text.count("elders in de groep bijgehouden") == 2  # at its field and in the summary
    assert only(store, PersonRow, id=worker.person).version == known.version
    assert post(consultant, address, form | {"version": str(known.version)}).status_code == 303
    after = only(store, PersonRow, id=worker.person)
    assert (after.last_name, after.born, after.email, after.phone) == (
        known.last_name, known.born, "wil@example.nl", "0612345678",
    )  # fmt: skip


def test_hiring_replaces_no_bsn_and_stores_nothing_when_the_account_cannot_be(
    consultant, store, agency, worker_elsewhere
):
    worker, employment = worker_elsewhere
    with store.work(agency.actor(Role.PAYROLL_CLERK, "other"), factories.AT) as w:
        waiting = BankAccount(factories.uuid4(), next(IBANS), "W", date(2026, 12, 1))
        assert bank_accounts.change(w, worker.person, waiting) == []
    address, before = f"/candidates/{employment}/hire", only(store, PersonRow, id=worker.person)
    form, rows = hired(last_name="Werker", credit="no") | {"version": "1"}, counts(store)
    refused = post_page(consultant, address, form | {"iban": ""}, status=422, planted=[worker.bsn])
    assert "ander BSN vast" in refused.text
    assert "Er wacht al een wijziging" in post_page(consultant, address, form | {"bsn": worker.bsn}, status=422).text
    assert counts(store) == rows
    assert only(store, PersonRow, id=worker.person).version == before.version
    assert only(store, EmploymentRow, id=employment).kind is EmploymentKind.CANDIDATE
    assert post(consultant, address, form | {"bsn": "", "iban": ""}).status_code == 303
    assert only(store, PersonRow, id=worker.person).bsn_index == before.bsn_index
