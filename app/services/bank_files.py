"""The bank file of an approved run: made once, stored sealed, served the same every time; a payslip is paid once (R2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import joinedload, load_only

from app.db.organisation import EmployerRow
from app.db.pay import FINAL, BankFileRow, BankPaymentRow, PayRunRow, PayslipRow, RunState
from app.db.people import BankAccountRow, EmploymentRow
from app.db.work import Work
from app.permissions import Action, must
from app.services import agreements, bank_account_changes, pay_runs
from app.services.lists import Page, page_of
from app.services.problems import NotFoundError, RefusedError
from documents.sepa import Payment, PaymentOrder, PaymentOrderError, bank_working_day, pain001

_PAYMENT_PATH: Final = re.compile(r"payments\[(\d+)\]\.(\w+)")


class AlteredFileError(RuntimeError):
    """The stored file is not the one that was made; it is not served."""


@dataclass(frozen=True, slots=True)
class Payable:
    """A payslip and what keeps it out of a bank file: "" (nothing), no_account, nothing or negative."""

    slip: PayslipRow
    account: BankAccountRow | None
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a bank file of a run would hold now, and what not."""

    run: PayRunRow
    payable: tuple[Payable, ...]
    kept_out: tuple[Payable, ...]
    execution_day: date

    @property
    def total(self) -> Decimal:
        return sum((one.slip.te_betalen for one in self.payable), Decimal(0))


def propose(w: Work, run_id: UUID, action: Action = Action.BANK_FILE_READ) -> Proposal:
    """The payslips of a run that no bank file has paid, each with its account; three queries."""
    run = pay_runs.find(w, run_id, action)
    if run.state not in FINAL:
        raise RefusedError("not_approved")
    unpaid = _unpaid(run.id)
    slips = w.session.scalars(
        unpaid.options(
            load_only(PayslipRow.number, PayslipRow.te_betalen, PayslipRow.employment_id, PayslipRow.employer_id),
            joinedload(PayslipRow.employment).joinedload(EmploymentRow.person),
        ).order_by(PayslipRow.number)
    ).all()
    persons = select(EmploymentRow.person_id).join(PayslipRow, PayslipRow.employment_id == EmploymentRow.id)
    persons = persons.where(PayslipRow.pay_run_id == run.id)
    accounts = agreements.latest_for(w.session, BankAccountRow.person_id, persons, w.today, known_at=w.at)
    found = [_payable(slip, accounts.get(slip.employment.person_id)) for slip in slips]
    first_day = bank_working_day(max(run.paid_on, w.today))
    payable, kept_out = (tuple(one for one in found if bool(one.reason) is out) for out in (False, True))
    return Proposal(run, payable, kept_out, first_day)


def create(w: Work, run_id: UUID, execution_day: date, *, file_id: UUID) -> BankFileRow:
    """Make and store the file of all that can be paid now; a replayed form finds the one it made.

    Raises RefusedError when there is nothing to pay, the day is wrong, or one payment is (naming the payslip's number).
    """
    if made := w.session.get(BankFileRow, file_id):
        must(w.actor, Action.BANK_FILE_CREATE, made.employer_id)
        return made
    run = pay_runs.find(w, run_id, Action.BANK_FILE_CREATE)
    w.lock(f"pay_run:{run.employer_id}:{run.period_start}")
    proposal = propose(w, run_id, Action.BANK_FILE_CREATE)
    if not proposal.payable:
        raise RefusedError("nothing_to_pay")
    if execution_day < w.today:
        raise RefusedError("day_passed", day=w.today)
    order = _order(w, proposal, execution_day, f"V{run.number}-{file_id.hex[:16]}")
    try:
        content = pain001(order)
    except PaymentOrderError as wrong:
        raise _refusal(wrong, proposal) from wrong
    row = _store(w, proposal, order, (file_id, content))
    bank_account_changes.apply(w, {one.slip.employment.person_id for one in proposal.payable})
    first = update(PayRunRow).where(PayRunRow.id == run.id, PayRunRow.state.in_(FINAL))
    change = first.values(state=RunState.BANK_FILE, version=PayRunRow.version + 1)
    w.move(
        "pay_run:bank_file", change.execution_options(synchronize_session=False), run.employer_id, f"pay_run:{run.id}"
    )
    return row


def find(w: Work, file_id: UUID) -> BankFileRow:
    """The file's row with its run."""
    row = w.session.get(BankFileRow, file_id)
    if row is None:
        raise NotFoundError(str(file_id))
    must(w.actor, Action.BANK_FILE_READ, row.employer_id)
    return row


