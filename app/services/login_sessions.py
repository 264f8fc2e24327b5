"""Where somebody is signed in: their own list, ending one, ending all (ASVS 7.5.2)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select

from app.db.accounts import AccountRow, LoginSessionRow, RateRow, SignInFailureRow
from app.db.work import Store, Work
from app.services import accounts

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=10)
_DAY: Final = timedelta(days=1)


def own(w: Work) -> list[LoginSessionRow]:
    """Where the actor is signed in, the last used first."""
    assert w.actor.user_id  # noqa: S101 - somebody is signed in
    live = LoginSessionRow.seen_at > w.at - IDLE, LoginSessionRow.started_at > w.at - ABSOLUTE
    query = select(LoginSessionRow).where(LoginSessionRow.user_id == w.actor.user_id, *live)
    return list(w.session.scalars(query.order_by(LoginSessionRow.seen_at.desc())))


def end_one(w: Work, token_digest: str) -> bool:
    """End one of the actor's own; False when there is no such one."""
    found = next((each for each in own(w) if each.token_digest == token_digest), None)
    if found is not None:
        w.session.delete(found)
        _record(w, 1)
    return found is not None


def end_others(w: Work, here: str) -> int:
    """End every login of the actor but the one with this digest; returns how many there were."""
    assert w.actor.user_id  # noqa: S101 - somebody is signed in
    others = [each for each in accounts.sign_ins(w, w.actor.user_id) if each.token_digest != here]
    for each in others:
        w.session.delete(each)
    _record(w, len(others))
    return len(others)


def purge(store: Store, at: datetime) -> int:
    """Remove ended logins and old counts; the scheduler's, daily. Returns how many logins went."""
    ended = or_(LoginSessionRow.seen_at < at - IDLE, LoginSessionRow.started_at < at - ABSOLUTE)
    with store.database.writing() as session:
        gone: int = session.execute(delete(LoginSessionRow).where(ended)).rowcount  # type: ignore[attr-defined]
        session.execute(delete(SignInFailureRow).where(SignInFailureRow.last_at < at - _DAY))
        session.execute(delete(RateRow).where(RateRow.ends_at < at - _DAY))
        session.commit()
    return gone


def _record(w: Work, ended: int) -> None:
    row = w.session.get_one(AccountRow, w.actor.user_id)
    w.record("sign_in:ended_elsewhere", row, ended=ended)
