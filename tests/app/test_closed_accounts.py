"""A closed account is shown nowhere after a day and erased after thirty, but for the name that the log needs (P43)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

import factories
from app.db.accounts import AccountRow, GrantRow, LoginSessionRow, MailRow, Role
from app.db.audit import AuditRow
from app.db.base import Retention
from app.db.holds import DestructionRow
from app.db.people import BankAccountChangeRow, ChangeState
from app.db.work import SYSTEM, Actor
from app.services import accounts, closed_accounts
from app.services.accounts import Filters
from app.services.field_register import entries
from app.services.problems import NotFoundError
from page import get_page

NOW = datetime.now(UTC)


@pytest.fixture
def closed(store, agency):
    """Somebody who did something, has a login and a mail, and whose account is closed now."""
    boss = agency.actor(Role.ADMINISTRATOR)
    who = agency.accounts[Role.CONSULTANT, "own"]
    with store.work(agency.actor(Role.CONSULTANT), NOW) as w:
        w.record_read("person:read", None, [])
        row = w.session.get_one(AccountRow, who)
        w.session.add(MailRow(recipient=row.email, subject="x", body="y", asked_at=NOW))
    with store.work(boss, NOW) as w:
        assert accounts.disable(w, who) == []
    return who


def listed(store, agency, at, **filters):
    with store.look(agency.actor(Role.ADMINISTRATOR), at) as w:
        shown = accounts.page(w, Filters(**filters), 1)
        counted = accounts.counts(w, Filters(**filters))
        return {each.id for each in shown.rows}, counted


def test_after_a_day_it_is_found_only_among_the_closed_ones_and_after_thirty_nowhere(store, agency, closed):
    for hours, is_shown in ((1, True), (24, False)):
        shown, counted = listed(store, agency, NOW + timedelta(hours=hours))
        assert (closed in shown) is is_shown
        assert counted["all"] == len(shown)
        assert counted["disabled"] == 1
    assert closed in listed(store, agency, NOW + timedelta(days=29), state="disabled")[0]
    shown, counted = listed(store, agency, NOW + timedelta(days=30), state="disabled")
    assert (shown, counted["disabled"]) == (set(), 0)
    with store.work(agency.actor(Role.ADMINISTRATOR), NOW + timedelta(days=30)) as w, pytest.raises(NotFoundError):
        accounts.enable(w, closed)


def test_opened_again_in_time_it_stays(store, agency, closed):
    with store.work(agency.actor(Role.ADMINISTRATOR), NOW + timedelta(days=3)) as w:
        accounts.enable(w, closed)
    assert closed_accounts.erase_overdue(store, NOW + timedelta(days=60)) == 0


def test_after_thirty_days_only_the_name_is_left_and_that_as_long_as_the_log_speaks_of_it(store, agency, closed):
    later = NOW + timedelta(days=30)
    with store.look(SYSTEM, NOW) as w:
        name, email = w.session.get_one(AccountRow, closed).name, w.session.get_one(AccountRow, closed).email
    assert closed_accounts.erase_overdue(store, later - timedelta(days=1)) == 0
    assert closed_accounts.erase_overdue(store, later) == 1
    with store.look(SYSTEM, later) as w:
        row = w.session.get_one(AccountRow, closed)
        said = {
            each.column: getattr(row, each.column)
            for each in entries()
            if each.table == "account" and each.personal.retention is Retention.ACCOUNT
        }
        assert said == {
            "email": str(closed),
            "language": "nl",
            "password": "",
            "tf_totp_secret": None,
            "mf_recovery_codes": None,
        }
        assert accounts.names(w, [closed]) == {closed: name}
        for table in (LoginSessionRow, MailRow):
            assert w.session.scalar(select(func.count()).select_from(table)) == 0
        assert w.session.scalar(select(func.count()).where(GrantRow.user_id == closed)) == 0
        assert w.session.scalars(select(DestructionRow.rows)).all() == [{"account.fields": [str(closed)]}]
        trail = str(
            [each.fields for each in w.session.scalars(select(AuditRow).where(AuditRow.tag.endswith("account:erased")))]
        )
        assert email not in trail
    assert closed_accounts.erase_overdue(store, later) == 0


def test_old_mails_go_but_for_the_proof_that_a_worker_was_told_of_what_waits(store, agency):
    with store.work(SYSTEM, NOW) as w:
        worker = factories.employ(w, agency)
        mails = [
            MailRow(id=factories.uuid4(), recipient="w@example.nl", subject="x", body="", asked_at=NOW) for _ in "ab"
        ]
        w.session.add_all(mails)
        w.session.flush()
        change = BankAccountChangeRow(
            person_id=worker.person, holder="W", since=NOW.date(), state=ChangeState.WAITING, asked_at=NOW,
            notice_id=mails[0].id,
        )  # fmt: skip
        w.seal(change, "iban_sealed", worker.iban)
        w.add("bank_account:asked", change)
    for days, left in ((29, 2), (30, 1)):
        closed_accounts.erase_overdue(store, NOW + timedelta(days=days))
        with store.look(SYSTEM, NOW) as w:
            assert len(w.session.scalars(select(MailRow)).all()) == left


def test_when_no_log_speaks_of_it_any_more_it_goes_altogether(store, agency):
    old = NOW - timedelta(days=5 * 366 + 3)
    with store.work(SYSTEM, NOW) as w:
        who = factories.account(w, {})
        row = w.session.get_one(AccountRow, who)
        row.active, row.closed_at = False, old
        w.record("account:disabled", row)
    with store.work(Actor(who, {}), NOW) as w:
        w.record_read("person:read", agency.own, [])
    closed_accounts.erase_overdue(store, NOW)
    with store.look(SYSTEM, NOW) as w:
        assert w.session.get(AccountRow, who)
    with store.work(SYSTEM, NOW) as w:
        lonely = factories.account(w, {})
        row = w.session.get_one(AccountRow, lonely)
        row.active, row.closed_at = False, old
        w.record("account:disabled", row)
    closed_accounts.erase_overdue(store, NOW)
    with store.look(SYSTEM, NOW) as w:
        assert w.session.get(AccountRow, who)
        assert w.session.get(AccountRow, lonely) is None


def test_the_page_says_where_a_closed_account_is(client_for, store, agency, closed):
    boss = client_for(Role.ADMINISTRATOR)
    assert "Afgesloten" in get_page(boss, "/accounts?state=disabled").text
