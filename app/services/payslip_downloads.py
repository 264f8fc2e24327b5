"""Payslips as files to take away: one PDF, or all of a run in one ZIP, made on demand; each download is recorded."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.db.pay import PayslipRow
from app.db.people import EmploymentRow
from app.db.work import Actor, Store, Work
from app.permissions import Action, must
from app.services import pay_runs
from app.services.pay_run_inputs import FINAL
from app.services.payslip_documents import documents
from app.services.payslips import number_of
from app.services.problems import NotFoundError, RefusedError
from documents.payslip_pdf import payslip_pdfs

BATCH: Final = 25


def pdf(w: Work, payslip_id: UUID, lang: str) -> tuple[str, bytes]:
    """(number, PDF) of one payslip of an approved run; recorded."""
    slip = w.session.scalars(_slips().where(PayslipRow.id == payslip_id)).one_or_none()
    if slip is None:
        raise NotFoundError(str(payslip_id))
    must(w.actor, Action.PAYSLIP_READ, slip.employer_id)
    if slip.pay_run.state not in FINAL:
        raise RefusedError("not_approved")
    w.record_read("payslip:pdf", slip.employer_id, [slip.id])
    return number_of(slip, slip.pay_run), payslip_pdfs(documents(w, [slip], lang), lang)[0]


def run_zip(store: Store, actor: Actor, clock: Callable[[], datetime], asked: tuple[UUID, str]) -> Iterator[bytes]:
    """All payslips of an approved run as one ZIP, sent while it is made; recorded before the first byte."""
    run_id, lang = asked
    at = clock()
    with store.work(actor, at) as w:
        run = pay_runs.find(w, run_id, Action.PAYSLIP_READ)
        if run.state not in FINAL:
            raise RefusedError("not_approved")
        ids = w.session.scalars(
            select(PayslipRow.id).where(PayslipRow.pay_run_id == run.id).order_by(PayslipRow.number)
        ).all()
        w.record_read("payslip:pdf_all", run.employer_id, [run.id])
    return _zipped(store, actor, at, (ids, lang))


def _zipped(store: Store, actor: Actor, at: datetime, asked: tuple[Sequence[UUID], str]) -> Iterator[bytes]:
    ids, lang = asked
    buffer = io.BytesIO()
    stream = _Unseekable(buffer)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, len(ids), BATCH):
            with store.look(actor, at) as w:
                chosen = _slips().where(PayslipRow.id.in_(ids[start : start + BATCH])).order_by(PayslipRow.number)
                slips = w.session.scalars(chosen).all()
                made = documents(w, slips, lang)
            for document, content in zip(made, payslip_pdfs(made, lang), strict=True):
                archive.writestr(zipfile.ZipInfo(f"{document.number}.pdf", (1980, 1, 1, 0, 0, 0)), content)
            yield stream.taken()
    yield stream.taken()


class _Unseekable(io.RawIOBase):
    """What zipfile writes, handed on piece by piece."""

    def __init__(self, buffer: io.BytesIO) -> None:
        self.buffer = buffer

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.buffer.write(data)

    def taken(self) -> bytes:
        content = self.buffer.getvalue()
        self.buffer.seek(0)
        self.buffer.truncate()
        return content


def _slips() -> Select[*tuple[Any, ...]]:
    return select(PayslipRow).options(
        joinedload(PayslipRow.pay_run), joinedload(PayslipRow.employment).joinedload(EmploymentRow.person)
    )
