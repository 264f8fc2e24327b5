"""A merge that was made: what it did, and undoing it within its term."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store
from app.db.people import PersonRow
from app.fields import merge_words
from app.fields.refusals import sentence
from app.permissions import Action
from app.services import employments, merge_undo, merges
from app.services.problems import RefusedError

bp = Blueprint("merges", __name__, url_prefix="/merges")


@bp.get("/<uuid:merge_id>")
@needs(Action.PERSON_WRITE)
def show(merge_id: UUID) -> str:
    """What was merged by whom, and what undoing would do now."""
    with store().look(current_actor(), now()) as w:
        row = merges.find(w, merge_id)
        kept, merged = (w.session.get_one(PersonRow, each) for each in (row.kept_id, row.merged_id))
        moved = merges.moved_counts(w, row)
        names = employments.names_of(w, {each for each in (row.merged_by, row.undone_by) if each})
        undoing, refused = None, ""
        try:
            undoing = merge_undo.plan(w, merge_id)
        except RefusedError as refusal:
            refused = sentence(refusal)
    people = {"kept": kept, "merged": merged}
    return render_template(
        "merges/show.html",
        row=row,
        **people,
        moved=moved,
        names=names,
        undoing=undoing,
        refused=refused,
        words=merge_words,
    )


@bp.post("/<uuid:merge_id>/undo")
@needs(Action.PERSON_WRITE)
def undo(merge_id: UUID) -> Any:
    """Two persons again."""
    with store().work(current_actor(), now()) as w:
        merge_undo.undo(w, merge_id)
    flash(_("De samenvoeging is ongedaan gemaakt: het zijn weer twee flexwerkers."))
    return redirect(url_for("merges.show", merge_id=merge_id), 303)
