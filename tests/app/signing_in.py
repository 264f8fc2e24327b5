"""Signing in as a person does: forms, tokens, a password and the code of an authenticator."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import time_machine
from argon2 import PasswordHasher
from passlib.totp import TOTP

import factories
from app.auth.sessions import SECURE_COOKIE
from app.db.accounts import Role
from app.db.work import SYSTEM

PASSWORD = "een paard op een nietje"
_HASH = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)


@dataclass
class Person:
    """Somebody with an account; `secret` is what their authenticator holds."""

    id: object
    email: str
    secret: str | None

    @property
    def code(self):
        return TOTP(key=self.secret).generate().token


def person(app, agency, role=Role.PAYROLL_CLERK, *, has_app=True, **values):
    """An account with a password and, unless said otherwise, an authenticator that was set up."""
    factory = app.extensions["security"].totp_factory
    secret = factory.generate_totp_secret() if has_app else None
    given = {"password": _HASH, "tf_totp_secret": secret, "tf_primary_method": "authenticator" if has_app else None}
    with agency.store.work(SYSTEM, factories.AT) as w:
        account_id = factories.account(w, {agency.own: [role]}, **(given | values))
        email = w.session.get(factories.AccountRow, account_id).email
    return Person(account_id, email, factory.get_totp_b32_key(secret) if secret else None)


def token(page):
    """The CSRF token of a page."""
    return unescape(re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1])


def post(client, url, page_url=None, **fields):
    """Fetch the page with the form, then send it."""
    page = client.get(page_url or url)
    return client.post(url, data=fields | {"csrf_token": token(page)})


def give_password(client, email, password=PASSWORD):
    return post(client, "/sign-in", email=email, password=password)


def sign_in(client, someone):
    """Password and code, within one step of the clock; returns the last answer."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        first = give_password(client, someone.email)
        assert first.status_code == 302, first.text
        last = post(client, "/sign-in/code", code=someone.code)
    assert last.status_code == 302, last.text
    return last


def is_signed_in(client):
    return client.get("/login-sessions").status_code == 200


def cookie(client):
    return client.get_cookie(SECURE_COOKIE)
