"""Content lines as they go out (RFC 5545 3.1): escaped, quoted, folded. Nothing given here can start a
line.
"""

from __future__ import annotations

import re

from .errors import NotWritable

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>\"(),:;\[\]\\@]+@[^\s\x00-\x20\x7f-\x9f<>\"(),:;\[\]\\@]+")
_QUOTED = re.compile("[,:;=]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]+")
_MAILTO_ENCODED = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})


def clean_text(text: str) -> str:
    """Text with line feeds as its only line breaks, and no other control characters but tabs."""
    if text.isprintable():  # the rule, and far cheaper than two searches
        return text
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def escape_text(text: str) -> str:
    """A TEXT value (RFC 5545 3.3.11)."""
    text = clean_text(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def parameter(text: str) -> str:
    """A parameter's value on one line: caret-encoded (RFC 6868), quoted where it must be (RFC 5545 3.2)."""
    # RFC 5545 knows no backslash here, readers do: before a colon or a quote it would swallow the delimiter.
    text = " ".join(clean_text(text).replace("\\", "/").split())
    text = text.replace("^", "^^").replace('"', "^'")
    # The equals sign needs no quotes by the grammar; icalendar drops a space before it where it has none.
    return f'"{text}"' if _QUOTED.search(text) else text


def mailto(address: str) -> str:
    """A calendar user address (RFC 6068). Raises NotWritable unless it is a plain address."""
    if len(address) > 320 or not _ADDRESS.fullmatch(address) or _CONTROLS.search(address):
        raise NotWritable("not a mail address")
    return "mailto:" + address.translate(_MAILTO_ENCODED)


def uri(address: str) -> str:
    """A URI value. Raises NotWritable if it has characters that no URI has."""
    if not _URI.fullmatch(address):
        raise NotWritable("not an address of the web")
    return address


def fold(line: str) -> bytes:
    """The line in octets with its CRLF, folded at 75 octets, never within a character."""
    octets = line.encode("utf-8")
    if len(octets) <= 75:
        return octets + b"\r\n"
    pieces = []
    begin, room = 0, 75
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        pieces.append(octets[begin:end])
        begin, room = end, 74  # the fold's space counts too
    pieces.append(octets[begin:])
    return b"\r\n ".join(pieces) + b"\r\n"
