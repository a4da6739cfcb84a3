"""JSON lines as people write them: each an object, read field by field, with its faults in plain words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec

MAX_LINE: Final = 1 << 18
"""Longest line read, in octets: a text of 20,000 code points, every one of them escaped, fits."""

_MARK: Final = b"\xef\xbb\xbf"
_HALF: Final = re.compile(r"[\ud800-\udfff]")

Row = TypeVar("Row", bound=msgspec.Struct)


class FaultyLine(Exception):
    """A line that cannot be read. The message says why and repeats nothing that people wrote in it."""


def read_object(line: bytes) -> dict[str, Any]:
    """The JSON object of one line. A lone surrogate, which is no character, becomes U+FFFD.

    Raises FaultyLine.
    """
    if not line.strip():
        raise FaultyLine("the line is blank")
    if line.startswith(_MARK):
        raise FaultyLine("the line begins with a byte order mark; write UTF-8 without one")
    try:
        loose = _whole(json.loads(line.decode(), parse_constant=_no_number))
    except UnicodeDecodeError as error:
        raise FaultyLine(f"the line is no UTF-8, from octet {error.start + 1} on") from error
    except (ValueError, RecursionError) as error:
        raise FaultyLine("the line is no JSON") from error
    if not isinstance(loose, dict):
        raise FaultyLine("the line is no JSON object")
    return loose


def read_row(loose: Mapping[str, Any], shape: type[Row], wanted: Mapping[str, str]) -> Row:
    """The object as `shape`; a field that is null counts as not given.

    `wanted` says of each field what it must be ("a text"). Raises FaultyLine. Fields that `shape` does not
    have are passed over, unless it forbids them.
    """
    given = {name: value for name, value in loose.items() if value is not None}
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        raise FaultyLine(_fault(given, shape, wanted)) from error


def _fault(given: Mapping[str, Any], shape: type[Row], wanted: Mapping[str, str]) -> str:
    for field in msgspec.structs.fields(shape):
        name = field.encode_name
        if name not in given:
            if field.required:
                return f'the field "{name}" is missing; it must be {wanted[name]}'
            continue
        try:
            msgspec.convert(given[name], field.type)
        except msgspec.ValidationError:
            return f'the field "{name}" must be {wanted[name]}'
    return "its fields do not fit together"


def _whole(loose: Any) -> Any:
    if isinstance(loose, str):
        return _HALF.sub("\ufffd", loose)
    if isinstance(loose, list):
        return [_whole(each) for each in loose]
    if isinstance(loose, dict):
        return {_whole(name): _whole(each) for name, each in loose.items()}
    return loose


def _no_number(name: str) -> None:
    """NaN and Infinity, which Python reads, are no JSON."""
    raise ValueError(name)
