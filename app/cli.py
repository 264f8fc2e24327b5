"""`one-payroll`: everything an operator does from a terminal."""

import os
import secrets
import signal
import sys
import threading
from pathlib import Path
from uuid import uuid4

import click
from argon2 import PasswordHasher

from app import housekeeping
from app.commands import now, opened, told
from app.config import Config, ConfigurationError
from app.db import migrations
from app.db.accounts import AccountRow, GrantRow, Role
from app.db.audit import heads, verify
from app.db.work import SYSTEM
from app.demo import accounts as demo_accounts
from app.demo.agency import Size, fill, is_filled
from app.demo.serving import gunicorn, is_free, serve_together
from app.housekeeping import backups_directory, read_anchors
from app.key_commands import key_commands
from app.services import backups, employers
from payroll.law.overview import listed, refused


@click.group()
def main() -> None:
    """One Payroll: payroll and back-office of a Dutch temporary-employment agency."""


main.add_command(key_commands)


# --- the two processes of an installation ------------------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=5000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@told
def serve(host: str, port: int, workers: int) -> None:
    """The web server; it becomes gunicorn."""
    _must_be_current(Config.from_environment())
    command = gunicorn(host, port, workers)
    os.execv(command[0], command)  # noqa: S606 - our own command, no shell


@main.command()
@told
def scheduler() -> None:
    """The process that acts on the clock and does the long work."""
    from app import scheduler as clockwork  # noqa: PLC0415 - the other commands need no clock

    config, stop = Config.from_environment(), threading.Event()
    _must_be_current(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with opened(config) as store:
        clockwork.run(config, store, stop)


def _must_be_current(config: Config) -> None:
    with opened(config) as store:
        if not migrations.is_current(store.database):
            raise ConfigurationError("the database has another schema than this version; run `one-payroll db upgrade`")


# --- demo --------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--port", envvar="PORT", default=5000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 50_000), default=200, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 40), default=12, show_default=True)
@told
def demo(port: int, workers: int, weeks: int) -> None:
    """Fill the demo agency if it isn't there, and serve it with its scheduler until Ctrl-C."""
    os.environ.setdefault("ONE_PAYROLL_MODE", "demo")
    if not is_free("127.0.0.1", port):
        raise ConfigurationError(f"port {port} is in use; stop what uses it, or choose another: make demo PORT=5001")
    config = Config.from_environment()
    _fill(config, Size(workers, weeks, seed=1))
    click.echo(f"One Payroll: http://127.0.0.1:{port}\n")
    click.echo(f"Password of every account: {demo_accounts.PASSWORD}")
    for each in demo_accounts.ACCOUNTS:
        click.echo(f"  {each.email:32} {each.role:15} TOTP secret {each.secret}")
    click.echo("\nThe code of this moment: .venv/bin/one-payroll totp loon1\n")
    sys.stdout.flush()
    sys.exit(serve_together([gunicorn("127.0.0.1", port, 2), [sys.executable, "-m", "app.cli", "scheduler"]]))


@main.command("demo-data")
@click.option("--workers", type=click.IntRange(1, 50_000), default=200, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 40), default=12, show_default=True)
@click.option("--seed", default=1, show_default=True)
@told
def demo_data(workers: int, weeks: int, seed: int) -> None:
    """Write the demo agency into an empty database."""
    os.environ.setdefault("ONE_PAYROLL_MODE", "demo")
    _fill(Config.from_environment(), Size(workers, weeks, seed))


def _fill(config: Config, size: Size) -> None:
    if config.is_production:
        raise ConfigurationError("the demo agency is not for production; unset ONE_PAYROLL_MODE")
    migrations.upgrade(config)
    with opened(config) as store:
        if is_filled(store, now()):
            click.echo("the demo agency is already there")
            return
        with click.progressbar(length=100, label="demo agency", file=sys.stderr) as bar:
            fill(store, size, now(), lambda percent: bar.update(percent - bar.pos))


@main.command()
@click.argument("account")
@told
def totp(account: str) -> None:
    """The code of this half minute for a demo ACCOUNT; only in the demo."""
    os.environ.setdefault("ONE_PAYROLL_MODE", "demo")
    if Config.from_environment().mode == "production":
        raise ConfigurationError("codes come from the person's own authenticator")
    try:
        click.echo(demo_accounts.account(account).code(now()))
    except KeyError:
        names = ", ".join(each.login for each in demo_accounts.ACCOUNTS)
        raise click.ClickException(f"no such demo account; choose from {names}") from None


# --- schema ---------------------------------------------------------------------------------------------


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@told
def db_upgrade() -> None:
    """Bring the schema to this version, as the owner role of OWNER_DATABASE_URL."""
    migrations.upgrade(Config.from_environment())
    click.echo("the schema is that of this version")


