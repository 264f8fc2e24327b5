"""What every test gets: no network (pytest.ini says so); the tests of the shell may reach this machine."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if any((TESTS / floor) in item.path.parents for floor in ("app", "browser")):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))
