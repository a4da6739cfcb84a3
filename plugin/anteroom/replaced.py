"""A value with some of its fields changed, for values of many fields that are changed all the time.

`dataclasses.replace` walks the fields one by one in Python and has them all given anew: of an answer to an
interview it was an eighth of all that Python had to do. Here they are copied as they lie.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
_Put = Callable[[object, Any], None]


class _Fields(NamedTuple):
    """How a class's fields are read all at once, and put one by one, in the same order."""

    read: Callable[[object], tuple[Any, ...]]
    put: dict[str, _Put]


_KNOWN: dict[type, _Fields | None] = {}


def replace(value: T, /, **changes: Any) -> T:
    """Return a dataclass's value anew, with these fields changed. Raises TypeError for a field it has not."""
    kind = type(value)
    known = _KNOWN[kind] if kind in _KNOWN else _met(kind)
    if known is None:
        return dataclasses.replace(value, **changes)  # type: ignore[type-var]  # what is no dataclass raises
    anew = object.__new__(kind)
    for put, field in zip(known.put.values(), known.read(value), strict=True):
        put(anew, field)
    for name, field in changes.items():
        if name not in known.put:
            raise TypeError(f"{kind.__name__} has no field {name!r}")
        known.put[name](anew, field)
    return anew


def _met(kind: type) -> _Fields | None:
    """Return the fields of a class that is met for the first time; None where they cannot just be copied."""
    _KNOWN[kind] = None
    slotted = {"__dataclass_fields__", "__slots__"} <= vars(kind).keys()
    found = dataclasses.fields(kind) if slotted else ()
    if len(found) > 1 and all(each.init for each in found) and not hasattr(kind, "__post_init__"):
        names = [each.name for each in found]
        _KNOWN[kind] = _Fields(attrgetter(*names), {name: getattr(kind, name).__set__ for name in names})
    return _KNOWN[kind]
