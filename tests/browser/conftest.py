"""Real Chromium against our own server on a free port, with a migrated database of its own."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

import factories
from app import create_app
from app.auth import sessions
from app.config import Config
from app.db import migrations
from gallery import add_gallery

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing."""


@dataclass
class Live:
    """The running server, its database and the small agency in it."""

    url: str
    app: object
    store: object
    agency: factories.Agency

    def cookie(self, role, employer="own"):
        token = sessions.login(self.store, self.agency.accounts[role, employer])
        return {"name": sessions.PLAIN_COOKIE, "value": token, "url": self.url, "httpOnly": True, "sameSite": "Strict"}


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory):
    """A migrated SQLite file with nothing in it, and its keys."""
    directory = tmp_path_factory.mktemp("browser")
    config = Config(f"sqlite:///{directory}/empty.db", directory / "keys", "demo")
    migrations.upgrade(config)
    return config


@contextmanager
def serving(config):
    """The application behind a threaded server on a free port."""
    app = create_app(config)
    add_gallery(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield app, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["one_payroll"].database.close()


@pytest.fixture
def live(empty_installation, tmp_path):
    """A server with a small agency, for one test."""
    copy = tmp_path / "one-payroll.db"
    copy.write_bytes(Path(empty_installation.database_url.removeprefix("sqlite:///")).read_bytes())
    with serving(Config(f"sqlite:///{copy}", empty_installation.keys, "demo")) as (app, url):
        store = app.extensions["one_payroll"]
        yield Live(url, app, store, factories.agency(store))


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_for(chromium, live):
    """`page_for(role, employer="own", **context options)`: a tab, signed in; script errors fail the test at its end."""
    contexts, errors = [], []

    def opened(role=None, employer="own", **options):
        context = chromium.new_context(
            **({"viewport": {"width": 1366, "height": 768}, "locale": "nl-NL", "base_url": live.url} | options)
        )
        contexts.append(context)
        if role:
            context.add_cookies([live.cookie(role, employer)])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture(scope="session")
def accessible():
    """`accessible(page)`: axe finds nothing, the page has no horizontal scroll bar."""
    axe = Axe()

    def check(page):
        page.wait_for_load_state()  # after a click the new page may still lack its stylesheet
        found = axe.run(
            page,
            options={
                "resultTypes": ["violations"],
                "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            },
        )
        problems = [
            (
                each["id"],
                each["help"],
                [node["html"][:160] for node in each["nodes"][:3]],
                [node.get("failureSummary", "")[:300] for node in each["nodes"][:1]],
            )
            for each in found.response["violations"]
        ]
        assert not problems, (page.url, problems)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, (page.url, f"{overflow} px too wide")

    return check
