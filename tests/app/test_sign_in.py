"""Sign-in as security.md B2.1 wants it, against the running application on both databases."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_security.proxies import _security
from passlib.totp import TOTP
from sqlalchemy import select

from app import create_app
from app.auth.passwords import is_common, is_leaked
from app.auth.setup import SETTINGS
from app.db.accounts import AccountRow, MailRow, SignInFailureRow
from app.db.audit import AuditRow
from signing_in import PASSWORD, cookie, give_password, is_signed_in, person, post, sign_in, token

REFUSED = "Aanmelden is niet gelukt."
ENGLISH = re.compile(
    r"\b(the|your|you|password|sign|invalid|please|must|code has|email address|submit)\b", re.IGNORECASE
)


@pytest.fixture
def other_worker(config):
    """A second process of the same installation."""
    made = create_app(config)
    made.config["PREFERRED_URL_SCHEME"] = "https"
    yield made
    made.extensions["one_payroll"].database.close()


def tags(agency):
    with agency.store.database.reading() as session:
        return session.scalars(select(AuditRow.tag).order_by(AuditRow.at, AuditRow.seq)).all()


def test_a_password_alone_opens_nothing(app, agency):
    someone, client = person(app, agency), app.test_client()
    assert give_password(client, someone.email).location.startswith("/sign-in/code")
    assert not is_signed_in(client)


def test_a_password_and_a_code_open_the_door_and_are_recorded(app, agency):
    someone, client = person(app, agency), app.test_client()
    assert sign_in(client, someone).status_code == 302
    assert is_signed_in(client)
    assert "web:sign_in:succeeded" in tags(agency)


def test_a_code_works_once_also_at_another_worker(app, other_worker, agency):
    someone, code = person(app, agency), None
    with time_machine.travel(datetime.now(UTC), tick=False):
        first, second = app.test_client(), other_worker.test_client()
        code = someone.code
        give_password(first, someone.email)
        give_password(second, someone.email)
        assert post(first, "/sign-in/code", code=code).status_code == 302
        again = post(second, "/sign-in/code", code=code)
    assert again.status_code == 200
    assert "al gebruikt" in again.text
    assert not is_signed_in(second)


def test_a_code_of_the_step_before_is_refused(app, agency):
    someone, client = person(app, agency), app.test_client()
    old = TOTP(key=someone.secret).generate(time=int(time.time()) - 31).token
    give_password(client, someone.email)
    assert "al gebruikt" in post(client, "/sign-in/code", code=old).text
    assert not is_signed_in(client)


def test_the_first_sign_in_sets_up_an_authenticator_before_anything_opens(app, agency):
    someone, client = person(app, agency, has_app=False), app.test_client()
    assert give_password(client, someone.email).location == "/second-factor/new"
    assert not is_signed_in(client)
    page = post(client, "/second-factor/new", setup="authenticator")
    assert 'src="data:image/svg+xml;base64,' in page.text
    key = re.search(r"<code>([A-Z0-9 -]+)</code>", page.text)[1].replace(" ", "").replace("-", "")
    answer = client.post("/sign-in/code", data={"code": TOTP(key=key).generate().token, "csrf_token": token(page)})
    assert answer.status_code == 302, answer.text
    assert is_signed_in(client)


def test_a_second_factor_cannot_be_switched_off(app, agency):
    someone, client = person(app, agency), app.test_client()
    sign_in(client, someone)
    post(client, "/second-factor/new", setup="disable")
    with agency.store.database.reading() as session:
        assert session.get(AccountRow, someone.id).tf_totp_secret


def test_a_recovery_code_is_shown_once_kept_as_a_hash_and_works_once(app, agency):
    someone, client = person(app, agency), app.test_client()
    sign_in(client, someone)
    codes = re.findall(r"<code>(\d-[A-Z2-9-]+)</code>", post(client, "/recovery-codes").text)
    assert len(codes) == 10
    assert codes[0] not in client.get("/recovery-codes").text
    with agency.store.database.reading() as session:
        kept = session.get(AccountRow, someone.id).mf_recovery_codes
    assert all(each.partition(":")[2].startswith("$argon2id$") for each in kept)
    fresh = app.test_client()
    give_password(fresh, someone.email)
    assert post(fresh, "/sign-in/recovery-code", code=codes[3].lower()).status_code == 302
    assert is_signed_in(fresh)
    again = app.test_client()
    give_password(again, someone.email)
    assert "al gebruikt" in post(again, "/sign-in/recovery-code", code=codes[3]).text
    assert not is_signed_in(again)


def test_five_wrong_passwords_lock_the_account_at_every_worker(app, other_worker, agency):
    someone = person(app, agency)
    for _ in range(5):
        give_password(app.test_client(), someone.email, "verkeerd wachtwoord")
    answer = give_password(other_worker.test_client(), someone.email)
    assert REFUSED in answer.text
    assert "web:sign_in:locked" in tags(agency)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert give_password(other_worker.test_client(), someone.email).status_code == 302


def test_wrong_codes_lock_as_wrong_passwords_do(app, agency):
    someone, client = person(app, agency), app.test_client()
    give_password(client, someone.email)
    for _ in range(5):
        post(client, "/sign-in/code", code="000000")
    assert "al gebruikt" in post(client, "/sign-in/code", code=someone.code).text or not is_signed_in(client)
    assert REFUSED in give_password(app.test_client(), someone.email).text


def test_a_lock_says_the_same_of_an_address_nobody_has(app, agency):
    someone = person(app, agency)
    answers = []
    for email in (someone.email, "niemand@example.nl"):
        pages = [give_password(app.test_client(), email, "verkeerd wachtwoord") for _ in range(7)]
        answers.append([(page.status_code, re.sub(r"value=\"[^\"]*\"", "", page.text)) for page in pages])
    assert answers[0] == answers[1]
    with agency.store.database.reading() as session:
        rows = session.scalars(select(SignInFailureRow)).all()
    assert sum(row.locked_until is not None for row in rows) == 2
    assert all(someone.email not in row.key for row in rows)


def test_a_disabled_account_answers_as_a_wrong_password(app, agency):
    someone = person(app, agency, active=False)
    known, unknown = (give_password(app.test_client(), each) for each in (someone.email, "niemand@example.nl"))
    assert REFUSED in known.text
    assert known.status_code == unknown.status_code


def test_an_unknown_address_takes_as_long_as_a_known_one(app, agency):
    from argon2 import PasswordHasher

    someone = person(app, agency, password=PasswordHasher().hash(PASSWORD))
    known = min(_seconds(app, someone.email) for _ in range(3))
    unknown = min(_seconds(app, "niemand@example.nl") for _ in range(3))
    assert 0.5 < known / unknown < 2


def _seconds(app, email):
    client = app.test_client()
    data = {"email": email, "password": "verkeerd wachtwoord", "csrf_token": token(client.get("/sign-in"))}
    begun = time.thread_time()
    client.post("/sign-in", data=data)
    return time.thread_time() - begun


def test_the_application_runs_with_the_settings_of_b21(app):
    security = app.extensions["security"]
    assert {name: app.config[f"SECURITY_{name}"] for name in SETTINGS} == SETTINGS
    assert security.two_factor
    assert security.webauthn
    assert security.pwd_context.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_authentication_token_opens_nothing(app, agency):
    someone, client = person(app, agency), app.test_client()
    with app.test_request_context():
        secret = _security.datastore.find_user(id=someone.id).get_auth_token()
    assert client.get(f"/login-sessions?auth_token={secret}").status_code == 303
    assert client.get("/login-sessions", headers={"Authentication-Token": secret}).status_code == 303


def test_sign_in_pages_and_refusals_are_in_dutch(app, agency):
    someone, client = person(app, agency), app.test_client()
    pages = [give_password(app.test_client(), "geen adres", ""), client.get("/password/reset")]
    give_password(client, someone.email)
    pages += [client.get("/sign-in/code"), post(client, "/sign-in/code", code=""), client.get("/sign-in/recovery-code")]
    post(client, "/sign-in/code", code=someone.code)
    inside = (
        "/login-sessions",
        "/recovery-codes",
        "/passkeys/new",
        "/second-factor/new",
        "/sign-in/again",
        "/password",
    )
    pages += [client.get(each) for each in inside]
    pages += [post(client, "/password", password="x", new_password="kort", new_password_confirm="anders")]
    for page in pages:
        assert page.status_code == 200
        text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.text.split("<main")[1], flags=re.DOTALL)
        assert not ENGLISH.search(text), ENGLISH.search(text)


def test_a_mail_about_a_new_password_is_dutch_and_waits_in_the_outbox(config, agency):
    from dataclasses import replace

    app = create_app(replace(config, smtp_url="smtp://localhost", mail_from="one-payroll@example.nl"))
    app.config["PREFERRED_URL_SCHEME"] = "https"
    someone = person(app, agency)
    post(app.test_client(), "/password/reset", email=someone.email)
    with agency.store.database.reading() as session:
        mail = session.scalars(select(MailRow)).one()
    assert mail.subject == "Een nieuw wachtwoord kiezen voor One Payroll"
    assert "https://localhost/password/reset/" in mail.body
    assert not ENGLISH.search(re.sub(r"https://\S+", "", mail.body))
    app.extensions["one_payroll"].database.close()


def test_without_a_mail_server_no_mail_is_kept(app, agency):
    someone, client = person(app, agency), app.test_client()
    page = client.get("/password/reset")
    assert "Vraag uw beheerder" in page.text
    client.post("/password/reset", data={"email": someone.email, "csrf_token": token(client.get("/sign-in"))})
    with agency.store.database.reading() as session:
        assert not session.scalars(select(MailRow)).all()


def test_a_changed_password_ends_the_other_sign_ins_and_keeps_the_second_factor(app, agency):
    someone, here, there = person(app, agency), app.test_client(), app.test_client()
    moment = datetime.now(UTC)
    with time_machine.travel(moment):
        sign_in(here, someone)
    with time_machine.travel(moment + timedelta(seconds=60)):
        sign_in(there, someone)
        new = "nog een paard op een nietje"
        answer = post(here, "/password", password=PASSWORD, new_password=new, new_password_confirm=new)
        assert answer.status_code == 302, answer.text
        assert is_signed_in(here)
        assert not is_signed_in(there)
        assert give_password(app.test_client(), someone.email, new).location.startswith("/sign-in/code")


@pytest.mark.parametrize(
    "password", ["wachtwoord", "Welkom2026!", "P@ssw0rd!", "12345678", "aaaaaaaa", "Feyenoord1908", "1qaz2wsx"]
)
def test_a_password_that_is_tried_first_is_refused(password):
    assert is_common(password)


def test_a_sentence_is_a_good_password():
    assert not is_common(PASSWORD)


def test_a_leaked_password_is_found_in_a_sorted_file_of_hashes(tmp_path):
    from hashlib import sha1

    leaked = [f"wachtwoord nummer {n}" for n in range(500)]
    path = tmp_path / "leaked"
    path.write_text(
        "".join(
            f"{line}:3\n"
            for line in sorted(sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in leaked)
        )
    )
    assert all(is_leaked(each, path) for each in leaked)
    assert not any(is_leaked(f"ander {each}", path) for each in leaked)


def test_the_cookie_of_a_sign_in_is_bound_to_this_host_and_new(app, agency):
    someone, client = person(app, agency), app.test_client()
    client.get("/sign-in")
    before = cookie(client).value
    sign_in(client, someone)
    after = cookie(client)
    assert after.value != before
    assert (after.secure, after.http_only, after.same_site, after.path) == (True, True, "Strict", "/")
