"""The schema's history, run from code: there is no ini file, and the connection comes from whoever migrates."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url

from app.config import Config
from app.db import walls
from app.db.database import Database


def alembic_config(connection: Connection | None = None) -> AlembicConfig:
    """Alembic's settings for this history, on `connection` if one is given."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(config: Config, revision: str = "head") -> None:
    """Bring the database to `revision` in one transaction, as the owner role; the application role gets its grants."""
    database = Database(config.migration_url)
    try:
        with database.engine.execution_options(writes=True).begin() as connection:
            command.upgrade(alembic_config(connection), revision)
            role = make_url(config.database_url).username
            if not database.is_sqlite and role and role != database.url.username:
                walls.grant(connection.exec_driver_sql, role)
    finally:
        database.close()


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema."""
    with database.engine.connect() as connection:
        return revision_of(connection) == ScriptDirectory.from_config(alembic_config()).get_current_head()


def revision_of(connection: Connection) -> str | None:
    """The revision of the schema; None for a database without one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return MigrationContext.configure(connection).get_current_revision()
