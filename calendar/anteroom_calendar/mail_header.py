"""Header fields of mail as they go out (RFC 5322, RFC 2047): folded, encoded, and never able to begin
another.
"""

from __future__ import annotations

import re
from base64 import b64encode

from .content_line import clean_text
from .errors import NotWritable

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")
_IDENTIFIER = re.compile(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def field(name: str, text: str) -> bytes:
    """A field of free text, in encoded words where it is not plain ASCII."""
    text = " ".join(clean_text(text).split())
    plain = text.isascii() and "=?" not in text and all(len(word) < 75 for word in text.split())
    return _folded(name, text if plain else _encoded(text))


def structured(name: str, value: str) -> bytes:
    """A field with a grammar of its own, given as it is. Raises NotWritable unless printable ASCII."""
    if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable() or not value.strip():
        raise NotWritable("not a header field")
    if any(len(word) > 900 for word in value.split()):  # RFC 5322 2.1.1: 998 octets a line
        raise NotWritable("a header field that cannot be folded")
    return _folded(name, value)


def mailbox(name: str, address: str, label: str) -> bytes:
    """A field of one address with its display name. Raises NotWritable for a broken or non-ASCII address."""
    if not _ADDRESS.fullmatch(address):
        raise NotWritable("not a mail address")
    label = " ".join(clean_text(label).split())
    if not label:
        return _folded(name, f"<{address}>")
    if not label.isascii() or "=?" in label or len(label) > 70:
        phrase = _encoded(label)
    elif _ATOMS.fullmatch(label):
        phrase = label
    else:
        phrase = '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _folded(name, f"{phrase} <{address}>")


def identifier(value: str) -> str:
    """A message identifier in its angle brackets. Raises NotWritable if it is none."""
    value = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    if not _IDENTIFIER.fullmatch(value):
        raise NotWritable("not a message identifier")
    return f"<{value}>"


def _encoded(text: str) -> str:
    """Encoded words of at most 75 characters, each holding whole characters only (RFC 2047 section 5)."""
    words, word = [], b""
    for letter in text:
        octets = letter.encode("utf-8")
        if len(word) + len(octets) > 39:  # with the longest field name still 76 characters
            words.append(word)
            word = b""
        word += octets
    words.append(word)
    return " ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


def _folded(name: str, value: str) -> bytes:
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > 76 and word and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line, ""]).encode("ascii")
