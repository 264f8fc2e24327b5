"""Where a supplier is paid: another account from a day, and the IBAN in full for who has a reason."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store, today
from app.db.suppliers import AccountKind, AccountSeen
from app.fields.sentences import sentences
from app.fields.supplier_forms import SupplierAccountForm
from app.permissions import Action
from app.services import supplier_accounts, suppliers
from app.services.bsns import RevealReason
from app.services.problems import Problem
from app.services.supplier_accounts import Account

bp = Blueprint("supplier_accounts", __name__)
SHARED = {"iban_of_supplier", "iban_of_person", "iban_of_employer"}


@bp.route("/suppliers/<uuid:supplier_id>/accounts/new", methods=["GET", "POST"])
@needs(Action.SUPPLIER_ACCOUNT_WRITE)
def new(supplier_id: UUID) -> Any:
    """Another account of a kind, or the same one looked at again."""
    form, problems = SupplierAccountForm(), list[Problem]()
    with store().look(current_actor(), now()) as w:
        row = suppliers.find(w, supplier_id)
    if not form.is_submitted():
        asked = request.args.get("kind", "")
        form.kind.data = asked if asked in set(AccountKind) else AccountKind.REGULAR.value
        form.id.data, form.holder.data, form.since.data, form.checked_on.data = uuid4(), row.name, today(), today()
    elif form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            accepted = form.is_shared_accepted.data
            problems = supplier_accounts.change(w, supplier_id, _given(form), is_shared_accepted=accepted)
        if not problems:
            flash(
                _(
                    "De bankrekening is vastgelegd. Was er al een andere van deze soort, dan wacht zij op akkoord van een tweede persoon."
                )
            )
            return redirect(url_for("suppliers.show", supplier_id=supplier_id, _anchor=form.kind.data), 303)
        form.add_problems(sentences(problems))
    is_shared = bool(form.is_shared_accepted.data) or any(each.code in SHARED for each in problems)
    page = render_template("suppliers/account.html", form=form, row=row, is_shared=is_shared)
    return (page, 422) if form.is_submitted() else page


@bp.post("/supplier-accounts/<uuid:account_id>/reveal")
@needs(Action.IBAN_REVEAL)
def reveal(account_id: UUID) -> str:
    """The IBAN in full, recorded with its reason."""
    asked = request.form.get("reason", "")
    reason = RevealReason(asked) if asked in set(RevealReason) else abort(400)
    with store().work(current_actor(), now()) as w:
        row, iban = supplier_accounts.reveal(w, account_id, reason)
    back = url_for("suppliers.show", supplier_id=row.supplier_id)
    return render_template("revealed.html", label=_("IBAN"), value=iban, back=back)


def _given(form: SupplierAccountForm) -> Account:
    values = {name: form[name].data for name in ("iban", "holder", "since", "checked_on")}
    return Account(
        id=form.id.data or uuid4(), kind=AccountKind(form.kind.data), seen=AccountSeen(form.seen.data), **values
    )
