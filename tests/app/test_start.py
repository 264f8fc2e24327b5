"""The start screen and the frame around every page."""

import pytest
from sqlalchemy import create_engine

import factories
from app.db.accounts import Role
from app.db.hours import HoursState
from app.db.work import SYSTEM
from page import get_page, post, post_page


@pytest.mark.parametrize("role", list(Role))
def test_vandaag_is_a_sound_page_for_everyone(client_for, role):
    assert get_page(client_for(role), "start.index").h1 == "Vandaag"


@pytest.mark.parametrize("role", list(Role))
def test_the_page_of_keys_is_sound_for_everyone(client_for, role):
    get_page(client_for(role), "frame.help")


def test_vandaag_counts_hours_to_approve_of_this_employer_only(client_for, store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        for employer, count in (("own", 3), ("other", 2)):
            for _ in range(count):
                worker = factories.employ(w, agency, employer=employer)
                factories.hours_week(w, agency, worker.placement, employer=employer, state=HoursState.SUBMITTED)
    page = get_page(client_for(Role.PAYROLL_CLERK), "start.index")
    assert "Te accorderen" in page.text
    assert task(page, "Te accorderen") == "3"


def test_an_accountant_sees_no_way_to_what_an_accountant_may_not_do(client_for):
    page = get_page(client_for(Role.ACCOUNTANT), "start.index")
    for forbidden in ("/accounts", "/trial", "/employers"):
        assert f'href="{forbidden}' not in page.text


def test_vandaag_takes_as_many_queries_for_two_workers_as_for_twenty(client_for, store, agency, query_count):
    def counted():
        client = client_for(Role.ADMINISTRATOR)
        get_page(client, "start.index")
        with query_count() as queries:
            get_page(client, "start.index")
        return int(queries)

    employ(store, agency, 2)
    few = counted()
    employ(store, agency, 18)
    assert counted() == few


def test_the_week_chosen_on_top_stays_chosen(client_for, agency):
    client = client_for(Role.CONSULTANT)
    answer = post(client, "/switch", {"employer": str(agency.own), "week": "2026-03-02", "step": "1", "back": "/"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert '<option value="2026-03-09" selected>wk 11 · 2026</option>' in get_page(client, "start.index").text


def test_an_employer_without_a_role_there_cannot_be_chosen(client_for, agency):
    client = client_for(Role.CONSULTANT)
    post(client, "/switch", {"employer": str(agency.other), "week": "x", "back": "/"})
    assert "Tweede Detachering" not in get_page(client, "start.index").text


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_switching_never_leads_outside(client_for, back):
    assert post(client_for(Role.CONSULTANT), "/language", {"language": "en", "back": back}).location == "/"


def test_english_is_remembered(client_for):
    client = client_for(Role.CONSULTANT)
    post(client, "/language", {"language": "en", "back": "/"})
    assert get_page(client, "start.index", language="en").h1 == "Today"


def test_a_folded_navigation_is_remembered(client_for):
    client = client_for(Role.CONSULTANT)
    post(client, "/navigation", {"back": "/"})
    assert "nav-collapsed" in get_page(client, "start.index").text


@pytest.mark.parametrize(
    "asked", ["", "a", "niemand", "2-3-1996", "1996-03-02", "123456782", "werker", "7", "%_%", "x" * 400]
)
def test_searching_answers_a_sound_page_whatever_is_typed(client_for, store, agency, asked):
    employ(store, agency, 2)
    post_page(client_for(Role.ACCOUNTANT), "searches.results", {"q": asked})


def test_a_broken_database_gives_a_sound_page_that_says_so(app, client_for, config):
    client = client_for(Role.CONSULTANT)
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
    engine = create_engine(config.migration_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE employer RENAME TO gone")
    try:
        assert get_page(client, "start.index", status=500).h1 == "Er ging iets mis"
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO employer")
        engine.dispose()


def employ(store, agency, number):
    with store.work(SYSTEM, factories.AT) as w:
        return [factories.employ(w, agency) for _ in range(number)]


def task(page, words):
    """The count on the line with these words."""
    lines = [" ".join(each.itertext()).split() for each in page.all("li") if "task" in (each.get("class") or "")]
    return next(line[0] for line in lines if words in " ".join(line))
