"""A value anew with some fields changed, beside how the standard library does it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from anteroom.replaced import replace


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """Fields that can be copied."""

    name: str
    tags: tuple[str, ...] = ()
    notes: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """A value that is looked at when it is made."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("upside down")


@dataclasses.dataclass(frozen=True)
class Open:
    """A value without slots, with one field."""

    only: int


@dataclasses.dataclass(frozen=True, slots=True)
class Wider(Plain):
    """Fields of its own beside inherited ones."""

    more: int = 0


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Plain("a", ("x",), {"k": "v"}), {"name": "b"}),
        (Plain("a"), {}),
        (Wider("a", ("x",), more=3), {"tags": (), "more": 4}),
        (Checked(1, 2), {"high": 9}),
        (Open(1), {"only": 2}),
    ],
    ids=["changed", "as it was", "inherited", "looked at", "open"],
)
def test_it_is_what_the_standard_library_makes_of_it(value: Any, changes: dict[str, Any]) -> None:
    """Twice: the second time the class is known."""
    for _ in range(2):
        before = dataclasses.asdict(value)
        made = replace(value, **changes)
        assert made == dataclasses.replace(value, **changes)
        assert type(made) is type(value)
        assert dataclasses.asdict(value) == before


def test_what_is_looked_at_when_made_is_looked_at_again() -> None:
    with pytest.raises(ValueError, match="upside down"):
        replace(Checked(1, 2), low=3)


@pytest.mark.parametrize("value", [Plain("a"), Open(1)], ids=["slots", "none"])
def test_a_field_that_is_not_there_is_an_error(value: Any) -> None:
    for _ in range(2):
        with pytest.raises(TypeError):
            replace(value, many=2)
