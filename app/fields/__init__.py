"""Fields, checks and words that forms share: fields take what people type in Dutch offices, and say in a sentence what is wrong."""

from app.fields.form import Form, Required, version_of
from app.fields.identifiers import BsnField, BtwField, IbanField, KvkField, PostcodeField
from app.fields.numbers import HoursField, MoneyField, NumberField, PercentageField
from app.fields.text import DayField, NameField, NotesField, OneLineField

__all__ = [
    "BsnField",
    "BtwField",
    "DayField",
    "Form",
    "HoursField",
    "IbanField",
    "KvkField",
    "MoneyField",
    "NameField",
    "NotesField",
    "NumberField",
    "OneLineField",
    "PercentageField",
    "PostcodeField",
    "Required",
    "version_of",
]
