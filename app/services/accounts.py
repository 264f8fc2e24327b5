"""Accounts and their roles per employer: invite, grant, disable, and start a second factor anew."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import Select, func, or_, select

from app.db.accounts import AccountRow, GrantRow, LoginSessionRow, Role
from app.db.organisation import EmployerRow
from app.db.work import Work
from app.permissions import Action, may, must
from app.services import closed_accounts, lists
from app.services.problems import NotFoundError, Problem


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to: a state (active, disabled or empty), a role, and part of a name or address."""

    state: str = ""
    role: str = ""
    text: str = ""


def page(w: Work, filters: Filters, number: int) -> lists.Page[AccountRow]:
    """Accounts with a role where the actor may see them, and those without any role, by name; a closed one after a day only by its state."""
    return lists.page_of(w, _filtered(w, filters).order_by(AccountRow.name, AccountRow.id), number)


def counts(w: Work, filters: Filters) -> dict[str, int]:
    """`all`, `active`, `disabled` and every role -> number of accounts, within the text asked for."""
    queries = [_filtered(w, Filters(state=state, text=filters.text)).subquery() for state in ("", "active", "disabled")]
    found, counted = queries[0], (select(func.count()).select_from(each).scalar_subquery() for each in queries)
    states = dict(zip(("all", "active", "disabled"), w.session.execute(select(*counted)).one(), strict=True))
    roles = (
        select(GrantRow.role, func.count(GrantRow.user_id.distinct()))
        .where(GrantRow.user_id.in_(select(found.c.id)), GrantRow.employer_id.in_(_employers(w, Action.ACCOUNT_READ)))
        .group_by(GrantRow.role)
    )
    by_role = {role.value: number for role, number in w.session.execute(roles)}
    return states | by_role


def account(w: Work, account_id: UUID) -> AccountRow:
    """One account; raises NotFoundError when the actor may not know of it."""
    must(w.actor, Action.ACCOUNT_READ)
    found: AccountRow | None = w.session.scalar(_visible(w).where(AccountRow.id == account_id))
    if found is None:
        raise NotFoundError(account_id)
    return found


def employers(w: Work, action: Action = Action.ACCOUNT_READ) -> list[EmployerRow]:
    """The employers whose accounts the actor may see or change, by name."""
    allowed = _employers(w, action)
    return list(w.session.scalars(select(EmployerRow).where(EmployerRow.id.in_(allowed)).order_by(EmployerRow.name)))


def sign_ins(w: Work, account_id: UUID) -> list[LoginSessionRow]:
    """Where somebody is signed in now, the last used first."""
    query = select(LoginSessionRow).where(LoginSessionRow.user_id == account_id)
    return list(w.session.scalars(query.order_by(LoginSessionRow.seen_at.desc())))


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited, where, as what."""

    id: UUID
    name: str
    email: str
    employer_id: UUID
    roles: frozenset[Role]


def invite(w: Work, given: Invitation) -> tuple[AccountRow | None, list[Problem]]:
    """A new account that nobody can sign in to before its owner chose a password; a known address only gets the roles."""
    must(w.actor, Action.ACCOUNT_WRITE, given.employer_id)
    if not given.roles:
        return None, [Problem("roles", "no_role")]
    address = given.email.strip().lower()
    same = or_(AccountRow.id == given.id, func.lower(AccountRow.email) == address)
    row = w.session.scalar(select(AccountRow).where(same))
    if row is None:
        row = AccountRow(id=given.id, name=given.name.strip(), email=address, fs_uniquifier=secrets.token_hex(32))
        row.password = PasswordHasher().hash(secrets.token_urlsafe(32))
        w.add("account:invited", row)
        w.session.flush()
    if row.id == w.actor.user_id:
        return None, [Problem("email", "own_roles")]
    _grant(w, row, given.employer_id, given.roles | held(row, given.employer_id))
    return row, []


def set_roles(w: Work, account_id: UUID, employer_id: UUID, roles: Collection[Role]) -> list[Problem]:
    """Exactly these roles at this employer; never one's own, and the last administrator stays."""
    must(w.actor, Action.ACCOUNT_WRITE, employer_id)
    row = account(w, account_id)
    if row.id == w.actor.user_id:
        return [Problem("", "own_roles")]
    if Role.ADMINISTRATOR not in roles and _is_last_administrator(w, row, [employer_id]):
        return [Problem("roles", "last_administrator")]
    _grant(w, row, employer_id, frozenset(roles))
    return []


