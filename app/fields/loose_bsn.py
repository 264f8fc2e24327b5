"""Nine digits that pass the elfproef in a field for text: perhaps a BSN, and that has no business there (privacy.md P2)."""

import re
from typing import Final

from stdnum.nl import bsn
from wtforms import Field, HiddenField, PasswordField, StringField

from app.fields.identifiers import CompactField
from app.fields.numbers import HoursField, NumberField
from app.fields.text import DayField

# Nine digits with at most one blank, point or hyphen between them, and no digit or letter against them.
_NINE: Final = re.compile(r"(?<!\w)(?<!\d[ .-])\d(?:[ .-]?\d){8}(?!\w)(?![ .-]\d)")
_STRUCTURED: Final = (CompactField, DayField, HiddenField, HoursField, NumberField, PasswordField)


def is_free_text(field: Field) -> bool:
    """Whether people can type anything in this field."""
    return isinstance(field, StringField) and not isinstance(field, _STRUCTURED)


def looks_like_bsn(text: str) -> bool:
    """Whether something in the text could be a BSN; one in eleven numbers of nine digits is."""
    return any(bsn.is_valid(re.sub(r"\D", "", found)) for found in _NINE.findall(text))
