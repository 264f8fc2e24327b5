"""Second factors that work once: the last TOTP step is kept per account, recovery codes are kept as argon2id hashes."""

import secrets
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask_security import MfRecoveryCodesUtil, Totp
from flask_security.proxies import _datastore
from passlib.totp import TokenError
from sqlalchemy import or_, select, update

from app.db.accounts import AccountRow

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HASHER: Final = PasswordHasher()


class OneTimeTotp(Totp):  # type: ignore[misc]
    """A code is accepted once, also when two workers get it at the same moment (ASVS 6.5.1)."""

    def verify_totp(self, token: str, totp_secret: str, user: AccountRow, window: int = 0) -> bool:
        try:
            match = self._totp.verify(token, totp_secret, window=window)
        except TokenError:
            return False
        return self._claim(user, match.counter)

    def _claim(self, user: AccountRow, counter: int) -> bool:
        unused = or_(AccountRow.totp_counter.is_(None), AccountRow.totp_counter < counter)
        claim = update(AccountRow).where(AccountRow.id == user.id, unused).values(totp_counter=counter)
        with _datastore.store.database.writing() as session:
            won: bool = session.execute(claim).rowcount == 1
            session.commit()
        return won


class OurRecoveryCodes(MfRecoveryCodesUtil):  # type: ignore[misc]
    """Codes like `3-K7QF2-…`: the number says which hash to try, so that checking costs the same for every code."""

    def create_recovery_codes(self, user: AccountRow) -> list[str]:
        """New codes, readable now and never again."""
        codes = [f"{number}-{_secret()}" for number in range(10)]
        hashes = [f"{code.partition('-')[0]}:{_HASHER.hash(code)}" for code in codes]
        _datastore.mf_set_recovery_codes(user, hashes)
        return codes

    def get_recovery_codes(self, user: AccountRow) -> list[str]:  # noqa: ARG002 - the library's signature
        """Nothing: what is kept cannot be shown."""
        return []

    def check_recovery_code(self, user: AccountRow, code: str) -> bool:
        """Whether the code is one of the user's; a right one is used up at once, so that it cannot win twice."""
        wanted = code.strip().upper()
        with _datastore.store.database.writing() as session:
            query = select(AccountRow.mf_recovery_codes).where(AccountRow.id == user.id).with_for_update()
            kept: list[str] = session.scalar(query) or []
            found = next((each for each in kept if each.startswith(f"{wanted.partition('-')[0]}:")), None)
            if not _matches(found, wanted):
                return False
            rest = [each for each in kept if each != found]
            session.execute(update(AccountRow).where(AccountRow.id == user.id).values(mf_recovery_codes=rest))
            session.commit()
        return True

    def delete_recovery_code(self, user: AccountRow, code: str) -> bool:  # noqa: ARG002 - the library's signature
        """Done by check_recovery_code."""
        return True


def _secret() -> str:
    """80 bits, in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _matches(kept: str | None, code: str) -> bool:
    hashed: Any = kept.partition(":")[2] if kept else _NOBODY
    try:
        return _HASHER.verify(hashed, code) and kept is not None
    except VerificationError:
        return False


_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe())
