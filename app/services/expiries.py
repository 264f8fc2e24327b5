"""What expires soon at the people in service: identity documents, the right to work, A1, certificates (privacy.md P8, P13)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, true, union
from sqlalchemy.orm import aliased

from app.db.accounts import AccountRow, MailRow
from app.db.among import among
from app.db.dossiers import DocumentRow, IdentityRow, Paper, PermitRow, ProtectionRow, ResidenceRow
from app.db.organisation import HirerRow
from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.profiles import CertificateRow
from app.db.work import SYSTEM, Store, Work
from app.permissions import Action, allowed
from app.services import work_papers
from documents.retention import Due, Expiring, due
from staffing.identity import is_free_to_move
from staffing.wav import protection_on
from staffing.work_ends import Ending

WATCHED: Final = timedelta(days=90)
FORGOTTEN: Final = timedelta(days=90)
ENDINGS: Final = {
    Ending.RESIDENCE: Expiring.RESIDENCE_DOCUMENT,
    Ending.TWV: Expiring.TWV,
    Ending.GVVA: Expiring.GVVA,
    Ending.PROTECTION: Expiring.PROTECTION,
}
AGREEMENTS: Final = frozenset({Paper.CONTRACT, Paper.MODEL_AGREEMENT})
PAPERS: Final = {
    Paper.A1: Expiring.A1,
    Paper.CERTIFICATE: Expiring.CERTIFICATE,
    Paper.CONTRACT: Expiring.CONTRACT,
    Paper.MODEL_AGREEMENT: Expiring.CONTRACT,
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """One thing of one person that expires: which certificate, or for which function; `hirer_id` when a permit names one."""

    person_id: UUID
    number: int
    first_name: str
    name_prefix: str
    last_name: str
    employer_id: UUID
    kind: Expiring
    expires_on: date
    due: Due
    detail: str = ""
    hirer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A row of `_people` and what of that person ends."""

    row: Any
    kind: Expiring
    day: date
    detail: str = ""
    hirer_id: UUID | None = None


def found(w: Work, employers: Collection[UUID], today: date) -> list[Expiry]:
    """What expires within 90 days or did so lately, of people in service at these employers, first to expire first. Seven queries."""
    every = [*_identities(w, employers, today), *_work_papers(w, employers, today)]
    every += [*_documents(w, employers, today), *_certificates(w, employers, today)]
    made = [_expiry(each, today) for each in every]
    return sorted((each for each in made if each), key=lambda each: (each.expires_on, each.number, each.kind))


def at_hirers(w: Work, rows: Collection[Expiry], on: date) -> list[tuple[Expiry, str]]:
    """Each with the hirer its permit is for, or else those where the person is placed."""
    query = select(EmploymentRow.person_id, EmploymentRow.employer_id, HirerRow.id, HirerRow.name)
    query = query.join(PlacementRow, PlacementRow.employment_id == EmploymentRow.id)
    running = or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on)
    placed = query.join(HirerRow, HirerRow.id == PlacementRow.hirer_id).where(
        among(w.session, EmploymentRow.person_id, {each.person_id for each in rows}),
        PlacementRow.state == PlacementState.ACTIVE,
        running,
    )
    names: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for row in w.session.execute(placed):
        names[row.person_id, row.employer_id].add(row.name)
    wanted = {each.hirer_id for each in rows if each.hirer_id}
    of_permit = {row.id: row.name for row in w.session.scalars(select(HirerRow).where(HirerRow.id.in_(wanted)))}
    return [
        (each, of_permit.get(each.hirer_id, "") if each.hirer_id else _joined(names[each.person_id, each.employer_id]))
        for each in rows
    ]


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


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


def _expiry(each: Found, today: date) -> Expiry | None:
    watch, row = due(each.day, each.kind, today), each.row
    if watch is None:
        return None
    return Expiry(
        row.person_id, row.number, row.first_name, row.called_prefix, row.called_last_name, row.employer_id, each.kind, each.day,
        watch, each.detail, each.hirer_id,
    )  # fmt: skip


def _people(employers: Collection[UUID], today: date) -> Select[Any]:
    """(person, number, name, nationality, employer) of who works for us: of a candidate nothing need be valid yet."""
    running = or_(EmploymentRow.ended_on.is_(None), EmploymentRow.ended_on >= today)
    name = PersonRow.first_name, PersonRow.called_prefix, PersonRow.called_last_name
    columns = PersonRow.id.label("person_id"), PersonRow.number, PersonRow.nationality, EmploymentRow.employer_id
    query: Any = select(*columns, *name).join(EmploymentRow, EmploymentRow.person_id == PersonRow.id)
    is_ours = EmploymentRow.kind != EmploymentKind.CANDIDATE
    made: Select[Any] = query.where(EmploymentRow.employer_id.in_(employers), running, is_ours)
    return made


