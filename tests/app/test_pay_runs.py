"""From approved hours to an approved run: calculated, stored, compared, closed."""

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

import factories
from app.db.accounts import Role
from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import EmployerTermsRow
from app.db.pay import BankPaymentRow, PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.people import AnoniemGround, BankAccountRow, LoonheffingsverklaringRow, PersonRow, ToldHow
from app.db.work import SYSTEM, Actor, StaleError
from app.services import (
    anoniem_decisions,
    bank_account_changes,
    bank_accounts,
    bank_files,
    hours,
    loonheffingsverklaringen,
    pay_run_inputs,
    pay_run_list,
    pay_run_results,
    pay_runs,
    payslip_downloads,
    payslips,
    run_papers,
)
from app.services.problems import NotFoundError, RefusedError
from documents.sepa import problems_against_xsd
from payroll.given import read
from payroll.law import law_on
from payroll.payslip import payslip
from payroll.premies import Herindienst

AT, MONDAY = factories.AT, factories.MONDAY
PAID_ON = date(2026, 11, 20)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


@pytest.fixture
def administrator(agency):
    return agency.actor(Role.ADMINISTRATOR)


def workers_with_hours(agency, count, monday=MONDAY, **terms):
    with agency.store.work(SYSTEM, AT) as w:
        employed = [factories.employ(w, agency, **terms) for _ in range(count)]
        for one in employed:
            factories.hours_week(w, agency, one.placement, monday=monday)
    return employed


def opened(agency, clerk, monday=MONDAY, paid_on=PAID_ON):
    with agency.store.work(clerk, AT) as w:
        return pay_runs.open_week(w, agency.own, monday, paid_on=paid_on, run_id=uuid4()).id


def calculated(agency, clerk, **week):
    run_id = opened(agency, clerk, **week)
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    return run_id


def approved(agency, clerk, administrator, **week):
    run_id = calculated(agency, clerk, **week)
    pay_runs.approve(agency.store, administrator, AT, run_id)
    return run_id


def slips_of(agency, run_id):
    with agency.store.look(SYSTEM, AT) as w:
        return w.session.scalars(
            select(PayslipRow).where(PayslipRow.pay_run_id == run_id).order_by(PayslipRow.number)
        ).all()


def test_a_week_of_hours_becomes_a_payslip_with_every_amount_explained(agency, clerk):
    workers_with_hours(agency, 1)
    (slip,) = slips_of(agency, calculated(agency, clerk))
    assert slip.bruto == Decimal("660.00")
    assert slip.verloonde_uren == 40
    assert not slip.is_blocked, slip.problems
    assert set(slip.totals) <= set(slip.explanations)


def test_the_run_is_approved_by_somebody_else_and_its_hours_are_paid(agency, clerk, administrator):
    workers_with_hours(agency, 2)
    run_id = calculated(agency, clerk)
    with pytest.raises(RefusedError, match="four_eyes"):
        pay_runs.approve(agency.store, clerk, AT, run_id)
    pay_runs.approve(agency.store, administrator, AT, run_id)
    with agency.store.look(SYSTEM, AT) as w:
        assert w.session.get(PayRunRow, run_id).state == RunState.APPROVED
        assert set(w.session.scalars(select(HoursWeekRow.state))) == {HoursState.PAID}


def test_who_left_somebody_out_of_the_run_does_not_approve_it(agency, clerk, administrator):
    first, _ = workers_with_hours(agency, 2)
    run_id = calculated(agency, clerk)
    with agency.store.work(SYSTEM, AT) as w:
        second = Actor(factories.account(w, {agency.own: [Role.PAYROLL_CLERK]}), clerk.roles)
    with agency.store.work(second, AT) as w:
        pay_runs.leave_out(w, run_id, first.employment)
    with pytest.raises(RefusedError, match="four_eyes_left_out"):
        pay_runs.approve(agency.store, second, AT, run_id)
    pay_runs.approve(agency.store, administrator, AT, run_id)
    assert len(slips_of(agency, run_id)) == 1


