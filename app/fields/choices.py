"""What can be chosen of the employers and branches where the actor may do something."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.db.work import Work
from app.permissions import Action, may
from app.services import employers

Choices = list[tuple[str, str]]


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def employer_choices(w: Work, action: Action) -> Choices:
    """The employers, by name."""
    return [(str(each.id), each.name) for each in employers.own(w) if may(w.actor, action, each.id)]


def branch_choices(w: Work, action: Action) -> Choices:
    """The branches of those employers as "employer: branch", after an empty choice."""
    names = dict(employer_choices(w, action))
    found = [(str(each.id), str(each.employer_id), each.name) for each in employers.branches(w)]
    shown = [(branch, f"{names[at]}: {name}") for branch, at, name in found if at in names]
    return [("", gettext("Geen vestiging")), *sorted(shown, key=lambda each: each[1])]
