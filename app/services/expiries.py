"""What expires soon at the people in service: identity documents, the right to work, A1, certificates (privacy.md P8, P13)."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from app.db.accounts import AccountRow, MailRow
from app.db.dossiers import DocumentRow, IdentityRow, Paper, PermitRow, ProtectionRow, ResidenceRow
from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.profiles import CertificateRow
from app.db.work import SYSTEM, Store, Work
from app.permissions import Action, allowed
from documents.retention import Due, Expiring, due
from staffing.identity import is_free_to_move

WATCHED: Final = timedelta(days=90)
FORGOTTEN: Final = timedelta(days=90)
PAPERS: Final = {
    Paper.A1: Expiring.A1,
    Paper.CERTIFICATE: Expiring.CERTIFICATE,
    Paper.CONTRACT: Expiring.CONTRACT,
    Paper.MODEL_AGREEMENT: Expiring.CONTRACT,
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """One thing of one person that expires; `number` is the person's."""

    person_id: UUID
    number: int
    employer_id: UUID
    kind: Expiring
    expires_on: date
    due: Due


def found(w: Work, employers: Collection[UUID], today: date) -> list[Expiry]:
    """What expires within 90 days or did so lately, of people in service at these employers, first to expire first. Six queries."""
    every = [*_identities(w, employers, today), *_residences(w, employers, today), *_permits(w, employers, today)]
    every += [*_protections(w, employers, today), *_documents(w, employers, today)]
    every += _certificates(w, employers, today)
    made = [_expiry(row, kind, day, today) for row, kind, day in every]
    return sorted((each for each in made if each), key=lambda each: (each.expires_on, each.number, each.kind))


def send_digest(store: Store, host: str, at: datetime) -> int:
    """A mail for each who keeps dossiers where something expires: how many of what, and where to look. Returns how many."""
    with store.work(SYSTEM, at) as w:
        accounts = w.session.scalars(select(AccountRow).where(AccountRow.active)).all()
        keepers = {account: _kept_by(account) for account in accounts}
        every = found(w, {each for kept in keepers.values() for each in kept}, w.today)
        sent = 0
        for account, kept in keepers.items():
            if mine := [each for each in every if each.employer_id in kept]:
                w.session.add(_mail(account, mine, host, at))
                sent += 1
        return sent


def _kept_by(account: AccountRow) -> set[UUID]:
    return {grant.employer_id for grant in account.grants if allowed(grant.role, Action.DOCUMENT_WRITE)}


def _mail(account: AccountRow, mine: list[Expiry], host: str, at: datetime) -> MailRow:
    """Numbers only: a mail box is no place for names."""
    by_stage = Counter(each.due.stage for each in mine)
    lang = account.language if account.language in WORDS else "nl"
    subject, head, stages, foot = WORDS[lang]
    lines = [f"- {stages[stage]}: {by_stage[stage]}" for stage in sorted(by_stage)]
    body = "\n".join([head, "", *lines, "", f"{foot} https://{host}/expiries/"])
    return MailRow(recipient=account.email, subject=subject, body=body, asked_at=at)


WORDS: Final[dict[str, tuple[str, str, dict[int, str], str]]] = {
    "nl": (
        "Documenten die verlopen",
        "Van deze documenten en vergunningen verloopt de geldigheid:",
        {0: "verlopen", 30: "binnen 30 dagen", 60: "binnen 60 dagen", 90: "binnen 90 dagen"},
        "De lijst staat op",
    ),
    "en": (
        "Documents about to expire",
        "These documents and permits expire:",
        {0: "expired", 30: "within 30 days", 60: "within 60 days", 90: "within 90 days"},
        "The list is at",
    ),
}


def _expiry(row: Any, kind: Expiring, day: date, today: date) -> Expiry | None:
    watch = due(day, kind, today)
    return Expiry(row.person_id, row.number, row.employer_id, kind, day, watch) if watch else None


def _people(employers: Collection[UUID], today: date) -> Select[Any]:
    """(person, number, nationality, employer) of who works for us: of a candidate nothing need be valid yet."""
    running = or_(EmploymentRow.ended_on.is_(None), EmploymentRow.ended_on >= today)
    columns = (PersonRow.id.label("person_id"), PersonRow.number, PersonRow.nationality, EmploymentRow.employer_id)
    query: Any = select(*columns).join(EmploymentRow, EmploymentRow.person_id == PersonRow.id)
    is_ours = EmploymentRow.kind != EmploymentKind.CANDIDATE
    made: Select[Any] = query.where(EmploymentRow.employer_id.in_(employers), running, is_ours)
    return made