def test_a_run_names_whose_papers_ask_for_the_anoniementarief(agency, clerk):
    with_papers, without = workers_with_hours(agency, 2)
    with agency.store.work(SYSTEM, AT) as w:
        factories.papers(w, agency, with_papers.person)
    run_id = calculated(agency, clerk)
    with agency.store.look(clerk, AT) as w:
        count, found = run_papers.lacking(w, pay_runs.find(w, run_id))
    assert (count, [one.person.id for one in found]) == (1, [without.person])
    assert (found[0].has_identity, found[0].has_address) == (False, True)


def test_the_bank_file_pays_every_payslip_once_and_is_the_same_on_each_download(agency, clerk, administrator):
    workers_with_hours(agency, 3)
    run_id = approved(agency, clerk, administrator)
    with agency.store.work(administrator, AT) as w:
        made = bank_files.create(w, run_id, PAID_ON, file_id=uuid4())
    contents = []
    for _ in range(2):
        with agency.store.work(administrator, AT) as w:
            contents.append(bank_files.content(w, made.id))
    assert contents[0] == contents[1]
    assert not problems_against_xsd(contents[0])
    assert contents[0].count(b"<CdtTrfTxInf>") == 3
    with pytest.raises(RefusedError, match="nothing_to_pay"), agency.store.work(administrator, AT) as w:
        bank_files.create(w, run_id, PAID_ON, file_id=uuid4())


def test_a_payslip_on_paper_is_made_of_what_was_stored(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    (slip,) = slips_of(agency, run_id)
    made = []
    for _ in range(2):
        with agency.store.work(clerk, AT) as w:
            made.append(payslip_downloads.pdf(w, slip.id, "nl"))
    assert made[0] == made[1]
    assert made[0][1].startswith(b"%PDF")
    archive = zipfile.ZipFile(
        io.BytesIO(b"".join(payslip_downloads.run_zip(agency.store, clerk, lambda: AT, (run_id, "nl"))))
    )
    assert [archive.read(name) for name in archive.namelist()] == [made[0][1]]


def test_results_compare_with_the_week_before(agency, clerk, administrator):
    week_before = MONDAY - timedelta(days=7)
    stayed, gone = workers_with_hours(agency, 2, monday=week_before)
    approved(agency, clerk, administrator, monday=week_before, paid_on=PAID_ON - timedelta(days=7))
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, stayed.placement)
    (new,) = workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    with agency.store.work(clerk, AT) as w:
        run = pay_runs.find(w, run_id)
        shown = {view: pay_run_results.results(w, run, view) for view in pay_run_results.FILTERS}
    assert shown[""].counts == {"": 2, "problems": 0, "changed": 0, "new": 1, "gone": 1}
    assert [line.employment_id for line in shown["gone"].page.rows] == [gone.employment]
    assert [line.employment_id for line in shown["new"].page.rows] == [new.employment]
    assert shown[""].totals["bruto"] == shown[""].before["bruto"] == Decimal("1320.00")


def test_changed_by_more_than_counts_euros(agency, clerk, administrator):
    week_before = MONDAY - timedelta(days=7)
    (worker,) = workers_with_hours(agency, 1, monday=week_before)
    approved(agency, clerk, administrator, monday=week_before, paid_on=PAID_ON - timedelta(days=7))
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement)
        factories.hours_week(w, agency, worker.placement, seq=2)
    run_id = calculated(agency, clerk)
    with agency.store.work(clerk, AT) as w:
        run = pay_runs.find(w, run_id)
        change = abs(pay_run_results.results(w, run).page.rows[0].change("te_betalen"))
        over = [
            pay_run_results.results(w, run, "changed", over=each).counts["changed"] for each in (change, change - 1)
        ]
    assert change > 100
    assert over == [0, 1]


def test_weeks_with_approved_hours_wait_for_a_run_until_it_is_open(agency, clerk):
    workers_with_hours(agency, 2)
    with agency.store.look(clerk, AT) as w:
        assert pay_run_list.ready_weeks(w, agency.own) == [(MONDAY, 2)]
    calculated(agency, clerk)
    with agency.store.look(clerk, AT) as w:
        assert pay_run_list.ready_weeks(w, agency.own) == []


