"""The library's sign-in forms behind the lock: a locked account or address is refused before anything is compared."""

from threading import BoundedSemaphore
from typing import Any, Final

from flask import request
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
)
from flask_security.forms import Form
from flask_security.proxies import _datastore
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.auth import lockout, passwords
from app.auth.doors import now

# argon2id takes 64 MB a time; a flood of sign-ins may not eat the memory (security.md B2)
_HASHING: Final = BoundedSemaphore(2)


def limits_of(identity: str) -> dict[str, int]:
    """The lock's keys for this identity at the address of this request."""
    return lockout.keys(_datastore.store, identity, request.remote_addr or "")


class _Guarded(Form):  # type: ignore[misc]
    """Every answer to a wrong and to a locked attempt is the same sentence at the same field."""

    secret_field = "password"  # noqa: S105 - the name of the field

    def identity(self) -> str:
        return str(self.user.email)

    def validate(self, **kwargs: Any) -> bool:
        limits = limits_of(self.identity())
        is_too_long = len(self[self.secret_field].data or "") > passwords.MOST  # hashing it would take the machine
        if is_too_long or lockout.is_locked(_datastore.store, limits, now()):
            self[self.secret_field].errors = [get_message("GENERIC_AUTHN_FAILED")[0]]
            return False
        with _HASHING:
            accepted = bool(super().validate(**kwargs))
        if not accepted and self[self.secret_field].data:
            self._fail(limits)
        return accepted

    def _fail(self, limits: dict[str, int]) -> None:
        locked = lockout.count_failure(_datastore.store, limits, now())
        _datastore.record("sign_in:locked" if locked else "sign_in:failed", f"sign_in:{next(iter(limits))[:16]}")
        _datastore.commit()


class SignInForm(_Guarded, LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def identity(self) -> str:
        return str(self.email.data or "")


class SignInAgainForm(_Guarded, VerifyForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class CodeForm(_Guarded, TwoFactorVerifyCodeForm):  # type: ignore[misc]
    """The six digits of the authenticator."""

    secret_field = "code"  # noqa: S105 - the name of the field


class RecoveryCodeForm(_Guarded, MfRecoveryForm):  # type: ignore[misc]
    """One of the recovery codes."""

    secret_field = "code"  # noqa: S105 - the name of the field


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password is asked of everybody: nobody here signs in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.flags.required = True


class SetUpForm(TwoFactorSetupForm):  # type: ignore[misc]
    """There is one method to set up; the library's own list is written in a way WTForms gave up."""

    setup = RadioField(choices=[SelectChoice("authenticator")], validate_choice=False)


class PasskeyForm(WebAuthnRegisterForm):  # type: ignore[misc]
    """A passkey is a second factor here, never the only one."""

    usage = RadioField(choices=[SelectChoice("secondary")], default="secondary")


class HelpForm(TwoFactorRescueForm):  # type: ignore[misc]
    """Not shown; the pages point to the recovery codes."""

    help_setup = RadioField(choices=[SelectChoice("help")])


FORMS: Final[dict[str, Any]] = {
    "login_form": SignInForm,
    "verify_form": SignInAgainForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryCodeForm,
    "change_password_form": NewPasswordForm,
    "two_factor_setup_form": SetUpForm,
    "two_factor_rescue_form": HelpForm,
    "wan_register_form": PasskeyForm,
}
