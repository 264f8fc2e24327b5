"""The files of the master key: the one in use, the next one while it is rotated, and the former ones that old backups need.

Each step leaves a directory from which everything can be read, so a rotation that was cut off is simply asked again.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_IN_USE: Final = "master.key"
_NEXT: Final = "master.next.key"
_PART: Final = "master.next.part"


def newest(directory: Path) -> bytes:
    """The key that wraps from now on."""
    with suppress(FileNotFoundError):
        return (directory / _NEXT).read_bytes()
    return (directory / _IN_USE).read_bytes()


def every(directory: Path) -> Iterator[bytes]:
    """All there are, the newest first; looked for in the order in which `promote` moves them, so that none is missed."""
    for path in (directory / _NEXT, directory / _IN_USE):
        with suppress(FileNotFoundError):
            yield path.read_bytes()
    for path in former(directory):
        yield path.read_bytes()


def former(directory: Path) -> list[Path]:
    """The files of keys that wrap nothing any more."""
    return sorted(directory.glob("master.old-*.key"))


def times(directory: Path) -> tuple[float, list[float]]:
    """When the key in use was written, and when each former one got its second name."""
    return (directory / _IN_USE).stat().st_mtime, [path.stat().st_ctime for path in former(directory)]


def prepare(directory: Path) -> None:
    """Put the next master key beside the one in use, unless a rotation that was cut off did; owner and mode are the same."""
    if (directory / _NEXT).exists():
        return
    part = directory / _PART
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    if os.geteuid() == 0:
        owner = (directory / _IN_USE).stat()
        os.chown(part, owner.st_uid, owner.st_gid)
    part.rename(directory / _NEXT)
    _settle(directory)


def retire(directory: Path) -> Path:
    """A second name for the key in use, by which it stays when the next one takes its place."""
    in_use = directory / _IN_USE
    name = directory / f"master.old-{hashlib.sha256(in_use.read_bytes()).hexdigest()[:8]}.key"
    if not name.exists():
        os.link(in_use, name)
        _settle(directory)
    return name


def promote(directory: Path) -> None:
    """The next key takes the place of the one in use, in one step of the file system."""
    (directory / _NEXT).replace(directory / _IN_USE)
    _settle(directory)


def _settle(directory: Path) -> None:
    """A name survives a power failure once its directory is on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
