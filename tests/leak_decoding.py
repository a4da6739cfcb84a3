"""Every way in which something that arrived could be read, as far as a patient stranger would go.

Part of the oracle of `leak_search`: the standard library only, and nothing shared with what it judges. It
trusts no content type: whatever could be read as mail, JSON, an address, HTML … is read so as well, and what
comes out of one reading is read again.
"""

from __future__ import annotations

import html
import json
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from typing import Any
from urllib.parse import unquote

from leak_words import base32_words, base64_octets, base64_words, hex_words, unpacked

MOST_WORDS = 3
"""How often base64, base32 and hex are undone in a row: ordinary letters can be taken for them for ever."""
MOST = 2_000
"""Readings of one capture; more is a bomb, and the search says so instead of looking away."""
MOST_ROUNDS = 12


class TooManyReadings(Exception):
    """A capture unfolds without end, so nobody can say what is in it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a capture: the text, and how one comes to it ("body > mail > unfolded")."""

    where: str
    text: str
    words: int = 0


def readings(where: str, raw: bytes | str) -> Iterator[Reading]:
    """Yield the raw text first, then everything that it can be read as. Raises TooManyReadings.

    Writings within a text (escapes, folding, entities …) are undone each by itself and then one after the
    other until nothing changes; what is packed in it (mail, JSON, base64 …) is opened before and after that.
    """
    waiting = [Reading(where, text) for text in _texts(raw)]
    seen: set[str] = set()
    while waiting:
        packed = waiting.pop()
        for reading in _smoothed(packed):
            if reading.text in seen:
                continue
            seen.add(reading.text)
            if len(seen) > MOST:
                raise TooManyReadings(f"{where}: more than {MOST} readings")
            yield reading
            if reading.where.endswith((packed.where, SMOOTH)):
                waiting += [each for each in _opened(reading) if each.text not in seen]


def _smoothed(reading: Reading) -> Iterator[Reading]:
    yield reading
    before = now = reading.text
    for how, smooth in SMOOTHERS.items():
        text = smooth(reading.text)
        if text != reading.text:
            before = ""  # there is something to smooth
            yield replace(reading, where=f"{reading.where} > {how}", text=text)
    for _ in range(MOST_ROUNDS):
        if before == now:
            break
        before = now
        for smooth in SMOOTHERS.values():
            now = smooth(now)
    else:
        raise TooManyReadings(f"{reading.where}: escaped more than {MOST_ROUNDS} times")
    yield replace(reading, where=reading.where + SMOOTH, text=now)
    yield replace(
        reading, where=f"{reading.where} > without tags", text=TAGS.sub("", now) if "<" in now else now
    )


def _opened(reading: Reading) -> Iterator[Reading]:
    for how, open_up in OPENERS.items():
        words = reading.words + (how in WORDS)
        if words <= MOST_WORDS:
            for text in open_up(reading.text):
                if text.strip():
                    yield Reading(f"{reading.where} > {how}", text, words)


def _texts(raw: bytes | str) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    raw = unpacked(raw)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return [raw.decode("utf-16", "replace")]
    texts = [raw.decode("utf-8", "replace")]
    if b"\0" in raw:
        texts += [raw.decode("utf-16-le", "ignore"), raw.decode("utf-16-be", "ignore")]
    if "\ufffd" in texts[0]:
        texts.append(raw.decode("latin-1"))
    return texts


def _mail(text: str) -> Iterator[str]:
    """The parts with their transfer encoding and charset undone, nested mails included.

    Headers stand in the text itself; the readers of encoded words and continued parameters see to them.
    """
    if not HEADER.match(text):
        return
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    if not re.search(r"(?im)^(content-|mime-version:)", head):
        return
    for raw in _octets(text):
        for part in message_from_bytes(raw).walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield from _texts(content)
                try:
                    yield content.decode(part.get_content_charset() or "utf-8", "replace")
                except LookupError:
                    pass  # the charset is no charset, so the readings above must do


def _octets(text: str) -> Iterator[bytes]:
    """The octets that the text may have been: an old program's Latin-1 stays what it was."""
    yield text.encode("utf-8", "replace")
    if not text.isascii():
        try:
            yield text.encode("latin-1")
        except UnicodeEncodeError:
            pass  # then it never was Latin-1


