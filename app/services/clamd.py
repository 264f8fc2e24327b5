"""The virus scanner, asked over clamd's own protocol (INSTREAM): a socket on this machine or host:port."""

import socket
from enum import StrEnum

CHUNK = 64 * 1024
PATIENCE = 30


class Scan(StrEnum):
    """What came of it; without a scanner a file is stored with the mark that nobody scanned it."""

    CLEAN = "clean"
    FOUND = "found"
    DOWN = "down"
    NOT_CONFIGURED = "not_configured"


def scan(content: bytes, clamd: str) -> Scan:
    """Ask the scanner at `clamd` ("" is none); anything but a clean or a found answer means that it is down."""
    if not clamd:
        return Scan.NOT_CONFIGURED
    try:
        with _connected(clamd) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                line.sendall(len(chunk).to_bytes(4) + chunk)
            line.sendall(bytes(4))
            said = _read(line)
    except (OSError, ValueError):
        return Scan.DOWN
    if said.endswith(b"OK"):
        return Scan.CLEAN
    return Scan.FOUND if said.endswith(b"FOUND") else Scan.DOWN


def _connected(clamd: str) -> socket.socket:
    if clamd.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(clamd)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = clamd.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE)


def _read(line: socket.socket) -> bytes:
    said = b""
    while (more := line.recv(4096)) and len(said) < CHUNK:
        said += more
    return said.strip(b"\0\r\n ")
