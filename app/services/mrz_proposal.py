"""A proposal for the machine-readable zone of a picture, when tesseract-ocr is installed; a person checks it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final
from uuid import UUID

from app.db.work import Work
from app.permissions import Action
from app.services import id_copies, identities, mrz_child, sight
from app.services.problems import RefusedError

PATIENCE: Final = 8
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
LENGTHS: Final = (44, 36, 30)
CHILD: Final = Path(mrz_child.__file__)
LINE: Final = re.compile(r"[A-Z0-9<]{28,46}")


def is_installed() -> bool:
    """Whether there is a program that can read a picture."""
    return shutil.which("tesseract") is not None


def pages(w: Work, identity_id: UUID) -> list[bytes]:
    """The pages a zone may stand on, for a program to read; recorded as a read of the copy. RefusedError when there is nothing to read."""
    row = identities.find(w, identity_id, Action.DOCUMENT_WRITE)
    sight.person(w, row.person_id, Action.ID_COPY_READ)
    held = id_copies.latest(id_copies.listed(w, row.person_id), identity_id)
    if not held:
        raise RefusedError("zone_no_copy")
    if not is_installed():
        raise RefusedError("zone_no_program")
    ids = [row.person_id, *(each.id for each in held)]
    w.record_read("identity:zone_read", None, ids, people=[row.person_id])
    return [w.open_bytes(each, "content_sealed") for each in held]


def propose_mrz(image: bytes) -> str | None:
    """The lines at the foot of the picture that look like a zone; None without tesseract, without such lines, or too late."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        read = subprocess.run(  # noqa: S603  # a fixed command, the picture goes in on its input
            [
                sys.executable,
                "-I",
                str(CHILD),
                program,
                "stdin",
                "stdout",
                "--psm",
                "6",
                "-c",
                f"tessedit_char_whitelist={LETTERS}",
            ],
            input=image,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return zone_of(read.stdout.decode("ascii", "ignore"))


def zone_of(text: str) -> str | None:
    """The last two or three lines of equal, right length that hold filler."""
    plain = ("".join(line.split()) for line in text.upper().splitlines())
    lines = [line for line in plain if LINE.fullmatch(line) and "<" in line]
    for length in LENGTHS:
        fitting = [line for line in lines if len(line) == length]
        count = 3 if length == min(LENGTHS) else 2
        if len(fitting) >= count:
            return "\n".join(fitting[-count:])
    return None
