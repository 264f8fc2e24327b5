"""What a worker or supplier is told by mail, a worker in their language; nothing secret is in it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid4

from app.db.accounts import MailRow
from app.db.people import PersonRow
from app.db.suppliers import SupplierRow
from app.db.work import Work

ASKED: Final = {
    "nl": (
        "Uw bankrekening wordt gewijzigd",
        (
            "Er is gevraagd om uw loon op een andere bankrekening te betalen.\nDe eerstvolgende betaling gaat nog naar de oude rekening."
            "\n\nHebt u dit niet gevraagd? Neem dan meteen contact op met uw uitzendbureau."
        ),
    ),
    "en": (
        "Your bank account is being changed",
        (
            "We were asked to pay your wages into another bank account.\nThe next payment still goes to the old account."
            "\n\nDid you not ask for this? Contact your employment agency at once."
        ),
    ),
}
MERGED: Final = {
    "nl": (
        "Uw loon gaat naar één bankrekening",
        (
            "U stond twee keer bij ons ingeschreven, met twee bankrekeningen. Dat is nu één inschrijving met één rekening: daarheen gaat "
            "uw loon.\n\nKlopt dat niet? Neem dan meteen contact op met uw uitzendbureau."
        ),
    ),
    "en": (
        "Your wages go to one bank account",
        (
            "You were registered with us twice, with two bank accounts. That is now one registration with one account, into which your "
            "wages are paid.\n\nIs that not right? Contact your employment agency at once."
        ),
    ),
}


def account_asked(w: Work, person: PersonRow) -> UUID | None:
    """The id of the mail, kept in the same transaction as the change; None for who has no e-mail address."""
    return _tell(w, person, ASKED)


def accounts_merged(w: Work, person: PersonRow) -> None:
    """As `account_asked`: two persons with an account each became one."""
    _tell(w, person, MERGED)


def _tell(w: Work, person: PersonRow, words: Mapping[str, tuple[str, str]]) -> UUID | None:
    if not person.email:
        return None
    subject, body = words.get(person.language, words["nl"])
    row = MailRow(id=uuid4(), recipient=person.email, subject=subject, body=body, asked_at=w.at)
    w.session.add(row)
    return row.id


SUPPLIER_ASKED: Final = (
    "Uw bankrekening wordt gewijzigd / Your bank account is being changed",
    (
        "Er is ons gevraagd om u op een andere bankrekening te betalen.\nHebt u dit niet gevraagd? Bel dan meteen uw contactpersoon "
        "bij ons uitzendbureau.\n\nWe were asked to pay you into another bank account.\nDid you not ask for this? Call your contact "
        "at our employment agency at once."
    ),
)


def supplier_account_asked(w: Work, supplier: SupplierRow) -> None:
    """As for a worker; the language of a company is not known, so it is told in both."""
    if supplier.email:
        subject, body = SUPPLIER_ASKED
        w.session.add(MailRow(recipient=supplier.email, subject=subject, body=body, asked_at=w.at))
