"""A migrated database per test, on SQLite and on PostgreSQL; the application on it; a client signed in as anyone."""

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

import factories
from app import create_app, open_store
from app.auth import sessions
from app.config import Config
from app.db import migrations

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


_HASTE = "synchronous_commit = off"  # a test needs no disk
_END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_EMPTY = """DO $$ DECLARE each text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(each);
    END LOOP;
END $$"""


class PostgresServer:
    """A migrated database of its own, an owner role and an application role; all dropped at the end."""

    def __init__(self, url):
        self.url = make_url(url)
        self.name = f"one_payroll_test_{uuid4().hex[:12]}"
        self.owner, self.application = f"{self.name}_owner", f"{self.name}_app"
        self.engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self.cleaner = create_engine(self.url.set(database=self.name), isolation_level="AUTOCOMMIT")

    def run(self, *statements):
        with self.engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def start(self, keys):
        self.run(
            f"CREATE ROLE {self.owner} LOGIN PASSWORD 'test'",
            f"CREATE ROLE {self.application} LOGIN PASSWORD 'test'",
            f"CREATE DATABASE {self.name} OWNER {self.owner}",
            f"ALTER DATABASE {self.name} SET {_HASTE}",
        )
        migrations.upgrade(self.config(self.name, keys))

    def config(self, database, keys):
        return Config(
            database_url=self._url(self.application, database),
            owner_database_url=self._url(self.owner, database),
            keys=keys,
            mode="test",
        )

    def create(self):
        database = f"one_payroll_test_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {database} OWNER {self.owner}", f"ALTER DATABASE {database} SET {_HASTE}")
        return database

    def clean(self):
        """Empty every table: making a database per test costs seconds on a busy machine."""
        with self.cleaner.connect() as connection:
            connection.exec_driver_sql(_END_OTHERS)
            connection.exec_driver_sql(_EMPTY)

    def drop(self, database):
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self):
        self.cleaner.dispose()
        self.drop(self.name)
        self.run(f"DROP ROLE IF EXISTS {self.owner}", f"DROP ROLE IF EXISTS {self.application}")
        self.engine.dispose()

    def _url(self, role, database):
        return self.url.set(username=role, password="test", database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory, keys):
    path = tmp_path_factory.mktemp("template") / "one-payroll.db"
    migrations.upgrade(Config(f"sqlite:///{path}", keys, "test"))
    return path


@pytest.fixture(scope="session")
def postgres_server(keys):
    server = PostgresServer(POSTGRES_URL)
    try:
        server.run("SELECT 1")
    except OperationalError as error:
        server.engine.dispose()
        pytest.skip(f"no PostgreSQL answers at {server.url!r} (TEST_POSTGRES_URL): {error.orig}")
    server.start(keys)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_agency(tmp_path_factory, sqlite_template, keys):
    """(a file with the agency of the tests in it, that agency): making one costs more than most tests."""
    path = tmp_path_factory.mktemp("agency") / "one-payroll.db"
    shutil.copy(sqlite_template, path)
    opened = open_store(Config(f"sqlite:///{path}", keys, "test"))
    made = factories.agency(opened)
    opened.database.forget_deleted()
    opened.database.close()
    return path, made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def config(request, fast_directory, keys):
    """An installation of its own for this test."""
    if request.param == "sqlite":
        path = fast_directory / "one-payroll.db"
        for left in fast_directory.iterdir():
            left.unlink()
        is_filled = "agency" in request.fixturenames
        filled = (
            request.getfixturevalue("sqlite_agency")[0] if is_filled else request.getfixturevalue("sqlite_template")
        )
        shutil.copy(filled, path)
        yield Config(f"sqlite:///{path}", keys, "test")
        return
    server = request.getfixturevalue("postgres_server")
    yield server.config(server.name, keys)
    server.clean()


@pytest.fixture(scope="session")
def fast_directory():
    """In memory where that exists: every commit waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a directory of our own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as directory:
        yield Path(directory)


@pytest.fixture
def empty_config(config, request):
    """An installation whose database holds nothing yet, not even tables."""
    if config.database_url.startswith("sqlite"):
        Path(make_url(config.database_url).database).unlink()
        yield config
        return
    server = request.getfixturevalue("postgres_server")
    database = server.create()
    yield server.config(database, config.keys)
    server.drop(database)


@pytest.fixture
def own_config(empty_config):
    """A migrated database for a test that changes the schema."""
    migrations.upgrade(empty_config)
    return empty_config


@pytest.fixture
def store(config):
    """The database of this test and its keys."""
    opened = open_store(config)
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def apps():
    """By address of the database: making an application costs more than most tests."""
    return {}


@pytest.fixture
def app(request, config, apps):
    """The web application on the database of this test; it keeps nothing of the last one. A test that adds to it has its own."""
    kept = {} if request.node.get_closest_marker("own_app") else apps
    if config.database_url not in kept:
        kept[config.database_url] = create_app(config)
    made = kept[config.database_url]
    made.config["PREFERRED_URL_SCHEME"] = "https"  # the session cookie is for TLS only
    settings, opened = dict(made.config), made.extensions["one_payroll"]
    yield made
    made.config.clear()
    made.config.update(settings)
    opened.database.close()
    opened.keyring._ciphers.clear()


@pytest.fixture
def agency(request, store):
    """A small agency: two employers, a branch each, a hirer, and an account for every role at both."""
    if store.database.is_sqlite:
        made = request.getfixturevalue("sqlite_agency")[1]
        return dataclasses.replace(made, store=store, branches=dict(made.branches), accounts=dict(made.accounts))
    return factories.agency(store)


@pytest.fixture
def client_for(app, agency):
    """`client_for(role, employer="own" | "other")`: a client signed in with two factors."""

    def signed_in(role, employer="own"):
        client = app.test_client()
        token = sessions.login(agency.store, agency.accounts[role, employer])
        client.set_cookie(sessions.SECURE_COOKIE, token, secure=True, httponly=True)
        return client

    return signed_in


@pytest.fixture
def query_count():
    """`with query_count() as counted:` counts the statements sent; a bulk statement counts as one."""
    return QueryCount


class QueryCount:
    def __enter__(self):
        self.statements = []
        event.listen(Engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        event.remove(Engine, "before_cursor_execute", self._note)

    def __int__(self):
        return len(self.statements)

    def _note(self, _connection, _cursor, statement, *_):
        self.statements.append(statement)
