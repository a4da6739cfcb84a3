"""A section of app.yaml and the secrets that go with it, for whoever reads it as one thing."""

from __future__ import annotations

from collections.abc import Callable

from anteroom.settings.document import Choice, Document
from anteroom.settings.environment import Environment


class Section:
    """Typed questions to what stands below one key; `used` tells whether anything does.

    Where nothing does, nothing is missed: texts are then empty. Faults are noted as `Document` and
    `Environment` note them.
    """

    def __init__(self, document: Document, environment: Environment, key: str, *, secure: bool) -> None:
        self.used = document.has_below(key)
        self._document = document
        self._environment = environment
        self._key = key
        self._secure = secure
        self._unused = None if self.used else ""

    def below(self, name: str) -> Section:
        """Return the section of that name within this one."""
        return Section(self._document, self._environment, self._named(name), secure=self._secure)

    def text(self, name: str, *, default: str | None = None) -> str:
        """A string that is not empty."""
        return self._document.text(self._named(name), default=self._unused if default is None else default)

    def text_or_null(self, name: str) -> str | None:
        """A string, or None where the key is null or missing."""
        return self._document.text_or_null(self._named(name))

    def url(self, name: str, *, default: str | None = None) -> str:
        """An address as `Document.url` has it: https outside the sandbox."""
        default = self._unused if default is None else default
        return self._document.url(self._named(name), secure=self._secure, default=default)

    def choice(self, name: str, allowed: tuple[Choice, ...], *, default: Choice) -> Choice:
        """One of `allowed`."""
        return self._document.choice(self._named(name), allowed, default=default)

    def refuse(self, name: str, why: str) -> None:
        """Note a fault at the line of a key."""
        self._document.refuse(self._named(name), why)

    def full(self, name: str) -> str:
        """Return a key as app.yaml has it, for a sentence about it."""
        return self._named(name)

    def secret(
        self,
        variable: str,
        parse: Callable[[str], str],
        *,
        needed_by: str | None = None,
        drawn: bool = False,
    ) -> str:
        """Return a secret, or "" where it is not given: a fault where `needed_by` is set.

        `needed_by` is the name of a key, or "" for the whole section; None where nothing needs it. One that
        operators draw themselves the doctor looks at; a vendor's is as long as the vendor made it.
        """
        written = self._environment.secret(variable, parse, drawn=drawn)
        if written is None and needed_by is not None and not self._environment.given(variable):
            key = self._named(needed_by) if needed_by else self._key
            self._environment.faults.append(f"{variable} is missing, and {key} is set")
        return written or ""

    def _named(self, name: str) -> str:
        return f"{self._key}.{name}"
