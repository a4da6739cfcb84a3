"""E-mail addresses as people type them into a form: one a line or several, with names before them or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anteroom.interviews.commands import LONGEST_LABEL

LONGEST_EMAIL = 254
HOW = "Write one a line, as in: Dana, VP Engineering <dana@company.example>"

_ADDRESS = r"[^<>@\s,;\"]{1,64}@[^<>@\s,;\"]{1,190}\.[^<>@\s,;.\"]{1,63}"
_BETWEEN = re.compile(r"[\s,;]*")
_QUOTED = re.compile(rf'"(?P<label>[^"]{{0,200}})"\s*,?\s*<?(?P<email>{_ADDRESS})>?(?=[\s,;]|$)')
_ALONE = re.compile(rf"<?(?P<email>{_ADDRESS})>?(?=[\s,;]|$)")
_NAMED = re.compile(rf"(?P<label>[^<>@;\"]{{1,200}})<(?P<email>{_ADDRESS})>(?=[\s,;]|$)")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


@dataclass(frozen=True, slots=True)
class Typed:
    """One address, and the name that stands before it."""

    email: str = field(repr=False)
    label: str


class Unreadable(ValueError):
    """What is wrong, in a sentence that names the line and repeats nothing of it."""


def read_addresses(text: str) -> tuple[Typed, ...]:
    """Return every address in a text. Raises Unreadable."""
    found: dict[str, Typed] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        for typed in _of_line(line.translate(_QUOTES), number):
            if typed.email.casefold() in found:
                raise Unreadable(f"Line {number} names somebody a second time. Each address once, please.")
            found[typed.email.casefold()] = typed
    return tuple(found.values())


def _of_line(line: str, number: int) -> list[Typed]:
    found, at = [], _skip(line, 0)
    while at < len(line):
        entry = _QUOTED.match(line, at) or _ALONE.match(line, at) or _NAMED.match(line, at)
        if entry is None or len(entry["email"]) > LONGEST_EMAIL:
            raise Unreadable(f"Line {number} is no e-mail address. {HOW}")
        label = " ".join((entry.groupdict().get("label") or "").split()).strip(" ,'")
        if len(label) > LONGEST_LABEL:
            raise Unreadable(f"The name in line {number} is longer than {LONGEST_LABEL} characters.")
        found.append(Typed(entry["email"], label))
        at = _skip(line, entry.end())
    return found


def _skip(line: str, at: int) -> int:
    found = _BETWEEN.match(line, at)
    return found.end() if found else at
