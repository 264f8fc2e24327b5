"""The form every form of ours is, and the one way to say that a field may not stay empty."""

from typing import Any, Final

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import InputRequired, StopValidation

MOST_DIGITS: Final = 10


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF token; everything typed comes back when something is wrong."""

    def add_problems(self, problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Put each (field, sentence) of a service at its field; returns those that belong to no field."""
        homeless = []
        for name, sentence in problems:
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
            else:
                homeless.append((name, sentence))
        return homeless


def version_of(form: Any) -> int:
    """The version a form was filled in on; -1, which no row has, when what came back is no version."""
    typed = str(form.version.data or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < MOST_DIGITS else -1


class Required(InputRequired):  # type: ignore[misc]
    """The field must hold something other than blanks."""

    def __call__(self, _form: Form, field: Field) -> None:
        typed: list[Any] = field.raw_data or []
        if any(each.strip() if isinstance(each, str) else each for each in typed):
            return
        field.errors = []
        if isinstance(field, SelectField):
            raise StopValidation(gettext("Dit is verplicht. Kies uit de lijst."))
        raise StopValidation(gettext("Dit is verplicht. Vul het in."))
