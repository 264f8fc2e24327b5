"""One transaction, all of it recorded, and only the rows of the actor's employers."""

import threading
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow, heads, verify
from app.db.organisation import BranchRow, HirerRow
from app.db.pay import PayRunRow
from app.db.people import EmploymentRow, PersonRow
from app.db.types import Scaled
from app.db.work import SYSTEM, Actor, StaleError, UnrecordedChangeError


def _hirer(w):
    return w.session.scalars(select(HirerRow)).one()


def test_a_change_without_a_record_saves_nothing(agency):
    with pytest.raises(UnrecordedChangeError, match="hirer"), agency.store.work(SYSTEM, factories.AT) as w:
        _hirer(w).city = "Breda"
    with agency.store.look(SYSTEM, factories.AT) as w:
        assert _hirer(w).city == "Utrecht"


def test_a_record_names_the_changed_columns_and_their_harmless_values(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        row = _hirer(w)
        w.record("hirer:moved", row)
        row.city = "Breda"
    with agency.store.look(SYSTEM, factories.AT) as w:
        act = w.session.scalars(select(AuditRow).where(AuditRow.tag == "job:hirer:moved")).one()
    assert act.fields == {"city": "Breda"}


def test_a_record_holds_personal_values_only_as_keyed_digests(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    with agency.store.work(SYSTEM, factories.AT) as w:
        person = w.session.get(PersonRow, worker.person)
        person.last_name = "Geheimenstein"
        w.record("person:renamed", person)
    with agency.store.look(SYSTEM, factories.AT) as w:
        recorded = " ".join(str(act.fields) for act in w.session.scalars(select(AuditRow)))
        renamed = w.session.scalars(select(AuditRow).where(AuditRow.tag == "job:person:renamed")).one()
    assert "Geheimenstein" not in recorded
    assert worker.bsn not in recorded
    assert worker.iban not in recorded
    assert renamed.fields["last_name"] == agency.store.keyring.audit_digest("Geheimenstein")


def test_an_error_in_the_block_leaves_neither_rows_nor_records(agency):
    with agency.store.look(SYSTEM, factories.AT) as w:
        before = heads(w.session)
    with pytest.raises(ZeroDivisionError), agency.store.work(SYSTEM, factories.AT) as w:
        w.add("branch:created", BranchRow(name="Breda", employer_id=agency.own))
        w.session.flush()
        _ = 1 / 0
    with agency.store.look(SYSTEM, factories.AT) as w:
        assert heads(w.session) == before


def test_rows_of_another_employer_do_not_exist(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        factories.employ(w, agency, employer="own")
        theirs = factories.employ(w, agency, employer="other")
    with agency.store.look(agency.actor(Role.ADMINISTRATOR), factories.AT) as w:
        assert {row.employer_id for row in w.session.scalars(select(EmploymentRow))} == {agency.own}
        assert w.session.get(EmploymentRow, theirs.employment) is None


def test_an_actor_without_roles_sees_no_employer_row(agency):
    with agency.store.look(Actor(None), factories.AT) as w:
        assert w.session.scalars(select(BranchRow)).all() == []


def test_postgresql_hides_rows_of_other_employers_from_plain_sql_too(agency):
    if agency.store.database.is_sqlite:
        pytest.skip("SQLite has no row-level security; the filter of Work is its only wall")
    with agency.store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert w.session.connection().scalar(text("SELECT count(*) FROM branch")) == 1
    with agency.store.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM branch")) == 0


def test_what_the_database_refuses_among_all_employers_is_told_as_it_is(agency):
    with pytest.raises(IntegrityError), agency.store.work(SYSTEM, factories.AT) as w:
        factories.employ(w, agency)
        w.destroy("test:destroyed", {"person": delete(PersonRow)}, None, "person:x")


def test_a_bulk_write_past_the_unit_of_work_is_refused(agency):
    with pytest.raises(UnrecordedChangeError), agency.store.work(SYSTEM, factories.AT) as w:
        w.session.execute(update(HirerRow).values(city="Breda"))


def test_looking_records_nothing(agency):
    with pytest.raises(UnrecordedChangeError), agency.store.look(SYSTEM, factories.AT) as w:
        w.record_read("payslip:read", None, [])


def test_a_move_from_another_state_is_stale(agency):
    statement = update(PayRunRow).where(PayRunRow.number == -1).values(seq=2)
    with pytest.raises(StaleError), agency.store.work(SYSTEM, factories.AT) as w:
        w.move("pay_run:approved", statement, agency.own, "pay_run:x")


def test_sixteen_writers_at_once_lose_no_record(agency):
    def write(n):
        with agency.store.work(SYSTEM, factories.AT) as w:
            w.add("branch:created", BranchRow(name=f"Vestiging {n}", employer_id=agency.own))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with agency.store.look(SYSTEM, factories.AT) as w:
        assert len(w.session.scalars(select(BranchRow).where(BranchRow.employer_id == agency.own)).all()) == 17
        assert list(verify(w.session)) == []


def test_an_amount_is_never_a_float_and_never_loses_a_part_of_a_cent():
    with pytest.raises(TypeError):
        Scaled(2).process_bind_param(0.5, None)
    with pytest.raises(ValueError, match="2 decimals"):
        Scaled(2).process_bind_param(Decimal("0.005"), None)


def test_the_audit_trail_can_be_added_to_and_nothing_else(agency):
    for statement in ("UPDATE audit SET tag = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError), agency.store.database.engine.begin() as connection:
            connection.execute(text(statement))
