"""Web server and scheduler as child processes; whatever ends first, or a signal, ends both."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Final

_PATIENCE: Final = 15


def gunicorn(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the application."""
    bind = f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", str(workers), "--threads", "4",
        "--no-control-socket", "--log-level", "warning", "--timeout", "120", "app:create_app()",
    ]  # fmt: skip


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens there yet."""
    with socket.socket() as tried:
        return tried.connect_ex((host, port)) != 0


def serve_together(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands until one ends or a signal comes; returns 0 after a signal, 1 when one ended by itself."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603 - our own commands
    try:
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        _end(children)
    return 0 if asked else 1


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + _PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
