"""What a password must be: 8 characters or more, and not one that everybody tries first (ASVS 6.2)."""

from functools import cache
from importlib.resources import files
from typing import Any

from flask_security import PasswordUtil
from flask_security.utils import get_message

from app.db.accounts import AccountRow


class Passwords(PasswordUtil):  # type: ignore[misc]
    """Length and an offline list; no composition rules."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        problems, normalised = super().validate(password, is_register, **kwargs)
        if not problems and is_common(normalised, _words_of(kwargs.get("user"))):
            problems = [get_message("PASSWORD_BREACHED")[0]]
        return problems, normalised


def is_common(password: str, own_words: frozenset[str] = frozenset()) -> bool:
    """Whether the password, without capitals, is on the list, or is the person's own name, address or our name."""
    plain = password.casefold()
    stem = plain.strip("0123456789!@#$%&*?.-_ ")
    return plain in _common() or stem in own_words or len(set(plain)) <= 2


@cache
def _common() -> frozenset[str]:
    text = (files("app.auth") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _words_of(user: AccountRow | None) -> frozenset[str]:
    own = {"one payroll", "onepayroll", "payroll"}
    if user is not None:
        own |= {user.email.casefold(), user.email.partition("@")[0].casefold(), *user.name.casefold().split()}
    return frozenset(own)
