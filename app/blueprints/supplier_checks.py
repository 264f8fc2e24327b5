"""A look in a public register at a supplier: the day, and whether it stood there."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store, today
from app.db.suppliers import Register
from app.fields.sentences import sentences
from app.fields.supplier_forms import SupplierCheckForm
from app.permissions import Action
from app.services import supplier_checks, suppliers
from app.services.supplier_checks import Check

bp = Blueprint("supplier_checks", __name__)


@bp.route("/suppliers/<uuid:supplier_id>/checks/new", methods=["GET", "POST"])
@needs(Action.SUPPLIER_WRITE)
def new(supplier_id: UUID) -> Any:
    """Record a look."""
    form = SupplierCheckForm()
    with store().look(current_actor(), now()) as w:
        row = suppliers.find(w, supplier_id)
    if not form.is_submitted():
        asked = request.args.get("register", "")
        form.register.data = asked if asked in set(Register) else Register.SNA.value
        form.id.data, form.on.data = uuid4(), today()
    elif form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            problems = supplier_checks.record(w, supplier_id, _given(form))
        if not problems:
            flash(_("De controle is vastgelegd."))
            return redirect(url_for("suppliers.show", supplier_id=supplier_id, _anchor=form.register.data), 303)
        form.add_problems(sentences(problems))
    page = render_template("suppliers/check.html", form=form, row=row)
    return (page, 422) if form.is_submitted() else page


def _given(form: SupplierCheckForm) -> Check:
    looked: Any = form.on.data
    is_listed = form.outcome.data == "yes"
    return Check(form.id.data or uuid4(), Register(form.register.data), looked, is_listed, form.number.data or None)
