"""Self-employed people and direct staff: what is asked of each, who is placed, who is paid through a run (P1; Wet DBA)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.auth import doors
from app.db.accounts import Role
from app.db.dossiers import PermitRow
from app.db.organisation import HirerRow
from app.db.people import BusinessRow, EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.profiles import InsuranceGround
from app.db.work import SYSTEM
from app.demo.fictitious import bsns, ibans
from app.services import bsns as bsn_service
from app.services import (
    dossier_documents,
    dossiers,
    flex_worker_list,
    flex_workers,
    health_insurances,
    hirer_data,
    pay_run_inputs,
    pay_run_list,
    pay_run_results,
    pay_runs,
    searches,
    sight,
    start,
    work_papers,
)
from app.services.bsns import RevealReason
from app.services.flex_workers import Details, Employment, Registration
from app.services.health_insurances import HealthInsurance
from app.services.problems import NotFoundError
from app.services.work_papers import NewPermit, NewProtection, NewResidence
from documents.hirer_data import Field, Purpose
from page import get_page, post, post_page
from staffing.work_permit import PermitKind, WorkNote

BSNS, IBANS = bsns(start=97_000), ibans(start=97_000)


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def typed(agency, **changes):
    """A whole form of a self-employed person."""
    given = {
        "id": str(factories.uuid4()), "initials": "Z.", "first_name": "Zoe", "name_prefix": "", "last_name": "Zelf",
        "naamgebruik": "own", "gender": "v", "birth_date": "01-02-1985", "birth_place": "Gouda", "nationality": "0001",
        "email": "zoe@example.nl", "phone": "", "language": "nl", "trade_name": "Zelf Timmerwerk", "kvk": "12345678", "btw": "",
        "iban": next(IBANS), "holder": "", "street": "Dorpsstraat", "house_number": "1", "postcode": "3511 AB", "city": "Utrecht",
        "country": "6030", "employer_id": str(agency.own), "branch_id": "", "started_on": "02-11-2026",
    }  # fmt: skip
    return given | changes


def make(w, worker, kind):
    row = w.session.get(EmploymentRow, worker.employment)
    row.kind = kind
    w.record("employment:kind", row)
    if kind is EmploymentKind.SELF_EMPLOYED:
        w.add("business:create", BusinessRow(person_id=worker.person, trade_name="Zelf", kvk=f"{worker.bsn[:8]}"))
        person = w.session.get(PersonRow, worker.person)
        person.bsn_sealed, person.bsn_index = None, None
        w.record("person:bsn", person)
    w.session.flush()


def test_a_self_employed_person_has_a_business_and_no_bsn_or_statement(consultant, agency, store):
    page = get_page(consultant, "self_employed.new")
    assert 'name="bsn"' not in page.text
    assert 'name="credit"' not in page.text
    assert "acht cijfers" in post_page(consultant, "/self-employed/", typed(agency, kvk="12"), status=422).text
    given = typed(agency)
    answer = post(consultant, "/self-employed/", given)
    assert answer.status_code == 303, answer.text
    double = post_page(consultant, "/self-employed/", typed(agency, last_name="Ander"), status=422)
    assert "al van iemand anders" in double.text
    page = get_page(consultant, answer.location, planted=[given["iban"]])
    assert page.title.startswith("Zelfstandige ")
    for words in ("Zelf Timmerwerk", "12345678", "De modelovereenkomst ontbreekt", "Wet DBA: sinds", "vergrijpboetes"):
        assert words in page.text
    assert "Loonheffingsverklaring vastleggen" not in page.text
    assert "/bsn" not in page.text


def test_no_service_records_a_bsn_or_statement_without_a_ground(consultant, agency, store):
    shown = post(consultant, "/self-employed/", typed(agency)).location
    with store.look(SYSTEM, factories.AT) as w:
        person = w.session.scalars(select(PersonRow).where(PersonRow.last_name == "Zelf")).one()
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(NotFoundError):
        bsn_service.enter(w, person.id, person.version, next(BSNS))
    assert post(consultant, f"{shown}/bsn", {"bsn": next(BSNS), "version": "1"}).status_code == 404
    details = Details("Z.", "Zoe", "", "Zelf", date(1985, 1, 1), "Gouda", "0001")
    at = Employment(factories.uuid4(), agency.own, factories.MONDAY, kind=EmploymentKind.SELF_EMPLOYED)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(ValueError, match="no BSN"):
        flex_workers.register(w, Registration(details, at, bsn=next(BSNS)))


def test_who_is_also_an_employee_has_the_ground(consultant, agency, store):
    shown = post(consultant, "/self-employed/", typed(agency, started_on="05-01-2026")).location
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(EmploymentRow)).one()
        row.ended_on = date(2026, 10, 31)
        w.record("employment:end", row)
    form = {
        "id": str(factories.uuid4()),
        "kind": "flex_worker",
        "employer_id": str(agency.own),
        "branch_id": "",
        "started_on": "02-11-2026",
    }
    assert post(consultant, f"{shown}/employments/new", form).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        version = w.session.scalars(select(PersonRow.version)).one()
    assert post(consultant, f"{shown}/bsn", {"bsn": next(BSNS), "version": str(version)}).status_code == 303


def test_hours_of_a_self_employed_person_go_to_no_payslip_and_the_run_says_so(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        paid, invoiced = factories.employ(w, agency), factories.employ(w, agency)
        make(w, invoiced, EmploymentKind.SELF_EMPLOYED)
        for each in (paid, invoiced):
            factories.hours_week(w, agency, each.placement)
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with store.work(clerk, factories.AT) as w:
        assert pay_run_list.ready_weeks(w, agency.own) == [(factories.MONDAY, 1)]
        assert start.tasks(w, agency.own, factories.MONDAY, factories.AT.date())["hours_approved"].count == 1
        run = pay_runs.open_week(w, agency.own, factories.MONDAY, paid_on=date(2026, 11, 20), run_id=uuid4())
        inputs = pay_run_inputs.read(w, run)
        assert [one["id"] for one in inputs.given] == [str(paid.employment)]
        assert inputs.unpayable == ()
        ((employment, _person, slips, minutes),) = pay_run_results.self_employed(w, run)
        assert (employment.id, slips, minutes) == (invoiced.employment, 1, 2400)
        run_id = run.id
    page = get_page(client_for(Role.PAYROLL_CLERK), "pay_runs.show", run_id=run_id)
    assert "Niet in deze verloning: zelfstandigen" in page.text
    assert "1 urenbriefje geaccordeerd: gaat mee" in page.text


def test_direct_staff_cannot_be_placed_nor_activated(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        make(w, worker, EmploymentKind.DIRECT_STAFF)
        row = w.session.get(PlacementRow, worker.placement)
        row.state = PlacementState.PROVISIONAL
        w.record("placement:state", row)
    answer = consultant.get(f"/placements/new?employment={worker.employment}", base_url="https://localhost")
    page = get_page(consultant, answer.location)
    assert "kan niet bij een inlener geplaatst worden" in page.text
    assert page.title.startswith("Medewerker ")
    assert 'name="employment"' not in page.text
    with store.look(SYSTEM, factories.AT) as w:
        version = w.session.get(PlacementRow, worker.placement).version
    post(consultant, f"/placements/{worker.placement}/activate", {"version": str(version)})
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(PlacementRow, worker.placement).state is PlacementState.PROVISIONAL


def test_a_self_employed_person_is_placed_for_any_fee_without_fase_or_anoniementarief(consultant, agency, store):
    shown = post(consultant, "/self-employed/", typed(agency)).location
    with store.look(SYSTEM, factories.AT) as w:
        employment = w.session.scalars(select(EmploymentRow.id)).one()
    page = get_page(consultant, f"/placements/new?employment={employment}")
    assert "Uitzendbeding" not in page.text
    form = {
        "id": str(factories.uuid4()), "employment_id": str(employment), "hirer_id": str(agency.hirer), "started_on": "09-11-2026",
        "ended_on": "", "function": "Timmerman", "hourly_wage": "12,00", "tariff": "55,00", "hours_per_week": "0", "km_rate": "0",
        "kind": "uitzend", "fase": "", "vakantiebijslag": "reserve", "vakantiebijslag_percentage": "8,33", "pensioen": "stipp",
    }  # fmt: skip
    answer = post(consultant, "/placements/", form)
    assert answer.status_code == 303, answer.text
    page = get_page(consultant, answer.location)
    assert "anoniementarief" not in page.text
    assert "Uurbedrag" in page.text
    assert "Uitzendbeding" not in page.text
    post(consultant, f"{answer.location}/activate", {"version": "1"})
    with store.look(SYSTEM, factories.AT) as w:
        placement = w.session.scalars(select(PlacementRow)).one()
        assert (placement.state, placement.is_anoniem_accepted) == (PlacementState.ACTIVE, False)
        assert w.session.scalars(select(PlacementTermsRow)).one().fase is None
    assert "opdracht loopt" in get_page(consultant, shown).text


def test_the_list_counts_each_kind_and_asks_of_each_what_belongs_to_it(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        for kind in (EmploymentKind.FLEX_WORKER, EmploymentKind.DIRECT_STAFF, EmploymentKind.SELF_EMPLOYED):
            make(w, factories.employ(w, agency), kind)
        factories.candidate(w, agency)
        factories.candidate(w, agency, ended_on=date(2026, 10, 21), destroy_on=doors.today() + timedelta(2))
    page = get_page(consultant, "flex_workers.index")
    chips = {label: page.text.split(f'>{label} <span class="count">')[1].split("<")[0] for label in (
        "Alle", "Flexwerkers", "Kandidaten", "Zelfstandigen", "Eigen medewerkers", "Wordt binnen 7 dagen verwijderd",
        "In dienst", "Zonder BSN", "Zonder bankrekening",
    )}  # fmt: skip
    assert list(chips.values()) == ["5", "1", "2", "1", "1", "1", "2", "0", "0"]
    for kind in EmploymentKind:
        get_page(consultant, f"/flex-workers/?filter={kind}")
    export = consultant.get("/flex-workers/export/csv?filter=candidate", base_url="https://localhost").text
    assert "kandidaat" in export


def test_the_controlelijst_is_that_of_the_kind(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        make(w, worker, EmploymentKind.SELF_EMPLOYED)
        person, _ = factories.candidate(w, agency)
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        found = {}
        for key in (worker.person, person):
            row = w.session.get(PersonRow, key)
            found[key] = {line.code for line in dossiers.gather(w, row, row.employments).lines(w, w.today)}
    assert {"kvk_fine", "model_agreement_missing", "dba_fines"} <= found[worker.person]
    assert not {"bsn_missing", "contract_missing", "loonheffingsverklaring_missing"} & found[worker.person]
    assert not {"bsn_missing", "contract_missing", "bank_account_missing", "address_missing"} & found[person]


def test_the_papers_of_a_self_employed_person_are_a_model_agreement_and_a_var_and_no_contract():
    of_self_employed = dossier_documents.kept(EmploymentKind.SELF_EMPLOYED)
    assert of_self_employed >= dossier_documents.OF_SELF_EMPLOYED
    assert not dossier_documents.OF_EMPLOYEE & of_self_employed
    assert not dossier_documents.OF_SELF_EMPLOYED & dossier_documents.kept(EmploymentKind.FLEX_WORKER)


def of_third_country(w, person):
    row = w.session.get(PersonRow, person)
    row.nationality = "0339"
    w.record("person:edited", row)


def test_own_staff_of_a_third_country_are_judged_at_the_employer_itself(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        make(w, worker, EmploymentKind.DIRECT_STAFF)
        of_third_country(w, worker.person)
        placement = w.session.get(PlacementRow, worker.placement)
        placement.state, placement.ended_on = PlacementState.ENDED, date(2026, 1, 31)
        w.record("placement:ended", placement)

    def rights():
        with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
            row = w.session.get(PersonRow, worker.person)
            lines = dossiers.of_person(w, dossiers.gather(w, row, row.employments), w.today)
        return [(line.right.code, line.level, line.blocks_hours) for line in lines if line.right]

    assert rights() == [("nothing", "problem", True)]
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, worker.person)
        given = NewResidence(factories.uuid4(), date(2026, 1, 5), WorkNote.WITH_TWV, date(2030, 1, 1))
        assert work_papers.record_residence(w, worker.person, given) == []
    assert rights() == [("twv", "fine", False)]


def test_the_strip_shows_the_worst_level_of_the_list_and_the_panel_its_colour(client_for, store, agency):
    clerk = client_for(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        person = w.session.get(PersonRow, worker.person)
        person.bsn_sealed, person.bsn_index = None, None
        w.record("person:bsn", person)
    text = " ".join(get_page(clerk, f"/flex-workers/{worker.person}").words)
    assert "Controle 3 waarschuwingen" in text
    assert "in orde" not in text.split("Controle ")[1].split("Persoon")[0]
    badges = [
        each
        for each in get_page(clerk, f"/flex-workers/{worker.person}").all("span")
        if "ontbreekt" in "".join(each.itertext())
    ]
    assert {each.get("class") for each in badges} == {"status status-warning"}


def test_the_pages_speak_of_the_kind_of_person_and_ask_a_copy_only_where_the_law_does(client_for, store, agency):
    clerk = client_for(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        held = factories.papers(w, agency, worker.person)
        make(w, worker, EmploymentKind.SELF_EMPLOYED)
        candidate, _ = factories.candidate(w, agency)
    at = f"/flex-workers/{worker.person}"
    copy = f"{at}/dossier/identities/{held.identity}/copies/new"
    page = get_page(clerk, at).text
    assert "Opdrachten" in page
    for wrong in ("Dienstverbanden", "Loonheffingskorting"):
        assert wrong not in page
    dossier = get_page(clerk, f"{at}/dossier").text
    assert "Kopie toevoegen" not in dossier
    assert clerk.get(copy, base_url="https://localhost").status_code == 404
    for each in (
        page,
        dossier,
        get_page(clerk, f"{at}/profile").text,
        get_page(clerk, f"/flex-workers/{candidate}/dossier").text,
    ):
        assert "deze flexwerker" not in each
        assert "arbeidsovereenkomst" not in each
    assert "Er hoeft nu niets te worden nagekeken." in get_page(clerk, f"/flex-workers/{candidate}").text
    with store.work(SYSTEM, factories.AT) as w:
        of_third_country(w, worker.person)
        dutch = factories.employ(w, agency).person
    assert "Verblijf en werken" not in get_page(clerk, f"/flex-workers/{dutch}/dossier").text
    assert "Kopie toevoegen" in get_page(clerk, f"{at}/dossier").text
    get_page(clerk, copy)


def relation(w, agency, person, kind):
    """One more relation, with the own employer, of whom another employer has in service."""
    row = EmploymentRow(
        person_id=person, employer_id=agency.own, kind=kind, personnel_number=901, started_on=date(2026, 1, 5)
    )
    w.add("employment:start", row)
    w.session.flush()
    return row


def test_the_bsn_of_an_employee_elsewhere_is_nowhere_for_who_knows_a_self_employed_person(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
        own = factories.employ(w, agency)
        at = relation(w, agency, worker.person, EmploymentKind.SELF_EMPLOYED)
        placement = PlacementRow(
            number=901, employment_id=at.id, hirer_id=agency.hirer, employer_id=agency.own,
            state=PlacementState.ACTIVE, started_on=date(2026, 1, 5),
        )  # fmt: skip
        w.add("placement:created", placement)
        hirer = w.session.get(HirerRow, agency.hirer)
        hirer.liability_recorded_on = w.today
        w.record("hirer:edited", hirer)
        w.session.flush()
        placed = placement.id
    consultant = agency.actor(Role.CONSULTANT)
    with store.work(consultant, factories.AT) as w:
        with pytest.raises(NotFoundError):
            bsn_service.reveal(w, worker.person, RevealReason.WORKER_ASKS)
        assert bsn_service.reveal(w, own.person, RevealReason.WORKER_ASKS) == own.bsn
        for bsn, found in ((worker.bsn, 0), (own.bsn, 1)):
            view = flex_worker_list.View(agency.own, w.today, search=flex_worker_list.Search(bsn=bsn))
            assert len(flex_worker_list.page(w, view)[0].rows) == found
            assert len(searches.search(w, agency.own, searches.Wanted(bsn, bsn=bsn)).people) == found
    for id_, bsn in ((placed, ""), (own.placement, own.bsn)):
        with store.work(consultant, factories.AT) as w:
            asked = hirer_data.Asked(id_, None, "nl")
            full, shown = hirer_data.prepared(w, asked), hirer_data.shown(w, asked)
        assert (full.facts.bsn, Field.BSN in full.fields) == (bsn, bool(bsn))
        assert bool(shown.facts.bsn) == bool(bsn)
    assert full.purpose is Purpose.LIABILITY


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_there_is_no_health_insurance_of_a_candidate(client_for, store, agency, is_elsewhere):
    with store.work(SYSTEM, factories.AT) as w:
        if is_elsewhere:
            person = factories.employ(w, agency, employer="other").person
            factories.profile(w, person)
            relation(w, agency, person, EmploymentKind.CANDIDATE)
        else:
            person, _ = factories.candidate(w, agency)
    given = HealthInsurance(factories.uuid4(), next(iter(InsuranceGround)), "Zeker", "123456789")
    for step in (
        lambda w: health_insurances.save(w, person, given),
        lambda w: health_insurances.remove(w, person),
        lambda w: health_insurances.reveal(w, person, RevealReason.WORKER_ASKS),
    ):
        with (
            store.work(agency.actor(Role.CONSULTANT, stepped_up=True), factories.AT) as w,
            pytest.raises(NotFoundError),
        ):
            step(w)
    client = client_for(Role.CONSULTANT)
    address = f"/flex-workers/{person}/health-insurance"
    assert client.get(address, base_url="https://localhost").status_code == 404
    page = get_page(client, f"/flex-workers/{person}/profile")
    assert "Polisnummer" not in page.text
    assert "Zorgverzekering vastleggen" not in page.text
    with store.look(SYSTEM, factories.AT) as w:
        assert bool(health_insurances.of_person(w, person)) == is_elsewhere


def test_papers_for_work_recorded_elsewhere_are_neither_shown_nor_added_to_for_a_candidate(client_for, store, agency):
    since, until = date(2026, 1, 5), date(2030, 1, 1)
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
        factories.papers(w, agency, worker.person)
        of_third_country(w, worker.person)
        given = NewResidence(factories.uuid4(), since, WorkNote.WITH_TWV, until)
        assert work_papers.record_residence(w, worker.person, given) == []
        relation(w, agency, worker.person, EmploymentKind.CANDIDATE)
        permit = w.session.scalars(select(PermitRow.id).where(PermitRow.person_id == worker.person)).one()
    consultant = agency.actor(Role.CONSULTANT)
    with store.look(consultant, factories.AT) as w:
        person = sight.person(w, worker.person)
        assert dossiers.gather(w, person, person.employments).held == work_papers.NOTHING
    own, new = agency.own, factories.uuid4()
    for step in (
        lambda w: work_papers.record_residence(w, worker.person, NewResidence(new, since, WorkNote.FREE, until)),
        lambda w: work_papers.record_permit(w, worker.person, NewPermit(new, PermitKind.TWV, since, until, own)),
        lambda w: work_papers.record_protection(w, worker.person, NewProtection(new, since, own, True)),
        lambda w: work_papers.withdraw_permit(w, permit),
    ):
        with store.work(consultant, factories.AT) as w, pytest.raises(NotFoundError):
            step(w)
    page = get_page(client_for(Role.CONSULTANT), f"/flex-workers/{worker.person}/dossier")
    assert "Verblijfsdocument vastleggen" not in page.text
