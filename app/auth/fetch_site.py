"""The browser itself says where a request comes from: a change asked by another site is refused (ASVS 3.5.3)."""

from flask import Flask, abort, request

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    app.before_request(_refuse_other_sites)


def _refuse_other_sites() -> None:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in _SAFE and site not in _OURS:
        abort(403)
