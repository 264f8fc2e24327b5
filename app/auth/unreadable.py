"""What nobody can type and no database keeps is refused before anything reads it."""

from flask import Flask, abort, request

_NUL = "\0"


def init_app(app: Flask) -> None:
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """PostgreSQL keeps no text with a NUL, so no field of any form may hold one."""
    for given in (request.args, request.form):
        if any(_NUL in name or _NUL in value for name, value in given.items(multi=True)):
            abort(400)
