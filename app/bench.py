"""What an installation of this size costs: `one-payroll bench` prints a line per figure, `name value unit`."""

import contextlib
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Engine, event, func, select

from app import open_store
from app.config import Config
from app.db import migrations
from app.db.organisation import EmployerRow
from app.db.pay import PayRunRow, PayslipRow
from app.db.work import Actor, Store
from app.demo.agency import OPEN_WEEKS, Size, fill
from app.demo.paying import close, people_of
from app.services import pay_runs, payslip_documents
from documents.payslip_pdf import payslip_pdfs
from payroll import tables
from payroll.given import read
from payroll.law import law_on
from payroll.payslip import payslip

WEEKS: Final = 4
BULK: Final = 100
PAID_ON: Final = "2026-11-20"

TWELVE_LINES: Final[dict[str, Any]] = {
    "id": "bench",
    "employer": {"aof": "hoog", "whk_wga": "0.77", "whk_zw": "5.45", "wga_verhaal": "0.30"},
    "employee": {"birth_date": "1990-05-01"},
    "contract": {
        "kind": "uitzend", "fase": "A", "uitzendbeding": True, "schriftelijk": True, "pensioen": "stipp", "paww": True,
        "vakantiebijslag_percentage": "8.33", "vakantiebijslag": "reserve", "hours_per_week": "40",
    },
    "period": {"kind": "week", "start": "2026-11-09", "end": "2026-11-15", "paid_on": PAID_ON},
    "lines": [
        {"component": "uurloon", "hours": "16", "rate": "18.00"},
        {"component": "uurloon", "hours": "8", "rate": "19.25"},
        {"component": "verlof", "hours": "4", "rate": "18.00"},
        {"component": "feestdag", "hours": "4", "rate": "18.00"},
        {"component": "overwerk", "hours": "2", "rate": "18.00", "percentage": "125"},
        {"component": "overwerk", "hours": "1", "rate": "18.00", "percentage": "150"},
        {"component": "toeslag", "hours": "6", "rate": "18.00", "percentage": "25"},
        {"component": "toeslag", "hours": "3", "rate": "18.00", "percentage": "50"},
        {"component": "ziekte", "hours": "4", "rate": "18.00", "percentage": "90"},
        {"component": "reiskosten", "km": "120", "rate": "0.25"},
        {"component": "onkosten", "amount": "12.50"},
        {"component": "voorschot", "amount": "-50.00"},
    ],
}  # fmt: skip


class Figure(NamedTuple):
    """One line of the report."""

    name: str
    value: float
    unit: str


def figures(workers: int) -> Iterator[Figure]:
    """Every figure, in a database of its own that is thrown away; DATABASE_URL names another, empty one."""
    calibration = _best(_calibrate, 5)
    yield Figure("calibration", calibration, "ms")
    yield from _pure(calibration)
    os.environ.setdefault("ONE_PAYROLL_MODE", "test")
    with tempfile.TemporaryDirectory() as scratch:
        given = Config.from_environment()
        url = given.database_url if "DATABASE_URL" in os.environ else f"sqlite:///{scratch}/bench.db"
        config = Config(url, Path(scratch) / "keys", "test", owner_database_url=given.owner_database_url)
        migrations.upgrade(config)
        store = open_store(config)
        try:
            yield from _stored(store, workers)
        finally:
            store.database.close()


def _calibrate() -> None:
    """A fixed loop of plain Python, so that machines compare."""
    total = 0
    for number in range(1_000_000):
        total += number % 7
    assert total == 2_999_997  # noqa: S101 - the loop is what is measured


def _pure(calibration: float) -> Iterator[Figure]:
    given, law = read([TWELVE_LINES])[0], law_on(date.fromisoformat(PAID_ON))
    payslip(given, law)
    calculate = _best(lambda: [payslip(given, law) for _ in range(100)], 5) / 100
    yield Figure("payslip.calculate", calculate, "ms")
    yield Figure("payslip.calculate_ratio", calculate / calibration, "of calibration")
    asked = ["table", "--year", "2026", "--period", "month", "--colour", "wit", "--residence", "nl"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        table = _best(lambda: tables.main(asked), 1)
    yield Figure("table.rows", printed.getvalue().count("\n") - 1, "")
    yield Figure("table", table, "ms")
    yield Figure("table_ratio", table / calibration, "of calibration")


def _stored(store: Store, workers: int) -> Iterator[Figure]:
    at = datetime.now(UTC)
    filling = _best(lambda: fill(store, Size(workers, WEEKS, 1), at, is_paid=False), 1)
    yield Figure("demo_data", filling / 1000, "s")
    monday = at.date() - timedelta(days=at.weekday() + 7 * (1 + OPEN_WEEKS))
    with store.look(_clerk(None), at) as w:
        employers = list(w.session.scalars(select(EmployerRow.id).order_by(EmployerRow.name)))
    spent, slips, queries = 0.0, 0, 0
    for employer_id in employers:
        run_id, elapsed, counted = _run(store, employer_id, monday, at)
        spent, queries = spent + elapsed, max(queries, counted)
        with store.look(_clerk(employer_id), at) as w:
            mine = select(func.count()).select_from(PayslipRow).where(PayslipRow.pay_run_id == run_id)
            slips += w.session.scalar(mine) or 0
    yield Figure("pay_run.workers", slips, "")
    yield Figure("pay_run.stored", spent / slips, "ms")
    yield Figure("pay_run.queries", queries, "")
    close(store, people_of(0, employers[-1]), at, run_id)
    yield from _papers(store, run_id, at)


def _run(store: Store, employer_id: UUID, monday: date, at: datetime) -> tuple[UUID, float, int]:
    """Calculated and stored: (run, milliseconds, statements)."""
    actor, run_id, sent = _clerk(employer_id), uuid4(), []
    with store.work(actor, at) as w:
        pay_runs.open_week(w, employer_id, monday, paid_on=pay_runs.usual_pay_day(monday), run_id=run_id)

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        elapsed = _best(lambda: pay_runs.calculate(store, actor, at, run_id), 1)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return run_id, elapsed, len(sent)


def _papers(store: Store, run_id: UUID, at: datetime) -> Iterator[Figure]:
    with store.look(_clerk(None), at) as w:
        run = w.session.get_one(PayRunRow, run_id)
        slips = w.session.scalars(select(PayslipRow).where(PayslipRow.pay_run_id == run.id).limit(BULK)).all()
        papers = payslip_documents.documents(w, slips, "nl")
    payslip_pdfs(papers[:1])
    yield Figure("payslip_pdf.single", _best(lambda: payslip_pdfs(papers[:1]), 3), "ms")
    yield Figure("payslip_pdf.bulk", _best(lambda: payslip_pdfs(papers), 1) / len(papers), "ms")


def _clerk(employer_id: UUID | None) -> Actor:
    """Who calculates at that employer; without one, somebody who may look everywhere."""
    if employer_id is None:
        return Actor(None, is_system=True)
    return people_of(0, employer_id)[0]


def _best(act: Callable[[], object], times: int) -> float:
    """The least of so many tries, in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1000
