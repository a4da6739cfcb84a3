"""Readings of a text that hide what it says from the eye, and that a reader's tool undoes.

Each layer is undone in place, so that the view still knows where its characters stood; at most two layers
(`LAYERS`) are undone. What does not decode to readable text stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.phones.dialling import country_code_valid, valid_somewhere
from anteroom.guard.texts import ciphers, reckoning, wrappings
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

LAYERS: Final = 2
"""How many encodings may lie on one another and are still undone."""

_Steps = Sequence[tuple[tuple[str, ...] | None, str, Callable[[str], str]]]
_FROM_URL_SAFE: Final = str.maketrans("-_", "+/")
_HEX: Final = r"(?i)(?:0x|\\x)?[0-9a-f]{2}(?:[ :,-]{0,2}(?:0x|\\x)?[0-9a-f]{2}){5,}"
_CODES: Final = r"\b\d{2,3}(?:[ ,;-]{1,2}\d{2,3}){6,}\b"
_DIALLED: Final = r"(?:[A-Za-z]{2,}[A-Za-z :]* )?\+?\(?\d{1,5}\)?(?:[ .-]{1,2}\d{2,7}){2,5}"
"""A telephone number with its signs, which codes that are measurements do not spell."""
_CODES_NAMED: Final = r"(?i)\b(?:ascii|chr|char(?:code)?s?|codes?|decode|decimal)\b"
_HEX_NAMED: Final = r"(?i)\bhex(?:adecimal)?\b"
_OCTAL_NAMED: Final = r"(?i)\b(?:octal|base ?8|oct)\b"


def decoded(view: View) -> View:
    """`view` with one layer of encodings undone in place; the same view where there is none.

    Base64 and base32 (RFC 4648), hexadecimal, binary, character codes, script escapes, percent, entities,
    words of the spelling alphabet; quoted-printable and its soft line breaks (RFC 2045 6.7), encoded words
    (RFC 2047), continued parameters (RFC 2231), folded and escaped calendar text (RFC 5545 3.1, 3.3.11), tags
    and forms (wrappings.py); Morse, Braille and the like (ciphers.py).
    """
    if pattern(_CODES_NAMED).search(view.text):
        named = rf"(?i)(?:\b(?:ascii|chr|char) codes?:? )?{_CODES}"
        view = view.replaced(named, _digit_codes).replaced(r"\b0x[0-9a-fA-F]{8,10}\b", _from_number)
    if pattern(_HEX_NAMED).search(view.text):
        view = view.replaced(r"\b0x[0-9a-fA-F]{8,10}\b", _from_dialled)
    if pattern(_OCTAL_NAMED).search(view.text):
        view = view.replaced(r"\b[0-1][0-7]{2}(?:[ ,;-]{1,2}[0-1][0-7]{2}){6,}\b", _from_octal)
    view = _with_steps(view, wrappings.STEPS)
    # Before those that take any long run of letters for encoded octets.
    for source, undo in (*ciphers.steps(view.text), *reckoning.steps(view.text)):
        view = view.replaced(source, undo)
    view = _with_steps(view, _STEPS)
    return view.replaced(_alphabet(), _initials)


def _with_steps(view: View, steps: _Steps) -> View:
    for signs, source, undo in steps:
        if signs is None or any(sign in view.text for sign in signs):
            view = view.replaced(source, undo)
    return view


def _readable(content: bytes, otherwise: str, *, shortest: int = 6) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return otherwise  # not text: a hash, a key, a picture
    if len(text) < shortest or not all(c.isprintable() or c in "\r\n\t" for c in text):
        return otherwise
    return text


def _from_base64(run: str) -> str:
    lines = run.split()
    whole = _base64("".join(lines))
    if whole:
        return whole
    return "\n".join(_base64(line) or line for line in lines) if len(lines) > 1 else run


def _base64(run: str) -> str:
    """What the run says, also behind up to three characters that are not part of it; "" for nothing."""
    body = run.rstrip("=").translate(_FROM_URL_SAFE)
    for shift in range(4):
        piece = body[shift:]
        if len(piece) % 4 == 1:
            piece = piece[:-1]
        text = _readable(base64.b64decode(piece + "=" * (-len(piece) % 4)), "")
        if text:
            return body[:shift] + " " + text if shift else text
    return ""


def _from_spaced_base64(run: str) -> str:
    return _base64("".join(run.split())) or run


def _from_base32(run: str) -> str:
    body = run.rstrip("=").upper()
    body = body[:-1] if len(body) % 8 in (1, 3, 6) else body
    try:
        return _readable(base64.b32decode(body + "=" * (-len(body) % 8)), run)
    except binascii.Error:
        return run


def _from_hex(run: str) -> str:
    """What the run says, also where the words before or after it begin or end like hexadecimal."""
    first, gap, rest = run.partition(" ")
    body, last_gap, last = run.rpartition(" ")
    for before, piece, after in (
        ("", run, ""),
        ("", body, last_gap + last),
        (first + gap, rest, ""),
        (first + gap, rest.rpartition(" ")[0], last_gap + last),
    ):
        pairs = piece.lower().replace("0x", "").replace("\\x", "")
        digits = "".join(c for c in pairs if c in "0123456789abcdef")
        if text := _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]), ""):
            return f"{before}{text}{after}"
    return run


def _from_octets(run: str) -> str:
    return _readable(bytes(int(octet, 2) for octet in _groups(run, 8)), run)


def _from_nibbles(run: str) -> str:
    values = [int(nibble, 2) for nibble in _groups(run, 4)]
    return "".join(map(str, values)) if max(values) <= 9 else run


def _groups(run: str, size: int) -> list[str]:
    bits = "".join(c for c in run if c in "01")
    return [bits[i : i + size] for i in range(0, len(bits) - size + 1, size)]


def _address_codes(run: str) -> str:
    """Character codes that spell an address or a link; lists of plain measurements stay."""
    text = _code_text(run)
    if any(sign in text for sign in ("@", "://", ".me/")):
        return text
    return text if pattern(_DIALLED).fullmatch(text) else run


def _from_points(run: str) -> str:
    """Code points in sixteen, as style sheets and character tables write them."""
    points = [int(match[0][-2:], 16) for match in pattern(r"(?:\\0000|\+00)[0-9a-fA-F]{2}").finditer(run)]
    return "".join(map(chr, points)) if all(32 <= point <= 126 for point in points) else run


def _from_octal(run: str) -> str:
    codes = [int(match[0], 8) for match in pattern(r"[0-7]{3}").finditer(run)]
    return "".join(map(chr, codes)) if all(32 <= code <= 126 for code in codes) else run


def _digit_codes(run: str) -> str:
    return _code_text(run) or run


def _code_text(run: str) -> str:
    numbers = [int(match[0]) for match in pattern(r"\d+").finditer(run)]
    if all(32 <= number <= 126 for number in numbers):
        return "".join(map(chr, numbers))
    return ""


def _from_number(run: str) -> str:
    return str(int(run, 16))


def _from_dialled(run: str) -> str:
    digits = _from_number(run)
    return digits if valid_somewhere(digits) or country_code_valid(digits) else run


def _from_escape(run: str) -> str:
    body = run[1:].strip("uUx{}")
    code = int(body, 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else run


def _from_call(run: str) -> str:
    code = int("".join(c for c in run if c.isdigit()))
    return chr(code) if 32 <= code <= 126 else run


def _from_quoted(run: str) -> str:
    return _readable(bytes.fromhex(run.replace("=", "")), run, shortest=1)


def _from_percent(run: str) -> str:
    return _readable(bytes.fromhex(run.replace("%", "")), run, shortest=1)


def _initials(run: str) -> str:
    return "".join(match[0][0] for match in pattern(r"[A-Za-z]+").finditer(run.lower()))


def _alphabet() -> str:
    words = "|".join(data("words")["alphabet"])
    return rf"(?i)\b(?:{words})(?:[ ,-]{{1,2}}(?:{words})\b)+"


def _unbroken(end: str) -> str:
    """The end of a line without its soft break; a run whose padding only looks like one keeps it."""
    body = end.rstrip("\r\n")
    return end if len(body) >= _SHORTEST_RUN and _base64(body) else body.rstrip("=")


_SHORTEST_RUN: Final = 12
_STEPS: Final[_Steps] = (
    (("=\n", "=\r\n"), r"[A-Za-z0-9+/_-]*={1,2}\r?\n", _unbroken),
    (("\\",), r"\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8})", _from_escape),
    (("\\",), r"(?:\\[0-3][0-7]{2}){6,}", _from_octal),
    (("\\",), r"(?:\\0000[0-9a-fA-F]{2} ?){4,}\\0000[0-9a-fA-F]{2}", _from_points),
    (("U+", "u+"), r"(?:[Uu]\+00[0-9a-fA-F]{2}[ ,;]{0,2}){4,}[Uu]\+00[0-9a-fA-F]{2}", _from_points),
    (("(",), r"(?i)\b(?:chr|char|string\.fromcharcode)\(\d{2,3}\)[\s+.&|,]{0,4}", _from_call),
    (("(",), r"(?i)(?:string\.)?fromcharcode\([\d, ]{6,400}\)", _digit_codes),
    (("%",), r"(?:%[0-9a-fA-F]{2})+", _from_percent),
    (("&",), r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?", html.unescape),
    (("=",), r"(?:=[0-9A-F]{2})+", _from_quoted),
    (None, r"\b[01]{8}(?:[ ,-]{0,2}[01]{8}){5,}\b", _from_octets),
    (None, r"\b[01]{4}(?:[ ,-]{1,2}[01]{4}){6,}\b", _from_nibbles),
    (None, _CODES, _address_codes),
    (None, _HEX, _from_hex),
    (None, r"\b[A-Z2-7]{16,}={0,6}|\b[a-z2-7]{16,}={0,6}", _from_base32),
    (None, r"[A-Za-z0-9+/_-]{11,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}", _from_base64),
    (None, r"\b(?:[A-Za-z0-9+/]{4} ){2,}[A-Za-z0-9+/]{2,4}={0,2}", _from_spaced_base64),
)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read as something encoded, backwards or rotated."""
    letters = "|".join(data("words")["alphabet"])
    # In base64 and base32 a digit stands among letters that hexadecimal does not have, or vowels are few.
    among = r"[a-z+/]\d+[g-z]|[g-z]\d+[a-z+/]|[bcdfghjklmnpqrstvwxz]{6}"
    yield Trigger.ENCODED, r"[a-z0-9+/_-]{14}|[a-z0-9+/_-]{10}=", among
    yield Trigger.ENCODED, r"[a-z0-9+/]{14}={1,2}(?:$|[^a-z0-9=])"
    yield Trigger.ENCODED, Word(r"\bbase ?-?(?:64|32)\b|\bb64\b"), r"[a-z0-9+/_-]{10}"
    yield (
        Trigger.ENCODED,
        Inside(r"\d[g-z]|[g-z]\d"),
        r"(?:[a-z0-9+/]{4} ){2}[a-z0-9+/]{2,4}=|(?:[a-z0-9+/]{4} ){4}",
    )
    yield (
        Trigger.ENCODED,
        r"(?:(?:0x|\\x)?[2-7][0-9a-f][ :,-]{0,2}){9}|(?:u\+00[0-9a-f]{2}[ ,;]{0,2}){4}",
    )
    yield Trigger.ENCODED, Mark(r"\\[0-3]"), r"(?:\\[0-3][0-7]{2}){6}|(?:\\0000[0-9a-f]{2}){4}"
    yield Trigger.ENCODED, Mark(r"\\u[0-9a-f{]|\\x[0-9a-f]{2}")
    yield Trigger.ENCODED, Mark(r"=(?:[4-7][0-9a-f]|2e|3\d|2b)|%[2-7][0-9a-f]")
    yield Trigger.ENCODED, Mark(r"&(?:#x?[0-9a-f]{2}|[a-z]{2,8};)")
    yield Trigger.ENCODED, Word(r"\bchr\(|\bchar\(")
    yield Trigger.ENCODED, Inside(r"fromcharcode")
    yield (
        Trigger.ENCODED,
        r"(?:\b[01]{4,8}[ ,-]{1,2}){4}|[01]{48}|(?:\b\d{2,3}[ ,;-]{1,2}){6}",
    )
    yield Trigger.ENCODED, Word(rf"\b(?:{letters})[ ,-]{{1,2}}(?:{letters})\b")
    yield Trigger.ENCODED, Mark(r"\b0x[0-9a-f]{8}")
    yield from wrappings.triggers()
    yield from ciphers.triggers()
    yield from reckoning.triggers()
