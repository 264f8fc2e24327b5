"""What an attacker or a clumsy paste puts in a field, and a walk over every form of the site to put it there."""

from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from page import XHTML, Page

# These break databases, calendars and numbers: each goes alone into every field.
SHARP = (
    "a\x00b", "9" * 30, "9" * 5000, "-1", "1e9", "NaN", "31-12-9999", "9999-12-31", "01-01-0001", "0001-01-01",
    "\udc80".encode("utf-8", "surrogatepass"), "\u0661\u0662", "x" * 400,
)  # fmt: skip
# These break pages, queries and templates: each goes into all fields of a form at once.
BLUNT = (
    "", " ", "\t\r\n", "0", "-0", "1,5", "1.5", "1e309", "Infinity", "-Infinity", "0x10", "1_000", "00-00-0000", "0000-00-00",
    "29-02-2025", "31-04-2026", "10000-01-01", "2026-W47", "24:00", "99:99", "25u61", "-8:00", "null", "undefined", "None", "true",
    "\u202eRTL", "\u200b", "\ufeff", "\u0000", "\u0007", "\u2028", "\uffff", "e\u0301" * 60, "\U0001f469\u200d\U0001f4bb" * 20,
    "\u00bd", "\u2167", "\u2212" + "5", "'", "''; DROP TABLE person; --", "' OR '1'='1", '" OR 1=1 --', "%", "_%_", "\\", "${7*7}",
    "{{7*7}}", "{% raise %}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "../../etc/passwd",
    "a\r\nBcc: b@example.nl", "=1+1", "@SUM(A1)", "a@b.nl\x00", "x" * 100_000, "(" * 500, "a,b;c|d", "\u0130I\u0131i", "ß" * 300,
    b"\xff\xfe\xc0\x80",
)  # fmt: skip
# What lists read from their address.
ARGUMENTS = {
    "/accounts": ("state", "role", "q", "page"), "/audit": ("since", "until", "chain", "tag", "actor", "before"),
    "/audit/export": ("since", "before"), "/bank-files/": ("page",), "/disclosures/": ("what", "since", "until", "sort", "page"), "/flex-workers/": ("filter", "sort", "page"),
    "/hirers/": ("filter", "sort", "page"), "/suppliers/": ("filter", "sort", "page"), "/hours/": ("state", "weeks", "page"), "/law": ("text", "show"),
    "/pay-runs/": ("state", "page"), "/pay-runs/{run_id}": ("view", "over", "page"), "/payslips/": ("page",),
    "/placements/": ("state", "sort", "page"), "/trial": ("placement",), "/sign-in": ("next",),
}  # fmt: skip
# A form that is otherwise right lets the bad value reach the service and the database.
SOUND = {
    "initials": "A.", "first_name": "Ada", "last_name": "Proef", "birth_date": "16-11-1990", "birth_place": "Utrecht", "nationality": "0001",
    "signed_on": "16-11-2026", "statement_since": "16-11-2026", "is_anoniem_accepted": "y", "credit": "no", "street": "Havenweg 1",
    "house_number": "1", "postcode": "3511 AB", "city": "Utrecht", "kvk": "81234567", "sector": "bouw", "name": "Proef BV",
    "btw": "NL123456782B90", "loonheffingennummer": "123456782L01", "iban": "NL91ABNA0417164300", "function": "Kok", "hourly_wage": "20",
    "tariff": "35", "hours_per_week": "40", "email": "ada@example.nl", "aof": "hoog", "whk_wga": "1", "whk_zw": "1", "wga_verhaal": "0",
    "sfu": "0", "reason": "worker_asks", "remark": "Kijk dit na", "ended_on": "30-12-2026", "since": "20-12-2026", "quantity": "8",
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"
FIELDS = {XHTML + name for name in ("input", "select", "textarea", "button")}


def forms(client, address):
    """(action, {name: value}, names to fill) of every form with something to fill on a page."""
    page = Page(client.get(address, base_url="https://localhost"))
    for form in page.all("form"):
        values, names = {}, []
        for field in (each for each in form.iter() if each.tag in FIELDS):
            name, kind = field.get("name"), field.get("type", field.tag.removeprefix(XHTML))
            unchecked = kind in {"checkbox", "radio"} and field.get("checked") is None
            if not name or unchecked or kind == "button":
                continue
            if name in values and kind == "submit":
                continue
            values[name] = _value(field) or SOUND.get(name, "")
            if name != "csrf_token" and kind not in {"checkbox", "submit"} and name not in names:
                names.append(name)
        if names:
            yield (form.get("method", "get").lower(), urlsplit(form.get("action")).path or address, values, names)


def _value(field):
    if field.tag == XHTML + "select":
        chosen = [each for each in field.iter(XHTML + "option") if each.get("selected") is not None]
        return (chosen or [*field.iter(XHTML + "option")])[0].get("value", "")
    return field.text or "" if field.tag == XHTML + "textarea" else field.get("value", "")


def attack(client, form, changed):
    """What goes wrong when the form is sent with these values: a sentence, or nothing."""
    method, action, values, _names = form
    sent = values | changed
    if "id" in values and "id" not in changed:
        sent["id"] = str(uuid4())
    return send(client, method, action, sent)


def send(client, method, action, sent):
    text = urlencode(sent)
    where = {"query_string": text} if method == "get" else {"data": text, "content_type": FORM}
    try:
        status = client.open(action, method=method.upper(), base_url="https://localhost", **where).status_code
    except Exception as error:  # noqa: BLE001 - one list of everything that is wrong
        return f"{method} {action}: {type(error).__name__} {str(error)[:150]!r}"
    return f"{method} {action}: {status}" if status >= 500 else None
