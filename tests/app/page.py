"""The page-test helper: fetches a page and checks the ten things of house.md on it."""

import re
import warnings
from urllib.parse import urlsplit

import html5lib
from flask import url_for

from app.headers import HEADERS

XHTML = "{http://www.w3.org/1999/xhtml}"
FIELDS = ("input", "select", "textarea")
# A point as decimal sign, an ISO date, or a month spelt in English: not in a Dutch sentence.
NOT_DUTCH = re.compile(
    r"(?<![\d.,-])\d+\.\d{2}(?![\d.]|-)"
    r"|(?<![\w-])\d{4}-\d{2}-\d{2}(?!\w)"
    r"|\b(?:January|February|March|May|June|July|August|October|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"|\bNone\b|\bTrue\b|\bFalse\b|Decimal\("
)
UNTRANSLATED = re.compile(
    r"\b(?:Submit|Save|Cancel|Delete|Password|Sign in|Login|Username|Please|Required|Invalid|This field|Not a valid|Search)\b"
)
ALLOWED_ENGLISH = {"Switch to English", "English", "One Payroll"}


class Page:
    """An answer, taken apart; `planted` are values that this role may not see anywhere in it."""

    def __init__(self, response, *, status=200, planted=(), language="nl"):
        self.response, self.expected, self.planted, self.language = response, status, planted, language
        self.text = response.get_data(as_text=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # html5lib's own deprecations
            self.parser = html5lib.HTMLParser(strict=False)
            self.tree = self.parser.parse(self.text)

    def all(self, *names):
        return [element for element in self.tree.iter() if element.tag in {XHTML + name for name in names}]

    @property
    def title(self):
        return " ".join(self.all("title")[0].itertext()).strip()

    @property
    def h1(self):
        return " ".join(" ".join(self.all("h1")[0].itertext()).split())

    @property
    def words(self):
        """What a reader reads, piece by piece; <code>, <kbd>, <cite> and what has a language of its own is no prose of ours."""
        quoted = {XHTML + name for name in ("script", "style", "title", "code", "kbd", "cite")}

        def inside(element):
            if not isinstance(element.tag, str) or element.tag in quoted:
                return
            if element.get("lang", self.language) == self.language:
                yield element.text or ""
                yield from (element.get(name, "") for name in ("aria-label", "placeholder", "title", "alt"))
                for part in element:
                    yield from inside(part)
                    yield part.tail or ""

        yield from filter(None, (" ".join(text.split()) for text in inside(self.all("html")[0])))

    def check(self):
        """All ten; returns the page."""
        for each in (
            self.has_the_status,
            self.has_one_h1_and_a_title,
            self.is_valid_html,
            self.has_unique_ids,
            self.has_a_label_for_every_field,
            self.has_action_and_token_in_every_form,
            self.has_nothing_inline,
            self.has_the_headers,
            self.is_in_the_readers_language,
            self.shows_nothing_planted,
        ):
            each()
        return self

    def has_the_status(self):
        assert self.response.status_code == self.expected, (self.response.status_code, self.text[:2000])

    def has_one_h1_and_a_title(self):
        assert len(self.all("h1")) == 1, [" ".join(each.itertext()) for each in self.all("h1")]
        assert self.h1, "the h1 is empty"
        assert re.fullmatch(r"\S.* · One Payroll", self.title), self.title
        assert "@" not in self.title, "an address in the title"

    def is_valid_html(self):
        assert not self.parser.errors, [
            (line, code, self.text.splitlines()[line[0] - 1].strip()[:160]) for line, code, _ in self.parser.errors[:5]
        ]
        for outer, inner in (("a", "a"), ("button", "button"), ("a", "button"), ("form", "form"), ("label", "label")):
            for element in self.all(outer):
                assert not element.findall(f".//{XHTML}{inner}"), f"<{inner}> inside <{outer}>"

    def has_unique_ids(self):
        ids = [element.get("id") for element in self.tree.iter() if element.get("id") is not None]
        assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})
        assert all(ids), "an empty id"
        assert not any(re.search(r"\s", each) for each in ids), [each for each in ids if re.search(r"\s", each)]
        for element in self.tree.iter():
            for name in ("aria-labelledby", "aria-describedby", "for"):
                for each in (element.get(name) or "").split():
                    assert each in ids, f"{name}={each} points nowhere"

    def has_a_label_for_every_field(self):
        labelled = {label.get("for") for label in self.all("label")}
        wrapped = {id(field) for label in self.all("label") for field in label.iter()}
        for field in self.all(*FIELDS):
            if field.get("type") in {"hidden", "submit"}:
                continue
            named = (
                field.get("id") in labelled
                or id(field) in wrapped
                or field.get("aria-label")
                or field.get("aria-labelledby")
            )
            assert named, f"no label for {field.get('name')}"
        for button in self.all("button", "a", "summary"):
            words = "".join(button.itertext()).strip() or button.get("aria-label")
            assert words, f"a {button.tag.removeprefix(XHTML)} without words: {button.attrib}"

    def has_action_and_token_in_every_form(self):
        for form in self.all("form"):
            assert form.get("action"), "a form without action"
            if form.get("method", "get").lower() == "post":
                tokens = [field for field in form.iter(XHTML + "input") if field.get("name") == "csrf_token"]
                assert len(tokens) == 1, (form.get("action"), len(tokens))
                assert tokens[0].get("value"), form.get("action")

    def has_nothing_inline(self):
        for element in self.tree.iter():
            assert not element.get("style"), f"style= on {element.tag}"
            assert not [name for name in element.attrib if str(name).startswith("on")], element.attrib
        assert not self.all("style"), "a <style>"
        assert not [script for script in self.all("script") if not script.get("src")], "a script without src"
        for element in self.all("a", "form", "link", "script", "img"):
            address = element.get("href") or element.get("src") or element.get("action") or ""
            assert not address.startswith("javascript:"), address
            if not address.startswith("data:"):
                assert not urlsplit(address).netloc or element.tag == XHTML + "a", address

    def has_the_headers(self):
        for name, value in HEADERS.items():
            assert self.response.headers.get(name) == value, name
        assert "unsafe" not in self.response.headers["Content-Security-Policy"]
        assert "no-store" in self.response.headers.get("Cache-Control", ""), self.response.headers.get("Cache-Control")
        assert self.response.headers["Content-Type"] == "text/html; charset=utf-8"

    def is_in_the_readers_language(self):
        assert self.all("html")[0].get("lang") == self.language
        for words in self.words:
            if self.language == "nl" and words not in ALLOWED_ENGLISH:
                assert not NOT_DUTCH.search(words), f"not a Dutch number or date: {words!r}"
                assert not UNTRANSLATED.search(words), f"untranslated: {words!r}"

    def shows_nothing_planted(self):
        everything = self.text + str(self.response.headers)
        plain = re.sub(r"[\s.]", "", everything)
        for value in self.planted:
            assert value not in everything, "a planted value is on the page"
            assert value not in plain, "a planted value is on the page, spaced"


def get_page(client, endpoint, *, status=200, planted=(), language="nl", **values):
    """The checked page of an endpoint (or of an address that starts with /)."""
    address = endpoint if endpoint.startswith("/") else _address(client, endpoint, values)
    response = client.get(address, base_url="https://localhost")
    return Page(response, status=status, planted=planted, language=language).check()


def post_page(client, endpoint, data, *, status=200, planted=(), language="nl", **values):
    """The checked page that a POST answers with; the token is taken along."""
    address = endpoint if endpoint.startswith("/") else _address(client, endpoint, values)
    response = post(client, address, data)
    return Page(response, status=status, planted=planted, language=language).check()


def post(client, address, data):
    """The plain answer to a POST with the token of this client."""
    return client.post(
        address,
        data={"csrf_token": token(client), **data},
        base_url="https://localhost",
        headers={"Referer": f"https://localhost{address}", "Sec-Fetch-Site": "same-origin"},
    )


def token(client):
    """A CSRF token, read from a page that every person may see."""
    text = client.get("/help", base_url="https://localhost").get_data(as_text=True)
    found = re.search(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"', text)
    assert found, text[:500]
    return found[1]


def _address(client, endpoint, values):
    with client.application.test_request_context():
        return url_for(endpoint, **values)
