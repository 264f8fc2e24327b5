"""Every text of the shell is there in Dutch and in English."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)s")


def texts():
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for path, _, message, _, _ in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        yield path, message


def test_every_dutch_text_has_an_english_one_with_the_same_places():
    with (ROOT / "app/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = {message.id: message for message in read_po(file)}
    missing, wrong = [], []
    for path, text in texts():
        found = english.get(text)
        translated = found.string if found and not found.fuzzy else ""
        whole = all(translated) if isinstance(translated, tuple) else bool(translated)
        if not whole:
            missing.append(f"{path}: {text}")
        elif not isinstance(translated, tuple) and set(PLACES.findall(text)) != set(PLACES.findall(translated)):
            wrong.append(text)
    assert not missing, f"{len(missing)} texts lack English; run tools/translations and fill them in:\n" + "\n".join(
        missing[:30]
    )
    assert not wrong, wrong
