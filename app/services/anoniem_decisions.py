"""The decision to pay somebody who has a BSN by the anoniementarief, because the law asks for it (Wet LB art. 26b)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.db.pay import PayslipRow
from app.db.people import AnoniementariefRow, AnoniemGround, EmploymentRow
from app.db.work import Work
from app.permissions import Action
from app.services import agreements, kinds, paid, sight
from app.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Decision:
    """From this day the anoniementarief holds on this ground; without a ground it holds no longer."""

    id: UUID
    since: date
    ground: AnoniemGround | None


def histories(w: Work, employment_ids: agreements.Ids) -> dict[UUID, list[AnoniementariefRow]]:
    """Everything decided per employment, oldest first; one query."""
    return agreements.history_for(w.session, AnoniementariefRow.employment_id, employment_ids)


def ground_on(w: Work, rows: Collection[AnoniementariefRow], day: date) -> AnoniemGround | None:
    """Why the anoniementarief holds on this day by what was decided; None when it does not."""
    row = agreements.on_day(rows, day, w.at)
    return row.ground if row else None


def decide(w: Work, employment_id: UUID, given: Decision, *, is_touching_accepted: bool = False) -> list[Problem]:
    """Store it, valid from its day; payslips that are there stay as they are."""
    employment = sight.employment(w, employment_id, Action.ANONIEMENTARIEF_DECIDE)
    kinds.refuse_without_ground([employment])
    if w.session.get(AnoniementariefRow, given.id):
        return []
    found = list(_problems(w, employment, given))
    count = paid.payslips_since(w, [employment], given.since, counts_by=PayslipRow.paid_on)
    if count and not is_touching_accepted:
        found.append(Problem("since", "touches_payslips", {"count": count, "since": given.since}))
    if not found:
        _put(w, employment, given)
    return found


def _problems(w: Work, employment: EmploymentRow, given: Decision) -> list[Problem]:
    if given.since < employment.started_on:
        return [Problem("since", "starts_before_employment", {"day": employment.started_on})]
    rows = histories(w, [employment.id]).get(employment.id, [])
    holds = ground_on(w, rows, given.since) is not None
    return [] if holds or given.ground else [Problem("ground", "anoniem_not_held", {"day": given.since})]


def _put(w: Work, employment: EmploymentRow, given: Decision) -> None:
    row = AnoniementariefRow(
        id=given.id,
        employer_id=employment.employer_id,
        employment_id=employment.id,
        person_id=employment.person_id,
        ground=given.ground,
        since=given.since,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    w.add("anoniementarief:since", row)
