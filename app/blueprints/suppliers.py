"""Suppliers (toeleveranciers): the list, the form, and everything of one supplier."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, needs, now, store, today
from app.auth.limits import limited_export
from app.db.suppliers import Register, SupplierKind
from app.db.work import StaleError
from app.fields import supplier_page, tables_out, version_of
from app.fields.placement_forms import TextSearchForm
from app.fields.sentences import sentences
from app.fields.supplier_forms import KINDS, SupplierForm
from app.permissions import Action, may
from app.services import contacts, supplier_accounts, supplier_checks, suppliers
from app.services.suppliers import Supplier, View

bp = Blueprint("suppliers", __name__, url_prefix="/suppliers")
SEARCH: Final = "suppliers.search"
FILTERS: Final = (
    ("", lazy_gettext("Alle")),
    ("lenders", lazy_gettext("In- en doorleners")),
    ("others", lazy_gettext("Andere leveranciers")),
    ("without_account", lazy_gettext("Zonder bankrekening")),
    ("without_blocked_account", lazy_gettext("Zonder G-rekening")),
    ("sna_due", lazy_gettext("SNA nakijken")),
    ("ended", lazy_gettext("Beëindigd")),
)


@bp.get("/")
@needs(Action.SUPPLIER_READ)
def index() -> str:
    """All suppliers of the group."""
    view, actor = _view(), current_actor()
    with store().look(actor, now()) as w:
        page, counts = suppliers.page(w, view)
    return render_template(
        "suppliers/index.html",
        page=page,
        chips=[(value, label, counts[value]) for value, label in FILTERS],
        form=TextSearchForm(formdata=None, text=view.text),
        view=view,
        today=view.on,
        oldest_look=suppliers.oldest_look(view.on),
        may_write=may(actor, Action.SUPPLIER_WRITE),
    )


@bp.post("/search")
@needs(Action.SUPPLIER_READ)
def search() -> Response:
    """Narrow the list to part of a name, a number or a KvK number; empty gives all."""
    form = TextSearchForm()
    session[SEARCH] = (form.text.data or "") if form.validate_on_submit() else ""
    return redirect(url_for("suppliers.index"), 303)


@bp.get("/export/<kind>")
@needs(Action.SUPPLIER_READ)
@limited_export
def export(kind: str) -> Response:
    """Exactly what the list shows, all its pages."""
    if kind not in tables_out.KINDS:
        abort(404)
    head = [_("Nummer"), _("Naam"), _("Soort"), _("KvK-nummer"), _("Btw-nummer"), _("Loonheffingennummer")]
    head += [_("Postcode"), _("Plaats"), _("G-rekening"), _("SNA nagekeken"), _("In het SNA-register")]
    head += [_("Toeleverancier tot en met")]
    return tables_out.answer(kind, f"toeleveranciers-{today().isoformat()}", head, _exported(_view()))


@bp.get("/new")
@needs(Action.SUPPLIER_WRITE)
def new() -> str:
    """An empty form."""
    form = SupplierForm()
    form.id.data = uuid4()
    return render_template("suppliers/form.html", form=form, row=None)


@bp.post("/")
@needs(Action.SUPPLIER_WRITE)
def create() -> Any:
    """A new supplier."""
    form = SupplierForm()
    supplier_id = form.id.data or uuid4()
    if form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            problems = suppliers.create(w, supplier_id, _given(form))
        if not problems:
            flash(_("De toeleverancier is opgeslagen."))
            return redirect(url_for("suppliers.show", supplier_id=supplier_id), 303)
        form.add_problems(sentences(problems))
    return render_template("suppliers/form.html", form=form, row=None), 422


@bp.get("/<uuid:supplier_id>")
@needs(Action.SUPPLIER_READ)
def show(supplier_id: UUID) -> str:
    """Everything of one supplier."""
    actor = current_actor()
    with store().look(actor, now()) as w:
        row = suppliers.find(w, supplier_id)
        checks = supplier_checks.history(w, supplier_id)
        accounts = supplier_accounts.history(w, supplier_id)
        lines = supplier_checks.controlelijst(w, row, checks, accounts)
        shown = {
            "contacts": contacts.at_supplier(w, supplier_id),
            "accounts": supplier_page.accounts(w, supplier_id, accounts),
            "checks": supplier_page.checks(w, checks),
            "latest": {each.value: supplier_checks.latest(w, checks, each) for each in Register},
        }
    return render_template(
        "suppliers/show.html",
        row=row,
        kind=dict(KINDS)[row.kind],
        is_lender=row.kind == SupplierKind.LENDER,
        lines=supplier_page.lines(lines, supplier_id, actor),
        rights={each.value: may(actor, each) for each in supplier_page.RIGHTS},
        reasons=supplier_page.REASONS,
        today=today(),
        **shown,
    )


@bp.get("/<uuid:supplier_id>/edit")
@needs(Action.SUPPLIER_WRITE)
def edit(supplier_id: UUID) -> str:
    """Correct a supplier."""
    with store().look(current_actor(), now()) as w:
        row = suppliers.find(w, supplier_id)
    return render_template("suppliers/form.html", form=SupplierForm(obj=row), row=row)


@bp.post("/<uuid:supplier_id>/edit")
@needs(Action.SUPPLIER_WRITE)
def update(supplier_id: UUID) -> Any:
    """Save the correction; who was second sees what stands now and loses nothing."""
    form, saved = SupplierForm(), None
    with store().work(current_actor(), now()) as w:
        row = suppliers.find(w, supplier_id)
        if form.validate_on_submit():
            try:
                form.add_problems(sentences(suppliers.edit(w, supplier_id, version_of(form), _given(form))))
            except StaleError:
                saved = row
    if saved or form.errors:
        return render_template("suppliers/form.html", form=form, row=row, saved=saved), 409 if saved else 422
    flash(_("De toeleverancier is gewijzigd."))
    return redirect(url_for("suppliers.show", supplier_id=supplier_id), 303)


def _view() -> View:
    chosen = request.args.get("filter", "")
    known = chosen if chosen in suppliers.FILTERS else ""
    sort, page = request.args.get("sort", "name"), request.args.get("page", 1, int)
    return View(today(), known, sort, page, session.get(SEARCH, ""))


def _exported(view: View) -> Iterator[list[Any]]:
    names, yes, no = dict(KINDS), _("ja"), _("nee")
    with store().look(current_actor(), now()) as w:
        for row, blocked, looked, listed in w.session.execute(suppliers.listed(view).execution_options(yield_per=1000)):
            told = [yes if blocked else no, looked, "" if looked is None else yes if listed else no, row.ended_on]
            numbers = [row.kvk, row.btw, row.loonheffingennummer, row.postcode, row.city]
            yield [row.number, row.name, str(names[row.kind]), *numbers, *told]


def _given(form: SupplierForm) -> Supplier:
    values = {name: form[name].data for name in Supplier.__slots__}
    optional = {name: form[name].data or None for name in ("email", "loonheffingennummer")}
    return Supplier(**values | optional | {"kind": SupplierKind(form.kind.data)})
