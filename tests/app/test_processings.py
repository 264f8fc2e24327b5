"""The register of processing is made of the code: every field is in it, and nothing else."""

import csv
import io

import pytest

import factories
from app.db.accounts import Role
from app.fields import register_words
from app.permissions import MATRIX, Action, NotAllowedError, Sight
from app.services import field_register, processings
from page import get_page


def listed(agency, role=Role.PRIVACY_OFFICER):
    with agency.store.look(agency.actor(role), factories.AT) as w:
        return processings.listed(w)


def test_every_field_is_in_exactly_one_processing(agency):
    found = [entry for each in listed(agency) for entry in each.entries]
    assert sorted((each.table, each.column) for each in found) == [
        (each.table, each.column) for each in field_register.entries()
    ]


def test_a_processing_says_what_article_30_asks(client_for):
    page = get_page(client_for(Role.PRIVACY_OFFICER), "processings.index")
    for words in (
        "Betrokkenen",
        "Ontvangers",
        "Grondslag",
        "Bewaren: 7 hele kalenderjaren",
        "AWR art. 52; ",
        "Opgeslagen in",
        "Buiten de EER",
    ):
        assert words in page.text
    for purpose, (name, _whose, _recipients) in register_words.PURPOSES.items():
        assert str(name) in page.text, purpose
    assert "GDPR" not in page.text


def test_who_reads_a_processing_is_who_reads_one_of_its_fields(agency):
    wages = next(each for each in listed(agency) if each.purpose == "payment of wages")
    assert set(wages.readers) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.ACCOUNTANT}
    secret = next(each for each in listed(agency) if each.purpose == "sign-in")
    assert secret.readers == {Role.ADMINISTRATOR: [Sight.FULL]}
    assert wages.readers[Role.ACCOUNTANT] == [Sight.MASKED, Sight.FULL], (
        "the number masked, the name on the account not"
    )
    assert "iban" in wages.key_classes


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_is_taken_away_with_a_line_per_field(client_for, kind):
    answer = client_for(Role.ADMINISTRATOR).get(f"/processings/export/{kind}", base_url="https://localhost")
    assert answer.status_code == 200
    assert "verwerkingsregister-" in answer.headers["Content-Disposition"]
    if kind == "csv":
        lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert len(lines) == len(field_register.entries())
        (bsn,) = [line for line in lines if line["Kolom"] == "bsn_sealed"]
        assert bsn["Grondslag"] == "UAVG art. 46; Wet LB art. 28"
        assert (
            bsn["Wie leest"]
            == "Beheerder (verborgen), Loonadministrateur (verborgen), Intercedent (verborgen), Accountant (verborgen)"
        )
        assert bsn["Wie schrijft"] == "Beheerder, Intercedent, Loonadministrateur"


@pytest.mark.parametrize("role", list(Role))
def test_the_registers_are_for_who_may(client_for, agency, role):
    status = 200 if Action.PROCESSING_READ in MATRIX[role] else 403
    for endpoint in ("processings.index", "permissions.index"):
        get_page(client_for(role), endpoint, status=status)
    if status == 403:
        with pytest.raises(NotAllowedError):
            listed(agency, role)


def test_the_matrix_shows_every_kind_of_data_for_every_role_with_its_fields(client_for):
    page = get_page(client_for(Role.PRIVACY_OFFICER), "permissions.index")
    for name in register_words.KIND_NAMES.values():
        assert str(name) in page.text
    assert "Elke rol bij een andere werkgever" in page.text
    assert "Privacyfunctionaris" in page.text.replace("\u00ad", "")
    assert "Uurloon" in page.text
