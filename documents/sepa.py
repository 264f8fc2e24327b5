"""The bank file that pays net wages: pain.001.001.09, category purpose SALA, one debit line for the whole batch."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from typing import Any, cast

from holidays import financial_holidays
from lxml import etree
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from text_unidecode import unidecode

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_LENGTH, REFERENCE_LENGTH, DESCRIPTION_LENGTH = 70, 35, 140
LARGEST_AMOUNT = Decimal("999999999.99")  # rulebook SCT, AT-04
OUTSIDE_SEPA_SET = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
REFERENCE = re.compile(
    r"(?!/)(?!.*//)[A-Za-z0-9/\-?:().,'+ ]{1,35}(?<!/)\Z"
)  # EPC217-08: no slash at an end, no two together
SUBSTITUTES = str.maketrans({"&": "+", "_": "-", '"': "'", "`": "'", ";": ",", "[": "(", "]": ")", "{": "(", "}": ")"})


class PaymentOrderError(ValueError):
    """No bank file is made: `code` names the reason, `field` the path in the order; neither holds a name or an account."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.code, self.field = code, field


@dataclass(frozen=True, slots=True)
class Payment:
    """One worker's pay: `amount` in euro, above zero; `creditor_name` is the holder as the bank knows them."""

    end_to_end_id: str
    creditor_name: str
    creditor_iban: str
    amount: Decimal
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """One debit from one account on one day; `debtor_bic` may be empty, the bank then takes it from the IBAN."""

    message_id: str
    created_at: datetime
    initiator: str
    debtor_name: str
    debtor_iban: str
    debtor_bic: str
    execution_day: date
    payments: tuple[Payment, ...]


def sepa_text(text: str, length: int) -> str:
    """`text` in the SEPA character set (EPC217-08), at most `length` characters; empty when nothing readable is left.

    >>> sepa_text("Łukasz Öztürk & Zn.", 70)
    'Lukasz Ozturk + Zn.'
    """
    plain = OUTSIDE_SEPA_SET.sub(" ", unidecode(text).translate(SUBSTITUTES))
    return re.sub(r"/{2,}", "/", " ".join(plain.split())).strip("/ ")[:length].strip("/ ")


@cache
def _is_closed(day: date) -> bool:
    return day.isoweekday() > 5 or day in financial_holidays("ECB", years=day.year)


def bank_working_day(day: date) -> date:
    """The first day on or after `day` on which TARGET is open (ECB calendar: no weekend, no TARGET closing day).

    >>> bank_working_day(date(2026, 4, 3)), bank_working_day(date(2026, 11, 23))
    (datetime.date(2026, 4, 7), datetime.date(2026, 11, 23))
    """
    while _is_closed(day):
        day += timedelta(days=1)
    return day


def pain001(order: PaymentOrder) -> bytes:
    """The order as XML, the same bytes for the same order; no addresses (not needed in SCT, and unstructured ones are gone).

    Raises `PaymentOrderError`: an empty order, an amount that is not above zero or not in whole cents, a reference that is
    double, too long or outside the SEPA set, an account or bank code that is wrong, a name without a readable
    character, an execution day on which banks are closed. Follows ISO 20022 pain.001.001.09 and the SCT guidelines.
    """
    for refusal in _refusals(order):
        raise refusal
    root = etree.Element("Document", nsmap=cast("dict[str, str]", {None: NAMESPACE}))
    initiation = etree.SubElement(root, "CstmrCdtTrfInitn")
    _group_header(initiation, order)
    _payment_information(initiation, order)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _refusals(order: PaymentOrder) -> Iterator[PaymentOrderError]:
    if not order.payments:
        yield PaymentOrderError("empty", "payments", "there is nothing to pay; a bank file needs at least one payment")
    yield from _reference_refusals("message_id", order.message_id)
    yield from _name_refusals("initiator", order.initiator)
    yield from _name_refusals("debtor_name", order.debtor_name)
    yield from _iban_refusals("debtor_iban", order.debtor_iban)
    if order.debtor_bic and not _is_bic(order.debtor_bic):
        yield PaymentOrderError("bic", "debtor_bic", "is not a valid BIC; leave it empty or correct it")
    if bank_working_day(order.execution_day) != order.execution_day:
        open_on = bank_working_day(order.execution_day).isoformat()
        yield PaymentOrderError(
            "closed", "execution_day", f"banks are closed on this day; the next working day is {open_on}"
        )
    for number, payment in enumerate(order.payments):
        yield from _payment_refusals(f"payments[{number}]", payment)
    for reference, times in Counter(payment.end_to_end_id for payment in order.payments).items():
        if times > 1:
            yield PaymentOrderError(
                "double", "payments", f"end-to-end id {reference} is used {times} times; each may be paid once"
            )


