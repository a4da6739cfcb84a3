"""What one check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. UNKNOWN: nobody could be asked, which is never taken for fine. LEFT_OUT: not asked."""

    FINE = "fine"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: which check, what was found, why that matters and what to do next.

    `why` and `mend` are empty where nothing is to be done.
    """

    check: str
    level: Level
    found: str
    why: str = ""
    mend: str = ""

    @property
    def to_be_mended(self) -> bool:
        """Whether the deployment is not ready because of this."""
        return self.level in (Level.FAULT, Level.UNKNOWN)


def fine(check: str, found: str) -> Finding:
    """Nothing is to be done."""
    return Finding(check, Level.FINE, found)


def warning(check: str, found: str, why: str, mend: str) -> Finding:
    """It works, but somebody will be sorry."""
    return Finding(check, Level.WARNING, found, why, mend)


def fault(check: str, found: str, why: str, mend: str) -> Finding:
    """It does not work, or is not safe."""
    return Finding(check, Level.FAULT, found, why, mend)


def unknown(check: str, found: str, why: str, mend: str) -> Finding:
    """Whoever knows could not be asked."""
    return Finding(check, Level.UNKNOWN, found, why, mend)


def left_out(check: str, found: str) -> Finding:
    """It was not checked; `found` says why."""
    return Finding(check, Level.LEFT_OUT, found)


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 0 where nothing must be mended, else 1."""
    return 1 if any(each.to_be_mended for each in findings) else 0
