"""Every answer carries the security headers, also when an earlier hook or an error cut it short (security.md E)."""

import pytest
from flask import abort, request
from sqlalchemy import create_engine, select

from app.db.accounts import Role
from app.db.audit import AuditRow
from app.headers import HEADERS
from signing_in import token

pytestmark = pytest.mark.own_app
CODES = (400, 403, 404, 405, 413, 415, 422, 429)


@pytest.fixture
def failing(app):
    """The application with pages that fail in every way."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/fail/<int:code>")
    def fail(code):
        abort(code)

    @app.get("/break")
    def breaks():
        raise RuntimeError("niet voor het scherm")

    @app.post("/take")
    def take():
        return str(len(request.form))

    return app


def check(answer, code):
    assert answer.status_code == code
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Server" not in answer.headers
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("code", CODES)
def test_an_error_carries_the_headers_and_a_sentence_in_the_own_language(failing, code):
    client = failing.test_client()
    answer = client.get(f"/fail/{code}")
    check(answer, code)
    client.set_cookie("language", "en")
    assert "<h1>" in answer.text


def test_a_crash_tells_nothing_and_carries_the_headers(failing):
    answer = failing.test_client().get("/break")
    check(answer, 500)
    assert "niet voor het scherm" not in answer.text


def test_a_database_that_is_gone_gives_an_error_page_all_the_same(failing, client_for):
    client, database = client_for(Role.CONSULTANT), failing.extensions["one_payroll"].database
    engine, database.engine = database.engine, create_engine("sqlite:////nergens/niets.db")
    answer = client.get("/")
    database.engine = engine
    check(answer, 500)
    assert "Er ging iets mis" in answer.text


def test_a_missing_token_carries_the_headers(failing):
    answer = failing.test_client().post("/take", data={"a": "1"})
    check(answer, 400)
    assert "te oud" in answer.text


def test_a_real_unknown_page_a_wrong_method_and_too_much_carry_the_headers(failing):
    client = failing.test_client()
    check(client.get("/bestaat-niet"), 404)
    wrong = client.post("/break", data={"csrf_token": token(client.get("/sign-in"))})
    check(wrong, 405)
    assert "GET" in wrong.headers["Allow"]
    failing.config["MAX_CONTENT_LENGTH"] = 1000
    check(client.post("/take", data={"a": "1" * 2000}), 413)


@pytest.mark.parametrize(
    ("site", "code"), [("cross-site", 403), ("same-site", 403), ("same-origin", 400), ("none", 400)]
)
def test_a_change_asked_by_another_site_is_refused_and_recorded(failing, agency, site, code):
    answer = failing.test_client().post("/take", headers={"Sec-Fetch-Site": site})
    check(answer, code)
    with agency.store.database.reading() as session:
        denied = session.scalars(select(AuditRow).where(AuditRow.tag == "web:access:denied")).all()
    assert len(denied) == (code == 403)


def test_a_right_somebody_lacks_is_refused_and_recorded(client_for, agency):
    answer = client_for(Role.CONSULTANT).get("/accounts")
    check(answer, 403)
    with agency.store.database.reading() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.tag == "web:access:denied")).one()
    assert (row.actor_id, row.subject) == (agency.accounts[Role.CONSULTANT, "own"], "route:/accounts")


def test_a_page_of_somebody_is_never_kept_by_a_browser(client_for):
    assert client_for(Role.CONSULTANT).get("/login-sessions").headers["Cache-Control"] == "no-store"


def test_sixty_attempts_in_a_quarter_are_enough_also_over_two_workers(app, config):
    from app import create_app

    second = create_app(config)
    second.config["PREFERRED_URL_SCHEME"] = "https"
    codes = []
    for worker in [app, second] * 31:
        client = worker.test_client()
        codes.append(client.post("/sign-in", data={"csrf_token": token(client.get("/sign-in"))}).status_code)
    assert codes[:60] == [200] * 60
    assert set(codes[60:]) == {429}
    second.extensions["one_payroll"].database.close()
