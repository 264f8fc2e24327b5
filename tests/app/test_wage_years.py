"""The wage administration goes year by year after seven years, also of who still works; the database refuses it earlier (P22)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

import factories
from app.auth import doors
from app.db.accounts import Role
from app.db.disclosures import DisclosureKind, DisclosureRow, Ground
from app.db.holds import DestructionRow, HoldKind, LegalHoldRow
from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.merges import BsnAttemptRow
from app.db.pay import BankFileRow, BankPaymentRow, PaidHoursRow, PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.people import AddressRow, BankAccountRow, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import SYSTEM
from app.services import destructions, wage_years
from page import get_page

# The walls ask the clock of the database, so that what is old here is really old.
NOW = datetime.now(UTC)
OLD, YOUNG = date(doors.today().year - 8, 12, 31), date(doors.today().year - 7, 1, 1)
PAY = (PayRunRow, PayslipRow, PayslipLineRow, PaidHoursRow, BankPaymentRow, BankFileRow, HoursWeekRow, HoursLineRow)


def paid(w, agency, workers, day, **values):
    """A closed run of one day with hours, payslips, payments and a bank file; the payslip of the first worker."""
    money = dict.fromkeys(
        ("verloonde_uren", "bruto", "loon_lh", "loon_sv", "loonheffing", "netto", "te_betalen", "loonkosten"), 1
    )
    said = {name: {} for name in ("totals", "explanations", "reserveringen", "to_date", "given", "growth")}
    n, at = next(factories._number), {"employer_id": agency.own}
    run = PayRunRow(
        number=n, period_kind="week", period_start=day, period_end=day, paid_on=day, seq=n, state=RunState.DRAFT, **at
    )
    file = BankFileRow(
        pay_run_id=run.id,
        message_id=f"m{n}",
        execution_day=day,
        created_at=NOW,
        payments=1,
        total=Decimal(1),
        sha256="0",
        **at,
    )
    w.seal_bytes(file, "content_sealed", b"pain")
    slips = [
        PayslipRow(pay_run_id=run.id, employment_id=each.employment, number=n, paid_on=day, input_digest="0", problems=[], **money, **said, **at, **values)
        for each in workers
    ]  # fmt: skip
    for row in (run, file, *slips):
        w.add("pay_run:made", row)
        w.session.flush()
    for slip, each in zip(slips, workers, strict=True):
        week = factories.hours_week(w, agency, each.placement, monday=day, state=HoursState.PAID)
        line = PayslipLineRow(
            payslip_id=slip.id, position=1, code="x", section="gross", amount=Decimal(1), because=[], **at
        )
        hours = PaidHoursRow(hours_week_id=week, payslip_id=slip.id, **at)
        payment = BankPaymentRow(
            payslip_id=slip.id, bank_file_id=file.id, end_to_end_id=str(slip.id)[:35], amount=Decimal(1), **at
        )
        for row in (line, hours, payment):
            w.add("payslip:made", row)
    w.session.flush()
    run.state = RunState.BANK_FILE
    w.record("pay_run:closed", run)
    w.session.flush()
    return slips[0].id


def counts(store, *tables):
    with store.look(SYSTEM, NOW) as w:
        return [w.session.scalar(select(func.count()).select_from(each)) for each in tables]


def end_all(w, day):
    for row in [*w.session.scalars(select(EmploymentRow)), *w.session.scalars(select(PlacementRow))]:
        row.started_on, row.ended_on = min(row.started_on, day), day
        w.record("employment:end", row)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, NOW) as w:
        return factories.employ(w, agency)


def test_old_years_go_of_who_is_still_in_service_and_only_those(store, agency, worker):
    with store.work(SYSTEM, NOW) as w:
        paid(w, agency, [worker], OLD)
        paid(w, agency, [worker], YOUNG)
        w.add(
            "bsn:attempt", BsnAttemptRow(person_id=worker.person, bsn_index=b"x", tried_at=NOW - timedelta(days=4000))
        )
    assert wage_years.destroy_overdue(store, NOW) == 5
    assert counts(store, *PAY) == [1, 1, 1, 1, 1, 1, 1, 5]
    assert counts(store, BsnAttemptRow, EmploymentRow, PlacementRow, AddressRow) == [0, 1, 1, 1]
    with store.look(SYSTEM, NOW) as w:
        made = w.session.scalars(select(DestructionRow)).all()
    assert {each.rule for each in made} == {"P22"}
    assert {table for each in made if each.person_id == worker.person for table in each.rows} == {
        "payslip",
        "hours_week",
        "bsn_attempt",
    }
    assert {table for each in made if each.person_id is None for table in each.rows} == {"bank_file", "pay_run"}
    assert wage_years.destroy_overdue(store, NOW) == 0


def test_the_database_itself_refuses_what_is_too_young(store, agency, worker):
    with store.work(SYSTEM, NOW) as w:
        paid(w, agency, [worker], YOUNG)
    for table in (PayslipLineRow, PaidHoursRow, BankPaymentRow, BankFileRow, PayslipRow, PayRunRow):
        with (
            store.database.writing() as session,
            pytest.raises(DBAPIError, match=r"closed|foreign key|FOREIGN KEY"),
        ):
            if not store.database.is_sqlite:
                session.connection().exec_driver_sql("SELECT set_config('app.employers', '*', true)")
            session.execute(delete(table))


def test_a_hold_keeps_what_somebody_has_with_the_run_and_the_bank_file_it_stands_in(store, agency, worker):
    with store.work(SYSTEM, NOW) as w:
        other = factories.employ(w, agency)
        paid(w, agency, [worker, other], OLD)
        hold = LegalHoldRow(person_id=worker.person, kind=HoldKind.COURT, set_at=NOW, set_by=None)
        w.add("legal_hold:set", hold)
    wage_years.destroy_overdue(store, NOW)
    assert counts(store, *PAY) == [1, 1, 1, 1, 1, 1, 1, 5]
    with store.work(SYSTEM, NOW) as w:
        row = w.session.get(LegalHoldRow, hold.id)
        row.lifted_at = NOW
        w.record("legal_hold:lifted", row)
    wage_years.destroy_overdue(store, NOW)
    assert counts(store, *PAY) == [0] * 8


def test_a_payslip_stays_as_long_as_the_one_that_corrects_it(store, agency, worker):
    with store.work(SYSTEM, NOW) as w:
        first = paid(w, agency, [worker], OLD - timedelta(days=400))
        second = paid(w, agency, [worker], OLD, corrects_id=first)
        paid(w, agency, [worker], YOUNG, corrects_id=second)
    assert wage_years.destroy_overdue(store, NOW) == 0
    assert counts(store, PayslipRow) == [3]


def test_what_a_later_agreement_replaced_goes_and_what_holds_stays(store, agency, worker):
    dated = {"recorded_at": datetime(2010, 1, 1, tzinfo=UTC), "recorded_by": None}
    with store.work(SYSTEM, NOW) as w:
        for since, street, values in (
            (date(2008, 1, 1), "Eerste", {}), (OLD, "Tweede", {}), (YOUNG, "Derde", {}), (YOUNG, "Derde", {"is_withdrawn": True}),
        ):  # fmt: skip
            w.add(
                "address:since",
                AddressRow(
                    person_id=worker.person, since=since, **factories._ADDRESS | {"street": street}, **dated, **values
                ),
            )
        w.add(
            "placement:agreed",
            PlacementTermsRow(
                placement_id=worker.placement, employer_id=agency.own, since=OLD, **factories._TERMS, **dated
            ),
        )
        w.add(
            "placement:agreed",
            PlacementTermsRow(
                placement_id=worker.placement,
                employer_id=agency.own,
                since=date(2008, 1, 1),
                **factories._TERMS,
                **dated,
            ),
        )
        late = {
            "recorded_at": NOW,
            "recorded_by": None,
        }  # known only now: papers of kept years still show what was known then
        for since in (date(2008, 1, 1), OLD):
            row = BankAccountRow(person_id=worker.person, holder="W", since=since, iban_index=b"", **late)
            w.seal(row, "iban_sealed", worker.iban)
            w.add("bank_account:since", row)
    wage_years.destroy_overdue(store, NOW)
    with store.look(SYSTEM, NOW) as w:
        streets = w.session.scalars(select(AddressRow.street).order_by(AddressRow.since)).all()
        assert streets[:2] == ["Tweede", "Derde"]
        assert min(w.session.scalars(select(PlacementTermsRow.since))) == OLD
        assert min(w.session.scalars(select(BankAccountRow.since))) == date(2008, 1, 1)


def test_who_left_goes_whole_when_no_payslip_of_a_kept_year_is_left(store, agency, worker):
    disclosed = datetime(YOUNG.year - 1, 6, 1, tzinfo=UTC)
    with store.work(SYSTEM, NOW) as w:
        other = factories.employ(w, agency)
        paid(w, agency, [worker], OLD)
        paid(w, agency, [other], YOUNG)
        end_all(w, OLD)
        row = DisclosureRow(
            person_id=worker.person, placement_id=worker.placement, hirer_id=agency.hirer, employer_id=agency.own,
            kind=DisclosureKind.HIRER_DATA, receiver="Inlener", ground=Ground.IW_34, fields=["name"], sha256="0", decided_at=disclosed,
        )  # fmt: skip
        w.add("disclosure:hirer_data", row)
    destructions.destroy_overdue(store, NOW)
    with store.look(SYSTEM, NOW) as w:
        assert w.session.scalars(select(PersonRow.id)).all() == [other.person]
        assert w.session.scalars(select(PayslipRow.employment_id)).all() == [other.employment]
        gone = w.session.scalars(select(DestructionRow).where(DestructionRow.person_id == worker.person)).all()
        left = w.session.get(PersonRow, other.person)
        assert (left.first_name, left.birth_place, left.bsn_index is None) == ("", "", False)
    assert {"person": [str(worker.person)]} in [each.rows for each in gone]
    assert counts(store, DisclosureRow) == [0]


def test_the_administrator_sees_the_years_that_go_and_of_who_is_gone_only_that(client_for, store, agency, worker):
    with store.work(SYSTEM, NOW) as w:
        paid(w, agency, [worker], OLD)
    boss = client_for(Role.ADMINISTRATOR)
    page = get_page(boss, "/destructions/").text
    assert "iedereen" in page
    assert "loonstrook × 1" in page
    with store.work(SYSTEM, NOW) as w:
        end_all(w, OLD)
    destructions.destroy_overdue(store, NOW)
    wage_years.destroy_overdue(store, NOW)
    page = get_page(boss, "/destructions/").text
    assert "is er niet meer" in page
    assert "velden van flexwerker × 1" in page
    assert "Niets te vernietigen" in page


def test_the_nightly_duties_take_as_many_queries_for_5_as_for_15(store, agency, query_count):
    def night(many):
        with store.work(SYSTEM, NOW) as w:
            workers = [factories.employ(w, agency) for _ in range(many)]
            for each in workers:
                factories.papers(w, agency, each.person)
            paid(w, agency, workers, OLD)
            end_all(w, OLD)
        with query_count() as years:
            wage_years.destroy_overdue(store, NOW)
        with query_count() as people:
            destructions.destroy_overdue(store, NOW)
        return int(years), int(people)

    assert night(5) == night(15)
    assert counts(store, PersonRow, *PAY) == [0] * 9