def _between(column: Any, today: date) -> Any:
    return column.between(today - FORGOTTEN, today + WATCHED)


def _identities(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    """The document that is valid longest, of who must always have a valid one: not of EU, EEA and Swiss nationals (P8)."""
    query = _people(employers, today).join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    newer = select(IdentityRow.person_id).where(IdentityRow.expires_on > today + WATCHED)
    query = query.add_columns(IdentityRow.expires_on).where(_between(IdentityRow.expires_on, today))
    last: dict[Any, Any] = {}
    for row in w.session.execute(query.where(PersonRow.id.not_in(newer)).order_by(IdentityRow.expires_on)):
        last[row.person_id, row.employer_id] = row
    for row in last.values():
        if not is_free_to_move(row.nationality, today):
            yield row, Expiring.IDENTITY_DOCUMENT, row.expires_on


def _residences(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    query = _people(employers, today).join(ResidenceRow, ResidenceRow.person_id == PersonRow.id)
    later = select(ResidenceRow.person_id).where(
        ResidenceRow.expires_on > today + WATCHED, ResidenceRow.is_withdrawn.is_(False)
    )
    query = query.add_columns(ResidenceRow.expires_on).where(_between(ResidenceRow.expires_on, today))
    last = {}
    for row in w.session.execute(query.where(PersonRow.id.not_in(later)).order_by(ResidenceRow.expires_on)):
        last[row.person_id, row.employer_id] = row
    yield from ((row, Expiring.RESIDENCE_DOCUMENT, row.expires_on) for row in last.values())


def _permits(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    own = (PermitRow.person_id == PersonRow.id) & (PermitRow.employer_id == EmploymentRow.employer_id)
    query = _people(employers, today).join(PermitRow, own).add_columns(PermitRow.until, PermitRow.kind)
    for row in w.session.execute(query.where(_between(PermitRow.until, today), PermitRow.is_withdrawn.is_(False))):
        yield row, Expiring(row.kind.value), row.until


def _protections(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    own = (ProtectionRow.person_id == PersonRow.id) & (ProtectionRow.employer_id == EmploymentRow.employer_id)
    query = _people(employers, today).join(ProtectionRow, own).add_columns(ProtectionRow.expires_on)
    last = {}
    within = _between(ProtectionRow.expires_on, today), ProtectionRow.is_withdrawn.is_(False)
    for row in w.session.execute(query.where(*within).order_by(ProtectionRow.recorded_at)):
        last[row.person_id, row.employer_id] = row
    yield from ((row, Expiring.PROTECTION, row.expires_on) for row in last.values())


def _documents(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    renewed = select(DocumentRow.renews_id).where(DocumentRow.renews_id.is_not(None))
    mine = or_(DocumentRow.employer_id.is_(None), DocumentRow.employer_id == EmploymentRow.employer_id)
    query = _people(employers, today).join(DocumentRow, (DocumentRow.person_id == PersonRow.id) & mine)
    query = query.add_columns(DocumentRow.valid_until, DocumentRow.kind)
    within = _between(DocumentRow.valid_until, today), DocumentRow.kind.in_(PAPERS), DocumentRow.id.not_in(renewed)
    in_profile = select(CertificateRow.document_id).where(CertificateRow.document_id.is_not(None))
    for row in w.session.execute(query.where(*within, DocumentRow.id.not_in(in_profile))):
        yield row, PAPERS[row.kind], row.valid_until


def _certificates(w: Work, employers: Collection[UUID], today: date) -> Iterator[tuple[Any, Expiring, date]]:
    """Those of the profile; of each kind the one that is valid longest counts, and one without an end never expires."""
    longest = aliased(CertificateRow)
    renewed = exists().where(
        longest.person_id == CertificateRow.person_id,
        longest.kind == CertificateRow.kind,
        longest.name == CertificateRow.name,
        or_(longest.valid_until.is_(None), longest.valid_until > CertificateRow.valid_until),
    )
    query = _people(employers, today).join(CertificateRow, CertificateRow.person_id == PersonRow.id)
    query = query.add_columns(CertificateRow.valid_until).where(_between(CertificateRow.valid_until, today), ~renewed)
    for row in w.session.execute(query):
        yield row, Expiring.CERTIFICATE, row.valid_until
