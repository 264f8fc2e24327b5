"""Rows of another employer do not exist for who has no role there: every table that belongs to an employer, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import aliased

import factories
from app.db.accounts import Role
from app.db.base import Base, EmployerScoped
from app.db.people import AnoniemGround, PersonRow
from app.db.work import SYSTEM
from app.services import anoniem_decisions, pay_runs
from app.services.anoniem_decisions import Decision
from site_map import stand_ins

SCOPED = sorted((each.class_ for each in Base.registry.mappers if issubclass(each.class_, EmployerScoped)), key=str)
TO_SCOPED = [
    (mapper.class_, relation.key)
    for mapper in Base.registry.mappers for relation in mapper.relationships if relation.mapper.class_ in SCOPED
]  # fmt: skip


@pytest.fixture
def both(store, agency):
    """Everything twice: a paid week, a job and somebody left out at each employer, and a person who works for both."""
    elsewhere = replace(
        agency, own=agency.other, other=agency.own, branches={"own": agency.branches["other"], "other": agency.branches["own"]},
        accounts={(role, "other" if at == "own" else "own"): each for (role, at), each in agency.accounts.items()},
    )  # fmt: skip
    with store.work(SYSTEM, factories.AT) as w:
        shared = factories.employ(w, agency)
        factories.employ(w, elsewhere, person=shared.person)
    for side in (agency, elsewhere):
        values, _planted = stand_ins(store, side)
        monday = factories.MONDAY + timedelta(weeks=1)
        with store.work(side.actor(Role.PAYROLL_CLERK), factories.AT) as w:
            run = pay_runs.open_week(w, side.own, monday, paid_on=date(2026, 11, 27), run_id=uuid4())
            pay_runs.leave_out(w, run.id, values["employment_id"])
            given = Decision(uuid4(), factories.MONDAY, AnoniemGround.NO_ADDRESS)
            anoniem_decisions.decide(w, values["employment_id"], given, is_touching_accepted=True)
        with store.work(side.actor(Role.PAYROLL_CLERK), factories.AT) as w:
            pay_runs.ask_to_calculate(w, run.id)
    return shared.person


def keys_elsewhere(store, agency, kind):
    """The primary keys that the other employer has in a table."""
    with store.look(SYSTEM, factories.AT) as w:
        rows = w.session.scalars(select(kind).where(kind.employer_id == agency.other)).all()
        return [inspect(row).identity for row in rows]


def test_no_query_of_any_kind_shows_a_row_of_another_employer(store, agency, both):
    actor, only = agency.actor(Role.PAYROLL_CLERK), {agency.own}
    for kind in SCOPED:
        keys = keys_elsewhere(store, agency, kind)
        assert keys, f"{kind.__name__} has no rows at the other employer: this proves nothing"
        with store.look(actor, factories.AT) as w:
            assert {row.employer_id for row in w.session.scalars(select(kind))} == only, kind
            assert set(w.session.scalars(select(kind.employer_id))) == only, kind
            other = aliased(kind)
            assert set(w.session.scalars(select(other.employer_id))) == only, kind
            both_sides = select(func.count()).select_from(kind).where(kind.employer_id == agency.other)
            assert w.session.scalar(both_sides) == 0, kind
            assert [w.session.get(kind, key) for key in keys] == [None] * len(keys), kind
            inside = select(kind.employer_id).where(kind.employer_id == agency.other).exists()
            assert not w.session.scalar(select(inside)), kind


def test_no_relationship_leads_to_a_row_of_another_employer(store, agency, both):
    followed = 0
    with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        assert {each.employer_id for each in w.session.get(PersonRow, both).employments} == {agency.own}
        for kind, name in TO_SCOPED:
            for row in w.session.scalars(select(kind)):
                found = getattr(row, name)
                for each in found if isinstance(found, list) else [found] if found else []:
                    assert each.employer_id == agency.own, (kind, name)
                    followed += 1
    assert followed > len(TO_SCOPED)


@pytest.mark.parametrize("config", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_database_itself_hides_and_refuses_rows_of_another_employer(store, agency, both):
    for kind in SCOPED:
        table = kind.__tablename__
        theirs = {"other": agency.other}
        with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
            raw = w.session.connection()
            assert set(raw.execute(text(f"SELECT employer_id FROM {table}")).scalars()) == {agency.own}, table
            changed = raw.execute(
                text(f"UPDATE {table} SET employer_id = employer_id WHERE employer_id = :other"), theirs
            )
            assert changed.rowcount == 0, table
            assert raw.execute(text(f"DELETE FROM {table} WHERE employer_id = :other"), theirs).rowcount == 0, table
        with store.database.reading() as session:
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, f"{table} without a setting"
    with (
        store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w,
        pytest.raises(ProgrammingError, match="row-level"),
    ):
        giving = text("UPDATE branch SET employer_id = :other WHERE employer_id <> :other")
        w.session.connection().execute(giving, {"other": agency.other})