def _between(column: Any, today: date) -> Any:
    return column.between(today - FORGOTTEN, today + WATCHED)


def _identities(w: Work, employers: Collection[UUID], today: date) -> Iterator[Found]:
    """The document that is valid longest, of who must always have a valid one: not of EU, EEA and Swiss nationals (P8)."""
    query = _people(employers, today).join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    newer = select(IdentityRow.person_id).where(IdentityRow.expires_on > today + WATCHED)
    query = query.add_columns(IdentityRow.expires_on).where(_between(IdentityRow.expires_on, today))
    last: dict[Any, Any] = {}
    for row in w.session.execute(query.where(PersonRow.id.not_in(newer)).order_by(IdentityRow.expires_on)):
        last[row.person_id, row.employer_id] = row
    for row in last.values():
        if not is_free_to_move(row.nationality, today):
            yield Found(row, Expiring.IDENTITY_DOCUMENT, row.expires_on)


def _work_papers(w: Work, employers: Collection[UUID], today: date) -> Iterator[Found]:
    """What ends of the papers for work; nothing of EU, EEA and Swiss nationals, who need none."""
    people = w.session.execute(_people(employers, today).where(PersonRow.id.in_(_with_ending_papers(today)))).all()
    third = [row for row in people if not is_free_to_move(row.nationality, today)]
    held = work_papers.by_person(w, {row.person_id for row in third})
    for row in third:
        for end in held[row.person_id].ends(w, today, row.employer_id):
            if today - FORGOTTEN <= end.until <= today + WATCHED:
                permit = end.permit
                hirer_id = UUID(permit.hirer) if permit and permit.hirer else None
                yield Found(row, ENDINGS[end.kind], end.until, permit.work if permit else "", hirer_id)


def _with_ending_papers(today: date) -> Any:
    """Who has a paper of which the day is near; all protection ends by law, whatever its own day."""
    rules = protection_on(today)
    by_law = rules is not None and today - FORGOTTEN <= rules.ends_on <= today + WATCHED
    ends = true() if by_law else _between(ProtectionRow.expires_on, today)
    return union(
        select(ResidenceRow.person_id).where(_between(ResidenceRow.expires_on, today)),
        select(PermitRow.person_id).where(_between(PermitRow.until, today)),
        select(ProtectionRow.person_id).where(ends),
    )


def _documents(w: Work, employers: Collection[UUID], today: date) -> Iterator[Found]:
    renewed = select(DocumentRow.renews_id).where(DocumentRow.renews_id.is_not(None))
    mine = or_(DocumentRow.employer_id.is_(None), DocumentRow.employer_id == EmploymentRow.employer_id)
    query = _people(employers, today).join(DocumentRow, (DocumentRow.person_id == PersonRow.id) & mine)
    query = query.add_columns(DocumentRow.valid_until, DocumentRow.kind)
    within = _between(DocumentRow.valid_until, today), DocumentRow.kind.in_(PAPERS), DocumentRow.id.not_in(renewed)
    in_profile = select(CertificateRow.document_id).where(CertificateRow.document_id.is_not(None))
    for row in w.session.execute(query.where(*within, DocumentRow.id.not_in(in_profile))):
        yield Found(row, PAPERS[row.kind], row.valid_until, row.kind.value if row.kind in AGREEMENTS else "")


def _certificates(w: Work, employers: Collection[UUID], today: date) -> Iterator[Found]:
    """Those of the profile; of each kind the one that is valid longest counts, and one without an end never expires."""
    longest = aliased(CertificateRow)
    renewed = exists().where(
        longest.person_id == CertificateRow.person_id,
        longest.kind == CertificateRow.kind,
        longest.name == CertificateRow.name,
        or_(longest.valid_until.is_(None), longest.valid_until > CertificateRow.valid_until),
    )
    query = _people(employers, today).join(CertificateRow, CertificateRow.person_id == PersonRow.id)
    query = query.add_columns(CertificateRow.valid_until, CertificateRow.kind, CertificateRow.name).where(
        _between(CertificateRow.valid_until, today), ~renewed
    )
    for row in w.session.execute(query):
        yield Found(row, Expiring.CERTIFICATE, row.valid_until, row.name or row.kind.value)