# --- audit -------------------------------------------------------------------------------------------------------


@main.group()
def audit() -> None:
    """The audit trail."""


@audit.command("verify")
@click.option("--anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True)
@told
def audit_verify(anchors: tuple[Path, ...]) -> None:
    """Prove every chain; with anchor files also that nothing was cut off or made anew. Status 1 if broken."""
    try:
        known = [anchor for path in anchors for anchor in read_anchors(path)]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with opened(Config.from_environment()) as store, store.database.reading() as session:
        breaks = list(verify(session, known))
        count = len(heads(session))
    for each in breaks:
        click.echo(f"{each.chain} {each.seq}: {each.reason}")
    click.echo(f"{count} chains, {len(breaks)} breaks")
    sys.exit(bool(breaks))


@audit.command("anchors")
@told
def audit_anchors() -> None:
    """Print the head of every chain; keep this outside the machine."""
    with opened(Config.from_environment()) as store, store.database.reading() as session:
        for chain, seq, digest in heads(session):
            click.echo(f"{chain} {seq} {digest}")


# --- backup ------------------------------------------------------------------------------------------------------


@main.command()
@told
def backup() -> None:
    """An encrypted copy of an embedded database, while people work."""
    config = Config.from_environment()
    with opened(config) as store:
        click.echo(backups.back_up(store, backups_directory(config), now()))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@told
def restore(file: Path, target: Path) -> None:
    """Decrypt the backup FILE to the new database TARGET, without what was destroyed since or is due by now."""
    config = Config.from_environment()
    with opened(config) as store:
        count = housekeeping.restore(store, config, file, target)
    click.echo(f"restored to {target}; {count} destructions done again")


@main.command("destroy-again")
@told
def destroy_again() -> None:
    """After restoring the database with its own tools: destroy again what went since, and all that is due by now."""
    config = Config.from_environment()
    with opened(config) as store:
        count = housekeeping.follow(store, config, now())
    click.echo(f"{count} destructions done again; what is due by now is gone too")


@main.command("restore-drill")
@told
def restore_drill() -> None:
    """Restore the newest backup beside the database, count its rows and verify its chains."""
    config = Config.from_environment()
    with opened(config) as store:
        drill = backups.drill(store, backups_directory(config), now())
    click.echo(
        f"{drill.backup.name}: {sum(drill.rows.values())} rows in {len(drill.rows)} tables, {drill.breaks} breaks"
    )
    sys.exit(bool(drill.breaks))


# --- accounts ----------------------------------------------------------------------------------------------------


@main.group("account")
def account_commands() -> None:
    """Accounts; all but the first are made in the browser."""


@account_commands.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option(help="At least 15 characters.")
@told
def account_create_admin(email: str, name: str, password: str) -> None:
    """The first administrator, with the first employer; the second factor is set up at the first sign-in."""
    if len(password) < 15:
        raise click.ClickException("the password has fewer than 15 characters; choose a longer one")
    given = {field: click.prompt(field) for field in employers.Employer.__slots__}
    with opened(Config.from_environment()) as store, store.work(SYSTEM, now()) as w:
        if w.session.query(AccountRow).first():
            raise ConfigurationError("there are accounts already; an administrator adds others in the browser")
        employer_id = uuid4()
        for problem in employers.create(w, employer_id, employers.Employer(**given)):
            raise click.ClickException(f"{problem.field}: {problem.code}")
        hashed = PasswordHasher().hash(password)
        row = AccountRow(
            id=uuid4(), name=name, email=email, language="nl", active=True, password=hashed,
            fs_uniquifier=secrets.token_hex(32),
        )  # fmt: skip
        row.grants = [GrantRow(employer_id=employer_id, role=Role.ADMINISTRATOR)]
        w.add("account.created", row)
    click.echo(f"{email} is administrator of {given['name']}")


# --- law and bench -----------------------------------------------------------------------------------------------


@main.group()
def law() -> None:
    """The dated figures of the law."""


@law.command("show")
@click.argument("year")
@click.option("--lang", default="nl", show_default=True, help="nl or en")
def law_show(year: str, lang: str) -> None:
    """Every figure of YEAR with its source, certainty and what changed."""
    if wrong := refused(year, lang):
        click.echo("\n".join(wrong), err=True)
        sys.exit(2)
    click.echo(listed(int(year), lang))


@main.command()
@click.option("--workers", envvar="BENCH_WORKERS", default=10_000, show_default=True)
@told
def bench(workers: int) -> None:
    """One line per figure: name, value, unit."""
    from app.bench import figures  # noqa: PLC0415 - loads what the other commands don't need

    for name, value, unit in figures(workers):
        click.echo(f"{name} {value:.3f} {unit}" if unit else f"{name} {value:.3f}")


if __name__ == "__main__":
    main()
