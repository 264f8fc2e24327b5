"""What each kind of person is called on the screens."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.db.people import EmploymentKind, PersonRow
from app.services import kinds

KINDS: Final[Mapping[str, Any]] = {
    EmploymentKind.CANDIDATE: _("kandidaat"),
    EmploymentKind.FLEX_WORKER: _("flexwerker"),
    EmploymentKind.SELF_EMPLOYED: _("zelfstandige"),
    EmploymentKind.DIRECT_STAFF: _("eigen medewerker"),
}
_TITLES: Final[Mapping[str, Any]] = {
    EmploymentKind.CANDIDATE: _("Kandidaat %(number)s"),
    EmploymentKind.FLEX_WORKER: _("Flexwerker %(number)s"),
    EmploymentKind.SELF_EMPLOYED: _("Zelfstandige %(number)s"),
    EmploymentKind.DIRECT_STAFF: _("Medewerker %(number)s"),
}


def title(kind: EmploymentKind, number: int) -> str:
    """What a page is about, as in "Kandidaat 10234"; never a name."""
    return str(_TITLES[kind]) % {"number": number}


def kind_on(person: PersonRow, on: Any) -> EmploymentKind:
    """What this person is on a day to who looks; the employments are loaded."""
    return kinds.kind_of(person.employments, on)
