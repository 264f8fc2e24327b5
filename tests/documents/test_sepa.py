"""The bank file: what it holds, what it refuses, and that the schema holds for any order."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from schwifty import IBAN

from documents.sepa import (
    NAMESPACE,
    Payment,
    PaymentOrder,
    PaymentOrderError,
    bank_working_day,
    pain001,
    problems_against_xsd,
    sepa_text,
)

SEPA_SET = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
PAYMENT = Payment("SAL-2026-W47-00001", "Łukasz Żółć", "NL91 ABNA 0417 1643 00", Decimal("412.07"), "Loon week 47 2026")
ORDER = PaymentOrder(
    message_id="SAL-2026-W47-1",
    created_at=datetime(2026, 11, 25, 9, 30, 12, 345678, tzinfo=UTC),
    initiator="Uitzendbureau Één B.V.",
    debtor_name="Uitzendbureau Één B.V.",
    debtor_iban="NL44RABO0123456789",
    debtor_bic="RABONL2U",
    execution_day=date(2026, 11, 26),
    payments=(PAYMENT, replace(PAYMENT, end_to_end_id="SAL-2026-W47-00002", amount=Decimal("0.1"))),
)


def texts(xml, path):
    steps = "/".join(f"p:{step}" for step in path.split("/"))
    return [found.text for found in etree.fromstring(xml).findall(f".//{steps}", {"p": NAMESPACE})]


def refusal(**changes):
    with pytest.raises(PaymentOrderError) as caught:
        pain001(replace(ORDER, **changes))
    return caught.value


def with_payment(**changes):
    return refusal(payments=(replace(PAYMENT, **changes),))


def test_a_salary_batch_is_valid_and_holds_what_the_bank_needs():
    xml = pain001(ORDER)
    assert problems_against_xsd(xml) == ()
    assert texts(xml, "CtgyPurp/Cd") == ["SALA"]
    assert texts(xml, "BtchBookg") == ["true"]
    assert texts(xml, "CtrlSum") == ["412.17", "412.17"]
    assert texts(xml, "NbOfTxs") == ["2", "2"]
    assert texts(xml, "InstdAmt") == ["412.07", "0.10"]
    assert texts(xml, "Cdtr/Nm") == ["Lukasz Zolc", "Lukasz Zolc"]
    assert texts(xml, "CdtrAcct/Id/IBAN") == ["NL91ABNA0417164300"] * 2
    assert texts(xml, "ReqdExctnDt/Dt") == ["2026-11-26"]
    assert texts(xml, "CreDtTm") == ["2026-11-25T09:30:12+00:00"]


def test_no_address_at_all_is_sent():
    assert b"PstlAdr" not in pain001(ORDER)


def test_the_same_order_gives_the_same_bytes():
    assert pain001(ORDER) == pain001(replace(ORDER))


def test_without_a_bank_code_the_bank_is_told_to_take_it_from_the_account():
    xml = pain001(replace(ORDER, debtor_bic=""))
    assert texts(xml, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]
    assert problems_against_xsd(xml) == ()


def test_a_payment_without_description_leaves_the_element_out():
    xml = pain001(replace(ORDER, payments=(replace(PAYMENT, description=" "),)))
    assert b"RmtInf" not in xml
    assert problems_against_xsd(xml) == ()


@pytest.mark.parametrize("amount", ["0", "-0.01", "NaN", "Infinity", "1000000000"])
def test_an_amount_that_cannot_be_paid_is_refused(amount):
    assert with_payment(amount=Decimal(amount)).field == "payments[0].amount"


def test_parts_of_a_cent_are_refused():
    assert with_payment(amount=Decimal("1.005")).code == "cents"


def test_an_order_without_payments_is_refused():
    assert refusal(payments=()).code == "empty"


def test_the_same_payment_twice_is_refused():
    assert refusal(payments=(PAYMENT, PAYMENT)).code == "double"


@pytest.mark.parametrize("reference", ["", "x" * 36, "/a", "a/", "a//b", "a_b", "é", "a\n"])
def test_a_reference_the_bank_would_change_is_refused(reference):
    assert with_payment(end_to_end_id=reference).code == "reference"
    assert refusal(message_id=reference).field == "message_id"


@pytest.mark.parametrize("iban", ["", "zz", "NL91ABNA0417164301"])
def test_a_wrong_account_is_refused_without_repeating_it(iban):
    caught = with_payment(creditor_iban=iban)
    assert (caught.code, caught.field) == ("iban", "payments[0].creditor_iban")
    assert not iban or iban not in str(caught)


def test_an_account_outside_the_sepa_zone_is_refused():
    assert with_payment(creditor_iban="TR330006100519786457841326").code == "zone"


def test_a_wrong_bank_code_is_refused():
    assert refusal(debtor_bic="RABO").code == "bic"


def test_a_name_without_a_readable_character_is_refused():
    assert with_payment(creditor_name="¤").code == "name"


def test_a_closed_day_is_refused_and_the_next_open_day_named():
    assert "2026-11-23" in str(refusal(execution_day=date(2026, 11, 22)))


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        ("2026-04-03", "2026-04-07"),
        ("2026-05-01", "2026-05-04"),
        ("2026-12-25", "2026-12-28"),
        ("2027-01-01", "2027-01-04"),
        ("2026-04-27", "2026-04-27"),
    ],
)
def test_banks_are_closed_on_target_days_and_open_on_koningsdag(day, open_on):
    assert bank_working_day(date.fromisoformat(day)) == date.fromisoformat(open_on)


def test_broken_and_wrong_xml_are_reported_without_values():
    wrong = pain001(ORDER).replace(b"NL44RABO0123456789", b"geheim")
    assert problems_against_xsd(b"<nee") == ("1: not readable as XML",)
    assert problems_against_xsd(wrong)
    assert "geheim" not in "".join(problems_against_xsd(wrong))


@given(st.text(max_size=200), st.integers(1, 140))
def test_any_text_ends_in_the_sepa_set_and_within_its_length(text, length):
    plain = sepa_text(text, length)
    assert SEPA_SET.fullmatch(plain)
    assert len(plain) <= length
    assert "//" not in plain
    assert sepa_text(plain, length) == plain


names = st.text(min_size=1, max_size=120).map(lambda text: f"A {text}")
accounts = st.integers(0, 10**10 - 1).map(lambda number: IBAN.generate("NL", "INGB", f"{number:010}").compact)
amounts = st.integers(1, 10**10).map(lambda cents: Decimal(cents).scaleb(-2))
lines = st.lists(st.tuples(names, accounts, amounts, st.text(max_size=200)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(lines, names, st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_any_order_satisfies_the_schema_and_adds_up(rows, agency, day):
    payments = tuple(Payment(f"E{number}", *row) for number, row in enumerate(rows))
    xml = pain001(
        replace(ORDER, payments=payments, debtor_name=agency, initiator=agency, execution_day=bank_working_day(day))
    )
    assert problems_against_xsd(xml) == ()
    assert sum(map(Decimal, texts(xml, "InstdAmt"))) == Decimal(texts(xml, "CtrlSum")[0])
    assert all(SEPA_SET.fullmatch(name) for name in texts(xml, "Nm"))
