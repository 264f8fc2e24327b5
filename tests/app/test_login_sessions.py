"""Login sessions live on the server, end when they must, and can be ended by their owner."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.auth import sessions
from app.auth.sessions import SECURE_COOKIE
from app.db.accounts import LoginSessionRow, Role
from app.db.audit import AuditRow
from app.services import login_sessions
from signing_in import is_signed_in, person, post, sign_in, token

NOW = datetime.now(UTC)


@pytest.fixture
def signed_in(app, agency):
    """A client with a login of the clerk that began at this moment."""

    def client(at=NOW, **values):
        made = app.test_client()
        value = sessions.login(agency.store, agency.accounts[Role.PAYROLL_CLERK, "own"], at=at, **values)
        made.set_cookie(SECURE_COOKIE, value, secure=True, httponly=True)
        return made

    return client


def test_half_an_hour_without_a_click_ends_a_session(signed_in):
    client = signed_in()
    with time_machine.travel(NOW + timedelta(minutes=29)):
        assert is_signed_in(client)
    with time_machine.travel(NOW + timedelta(minutes=58)):
        assert is_signed_in(client)
    with time_machine.travel(NOW + timedelta(minutes=90)):
        assert not is_signed_in(client)


def test_ten_hours_end_a_session_however_busy(signed_in):
    client = signed_in()
    for minutes in range(20, 600, 20):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            assert is_signed_in(client)
    with time_machine.travel(NOW + timedelta(hours=10, seconds=1)):
        assert not is_signed_in(client)


def test_the_database_does_not_hold_the_token(signed_in, agency):
    client = signed_in()
    with agency.store.database.reading() as session:
        row = session.scalars(select(LoginSessionRow)).one()
    assert client.get_cookie(SECURE_COOKIE).value not in (row.token_digest, str(row.content))


def test_signing_out_kills_the_token_and_clears_the_browser(signed_in):
    client = signed_in()
    value = client.get_cookie(SECURE_COOKIE).value
    answer = post(client, "/sign-out", "/login-sessions")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    client.set_cookie(SECURE_COOKIE, value, secure=True, httponly=True)
    assert not is_signed_in(client)


@pytest.mark.own_app
def test_a_request_that_ends_late_does_not_revive_an_ended_session(app, signed_in, agency):
    client = signed_in()

    @app.get("/slow")
    def slow():
        sessions.end(agency.store.database, LoginSessionRow.token_digest.is_not(None))
        from flask import session

        session["touched"] = True
        return "done"

    client.get("/slow")
    assert not is_signed_in(client)


def test_everybody_sees_and_ends_their_own_sessions(signed_in, agency):
    here, there = signed_in(), signed_in()
    page = here.get("/login-sessions")
    [other] = re.findall(r'name="login_session" value="([0-9a-f]{64})"', page.text)
    here.post("/login-sessions/end", data={"login_session": other, "csrf_token": token(page)})
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_nobody_ends_the_session_of_somebody_else(signed_in, client_for, agency):
    here, theirs = signed_in(), client_for(Role.CONSULTANT)
    with agency.store.database.reading() as session:
        account = agency.accounts[Role.CONSULTANT, "own"]
        row = session.scalars(select(LoginSessionRow).where(LoginSessionRow.user_id == account)).one()
    post(here, "/login-sessions/end", "/login-sessions", login_session=row.token_digest)
    assert is_signed_in(theirs)


def test_signing_out_everywhere_leaves_this_device_and_is_recorded(signed_in, agency):
    here, others = signed_in(), [signed_in() for _ in range(3)]
    assert post(here, "/login-sessions/end-others", "/login-sessions").status_code == 303
    assert is_signed_in(here)
    assert not any(is_signed_in(each) for each in others)
    with agency.store.database.reading() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.tag == "web:sign_in:ended_elsewhere")).one()
    assert row.fields == {"ended": 3}


def test_a_click_within_the_minute_writes_nothing(signed_in, query_count):
    client = signed_in(datetime.now(UTC))
    client.get("/login-sessions")
    with query_count() as counted:
        client.get("/login-sessions")
    assert not [each for each in counted.statements if each.startswith(("UPDATE", "INSERT"))]


def test_a_step_up_is_asked_again_after_minutes(signed_in, client_for):
    client = client_for(Role.ADMINISTRATOR)
    assert client.get("/accounts/new").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        answer = client.get("/accounts/new")
    assert answer.status_code == 303
    assert answer.location == "/sign-in/again?next=/accounts/new"


def test_a_step_up_takes_the_password_and_goes_back(app, agency):
    someone, client = person(app, agency, Role.ADMINISTRATOR), app.test_client()
    moment = datetime.now(UTC)
    with time_machine.travel(moment):
        sign_in(client, someone)
    with time_machine.travel(moment + timedelta(minutes=20)):
        again = client.get("/accounts/new").location
        answer = post(client, again, password="een paard op een nietje")
        assert answer.location == "/accounts/new"
        assert client.get("/accounts/new").status_code == 200


def test_opening_the_code_page_again_does_not_sign_out(signed_in):
    client = signed_in()
    assert client.get("/sign-in/code").location == "/"
    assert is_signed_in(client)


def test_purging_removes_what_has_ended_and_nothing_else(signed_in, agency):
    signed_in(NOW - timedelta(hours=11)), signed_in(NOW)
    assert login_sessions.purge(agency.store, NOW) == 1


def test_plain_http_on_this_machine_is_for_the_demo_only(config):
    from dataclasses import replace

    from app import create_app

    for mode, name in (("demo", "session="), ("test", "__Host-session=")):
        app = create_app(replace(config, mode=mode))
        answer = app.test_client().get("/sign-in", base_url="http://127.0.0.1")
        assert answer.headers["Set-Cookie"].startswith(name)
        assert ("Secure" in answer.headers["Set-Cookie"]) == (mode == "test")
        app.extensions["one_payroll"].database.close()


def test_an_installation_may_demand_a_passkey_of_administrators(config, agency):
    from dataclasses import replace

    from app import create_app

    app = create_app(replace(config, webauthn_for_approvers=True))
    client = app.test_client()
    value = sessions.login(agency.store, agency.accounts[Role.ADMINISTRATOR, "own"])
    client.set_cookie(SECURE_COOKIE, value, secure=True, httponly=True)
    assert client.get("/accounts", base_url="https://localhost").location == "/passkeys/new"
    app.extensions["one_payroll"].database.close()
