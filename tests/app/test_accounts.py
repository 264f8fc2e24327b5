"""Accounts and roles: who may change whom, and what never may happen."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import AccountRow, Role
from app.db.audit import AuditRow
from app.db.work import SYSTEM
from app.permissions import NotAllowedError
from app.services import accounts
from app.services.problems import NotFoundError
from signing_in import give_password, is_signed_in, person, post, sign_in, token

ADMIN, CLERK, CONSULTANT = Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.CONSULTANT


def work(agency, role=ADMIN, employer="own"):
    return agency.store.work(agency.actor(role, employer), factories.AT)


def invitation(agency, **values):
    given = {"id": uuid4(), "name": "Noor de Wit", "email": "Noor@Example.nl", "employer_id": agency.own}
    return accounts.Invitation(**(given | {"roles": frozenset({CONSULTANT})} | values))


def test_only_an_administrator_invites(agency):
    for role in (CLERK, CONSULTANT, Role.ACCOUNTANT):
        with pytest.raises(NotAllowedError), work(agency, role) as w:
            accounts.invite(w, invitation(agency))


def test_an_administrator_invites_at_the_own_employer_only(agency):
    with pytest.raises(NotAllowedError), work(agency) as w:
        accounts.invite(w, invitation(agency, employer_id=agency.other))


def test_a_replayed_invitation_makes_one_account(agency):
    given = invitation(agency)
    for _ in range(2):
        with work(agency) as w:
            row, problems = accounts.invite(w, given)
        assert (row.id, problems) == (given.id, [])
    assert row.email == "noor@example.nl"


def test_an_address_that_has_an_account_gets_the_roles_there(agency):
    with work(agency) as w:
        first, _ = accounts.invite(w, invitation(agency))
    with work(agency, employer="other") as w:
        second, _ = accounts.invite(w, invitation(agency, employer_id=agency.other))
    assert first.id == second.id
    assert {grant.employer_id for grant in second.grants} == {agency.own, agency.other}


def test_nobody_changes_their_own_roles_or_account(agency):
    me = agency.accounts[ADMIN, "own"]
    with work(agency) as w:
        assert accounts.set_roles(w, me, agency.own, {ADMIN, CLERK})[0].code == "own_roles"
        assert accounts.disable(w, me)[0].code == "own_account"
        assert accounts.reset_second_factor(w, me)[0].code == "own_account"


def test_the_last_administrator_stays(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        second = factories.account(w, {agency.own: [ADMIN]})
        both = factories.account(w, {agency.own: [ADMIN], agency.other: [ADMIN]})
    first = agency.accounts[ADMIN, "own"]
    with agency.store.work(factories.Actor(both, {agency.own: frozenset({ADMIN})}), factories.AT) as w:
        assert accounts.set_roles(w, first, agency.own, {CLERK}) == []
        assert accounts.set_roles(w, second, agency.own, {CLERK}) == []
    with agency.store.work(factories.Actor(second, {agency.own: frozenset({ADMIN})}), factories.AT) as w:
        assert accounts.set_roles(w, both, agency.own, {CLERK})[0].code == "last_administrator"


def test_a_disabled_administrator_does_not_count_as_one(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        factories.account(w, {agency.own: [ADMIN]}, active=False)
        other = factories.account(w, {agency.own: [CLERK]})
    with agency.store.work(factories.Actor(other, {agency.own: frozenset({ADMIN})}), factories.AT) as w:
        assert accounts.disable(w, agency.accounts[ADMIN, "own"])[0].code == "last_administrator"


def test_an_account_with_roles_elsewhere_is_not_this_administrators_to_disable(agency):
    with agency.store.work(SYSTEM, factories.AT) as w:
        both = factories.account(w, {agency.own: [CLERK], agency.other: [CLERK]})
    for change in (accounts.disable, accounts.enable, accounts.reset_second_factor, accounts.record_link):
        with pytest.raises(NotAllowedError), work(agency) as w:
            change(w, both)


def test_an_account_of_another_employer_does_not_exist_here(agency):
    with work(agency) as w, pytest.raises(NotFoundError):
        accounts.account(w, agency.accounts[CLERK, "other"])
    with work(agency) as w:
        seen = {row.id for row in accounts.page(w, accounts.Filters(), 1).rows}
    assert agency.accounts[CLERK, "other"] not in seen
    assert agency.accounts[CLERK, "own"] in seen


def test_the_counts_are_those_of_the_lists_they_lead_to(agency):
    with work(agency) as w:
        counts = accounts.counts(w, accounts.Filters())
        totals = {role.value: accounts.page(w, accounts.Filters(role=role), 1).total for role in Role}
        all_of_them = accounts.page(w, accounts.Filters(), 1).total
    assert {key: counts[key] for key in totals} == totals
    assert counts["all"] == counts["active"] == all_of_them


def test_the_list_takes_as_many_queries_for_sixty_accounts_as_for_four(agency, client_for, query_count):
    client = client_for(ADMIN)
    client.get("/accounts")
    with query_count() as few:
        client.get("/accounts")
    with agency.store.work(SYSTEM, factories.AT) as w:
        for _ in range(60):
            factories.account(w, {agency.own: [CLERK]})
    with query_count() as many:
        client.get("/accounts")
    assert int(many) == int(few)


def test_a_change_of_roles_works_at_once_and_says_before_and_after(app, agency, client_for):
    theirs, admin = client_for(CLERK), client_for(ADMIN)
    account = agency.accounts[CLERK, "own"]
    assert theirs.get("/audit").status_code == 403
    url = f"/accounts/{account}"
    assert post(admin, f"{url}/roles/{agency.own}", url, roles=["accountant", "consultant"]).status_code == 303
    assert theirs.get("/audit").status_code == 200
    with agency.store.database.reading() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.tag == "web:account:roles_changed")).one()
    assert (row.fields["before"], row.fields["after"]) == (["payroll_clerk"], ["accountant", "consultant"])


def test_disabling_an_account_ends_its_sessions_and_its_sign_in(app, agency, client_for):
    someone, theirs, admin = person(app, agency), app.test_client(), client_for(ADMIN)
    sign_in(theirs, someone)
    url = f"/accounts/{someone.id}"
    assert post(admin, f"{url}/disable", url).status_code == 303
    assert not is_signed_in(theirs)
    assert "niet gelukt" in give_password(app.test_client(), someone.email).text


def test_an_invited_colleague_chooses_a_password_once_and_sets_up_a_second_factor(app, agency, client_for):
    admin, colleague = client_for(ADMIN), app.test_client()
    page = admin.get("/accounts/new")
    given = {
        "id": re.search(r'name="id"[^>]*value="([^"]+)"', page.text)[1],
        "name": "Noor",
        "email": "noor@example.nl",
    }
    given |= {"employer_id": agency.own, "roles": "consultant", "csrf_token": token(page)}
    shown = admin.post("/accounts", data=given)
    assert shown.status_code == 303, shown.text
    made = post(admin, f"{shown.location}/password-link", shown.location)
    link = re.search(r'value="(https://localhost/password/reset/[^"]+)"', made.text)[1].removeprefix(
        "https://localhost"
    )
    new = {"password": "een heel eigen wachtwoord", "password_confirm": "een heel eigen wachtwoord"}
    assert "te makkelijk" in post(colleague, link, password="Welkom2026!", password_confirm="Welkom2026!").text
    assert post(colleague, link, **new).status_code == 302
    assert give_password(colleague, "noor@example.nl", new["password"]).location == "/second-factor/new"
    assert app.test_client().get(link).status_code == 302


def test_a_form_with_mistakes_keeps_what_was_typed(client_for, agency):
    admin = client_for(ADMIN)
    answer = post(
        admin, "/accounts", "/accounts/new", id=uuid4(), name="Noor", email="geen adres", employer_id=agency.own
    )
    assert answer.status_code == 422
    assert 'value="Noor"' in answer.text
    assert "naam@bedrijf.nl" in answer.text


def test_a_reset_second_factor_takes_passkeys_and_codes_along(app, agency, client_for):
    someone, admin = person(app, agency), client_for(ADMIN)
    url = f"/accounts/{someone.id}"
    assert post(admin, f"{url}/second-factor/reset", url).status_code == 303
    with agency.store.database.reading() as session:
        row = session.get(AccountRow, someone.id)
    assert (row.tf_totp_secret, row.mf_recovery_codes, row.webauthn) == (None, None, [])
    assert give_password(app.test_client(), someone.email).location == "/second-factor/new"
