"""Changes of IBAN that wait for a second person."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store
from app.fields.refusals import sentence
from app.permissions import Action
from app.services import bank_account_changes, bank_accounts, employments
from app.services.problems import RefusedError

bp = Blueprint("bank_account_changes", __name__, url_prefix="/bank-account-changes")


@bp.get("/")
@needs(Action.IBAN_APPROVE)
def index() -> str:
    """What waits, with the new account masked."""
    with store().work(current_actor(), now()) as w:
        found = bank_account_changes.listed(w)
        masks = {row.id: bank_accounts.masked(w, row) for row, _person in found}
        names = employments.names_of(w, {row.asked_by for row, _person in found if row.asked_by})
        people = [person.id for _row, person in found]
        w.record_read("iban:waiting", None, people, people=people)
    own = current_actor().user_id
    return render_template("bank_account_changes/index.html", rows=found, masks=masks, names=names, own=own)


@bp.post("/<uuid:change_id>/approve")
@needs(Action.IBAN_APPROVE)
def approve(change_id: UUID) -> Any:
    """A second person agrees."""
    try:
        with store().work(current_actor(), now()) as w:
            bank_account_changes.decide(w, change_id, is_approved=True)
    except RefusedError as refused:
        flash(sentence(refused), "problem")
    else:
        flash(_("De wijziging is geaccordeerd: hij geldt na de eerstvolgende verloning."))
    return redirect(url_for("bank_account_changes.index"), 303)


@bp.post("/<uuid:change_id>/reject")
@needs(Action.IBAN_APPROVE)
def reject(change_id: UUID) -> Any:
    """The old account stays."""
    with store().work(current_actor(), now()) as w:
        bank_account_changes.decide(w, change_id, is_approved=False)
    flash(_("De wijziging is afgewezen."))
    return redirect(url_for("bank_account_changes.index"), 303)
