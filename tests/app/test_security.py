"""What somebody with a browser, a script and a role elsewhere can try: each gets a plain answer with all the headers."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app import create_app
from app.auth import sessions
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.hours import HoursState, HoursWeekRow
from app.db.organisation import BranchRow
from app.db.people import EmploymentRow, PersonRow
from app.db.work import SYSTEM
from app.headers import HEADERS
from app.permissions import STEP_UP, Action
from app.services import hours
from hostile import SOUND
from page import post
from site_map import addresses, stand_ins

SQLITE_ONLY = pytest.mark.parametrize("config", ["sqlite"], indirect=True)
VERBS = ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "PROPFIND", "NONSENSE")
BROKEN = (
    ("multipart/form-data", b"--x\r\n"), ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n"),
    ("multipart/form-data; boundary=x", b"\x00" * 5000), ("application/json", b"{"), ("application/json", b"[" * 5000),
    ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), ("", b"a=1"), ("\xff", b"\xff"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea\x00"), ("application/x-www-form-urlencoded", b"&" * 6000),
)  # fmt: skip


def full_headers(answer):
    missing = {name for name in set(HEADERS) - {"Content-Security-Policy"} if answer.headers.get(name) != HEADERS[name]}
    return (
        not missing
        and "default-src 'none'" in answer.headers.get("Content-Security-Policy", "")
        and "Server" not in answer.headers
    )


@SQLITE_ONLY
def test_another_verb_or_a_broken_body_gets_a_refusal_with_all_headers(app, store, agency, client_for):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    values, _planted = stand_ins(store, agency)
    client, wrong = client_for(Role.PAYROLL_CLERK), []
    plain = [each for each, _ in addresses(app, values) if not re.search("pdf|of-run|export|check", each)]
    for number, address in enumerate(plain):
        for verb in ("TRACE", VERBS[number % len(VERBS)]):
            answer = client.open(address, method=verb, base_url="https://localhost")
            if answer.status_code >= 500 or not full_headers(answer) or (verb == "TRACE" and answer.status_code != 405):
                wrong.append((verb, address, answer.status_code))
    for address in ("/sign-in", "/flex-workers/", "/hours/approve", "/trial", "/language", "/sign-in/passkey"):
        for kind, body in BROKEN:
            answer = client.post(address, data=body, content_type=kind, base_url="https://localhost")
            if not 400 <= answer.status_code < 500 or not full_headers(answer):
                wrong.append((kind, body[:9], address, answer.status_code))
    assert not wrong


@SQLITE_ONLY
def test_every_answer_to_somebody_signed_in_is_kept_by_nobody(app, store, agency, client_for):
    values, _planted = stand_ins(store, agency)
    client = client_for(Role.ADMINISTRATOR)
    asked = [each for each, _ in addresses(app, values) if "/sign-" not in each and "of-run" not in each]
    asked += ["/bestaat-niet", "/static/bestaat-niet.css"]
    kept = [
        each
        for each in asked
        if client.get(each, base_url="https://localhost").headers.get("Cache-Control") != "no-store"
    ]
    assert not kept
    style = client.get(re.search(r'href="(/static/[^"]+\.css[^"]*)"', client.get("/help").text)[1])
    assert style.status_code == 200
    assert "no-store" not in style.headers["Cache-Control"]
    assert "Set-Cookie" not in style.headers
    style.close()


def test_the_id_of_somebody_elses_row_in_a_form_changes_nothing_and_tells_nothing(store, agency, client_for):
    """A form carries the id of the row it makes; the id of a row elsewhere is no way in (mass assignment, IDOR)."""
    with store.work(SYSTEM, factories.AT) as w:
        theirs, mine = factories.employ(w, agency, employer="other"), factories.employ(w, agency)
        week = factories.hours_week(w, agency, theirs.placement, employer="other", state=HoursState.SUBMITTED)
    with store.look(SYSTEM, factories.AT) as w:
        version = w.session.get(PersonRow, mine.person).version
    administrator, clerk = client_for(Role.ADMINISTRATOR), client_for(Role.PAYROLL_CLERK)
    registration = SOUND | {"id": theirs.employment, "employer_id": agency.own, "started_on": "01-12-2026", "language": "nl",
                            "residence": "nl", "country": "6030", "iban": "", "statement_since": "01-12-2026"}  # fmt: skip
    placement = SOUND | {"id": theirs.placement, "hirer_id": agency.hirer, "started_on": "01-12-2026", "kind": "uitzend", "fase": "A",
                         "vakantiebijslag": "reserve", "vakantiebijslag_percentage": "8,33", "pensioen": "stipp"}  # fmt: skip
    tried = [
        (administrator, "/flex-workers/", registration | {"ended_on": ""}),
        (administrator, "/placements/", placement | {"employment_id": mine.employment}),
        (administrator, f"/employers/{agency.own}/branches", {"id": agency.branches["other"], "name": "Elders"}),
        (administrator, f"/flex-workers/{mine.person}/employments/new", {"id": theirs.employment, "employer_id": agency.other,
                                                                         "started_on": "01-12-2026"}),
        (administrator, f"/accounts/{agency.accounts[Role.CONSULTANT, 'own']}/roles/{agency.other}", {"roles": "administrator"}),
        (administrator, f"/accounts/{agency.accounts[Role.CONSULTANT, 'other']}/roles/{agency.own}", {"roles": "administrator"}),
        (administrator, f"/flex-workers/{mine.person}/edit", SOUND | {"version": version, "language": "nl", "naamgebruik": "own", "names_since": "16-11-2026", "number": 1, "id": theirs.person,
                                                                      "bsn": SOUND["kvk"], "bsn_index": "", "employer_id": agency.other}),
        (clerk, "/hours/approve", {"seen": f"{week}:1"}),
        (clerk, "/hours/approval", {"week": week}),
        (clerk, "/switch", {"employer": agency.other, "week": "2026-11-09"}),
    ]  # fmt: skip
    for client, address, data in tried:
        answer = post(client, address, {name: str(value) for name, value in data.items()})
        assert answer.status_code in {200, 303, 400, 403, 404, 409, 422}, (address, answer.status_code)
        assert str(theirs.person) not in answer.text + (answer.location or ""), address
    with store.look(SYSTEM, factories.AT) as w:
        employment, branch = (
            w.session.get(EmploymentRow, theirs.employment),
            w.session.get(BranchRow, agency.branches["other"]),
        )
        assert (employment.employer_id, employment.person_id) == (agency.other, theirs.person)
        assert (branch.employer_id, branch.name) == (agency.other, "Utrecht")
        assert w.session.get(HoursWeekRow, week).state is HoursState.SUBMITTED
        person = w.session.get(PersonRow, mine.person)
        assert (person.last_name, w.open(person, "bsn_sealed")) == ("Proef", mine.bsn)
        assert person.number != 1
    assert "Tweede Detachering" not in clerk.get("/", base_url="https://localhost").text


def test_many_slips_are_approved_at_once_and_recorded_with_their_ids(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        weeks = [
            factories.hours_week(w, agency, factories.employ(w, agency).placement, state=HoursState.SUBMITTED)
            for _ in range(8)
        ]
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        assert len(hours.approve(w, dict.fromkeys(weeks, 1)).ready) == 8
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(AuditRow).where(AuditRow.tag == "web:hours:approve")).one()
    assert row.fields["ids"] == sorted(map(str, weeks))


@SQLITE_ONLY
def test_an_address_of_another_site_is_no_place_to_go_back_to(client_for, agency, app):
    client = client_for(Role.CONSULTANT)
    for evil in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
    ):
        for address, name in (("/language", "back"), ("/navigation", "back"), ("/switch", "back")):
            answer = post(client, address, {name: evil, "language": "nl", "week": "2026-11-09"})
            assert answer.location == "/", (address, evil, answer.location)
        stranger = app.test_client().get("/sign-in", query_string={"next": evil}, base_url="https://localhost")
        assert "evil.example" not in (stranger.location or "")
        signed_in = client.get("/sign-in", query_string={"next": evil}, base_url="https://localhost")
        assert "evil" not in (signed_in.location or ""), signed_in.location


@SQLITE_ONLY
def test_a_host_that_the_sender_made_up_is_refused_with_all_headers(config, agency):
    from dataclasses import replace

    served = create_app(replace(config, mode="production", host="payroll.example.nl"))
    client = served.test_client()
    right = client.get("/sign-in", base_url="https://payroll.example.nl")
    wrong = client.get("/sign-in", base_url="https://evil.example")
    served.extensions["one_payroll"].database.close()
    assert (right.status_code, wrong.status_code) == (200, 400)
    assert full_headers(right)
    assert full_headers(wrong)
    assert "evil" not in wrong.text


@SQLITE_ONLY
def test_a_token_given_before_the_sign_in_is_worth_nothing_after_it(app, agency):
    """Session fixation: a token that the server did not make opens nothing and is not taken over."""
    client = app.test_client()
    client.set_cookie(sessions.SECURE_COOKIE, "een-gekozen-token", secure=True)
    answer = client.get("/sign-in", base_url="https://localhost")
    given = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(sessions.SECURE_COOKIE))
    assert "een-gekozen-token" not in given
    for flag in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert flag in given
    assert "Domain" not in given


@SQLITE_ONLY
def test_a_form_without_its_token_changes_nothing_whatever_the_browser_says(client_for, store, agency):
    client = client_for(Role.ADMINISTRATOR)
    for site in (None, "same-origin", "none", "same-site", "cross-site"):
        headers = {"Sec-Fetch-Site": site} if site else {}
        for address in ("/hirers/", f"/accounts/{uuid4()}/disable", "/switch", "/sign-out"):
            answer = client.post(address, data=SOUND, headers=headers, base_url="https://localhost")
            assert answer.status_code in {400, 403}, (site, address, answer.status_code)
    assert client.get("/help", base_url="https://localhost").status_code == 200, "still signed in"


@SQLITE_ONLY
def test_what_matters_asks_again_who_you_are(app, store, agency):
    """Every route of an action with step-up, for somebody whose last proof is too long ago (ASVS 7.5.3)."""
    app.config["WTF_CSRF_ENABLED"] = False
    values, _planted = stand_ins(store, agency)
    asked = set()
    for rule in app.url_map.iter_rules():
        needs = getattr(app.view_functions[rule.endpoint], "needs", None)
        if needs not in STEP_UP:
            continue
        role = Role.ADMINISTRATOR
        client = app.test_client()
        token = sessions.login(store, agency.accounts[role, "own"], stepped_up=False)
        client.set_cookie(sessions.SECURE_COOKIE, token, secure=True, httponly=True)
        noun = rule.endpoint.split(".")[0]
        with app.test_request_context():
            address = rule.build({name: values.get(f"{noun}.{name}", values.get(name)) for name in rule.arguments})[1]
        for method in sorted(rule.methods & {"GET", "POST"}):
            answer = client.open(address, method=method, base_url="https://localhost")
            assert answer.status_code == 303, (rule.endpoint, method, answer.status_code)
            assert answer.location.startswith("/sign-in/again"), (rule.endpoint, method)
        asked.add(needs)
    assert asked == set(STEP_UP)
    assert {
        Action.PAY_RUN_APPROVE,
        Action.BANK_FILE_CREATE,
        Action.BSN_REVEAL,
        Action.IBAN_REVEAL,
        Action.ACCOUNT_WRITE,
    } <= asked


@SQLITE_ONLY
def test_sixty_exports_an_hour_are_enough_for_one_person(app, client_for):
    """Who takes everything along is slowed down (ASVS 2.4.1): every list, all payslips of a run, a bank file."""
    files = {name for name in app.view_functions if re.search(r"\.(export|download_all)$", name)} | {
        "bank_files.download"
    }
    assert len(files) >= 7
    assert not [name for name in files if not hasattr(app.view_functions[name], "__wrapper-limiter-instance")]
    client = client_for(Role.CONSULTANT)
    codes = [client.get("/hirers/export/csv", base_url="https://localhost").status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
