"""Changes of IBAN that wait for a second person."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store
from app.fields.person_forms import CHECKS, TOLD
from app.fields.refusals import sentence
from app.fields.supplier_forms import ACCOUNT_KINDS, SEEN
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
        asked = bank_account_changes.listed_of_suppliers(w)
        changes = [row for row, _person in found] + [row for row, _supplier in asked]
        people, companies = [person.id for _row, person in found], [supplier.id for _row, supplier in asked]
        mailed, doubtful = bank_account_changes.notified(w, changes), bank_account_changes.doubtful(w, changes)
        masks = {row.id: bank_accounts.masked(w, row) for row in changes}
        names = employments.names_of(w, {by for row in changes for by in (row.asked_by, row.checked_by) if by})
        w.record_read("iban:waiting", None, [*people, *companies], people=people)
    return render_template(
        "bank_account_changes/index.html",
        rows=found,
        suppliers=asked,
        kinds=dict(ACCOUNT_KINDS),
        seen=dict(SEEN),
        masks=masks,
        mailed=mailed,
        doubtful=doubtful,
        told=TOLD,
        names=names,
        own=current_actor().user_id,
        checks=CHECKS,
    )


@bp.post("/<uuid:change_id>/approve")
@needs(Action.IBAN_APPROVE)
def approve(change_id: UUID) -> Any:
    """A second person agrees, and says how the worker was told when no mail left."""
    told_how = next((each for each in TOLD if each == request.form.get("told_how")), None)
    try:
        with store().work(current_actor(), now()) as w:
            row = bank_account_changes.decide(w, change_id, is_approved=True, told_how=told_how)
    except RefusedError as refused:
        flash(sentence(refused), "problem")
    else:
        flash(
            _("De wijziging is geaccordeerd: de nieuwe rekening van de toeleverancier geldt.")
            if row.supplier_id
            else _("De wijziging is geaccordeerd: hij geldt na de eerstvolgende verloning.")
        )
    return redirect(url_for("bank_account_changes.index"), 303)


@bp.post("/<uuid:change_id>/reject")
@needs(Action.IBAN_APPROVE)
def reject(change_id: UUID) -> Any:
    """The old account stays."""
    with store().work(current_actor(), now()) as w:
        bank_account_changes.decide(w, change_id, is_approved=False)
    flash(_("De wijziging is afgewezen."))
    return redirect(url_for("bank_account_changes.index"), 303)
