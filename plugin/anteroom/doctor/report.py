"""The findings as a person reads them, one line each, or as a program does."""

from __future__ import annotations

import json
from collections.abc import Sequence

from anteroom.doctor.finding import Finding, Level, exit_code

COLOURS = {
    Level.FINE: "32",
    Level.WARNING: "33",
    Level.FAULT: "1;31",
    Level.UNKNOWN: "35",
    Level.LEFT_OUT: "2",
}
WIDEST = max(len(level.value) for level in Level)


def lines(findings: Sequence[Finding], *, colour: bool) -> list[str]:
    """Return one line a finding, and a sum."""
    widest = max(len(each.check) for each in findings)
    mended = sum(each.to_be_mended for each in findings)
    warned = sum(each.level is Level.WARNING for each in findings)
    end = f"{mended} to be mended, {warned} to be thought of." if mended or warned else "Nothing is missing."
    return [*(line(each, widest, colour=colour) for each in findings), end]


def as_json(findings: Sequence[Finding]) -> str:
    """Return one JSON object: `ready`, and `findings` with `check level found why mend`."""
    listed = [
        {
            "check": each.check,
            "level": each.level.value,
            "found": each.found,
            "why": each.why,
            "mend": each.mend,
        }
        for each in findings
    ]
    return json.dumps({"ready": exit_code(findings) == 0, "findings": listed}, ensure_ascii=False, indent=1)


def line(finding: Finding, widest: int, *, colour: bool) -> str:
    """Return one finding, its check filled up to `widest` characters."""
    level = f"{finding.level.value:<{WIDEST}}"
    if colour:
        level = f"\x1b[{COLOURS[finding.level]}m{level}\x1b[0m"
    said = _printable(finding.found)
    if finding.why:
        said = f"{said} – {finding.why}. Next: {finding.mend}"
    return f"{level}  {finding.check:<{widest}}  {said}"


def _printable(text: str) -> str:
    # What the DNS holds is a stranger's text, and must not steer the terminal.
    return "".join(each if each.isprintable() else "?" for each in text)
