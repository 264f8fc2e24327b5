"""The screen where an administrator sees whether the installation works."""

from dataclasses import replace
from uuid import uuid4

import factories
from app.db.accounts import Role
from app.db.jobs import AlarmRow
from app.db.work import SYSTEM
from page import get_page, post


def test_an_alarm_is_shown_until_an_administrator_has_seen_it(client_for, store):
    with store.work(SYSTEM, factories.AT) as w:
        alarm = AlarmRow(id=uuid4(), at=factories.AT, source="mail", message="no answer")
        w.session.add(alarm)
    client = client_for(Role.ADMINISTRATOR)
    assert "nog niet gezien" in get_page(client, "system.index").text
    answer = post(client, "/system/alarms", {"alarm": [str(alarm.id), "nonsense"]})
    assert answer.status_code == 303
    page = get_page(client, "system.index")
    assert "1 melding is als gezien vastgelegd." in page.text
    assert "nog niet gezien" not in page.text


def test_only_an_administrator_sees_the_system(client_for):
    for role in set(Role) - {Role.ADMINISTRATOR}:
        get_page(client_for(role), "system.index", status=403)


def test_a_scheduler_that_never_ran_is_said_to_be_missing(client_for):
    page = get_page(client_for(Role.ADMINISTRATOR), "system.index")
    assert "Planner heeft nog nooit gelopen" in page.text
    assert "geen back-ups gemaakt" in page.text


def test_without_a_virus_scanner_the_administrator_is_warned_with_the_count_of_every_file(
    app, client_for, store, agency, monkeypatch
):
    client = client_for(Role.ADMINISTRATOR)
    warning = "Er is geen virusscanner"
    for page in ("start.index", "system.index"):
        assert f"{warning}: wat binnenkomt wordt niet gescand. Stel er een in op de server. 0 bestanden" in words(
            client, page
        )
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, factories.employ(w, agency).person)  # a document, and a copy of a passport
    for page in ("start.index", "system.index"):
        assert "2 bestanden zijn niet gescand" in words(client, page)
        assert warning not in words(client_for(Role.PAYROLL_CLERK), "start.index")
    config = app.extensions["one_payroll_config"]
    monkeypatch.setitem(app.extensions, "one_payroll_config", replace(config, clamd="127.0.0.1:3310"))
    assert warning not in words(client, "start.index")
    assert "2 bestanden zijn opgenomen zonder virusscan" in words(client, "system.index")


def words(client, endpoint):
    return " ".join(get_page(client, endpoint).text.split())
