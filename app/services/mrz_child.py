"""The process that reads a picture, within limits of memory and time; run as a file by mrz_proposal.py (`python -I`).

It sets its limits and becomes the program named in its arguments: what that does with a hostile picture stays within them.
"""

import os
import resource
import sys

MEMORY = 1024 * 1024 * 1024
SECONDS = 8


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    limit()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606  # the program that our own caller found, without a shell
