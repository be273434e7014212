"""Every refusal of the product, as one tree; each class carries its HTTP status and its stable code.

LianbanError 500
 ├─ Malformed 400
 ├─ Unauthorised 401
 ├─ Forbidden 403
 ├─ NotFound 404
 ├─ Refused 409                    the thing is in the wrong state for this act
 │   ├─ AlreadyClaimed             names who was first
 │   ├─ AlreadyCompleted           names who was first
 │   └─ Stale                      lost a race for the version; retried inside the server
 ├─ VersionMismatch 412            If-Match named another version
 ├─ TooLarge 413
 ├─ UnsupportedMedia 415
 ├─ Invalid 422                    a value is wrong; names the field or the element
 │   ├─ KeyReused                  an Idempotency-Key came back with another body
 │   ├─ BadSetting                 a setting cannot be used; a command leaves with 2
 │   └─ DiagramRefused             carries findings
 ├─ TooMany 429
 ├─ CalendarGap 500                no working days are published for a year that is needed
 └─ NotReady 503                   the server cannot start or cannot answer yet
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a diagram does wrong, with the place and, where known, the mend."""

    code: str
    element: str = ""
    message_en: str
    message_zh: str = ""
    severity: Literal["error", "warning"] = "error"
    line: int | None = None
    fix: str = ""

    def message(self, language: str = "en") -> str:
        """The words in `language` ("zh" or "en"); English stands in for missing Chinese."""
        return self.message_zh if language == "zh" and self.message_zh else self.message_en

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The finding as the API shows it: both languages plus `message` in the asked one."""
        return {"rule": self.code, **asdict(self), "message": self.message(language)}


class LianbanError(Exception):
    """Something was refused; the words name the thing, its state and what was expected."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title_en: ClassVar[str] = "Internal error"
    title_zh: ClassVar[str] = "内部错误"

    def __init__(self, en: str = "", zh: str = "", **extra: Any) -> None:
        """`extra` goes into the problem document as it is, so it must be JSON."""
        self.message_en = en or self.title_en
        self.message_zh = zh or (en or self.title_zh)
        self.extra: dict[str, Any] = extra
        super().__init__(self.message_en)

    def message(self, language: str = "en") -> str:
        """The words in `language` ("zh" or "en")."""
        return self.message_zh if language == "zh" else self.message_en

    def title(self, language: str = "en") -> str:
        """The kind of refusal in `language` ("zh" or "en")."""
        return self.title_zh if language == "zh" else self.title_en


class Malformed(LianbanError):
    """The request cannot be read."""

    status, code, title_en, title_zh = 400, "malformed", "Malformed request", "请求格式有误"


class Unauthorised(LianbanError):
    """Nobody is known by this token."""

    status, code, title_en, title_zh = 401, "unauthorised", "Not signed in", "未登录"


class Forbidden(LianbanError):
    """This actor may not do this."""

    status, code, title_en, title_zh = 403, "forbidden", "Not allowed", "无权操作"


class NotFound(LianbanError):
    """There is no such thing, or not for this actor."""

    status, code, title_en, title_zh = 404, "not_found", "Not found", "未找到"


class Refused(LianbanError):
    """The thing is in a state that does not allow this act."""

    status, code, title_en, title_zh = 409, "refused", "Wrong state", "当前状态不允许"


class AlreadyClaimed(Refused):
    """Somebody else holds the task; `by` says who."""

    code, title_en, title_zh = "already_claimed", "Already claimed", "已被签收"

    def __init__(self, en: str = "", zh: str = "", *, by: str, **extra: Any) -> None:
        en = en or f"the task is already claimed by {by}"
        super().__init__(en, zh or f"该待办已由 {by} 签收", by=by, **extra)


class AlreadyCompleted(Refused):
    """Somebody has completed the task; `by` says who."""

    code, title_en, title_zh = "already_completed", "Already completed", "已办理"

    def __init__(self, en: str = "", zh: str = "", *, by: str, **extra: Any) -> None:
        en = en or f"the task is already completed by {by}"
        super().__init__(en, zh or f"该待办已由 {by} 办理", by=by, **extra)


class Stale(Refused):
    """Another transaction moved the case first; the desk tries again with the new state."""

    code, title_en, title_zh = "stale", "Overtaken", "数据已更新"


class VersionMismatch(LianbanError):
    """If-Match named a version that is no longer the present one; `version` is."""

    status, code, title_en, title_zh = 412, "version_mismatch", "Changed since it was read", "内容已变更"


class TooLarge(LianbanError):
    """The body or a part of it is over its limit."""

    status, code, title_en, title_zh = 413, "too_large", "Too large", "内容过大"


class UnsupportedMedia(LianbanError):
    """The body is of a kind that is not read here."""

    status, code, title_en, title_zh = 415, "unsupported_media", "Unsupported media type", "不支持的内容类型"


class Invalid(LianbanError):
    """A value is wrong; `field` or `element` names the place, or `errors` lists several."""

    status, code, title_en, title_zh = 422, "invalid", "Not valid", "内容不符合要求"

    def __init__(self, en: str = "", zh: str = "", *, field: str = "", element: str = "", **extra: Any) -> None:
        if field:
            extra["field"] = field
        if element:
            extra["element"] = element
        super().__init__(en, zh, **extra)
        self.field = field
        self.element = element


class KeyReused(Invalid):
    """An Idempotency-Key stands for one request only."""

    code, title_en, title_zh = "key_reused", "Key used before", "幂等键已用于其他请求"


class BadSetting(Invalid):
    """A setting cannot be used; named with its value and what was expected."""

    code, title_en, title_zh = "bad_setting", "Setting not usable", "设置无效"


class DiagramRefused(Invalid):
    """A diagram cannot be run; `findings` says where and why."""

    code, title_en, title_zh = "diagram_refused", "Diagram refused", "流程图未通过检查"

    def __init__(self, findings: Sequence[Finding], en: str = "", zh: str = "", **extra: Any) -> None:
        self.findings = tuple(findings)
        first = self.findings[0] if self.findings else None
        place = f" ({first.element})" if first and first.element else ""
        super().__init__(
            en or (f"{first.message_en}{place}" if first else ""),
            zh or (f"{first.message('zh')}{place}" if first else ""),
            **extra,
        )


class TooMany(LianbanError):
    """Too many requests from one place in a short time."""

    status, code, title_en, title_zh = 429, "too_many", "Too many requests", "请求过于频繁"


class CalendarGap(LianbanError):
    """No working days are published for a year that a limit runs through."""

    code, title_en, title_zh = "calendar_gap", "Calendar not published", "工作日历未发布"


class NotReady(LianbanError):
    """The server cannot do its work yet."""

    status, code, title_en, title_zh = 503, "not_ready", "Not ready", "尚未就绪"
