"""What the scheduler does by itself, and when (Dutch time, none in the hour that is there twice or not at all)."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.config import Config
from app.db import migrations
from app.db.audit import heads, verify
from app.db.base import Retention
from app.db.database import Database
from app.db.keyring import Keyring
from app.db.work import SYSTEM, Store
from app.services import (
    backups,
    candidate_destruction,
    closed_accounts,
    contacts,
    destroyed,
    destructions,
    expiries,
    id_copies,
    idle_procedures,
    keys,
    log_destruction,
    login_sessions,
    mail,
    merges,
    wage_years,
)
from app.services.backups import BackupError


class BrokenChainError(RuntimeError):
    """The audit trail does not prove itself."""


def verify_chains(store: Store, config: Config, _at: datetime) -> None:
    """Against the newest anchors that this machine still has; the ones outside it are for `audit verify --anchors`."""
    newest = max(anchors_directory(config).glob("*.txt"), default=None)
    with store.database.reading() as session:
        if any(verify(session, read_anchors(newest) if newest else ())):
            raise BrokenChainError


def write_anchors(store: Store, config: Config, at: datetime) -> None:
    """The heads of all chains in a file per day, to be carried off this machine."""
    directory = anchors_directory(config)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with store.database.reading() as session:
        lines = [f"{chain} {seq} {digest}\n" for chain, seq, digest in heads(session)]
    (directory / f"{at:%Y-%m-%d}.txt").write_text("".join(lines))


def read_anchors(path: Path) -> list[tuple[str, int, str]]:
    """Lines of `chain seq digest`; raises ValueError with the number of a line that isn't."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match line.split():
            case [chain, seq, digest] if seq.isdigit():
                found.append((chain, int(seq), digest))
            case _:
                raise ValueError(f"{path.name}, line {number}: expected `chain seq digest`")
    return found


def forget_ended_logins(store: Store, _config: Config, at: datetime) -> None:
    login_sessions.purge(store, at)


def send_mail(store: Store, config: Config, at: datetime) -> None:
    """What waits in the outbox, when the installation has a mail server."""
    if config.smtp_url and config.mail_from:
        mail.send_waiting(store, mail.smtp(config.smtp_url), config.mail_from, at)


def destroy_copies(store: Store, _config: Config, at: datetime) -> None:
    """Copies of identity documents of people who were not placed within four weeks (P6)."""
    id_copies.destroy_overdue(store, at)


def destroy_contacts(store: Store, _config: Config, at: datetime) -> None:
    """Contact persons of hirers and suppliers, two years after they ended (P24)."""
    contacts.destroy_overdue(store, at)


def forget_merges(store: Store, _config: Config, at: datetime) -> None:
    """What undoing a merge takes, after its term."""
    merges.forget_overdue(store, at)


def destroy_overdue(store: Store, _config: Config, at: datetime) -> None:
    """What was kept as long as it may be after the last employment (P9, P22-P24), unless it is held (P25)."""
    destructions.destroy_overdue(store, at)


def destroy_wage_years(store: Store, _config: Config, at: datetime) -> None:
    """The wage administration of years that are kept no longer, also of who is still in service (P22)."""
    wage_years.destroy_overdue(store, at)


def erase_accounts(store: Store, _config: Config, at: datetime) -> None:
    """Accounts, thirty days after they were closed (P43)."""
    closed_accounts.erase_overdue(store, at)


def destroy_logs(store: Store, _config: Config, at: datetime) -> None:
    """The audit trail after five years, what the machinery noted after one (P26)."""
    log_destruction.destroy_overdue(store, at)
    log_destruction.forget_technical(store, at)


def destroy_candidates(store: Store, _config: Config, at: datetime) -> None:
    """Candidates four weeks after the procedure, or at the end of their consent (P21)."""
    candidate_destruction.destroy_overdue(store, at)


def end_idle_procedures(store: Store, _config: Config, at: datetime) -> None:
    """Procedures of candidates in which nothing happens any more (P21)."""
    idle_procedures.end_idle(store, at)


def send_expiries(store: Store, config: Config, at: datetime) -> None:
    """What expires, by mail, once a day."""
    expiries.send_digest(store, config.host, at)


def check_keys(store: Store, _config: Config, at: datetime) -> None:
    """Alarms for keys that are too old, and for old keys that should be gone."""
    with store.work(SYSTEM, at) as w:
        keys.warn(w)


def back_up(store: Store, config: Config, at: datetime) -> None:
    if store.database.is_sqlite:
        backups.back_up(store, backups_directory(config), at)


