"""Flask-Security-Too with the settings of security.md B2.1, and the server-side login sessions."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from flask import Flask, redirect, session, url_for
from flask_security import Security, current_user
from flask_security.utils import aware_utcnow
from flask_wtf import CSRFProtect

from app.auth import errors, fetch_site, forms, limits, mail, recording, unreadable
from app.auth.datastore import Accounts
from app.auth.doors import page_before, prove_again, public
from app.auth.factors import OneTimeTotp, OurRecoveryCodes
from app.auth.passwords import Passwords
from app.auth.sessions import LoginSessions
from app.config import Config
from app.db.work import Store

TRANSLATIONS: Final = Path(__file__).parents[1] / "translations"

SETTINGS: Final[dict[str, Any]] = {
    # second factor: obligatory, no e-mail or sms, one 30-second step (ASVS 6.3.3, 6.3.6, 6.5.5)
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 0,
    "TWO_FACTOR_ALWAYS_VALIDATE": True,
    "TWO_FACTOR_POST_SETUP_VIEW": "login_sessions.index",
    "TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=30),
    "TOTP_ISSUER": "One Payroll",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    # passkeys and security keys: offered to all as second factor, and to confirm who you are
    "WEBAUTHN": True,
    "WAN_RP_NAME": "One Payroll",
    "WAN_ALLOW_AS_FIRST_FACTOR": False,
    "WAN_ALLOW_AS_MULTI_FACTOR": False,
    "WAN_ALLOW_AS_VERIFY": ["secondary"],
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_POST_REGISTER_VIEW": "login_sessions.index",
    # step-up: minutes, no grace (ASVS 7.5.3)
    "FRESHNESS": timedelta(minutes=10),
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "FRESHNESS_ALLOW_AUTH_TOKEN": False,
    "RETURN_GENERIC_RESPONSES": True,
    # argon2id of argon2-cffi, without a pepper that nobody could rotate
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_LENGTH_MIN": 8,
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    # a session is the only way in (ASVS 14.2.1)
    "API_ENABLED_METHODS": ["session"],
    "CHANGEABLE": True,
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": timedelta(hours=24),
    "DATETIME_FACTORY": aware_utcnow,
    "JOIN_USER_ROLES": False,
    "EMAIL_HTML": False,
    "EMAIL_SUBJECT_PASSWORD_RESET": "Password reset instructions",
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "I18N_DIRNAME": [str(TRANSLATIONS)],
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "/sign-in",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "LOGOUT_METHODS": ["POST"],
    "VERIFY_URL": "/sign-in/again",
    "TWO_FACTOR_SETUP_URL": "/second-factor/new",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
    "TWO_FACTOR_SELECT_URL": "/sign-in/method",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "CHANGE_URL": "/password",
    "RESET_URL": "/password/reset",
    "WAN_REGISTER_URL": "/passkeys/new",
    "WAN_SIGNIN_URL": "/sign-in/passkey",
    "WAN_DELETE_URL": "/passkeys/delete",
    "WAN_VERIFY_URL": "/sign-in/again/passkey",
}


def init_app(app: Flask) -> None:
    """Everything between the door and the blueprints: who somebody is, and what an error may say."""
    store: Store = app.extensions["one_payroll"]
    config: Config = app.extensions["one_payroll_config"]
    app.config.update({f"SECURITY_{name}": value for name, value in SETTINGS.items()})
    app.config["SECURITY_TOTP_SECRETS"] = {1: store.keyring.keys["totp"].hex()}
    # The token, SameSite=Strict and Sec-Fetch-Site say more than a Referer, which some offices strip.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.config["SECURITY_EMAIL_SENDER"] = config.mail_from or "one-payroll@localhost"
    accounts = Accounts(store)
    app.session_interface = LoginSessions(store, plain_loopback=config.mode == "demo", before_save=accounts.forget)
    app.teardown_request(accounts.forget)
    fetch_site.init_app(app)
    unreadable.init_app(app)
    CSRFProtect(app)
    errors.init_app(app)
    security = Security(
        app,
        accounts,
        totp_cls=OneTimeTotp,
        mf_recovery_codes_util_cls=OurRecoveryCodes,
        password_util_cls=Passwords,
        mail_util_cls=mail.Mail,
        **forms.FORMS,
    )
    security.forgot_password_context_processor(lambda: {"can_mail": mail.is_configured()})
    # Help is a recovery code or the administrator; mail to a help desk is no factor.
    app.view_functions["security.two_factor_rescue"] = public(lambda: redirect(url_for("security.mf_recovery"), 303))
    _keep_signed_in(app)
    _declare(app)
    limits.init_app(app)
    # Our own token and its limits replace the guess by address and browser.
    security.login_manager.session_protection = None
    security.unauthn_handler(_to_sign_in)
    security.reauthn_handler(prove_again)
    recording.init_app(app, security)


def _keep_signed_in(app: Flask) -> None:
    """The library signs out whoever opens the code page while signed in; a GET may not do that."""
    code_page: Any = app.view_functions["security.two_factor_token_validation"]

    def only_when_asked() -> Any:
        asked = session.get("tf_state") == "validating_profile" or not current_user.is_authenticated
        return code_page() if asked else redirect("/", 303)

    app.view_functions["security.two_factor_token_validation"] = only_when_asked


def _declare(app: Flask) -> None:
    """Who may enter the library's own pages."""
    views: dict[str, Any] = app.view_functions
    for endpoint, view in views.items():
        if endpoint.startswith("security.") and not endpoint.endswith(".static"):
            view.needs = "signed in" if endpoint in _SIGNED_IN else None


_SIGNED_IN: Final = {
    "security.verify",
    "security.two_factor_setup_validate",
    "security.change_password",
    "security.mf_recovery_codes",
    "security.wan_register",
    "security.wan_register_response",
    "security.wan_delete",
    "security.wan_verify",
    "security.wan_verify_response",
}


def _to_sign_in(*_: object, **__: object) -> Any:
    """A page asked without a login session comes back after the sign-in; a POST is not repeated by itself."""
    return redirect(url_for("security.login", next=page_before()), 303)
