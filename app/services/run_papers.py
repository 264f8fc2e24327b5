"""Workers in a run whose papers ask for the anoniementarief although they have a BSN, undecided (Wet LB art. 26b)."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.db.dossiers import IdentityRow
from app.db.pay import PayRunRow, PayslipRow
from app.db.people import AddressRow, AnoniementariefRow, EmploymentRow, PersonRow
from app.db.work import Work
from app.services import anoniem_decisions

SHOWN: Final = 100


class Lacking(NamedTuple):
    """One worker: is the identity established, is the address known."""

    employment_id: UUID
    person: PersonRow
    has_identity: bool
    has_address: bool


def lacking(w: Work, run: PayRunRow) -> tuple[int, list[Lacking]]:
    """How many workers with a BSN lack a seen identity document or an address, and the first hundred; three queries."""
    identified: Any = exists().where(IdentityRow.person_id == PersonRow.id, IdentityRow.seen.is_not(None))
    addressed: Any = exists().where(AddressRow.person_id == PersonRow.id, AddressRow.is_withdrawn.is_(False))
    decided = _decided(w, run)
    conditions: tuple[ColumnElement[bool], ...] = (
        PayslipRow.employment_id.not_in(decided),
        PayslipRow.pay_run_id == run.id,
        PersonRow.bsn_index.is_not(None),
        or_(~identified, ~addressed),
    )
    found = (
        select(EmploymentRow.id, PersonRow, identified, addressed)
        .select_from(PayslipRow)
        .join(EmploymentRow, EmploymentRow.id == PayslipRow.employment_id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(*conditions)
    )
    count = w.session.scalar(found.with_only_columns(func.count())) or 0
    rows = w.session.execute(found.order_by(PersonRow.search_name).limit(SHOWN)) if count else ()
    return count, [Lacking(*row) for row in rows]


def _decided(w: Work, run: PayRunRow) -> list[UUID]:
    """Whose payslip is by the anoniementarief already, because somebody decided so."""
    every = select(AnoniementariefRow.employment_id).where(AnoniementariefRow.employer_id == run.employer_id)
    rows = anoniem_decisions.histories(w, every)
    return [key for key, held in rows.items() if anoniem_decisions.ground_on(w, held, run.paid_on)]
