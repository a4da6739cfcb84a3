"""Secrets out of the environment, or out of files that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

Value = TypeVar("Value")


class Environment:
    """Typed questions to the environment. Faults name a variable and what it should be, never what it holds.

    `NAME_FILE` names a file with the value of `NAME`; one line break at its end is not part of the value.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.elsewhere: dict[str, str] = {}
        """Secrets that integrations keep, by their variable."""
        self.drawn: set[str] = set()
        """Those of them that the operator draws; the others are some vendor's."""
        self._environ = environ
        self._fallback: Mapping[str, str] = {}

    def given(self, name: str) -> bool:
        """Whether the operator gave `name`, in whichever of the two ways."""
        return bool(self._environ.get(name)) or bool(self._environ.get(f"{name}_FILE"))

    def has(self, name: str) -> bool:
        """Whether there is a value for `name`, given or fallen back on."""
        return self.given(name) or bool(self._fallback.get(name))

    def fall_back_on(self, values: Mapping[str, str]) -> None:
        """Take what is not given from `values`."""
        self._fallback = values

    def required(self, name: str, parse: Callable[[str], Value], stand_in: Value) -> Value:
        """The parsed value; a missing or unreadable one is a fault, and `stand_in` is returned."""
        value = self.optional(name, parse)
        if value is not None:
            return value
        if not self.given(name):
            self.faults.append(f"{name} is missing from the environment (or {name}_FILE)")
        return stand_in

    def optional(self, name: str, parse: Callable[[str], Value]) -> Value | None:
        """The parsed value, or None where it is not given; `parse` raises ValueError with what it wants."""
        if name not in self.asked:
            self.asked.append(name)
        written = self._written(name)
        if written is None:
            return None
        try:
            return parse(written)
        except ValueError as error:
            # The sentence is our own parser's, and never repeats the value.
            self.faults.append(f"{name} {error}")
            return None

    def secret(self, name: str, parse: Callable[[str], str], *, drawn: bool) -> str | None:
        """As `optional`, for a secret that an integration keeps: it must differ from all others, too."""
        value = self.optional(name, parse)
        if value:
            self.elsewhere[name] = value
            if drawn:
                self.drawn.add(name)
        return value

    def _written(self, name: str) -> str | None:
        plain, file = self._environ.get(name), self._environ.get(f"{name}_FILE")
        if plain and file:
            self.faults.append(f"{name} and {name}_FILE are both given; keep one")
            return None
        if not file:
            return plain or self._fallback.get(name)
        try:
            return Path(file).read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            self.faults.append(f"{name}_FILE names {file}, which cannot be read: {reason}")
            return None


def postgres_url(written: str) -> str:
    """A libpq address. Raises ValueError, without repeating it, for any other."""
    if urlsplit(written).scheme not in ("postgres", "postgresql"):
        raise ValueError("must begin with postgresql://")
    return written
