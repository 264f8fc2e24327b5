"""Every component once, on one page, for the tests of components only."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from flask import render_template_string
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField

from app.auth import needs
from app.fields import DayField, Form, HoursField, MoneyField, NameField, NotesField, PostcodeField, Required
from app.permissions import Action
from app.services.lists import Page

DAY = date(2026, 11, 16)
WHY = {
    "formula": "38 uur x 16,50 per uur = 627,00",
    "article": "BW 7:616",
    "notice": "",
    "parameters": [
        {
            "label": "Minimumloon",
            "text": "€ 14,99 per uur (sinds 1 juli 2026, niet geverifieerd)",
            "source": "Staatscourant",
            "is_verified": False,
        }
    ],
    "hours": [{"day": DAY, "text": "Gewerkt", "minutes": 450}],
}


class GalleryForm(Form):
    id = HiddenField()
    naam = NameField("Naam", [Required()], most=100)
    postcode = PostcodeField("Postcode", [Required()])
    begin = DayField("Begin", [Required()])
    uren = HoursField("Uren per dag")
    loon = MoneyField("Uurloon", [Required()])
    soort = SelectField("Sector", choices=[SelectChoice("logistiek", "Logistiek"), SelectChoice("zorg", "Zorg")])
    fase = RadioField("Fase", choices=[SelectChoice("A", "Fase A"), SelectChoice("B", "Fase B")])
    korting = BooleanField("Loonheffingskorting toepassen")
    toelichting = NotesField("Toelichting")


def add_gallery(app):
    """Serves the gallery at /gallery and a grid of hours at /grid; they are no part of the product."""

    @app.get("/gallery", endpoint="gallery")
    @needs(Action.EMPLOYER_READ)
    def gallery():
        form = GalleryForm(data={"soort": "zorg"})
        form.naam.errors = ["Dit is verplicht. Vul het in."]
        return render_template_string(
            Path(__file__).with_suffix(".html").read_text(),
            form=form,
            amount=Decimal("1234.50"),
            why=WHY,
            day=DAY,
            moment=datetime(2026, 11, 16, 13, 5, tzinfo=UTC),
            listing=Page([], 2, 50, 1204),
        )

    @app.get("/grid", endpoint="grid")
    @needs(Action.EMPLOYER_READ)
    def grid():
        return render_template_string(Path(__file__).with_name("grid.html").read_text())
