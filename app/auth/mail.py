"""Mails of the sign-in flows: sent when the installation has a mail server, otherwise an administrator helps."""

import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_security import MailUtil

from app.config import Config


def is_configured() -> bool:
    """Whether this installation can send mail."""
    config: Config = current_app.extensions["one_payroll_config"]
    return bool(config.smtp_url and config.mail_from)


class Mail(MailUtil):  # type: ignore[misc]
    """Plain text over the SMTP server of SMTP_URL (smtps://user:password@host:465)."""

    def send_mail(  # noqa: PLR0913, PLR0917 - the library's signature
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: str | None, **_: Any  # noqa: ARG002
    ) -> None:
        if not is_configured():
            return
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = str(subject), str(sender), str(recipient)
        message.set_content(body or "")
        try:
            _deliver(current_app.extensions["one_payroll_config"].smtp_url, message)
        except (OSError, smtplib.SMTPException):
            # A sign-in never fails because a notice could not be sent, nor tells by an error that an account exists.
            current_app.logger.warning("mail %s could not be sent", template)


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=10) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
