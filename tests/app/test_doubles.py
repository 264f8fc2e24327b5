"""Who may be registered twice: found by what is equal, counted, and put aside when they are two people."""

from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.merges import BsnAttemptRow
from app.db.people import PersonRow
from app.db.work import SYSTEM
from app.services import bsns, doubles, start
from app.services.doubles import Ground
from app.services.problems import NotFoundError
from page import get_page, post, post_page


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def twin(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.double(w, agency, worker.person)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


def found(store, actor):
    with store.look(actor, factories.AT) as w:
        page, counts = doubles.page(w, "", 1)
        return [({each.first.id, each.second.id}, each.grounds) for each in page.rows], counts


def test_the_same_name_and_birth_date_are_a_ground(store, worker, twin, clerk):
    assert found(store, clerk) == (
        [({worker.person, twin}, (Ground.NAME,))], {"": 1, "bsn": 0, "identity": 0, "iban": 0, "name": 1}
    )  # fmt: skip


def test_a_pair_with_several_grounds_is_one_pair(store, agency, worker, twin, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        factories.account_of(w, twin, worker.iban)
        held = factories.papers(w, agency, worker.person)
        other = factories.papers(w, agency, twin)
        rows = [w.session.get(factories.IdentityRow, each) for each in (held.identity, other.identity)]
        rows[1].number_index = rows[0].number_index
        w.record("identity:corrected", rows[1])
    pairs, counts = found(store, clerk)
    assert pairs == [({worker.person, twin}, (Ground.IDENTITY, Ground.IBAN, Ground.NAME))]
    assert counts == {"": 1, "bsn": 0, "identity": 1, "iban": 1, "name": 1}


def test_a_bsn_typed_at_somebody_else_is_remembered_by_its_index_until_the_right_one_is_there(
    store, agency, worker, clerk
):
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.double(w, agency, worker.person, last_name="Anders")
    for _ in range(2):
        with store.work(clerk, factories.AT) as w:
            assert [each.code for each in bsns.enter(w, other, 1, worker.bsn)] == ["bsn_of_other"]
    assert found(store, clerk)[0] == [({worker.person, other}, (Ground.BSN,))]
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(BsnAttemptRow)).one()
        assert row.bsn_index == bsns.index(w, worker.bsn)
        assert worker.bsn.encode() not in row.bsn_index
    with store.work(clerk, factories.AT) as w:
        assert bsns.enter(w, other, 1, next(factories._bsns)) == []
    assert found(store, clerk)[0] == []


def test_two_different_people_are_suspected_no_longer(store, worker, twin, clerk):
    for _ in range(2):
        with store.work(clerk, factories.AT) as w:
            doubles.keep_apart(w, twin, worker.person)
    assert found(store, clerk)[1][""] == 0
    with store.look(clerk, factories.AT) as w:
        assert doubles.kept_apart(w, worker.person, twin).said_by == clerk.user_id
        assert doubles.of_person(w, worker.person) == []
        assert doubles.grounds_of(w, worker.person, twin) == (Ground.NAME,)


def test_a_bsn_typed_by_mistake_is_forgotten_when_they_are_two_people(store, agency, worker, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.double(w, agency, worker.person, last_name="Anders")
    with store.work(clerk, factories.AT) as w:
        bsns.enter(w, other, 1, worker.bsn)
    with store.work(clerk, factories.AT) as w:
        doubles.keep_apart(w, other, worker.person)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(BsnAttemptRow)).all() == []


def test_a_pair_of_whom_the_actor_reaches_one_is_not_shown(store, agency, worker, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        elsewhere = factories.double(w, agency, worker.person, employer="other")
    assert found(store, clerk) == ([], {"": 0, "bsn": 0, "identity": 0, "iban": 0, "name": 0})
    with store.work(clerk, factories.AT) as w, pytest.raises(NotFoundError):
        doubles.keep_apart(w, worker.person, elsewhere)


def test_the_queries_do_not_grow_with_the_number_of_pairs(store, agency, clerk, worker, twin, query_count):
    with store.look(clerk, factories.AT) as w, query_count() as few:
        doubles.page(w, "", 1)
        start.tasks(w, agency.own, factories.MONDAY, w.today)
    with store.work(SYSTEM, factories.AT) as w:
        for _ in range(12):
            factories.double(w, agency, factories.employ(w, agency).person)
    with store.look(clerk, factories.AT) as w, query_count() as many:
        page, _counts = doubles.page(w, "", 1)
        start.tasks(w, agency.own, factories.MONDAY, w.today)
    assert (len(page.rows), int(many)) == (13, int(few))


def test_the_list_leads_to_the_pair_and_today_counts_it(client_for, worker, twin):
    client = client_for(Role.PAYROLL_CLERK)
    first, second = sorted((worker.person, twin))
    listed = get_page(client, "doubles.index")
    assert f"/doubles/{first}/{second}" in listed.text
    assert "zelfde naam en geboortedatum" in listed.text
    assert "/doubles/" in get_page(client, "start.index").text
    assert f"/doubles/{twin}/{worker.person}" in get_page(client, f"/flex-workers/{twin}").text.replace(
        f"/doubles/{worker.person}/{twin}", f"/doubles/{twin}/{worker.person}"
    )


def test_saying_that_they_are_two_people_takes_them_off_the_list(client_for, worker, twin):
    client = client_for(Role.CONSULTANT)
    first, second = sorted((worker.person, twin))
    answer = post(client, f"/doubles/{first}/{second}/different", {})
    assert answer.status_code == 303
    assert f"{first}/{second}" not in get_page(client, "doubles.index").text
    assert "twee verschillende mensen" in get_page(client, f"/doubles/{first}/{second}").text


def test_two_numbers_lead_to_their_comparison(client_for, store, worker, twin):
    client = client_for(Role.PAYROLL_CLERK)
    with store.look(SYSTEM, factories.AT) as w:
        numbers = [w.session.get(PersonRow, each).number for each in (worker.person, twin)]
    answer = post(client, "/doubles/choose", {"first": str(numbers[0]), "second": str(numbers[1])})
    assert answer.location.endswith(f"/doubles/{worker.person}/{twin}")
    page = post_page(client, "/doubles/choose", {"first": str(numbers[0]), "second": "99999999"}, status=422)
    assert "99999999" in page.text


def test_registering_somebody_known_leads_to_the_doubles(client_for, store, agency, worker):
    client = client_for(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        factories.double(w, agency, worker.person, last_name="Berg")
    typed = {
        "initials": "W.",
        "first_name": "Wil",
        "last_name": "Berg",
        "birth_place": "Utrecht",
        "nationality": "0001",
    }
    typed |= {"id": str(uuid4()), "birth_date": "02-03-1996", "started_on": "16-11-2026", "is_anoniem_accepted": "y"}
    typed |= {
        "employer_id": str(agency.own),
        "branch_id": str(agency.branches["own"]),
        "language": "nl",
        "residence": "nl",
        "country": "6030",
    }
    page = post_page(client, "/flex-workers/", typed, status=422)
    assert 'href="/doubles/"' in page.text
