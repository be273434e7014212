"""Cuts expression text into tokens; string literals are tokens, so nothing inside them is ever rewritten."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Invalid


class ExpressionError(Invalid):
    """An expression cannot be read or evaluated; names the expression, the place and what was expected."""

    code, title_en, title_zh = "bad_expression", "Expression not valid", "表达式有误"

    def __init__(self, en: str, zh: str = "", *, expression: str = "", line: int = 0, at: int = 0) -> None:
        """`line` counts from 1 inside a script, 0 where there is only one; `at` is the place in the text."""
        super().__init__(en, zh, expression=shortened(expression))
        if line:
            self.extra["line"] = line
        self.expression = expression
        self.line = line
        self.at = at

    def placed(self, element: str) -> ExpressionError:
        """The same error, naming the shape that the expression stands on."""
        self.element = self.extra["element"] = element
        return self


class UnknownVariable(ExpressionError):
    """An expression reads the variable `name`, which the case does not have; `known` are those it has."""

    def __init__(
        self, en: str, zh: str = "", *, name: str, known: frozenset[str], expression: str = "", line: int = 0
    ) -> None:
        super().__init__(en, zh, expression=expression, line=line)
        self.name = name
        self.known = known


class Kind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    SIGN = "sign"
    BREAK = "break"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    at: int
    value: int | float | str | None = None


MAX_DIGITS = 30
PIECE = re.compile(
    r"""(?P<space>[ \t\r\f\u3000]+)
      | (?P<newline>\n)
      | (?P<comment>\#(?!\{)[^\n]* | //[^\n]*)
      | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<sign>&&|\|\||==|!=|<=|>=|\*\*|[-+*/%<>!?:.,;()\[\]{}=])
    """,
    re.VERBOSE | re.DOTALL,
)
WORDS = {
    "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
    "and": "&&", "or": "||", "div": "/", "mod": "%",
}  # fmt: skip
SIGN_WORDS = frozenset({"not", "empty", "in", "is", "if", "else"})
OPENERS, CLOSERS = {"(": ")", "[": "]", "{": "}"}, frozenset(")]}")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}


def shortened(text: str) -> str:
    """The text on one line, cut so that it fits a message."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:117] + "…"


def tokens(text: str) -> list[Token]:
    """The tokens of one expression, ended by END; comments are refused."""
    return [token for token in _scan(text, 0, "")[0] if token.text != "\n"]


def script_tokens(text: str) -> list[Token]:
    """The tokens of a script without its comments; line breaks and `;` outside brackets are BREAK tokens."""
    return _scan(text, 0, "script")[0]


def enclosed(text: str, start: int) -> tuple[list[Token], int]:
    """The tokens from `start` to the `}` that closes a `${`, and the position after it."""
    found, end = _scan(text, start, "}")
    return [token for token in found if token.text != "\n"], end


def fail(text: str, at: int, en: str, zh: str) -> ExpressionError:
    """An error at a position of the text, counted from 1 in the message."""
    shown = shortened(text)
    return ExpressionError(
        f"{en} at character {at + 1} of `{shown}`", f"{zh}（`{shown}` 第 {at + 1} 个字符）", expression=text, at=at
    )


def _scan(text: str, start: int, where: str) -> tuple[list[Token], int]:
    """`where` is "}" inside a `${`, "script" where comments may stand, or empty."""
    found: list[Token] = []
    open_brackets: list[str] = []
    at = start
    while at < len(text):
        match = PIECE.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind, piece = match.lastgroup or "", match.group()
        if piece == where and not open_brackets:
            found.append(Token(Kind.END, "", at))
            return found, match.end()
        if kind == "comment":
            _comment(text, at, piece, found, where)
        elif kind == "sign":
            _balance(text, at, piece, open_brackets)
        token = _token(text, at, kind, piece, found, len(open_brackets))
        if token is not None:
            found.append(token)
        at = match.end()
    if where == "}":
        raise fail(text, start, "a `${` is not closed by `}`", "「${」缺少对应的「}」")
    if open_brackets:
        raise fail(text, len(text), f"expected {open_brackets[-1]!r}", f"缺少「{open_brackets[-1]}」")
    found.append(Token(Kind.END, "", len(text)))
    return found, len(text)