def test_calculating_again_gives_the_same_digest_and_the_same_payslips(agency, clerk):
    workers_with_hours(agency, 3)
    run_id = calculated(agency, clerk)
    first = stored(agency, run_id)
    pay_runs.calculate(agency.store, clerk, AT + timedelta(hours=1), run_id)
    assert stored(agency, run_id) == first


def stored(agency, run_id):
    """Everything of a run but who did what when, as the database holds it."""
    with agency.store.look(SYSTEM, AT) as w:
        run = w.session.get(PayRunRow, run_id)
        slips = w.session.execute(select(PayslipRow.__table__).order_by("id")).all()
        lines = w.session.execute(select(PayslipLineRow.__table__).order_by("payslip_id", "position")).all()
        return run.input_digest, run.law_fingerprint, slips, lines


def test_hours_changed_after_calculating_must_be_calculated_again(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement, seq=2)
    with pytest.raises(RefusedError, match="input_changed"):
        pay_runs.approve(agency.store, administrator, AT, run_id)


def test_of_two_people_approving_at_once_exactly_one_wins(agency, clerk, administrator):
    workers_with_hours(agency, 2)
    run_id = calculated(agency, clerk)
    with agency.store.work(SYSTEM, AT) as w:
        second = Actor(
            factories.account(w, {agency.own: [Role.PAYROLL_CLERK]}), {agency.own: frozenset({Role.PAYROLL_CLERK})}
        )
    start = threading.Barrier(2)

    def approve(actor):
        start.wait()
        try:
            pay_runs.approve(agency.store, actor, AT, run_id)
        except StaleError:
            return "too late"
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(approve, [administrator, second]))
    assert outcomes == ["approved", "too late"]


