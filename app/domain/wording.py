"""Says in Chinese or English what Pydantic found wrong with a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Pydantic's rule: Chinese words, filled from the rule's own context.
CHINESE: Mapping[str, str] = {
    "missing": "必填",
    "extra_forbidden": "没有这一项,请核对名称",
    "string_type": "应为文本",
    "string_too_short": "至少{min_length}个字符",
    "string_too_long": "至多{max_length}个字符",
    "string_pattern_mismatch": "格式应符合 {pattern}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "list_type": "应为列表",
    "too_short": "至少{min_length}项",
    "too_long": "至多{max_length}项",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "应不小于{ge}",
    "less_than": "应小于{lt}",
    "less_than_equal": "应不大于{le}",
    "literal_error": "应为 {expected} 之一",
    "enum": "应为 {expected} 之一",
    "datetime_type": "应为时刻(ISO 8601)",
    "datetime_parsing": "应为时刻(ISO 8601)",
    "datetime_from_date_parsing": "应为时刻(ISO 8601)",
    "timezone_aware": "时刻须带时区",
    "date_type": "应为日期(年-月-日)",
    "date_parsing": "应为日期(年-月-日)",
    "date_from_datetime_parsing": "应为日期(年-月-日)",
    "finite_number": "应为有限的数字",
    "zone": "应为 IANA 时区名,例如 Asia/Shanghai",
    "web_address": "应为以 http:// 或 https:// 开头的地址",
    "database_url": "应为 postgresql://用户:口令@主机/库名 或 sqlite:///路径",
    "folder": "应为目录,实际是文件",
    "mail_address": "应为电子邮件地址,例如 centre@example.org",
    "networks": "应为以逗号分隔的地址或网段,例如 127.0.0.1,10.0.0.0/8",
}


def sentence(found: Mapping[str, Any], language: str) -> str:
    """One finding of Pydantic in words, with what was given where that is short."""
    kind = str(found["type"])
    text = expected(found, language)
    given = found.get("input")
    if kind == "missing" or isinstance(given, dict | list) or len(str(given)) > 60:
        return text
    return f"{text}; got: {given!r}" if language == "en" else f"{text};实际为:{given!r}"


def expected(found: Mapping[str, Any], language: str) -> str:
    """What was expected of a value, in words."""
    kind, context = str(found["type"]), found.get("ctx") or {}
    return CHINESE.get(kind, "内容无效").format(**context) if language == "zh" else str(found["msg"])
