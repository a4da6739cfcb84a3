"""Words that are not the writer's own request, whatever they say: quotations and code."""

from __future__ import annotations

from typing import Final

from anteroom.guard.catalogue import pattern

_QUOTED: Final = (
    r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|『[^』\n]+』|「[^」\n]+」"
    r"|(?:^|[\s(\[])['‘][^'’\n]+['’](?:[\s.,;:!?)\]]|$)"
)
_LONGEST_QUOTATION: Final = 302
_FEWEST_AROUND: Final = 2
"""Words around a quotation; of 'label: "pay me outside"' it is the quotation that is said."""
_FEWEST_WORDS: Final = 3
"""A word or two between quotation marks are the writer's own: my "number"."""
_EASTERN: Final = "\u3040"
_UNQUOTED: Final = 4
"""Characters that a text must have besides a quotation; else it is the quotation that is said."""
QUOTATION: Final = "¶"
"""What stands where a quotation stood."""
_CODE: Final = r"[{};]\s*$|=>|\(\)|</?[a-z]+>|[a-z_]\(['\"]|==|!=|`"
_BESIDE: Final = 200
"""Characters of a line before and after some words in which code still makes them code."""


def unquoted(folded: str) -> str:
    """A text as long, with a sign and blanks in place of what it quotes."""
    if folded.isascii() and '"' not in folded and "'" not in folded:
        return folded
    kept, done = [], 0
    most, words = len(folded.strip()) - _UNQUOTED, len(folded.split())
    for match in pattern(_QUOTED).finditer(folded):
        start, end = match.start(), match.end()
        # Counted here: counted by the pattern, it would not fit into the engine's memory.
        around = words - len(folded[start:end].split())
        if (
            end - start <= min(_LONGEST_QUOTATION, most)
            and around >= _FEWEST_AROUND
            and _is_speech(folded[start:end])
        ):
            kept += [folded[done:start], QUOTATION.center(end - start)]
            done = end
    return "".join([*kept, folded[done:]]) if done else folded


def _is_speech(quotation: str) -> bool:
    return len(quotation.split()) >= _FEWEST_WORDS or max(quotation) >= _EASTERN


def is_code(folded: str, start: int, end: int) -> bool:
    """Whether text[start:end] stands in a line of code."""
    begin, stop = max(0, start - _BESIDE), end + _BESIDE
    line_start, line_end = folded.rfind("\n", begin, start) + 1 or begin, folded.find("\n", end, stop)
    return pattern(_CODE).search(folded[line_start : line_end if line_end >= 0 else stop]) is not None
