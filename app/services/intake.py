"""Taking in an upload: checked by content, scanned, decoded and re-made in a process of its own (security.md V5, B3.6)."""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.services import intake_child
from app.services.clamd import Scan, scan
from app.services.intake_child import frame, framed
from documents.uploads import FileKind, Refused, kind_of, message, refusal

__all__ = ["Refused", "Taken", "message", "take_in"]

PATIENCE: Final = 9
CHILD: Final = Path(intake_child.__file__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is stored: one PDF, or JPEG pictures; each part with its digest. `kind` is what was uploaded."""

    kind: FileKind
    media_type: str
    parts: tuple[bytes, ...]
    sha256: tuple[str, ...]
    is_scanned: bool


def take_in(content: bytes, filename: str, *, as_pixels: bool = False, clamd: str = "") -> Taken | Refused:
    """The re-made file, or why it is refused; never raises, within ten seconds (and the scanner's patience).

    `as_pixels` is for identity documents: a JPEG per page. Otherwise a PDF stays a PDF and a picture becomes one JPEG.
    """
    if (no := refusal(content, filename)) or (no := _scanned(scanned := scan(content, clamd))):
        return no
    kind = kind_of(content)
    answer = _child(content, as_pixels=as_pixels)
    if kind is None or isinstance(answer, Refused):
        return answer if isinstance(answer, Refused) else Refused("kind")
    media_type, parts = answer
    digests = tuple(hashlib.sha256(part).hexdigest() for part in parts)
    return Taken(kind, media_type, parts, digests, scanned is Scan.CLEAN)


def _scanned(found: Scan) -> Refused | None:
    codes = {Scan.FOUND: "infected", Scan.DOWN: "scanner_down"}
    return Refused(codes[found]) if found in codes else None


def _child(content: bytes, *, as_pixels: bool) -> tuple[str, tuple[bytes, ...]] | Refused:
    mode = intake_child.PIXELS if as_pixels else intake_child.KEEP
    try:
        done = subprocess.run(  # noqa: S603  # our own file, no part of the upload on the command line
            [sys.executable, "-I", str(CHILD)],
            input=framed(mode + content),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={},
        )
    except (subprocess.TimeoutExpired, OSError):
        return Refused("too_long")
    return answered(done.stdout)


def answered(output: bytes) -> tuple[str, tuple[bytes, ...]] | Refused:
    """What a child said; one that died said too little, and that is a refusal too."""
    source = io.BytesIO(output)
    head = frame(source)
    if not head:
        return Refused("too_long")
    said = json.loads(head)
    if "refused" in said:
        return Refused(said["refused"], said["figures"])
    parts = tuple(part for _ in range(said["parts"]) if (part := frame(source)))
    return (said["media_type"], parts) if parts and len(parts) == said["parts"] else Refused("too_long")
