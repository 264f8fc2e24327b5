"""The words a candidate says yes to; another text needs another version in services.candidates (P35)."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.db.people import ConsentWay
from app.services.candidates import TEXT_VERSION

TEXTS: Final[Mapping[str, Any]] = {
    TEXT_VERSION: _(
        "Ik vind het goed dat het bureau mijn gegevens na deze procedure nog ten hoogste een jaar bewaart om mij voor ander werk te "
        "benaderen. Ik kan dit op elk moment intrekken; dan worden mijn gegevens meteen verwijderd."
    ),
}
WAYS: Final[Mapping[str, Any]] = {
    ConsentWay.IN_WRITING: _("Schriftelijk"),
    ConsentWay.BY_MAIL: _("Per e-mail"),
    ConsentWay.BY_TELEPHONE: _("Telefonisch"),
    ConsentWay.ONLINE: _("Online"),
}