def test_nothing_changes_after_approval(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    before = stored(agency, run_id)
    with pytest.raises(StaleError):
        pay_runs.calculate(agency.store, clerk, AT, run_id)
    for step in (pay_runs.discard, pay_runs.ask_to_calculate, pay_runs.cancel):
        with pytest.raises(StaleError), agency.store.work(clerk, AT) as w:
            step(w, run_id)
    with pytest.raises(StaleError), agency.store.work(clerk, AT) as w:
        pay_runs.leave_out(w, run_id, worker.employment)
    for change in (update(PayslipRow).values(netto=0), update(PayslipLineRow).values(amount=0)):
        with pytest.raises(IntegrityError), agency.store.work(SYSTEM, AT) as w:
            w.move("test:break", change, agency.own, "test")
    assert stored(agency, run_id) == before


def test_a_replayed_form_opens_one_run_and_a_week_has_one_open_run(agency, clerk):
    run_id = uuid4()
    for _ in range(2):
        with agency.store.work(clerk, AT) as w:
            assert pay_runs.open_week(w, agency.own, MONDAY, paid_on=PAID_ON, run_id=run_id).id == run_id
    with pytest.raises(RefusedError, match="run_open"):
        opened(agency, clerk)


def test_a_second_bank_file_of_a_payslip_is_refused_by_the_database_itself(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    (slip,) = slips_of(agency, run_id)
    with agency.store.work(administrator, AT) as w:
        made = bank_files.create(w, run_id, PAID_ON, file_id=uuid4())
    again = {
        "payslip_id": slip.id,
        "employer_id": agency.own,
        "bank_file_id": made.id,
        "end_to_end_id": "X",
        "amount": 1,
    }
    with pytest.raises(IntegrityError), agency.store.work(SYSTEM, AT) as w:
        w.bulk("test:double", BankPaymentRow, [again], agency.own)


def test_who_has_no_account_is_listed_and_paid_by_a_second_file(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    with agency.store.work(SYSTEM, AT) as w:
        late = factories.employ(w, agency)
        factories.hours_week(w, agency, late.placement)
        w.erase("test:erase", delete(BankAccountRow).where(BankAccountRow.person_id == late.person), agency.own, "x")
    run_id = approved(agency, clerk, administrator)
    with agency.store.work(administrator, AT) as w:
        proposal = bank_files.propose(w, run_id)
        assert [one.reason for one in proposal.kept_out] == ["no_account"]
        assert bank_files.create(w, run_id, PAID_ON, file_id=uuid4()).payments == 1
    with agency.store.work(SYSTEM, AT) as w:
        account = BankAccountRow(person_id=late.person, holder="Laat", bic=None, since=MONDAY, recorded_at=AT)
        w.seal(account, "iban_sealed", late.iban)
        account.iban_index = w.keyring.blind_index("iban", late.iban)
        w.add("bank_account:added", account)
    with agency.store.work(administrator, AT) as w:
        assert bank_files.create(w, run_id, PAID_ON, file_id=uuid4()).payments == 1


def test_a_stored_file_that_was_altered_is_not_served(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    with agency.store.work(administrator, AT) as w:
        made = bank_files.create(w, run_id, PAID_ON, file_id=uuid4())
    with pytest.raises(bank_files.AlteredFileError), agency.store.work(administrator, AT) as w:
        bank_files.find(w, made.id).sha256 = "0" * 64
        bank_files.content(w, made.id)


def test_no_bank_file_on_a_day_the_bank_is_closed(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = approved(agency, clerk, administrator)
    with pytest.raises(RefusedError, match="order_closed"), agency.store.work(administrator, AT) as w:
        bank_files.create(w, run_id, date(2026, 11, 21), file_id=uuid4())


def test_the_year_so_far_comes_from_the_last_approved_payslip(agency, clerk, administrator):
    before = MONDAY - timedelta(days=7)
    (worker,) = workers_with_hours(agency, 1, monday=before)
    first = slips_of(agency, approved(agency, clerk, administrator, monday=before, paid_on=PAID_ON - timedelta(days=7)))
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement)
    (second,) = slips_of(agency, calculated(agency, clerk))
    assert second.given["to_date"] == first[0].to_date
    assert Decimal(second.to_date["loon_sv"]) == first[0].loon_sv + second.loon_sv


def test_without_bsn_the_payslip_says_what_the_anoniementarief_costs(agency, clerk):
    (worker,) = workers_with_hours(agency, 1)
    with agency.store.work(SYSTEM, AT) as w:
        person = w.session.get(PersonRow, worker.person)
        person.bsn_sealed, person.bsn_index = None, None
        w.record("test:bsn", person)
    (slip,) = slips_of(agency, calculated(agency, clerk))
    assert [problem["code"] for problem in slip.problems] == ["anoniem"]
    assert not slip.is_blocked


def test_a_run_takes_as_many_queries_for_200_workers_as_for_20(agency, clerk, administrator, query_count):
    def counted(monday, count):
        workers_with_hours(agency, count, monday=monday)
        with query_count() as queries:
            run_id = approved(agency, clerk, administrator, monday=monday)
            with agency.store.work(clerk, AT) as w:
                run = pay_runs.find(w, run_id)
                pay_run_results.results(w, run)
                pay_run_results.blocked(w, run)
            with agency.store.work(administrator, AT) as w:
                bank_files.create(w, run_id, PAID_ON, file_id=uuid4())
            with agency.store.work(clerk, AT) as w:
                pay_run_list.page(w, agency.own)
                payslips.page(w, agency.own, monday, 1)
        return int(queries)

    counted(MONDAY - timedelta(days=14), 2)
    assert counted(MONDAY - timedelta(days=7), 20) == counted(MONDAY, 200)


def test_a_run_of_another_employer_does_not_exist(agency, clerk):
    run_id = opened(agency, clerk)
    stranger = agency.actor(Role.PAYROLL_CLERK, "other")
    with pytest.raises(NotFoundError), agency.store.look(stranger, AT) as w:
        pay_runs.find(w, run_id)


def test_after_a_week_without_work_hours_that_come_late_are_still_paid(agency, clerk, administrator):
    (at_work,) = workers_with_hours(agency, 1)
    with agency.store.work(SYSTEM, AT) as w:
        idle = factories.employ(w, agency)
        empty = factories.hours_week(w, agency, idle.placement, state=HoursState.SUBMITTED, lines=0)
    with agency.store.work(clerk, AT) as w:
        hours.approve(w, {empty: 1})
    (slip,) = slips_of(agency, approved(agency, clerk, administrator))
    assert slip.employment_id == at_work.employment
    with agency.store.look(clerk, AT) as w:
        assert hours.slip(w, idle.placement, MONDAY, 2).week is None
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, idle.placement, seq=2)
    (late,) = slips_of(agency, approved(agency, clerk, administrator))
    assert (late.employment_id, late.bruto, late.corrects_id) == (idle.employment, Decimal("660.00"), None)
    with agency.store.look(SYSTEM, AT) as w:
        assert set(w.session.scalars(select(HoursWeekRow.state))) == {HoursState.PAID}


def test_hours_approved_late_are_paid_by_a_payslip_of_the_difference(agency, clerk, administrator):
    late, _ = workers_with_hours(agency, 2)
    first = {slip.employment_id: slip for slip in slips_of(agency, approved(agency, clerk, administrator))}
    with agency.store.work(SYSTEM, AT) as w:
        extra = factories.hours_week(w, agency, late.placement, seq=2)
        for line in w.session.scalars(select(HoursLineRow).where(HoursLineRow.hours_week_id == extra)):
            line.minutes, line.component, line.percentage = 60, "overwerk", Decimal(150)
            w.record("test:line", line)
    later = AT + timedelta(days=7)
    run_id = opened(agency, clerk, paid_on=PAID_ON + timedelta(days=7))
    pay_runs.calculate(agency.store, clerk, later, run_id)
    (difference,) = slips_of(agency, run_id)
    assert difference.employment_id == late.employment
    assert difference.corrects_id == first[late.employment].id
    assert (difference.bruto, difference.verloonde_uren) == (Decimal("123.75"), 5)
    together = Decimal(difference.to_date["loon_sv"])
    assert together == first[late.employment].loon_sv + difference.loon_sv
    assert Decimal(difference.to_date["cap"]) == Decimal(first[late.employment].to_date["cap"]), "one week, one cap"
    pay_runs.approve(agency.store, administrator, later, run_id)
    with agency.store.work(clerk, later) as w:
        assert payslip_downloads.pdf(w, difference.id, "nl")[1].startswith(b"%PDF")


def late_hours(agency, worker, *, seq=2, monday=MONDAY, minutes=60):
    with agency.store.work(SYSTEM, AT) as w:
        extra = factories.hours_week(w, agency, worker.placement, seq=seq, monday=monday)
        for line in w.session.scalars(select(HoursLineRow).where(HoursLineRow.hours_week_id == extra)):
            line.minutes, line.component, line.percentage = minutes, "overwerk", Decimal(150)
            w.record("test:line", line)


def stated(agency, worker, **values):
    with agency.store.work(SYSTEM, AT) as w:
        query = select(LoonheffingsverklaringRow).where(LoonheffingsverklaringRow.employment_id == worker.employment)
        row = w.session.scalars(query).one()
        for name, value in values.items():
            setattr(row, name, value)
        w.record("test:statement", row)


def the_slip(agency, run_id):
    (slip,) = slips_of(agency, run_id)
    return slip


def test_what_was_paid_counts_as_it_was_stored_whatever_the_law_says_now(agency, clerk, administrator):
    """A figure that changed since, as the km of 2026 did, is booked as a difference."""
    (worker,) = workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    with agency.store.work(SYSTEM, AT) as w:  # as if the law of that day had withheld 10 more
        paid = slips_of(agency, run_id)[0]
        w.session.add(paid)
        paid.totals = paid.totals | {"loonheffing": str(paid.loonheffing + 10), "te_betalen": str(paid.te_betalen - 10)}
        w.record("test:paid", paid)
        query = select(PayslipLineRow).where(PayslipLineRow.payslip_id == paid.id, PayslipLineRow.code == "loonheffing")
        line = w.session.scalars(query).one()
        line.amount -= 10
        w.record("test:paid", line)
    pay_runs.approve(agency.store, administrator, AT, run_id)
    late_hours(agency, worker)
    second = the_slip(agency, calculated(agency, clerk, paid_on=PAID_ON + timedelta(days=7)))
    alone = trial_of(second)
    assert second.te_betalen == alone.te_betalen - (paid.te_betalen - 10)
    assert sum(line.amount for line in lines_of(agency, second)) == second.te_betalen


def trial_of(slip):
    (given,) = read([slip.given])
    return payslip(given, law_on(given.period.paid_on)).totals


def lines_of(agency, slip):
    with agency.store.look(SYSTEM, AT) as w:
        query = select(PayslipLineRow).where(PayslipLineRow.payslip_id == slip.id).order_by(PayslipLineRow.position)
        return w.session.scalars(query).all()


def test_late_hours_twice_give_what_the_whole_week_gives(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1)
    slips = [the_slip(agency, approved(agency, clerk, administrator))]
    for seq in (2, 3):
        late_hours(agency, worker, seq=seq)
        run_id = opened(agency, clerk, paid_on=PAID_ON + timedelta(days=7 * (seq - 1)))
        pay_runs.calculate(agency.store, clerk, AT + timedelta(seconds=seq), run_id)
        pay_runs.approve(agency.store, administrator, AT + timedelta(seconds=seq), run_id)
        slips.append(the_slip(agency, run_id))
    whole = trial_of(slips[-1])
    for name in ("bruto", "loonheffing", "loon_sv", "te_betalen"):
        assert sum(getattr(slip, name) for slip in slips) == getattr(whole, name), name
    assert Decimal(slips[-1].to_date["loon_sv"]) == whole.loon_sv
    assert slips[-1].corrects_id == slips[-2].id


def test_a_correction_of_last_quarter_leaves_this_quarter_of_a_student_alone(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1, monday=date(2026, 9, 21))
    stated(agency, worker, is_scholier_student=True)
    approved(agency, clerk, administrator, monday=date(2026, 9, 21), paid_on=date(2026, 9, 30))
    late_hours(agency, worker, monday=date(2026, 9, 21))
    second = the_slip(agency, calculated(agency, clerk, monday=date(2026, 9, 21), paid_on=date(2026, 10, 9)))
    assert Decimal(second.growth["quarter"]["loon"]) > 0
    assert Decimal(second.to_date["quarter"]["loon"]) == 0


def test_a_law_that_changed_after_calculating_must_be_calculated_again(agency, clerk, administrator, monkeypatch):
    workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    monkeypatch.setattr(pay_run_inputs, "law_on", lambda day: replace(law_on(day), fingerprint="f" * 64))
    with pytest.raises(RefusedError, match="input_changed"):
        pay_runs.approve(agency.store, administrator, AT, run_id)


def test_a_run_calculated_again_is_not_approved_on_the_page_of_before(agency, clerk, administrator):
    workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    with agency.store.look(clerk, AT) as w:
        seen = w.session.get(PayRunRow, run_id).version
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    with pytest.raises(StaleError):
        pay_runs.approve(agency.store, administrator, AT, run_id, version=seen)
    pay_runs.approve(agency.store, administrator, AT, run_id, version=seen + 1)


def test_who_takes_a_worker_back_must_calculate_again(agency, clerk, administrator):
    """Leaving out and taking back would otherwise pass the four eyes: the run would close without the worker."""
    first, _ = workers_with_hours(agency, 2)
    run_id = calculated(agency, clerk)
    for step in (pay_runs.leave_out, pay_runs.take_back):
        with agency.store.work(clerk, AT) as w:
            step(w, run_id, first.employment)
    with agency.store.look(clerk, AT) as w:
        assert w.session.get(PayRunRow, run_id).state == RunState.DRAFT
    with pytest.raises(StaleError):
        pay_runs.approve(agency.store, administrator, AT, run_id)
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    assert len(slips_of(agency, run_id)) == 2


def test_the_anoniementarief_goes_by_the_pay_day_as_the_statement_does(agency, clerk):
    (worker,) = workers_with_hours(agency, 1)
    for since, ground in ((MONDAY, AnoniemGround.NO_IDENTITY), (MONDAY + timedelta(days=7), None)):
        decision = anoniem_decisions.Decision(uuid4(), since, ground)
        with agency.store.work(clerk, AT) as w:
            assert anoniem_decisions.decide(w, worker.employment, decision) == []
    assert the_slip(agency, calculated(agency, clerk)).given["employee"]["anoniem"] is False


def test_after_a_rehire_that_goes_on_every_payslip_starts_from_the_last_of_both(agency, clerk, administrator):
    with agency.store.work(SYSTEM, AT) as w:
        terms = w.session.scalars(select(EmployerTermsRow).where(EmployerTermsRow.employer_id == agency.own)).one()
        terms.herindienst = Herindienst.DOORLOPEND
        w.record("test:terms", terms)
        before = factories.employ(w, agency)
        after = factories.employ(w, agency, person=before.person)
        weeks = [(before, date(2026, 10, 5)), (after, date(2026, 11, 2)), (before, date(2026, 10, 12)), (after, MONDAY)]
        for worker, monday in weeks:
            factories.hours_week(w, agency, worker.placement, monday=monday)
    reached = Decimal(0)
    for number, (_, monday) in enumerate(weeks):
        run_id = opened(agency, clerk, monday=monday, paid_on=PAID_ON)
        pay_runs.calculate(agency.store, clerk, AT + timedelta(seconds=number), run_id)
        pay_runs.approve(agency.store, administrator, AT + timedelta(seconds=number), run_id)
        slip = the_slip(agency, run_id)
        reached += slip.loon_sv
        assert Decimal(slip.to_date["loon_sv"]) == reached


def outcome(agency, actor, run_id):
    try:
        pay_runs.approve(agency.store, actor, AT, run_id)
    except RefusedError as refused:
        return refused.code
    return "approved"


def test_of_two_runs_of_one_worker_approved_at_once_the_second_is_calculated_again(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1)
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement, monday=MONDAY - timedelta(days=7))
    runs = [calculated(agency, clerk), calculated(agency, clerk, monday=MONDAY - timedelta(days=7))]
    ready = threading.Barrier(2)

    def approve(run_id):
        ready.wait()
        return outcome(agency, administrator, run_id)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, runs)) == ["approved", "input_changed"]


