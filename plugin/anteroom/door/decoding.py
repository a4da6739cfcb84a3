"""Everything that a reader could decode out of a payload."""

from __future__ import annotations

import email
import email.policy
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Final
from urllib.parse import unquote, unquote_plus

from anteroom.door.runs import decoded_runs

DEPTH: Final = 20
"""How many decoding steps may lie on one another."""
COUNT: Final = 20_000
"""How many readings one payload may have."""
SIZE: Final = 16_000_000
"""How many characters the readings of one payload may have together."""

DEPTH_IN_A_TEXT: Final = 8
PIECES_IN_A_TEXT: Final = 1_000
"""What a text may use up of these by itself; mail, calendar and JSON around it need the rest."""

_SEALED_FORMATS: Final = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_QUOTED = re.compile(r"=(?:[0-9A-Fa-f]{2}|\r?\n)")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z!][^<>]*>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:address|br|div|dd|dt|h[1-6]|hr|li|p|option|table|td|th|tr|ul|ol)\b[^<>]*>", re.I)
_FOLD = re.compile(r"\r?\n[ \t]")
_MAIL_HEAD = re.compile(r"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:mime-version|content-type):", re.I)
_CALENDAR_ESCAPE = re.compile(r"\\([\\;,nN])")
_CARET_ESCAPE = re.compile(r"\^([n^'])")


class Unreadable(Exception):
    """A payload is nested deeper, split finer or larger than the door reads. It must be held, not sent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a piece of a payload.

    `where` says by which steps it was reached ("mime.2/ical"); `text` may hold personal data and is
    therefore left out of the repr.
    """

    where: str
    text: str = field(repr=False)


def readings(content_type: str, body: bytes) -> Iterator[Reading]:
    """Yields the payload as it is and everything a reader could decode out of it.

    `content_type` is a media type, parameters allowed; "" or an unknown one is read as text. What a text
    turns out to hold (a mail, a calendar, JSON, HTML) is decoded whatever its declared type.
    Raises `Unreadable` past the bounds on depth, number and size, and for compressed formats.
    """
    head = Message()
    head["Content-Type"] = content_type or "text/plain"
    yield from _Decoder().of_bytes("body", head.get_content_type(), head.get_content_charset(), body, 0)


def tangled(text: str) -> bool:
    """Tell whether a text is encoded too often, or split too finely, for a payload around it to be read.

    Such a text must not be taken in: everything that shows it would be held at the door.
    """
    try:
        found = [
            reading.where.count("/") for reading in readings("text/plain", text.encode("utf-8", "replace"))
        ]
    except Unreadable:
        return True
    return len(found) > PIECES_IN_A_TEXT or max(found, default=0) > DEPTH_IN_A_TEXT


