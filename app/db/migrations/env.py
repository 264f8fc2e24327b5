"""Runs the revisions on the connection that was handed in (security.md R8)."""

from contextlib import nullcontext

from alembic import context
from sqlalchemy import Engine

import app.db
from app.db.base import Base

assert app.db.pay  # noqa: S101 - importing the package is what fills the metadata
handed = context.config.attributes["connection"]
with handed.connect() if isinstance(handed, Engine) else nullcontext(handed) as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection, target_metadata=Base.metadata, compare_server_default=True, render_as_batch=is_sqlite
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            connection.exec_driver_sql("SELECT set_config('app.employers', '*', true)")
        context.run_migrations()