def test_a_change_of_the_past_waits_for_an_approval_and_then_asks(agency, clerk, administrator):
    (worker,) = workers_with_hours(agency, 1)
    run_id = calculated(agency, clerk)
    ready = threading.Barrier(2)

    def approve():
        ready.wait()
        return outcome(agency, administrator, run_id)

    def state():
        ready.wait()
        given = loonheffingsverklaringen.Loonheffingsverklaring(uuid4(), False, MONDAY, MONDAY)
        with agency.store.work(clerk, AT) as w:
            return [each.code for each in loonheffingsverklaringen.change(w, worker.employment, given)]

    with ThreadPoolExecutor(2) as pool:
        outcomes = [each.result() for each in (pool.submit(approve), pool.submit(state))]
    assert outcomes in (["approved", ["touches_payslips"]], ["input_changed", []])


def test_another_iban_is_paid_from_the_second_run_after_the_approval(agency, clerk, administrator):
    """The first bank file after it still pays the old account, and brings the new one into use."""
    (worker,) = workers_with_hours(agency, 1)
    next_week = MONDAY + timedelta(days=7)
    new = next(factories._ibans)
    asked = bank_accounts.BankAccount(uuid4(), new, "Werker", MONDAY)
    with agency.store.work(SYSTEM, AT) as w:
        factories.hours_week(w, agency, worker.placement, monday=next_week)
    with agency.store.work(clerk, AT) as w:
        assert bank_accounts.change(w, worker.person, asked) == []
    with agency.store.work(administrator, AT) as w:
        bank_account_changes.decide(w, asked.id, is_approved=True, told_how=ToldHow.CALLED)
    for monday, paid_on, day, iban in (
        (MONDAY, PAID_ON, AT, worker.iban),
        (next_week, PAID_ON + timedelta(days=7), AT + timedelta(days=7), new),
    ):
        run_id = approved(agency, clerk, administrator, monday=monday, paid_on=paid_on)
        with agency.store.work(administrator, day) as w:
            made = bank_files.create(w, run_id, paid_on, file_id=uuid4())
            assert iban in bank_files.content(w, made.id).decode()
