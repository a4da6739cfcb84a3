"""Templates without the blanks that indent their lines: browsers need none, and the door reads far less.

A line that begins with a blank may be the second half of a folded one (RFC 5545, 3.1). So the door reads a
text with such lines once more, unfolded, and whatever it decodes of either: a page of a list thrice as often.
What a page shows, words of people among it, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import jinja2

_INDENT = re.compile(r"\n[ \t]+")


class Unindented(jinja2.PackageLoader):
    """Loads a package's templates so."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """Return a template's text, its place, and what tells whether that is still its text."""
        source, place, current = super().get_source(environment, template)
        return _INDENT.sub("\n", source), place, current
