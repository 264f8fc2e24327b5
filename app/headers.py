"""The security headers of every answer, errors and aborted requests included."""

from flask import Flask, Response, request

from app.config import Config

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
# A file that a browser opens all the same runs nothing and reaches nothing (ASVS 3.2.1).
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    config: Config = app.extensions["one_payroll_config"]
    if config.is_production:
        # A link in a mail or on screen never carries a host that the sender of the request made up.
        app.config["TRUSTED_HOSTS"] = [config.host, "localhost", "127.0.0.1"]
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        response.headers["Content-Security-Policy"] = FILE_POLICY
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status_code >= 400 or not (request.endpoint or "").endswith("static"):
        response.headers["Cache-Control"] = "no-store"  # a page of an error also shows who is in
    response.headers.pop("Server", None)
    return response