class _Decoder:
    """Walks one payload, never reading the same text twice, and counts against the bounds."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._runs: set[bytes] = set()
        self._size = 0

    def of_bytes(
        self, where: str, media_type: str, charset: str | None, body: bytes, depth: int
    ) -> Iterator[Reading]:
        if body.startswith(_SEALED_FORMATS):
            raise Unreadable(f"compressed content at {where}")
        if media_type == "message/rfc822" or media_type.startswith("multipart/"):
            # Its parts are read below; over the whole only what lies in plain sight needs seeking.
            yield Reading(where, _characters(body, charset))
            yield from self.of_mail(where, body, depth + 1)
            return
        text = _characters(body, charset)
        if media_type == "application/x-www-form-urlencoded":
            yield from self.of_text(f"{where}/form", unquote_plus(text), depth + 1)
        yield from self.of_text(where, text, depth)
        if b"BEGIN:V" in body:
            # RFC 5545 3.1: a fold may split a character, so bytes are unfolded before they are decoded.
            whole = _characters(body.replace(b"\r\n ", b"").replace(b"\n ", b""), charset)
            yield from self.of_text(f"{where}/unfolded", whole, depth + 1)

    def of_text(self, where: str, text: str, depth: int) -> Iterator[Reading]:
        if not text or text in self._seen:
            return
        self._seen.add(text)
        self._size += len(text)
        if depth > DEPTH or len(self._seen) > COUNT or self._size > SIZE:
            raise Unreadable(f"past the bounds at {where}")
        yield Reading(where, text)
        if len(text) < 4:
            return
        if _MAIL_HEAD.match(text):
            yield from self.of_mail(where, text.encode("utf-8", "surrogateescape"), depth + 1)
            return
        for step, decoded in _structures(text):
            yield from self.of_text(f"{where}/{step}", decoded, depth + 1)
        for step, sign, decode in _STEPS:
            if sign in text:
                yield from self.of_text(f"{where}/{step}", decode(text), depth + 1)
        for encoding, decoded in decoded_runs(text, self._runs):
            yield from self.of_text(f"{where}/{encoding}", decoded, depth + 1)

    def of_mail(self, where: str, body: bytes, depth: int) -> Iterator[Reading]:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        yield from self.of_part(f"{where}/mime", message, depth)

    def of_part(self, where: str, part: Message, depth: int) -> Iterator[Reading]:
        if depth > DEPTH:
            raise Unreadable(f"past the bounds at {where}")
        for name, value in part.items():
            yield from self.of_text(f"{where}/{name}", _header(str(value)), depth + 1)
        for name in ("content-type", "content-disposition"):
            for key, parameter in part.get_params([], header=name):
                plain = collapse_rfc2231_value(parameter)
                yield from self.of_text(f"{where}/{name}/{key}", _header(plain), depth + 1)
        for name, around in (("preamble", part.preamble), ("epilogue", part.epilogue)):
            yield from self.of_text(f"{where}/{name}", around or "", depth + 1)
        payload = part.get_payload()
        if isinstance(payload, list):
            for number, inner in enumerate(payload, 1):
                if isinstance(inner, Message):
                    yield from self.of_part(f"{where}.{number}", inner, depth + 1)
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            kind = part.get_content_type()
            yield from self.of_bytes(where, kind, part.get_content_charset(), content, depth + 1)


def _characters(body: bytes, charset: str | None) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    try:
        return body.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        # Every byte is a character in Latin-1: nothing of a wrongly labelled text goes unread.
        return body.decode("latin-1")


def _header(value: str) -> str:
    """RFC 5322 2.2.3 unfolding, then RFC 2047 words."""
    value = value.replace("\r\n", "\n").replace("\n", "")
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError) as error:
        raise Unreadable("an encoded word in an unknown character set") from error


def _structures(text: str) -> Iterator[tuple[str, str]]:
    """What the text as a whole is: JSON, a calendar or card, HTML."""
    start = text.lstrip("\ufeff \t\r\n")[:15]
    if start[:1] in ("{", "[", '"'):
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        except RecursionError as error:
            raise Unreadable("JSON nested too deep") from error
        for path, string in _strings(value):
            yield f"json{path}", string
    if "BEGIN:V" in text or "\n " in text or "\n\t" in text:
        unfolded = _FOLD.sub("", text)
        yield "unfolded", unfolded
        if "BEGIN:V" in text:
            yield "ical", _calendar_text(unfolded)
    if "<" in text and ">" in text:
        # Once without a gap, since inline tags do not separate what a reader sees, and once with one.
        yield "html", html.unescape(_TAG.sub("", _BLOCK.sub("\n", text)))


def _strings(value: object) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, str):
            yield path, item
        elif isinstance(item, dict):
            for key, inner in item.items():
                yield f"{path}/keys", key
                # A key of strange length or shape is a value in disguise and must not enter `where`.
                name = key if len(key) <= 32 and key.isidentifier() else "*"
                waiting.append((f"{path}.{name}", inner))
        elif isinstance(item, list):
            waiting.extend((f"{path}[{number}]", inner) for number, inner in enumerate(item))


def _calendar_text(unfolded: str) -> str:
    """RFC 5545 3.3.11 text escapes and RFC 6868 parameter escapes undone."""
    plain = _CALENDAR_ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], unfolded)
    return _CARET_ESCAPE.sub(lambda m: {"n": "\n", "^": "^", "'": '"'}[m[1]], plain)


def _unquoted(text: str) -> str:
    """Quoted-printable found in running text (RFC 2045 6.7)."""
    if not _QUOTED.search(text):
        return text
    joined = re.sub(r"=\r?\n", "", text)
    return re.sub(
        r"(?:=[0-9A-Fa-f]{2})+",
        lambda m: bytes.fromhex(m[0].replace("=", "")).decode("utf-8", "replace"),
        joined,
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[0][2:], 16)), text)


def _words(text: str) -> str:
    return _ENCODED_WORD.sub(lambda m: _header(m[0]), text)


def _spaced(text: str) -> str:
    return unquote_plus(text) if _PERCENT.search(text) or "=" in text else text


_STEPS: Final[tuple[tuple[str, str, Callable[[str], str]], ...]] = (
    ("percent", "%", unquote),
    ("query", "+", _spaced),
    ("entities", "&", lambda text: html.unescape(text) if _ENTITY.search(text) else text),
    ("quoted", "=", _unquoted),
    ("words", "=?", _words),
    ("escapes", "\\", _unescaped),
)
