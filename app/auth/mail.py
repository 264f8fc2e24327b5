"""Mails of the sign-in flows wait in the database; sending them is a job's, so that no answer tells by its time."""

from datetime import UTC, datetime
from typing import Any

from flask import current_app
from flask_security import MailUtil

from app.config import Config
from app.db.work import Store
from app.services import mail


def is_configured() -> bool:
    """Whether this installation can send mail."""
    config: Config = current_app.extensions["one_payroll_config"]
    return bool(config.smtp_url and config.mail_from)


class Mail(MailUtil):  # type: ignore[misc]
    """Without a mail server nothing is kept either: the link in it would only lie around."""

    def validate(self, email: str) -> str:
        """Without asking the network whether the domain exists."""
        normal: str = self.normalize(email)
        return normal

    def send_mail(  # noqa: PLR0917 - the library's signature
        self,
        template: str,  # noqa: ARG002
        subject: str,
        recipient: Any,
        sender: Any,  # noqa: ARG002
        body: str | None,
        html: str | None,  # noqa: ARG002
        **_: Any,
    ) -> None:
        if is_configured():
            store: Store = current_app.extensions["one_payroll"]
            mail.put(store, str(recipient), str(subject), body or "", at=datetime.now(UTC))