def disable(w: Work, account_id: UUID) -> list[Problem]:
    """The account signs in nowhere any more, and what it had open ends now; it is erased after its term (P43)."""
    row = _to_change(w, account_id)
    if row.id == w.actor.user_id:
        return [Problem("", "own_account")]
    if _is_last_administrator(w, row, {grant.employer_id for grant in row.grants}):
        return [Problem("", "last_administrator")]
    row.active, row.closed_at = False, w.at
    w.record("account:disabled", row)
    _end_sign_ins(w, row)
    return []


def enable(w: Work, account_id: UUID) -> None:
    """The account can sign in again, with the password and factors it had."""
    row = _to_change(w, account_id)
    row.active, row.closed_at = True, None
    w.record("account:enabled", row)


def reset_second_factor(w: Work, account_id: UUID) -> list[Problem]:
    """The next sign-in sets up a new authenticator; passkeys and recovery codes are gone, open sign-ins end."""
    row = _to_change(w, account_id)
    if row.id == w.actor.user_id:
        return [Problem("", "own_account")]
    row.tf_totp_secret = row.tf_primary_method = row.mf_recovery_codes = None
    row.webauthn.clear()
    w.record("account:second_factor_reset", row)
    _end_sign_ins(w, row)
    return []


def record_link(w: Work, account_id: UUID) -> AccountRow:
    """The account for which a link to choose a password is made now; recorded, the link itself never."""
    row = _to_change(w, account_id)
    w.record("account:password_link_made", row)
    return row


def end_sign_ins(w: Work, account_id: UUID) -> int:
    """End everything somebody has open; returns how many there were."""
    row = _to_change(w, account_id)
    w.record("account:signed_out", row)
    return _end_sign_ins(w, row)


def held(row: AccountRow, employer_id: UUID) -> frozenset[Role]:
    """The roles of an account at an employer."""
    return frozenset(grant.role for grant in row.grants if grant.employer_id == employer_id)


def names(w: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Account id -> name, for showing who did something."""
    wanted = {each for each in ids if each}
    rows = w.session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(wanted)))
    return dict(rows.all())


def _grant(w: Work, row: AccountRow, employer_id: UUID, roles: frozenset[Role]) -> None:
    before = held(row, employer_id)
    if before == roles:
        return
    for grant in [each for each in row.grants if each.employer_id == employer_id and each.role not in roles]:
        row.grants.remove(grant)
    row.grants.extend(GrantRow(employer_id=employer_id, role=role) for role in sorted(roles - before))
    w.record("account:roles_changed", row, employer=str(employer_id), before=sorted(before), after=sorted(roles))


def _to_change(w: Work, account_id: UUID) -> AccountRow:
    """What touches the whole account takes the right at every employer where it has a role."""
    must(w.actor, Action.ACCOUNT_WRITE)
    row = account(w, account_id)
    for grant in row.grants:
        must(w.actor, Action.ACCOUNT_WRITE, grant.employer_id)
    return row


def _is_last_administrator(w: Work, row: AccountRow, at: Collection[UUID]) -> bool:
    mine = {grant.employer_id for grant in row.grants if grant.role is Role.ADMINISTRATOR} & set(at)
    # Locked, so that two administrators cannot remove each other at the same moment.
    others = (
        select(GrantRow.employer_id)
        .join(AccountRow)
        .where(GrantRow.role == Role.ADMINISTRATOR, AccountRow.active, GrantRow.employer_id.in_(mine))
        .where(AccountRow.id != row.id)
        .with_for_update()
    )
    return bool(mine - set(w.session.scalars(others)))


def _end_sign_ins(w: Work, row: AccountRow) -> int:
    open_now = sign_ins(w, row.id)
    for each in open_now:
        w.session.delete(each)
    return len(open_now)


def _employers(w: Work, action: Action) -> list[UUID]:
    return [employer for employer in w.actor.employers or () if may(w.actor, action, employer)]


def _visible(w: Work) -> Select[AccountRow]:
    here = AccountRow.grants.any(GrantRow.employer_id.in_(_employers(w, Action.ACCOUNT_READ)))
    return select(AccountRow).where(or_(here, ~AccountRow.grants.any()), closed_accounts.is_there(w))


def _filtered(w: Work, filters: Filters) -> Select[AccountRow]:
    must(w.actor, Action.ACCOUNT_READ)
    query = _visible(w)
    if filters.state != "disabled":
        query = query.where(closed_accounts.is_shown(w))
    if filters.state:
        query = query.where(AccountRow.active.is_(filters.state == "active"))
    if filters.role:
        mine = GrantRow.employer_id.in_(_employers(w, Action.ACCOUNT_READ))
        query = query.where(AccountRow.grants.any((GrantRow.role == Role(filters.role)) & mine))
    if filters.text:
        part = f"%{filters.text.lower()}%"
        query = query.where(or_(func.lower(AccountRow.name).like(part), func.lower(AccountRow.email).like(part)))
    return query
