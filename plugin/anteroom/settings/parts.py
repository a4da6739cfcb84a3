"""Parts of app.yaml that an integration reads: the heart keeps them, and does not know what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from anteroom.settings.document import Document
from anteroom.settings.environment import Environment
from anteroom.settings.section import Section

GROUP = "anteroom.settings"
"""Each entry point is named like the key that it reads, and names a callable that takes its `Section`."""

Part = TypeVar("Part")
Reader = Callable[[Section], object]


@dataclass(frozen=True, repr=False)
class Parts:
    """What each integration read, by its key. The repr shows nothing: there are secrets in it."""

    read: Mapping[str, object]

    def __repr__(self) -> str:
        return f"Parts({', '.join(self.read)})"

    def of(self, key: str, kind: type[Part]) -> Part:
        """Return what was read at `key`. Raises TypeError for another kind of thing, or none."""
        found = self.read.get(key)
        if not isinstance(found, kind):
            raise TypeError(f"nothing read {key} of app.yaml as {kind.__name__}")
        return found

    def beside(self, others: Parts) -> Parts:
        """Return the same with what `others` hold besides, which wins."""
        return Parts({**self.read, **others.read})

    def only(self, key: str) -> Parts:
        """Return the one at `key` alone."""
        return Parts({key: self.read[key]})


def read_parts(document: Document, environment: Environment, *, sandbox: bool) -> Parts:
    """Let every installed integration that has a part read it."""
    sections = {entry: Section(document, environment, entry.name, secure=not sandbox) for entry in _entries()}
    return Parts({entry.name: _loaded(entry)(section) for entry, section in sections.items()})


@cache
def _entries() -> tuple[EntryPoint, ...]:
    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: entry.name))


@cache
def _loaded(entry: EntryPoint) -> Reader:
    reader: Reader = entry.load()
    return reader
