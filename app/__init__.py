"""The shell: Flask, SQL, clock, disk, keys, mail and scheduler around the pure rooms."""

from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Config
from app.db.database import Database
from app.db.keyring import Keyring, create_key_files, read_key_files
from app.db.work import Store


def create_app(config: Config | None = None) -> Flask:
    """The web application for one installation; raises ConfigurationError when it may not start like this."""
    config = config or Config.from_environment()
    store = open_store(config)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=store.keyring.keys["session"].hex(),
        TESTING=config.mode == "test",
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["one_payroll"] = store
    app.extensions["one_payroll_config"] = config
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[config.trusted_proxies] * 4)  # type: ignore[method-assign]
    for door in ("headers", "language", "auth", "blueprints"):  # loaded here: rows and migrations need no web
        import_module(f"app.{door}").init_app(app)
    return app


def open_store(config: Config) -> Store:
    """The database and its keys; outside production missing keys are made."""
    if not config.is_production:
        create_key_files(config.keys)
    return Store(Database(config.database_url), Keyring(read_key_files(config.keys), config.keys))
