"""A mutation: one small break of one rule, held as data. Some test has to fail by it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Unfit(Exception):
    """A mutation that cannot be made of the code as it stands; `str` says why."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One break.

    `name` is the one that is printed. In `file`, a path from the root, `before` stands exactly once and
    becomes `after`, by which `rule`, a sentence for people, holds no more. `tests` are pytest's ids of the
    tests that have to notice, the likeliest first.
    """

    name: str
    file: str
    before: str
    after: str
    rule: str
    tests: tuple[str, ...]

    def broken(self, source: str) -> str:
        """Return the file's text with the rule broken. Raises Unfit."""
        found = source.count(self.before)
        if found != 1:
            raise Unfit(f"{self.name}: {self.file} holds the text to break {found} times, and not once")
        broken = source.replace(self.before, self.after)
        try:
            compile(broken, self.file, "exec")
        except SyntaxError as error:
            raise Unfit(f"{self.name}: {self.file} is no Python any more: {error}") from error
        return broken
