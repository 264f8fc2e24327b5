"""Every sign-in, sign-out and change of a factor leaves an audit row (ASVS 16.3.1), and ends what it must end."""

from typing import Any

from flask import Flask, Response, request, session
from flask_login import user_logged_out
from flask_security import (
    Security,
    password_changed,
    password_reset,
    tf_code_confirmed,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)

from app.auth import lockout
from app.auth.datastore import Accounts
from app.auth.forms import limits_of
from app.auth.sessions import end
from app.db.accounts import AccountRow, LoginSessionRow


def init_app(app: Flask, security: Security) -> None:
    accounts: Accounts = security.datastore

    def signed_in(_: object, user: AccountRow, **__: Any) -> None:
        lockout.forgive(accounts.store, limits_of(user.email))
        accounts.record("sign_in:succeeded", f"account:{user.id}", user.id)
        accounts.commit()

    def signed_out(_: object, user: AccountRow, **__: Any) -> None:
        if user.is_authenticated:
            accounts.record("sign_in:ended", f"account:{user.id}", user.id)
            accounts.commit()

    def factor_changed(_: object, user: AccountRow, **__: Any) -> None:
        """Whoever changes a factor stays signed in here and nowhere else (ASVS 7.4.3)."""
        here = getattr(session, "row", None)
        elsewhere = LoginSessionRow.user_id == user.id
        if here is not None:
            elsewhere &= LoginSessionRow.token_digest != here.token_digest
        accounts.record("account:factor_changed", f"account:{user.id}", user.id)
        accounts.commit()
        end(accounts.store.database, elsewhere)

    def code_confirmed(_: object, user: AccountRow, **__: Any) -> None:
        """Sent at every sign-in; only at the first is the factor new."""
        if session.get("tf_state") == "validating_profile":
            factor_changed(_, user)

    user_authenticated.connect(signed_in, app, weak=False)
    tf_code_confirmed.connect(code_confirmed, app, weak=False)
    user_logged_out.connect(signed_out, app, weak=False)
    for signal in (password_changed, password_reset, tf_profile_changed, wan_registered, wan_deleted):
        signal.connect(factor_changed, app, weak=False)
    app.after_request(_clear_after_sign_out)


def _clear_after_sign_out(response: Response) -> Response:
    if request.endpoint == "security.logout" and response.status_code < 400:
        session.clear()
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
