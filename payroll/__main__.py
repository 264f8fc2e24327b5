"""`python -m payroll table | bijzonder-tarief | payslip`: the faces of the payroll room."""

import sys
from collections.abc import Sequence

from payroll import face, tables

FACES = ("table", "bijzonder-tarief", "payslip")
REFUSED = 2


def main(argv: Sequence[str]) -> int:
    """Run a face and return its exit status; an unknown one is refused.

    >>> main(["loonstrook"])
    2
    """
    name = argv[0] if argv else ""
    if name not in FACES:
        sys.stderr.write(f"face: must be one of {', '.join(FACES)}\n")
        return REFUSED
    return face.main(argv[1:]) if name == "payslip" else tables.main(argv)


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, like `head`, has enough
        sys.stderr.close()  # at exit Python would complain once more that it can't write
        status = 0
    raise SystemExit(status)
