"""Dubbelen: who may be registered twice, both beside each other, and the choice: one human being or two."""

from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, needs, now, store
from app.db.work import StaleError
from app.fields import merge_words
from app.fields.merge_words import GROUNDS, ChooseForm, merge_form
from app.fields.refusals import sentence
from app.permissions import Action
from app.services import doubles, employments, merge_previews, merges
from app.services.doubles import Ground
from app.services.merge_previews import Preview
from app.services.merges import Asked
from app.services.problems import NotFoundError

bp = Blueprint("doubles", __name__, url_prefix="/doubles")
CHIPS: Final = (
    ("", lazy_gettext("Alle")),
    (Ground.BSN.value, lazy_gettext("BSN")),
    (Ground.IDENTITY.value, lazy_gettext("Identiteitsbewijs")),
    (Ground.IBAN.value, lazy_gettext("Bankrekening")),
    (Ground.NAME.value, lazy_gettext("Naam en geboortedatum")),
)


@bp.get("/")
@needs(Action.PERSON_WRITE)
def index() -> str:
    """The suspected pairs, and the merges that can still be undone."""
    return _list_page(ChooseForm())


@bp.post("/choose")
@needs(Action.PERSON_WRITE)
def choose() -> Any:
    """Two flex workers whom nothing points to, by their numbers."""
    form = ChooseForm()
    if not form.validate_on_submit():
        return _list_page(form), 422
    found = []
    with store().look(current_actor(), now()) as w:
        for field in (form.first, form.second):
            try:
                found.append(doubles.numbered(w, int(field.data)).id)
            except NotFoundError:
                field.errors = [_("Er is geen flexwerker met nummer %(number)s bij uw werkgevers.", number=field.data)]
    if len(set(found)) == 1 and not form.errors:
        form.second.errors = [_("Dit is twee keer dezelfde. Vul een ander nummer in.")]
    if form.errors:
        return _list_page(form), 422
    return redirect(url_for("doubles.show", first_id=found[0], second_id=found[1]), 303)


@bp.get("/<uuid:first_id>/<uuid:second_id>")
@needs(Action.PERSON_WRITE)
def show(first_id: UUID, second_id: UUID) -> str:
    """What merging would do, and what stands in the way."""
    shown = _preview(first_id, second_id)
    form = merge_form(shown)
    form.id.data, form.stamp.data = uuid4(), shown.stamp
    return _pair_page(shown, form)


@bp.post("/<uuid:first_id>/<uuid:second_id>/merge")
@needs(Action.PERSON_WRITE)
def merge(first_id: UUID, second_id: UUID) -> Any:
    """One human being from now on; who was changed since the preview is shown again."""
    try:
        shown = _preview(first_id, second_id)
    except NotFoundError:
        return _merged_already()
    form = merge_form(shown)
    if not form.validate_on_submit():
        return _pair_page(shown, form), 422
    chosen = {each.name: int(form[each.name].data) for each in shown.differences}
    asked = Asked(form.id.data or uuid4(), (first_id, second_id), int(form.kept.data), form.stamp.data or "", chosen)
    try:
        with store().work(current_actor(), now()) as w:
            merge_id = merges.merge(w, asked)
    except StaleError:
        form.stamp.data = shown.stamp
        return _pair_page(shown, form, is_stale=True), 409
    flash(_("De twee inschrijvingen zijn samengevoegd."))
    return redirect(url_for("merges.show", merge_id=merge_id), 303)


@bp.post("/<uuid:first_id>/<uuid:second_id>/different")
@needs(Action.PERSON_WRITE)
def keep_apart(first_id: UUID, second_id: UUID) -> Response:
    """Two different people."""
    with store().work(current_actor(), now()) as w:
        doubles.keep_apart(w, first_id, second_id)
    flash(_("Vastgelegd: dit zijn twee verschillende mensen."))
    return redirect(url_for("doubles.index"), 303)


def _merged_already() -> Response:
    """The same form once more: it leads to the merge it made."""
    form = merge_words.MergeForm()
    with store().look(current_actor(), now()) as w:
        if not form.validate_on_submit() or form.id.data is None:
            raise NotFoundError("person")
        merge_id = merges.find(w, form.id.data).id
    return redirect(url_for("merges.show", merge_id=merge_id), 303)


def _preview(first_id: UUID, second_id: UUID) -> Preview:
    with store().look(current_actor(), now()) as w:
        return merge_previews.preview(w, first_id, second_id)


def _list_page(form: ChooseForm) -> str:
    chosen = request.args.get("ground", "")
    with store().look(current_actor(), now()) as w:
        page, counts = doubles.page(w, chosen if chosen in GROUNDS else "", request.args.get("page", 1, int))
        recent = merges.recent(w)
    chips = [(value, text, counts[value]) for value, text in CHIPS]
    return render_template("doubles/index.html", page=page, chips=chips, grounds=GROUNDS, recent=recent, form=form)


def _pair_page(shown: Preview, form: Any, *, is_stale: bool = False) -> str:
    with store().look(current_actor(), now()) as w:
        said_by = shown.kept_apart.said_by if shown.kept_apart else None
        names = employments.names_of(w, {said_by} if said_by else ())
        until = merges.undo_until(w.today)
    blocks = [(sentence(each), each.values.get("statements", ())) for each in shown.blocks]
    said = {"blocks": blocks, "words": merge_words, "names": names, "until": until}
    return render_template("doubles/show.html", shown=shown, form=form, is_stale=is_stale, **said)