def _payment_refusals(path: str, payment: Payment) -> Iterator[PaymentOrderError]:
    yield from _reference_refusals(f"{path}.end_to_end_id", payment.end_to_end_id)
    yield from _name_refusals(f"{path}.creditor_name", payment.creditor_name)
    yield from _iban_refusals(f"{path}.creditor_iban", payment.creditor_iban)
    amount = payment.amount
    if not amount.is_finite() or not 0 < amount <= LARGEST_AMOUNT:
        yield PaymentOrderError(
            "amount", f"{path}.amount", f"must be above zero and at most {LARGEST_AMOUNT}; pay nothing for zero or less"
        )
    elif amount != amount.quantize(Decimal("0.01")):
        yield PaymentOrderError("cents", f"{path}.amount", "has more than two decimals; round it to the cent first")


def _reference_refusals(field: str, reference: str) -> Iterator[PaymentOrderError]:
    if not REFERENCE.match(reference):
        yield PaymentOrderError(
            "reference",
            field,
            f"must be 1 to {REFERENCE_LENGTH} characters of the SEPA set, without // or a / at an end",
        )


def _name_refusals(field: str, name: str) -> Iterator[PaymentOrderError]:
    if not any(character.isalnum() for character in sepa_text(name, NAME_LENGTH)):
        yield PaymentOrderError("name", field, "has no character a bank can read; enter the name in Latin letters")


def _iban_refusals(field: str, iban: str) -> Iterator[PaymentOrderError]:
    parsed = IBAN(iban, allow_invalid=True)
    if not parsed.is_valid:
        yield PaymentOrderError("iban", field, "is not a valid IBAN; correct it with the person concerned")
    elif not parsed.in_sepa_zone:
        yield PaymentOrderError("zone", field, "is an account outside the SEPA zone; pay it by hand")


def _is_bic(bic: str) -> bool:
    try:
        return bool(BIC(bic).compact)
    except SchwiftyException:
        return False


def _put(parent: etree._Element, path: str, text: str) -> etree._Element:
    for tag in path.split("/"):
        parent = etree.SubElement(parent, tag)
    parent.text = text
    return parent


def _totals(parent: etree._Element, order: PaymentOrder) -> None:
    _put(parent, "NbOfTxs", str(len(order.payments)))
    _put(parent, "CtrlSum", f"{sum(payment.amount for payment in order.payments):.2f}")


def _group_header(initiation: etree._Element, order: PaymentOrder) -> None:
    header = etree.SubElement(initiation, "GrpHdr")
    _put(header, "MsgId", order.message_id)
    _put(header, "CreDtTm", order.created_at.isoformat(timespec="seconds"))
    _totals(header, order)
    _put(header, "InitgPty/Nm", sepa_text(order.initiator, NAME_LENGTH))


def _payment_information(initiation: etree._Element, order: PaymentOrder) -> None:
    block = etree.SubElement(initiation, "PmtInf")
    _put(block, "PmtInfId", order.message_id)
    _put(block, "PmtMtd", "TRF")
    _put(block, "BtchBookg", "true")
    _totals(block, order)
    kind = etree.SubElement(block, "PmtTpInf")
    _put(kind, "SvcLvl/Cd", "SEPA")
    _put(kind, "CtgyPurp/Cd", "SALA")
    _put(block, "ReqdExctnDt/Dt", order.execution_day.isoformat())
    _put(block, "Dbtr/Nm", sepa_text(order.debtor_name, NAME_LENGTH))
    _put(block, "DbtrAcct/Id/IBAN", IBAN(order.debtor_iban).compact)
    if order.debtor_bic:
        _put(block, "DbtrAgt/FinInstnId/BICFI", BIC(order.debtor_bic).compact)
    else:
        _put(block, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _put(block, "ChrgBr", "SLEV")
    for payment in order.payments:
        _transfer(block, payment)


def _transfer(block: etree._Element, payment: Payment) -> None:
    transfer = etree.SubElement(block, "CdtTrfTxInf")
    _put(transfer, "PmtId/EndToEndId", payment.end_to_end_id)
    _put(transfer, "Amt/InstdAmt", f"{payment.amount:.2f}").set("Ccy", "EUR")
    _put(transfer, "Cdtr/Nm", sepa_text(payment.creditor_name, NAME_LENGTH))
    _put(transfer, "CdtrAcct/Id/IBAN", IBAN(payment.creditor_iban).compact)
    if description := sepa_text(payment.description, DESCRIPTION_LENGTH):
        _put(transfer, "RmtInf/Ustrd", description)


@cache
def _schema() -> etree.XMLSchema:
    with as_file(files("sepaxml") / "schemas" / "pain.001.001.09.xsd") as path:
        return etree.XMLSchema(etree.parse(path))


def problems_against_xsd(xml: bytes) -> tuple[str, ...]:
    """What the official schema finds wrong, as `line: element: kind of error`, without any value; empty when valid.

    >>> problems_against_xsd(b"<Document/>")
    ('1: Document: SCHEMAV_CVC_ELT_1',)
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        return (f"{error.lineno}: not readable as XML",)
    schema = _schema()
    if schema.validate(tree):
        return ()
    return tuple(
        f"{entry.line}: {(entry.path or '/Document').rsplit('/', 1)[-1]}: {entry.type_name}"
        for entry in cast("list[Any]", schema.error_log)
    )
