"""The schema's history on both databases: alembic's own four tests, walls, and up and down with data in the tables."""

import pytest
from alembic import command
from pytest_alembic.tests import (
    test_model_definitions_match_ddl as test_the_rows_and_the_history_agree,
)
from pytest_alembic.tests import test_single_head_revision as test_the_history_has_one_head
from pytest_alembic.tests import test_up_down_consistency as test_every_revision_goes_up_and_down
from pytest_alembic.tests import test_upgrade as test_the_history_goes_up_from_nothing
from sqlalchemy import delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

import factories
from app import open_store
from app.db import migrations
from app.db.audit import AuditRow
from app.db.base import Base, EmployerScoped
from app.db.database import Database
from app.db.people import EmploymentRow
from app.db.work import SYSTEM, Actor

__all__ = [
    "test_every_revision_goes_up_and_down",
    "test_the_history_goes_up_from_nothing",
    "test_the_history_has_one_head",
    "test_the_rows_and_the_history_agree",
]


@pytest.fixture
def alembic_config():
    return migrations.alembic_config()


@pytest.fixture
def alembic_engine(empty_config):
    database = Database(empty_config.migration_url)
    yield database.engine
    database.close()


def test_a_change_without_a_revision_is_noticed(own_config):
    database = Database(own_config.migration_url)
    with database.engine.begin() as connection:
        command.check(migrations.alembic_config(connection))
        connection.exec_driver_sql("ALTER TABLE alarm ADD COLUMN planted VARCHAR(10)")
        with pytest.raises(Exception, match="New upgrade operations detected"):
            command.check(migrations.alembic_config(connection))
    database.close()


def test_down_and_up_again_with_data_in_the_tables(own_config):
    store = open_store(own_config)
    made = factories.agency(store)
    with store.work(SYSTEM, factories.AT) as w:
        factories.hours_week(w, made, factories.employ(w, made).placement)
    store.database.close()
    database = Database(own_config.migration_url)
    with database.engine.begin() as connection:
        command.downgrade(migrations.alembic_config(connection), "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(own_config)
    assert migrations.is_current(database)
    database.close()
    again = open_store(own_config)
    factories.agency(again)
    again.database.close()


def test_upgrading_twice_changes_nothing(config, store, agency):
    migrations.upgrade(config)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(factories.EmployerRow, agency.own)


def test_the_audit_trail_is_never_changed(store, agency):
    for change in (update(AuditRow).values(tag="forged"), delete(AuditRow)):
        with store.database.writing() as session, pytest.raises((IntegrityError, ProgrammingError)):
            session.execute(change)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalar(select(func.count()).select_from(AuditRow)) > 10


def test_every_employer_scoped_table_has_forced_row_level_security(store):
    if store.database.is_sqlite:
        pytest.skip("SQLite has no row-level security; the filter of the unit of work is its only wall")
    scoped = {m.local_table.name for m in Base.registry.mappers if issubclass(m.class_, EmployerScoped)}
    with store.database.reading() as session:
        forced = session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
        assert set(forced) == scoped


def test_without_a_setting_the_database_shows_no_row_of_any_employer(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        factories.employ(w, agency)
    with store.database.reading() as session:
        seen = session.scalar(text("SELECT count(*) FROM employment"))
    assert seen == (1 if store.database.is_sqlite else 0)


def test_an_actor_sees_the_rows_of_his_own_employers_only(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        own = factories.employ(w, agency)
        both = factories.employ(w, agency, employer="other", person=own.person)
    nobody = Actor(None)
    for actor, expected in ((agency.actor("consultant", "own"), [own.employment]),
                            (agency.actor("consultant", "other"), [both.employment]), (nobody, [])):  # fmt: skip
        with store.look(actor, factories.AT) as w:
            assert list(w.session.scalars(select(EmploymentRow.id))) == expected


def test_the_database_itself_refuses_a_row_of_another_employer(store, agency):
    if store.database.is_sqlite:
        pytest.skip("SQLite has no row-level security")
    row = {"id": factories.uuid4(), "employer_id": agency.other, "name": "Elders"}
    with store.look(agency.actor("consultant", "own"), factories.AT) as w, pytest.raises(DBAPIError, match="row-level"):
        w.session.connection().execute(insert(factories.BranchRow.__table__), row)
