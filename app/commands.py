"""What every command of `one-payroll` shares: one line for what keeps it from working, the store, the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec

import click
from sqlalchemy.exc import OperationalError

from app import open_store
from app.config import Config, ConfigurationError
from app.db.work import Store
from app.demo.agency import NotOursError
from app.services.backups import BackupError
from payroll.law import LawError

P = ParamSpec("P")


def told(command: Callable[P, None]) -> Callable[P, None]:
    """What keeps a command from working is told in one line, with exit status 1."""

    @wraps(command)
    def told_in_one_line(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ConfigurationError, NotOursError, BackupError, LawError, OperationalError) as error:
            message = error.orig if isinstance(error, OperationalError) else error
            raise click.ClickException(str(message).strip()) from error

    return told_in_one_line


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    store = open_store(config)
    try:
        yield store
    finally:
        store.database.close()


def now() -> datetime:
    return datetime.now(UTC)
