"""What looks like a contact detail, normalised for a look-up in a blind index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from anteroom.door.folding import fold

_DOMAIN = re.compile(r"@(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
_LOCAL = re.compile(r"[\w.%+'-]+\Z")
_LONGEST_LOCAL: Final = 64
# The same as (?<![\w.])(?:\+|00)?\(?[0-9](…){6,16}(?!\w). It takes its first sign before it looks around, so
# that the engine skips all that cannot be one.
_PHONE = re.compile(
    r"[+(0-9](?<![\w.][+(0-9])(?:(?<=\+)\(?[0-9]|(?<=0)0\(?[0-9]|(?<=\()[0-9]|(?<=[0-9]))"
    r"(?:[ \t\u00a0().\-–/]{0,3}[0-9]){6,16}(?!\w)"
)
_LEAST_DIGITS: Final = 7


def normalise(kind: str, value: str, country: str | None = None) -> str:
    """One spelling a value: e-mail lower-case, phone as E.164 digits where it parses, handle without @.

    A phone without country code is read in `country` (ISO 3166) if given; where it does not parse its bare
    digits stand. Other kinds are folded and their white space made single.
    Raises `ValueError` (which does not repeat the value) when nothing is left.
    """
    folded = fold(value).strip()
    if kind == "phone":
        result = _phone(folded, country)
    elif kind == "handle":
        result = folded.lstrip("@")
    elif kind == "email":
        result = "".join(folded.split())
    else:
        result = " ".join(folded.split())
    if not result:
        raise ValueError(f"nothing left of this {kind}")
    return result


def candidates(text: str, countries: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """E-mail- and phone-looking strings of `text` as (kind, normalised value).

    An address with a plus tag is given with and without it; a phone without country code as its bare digits
    and read in each of `countries`.
    """
    found: set[tuple[str, str]] = set()
    folded = fold(text)
    if "@" in folded:
        for written in _addresses(folded):
            address = written.strip(".'-%")
            local, _, domain = address.rpartition("@")
            found |= {("email", address), ("email", f"{local.partition('+')[0] or local}@{domain}")}
    for match in _PHONE.finditer(folded):
        if sum(c.isdigit() for c in match[0]) >= _LEAST_DIGITS:
            found |= {("phone", _phone(match[0], country)) for country in (None, *countries)}
    return found


def _addresses(folded: str) -> Iterator[str]:
    """What is written like an address, read backwards from each @, of which there are few."""
    after = 0
    for domain in _DOMAIN.finditer(folded):
        local = _LOCAL.search(folded[max(after, domain.start() - _LONGEST_LOCAL) : domain.start()])
        if local is not None:
            after = domain.end()
            yield f"{local[0]}{domain[0]}"


def _phone(folded: str, country: str | None) -> str:
    digits = "".join(c for c in folded if c.isdigit())
    if folded.lstrip("( ").startswith("+"):
        dialled = "+" + digits
    elif digits.startswith("00"):
        dialled = "+" + digits[2:]
    else:
        dialled = digits
    try:
        number = phonenumbers.parse(dialled, None if dialled.startswith("+") else country)
    except phonenumbers.NumberParseException:
        # No numbering plan reads it: the digits themselves are the best single spelling.
        return digits
    return f"{number.country_code}{phonenumbers.national_significant_number(number)}"
