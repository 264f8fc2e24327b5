"""What people may type in a form, and the sentence they get when it can't be right."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from app import language
from app.fields import (
    BsnField,
    BtwField,
    DayField,
    HoursField,
    IbanField,
    KvkField,
    MoneyField,
    NameField,
    NotesField,
    PercentageField,
    PostcodeField,
    Required,
)

MONEY = {"1234,50": "1234.50", "1.234,50": "1234.50", "1234.50": "1234.50", "1,234.50": "1234.50", "€ 12": "12", "1.234": "1234", "0": "0"}  # fmt: skip
HOURS = {"7:30": 450, "7u30": 450, "7,5": 450, "7.5": 450, "7": 420, "7,33": 440, "0:05": 5, "24": 1440}
DAYS = ["16-11-2026", "16/11/2026", "16.11.2026", "16 11 2026", "16112026", "2026-11-16"]


@pytest.fixture(scope="module", autouse=True)
def request_in_dutch():
    app = Flask(__name__)
    language.init_app(app)
    with app.test_request_context():
        yield


def typed(field, text, **others):
    form = type("Typed", (Form,), {"f": field, "country": StringField()})(MultiDict({"f": text} | others))
    form.validate()
    return form.f


@pytest.mark.parametrize("text", MONEY)
def test_an_amount_is_read_as_a_dutch_office_types_it(text):
    field = typed(MoneyField("Loon"), text)
    assert (field.data, list(field.errors)) == (Decimal(MONEY[text]), [])


@pytest.mark.parametrize("text", HOURS)
def test_hours_are_read_in_every_usual_notation(text):
    field = typed(HoursField("Uren"), text)
    assert (field.data, list(field.errors)) == (HOURS[text], [])


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_in_every_usual_notation(text):
    assert typed(DayField("Begin"), text).data == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        (MoneyField("x"), "12,345", "2 cijfers achter de komma"),
        (MoneyField("x"), "-1", "te laag"),
        (MoneyField("x"), "9999999", "te hoog"),
        (MoneyField("x"), "tien", "geen getal"),
        (MoneyField("x"), "1e5", "geen getal"),
        (PercentageField("x"), "101", "te hoog"),
        (HoursField("x"), "-7", "niet negatief"),
        (HoursField("x"), "24:01", "meer dan 24 uur"),
        (HoursField("x"), "7:75", "60 minuten"),
        (HoursField("x"), "zeven", "geen uren"),
        (DayField("x"), "31-2-2026", "bestaat niet"),
        (DayField("x"), "16-11-26", "vier cijfers"),
        (DayField("x"), "gisteren", "geen datum"),
        (BsnField("x"), "123456789", "elfproef"),
        (BsnField("x"), "12345", "negen cijfers"),
        (BsnField("x"), "abcdefghi", "negen cijfers"),
        (IbanField("x"), "NL19ABNA0417164300", "controlegetal 19 hoort 91 te zijn"),
        (IbanField("x"), "NL91ABNA04171643", "te lang of te kort"),
        (IbanField("x"), "XX91ABNA0417164300", "XX is geen land met IBAN"),
        (IbanField("x"), "NL91AB*A0417164300", "een teken"),
        (PostcodeField("x"), "0123 AB", "vier cijfers en twee letters"),
        (KvkField("x"), "1234567", "acht cijfers"),
        (BtwField("x"), "NL123456789B01", "klopt niet"),
        (BtwField("x"), "btw", "NL123456789B01"),
        (NameField("x", most=100), "a" * 400, "400 tekens lang; er passen er 100"),
        (NameField("x"), "Jan\x00sen", "onzichtbaar teken"),
        (NameField("x"), "Jan\u202esen", "onzichtbaar teken"),
        (NameField("x"), "---", "geen letter"),
        (NotesField("x", most=5), "zes tekens", "er passen er 5"),
        (NameField("x", [Required()]), "   ", "verplicht"),
    ],
)
def test_what_cannot_be_right_is_told_in_a_sentence_and_kept(field, text, says):
    answered = typed(field, text)
    assert len(answered.errors) == 1
    assert says in answered.errors[0]
    if not isinstance(answered, NameField | NotesField):
        assert answered._value() == text


def test_a_right_iban_names_its_bank():
    field = typed(IbanField("Rekening"), "nl91 abna 0417 1643 00")
    assert (field.data, field.bic, list(field.errors)) == ("NL91ABNA0417164300", "ABNANL2A", [])
    assert "ABN AMRO" in field.bank


def test_a_right_number_is_kept_in_its_shortest_form():
    assert typed(BsnField("x"), "111.222.333").data == "111222333"
    assert typed(PostcodeField("x"), "1234ab").data == "1234 AB"
    assert typed(KvkField("x"), "1234 5678").data == "12345678"
    assert typed(BtwField("x"), "NL4495445B01").data == "NL004495445B01"


def test_a_postcode_abroad_is_free_text():
    assert list(typed(PostcodeField("x"), "10115", country="DE").errors) == []
    assert "12 tekens" in typed(PostcodeField("x"), "1234567890123", country="DE").errors[0]


def test_what_is_not_filled_in_is_none():
    for kind in (MoneyField, HoursField, DayField, BsnField, IbanField):
        assert typed(kind("x"), " ").data is None


@given(minutes=st.integers(0, 1440))
def test_hours_shown_in_a_form_are_read_back_the_same(minutes):
    shown = HoursField("x").bind(Form(), "f")
    shown.process(None, minutes)
    assert typed(HoursField("x"), shown._value()).data == minutes


@given(cents=st.integers(0, 99_999_900))
def test_an_amount_shown_in_a_form_is_read_back_the_same(cents):
    amount = Decimal(cents).scaleb(-2)
    shown = MoneyField("x").bind(Form(), "f")
    shown.process(None, amount)
    assert typed(MoneyField("x"), shown._value()).data == amount


@given(text=st.text(max_size=40))
def test_nothing_typed_breaks_a_field(text):
    for kind in (MoneyField, PercentageField, HoursField, DayField, BsnField, IbanField, PostcodeField, KvkField, BtwField, NameField):  # fmt: skip
        typed(kind("x"), text)
