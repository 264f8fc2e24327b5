"""`one-payroll keys`: the keys outside the database, and rotating those inside."""

import click

from app.commands import now, opened, told
from app.config import Config
from app.db.keyring import create_key_files
from app.db.work import SYSTEM
from app.housekeeping import backups_directory
from app.services import health, key_rotations, keys, master_keys


@click.group("keys")
def key_commands() -> None:
    """The keys outside the database."""


@key_commands.command("create")
@told
def keys_create() -> None:
    """Make the key files that are missing; back them up apart from the database."""
    directory = Config.from_environment().keys
    create_key_files(directory)
    click.echo(f"keys are in {directory}; keep a copy away from this machine and from the backups of the database")


@key_commands.command("rotate")
@click.argument("key_class")
@told
def keys_rotate(key_class: str) -> None:
    """New data key for KEY_CLASS (bsn, iban, …) or `all`: the scheduler seals everything with it while people work."""
    with opened(Config.from_environment()) as store:
        if key_class not in {"all", *keys.sealed_columns()}:
            known = ", ".join(keys.sealed_columns())
            raise click.ClickException(f"no such key class; choose all, or from {known}")
        with store.work(SYSTEM, now()) as w:
            asked = key_rotations.ask_from_server(w, key_class)
            scheduler_is = health.health(w).scheduler
    click.echo(
        f"asked for: {', '.join(each.key_class for each in asked)}; see how far it is with `one-payroll keys show`"
    )
    if scheduler_is != "alive":
        click.echo("the scheduler does not run; start it, it does the work", err=True)


@key_commands.command("show")
@told
def keys_show() -> None:
    """Per key class: keys, since when, values under an old key, last rotation, and what is due."""
    with opened(Config.from_environment()) as store, store.look(SYSTEM, now()) as w:
        for each in keys.classes(w):
            since, rotated = (f"{moment:%Y-%m-%d}" if moment else "-" for moment in (each.since, each.rotated_at))
            due = ", ".join(each.problems) or "fine"
            click.echo(
                f"{each.code}: {each.keys} keys, {each.own_keys} of one person, since {since}, "
                f"{each.left} values under an old key, rotated {rotated}, {due}"
            )
        if master := master_keys.state(w.keyring):
            due = ", ".join(keys.master_problems(w)) or "fine"
            click.echo(f"master: since {master.since:%Y-%m-%d}, {master.former} former, {due}")


@key_commands.command("rotate-master")
@told
def keys_rotate_master() -> None:
    """New master key, while everything runs; the former one stays until `forget-master`."""
    with opened(Config.from_environment()) as store:
        count = master_keys.rotate(store, now())
    click.echo(f"{count} data keys wrapped with the new master key; copy the key files to your key backup now")


@key_commands.command("forget-master")
@click.confirmation_option(prompt="Backups made before the last `rotate-master` can't be read after this. Go on?")
@told
def keys_forget_master() -> None:
    """Destroy former master keys, but for those that a backup kept by the scheduler needs."""
    config = Config.from_environment()
    with opened(config) as store:
        count = master_keys.forget_former(store, backups_directory(config), now())
        left = master_keys.state(store.keyring)
    click.echo(f"{count} former master keys destroyed, {left.former if left else 0} still needed")
