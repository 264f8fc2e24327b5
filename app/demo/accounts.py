"""Who signs in to the demo: passwords and second factors are printed, so they guard nothing."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from argon2 import PasswordHasher
from passlib.totp import TOTP

from app.db.accounts import AccountRow, GrantRow, Role
from app.db.work import Work

PASSWORD: Final = "Demo-uitzendbureau-2026!"  # noqa: S105 - printed on purpose
ISSUER: Final = "One Payroll"
_SPACE: Final = UUID("6f6e6570-6179-726f-6c6c-64656d6f0001")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody with a role at one of the two demo employers (0 or 1)."""

    login: str
    name: str
    role: Role
    employer: int

    @property
    def email(self) -> str:
        return f"{self.login}@demo.example"

    @property
    def secret(self) -> str:
        """The same in every demo (base32), so that a phone keeps working after a new fill."""
        return base64.b32encode(hashlib.sha256(f"demo {self.login}".encode()).digest()[:20]).decode()

    @property
    def otpauth(self) -> str:
        uri: str = TOTP(key=self.secret).to_uri(label=self.email, issuer=ISSUER)
        return uri

    def code(self, at: datetime) -> str:
        """The six digits of this half minute."""
        token: str = TOTP(key=self.secret).generate(at).token
        return token


ACCOUNTS: Final = (
    DemoAccount("beheerder", "Bea Beheer", Role.ADMINISTRATOR, 0),
    DemoAccount("loon1", "Lotte Loon", Role.PAYROLL_CLERK, 0),
    DemoAccount("loon2", "Leo Loon", Role.PAYROLL_CLERK, 0),
    DemoAccount("intercedent", "Iris Intercedent", Role.CONSULTANT, 0),
    DemoAccount("accountant", "Ad Accountant", Role.ACCOUNTANT, 0),
    DemoAccount("verzuim", "Vera Verzuim", Role.ABSENCE_MANAGER, 0),
    DemoAccount("subsidie", "Sem Subsidie", Role.SUBSIDY_OFFICER, 0),
    DemoAccount("privacy", "Pia Privacy", Role.PRIVACY_OFFICER, 0),
    DemoAccount("beheerder-zuid", "Bram Beheer", Role.ADMINISTRATOR, 1),
    DemoAccount("loon-zuid", "Loes Loon", Role.PAYROLL_CLERK, 1),
    DemoAccount("intercedent-zuid", "Ivo Intercedent", Role.CONSULTANT, 1),
)


def account(login: str) -> DemoAccount:
    """Raises KeyError when there is no such account."""
    return {each.login: each for each in ACCOUNTS}[login.partition("@")[0]]


def account_id(login: str) -> UUID:
    return uuid5(_SPACE, login)


def of(employer: int, role: Role) -> UUID:
    """The id of the first account with this role at that employer."""
    return account_id(next(each.login for each in ACCOUNTS if (each.employer, each.role) == (employer, role)))


def create(w: Work, employers: list[UUID]) -> None:
    """All demo accounts, ready to sign in with password and code."""
    hashed = PasswordHasher().hash(PASSWORD)
    totp: Any = TOTP.using(secrets={"1": w.keyring.keys["totp"].hex()}, issuer=ISSUER)
    for each in ACCOUNTS:
        row = AccountRow(
            id=account_id(each.login),
            name=each.name,
            email=each.email,
            language="nl",
            active=True,
            password=hashed,
            fs_uniquifier=hashlib.sha256(w.keyring.audit_digest(each.login).encode()).hexdigest(),
            tf_primary_method="authenticator",
            tf_totp_secret=totp(key=each.secret).to_json(encrypt=True),
        )
        row.grants = [GrantRow(employer_id=employers[each.employer], role=each.role)]
        w.add("account.created", row)