def _comment(text: str, at: int, piece: str, before: list[Token], where: str) -> None:
    """Pass over a script's comment; `//` inside a statement would be Python's division, so it is refused."""
    at_start = not before or before[-1].kind is Kind.BREAK
    if where != "script" or (piece.startswith("//") and not at_start):
        sign = "//" if piece.startswith("//") else "#"
        raise fail(text, at, f"unexpected {sign!r}", f"不应出现「{sign}」")


def _balance(text: str, at: int, piece: str, open_brackets: list[str]) -> None:
    if piece in OPENERS:
        open_brackets.append(OPENERS[piece])
    elif piece in CLOSERS and (not open_brackets or open_brackets.pop() != piece):
        raise fail(text, at, f"unexpected {piece!r}", f"多余的「{piece}」")


def _token(text: str, at: int, kind: str, piece: str, before: list[Token], depth: int) -> Token | None:
    match kind:
        case "space" | "comment":
            return None
        case "newline":
            return Token(Kind.BREAK, piece, at) if depth == 0 else None
        case "sign":
            return Token(Kind.BREAK if piece == ";" and depth == 0 else Kind.SIGN, piece, at)
        case "number":
            return Token(Kind.NUMBER, piece, at, _number(text, at, piece))
        case "text":
            return Token(Kind.TEXT, piece, at, _unescaped(text, at, piece))
    return _word(text, at, piece, after_dot=bool(before) and before[-1].text == "." and before[-1].kind is Kind.SIGN)


def _word(text: str, at: int, piece: str, *, after_dot: bool) -> Token:
    if unicodedata.normalize("NFKC", piece) != piece:
        raise fail(text, at, f"the name {piece!r} uses look-alike characters", f"名称「{piece}」含有形似字符")
    if piece.startswith("_"):
        raise fail(text, at, f"the name {piece!r} begins with '_'", f"名称「{piece}」不能以下划线开头")
    if not after_dot and piece in WORDS:
        return Token(Kind.SIGN, WORDS[piece], at)
    if not after_dot and piece in SIGN_WORDS:
        return Token(Kind.SIGN, piece, at)
    return Token(Kind.NAME, piece, at)


def _number(text: str, at: int, piece: str) -> int | float:
    following = text[at + len(piece) : at + len(piece) + 1]
    if following == "." or following == "_" or following.isalnum():
        raise fail(text, at, f"{piece + following!r} is not a number", f"「{piece}{following}」不是数字")
    if len(piece) > MAX_DIGITS:
        raise fail(text, at, f"a number has at most {MAX_DIGITS} digits", f"数字最多 {MAX_DIGITS} 位")
    if piece.isdigit():
        return int(piece)
    value = float(piece)
    if value in (float("inf"), float("-inf")):
        raise fail(text, at, f"{piece} is too large a number", f"数字 {piece} 过大")
    return value


def _unescaped(text: str, at: int, piece: str) -> str:
    body = piece[1:-1]
    if "\\" not in body:
        return body

    def plain(match: re.Match[str]) -> str:
        letter = match.group(1)
        if letter not in ESCAPES:
            raise fail(text, at, f"unknown escape '\\{letter}' in a text", f"文本中的转义「\\{letter}」无法识别")
        return ESCAPES[letter]

    return re.sub(r"\\(.)", plain, body, flags=re.DOTALL)


def _unreadable(text: str, at: int) -> ExpressionError:
    sign = text[at]
    if sign in "'\"":
        return fail(text, at, "a text is not closed by its quote", "文本缺少结尾引号")
    plain = unicodedata.normalize("NFKC", {"“": '"', "”": '"', "‘": "'", "’": "'", "。": "."}.get(sign, sign))
    hint = f"; did you mean {plain!r}?" if plain != sign and len(plain) == 1 else ""
    hint_zh = f"，应使用半角「{plain}」" if hint else ""
    return fail(text, at, f"unexpected {sign!r}{hint}", f"不应出现「{sign}」{hint_zh}")
