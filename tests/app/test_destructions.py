"""What may be kept no longer is gone on its day: hidden first, destroyed by night, certified, and never what is held."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Column, MetaData, String, Table, func, select

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.base import Base, Retention, personal
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, Paper, PermitRow
from app.db.holds import DestructionRow, HoldKind, LegalHoldRow
from app.db.keyring import DataKeyRow
from app.db.people import EmploymentKind, EmploymentRow, LoonheffingsverklaringRow, Outcome, PersonNameRow, PersonRow
from app.db.profiles import HealthInsuranceRow, WorkExperienceRow
from app.db.work import SYSTEM
from app.housekeeping import DUTIES, EXECUTORS
from app.permissions import NotAllowedError
from app.services import (
    candidate_destruction,
    destructions,
    dossier_documents,
    dossiers,
    health_insurances,
    holds,
    id_copies,
    kept_rows,
    person_names,
    profiles,
    retention,
    sight,
)
from app.services.bsns import RevealReason
from app.services.field_register import entries
from app.services.problems import NotFoundError
from documents.retention import Kept
from page import get_page, post, post_page

LEFT = date(2026, 3, 31)
FILE_GOES, IDENTITY_GOES, WAGES_GO = date(2028, 3, 31), date(2032, 1, 1), date(2034, 1, 1)


def at(day):
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@pytest.fixture
def left(store, agency):
    """Somebody with papers and a profile, who left on the last day of March."""
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        factories.profile(w, worker.person)
        factories.papers(w, agency, worker.person)
        w.session.delete(w.session.scalars(select(LegalHoldRow)).one())
        w.record("legal_hold:removed", w.session.scalars(select(LegalHoldRow)).one())
    with store.work(SYSTEM, factories.AT) as w:
        end(w, worker.employment, LEFT)
        factories.paper(w, worker.person, Paper.CV)
        old = factories.paper(w, worker.person, Paper.CERTIFICATE)
        w.session.flush()
        factories.paper(w, worker.person, Paper.CERTIFICATE, renews_id=old.id)
    return worker


def end(w, employment_id, day):
    row = w.session.get(EmploymentRow, employment_id)
    row.ended_on = day
    w.record("employment:end", row)


def count(store, kind):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalar(select(func.count()).select_from(kind))


def kinds(store):
    with store.look(SYSTEM, factories.AT) as w:
        return sorted(w.session.scalars(select(DocumentRow.kind)))


def night(store, day):
    return destructions.destroy_overdue(store, at(day))


def test_every_kind_of_document_has_a_term():
    assert set().union(*retention.PAPERS.values()) == set(Paper)


def test_every_term_has_a_duty_that_exists_and_every_table_of_the_register_has_one_that_takes_it_away():
    assert set(EXECUTORS) == set(Retention)
    assert {name for names in EXECUTORS.values() for name in names} <= {name for name, _when, _act in DUTIES}
    assert list(kept_rows.without_executor()) == []


@pytest.mark.parametrize("held", list(Retention))
def test_a_new_table_or_column_that_no_duty_takes_away_is_noticed(monkeypatch, held):
    new, later = planted(held), planted(Retention.WAGE_ADMINISTRATION, held)
    monkeypatch.setattr(kept_rows, "tables", lambda: (new, later))
    later.kept_by = "day"
    expected = [] if held is Retention.WAGE_ADMINISTRATION else ["planted.said_1"]
    assert list(kept_rows.without_executor()) == ["planted", *expected]


def planted(*held):
    """A new table with personal columns and no word about how its rows end."""
    columns = [Column(f"said_{n}", String, info=personal("a test", "AVG 6", each)) for n, each in enumerate(held)]
    table = Table("planted", MetaData(), *columns)
    ends = {"kept_by": "", "kept_with": "", "history_of": ()}
    return type("Planted", (), {"__table__": table, "__tablename__": "planted"} | ends)


def test_the_personnel_file_goes_two_years_after_the_end_and_nothing_else(store, left):
    assert night(store, FILE_GOES - timedelta(days=1)) == 0
    assert night(store, FILE_GOES) == 1
    for table in kept_rows.rows_with(Kept.PERSONNEL_FILE):
        if table is not DocumentRow:
            assert count(store, table) == 0, table
    assert kinds(store) == [Paper.CONTRACT]
    assert (count(store, IdentityRow), count(store, IdentityCopyRow), count(store, PermitRow)) == (1, 1, 1)
    with store.look(SYSTEM, factories.AT) as w:
        (made,) = w.session.scalars(select(DestructionRow)).all()
    assert (made.rule, made.due_on, made.person_id) == ("P24", FILE_GOES, left.person)
    assert len(made.rows["document"]) == 3
    assert night(store, FILE_GOES) == 0


def test_fields_with_a_shorter_term_are_blanked_and_the_rest_of_the_row_stays(store, agency, left):
    with store.work(SYSTEM, factories.AT) as w:
        person = w.session.get_one(PersonRow, left.person)
        person.first_name, person.email, person.phone, person.language = "Zoë", "zoe@example.nl", "06", "en"
        person_names.show(person)
        w.record("person:edit", person)
        person_names.put(w, person, since=LEFT)
        row = w.session.get_one(EmploymentRow, left.employment)
        row.outcome = Outcome.HIRED
        w.record("candidate:hired", row)
        candidacy = EmploymentRow(
            person_id=left.person, employer_id=agency.other, personnel_number=7, started_on=LEFT, ended_on=LEFT,
            kind=EmploymentKind.CANDIDATE, outcome=Outcome.REJECTED, destroy_on=date(2050, 1, 1),
        )  # fmt: skip
        w.add("employment:start", candidacy)
        name = person.last_name
    night(store, FILE_GOES)
    with store.look(SYSTEM, factories.AT) as w:
        person = w.session.get_one(PersonRow, left.person)
        assert (person.first_name, person.email, person.phone, person.language) == ("", None, None, "nl")
        assert (person.birth_place, person.last_name, person.initials) == ("", name, "W.")
        assert "zoe" not in person.search_name
        assert name.lower() in person.search_name
        assert person.bsn_index is not None
        assert w.session.scalars(select(PersonNameRow.first_name)).all() == [""]
        assert w.session.get_one(EmploymentRow, left.employment).outcome is None
        assert w.session.get_one(EmploymentRow, candidacy.id).outcome is Outcome.REJECTED
        (made,) = w.session.scalars(select(DestructionRow)).all()
    assert made.rows["person.fields"] == [str(left.person)]
    assert night(store, FILE_GOES) == 0


def test_at_the_end_of_the_longest_term_nothing_is_left_of_a_person_and_of_who_was_merged_into_them(
    store, agency, left
):
    with store.work(SYSTEM, factories.AT) as w:
        double = factories.double(w, agency, left.person)
        row = w.session.get_one(PersonRow, double)
        row.merged_into_id = left.person
        w.record("person:merged_away", row)
        for each in w.session.scalars(select(EmploymentRow).where(EmploymentRow.person_id == double)):
            each.person_id = left.person
            w.record("merge:moved", each)
    night(store, FILE_GOES)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get_one(PersonRow, double).email is None
    night(store, WAGES_GO - timedelta(days=1))
    assert count(store, PersonRow) == 2
    night(store, WAGES_GO)
    of_staff = {Retention.ACCOUNT, Retention.ACCESS_LOG}
    of_people = {each.table for each in entries() if each.personal.retention not in of_staff}
    tables = [Base.metadata.tables[name] for name in of_people]
    assert [table.name for table in tables if count(store, table)] == []
    assert {str(left.person), str(double)} <= {str(each) for each in persons_of_certificates(store)}
    assert night(store, WAGES_GO) == 0


def persons_of_certificates(store):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalars(select(DestructionRow.person_id)).all()


def test_identity_goes_on_the_first_of_january_of_the_sixth_year_with_the_key_of_the_person(store, left):
    assert night(store, IDENTITY_GOES - timedelta(days=1)) == 1
    assert (count(store, IdentityCopyRow), count(store, IdentityRow)) == (1, 1)
    assert night(store, IDENTITY_GOES) == 2
    for table in (IdentityCopyRow, IdentityRow, PermitRow, LoonheffingsverklaringRow):
        assert count(store, table) == 0, table
    with store.look(SYSTEM, factories.AT) as w:
        key = select(func.count()).where(DataKeyRow.key_class == f"idcopy:{left.person}")
        assert w.session.scalar(key) == 0
        assert set(w.session.scalars(select(DestructionRow.rule))) == {"P24", "P9", "P23"}
    assert kinds(store) == [Paper.CONTRACT]
    assert night(store, WAGES_GO) == 1
    assert kinds(store) == []


def test_the_last_employment_of_the_whole_installation_counts(store, agency, left):
    with store.work(SYSTEM, factories.AT) as w:
        again = factories.employ(w, agency, employer="other", person=left.person)
    assert night(store, WAGES_GO) == 0
    with store.work(SYSTEM, factories.AT) as w:
        end(w, again.employment, date(2027, 6, 30))
    assert night(store, FILE_GOES) == 0
    assert night(store, date(2029, 6, 30)) == 1


def test_a_candidacy_postpones_no_term_of_an_employment_and_keeps_what_it_uses_itself(store, agency, left):
    with store.work(SYSTEM, factories.AT) as w:
        candidacy = EmploymentRow(
            person_id=left.person, employer_id=agency.other, personnel_number=7, started_on=date(2028, 1, 3),
            kind=EmploymentKind.CANDIDATE,
        )  # fmt: skip
        w.add("employment:start", candidacy)
    with store.look(agency.actor(Role.ADMINISTRATOR), at(IDENTITY_GOES)) as w:
        coming = {each.kind for each in destructions.upcoming(w)}
    assert coming == {Kept.WAGE_TAX_STATEMENT, Kept.ID_COPY}
    assert night(store, IDENTITY_GOES) == 2
    assert {count(store, each) for each in (IdentityCopyRow, PermitRow, LoonheffingsverklaringRow)} == {0}
    assert count(store, WorkExperienceRow) == 1
    night(store, WAGES_GO)
    assert (count(store, PersonRow), count(store, EmploymentRow)) == (1, 2)
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get_one(EmploymentRow, candidacy.id)
        row.ended_on, row.outcome, row.destroy_on = WAGES_GO, Outcome.REJECTED, WAGES_GO + timedelta(days=28)
        w.record("candidate:ended", row)
    gone = WAGES_GO + timedelta(days=28)
    assert candidate_destruction.destroy_overdue(store, at(gone)) == 1
    night(store, gone)
    assert count(store, PersonRow) == 0


def test_what_should_be_gone_is_hidden_whatever_the_scheduler_did(store, agency, left):
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with store.look(SYSTEM, factories.AT) as w:
        copy_id = w.session.scalars(select(IdentityCopyRow.id)).one()
        cv = w.session.scalars(select(DocumentRow.id).where(DocumentRow.kind == Paper.CV)).one()
    with store.work(clerk, at(FILE_GOES - timedelta(days=1))) as w:
        assert not profiles.gather(w, left.person).is_empty
        assert dossier_documents.file(w, cv)[1] == b"what the paper says"
    with store.work(clerk, at(FILE_GOES)) as w:
        assert profiles.gather(w, left.person).is_empty
        assert health_insurances.of_person(w, left.person) is None
        assert {row.kind for row in dossier_documents.listed(w, left.person)} == {Paper.CONTRACT}
        with pytest.raises(NotFoundError):
            dossier_documents.file(w, cv)
        assert id_copies.page(w, copy_id, RevealReason.CHECK_DOCUMENT)[1] == factories.PICTURE
    with store.work(clerk, at(IDENTITY_GOES)) as w:
        with pytest.raises(NotFoundError):
            id_copies.page(w, copy_id, RevealReason.CHECK_DOCUMENT)
        person = sight.person(w, left.person)
        whole = dossiers.gather(w, person, person.employments)
        assert (list(whole.copies.rows), list(whole.identities)) == ([], [])


def test_a_hold_stops_destruction_and_hiding_until_it_is_lifted(store, agency, left):
    boss, hold_id = agency.actor(Role.ADMINISTRATOR), factories.uuid4()
    for _twice in range(2):
        with store.work(boss, factories.AT) as w:
            holds.put(w, left.person, HoldKind.TAX_AUDIT, hold_id)
    assert night(store, WAGES_GO) == 0
    with store.look(boss, at(WAGES_GO)) as w:
        assert not profiles.gather(w, left.person).is_empty
        assert len(id_copies.listed(w, left.person)) == 1
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w, pytest.raises(NotAllowedError):
        holds.lift(w, hold_id)
    with store.work(boss, factories.AT) as w:
        assert holds.lift(w, hold_id) == left.person
    assert night(store, WAGES_GO) == 4
    assert count(store, WorkExperienceRow) == 0


def test_no_hold_extends_the_four_weeks_of_a_candidate_and_that_is_certified_too(store, agency):
    from app.db.placements import PlacementRow, PlacementState

    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        placement = w.session.get(PlacementRow, worker.placement)
        placement.state = PlacementState.PROVISIONAL
        w.record("placement:unplaced", placement)
        factories.papers(w, agency, worker.person)
        holds.put(w, worker.person, HoldKind.COURT, factories.uuid4())
    with store.look(agency.actor(Role.ADMINISTRATOR), factories.AT) as w:
        assert [(each.kind, each.on) for each in destructions.upcoming(w)] == [
            (Kept.ID_COPY_OF_CANDIDATE, factories.AT.date() + timedelta(days=28))
        ]
    assert id_copies.destroy_overdue(store, factories.AT + timedelta(days=28)) == 1
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(DestructionRow.rule)).all() == ["P6"]


def test_the_coming_list_says_which_candidates_go_and_leaves_out_who_is_held(client_for, store, agency):
    gone = {"ended_on": factories.AT.date(), "outcome": Outcome.REJECTED}
    with store.work(SYSTEM, factories.AT) as w:
        soon, _ = factories.candidate(w, agency, destroy_on=factories.AT.date() + timedelta(7), **gone)
        kept, _ = factories.candidate(w, agency, destroy_on=factories.AT.date() + timedelta(9), consents=True, **gone)
        held, _ = factories.candidate(w, agency, destroy_on=factories.AT.date() + timedelta(8), **gone)
        factories.candidate(w, agency, destroy_on=factories.AT.date() + timedelta(40), **gone)
        holds.put(w, held, HoldKind.COURT, factories.uuid4())
    with store.look(agency.actor(Role.PRIVACY_OFFICER), factories.AT) as w:
        coming = [(each.person_id, each.kind) for each in destructions.upcoming(w)]
    assert coming == [(soon, Kept.APPLICANT), (kept, Kept.APPLICANT_WITH_CONSENT)]
    assert "Niets te vernietigen" in get_page(client_for(Role.ADMINISTRATOR, "other"), "destructions.index").text


def test_the_certificate_and_the_trail_hold_ids_and_rule_and_nothing_of_the_content(store, left):
    night(store, FILE_GOES)
    with store.look(SYSTEM, factories.AT) as w:
        written = " ".join(
            str(row.fields) for row in w.session.scalars(select(AuditRow).where(AuditRow.tag.like("%destruction%")))
        )
        written += str([row.rows for row in w.session.scalars(select(DestructionRow))])
    for word in ("Bakkerij", "Bea Bol", "ROC", "Zorg BV"):
        assert word not in written
    assert "personnel_file" in written
    assert count(store, HealthInsuranceRow) == 0


def test_the_coming_list_takes_as_many_queries_for_20_as_for_60(store, agency, query_count):
    def counted():
        with store.look(agency.actor(Role.ADMINISTRATOR), at(FILE_GOES)) as w, query_count() as queries:
            found = destructions.upcoming(w)
        return int(queries), len(found)

    def leave(many):
        with store.work(SYSTEM, factories.AT) as w:
            for _ in range(many):
                worker = factories.employ(w, agency)
                w.session.flush()
                end(w, worker.employment, LEFT)
                own = {"person_id": worker.person, "recorded_at": factories.AT, "recorded_by": None}
                row = WorkExperienceRow(
                    employer_name="A", function="B", from_month=date(2020, 1, 1), until_month=None, **own
                )
                w.add("profile:added", row)

    leave(20)
    few, found = counted()
    assert found == 20
    leave(40)
    assert counted() == (few, 60)


def test_the_administrator_sees_what_goes_what_went_and_what_is_held(client_for, store, agency, left):
    boss = client_for(Role.ADMINISTRATOR)
    assert "Niets te vernietigen" in get_page(boss, "/destructions/").text
    here = f"/flex-workers/{left.person}/holds"
    get_page(boss, here)
    post_page(boss, here, {"id": str(factories.uuid4())}, status=422)
    assert post(boss, here, {"id": str(factories.uuid4()), "kind": "dispute"}).status_code == 303
    assert "Geschil met de flexwerker" in get_page(boss, f"/flex-workers/{left.person}").text
    assert "Geschil met de flexwerker" in get_page(boss, "/destructions/").text
    with store.look(SYSTEM, factories.AT) as w:
        hold_id = w.session.scalars(select(LegalHoldRow.id)).one()
    assert post(boss, f"{here}/{hold_id}/lift", {}).status_code == 303
    assert post(boss, f"{here}/{hold_id}/lift", {}).status_code == 409
    night(store, FILE_GOES)
    page = get_page(boss, "/destructions/")
    assert "Personeelsdossier: twee jaar na het einde" in page.text
    assert not re.search(r"\bP\d+\b", page.text)
    assert "werkervaring × 1" in page.text
    assert client_for(Role.CONSULTANT).get("/destructions/", base_url="https://localhost").status_code == 403


def test_an_administrator_of_another_employer_sees_none_of_it(client_for, store, left):
    night(store, FILE_GOES)
    assert "Personeelsdossier" not in get_page(client_for(Role.ADMINISTRATOR, "other"), "/destructions/").text
