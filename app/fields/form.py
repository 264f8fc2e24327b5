"""The form every form of ours is, and the one way to say that a field may not stay empty."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import InputRequired, StopValidation

from app.db.work import Actor
from app.fields.loose_bsn import is_free_text, looks_like_bsn
from app.permissions import NotAllowedError, may_write
from app.services import field_register

NO_BSN: Final = "is_no_bsn"
MOST_DIGITS: Final = 10


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF token; everything typed comes back when something is wrong.

    What looks like a BSN in a field for text stands there until somebody confirms that it is none (privacy.md P2). `structured`
    names the fields for text that hold a number of another kind; of a form that searches, `keeps_text` is false. `columns` says
    what a field fills, by name.
    """

    columns: ClassVar[Mapping[str, Any]] = {}
    structured: ClassVar[frozenset[str]] = frozenset()
    keeps_text: ClassVar[bool] = True
    has_doubtful_bsn: bool = False

    def validate(self, extra_validators: Any = None) -> bool:
        """All checks of the fields, and the one on what looks like a BSN."""
        is_valid = super().validate(extra_validators)
        doubtful = [] if request.form.get(NO_BSN) else self.doubtful_fields()
        for field in doubtful:
            field.errors = [
                *field.errors,
                gettext("Dit lijkt op een BSN, en dat hoort hier niet. Haal het weg, of vink aan dat het geen BSN is."),
            ]
        self.has_doubtful_bsn = bool(self.doubtful_fields())
        return bool(is_valid and not doubtful)

    def doubtful_fields(self) -> list[Field]:
        """The fields for text that hold something that looks like a BSN."""
        free = [
            field
            for field in self
            if self.keeps_text and is_free_text(field) and field.short_name not in self.structured
        ]
        return [field for field in free if looks_like_bsn(field.data or "")]

    def offer_writable(self, actor: Actor, at: Iterable[UUID]) -> Self:
        """Drop each field whose column the actor may not write at these employers: not shown, and not read when it comes back.

        Raises NotAllowedError when nothing of the form is left.
        """
        held = tuple(at)
        for name in [each for each in self.columns if each in self]:
            if not may_write(actor, field_register.kind_of(self.columns[name]), *held):
                del self[name]
        if self.columns and not any(name in self for name in self.columns):
            raise NotAllowedError(type(self).__name__)
        return self

    def given(self, name: str) -> Any:
        """What stands in a field; None when it is not offered."""
        return self[name].data if name in self else None

    def add_problems(self, problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Put each (field, sentence) of a service at its field; returns those that belong to no field."""
        homeless = []
        for name, sentence in problems:
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
            else:
                homeless.append((name, sentence))
        return homeless


def filling(kind: Any, *names: str, **others: str) -> dict[str, Any]:
    """`Form.columns`: fields named as the columns of a row class (a sealed one without its ending), and others by column."""
    plain = {name: getattr(kind, name, None) or getattr(kind, f"{name}{field_register.SEALED}") for name in names}
    return plain | {name: getattr(kind, column) for name, column in others.items()}


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