def _encoded_words(text: str) -> str:
    """RFC 2047, wherever it stands and however badly it is split."""
    if "=?" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        charset, how, content = found[1].partition("*")[0], found[2].lower(), found[3]
        raw = base64_octets(content) if how == "b" else quopri.decodestring(content.encode(), header=True)
        try:
            return raw.decode(charset, "replace")
        except LookupError:
            return raw.decode("utf-8", "replace")

    joined = re.sub(r"(\?=)\s+(=\?)", r"\1\2", text)
    return re.sub(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=", plain, joined)


def _continuations(text: str) -> Iterator[str]:
    """RFC 2231: filename*0="ab"; filename*1*=%63 and so on."""
    if not re.search(r"\*[01]\*?=", text):
        return
    pieces: dict[str, list[tuple[int, str]]] = {}
    for name, number, value in re.findall(
        r"(?<![\w-])([\w-]{1,60})\*(\d{1,3})\*?=(\"[^\"]*\"|[^;<>\r\n]*)", text
    ):
        pieces.setdefault(name, []).append((int(number), value.strip('"')))
    for found in pieces.values():
        yield "".join(value for _, value in sorted(found))


def _unfolded(text: str) -> str:
    """RFC 5322 and RFC 5545: a line that begins with a blank goes on."""
    if "\n " not in text and "\n\t" not in text:
        return text
    return FOLD.sub("", text)


def _joined_lines(text: str) -> str:
    """Base64 over several lines."""
    return BASE64_LINE_END.sub("", text)


# An expression that begins with plain characters is skipped through fast; one with "\r?" is tried everywhere.
FOLD = re.compile(r"\r\n[ \t]|\n[ \t]")
BASE64_LINE_END = re.compile(
    r"\r\n(?=[A-Za-z0-9+/=])(?<=[A-Za-z0-9+/]{48}\r\n)|\n(?=[A-Za-z0-9+/=])(?<=[A-Za-z0-9+/]{48}\n)"
)
SMOOTH = " > smoothed"
TAGS = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
HEADER = re.compile(r"[!-9;-~]+[ \t]*:")
ESCAPED = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def _unescaped(text: str) -> str:
    r"""\u0061, \x61 and \/ of scripts and JSON; \, \; and \n of iCalendar."""
    if "\\" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        number = found[1] or found[2] or found[3]
        if number:
            return chr(min(int(number, 16), 0x10FFFF))
        return {"n": "\n", "N": "\n", "t": "\t", "r": "\r"}.get(found[4], found[4])

    return ESCAPED.sub(plain, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _carets(text: str) -> str:
    """RFC 6868: ^n, ^^ and ^' in parameters of iCalendar."""
    if "^" not in text:
        return text
    return re.sub(r"\^([n'^])", lambda found: {"n": "\n", "'": '"'}.get(found[1], "^"), text)


def _json(text: str) -> Iterator[str]:
    """All strings of a JSON text, and those that are JSON themselves once more; line by line for logs."""
    for candidate in {text, *text.splitlines()} if "\n" in text.strip() else (text,):
        if candidate.lstrip()[:1] not in ("{", "[", '"'):
            continue
        try:
            content = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        strings = list(_strings(content))
        yield "\n".join(strings)
        yield from (each for each in strings if each.lstrip()[:1] in ("{", "[", '"') or HEADER.match(each))


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
    elif content is not None:
        yield str(content)


def _quoted_printable(text: str) -> Iterator[str]:
    if re.search(r"=(?:[0-9A-Fa-f]{2}|\r?\n)", text):
        yield quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")


SMOOTHERS: dict[str, Callable[[str], str]] = {
    "encoded words": _encoded_words,
    "unfolded": _unfolded,
    "joined lines": _joined_lines,
    "unescaped": _unescaped,
    "carets": _carets,
    "unquoted": unquote,
    "entities": html.unescape,
}
OPENERS: dict[str, Callable[[str], Iterator[str]]] = {
    "mail": _mail,
    "JSON": _json,
    "continued parameters": _continuations,
    "quoted-printable": _quoted_printable,
    "base64": base64_words,
    "base32": base32_words,
    "hex": hex_words,
}
WORDS = frozenset({"base64", "base32", "hex"})
