"""Whatever is typed in a field or an address: an answer, never a crash, on both databases (security.md F)."""

import os
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

import factories
from app.auth import sessions
from app.auth.limits import limiter
from app.db.accounts import Role
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM
from hostile import ARGUMENTS, BLUNT, SHARP, attack, forms, send
from site_map import addresses, stand_ins

LEAVES = {"/sign-out", "/login-sessions/end", "/login-sessions/end-others", "/language"}


@pytest.fixture
def site(app, store, agency, monkeypatch):
    """(client with every role, addresses of all pages, and of some that are open for change)."""
    monkeypatch.setattr(limiter, "enabled", False)
    values, _planted = stand_ins(store, agency)
    with store.work(SYSTEM, factories.AT) as w:
        everything = factories.account(w, {agency.own: list(Role)}, password=PasswordHasher().hash("onbekend"))
        fresh = factories.employ(w, agency)
        w.session.get(PlacementRow, fresh.placement).state = PlacementState.PROVISIONAL
        w.record("placement:created", w.session.get(PlacementRow, fresh.placement))
    client = app.test_client()
    client.set_cookie(sessions.SECURE_COOKIE, sessions.login(store, everything), secure=True, httponly=True)
    monday = factories.MONDAY + timedelta(weeks=1)
    open_pages = [f"/hours/{values['placement_id']}/{monday}/1", f"/placements/{fresh.placement}"]
    found = [address for address, needs in addresses(app, values) if needs is not None and "export" not in address]
    return client, sorted({*found, *open_pages}), values


def every_form(client, pages):
    """Each form of the site once."""
    found = {}
    for address in pages:
        if not address.endswith(("/progress", "/pdf", "/xml", "/preview")) and "of-run" not in address:
            for form in forms(client, address):
                found.setdefault((form[0], form[1], tuple(form[3])), form)
    return [form for form in found.values() if form[1] not in LEAVES]


EVERYTHING = "THOROUGH" in os.environ  # otherwise each field gets some of the values, each value some of the fields
STEP = 1 if EVERYTHING else 11


def some(attempts):
    """Every eleventh attempt: over all forms together each value is still tried many times."""
    return list(attempts)[::STEP]


ON_THE_STRICTER = pytest.mark.parametrize(
    "config", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@ON_THE_STRICTER
def test_no_field_of_any_form_breaks_the_application(site):
    client, pages, _values = site
    wrong = []
    for form in every_form(client, pages):
        alone = some({name: text} for text in SHARP for name in form[3])
        wrong += [(each, attack(client, form, each)) for each in alone]
        wrong += [(text, attack(client, form, dict.fromkeys(form[3], text))) for text in some(BLUNT)]
    assert not [(str(each)[:60], answer) for each, answer in wrong if answer]


def test_no_question_in_an_address_breaks_the_application(site):
    client, _pages, values = site
    asked = [(page.format(**values), name) for page, names in ARGUMENTS.items() for name in names]
    tried = some((page, name, text) for text in (*SHARP, "%", "' OR 1=1 --") for page, name in asked)
    wrong = [(name, text[:12], send(client, "get", page, {name: text})) for page, name, text in tried]
    assert not [each for each in wrong if each[2]]


@ON_THE_STRICTER
def test_no_part_of_an_address_breaks_the_application(app, site):
    client, _pages, values = site
    texts = (
        "0",
        "-1",
        "9" * 30,
        "9999-12-31",
        "0001-01-01",
        "%00",
        "%ed%b2%80",
        "..%2f..%2fetc",
        "null",
        "{{7*7}}",
        "x" * 3000,
    )
    wrong = []
    for rule in app.url_map.iter_rules():
        for name, text in ((name, text) for name in rule.arguments for text in texts):
            address = re.sub(rf"<(\w+:)?{name}>", text.replace("\\", ""), rule.rule)
            for each in rule.arguments:
                address = re.sub(rf"<(\w+:)?{each}>", str(values.get(each, uuid4())), address)
            wrong.append(send(client, "get", address, {}))
    assert not [each for each in wrong if each]


def test_a_sign_in_page_answers_whatever_is_typed(app, agency, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    wrong = []
    for address in ("/sign-in", "/password/reset", "/sign-in/recovery-code", "/sign-in/code"):
        client = app.test_client()
        for form in forms(client, address):
            for text in SHARP:
                wrong += [attack(client, form, {name: text}) for name in form[3]]
    assert not [each for each in wrong if each]
