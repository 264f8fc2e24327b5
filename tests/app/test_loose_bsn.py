"""Nine digits that pass the elfproef in a field for text: warned about, confirmed, and never in a field that is about a number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from stdnum.nl import bsn
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, SelectField, StringField

import factories
from app.blueprints import accounts, hours  # noqa: F401 - their forms are walked too
from app.db.accounts import Role
from app.db.hours import HoursState, HoursWeekRow
from app.db.profiles import WorkExperienceRow
from app.db.work import SYSTEM
from app.fields import Form
from app.fields.choices import options
from app.fields.form import NO_BSN
from app.fields.loose_bsn import is_free_text, looks_like_bsn
from page import get_page, post, post_page

NUMBER = "123456782"
# The fields for text that hold a number of another kind, and why; a new one needs a line here.
STRUCTURED = {
    ("CertificateForm", "number"): "the number on a certificate",
    ("EmployerForm", "loonheffingennummer"): "holds the RSIN, which passes the elfproef",
    ("HealthInsuranceForm", "number"): "a policy number, sealed",
    ("IdentityForm", "mrz"): "the zone holds the personal number and is not stored",
    ("IdentityForm", "number"): "a document number, sealed",
}
SEARCHES = {"SearchForm", "TextSearchForm", "TrialForm"}


def forms(kind=Form):
    for each in kind.__subclasses__():
        yield each
        yield from forms(each)


def text_fields():
    for form in sorted(
        {each for each in forms() if each.__module__.startswith("app.")}, key=lambda each: each.__name__
    ):
        for name in dir(form):
            made = getattr(form, name, None)
            if hasattr(made, "field_class") and issubclass(made.field_class, StringField):
                yield form, name


def test_the_forms_of_the_application_have_their_fields_for_text_found():
    assert len(list(text_fields())) > 40


@pytest.mark.parametrize(
    ("form", "name"), [pytest.param(*each, id=f"{each[0].__name__}.{each[1]}") for each in text_fields()]
)
def test_every_field_for_text_asks_whether_it_is_a_bsn(plain_app, form, name):
    with plain_app.test_request_context(method="POST"):
        filled = form(MultiDict({name: f"vraag {NUMBER[:4]}.{NUMBER[4:6]}.{NUMBER[6:]} na"}))
        asked = filled[name] in filled.doubtful_fields()
        free = is_free_text(filled[name]) and form.__name__ not in SEARCHES and (form.__name__, name) not in STRUCTURED
    assert asked == free


def test_the_exceptions_are_there_still():
    found = {(form.__name__, name) for form, name in text_fields()}
    assert set(STRUCTURED) <= found
    assert {(form.__name__, name) for form in forms() for name in form.structured} >= set(STRUCTURED)
    assert {form.__name__ for form in forms() if not form.keeps_text} == SEARCHES


@pytest.fixture
def plain_app():
    from flask import Flask

    from app import language

    made = Flask(__name__)
    made.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    language.init_app(made)
    return made


@pytest.mark.parametrize("text", [NUMBER, "123 456 782", "1234.56.782", "1234-56-782", f"bsn:{NUMBER}.", f"({NUMBER})"])
def test_a_bsn_is_seen_however_it_is_written(text):
    assert looks_like_bsn(f"opm {text} einde")


@pytest.mark.parametrize(
    "text",
    [
        "123456783",
        "1234567821",
        "0123456782",
        "NL123456782B01",
        "06 12 34 56 78",
        "+31 6 12345678",
        "16-11-2026",
        "",
        "000000000",
    ],
)
def test_what_is_no_bsn_is_left_alone(text):
    assert not looks_like_bsn(text)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_nine_digits_are_asked_about_exactly_when_they_pass_the_elfproef(digits):
    assert looks_like_bsn(digits) == bsn.is_valid(digits)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def test_a_remark_with_a_bsn_comes_back_and_is_saved_once_it_is_confirmed(client_for, store, worker):
    consultant = client_for(Role.CONSULTANT)
    here = f"/flex-workers/{worker.person}/profile/experience/new"
    given = {
        "id": str(factories.uuid4()), "employer_name": "Bol", "function": "Bakker", "from_month": "03-2021",
        "remark": f"klant {NUMBER}",
    }  # fmt: skip
    assert f'name="{NO_BSN}"' not in get_page(consultant, here).text
    page = post_page(consultant, here, given, status=422)
    assert "Dit lijkt op een BSN" in page.text
    assert f"klant {NUMBER}" in page.text
    assert re.search(f'name="{NO_BSN}"', page.text)
    assert post(consultant, here, given | {NO_BSN: "y"}).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(WorkExperienceRow.remark)).one() == f"klant {NUMBER}"


def test_a_remark_on_hours_is_refused_until_it_is_confirmed(client_for, store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        week_id = factories.hours_week(
            w, agency, worker.placement, state=HoursState.SUBMITTED, approved_by=None, approved_at=None
        )
    clerk = client_for(Role.PAYROLL_CLERK)
    given = {"version": "1", "remark": f"zie {NUMBER}"}
    answer = post(clerk, f"/hours/{week_id}/send-back", given)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(HoursWeekRow, week_id).remark == ""
    assert answer.status_code in {303, 409, 422}
    assert post(clerk, f"/hours/{week_id}/send-back", given | {NO_BSN: "y"}).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(HoursWeekRow, week_id).remark == given["remark"]


def test_kinds_of_fields_that_are_no_text_are_never_asked_about(plain_app):
    with plain_app.test_request_context():
        form = type("Planted", (Form,), {"a": SelectField(choices=options([(NUMBER, NUMBER)])), "b": EmailField()})()
        assert not is_free_text(form.a)
        assert is_free_text(form.b)
