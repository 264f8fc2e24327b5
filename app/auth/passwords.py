"""What a password must be: 8 characters or more, and not one that is tried first or known to have leaked (ASVS 6.2)."""

import os
from functools import cache
from hashlib import sha1
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from flask import current_app
from flask_babel import gettext
from flask_security import PasswordUtil
from flask_security.utils import get_message

from app.db.accounts import AccountRow

MOST: Final = 1000
_AROUND: Final = "0123456789!@#$%^&*()?.,:;-_+=/ "
_LIKE_LETTERS: Final = str.maketrans("013457@$!", "oieastasi")


class Passwords(PasswordUtil):  # type: ignore[misc]
    """Length and offline lists; no composition rules."""

    def normalize(self, password: str) -> str:
        """As it is compared; what is too long is nobody's, and is not hashed."""
        return str(super().normalize(password)) if len(password) <= MOST else ""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        if len(password) > MOST:
            return [gettext("Dit wachtwoord is te lang: het mag %(most)s tekens zijn.", most=MOST)], ""
        problems, normalised = super().validate(password, is_register, **kwargs)
        leaked: Path | None = current_app.extensions["one_payroll_config"].breached_passwords
        if not problems and (is_common(normalised, kwargs.get("user")) or is_leaked(normalised, leaked)):
            problems = [get_message("PASSWORD_BREACHED")[0]]
        return problems, normalised


def is_common(password: str, user: AccountRow | None = None) -> bool:
    """Whether it is on our list, also with digits and signs around it or letters written as digits, or is about oneself."""
    plain = password.casefold()
    stems = {plain, plain.strip(_AROUND), plain.strip(_AROUND).translate(_LIKE_LETTERS), plain.translate(_LIKE_LETTERS)}
    listed, own = _common(), _words_of(user)
    return len(set(plain)) <= 2 or any(stem in listed or stem in own for stem in stems)


def is_leaked(password: str, hashes: Path | None) -> bool:
    """Whether its SHA-1 is in the installation's file of leaked passwords: sorted lines `SHA1` or `SHA1:count`."""
    if hashes is None:
        return False
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with hashes.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()
            found = lines.readline()[:40].upper()
            if found == wanted:
                return True
            low, high = (middle + 1, high) if found and found < wanted else (low, middle)
        lines.seek(low)
        return lines.readline()[:40].upper() == wanted


@cache
def _common() -> frozenset[str]:
    text = (files("app.auth") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _words_of(user: AccountRow | None) -> frozenset[str]:
    own = {"one payroll", "onepayroll", "payroll"}
    if user is not None:
        address = user.email.casefold()
        own |= {address, address.partition("@")[0], address.replace("@", ""), user.name.casefold()}
        own |= {user.name.casefold().replace(" ", ""), *user.name.casefold().split()}
    return frozenset(own)
