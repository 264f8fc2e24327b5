"""Who reads the printed lines of the demo gets in."""

import re
from datetime import UTC, datetime

from app.demo import accounts
from app.demo.agency import Size, fill


def test_a_demo_account_signs_in_with_its_printed_password_and_code(store, app):
    fill(store, Size(2, 1, 1), datetime.now(UTC))
    client, each = app.test_client(), accounts.account("loon1")

    def post(path, **given):
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)[1]
        return client.post(path, data=given | {"csrf_token": token})

    first = post("/sign-in", email=each.email, password=accounts.PASSWORD)
    assert "/sign-in/code" in first.headers["Location"]
    second = post("/sign-in/code", code=each.code(datetime.now(UTC)))
    assert second.status_code in {302, 303}
    assert client.get("/").status_code == 200
