"""Every address of the application, as every role: a sound page, a download with the headers, or a refusal that says why."""

import re

import pytest

from app.db.accounts import Role
from app.headers import HEADERS
from app.permissions import MATRIX, Action
from page import Page
from site_map import addresses, stand_ins

SIGN_IN = ("/sign-in/", "/password/reset/")
HTML = "text/html; charset=utf-8"


@pytest.fixture
def given(store, agency):
    return stand_ins(store, agency)


def expected(needs, role):
    return not isinstance(needs, Action) or needs in MATRIX[role]


ONCE_MORE = pytest.param("postgres", Role.PAYROLL_CLERK, marks=pytest.mark.postgres)


@pytest.mark.parametrize(("config", "role"), [*(("sqlite", role) for role in Role), ONCE_MORE], indirect=["config"])
def test_every_page_is_sound_and_shows_no_bsn_or_iban(app, client_for, given, role):
    values, planted = given
    client = client_for(role)
    wrong = [wrongs for each in addresses(app, values) if (wrongs := what_is_wrong(client, *each, role, planted))]
    assert not wrong, "\n".join(wrong)


def what_is_wrong(client, address, needs, role, planted):
    """A sentence for the first thing that is wrong with this address for this role, or nothing."""
    try:
        response = client.get(address, base_url="https://localhost")
        for name in set(HEADERS) - {"Content-Security-Policy"}:
            assert response.headers.get(name) == HEADERS[name], name
        if expected(needs, role):
            switched_off = response.status_code == 404 and (
                address.startswith(SIGN_IN) or address.endswith("/progress")
            )
            assert address.startswith(SIGN_IN) or "/sign-in?" not in (response.location or ""), "signed out on the way"
            assert response.status_code in {200, 302, 303} or switched_off, response.status_code
        else:
            assert response.status_code == 403, response.status_code
        if response.content_type == HTML and not 300 <= response.status_code < 400:
            Page(response, status=response.status_code, planted=planted).check()
    except Exception as error:  # noqa: BLE001 - one list of everything that is wrong
        return f"{address}: {type(error).__name__} {error}"


def test_nobody_enters_without_signing_in(app, given):
    values, _ = given
    client = app.test_client()
    for address, needs in addresses(app, values):
        response = client.get(address, base_url="https://localhost")
        if needs is None:
            assert response.status_code < 500, address
        else:
            assert response.status_code in {302, 303, 401}, (address, response.status_code)


def test_no_address_holds_a_name_or_a_number_of_a_person(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        assert not re.search(r"name|bsn>|iban>|birth|email", "".join(rule.arguments)), rule.rule