def content(w: Work, file_id: UUID) -> bytes:
    """The stored bytes; each download is recorded, and an altered file is refused."""
    row = find(w, file_id)
    stored = w.open_bytes(row, "content_sealed")
    if sha256(stored).hexdigest() != row.sha256:
        raise AlteredFileError(str(row.id))
    paid = select(EmploymentRow.person_id).join(PayslipRow, PayslipRow.employment_id == EmploymentRow.id)
    paid = paid.join(BankPaymentRow, BankPaymentRow.payslip_id == PayslipRow.id)
    people = w.session.scalars(paid.where(BankPaymentRow.bank_file_id == row.id)).all()
    w.record_read("bank_file:download", row.employer_id, [row.id], people=people)
    return stored


def page(w: Work, employer_id: UUID, number: int) -> Page[tuple[BankFileRow, PayRunRow]]:
    """The files of an employer, the newest first."""
    must(w.actor, Action.BANK_FILE_READ, employer_id)
    query: Select[*tuple[Any, ...]] = (
        select(BankFileRow, PayRunRow)
        .join(PayRunRow, PayRunRow.id == BankFileRow.pay_run_id)
        .where(BankFileRow.employer_id == employer_id)
        .order_by(BankFileRow.created_at.desc(), BankFileRow.id)
    )
    return page_of(w, query, number)


def of_run(w: Work, run: PayRunRow) -> Sequence[BankFileRow]:
    query = select(BankFileRow).where(BankFileRow.pay_run_id == run.id).order_by(BankFileRow.created_at)
    return w.session.scalars(query).all()


def _unpaid(run_id: UUID) -> Select[*tuple[Any, ...]]:
    paid = exists().where(BankPaymentRow.payslip_id == PayslipRow.id)
    return select(PayslipRow).where(PayslipRow.pay_run_id == run_id, ~paid)


def _payable(slip: PayslipRow, account: BankAccountRow | None) -> Payable:
    reason = "" if account else "no_account"
    if slip.te_betalen <= 0:
        reason = "negative" if slip.te_betalen < 0 else "nothing"
    return Payable(slip, account, reason)


def _order(w: Work, proposal: Proposal, execution_day: date, message_id: str) -> PaymentOrder:
    run = proposal.run
    employer = w.session.get_one(EmployerRow, run.employer_id)
    iso = run.period_start.isocalendar()
    return PaymentOrder(
        message_id=message_id,
        created_at=w.at,
        initiator=employer.name,
        debtor_name=employer.name,
        debtor_iban=employer.iban,
        debtor_bic=employer.bic,
        execution_day=execution_day,
        payments=tuple(_payment(w, one, run, f"Loon week {iso.week} {iso.year}") for one in proposal.payable),
    )


def _payment(w: Work, one: Payable, run: PayRunRow, description: str) -> Payment:
    assert one.account is not None  # noqa: S101 - who has no account is kept out
    iban = w.open(one.account, "iban_sealed") or ""
    return Payment(f"V{run.number}-{one.slip.number}", one.account.holder, iban, one.slip.te_betalen, description)


def _refusal(wrong: PaymentOrderError, proposal: Proposal) -> RefusedError:
    if found := _PAYMENT_PATH.fullmatch(wrong.field):
        return RefusedError(f"payment_{wrong.code}", number=proposal.payable[int(found[1])].slip.number)
    return RefusedError(f"order_{wrong.code}")


def _store(w: Work, proposal: Proposal, order: PaymentOrder, made: tuple[UUID, bytes]) -> BankFileRow:
    file_id, xml = made
    run = proposal.run
    row = BankFileRow(
        id=file_id,
        employer_id=run.employer_id,
        pay_run_id=run.id,
        message_id=order.message_id,
        execution_day=order.execution_day,
        created_at=w.at,
        created_by=w.actor.user_id,
        payments=len(order.payments),
        total=proposal.total,
        sha256=sha256(xml).hexdigest(),
    )
    w.seal_bytes(row, "content_sealed", xml)
    w.add("bank_file:create", row)
    w.session.flush()
    payments = [
        {
            "payslip_id": one.slip.id,
            "employer_id": run.employer_id,
            "bank_file_id": file_id,
            "end_to_end_id": payment.end_to_end_id,
            "amount": payment.amount,
        }
        for one, payment in zip(proposal.payable, order.payments, strict=True)
    ]
    w.bulk("bank_payment:create", BankPaymentRow, payments, run.employer_id)
    return row
