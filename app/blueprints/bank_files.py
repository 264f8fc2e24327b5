"""Bank files: what one would hold, made once with a second proof of who you are, and downloaded as it was made."""

from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.limits import limited_export
from app.fields import refusals
from app.fields.form import Form, Required
from app.fields.text import DayField
from app.permissions import Action
from app.services import bank_files, pay_runs
from app.services.problems import RefusedError

bp = Blueprint("bank_files", __name__, url_prefix="/bank-files")

REASONS: Final = {
    "no_account": ("problem", lazy_gettext("geen bankrekening: voeg haar toe en maak daarna een tweede bestand")),
    "nothing": ("neutral", lazy_gettext("niets te betalen")),
    "negative": ("warning", lazy_gettext("negatief: wordt later verrekend")),
}


class BankFileForm(Form):
    """On which bank working day the bank pays."""

    id = HiddenField()
    execution_day = DayField(lazy_gettext("Uitvoerdatum"), [Required()])


@bp.get("/")
@needs(Action.BANK_FILE_READ)
def index() -> str:
    """The files of the chosen employer."""
    with store().look(current_actor(), now()) as w:
        page = bank_files.page(w, current_employer(), request.args.get("page", 1, type=int))
    return render_template("bank_files/index.html", page=page)


@bp.get("/new/<uuid:run_id>")
@needs(Action.BANK_FILE_CREATE)
def new(run_id: UUID) -> str:
    """Who would be paid, who not and why."""
    return _new_page(run_id, None)


@bp.post("/new/<uuid:run_id>")
@needs(Action.BANK_FILE_CREATE)
def create(run_id: UUID) -> Any:
    """Make the file; it stays what it is from then on."""
    form = BankFileForm()
    if not form.validate_on_submit() or form.execution_day.data is None:
        return _new_page(run_id, form), 422
    try:
        with store().work(current_actor(), now()) as w:
            made = bank_files.create(w, run_id, form.execution_day.data, file_id=_uuid(form.id.data))
    except RefusedError as refused:
        form.execution_day.errors = [*form.execution_day.errors, refusals.sentence(refused)]
        return _new_page(run_id, form), 422
    flash(_("Het bankbestand is gemaakt. Download het en bied het aan bij de bank."))
    return redirect(url_for("bank_files.show", file_id=made.id), 303)


@bp.get("/<uuid:file_id>")
@needs(Action.BANK_FILE_READ)
def show(file_id: UUID) -> str:
    """What the file holds, and its fingerprint."""
    with store().look(current_actor(), now()) as w:
        file = bank_files.find(w, file_id)
        run = pay_runs.find(w, file.pay_run_id)
    return render_template("bank_files/show.html", file=file, run=run)


@bp.get("/<uuid:file_id>/xml")
@needs(Action.BANK_FILE_READ)
@limited_export
def download(file_id: UUID) -> Response:
    """The same bytes every time; each download is recorded."""
    with store().work(current_actor(), now()) as w:
        content = bank_files.content(w, file_id)
        name = bank_files.find(w, file_id).message_id
    headers = {"Content-Disposition": f'attachment; filename="{name}.xml"'}
    return Response(content, mimetype="application/xml", headers=headers)


def _new_page(run_id: UUID, form: BankFileForm | None) -> str:
    with store().work(current_actor(), now()) as w:
        proposal = bank_files.propose(w, run_id, Action.BANK_FILE_CREATE)
        people = [one.slip.employment.person_id for one in (*proposal.payable, *proposal.kept_out)]
        w.record_read("bank_file:propose", proposal.run.employer_id, [run_id], people=people, payslips=len(people))
    page: str = render_template(
        "bank_files/new.html",
        proposal=proposal,
        run=proposal.run,
        form=form or BankFileForm(id=str(uuid4()), execution_day=proposal.execution_day),
        reasons=REASONS,
    )
    return page


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(400)
