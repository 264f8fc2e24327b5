"""The process that decodes uploads, within limits of memory and time; whatever happens here is a refusal there.

Run as a file by intake.py (`python -I`), so that it loads the decoders and nothing of the shell. Reads one upload on its input, writes
one answer; with `--batch` it goes on until the input ends. A frame is a length of 8 bytes and that many bytes.
"""

import json
import resource
import sys
from typing import BinaryIO

MEMORY = 1024 * 1024 * 1024
SECONDS = 8
PIXELS, KEEP = b"p", b"k"


def limit(*, is_batch: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not is_batch:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def answer(mode: bytes, content: bytes) -> tuple[dict[str, object], tuple[bytes, ...]]:
    """What is written back: the refusal, or the media type and the parts."""
    from documents.uploads import FileKind, RefusedError, kind_of  # noqa: PLC0415  # after the limits are set

    try:
        kind = kind_of(content)
        if kind is FileKind.PDF:
            from documents.remade_pdf import pictures, remade_pdf  # noqa: PLC0415  # a picture needs no PDF reader

            if mode == KEEP:
                return {"media_type": "application/pdf"}, (remade_pdf(content),)
            return {"media_type": "image/jpeg"}, pictures(content)
        if kind is None:
            raise RefusedError("kind")  # noqa: TRY301  # one place turns it into an answer
        from documents.remade_image import remade_image  # noqa: PLC0415

        return {"media_type": "image/jpeg"}, (remade_image(content, kind),)
    except RefusedError as why:
        return {"refused": why.refused.code, "figures": dict(why.refused.figures)}, ()
    except MemoryError:
        return {"refused": "too_long", "figures": {}}, ()
    except Exception:  # noqa: BLE001  # any exception is a refusal (security.md B3.6)
        return {"refused": "damaged", "figures": {}}, ()


def framed(content: bytes) -> bytes:
    return len(content).to_bytes(8) + content


def frame(source: BinaryIO) -> bytes | None:
    length = source.read(8)
    return source.read(int.from_bytes(length)) if len(length) == 8 else None


def serve(source: BinaryIO, target: BinaryIO, *, is_batch: bool) -> None:
    while (given := frame(source)) is not None:
        said, parts = answer(given[:1], given[1:])
        target.write(framed(json.dumps({**said, "parts": len(parts)}).encode()))
        target.writelines(framed(part) for part in parts)
        target.flush()
        if not is_batch:
            return


if __name__ == "__main__":
    batch = "--batch" in sys.argv
    limit(is_batch=batch)
    serve(sys.stdin.buffer, sys.stdout.buffer, is_batch=batch)