def expire_backups(_store: Store, config: Config, at: datetime) -> None:
    """Backups older than the term, also when no new one is made (P25)."""
    backups.expire(backups_directory(config), at)


def note_destroyed(store: Store, config: Config, at: datetime) -> None:
    """What was destroyed, in the list beside the backups."""
    destroyed.note(store, backups_directory(config), at)


def restore(store: Store, config: Config, backup: Path, target: Path) -> int:
    """Restore a backup of an embedded database, bring it to this version and make it follow what was destroyed since.

    `target` is there when all of that is done. Returns how many destructions were done again. Raises BackupError.
    """
    at, part = datetime.now(UTC), target.with_name(f"{target.name}.part")
    if target.exists():
        raise BackupError(f"{target} exists; a restore never overwrites")
    with suppress(DBAPIError):  # the database that is lost need not answer
        destroyed.note(store, backups_directory(config), at)
    part.unlink(missing_ok=True)
    backups.restore(store, backup, part)
    try:
        there = replace(config, database_url=f"sqlite:///{part}", owner_database_url="")
        migrations.upgrade(there)
        restored = Store(Database(there.database_url), Keyring(store.keyring.keys, store.keyring.directory))
        try:
            count = follow(restored, config, at, [backup.parent])
            restored.database.forget_deleted()
        finally:
            restored.database.close()
        part.replace(target)
    finally:
        for left in part.parent.glob(f"{part.name}*"):
            left.unlink()
    return count


def follow(store: Store, config: Config, at: datetime, directories: Iterable[Path] = ()) -> int:
    """Destroy in a restored database what was destroyed after its backup was made, and all that is due by now. Returns how many of the first."""
    found = destroyed.lines(destroyed.beside(backups_directory(config), *directories))
    count = destroyed.replay(store, found, at)
    destroying = {name for names in EXECUTORS.values() for name in names}
    for name, _when, act in DUTIES:
        if name in destroying:
            act(store, config, at)
    return count


def drill(store: Store, config: Config, at: datetime) -> None:
    if store.database.is_sqlite and backups.drill(store, backups_directory(config), at).breaks:
        raise BrokenChainError


def anchors_directory(config: Config) -> Path:
    return config.keys.parent / "anchors"


def backups_directory(config: Config) -> Path:
    return config.keys.parent / "backups"


DUTIES: Final[tuple[tuple[str, str, Callable[[Store, Config, datetime], None]], ...]] = (
    ("login_sessions.forget", "5 * * * *", forget_ended_logins),
    ("backup.make", "30 1 * * *", back_up),
    ("backups.expire", "20 1 * * *", expire_backups),
    ("destroyed.note", "40 * * * *", note_destroyed),
    ("id_copies.destroy", "50 0 * * *", destroy_copies),
    ("contacts.destroy", "55 0 * * *", destroy_contacts),
    ("merges.forget", "55 0 * * *", forget_merges),
    ("destructions.destroy", "55 0 * * *", destroy_overdue),
    ("wage_years.destroy", "0 1 * * *", destroy_wage_years),
    ("accounts.erase", "5 1 * * *", erase_accounts),
    ("logs.destroy", "10 1 * * *", destroy_logs),
    ("procedures.end", "5 0 * * *", end_idle_procedures),
    ("candidates.destroy", "10 0 * * *", destroy_candidates),
    ("expiries.digest", "15 6 * * *", send_expiries),
    (keys.CHECK, "30 6 * * *", check_keys),
    ("audit.verify", "10 4 * * *", verify_chains),
    ("audit.anchors", "40 4 * * *", write_anchors),
    ("backup.drill", "20 5 * * sun", drill),
)
# Which duties carry out each term of the register of fields; what begins one counts too.
EXECUTORS: Final[Mapping[Retention, tuple[str, ...]]] = {
    Retention.WAGE_ADMINISTRATION: ("wage_years.destroy", "destructions.destroy"),
    Retention.WAGE_TAX_STATEMENT: ("destructions.destroy",),
    Retention.PERSONNEL_FILE: ("destructions.destroy",),
    Retention.APPLICANT: ("procedures.end", "candidates.destroy"),
    Retention.IDENTITY: ("id_copies.destroy", "destructions.destroy"),
    Retention.ABSENCE: ("destructions.destroy",),
    Retention.ACCESS_LOG: ("logs.destroy",),
    Retention.MERGE_UNDO: ("merges.forget",),
    Retention.ACCOUNT: ("accounts.erase", "login_sessions.forget"),
    Retention.CONTACT: ("contacts.destroy",),
}
