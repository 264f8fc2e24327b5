"""Where the installation keeps its database and keys, read once from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

INSTANCE = Path("instance")


class ConfigurationError(RuntimeError):
    """The installation cannot start like this; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    """One installation. `mode` is production, demo or test."""

    database_url: str
    keys: Path
    mode: str = "production"
    owner_database_url: str = ""
    trusted_proxies: int = 0
    mail_from: str = ""
    smtp_url: str = ""
    host: str = "localhost"
    webauthn_for_approvers: bool = False
    breached_passwords: Path | None = None
    clamd: str = ""

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def migration_url(self) -> str:
        """The URL of the owner role, who alone may change the schema."""
        return self.owner_database_url or self.database_url

    @classmethod
    def from_environment(cls) -> "Config":
        mode = os.environ.get("ONE_PAYROLL_MODE", "production")
        if mode not in {"production", "demo", "test"}:
            raise ConfigurationError("ONE_PAYROLL_MODE: choose production, demo or test")
        if mode == "production" and os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"}:
            raise ConfigurationError("FLASK_DEBUG: production does not run with debug on; unset it")
        return cls(
            database_url=os.environ.get("DATABASE_URL", f"sqlite:///{INSTANCE.absolute()}/one-payroll.db"),
            owner_database_url=os.environ.get("OWNER_DATABASE_URL", ""),
            keys=Path(os.environ.get("KEYS_DIRECTORY", INSTANCE / "keys")),
            mode=mode,
            trusted_proxies=int(os.environ.get("TRUSTED_PROXIES", "0")),
            mail_from=os.environ.get("MAIL_FROM", ""),
            smtp_url=os.environ.get("SMTP_URL", ""),
            host=os.environ.get("PUBLIC_HOST", "localhost"),
            webauthn_for_approvers=os.environ.get("WEBAUTHN_FOR_APPROVERS", "") == "1",
            breached_passwords=Path(os.environ["BREACHED_PASSWORDS"]) if os.environ.get("BREACHED_PASSWORDS") else None,
            clamd=os.environ.get("CLAMD", ""),
        )
