"""What the metadata cannot say: row-level security per employer, and tables that refuse change (security.md B3.3, B3.4).

Migrations call these; a batch alter on SQLite makes a table anew, so it builds that table's walls again.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from documents.retention import Kept, rule

_SETTING: Final = "current_setting('app.employers', true)"
_RUN_IS_CLOSED: Final = (
    "EXISTS (SELECT 1 FROM pay_run WHERE id = {row}.pay_run_id AND state IN ('approved', 'bank_file'))"
)
_OF_SLIP: Final = (
    "EXISTS (SELECT 1 FROM payslip JOIN pay_run ON pay_run.id = payslip.pay_run_id WHERE payslip.id = {row}.payslip_id"
)
_SLIP_IS_CLOSED: Final = _OF_SLIP + " AND pay_run.state IN ('approved', 'bank_file'))"
_SLIP_IS_YOUNG: Final = _OF_SLIP + " AND payslip.paid_on >= {wages})"
_SLIP_IS_CLOSED_AND_YOUNG: Final = _SLIP_IS_CLOSED[:-1] + " AND payslip.paid_on >= {wages})"
_GOES_BACK: Final = (
    "OLD.state IN ('approved', 'bank_file') AND (NEW.state NOT IN ('approved', 'bank_file') "
    "OR NEW.input_digest <> OLD.input_digest OR NEW.approved_by <> OLD.approved_by)"
)
# Rotating keys seals the same bytes again; the SHA-256 says that they are the same.
_OTHER_BYTES: Final = " OR ".join(
    f"OLD.{name} <> NEW.{name}"
    for name in (
        "id",
        "employer_id",
        "pay_run_id",
        "message_id",
        "execution_day",
        "created_at",
        "payments",
        "total",
        "sha256",
    )
)
_OTHER_WORKER: Final = " OR ".join(
    f"OLD.{name} <> NEW.{name}" for name in ("id", "employer_id", "payslip_id", "name", "address", "birth_date")
)

# (table, what is refused, when): {row} is OLD or NEW; {wages}, {identity} and {log} are the first days that must still be kept, by the
# clock of the database itself, a day early because that may stand in another time zone.
FROZEN: Final = (
    ("audit", "UPDATE", "1 = 1"),
    ("audit", "DELETE", "{row}.at >= {log}"),
    ("audit_start", "UPDATE", "NEW.seq < OLD.seq"),
    ("audit_start", "DELETE", "1 = 1"),
    ("look", "UPDATE", "1 = 1"),
    ("look", "DELETE", "{row}.at >= {log}"),
    ("bank_file", "UPDATE", _OTHER_BYTES),
    ("bank_file", "DELETE", "{row}.execution_day >= {wages}"),
    ("bank_payment", "UPDATE", "1 = 1"),
    ("bank_payment", "DELETE", _SLIP_IS_YOUNG),
    ("disclosure", "UPDATE", "1 = 1"),
    ("disclosure", "DELETE", "{row}.decided_at >= {identity}"),
    ("pay_run", "UPDATE", _GOES_BACK),
    ("pay_run", "DELETE", "OLD.state IN ('approved', 'bank_file') AND OLD.paid_on >= {wages}"),
    ("payslip", "INSERT", _RUN_IS_CLOSED),
    ("payslip", "UPDATE", _RUN_IS_CLOSED),
    ("payslip", "DELETE", _RUN_IS_CLOSED + " AND {row}.paid_on >= {wages}"),
    ("payslip_line", "INSERT", _SLIP_IS_CLOSED),
    ("payslip_line", "UPDATE", _SLIP_IS_CLOSED),
    ("payslip_line", "DELETE", _SLIP_IS_CLOSED_AND_YOUNG),
    ("payslip_worker", "UPDATE", _OTHER_WORKER),
    ("payslip_worker", "DELETE", _SLIP_IS_YOUNG),
    ("paid_hours", "UPDATE", _SLIP_IS_CLOSED),
    ("paid_hours", "DELETE", _SLIP_IS_CLOSED_AND_YOUNG),
)
# The beginning of a chain goes, and what is left begins after it.
_BEGINS: Final = "SELECT chain, seq, digest FROM audit WHERE chain = :chain AND seq = :until"
FORGET: Final = (
    f"INSERT INTO audit_start (chain, seq, digest) {_BEGINS} ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, digest = excluded.digest",
    "DELETE FROM look WHERE chain = :chain AND seq <= :until",
    "DELETE FROM audit WHERE chain = :chain AND seq <= :until",
)


def build(execute: Callable[[str], object], dialect: str, scoped: Iterable[str]) -> None:
    """All walls of the first revision."""
    if dialect == "postgresql":
        for table in scoped:
            scope_to_employer(execute, table)
        let_forget(execute)
    for table, verb, when in FROZEN:
        freeze(execute, dialect, (table, verb, when))


def remove(execute: Callable[[str], object], dialect: str) -> None:
    """Drop what outlives a dropped table: the functions of the triggers."""
    if dialect == "postgresql":
        for table, verb, _ in FROZEN:
            execute(f"DROP FUNCTION {_name(table, verb)}() CASCADE")
        execute("DROP FUNCTION forget_audit(text, bigint)")


def scope_to_employer(execute: Callable[[str], object], table: str) -> None:
    """Rows of other employers do not exist, the owner included; without a setting there are no rows at all."""
    mine = f"(SELECT string_to_array(nullif(nullif({_SETTING}, ''), '*'), ',')::uuid[])::uuid[]"
    execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    execute(f"CREATE POLICY own_employers ON {table} USING ((SELECT {_SETTING}) = '*' OR employer_id = ANY ({mine}))")


def freeze(execute: Callable[[str], object], dialect: str, refused: tuple[str, str, str]) -> None:
    """A trigger that refuses `verb` on `table` when the condition holds; raises as an integrity error on both."""
    table, verb, condition = refused
    when = condition.format(row="NEW" if verb == "INSERT" else "OLD", **_first_days(dialect))
    message = f"{table}: {verb.lower()} refused, this is closed"
    if dialect == "postgresql":
        execute(
            f"CREATE FUNCTION {_name(table, verb)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END $$"
        )
        execute(
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {_name(table, verb)}()"
        )
    else:
        execute(
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def let_forget(execute: Callable[[str], object]) -> None:
    """The application may not delete in the audit trail; this may, as the owner, and the triggers refuse it what is too young."""
    body = "; ".join(each.replace(":chain", "which").replace(":until", "last") for each in FORGET)
    execute(
        "CREATE FUNCTION forget_audit(which text, last bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ BEGIN {body}; END $$"
    )


def _first_days(dialect: str) -> Mapping[str, str]:
    wages, identity, log = (rule(each).term.years for each in (Kept.WAGE_ADMINISTRATION, Kept.ID_COPY, Kept.ACCESS_LOG))
    if dialect == "postgresql":
        year = "date_trunc('year', current_date + 1) - interval '{} years'"
        log_since = f"current_date + 2 - interval '{log} years'"
    else:
        year = "date('now', '+1 day', 'start of year', '-{} years')"
        log_since = f"date('now', '+2 days', '-{log} years')"
    return {"wages": year.format(wages), "identity": year.format(identity), "log": log_since}


def grant(execute: Callable[[str], object], role: str) -> None:
    """What the application role may do: everything but change the schema or the audit trail."""
    execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
    execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON audit, look FROM "{role}"')
    execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_start FROM "{role}"')
    execute(f'REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "{role}"')


def _name(table: str, verb: str) -> str:
    return f"refuse_{verb.lower()}_{table}"
