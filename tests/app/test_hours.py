"""Hours: entered in a grid, submitted, approved by somebody else, locked, opened again with a reason."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

import factories
from app.db.accounts import Role
from app.db.hours import HoursState, HoursWeekRow
from app.db.work import SYSTEM, StaleError
from app.permissions import MATRIX, Action, NotAllowedError
from app.services import hours, hours_list, pay_run_list
from app.services.hours import ConflictError, Entry
from app.services.problems import NotFoundError, RefusedError
from page import get_page, post, post_page

AT, MONDAY = factories.AT, factories.MONDAY


@pytest.fixture
def worker(agency):
    with agency.store.work(SYSTEM, AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def consultant(agency):
    return agency.actor(Role.CONSULTANT)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


def entry(minutes=480, day=MONDAY, **values):
    return Entry(day, "uurloon", minutes=minutes, **values)


def entered(agency, actor, worker, *entries, version=0, seq=1):
    with agency.store.work(actor, AT) as w:
        return hours.save(w, (worker.placement, MONDAY, seq), entries or (entry(),), version=version)


def submitted(agency, actor, worker):
    week = entered(agency, actor, worker)
    with agency.store.work(actor, AT) as w:
        hours.submit(w, week.id, version=week.version)
    return week.id


def state_of(agency, week_id):
    with agency.store.look(SYSTEM, AT) as w:
        return w.session.get(HoursWeekRow, week_id)


def typed(*lines, version=0, action="save"):
    """A grid as the browser sends it; each line is (day, hours) with further cells by name."""
    data = {"version": str(version), "action": action}
    for number, (day, time, *rest) in enumerate(lines):
        cells = {"day": day.isoformat(), "component": "uurloon", "hours": time} | (rest[0] if rest else {})
        data |= {f"line-{number}-{name}": value for name, value in cells.items()}
    return data


def address(worker, seq=1):
    return f"/hours/{worker.placement}/{MONDAY.isoformat()}/{seq}"


def test_nobody_approves_hours_they_entered_or_submitted(agency, worker, clerk, consultant):
    week_id = submitted(agency, clerk, worker)
    with agency.store.work(clerk, AT) as w:
        assert [reason for _, reason in hours.approve(w, {week_id: 2}).refused] == ["own_entry"]
    assert state_of(agency, week_id).state == HoursState.SUBMITTED
    with pytest.raises(NotAllowedError), agency.store.work(consultant, AT) as w:
        hours.approve(w, {week_id: 2})


def test_one_line_of_your_own_is_enough_not_to_approve(agency, worker, clerk, consultant):
    first = entered(agency, clerk, worker, entry())
    second = entered(agency, consultant, worker, entry(), entry(day=MONDAY + timedelta(1)), version=first.version)
    with agency.store.work(consultant, AT) as w:
        hours.submit(w, second.id, version=second.version)
    with agency.store.work(clerk, AT) as w:
        assert hours.approve(w, {second.id: second.version}).ready == ()


def test_approved_hours_are_locked_and_opened_again_only_with_a_reason(agency, worker, clerk, consultant):
    week_id = submitted(agency, consultant, worker)
    with agency.store.work(clerk, AT) as w:
        hours.approve(w, {week_id: 2})
    week = state_of(agency, week_id)
    assert week.state == HoursState.APPROVED
    with pytest.raises(RefusedError, match="locked"):
        entered(agency, consultant, worker, entry(60), version=week.version)
    with pytest.raises(RefusedError, match="no_remark"), agency.store.work(clerk, AT) as w:
        hours.reopen(w, week_id, "  ", version=week.version)
    with agency.store.work(clerk, AT) as w:
        hours.reopen(w, week_id, "Dinsdag vergeten", version=week.version)
    assert state_of(agency, week_id).state == HoursState.SENT_BACK


def test_paid_hours_are_never_opened_again_but_an_extra_slip_can_follow(agency, worker, clerk, consultant):
    with agency.store.work(SYSTEM, AT) as w:
        week_id = factories.hours_week(w, agency, worker.placement, state=HoursState.PAID)
    with pytest.raises(RefusedError, match="paid"), agency.store.work(clerk, AT) as w:
        hours.reopen(w, week_id, "Toch niet", version=1)
    assert entered(agency, consultant, worker, seq=2).seq == 2
    with pytest.raises(NotFoundError):
        entered(agency, consultant, worker, seq=3)


def test_who_saves_an_old_version_is_shown_what_is_stored_and_nothing_is_lost(agency, worker, clerk, consultant):
    first = entered(agency, consultant, worker)
    entered(agency, clerk, worker, entry(60), version=first.version)
    with pytest.raises(ConflictError) as conflict:
        entered(agency, consultant, worker, entry(120), version=first.version)
    assert [one.minutes for one in conflict.value.stored.entries] == [60]


def test_who_saves_an_old_page_of_their_own_is_told_so_too(agency, worker, consultant):
    first = entered(agency, consultant, worker)
    second = entered(agency, consultant, worker, entry(300), version=first.version)
    assert second.version == first.version + 1
    with pytest.raises(ConflictError):
        entered(agency, consultant, worker, entry(60), version=first.version)
    with pytest.raises(StaleError), agency.store.work(consultant, AT) as w:
        hours.submit(w, second.id, version=first.version)


def test_a_line_taken_out_raises_the_version(agency, worker, consultant):
    first = entered(agency, consultant, worker, entry(), entry(day=MONDAY + timedelta(1)))
    assert entered(agency, consultant, worker, entry(), version=first.version).version == first.version + 1


def test_two_who_save_at_the_same_moment_do_not_both_win(agency, worker, clerk, consultant):
    first = entered(agency, consultant, worker)

    def saved(actor, minutes):
        try:
            return entered(agency, actor, worker, entry(minutes), version=first.version).version
        except ConflictError as conflict:
            return conflict

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(saved, (clerk, consultant), (60, 120)))
    assert sorted(isinstance(end, ConflictError) for end in ends) == [False, True]


def test_what_the_database_finds_changed_answers_409(agency, worker, client_for, consultant, monkeypatch):
    def overtaken(*_, **__):
        raise StaleDataError

    monkeypatch.setattr(hours, "send_back", overtaken)
    data = {"remark": "Woensdag ontbreekt", "version": "2"}
    assert post(client_for(Role.PAYROLL_CLERK), f"/hours/{worker.placement}/send-back", data).status_code == 409


def test_a_replayed_save_changes_nothing(agency, worker, consultant):
    first = entered(agency, consultant, worker)
    assert entered(agency, consultant, worker).version == first.version


def test_a_slip_of_another_employer_does_not_exist(agency, worker):
    stranger = agency.actor(Role.CONSULTANT, "other")
    with pytest.raises(NotFoundError):
        entered(agency, stranger, worker)


def test_an_accountant_changes_no_hours(agency, worker):
    with pytest.raises(NotAllowedError):
        entered(agency, agency.actor(Role.ACCOUNTANT), worker)


def test_the_list_counts_every_state_and_takes_as_many_queries_for_20_as_for_200(agency, clerk, query_count):
    def listed():
        with agency.store.look(clerk, AT) as w, query_count() as queries:
            found = hours_list.week_list(w, agency.own, MONDAY)
        return int(queries), found.counts

    def employed(count):
        with agency.store.work(SYSTEM, AT) as w:
            for number in range(count):
                one = factories.employ(w, agency)
                if number % 2:
                    factories.hours_week(w, agency, one.placement, state=HoursState.SUBMITTED)

    employed(20)
    few, counts = listed()
    assert counts == {"missing": 10, "submitted": 10}
    employed(180)
    many, counts = listed()
    assert counts == {"missing": 100, "submitted": 100}
    assert few == many


def test_the_pages_of_hours_are_sound_for_every_role(agency, worker, client_for):
    for role in (each for each in Role if Action.HOURS_READ in MATRIX[each]):
        client = client_for(role)
        get_page(client, "hours.index")
        get_page(client, "hours.index", weeks="all", state="submitted")
        get_page(client, address(worker))


def test_hours_go_through_the_grid_from_concept_to_approved(agency, worker, client_for, store):
    consultant, clerk = client_for(Role.CONSULTANT), client_for(Role.PAYROLL_CLERK)
    times = {"start": "8:00", "end": "16:30", "break": "30"}
    lines = [(MONDAY, "", times), (MONDAY + timedelta(1), "7,5", {"km": "40", "amount": "12,50"})]
    assert post(consultant, address(worker), typed(*lines, action="submit")).status_code == 303
    with store.look(SYSTEM, AT) as w:
        (week,) = w.session.scalars(select(HoursWeekRow))
        assert [line.minutes for line in week.lines] == [480, 450]
        assert week.state == HoursState.SUBMITTED
    get_page(clerk, address(worker))
    preview = post_page(clerk, "/hours/approval", {"week": str(week.id)})
    assert "1 urenbriefje accorderen" in preview.text
    assert post(clerk, "/hours/approve", {"seen": f"{week.id}:{week.version}"}).status_code == 303
    assert state_of(agency, week.id).state == HoursState.APPROVED
    get_page(clerk, address(worker))


def test_a_negative_hour_is_refused_at_its_cell_and_everything_typed_is_kept(worker, client_for):
    lines = [(MONDAY, "8"), (MONDAY + timedelta(1), "-3", {"km": "17,5"})]
    page = post_page(client_for(Role.CONSULTANT), address(worker), typed(*lines), status=422)
    assert 'href="#line-1-hours"' in page.text
    assert 'value="-3"' in page.text
    assert 'value="17,5"' in page.text


@pytest.mark.parametrize(
    ("cell", "value"),
    [("hours", "acht"), ("hours", "25"), ("start", "8:00"), ("km", "-1"), ("amount", "1,234"), ("day", "2026-01-01"),
     ("component", "vrijdagborrel"), ("percentage", "x"), ("break", "-5")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_cell(worker, client_for, cell, value):
    page = post_page(client_for(Role.CONSULTANT), address(worker), typed((MONDAY, "8", {cell: value})), status=422)
    assert 'aria-invalid="true"' in page.text


def test_a_conflict_answers_409_with_both_versions(agency, worker, client_for, clerk, consultant):
    first = entered(agency, consultant, worker)
    entered(agency, clerk, worker, entry(60), version=first.version)
    data = typed((MONDAY, "2:15"), version=first.version)
    page = post_page(client_for(Role.CONSULTANT), address(worker), data, status=409)
    assert 'value="2:15"' in page.text
    assert "1:00" in page.text


def test_last_week_is_taken_over_without_being_saved(agency, worker, client_for, store):
    with store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement, monday=MONDAY - timedelta(7))
    page = post_page(client_for(Role.CONSULTANT), address(worker), typed(action="copy"))
    assert page.text.count('value="8:00"') == 5
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalars(select(HoursWeekRow).where(HoursWeekRow.monday == MONDAY)).all() == []


def test_sent_back_hours_show_the_remark(agency, worker, client_for, consultant):
    week_id = submitted(agency, consultant, worker)
    week = state_of(agency, week_id)
    data = {"remark": "Woensdag ontbreekt", "version": str(week.version)}
    assert post(client_for(Role.PAYROLL_CLERK), f"/hours/{week_id}/send-back", data).status_code == 303
    page = get_page(client_for(Role.CONSULTANT), address(worker))
    assert "Woensdag ontbreekt" in page.text


def test_an_extra_slip_is_offered_to_who_may_enter_hours_once_the_first_is_paid(agency, worker, client_for, store):
    with store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement, state=HoursState.PAID)
    assert "Extra urenbriefje" in get_page(client_for(Role.CONSULTANT), address(worker)).text
    assert "Extra urenbriefje" not in get_page(client_for(Role.ACCOUNTANT), address(worker)).text
    get_page(client_for(Role.CONSULTANT), address(worker, seq=2))
    get_page(client_for(Role.CONSULTANT), address(worker, seq=3), status=404)


def changed_after_all(agency, actor, other, worker, week_id):
    """The slip goes back and comes again with twelve hours."""
    with agency.store.work(other, AT) as w:
        hours.send_back(w, week_id, "Er was overwerk", version=state_of(agency, week_id).version)
    week = entered(agency, actor, worker, entry(720), version=state_of(agency, week_id).version)
    with agency.store.work(actor, AT) as w:
        hours.submit(w, week_id, version=week.version)


def test_only_hours_as_they_were_seen_are_approved_and_the_others_are_named(agency, client_for, clerk, consultant):
    with agency.store.work(SYSTEM, AT) as w:
        same, other = factories.employ(w, agency), factories.employ(w, agency)
    weeks = [submitted(agency, consultant, each) for each in (same, other)]
    client = client_for(Role.PAYROLL_CLERK)
    preview = post_page(client, "/hours/approval", {"week": [str(each) for each in weeks]})
    seen = re.findall(r'name="seen" value="([^"]+)"', preview.text)
    changed_after_all(agency, consultant, clerk, other, weeks[1])
    page = post_page(client, "/hours/approve", {"seen": seen}, status=409)
    assert [state_of(agency, each).state for each in weeks] == [HoursState.APPROVED, HoursState.SUBMITTED]
    assert "1 urenbriefje is geaccordeerd." in page.text
    assert f"/hours/{other.placement}/" in page.text
    assert f"/hours/{same.placement}/" not in page.text
    assert "12:00" in page.text
    assert "gewijzigd nadat u ze zag" in page.text
    again = re.findall(r'name="seen" value="([^"]+)"', page.text)
    assert post(client, "/hours/approve", {"seen": again}).status_code == 303
    assert state_of(agency, weeks[1]).state == HoursState.APPROVED


def test_the_button_on_the_slip_approves_what_stands_there(agency, worker, client_for, clerk, consultant):
    week_id = submitted(agency, consultant, worker)
    client = client_for(Role.PAYROLL_CLERK)
    seen = re.search(r'name="seen" value="([^"]+)"', get_page(client, address(worker)).text)[1]
    changed_after_all(agency, consultant, clerk, worker, week_id)
    post_page(client, "/hours/approve", {"seen": seen}, status=409)
    assert state_of(agency, week_id).state == HoursState.SUBMITTED


SOME = "6f0c7d0e-58a4-4a53-9d0b-1d3f3c1f4a10"


@pytest.mark.parametrize("seen", ["", "x", "x:1", SOME, f"{SOME}:een"])
def test_an_approval_without_a_version_is_refused(client_for, seen):
    assert post(client_for(Role.PAYROLL_CLERK), "/hours/approve", {"seen": seen}).status_code == 400


def test_approving_takes_as_many_queries_for_5_as_for_50(agency, clerk, query_count):
    def approved(count):
        with agency.store.work(SYSTEM, AT) as w:
            placed = [factories.employ(w, agency).placement for _ in range(count)]
            weeks = [factories.hours_week(w, agency, each, state=HoursState.SUBMITTED) for each in placed]
        with agency.store.work(clerk, AT) as w, query_count() as queries:
            assert len(hours.approve(w, dict.fromkeys(weeks, 1)).ready) == count
        return int(queries)

    assert approved(5) == approved(50)


def test_a_slip_without_work_is_done_once_it_is_approved(agency, worker, clerk, consultant, client_for):
    with agency.store.work(SYSTEM, AT) as w:
        empty = factories.hours_week(w, agency, worker.placement, state=HoursState.SUBMITTED, lines=0)
    preview = post_page(client_for(Role.PAYROLL_CLERK), "/hours/approval", {"week": str(empty)})
    assert "niets te betalen" in preview.text
    with agency.store.work(clerk, AT) as w:
        hours.approve(w, {empty: 1})
    with agency.store.look(clerk, AT) as w:
        assert pay_run_list.ready_weeks(w, agency.own) == []
    assert state_of(agency, empty).state == HoursState.PAID
    assert entered(agency, consultant, worker, seq=2).seq == 2
