"""A proposal for the machine-readable zone of a picture, when tesseract-ocr is installed; a person checks it."""

import re
import shutil
import subprocess
from typing import Final

PATIENCE: Final = 8
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
LENGTHS: Final = (44, 36, 30)
LINE: Final = re.compile(r"[A-Z0-9<]{28,46}")


def propose_mrz(image: bytes) -> str | None:
    """The lines at the foot of the picture that look like a zone; None without tesseract, without such lines, or too late."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        read = subprocess.run(  # noqa: S603  # a fixed command, the picture goes in on its input
            [program, "stdin", "stdout", "--psm", "6", "-c", f"tessedit_char_whitelist={LETTERS}"],
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
