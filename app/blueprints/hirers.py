"""Hirers (inleners): the list, the form, and who works there."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, needs, now, store, today
from app.auth.limits import limited_export
from app.db.organisation import HirerRow
from app.db.work import StaleError
from app.fields import tables_out, version_of
from app.fields.placement_forms import SECTORS, HirerForm, TextSearchForm
from app.fields.sentences import sentences
from app.permissions import Action, may
from app.services import contacts, hirers, placement_list
from app.services.hirers import Hirer, View

bp = Blueprint("hirers", __name__, url_prefix="/hirers")
SEARCH: Final = "hirers.search"
FILTERS: Final = (
    ("", lazy_gettext("Alle")),
    ("with_placements", lazy_gettext("Met plaatsingen")),
    ("without_placements", lazy_gettext("Zonder plaatsingen")),
    ("ended", lazy_gettext("Beëindigd")),
)


@bp.get("/")
@needs(Action.HIRER_READ)
def index() -> str:
    """All hirers of the group."""
    view, actor = _view(), current_actor()
    with store().look(actor, now()) as w:
        page, counts = hirers.page(w, view)
    return render_template(
        "hirers/index.html",
        page=page,
        chips=[(value, label, counts[value]) for value, label in FILTERS],
        form=TextSearchForm(formdata=None, text=view.text),
        view=view,
        sectors=dict(SECTORS),
        may_write=may(actor, Action.HIRER_WRITE),
    )


@bp.post("/search")
@needs(Action.HIRER_READ)
def search() -> Response:
    """Narrow the list to part of a name, a number or a KvK number; empty gives all."""
    form = TextSearchForm()
    session[SEARCH] = (form.text.data or "") if form.validate_on_submit() else ""
    return redirect(url_for("hirers.index"), 303)


@bp.get("/export/<kind>")
@needs(Action.HIRER_READ)
@limited_export
def export(kind: str) -> Response:
    """Exactly what the list shows, all its pages."""
    if kind not in tables_out.KINDS:
        abort(404)
    head = [
        _("Nummer"),
        _("Naam"),
        _("KvK-nummer"),
        _("Btw-nummer"),
        _("Sector"),
        _("Postcode"),
        _("Plaats"),
        _("Plaatsingen"),
    ]
    return tables_out.answer(kind, f"inleners-{today().isoformat()}", head, _exported(_view()))


@bp.get("/new")
@needs(Action.HIRER_WRITE)
def new() -> str:
    """An empty form."""
    form = HirerForm()
    form.id.data = uuid4()
    return render_template("hirers/form.html", form=form, row=None)


@bp.post("/")
@needs(Action.HIRER_WRITE)
def create() -> Any:
    """A new hirer."""
    form = HirerForm()
    hirer_id = form.id.data or uuid4()
    if form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            problems = hirers.create(w, hirer_id, _given(form))
        if not problems:
            flash(_("De inlener is opgeslagen."))
            return redirect(url_for("hirers.show", hirer_id=hirer_id), 303)
        form.add_problems(sentences(problems))
    return render_template("hirers/form.html", form=form, row=None), 422


@bp.get("/<uuid:hirer_id>")
@needs(Action.HIRER_READ)
def show(hirer_id: UUID) -> str:
    """The hirer with the placements at the actor's employers."""
    actor = current_actor()
    with store().look(actor, now()) as w:
        row = hirers.find(w, hirer_id)
        placed = placement_list.at_hirer(w, hirer_id)
        reached = contacts.at_hirer(w, hirer_id)
    return render_template(
        "hirers/show.html",
        row=row,
        placements=placed,
        contacts=reached,
        sector=dict(SECTORS).get(row.sector, row.sector),
        may_write=may(actor, Action.HIRER_WRITE),
        may_place=may(actor, Action.PLACEMENT_WRITE),
        today=today(),
    )


@bp.get("/<uuid:hirer_id>/edit")
@needs(Action.HIRER_WRITE)
def edit(hirer_id: UUID) -> str:
    """Correct a hirer."""
    with store().look(current_actor(), now()) as w:
        row = hirers.find(w, hirer_id)
    return render_template("hirers/form.html", form=HirerForm(obj=row), row=row)


@bp.post("/<uuid:hirer_id>/edit")
@needs(Action.HIRER_WRITE)
def update(hirer_id: UUID) -> Any:
    """Save the correction; who was second sees what stands now and loses nothing."""
    form, saved = HirerForm(), None
    with store().work(current_actor(), now()) as w:
        row = hirers.find(w, hirer_id)
        if form.validate_on_submit():
            try:
                form.add_problems(sentences(hirers.edit(w, hirer_id, version_of(form), _given(form))))
            except StaleError:
                saved = row
    if saved or form.errors:
        return render_template("hirers/form.html", form=form, row=row, saved=saved), 409 if saved else 422
    flash(_("De inlener is gewijzigd."))
    return redirect(url_for("hirers.show", hirer_id=hirer_id), 303)


def _view() -> View:
    chosen = request.args.get("filter", "")
    known = chosen if chosen in hirers.FILTERS else ""
    return View(known, request.args.get("sort", "name"), request.args.get("page", 1, int), session.get(SEARCH, ""))


def _exported(view: View) -> Iterator[list[Any]]:
    names = dict(SECTORS)
    with store().look(current_actor(), now()) as w:
        for row, count in w.session.execute(hirers.listed(view).execution_options(yield_per=1000)):
            yield [row.number, row.name, row.kvk, row.btw, _sector(names, row), row.postcode, row.city, count]


def _sector(names: dict[str, Any], row: HirerRow) -> str:
    return str(names.get(row.sector, row.sector))


def _given(form: HirerForm) -> Hirer:
    values = {name: form[name].data for name in Hirer.__slots__}
    return Hirer(**values | {"email": form.email.data or None})
