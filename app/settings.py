"""What the operator may set, read from the environment (prefix `LIANBAN_`) or given by the command line."""

from __future__ import annotations

from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
Network = IPv4Network | IPv6Network


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wanted = "expected a time zone by its IANA name, such as Asia/Shanghai"
        raise PydanticCustomError("zone", wanted) from None
    return name


def _web_address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise PydanticCustomError("web_address", "expected an address that begins with http:// or https://")
    return text


def _database(url: str) -> str:
    if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        wanted = "expected postgresql://user:password@host/name or sqlite:///path"
        raise PydanticCustomError("database_url", wanted)
    return url


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise PydanticCustomError("folder", "expected a folder; this is a file")
    return path


def _sender(address: str) -> str:
    if "@" not in address or any(sign.isspace() for sign in address):
        raise PydanticCustomError("mail_address", "expected an e-mail address, such as centre@example.org")
    return address


def _networks(text: str) -> str:
    try:
        networks_of(text)
    except ValueError:
        wanted = "expected addresses or networks parted by commas, such as 127.0.0.1,10.0.0.0/8"
        raise PydanticCustomError("networks", wanted) from None
    return text


def networks_of(text: str) -> tuple[Network, ...]:
    """The networks that a list parted by commas names.  Raises ValueError: one of them is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def _upper(level: object) -> object:
    return level.upper() if isinstance(level, str) else level


Folder = Annotated[Path, AfterValidator(_folder)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]


class Settings(BaseSettings):
    """One server's settings; every field has a default that suits a first try on one machine."""

    model_config = SettingsConfigDict(env_prefix="LIANBAN_", extra="ignore", frozen=True)

    data: Folder = Path("data")
    database_url: Annotated[str, AfterValidator(_database)] = ""
    processes: Folder = ROOT / "processes"
    templates: Folder | None = None
    fonts: Folder | None = None
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    threads: int = Field(default=8, ge=1, le=64)
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    base_url: WebAddress = ""
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    log_level: Level = "INFO"

    tick_seconds: float = Field(default=0.25, gt=0, le=60, allow_inf_nan=False)
    tick_enabled: bool = True

    webhook_url: WebAddress = ""
    webhook_secret: str = ""
    webhook_timeout_seconds: Seconds = 10.0
    smtp_host: str = ""
    smtp_port: Port = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_sender: Annotated[str, AfterValidator(_sender)] = "lianban@localhost"
    smtp_starttls: bool = False
    outbox_attempts: int = Field(default=12, ge=1)
    outbox_first_wait_seconds: Seconds = 2.0
    outbox_longest_wait_seconds: Seconds = 3600.0
    outbox_batch: int = Field(default=50, ge=1)

    answers_kept_days: int = Field(default=30, ge=1, le=36_500)
    token_cache_seconds: float = Field(default=30.0, ge=0, le=86_400)
    public_requests_per_minute: int = Field(default=60, ge=1)
    public_filings_per_hour: int = Field(default=30, ge=1)
    kiosk_requests_per_minute: int = Field(default=120, ge=1)
    kiosk_tickets_per_minute: int = Field(default=10, ge=1)
    kiosk_questions_per_hour: int = Field(default=30, ge=1)
    booking_early_minutes: int = Field(default=30, ge=0, le=1440)
    booking_late_minutes: int = Field(default=30, ge=0, le=1440)
    upload_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    uploads_per_case: int = Field(default=60, ge=1, le=500)
    uploads_case_bytes: int = Field(default=100 * 1024 * 1024, ge=1024)
    uploads_free_bytes: int = Field(default=1024 * 1024 * 1024, ge=1024)
    uploads_free_hours: int = Field(default=24, ge=1, le=8_760)

    @cached_property
    def url(self) -> str:
        """The database's SQLAlchemy URL; SQLite in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'lianban.db'}"

    @cached_property
    def zoneinfo(self) -> ZoneInfo:
        """The centre's own time zone, in which days begin and end."""
        return ZoneInfo(self.zone)

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """Whose word about where a request comes from is taken."""
        return networks_of(self.trusted_proxies)

    @property
    def address(self) -> str:
        """Where people reach the server, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")
