"""What the operator may set, read from the environment (prefix `LIANBAN_`) or given by the command line."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One server's settings; every field has a default that suits a first try on one machine."""

    model_config = SettingsConfigDict(env_prefix="LIANBAN_", extra="ignore", frozen=True)

    data: Path = Path("data")
    database_url: str = ""
    processes: Path = ROOT / "processes"
    templates: Path | None = None
    fonts: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    threads: int = Field(default=8, ge=1, le=64)
    zone: str = "Asia/Shanghai"
    base_url: str = ""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    log_level: str = "INFO"

    tick_seconds: float = Field(default=0.25, gt=0, le=60)
    tick_enabled: bool = True

    webhook_url: str = ""
    webhook_secret: str = ""
    webhook_timeout_seconds: float = Field(default=10.0, gt=0)
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_sender: str = "lianban@localhost"
    smtp_starttls: bool = False
    outbox_attempts: int = Field(default=12, ge=1)
    outbox_first_wait_seconds: float = Field(default=2.0, gt=0)
    outbox_longest_wait_seconds: float = Field(default=3600.0, gt=0)
    outbox_batch: int = Field(default=50, ge=1)

    answers_kept_days: int = Field(default=30, ge=1)
    token_cache_seconds: float = Field(default=30.0, ge=0)
    public_requests_per_minute: int = Field(default=60, ge=1)

    @cached_property
    def url(self) -> str:
        """The database's SQLAlchemy URL; SQLite in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'lianban.db'}"

    @cached_property
    def zoneinfo(self) -> ZoneInfo:
        """The centre's own time zone, in which days begin and end."""
        return ZoneInfo(self.zone)

    @property
    def address(self) -> str:
        """Where people reach the server, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")
