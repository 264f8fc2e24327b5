"""The outbox: a mail is a row first, and is sent by the scheduler (R3)."""

import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from app.db.accounts import MailRow
from app.db.work import Store

_ATTEMPTS: Final = 8
_ONE_LINE: Final = str.maketrans({"\r": " ", "\n": " "})


def put(store: Store, recipient: str, subject: str, body: str, *, at: datetime) -> None:
    """Keep a mail until the scheduler sends it."""
    with store.database.writing() as session:
        session.add(MailRow(recipient=recipient, subject=subject.translate(_ONE_LINE), body=body, asked_at=at))
        session.commit()


def send_waiting(store: Store, deliver: Callable[[EmailMessage], None], mail_from: str, at: datetime) -> int:
    """Send what waits; returns how many went out. A server that fails is tried again at the next run, eight times."""
    sent = 0
    waiting = select(MailRow).where(MailRow.sent_at.is_(None), MailRow.attempts < _ATTEMPTS).order_by(MailRow.asked_at)
    with store.database.reading() as session:
        rows = session.scalars(waiting.limit(100)).all()
    for row in rows:
        done = _delivered(deliver, _message(row, mail_from))
        with store.database.writing() as session:
            kept = session.get_one(MailRow, row.id)
            kept.attempts += 1
            if done:
                kept.sent_at, kept.body = at, ""
            session.commit()
        sent += done
    return sent


def smtp(url: str) -> Callable[[EmailMessage], None]:
    """Delivers to smtp://, smtp+starttls:// or smtps://user:password@host:port."""
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP

    def deliver(message: EmailMessage) -> None:
        with kind(parts.hostname or "localhost", parts.port or 0, timeout=10) as server:
            if parts.scheme == "smtp+starttls":
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return deliver


def _delivered(deliver: Callable[[EmailMessage], None], message: EmailMessage) -> bool:
    try:
        deliver(message)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _message(row: MailRow, mail_from: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = row.subject, mail_from, row.recipient
    message.set_content(row.body)
    return message
