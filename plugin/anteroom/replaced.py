"""A value with some of its fields changed, for values of many fields that are changed all the time.

`dataclasses.replace` walks the fields one by one in Python: of an answer to an interview it was an eighth of
all that Python had to do. Here they are read in one go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")
_Read = tuple[tuple[str, ...], Callable[[object], tuple[Any, ...]]]
_KNOWN: dict[type, _Read] = {}


def replace(value: T, /, **changes: Any) -> T:
    """Return a dataclass's value anew, with these fields changed. Raises TypeError for a field it has not.

    The class has two fields at least, all of which can be given when a value is made.
    """
    kind = type(value)
    names, read = _KNOWN.get(kind) or _met(kind)
    return kind(**(dict(zip(names, read(value), strict=True)) | changes))


def _met(kind: type) -> _Read:
    """Return the fields of a class that is met for the first time, and what reads them."""
    names = tuple(each.name for each in fields(kind))
    _KNOWN[kind] = names, attrgetter(*names)
    return _KNOWN[kind]
