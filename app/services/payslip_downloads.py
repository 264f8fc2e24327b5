"""Payslips as files to take away: one PDF, or all of a run in one ZIP, made on demand; each download is recorded."""

import io
import os
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.db.pay import FINAL, PayslipRow
from app.db.people import EmploymentRow
from app.db.work import Actor, Store, Work
from app.permissions import Action, must
from app.services import pay_runs
from app.services.payslip_documents import documents
from app.services.payslips import number_of
from app.services.problems import NotFoundError, RefusedError
from documents.payslip import PayslipDocument
from documents.payslip_pdf import payslip_pdfs

BATCH: Final = 25
LARGE: Final = 200  # from here on the start of extra processes pays for itself


def pdf(w: Work, payslip_id: UUID, lang: str) -> tuple[str, bytes]:
    """(number, PDF) of one payslip of an approved run; recorded."""
    slip = w.session.scalars(_slips().where(PayslipRow.id == payslip_id)).one_or_none()
    if slip is None:
        raise NotFoundError(str(payslip_id))
    must(w.actor, Action.PAYSLIP_READ, slip.employer_id)
    if slip.pay_run.state not in FINAL:
        raise RefusedError("not_approved")
    w.record_read("payslip:pdf", slip.employer_id, [slip.id], people=[slip.employment.person_id])
    return number_of(slip, slip.pay_run), payslip_pdfs(documents(w, [slip], lang), lang)[0]


def run_zip(store: Store, actor: Actor, clock: Callable[[], datetime], asked: tuple[UUID, str]) -> Iterator[bytes]:
    """All payslips of an approved run as one ZIP, sent while it is made; recorded before the first byte."""
    run_id, lang = asked
    at = clock()
    with store.work(actor, at) as w:
        run = pay_runs.find(w, run_id, Action.PAYSLIP_READ)
        if run.state not in FINAL:
            raise RefusedError("not_approved")
        query = select(PayslipRow.id, EmploymentRow.person_id).join(PayslipRow.employment)
        found = w.session.execute(query.where(PayslipRow.pay_run_id == run.id).order_by(PayslipRow.number)).all()
        ids = [row.id for row in found]
        w.record_read("payslip:pdf_all", run.employer_id, [run.id], people=[row.person_id for row in found])
    return _zipped(store, actor, at, (ids, lang))


def _zipped(store: Store, actor: Actor, at: datetime, asked: tuple[Sequence[UUID], str]) -> Iterator[bytes]:
    ids, lang = asked
    stream = _Unseekable(io.BytesIO())
    batches = (_batch(store, actor, at, (ids[start : start + BATCH], lang)) for start in range(0, len(ids), BATCH))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for made, pdfs in _on_paper(batches, lang, is_large=len(ids) > LARGE):
            for document, content in zip(made, pdfs, strict=True):
                archive.writestr(zipfile.ZipInfo(f"{document.number}.pdf", (1980, 1, 1, 0, 0, 0)), content)
            yield stream.taken()
    yield stream.taken()


def _batch(store: Store, actor: Actor, at: datetime, asked: tuple[Sequence[UUID], str]) -> list[PayslipDocument]:
    ids, lang = asked
    with store.look(actor, at) as w:
        chosen = _slips().where(PayslipRow.id.in_(ids)).order_by(PayslipRow.number)
        return documents(w, w.session.scalars(chosen).all(), lang)


def _on_paper(
    batches: Iterable[list[PayslipDocument]], lang: str, *, is_large: bool
) -> Iterator[tuple[list[PayslipDocument], list[bytes]]]:
    """Each batch with its PDFs, in order; a large run is drawn by a process per core, a few batches ahead."""
    if not is_large:
        yield from ((made, payslip_pdfs(made, lang)) for made in batches)
        return
    ahead: deque[tuple[list[PayslipDocument], Future[list[bytes]]]] = deque()
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        for made in batches:
            ahead.append((made, pool.submit(payslip_pdfs, made, lang)))
            if len(ahead) > cores:
                first, drawn = ahead.popleft()
                yield first, drawn.result()
        for first, drawn in ahead:
            yield first, drawn.result()


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
