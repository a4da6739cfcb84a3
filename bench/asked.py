"""How much is asked of a bench."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """How a bench is run.

    `sample`: on less, in fewer and shorter turns, so that all of them take a few minutes. `alone`: by
    itself, so that there is room for what the table has no column for. `draw`: also draw its picture.
    """

    sample: bool = False
    alone: bool = False
    draw: bool = False

    @property
    def whole_and_alone(self) -> bool:
        """Whether to tell what takes time and is in no row."""
        return self.alone and not self.sample
