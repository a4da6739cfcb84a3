"""What a person typed into an answer, without what the mail program put around it.

Own code, because the libraries for it are not safe on a stranger's mail: 10 KB of empty lines cost
mail-parser-reply 1.36 nineteen seconds, and 20 KB of "On On On" never end in email-reply-parser 0.5.12.
Here every line is looked at once, and no pattern sees more than LONGEST_LINE letters.
"""

from __future__ import annotations

from itertools import islice

from .mail_phrases import (
    ATTRIBUTED,
    ATTRIBUTION,
    DATED,
    DEVICE,
    DIVIDER,
    FIELD,
    FROM,
    OPENING,
    RULE,
    SIGNATURE,
)

MAX_LETTERS = 200_000
MAX_TYPED = 20_000
LONGEST_LINE = 400


def typed_text(text: str) -> str:
    """What was typed, as lines without blanks at either end; empty if nothing was.

    Goes: quoted lines and what announces them, forwarded and unmarked originals, a signature after `-- `,
    "Sent from my iPhone" and its like. What stands between or below quotes stays. At most MAX_TYPED letters,
    of the first MAX_LETTERS. It is a convenience for readers and no filter: whoever shows it to somebody
    lets the guard read it.
    """
    lines = [line.rstrip() for line in text[:MAX_LETTERS].replace("\r\n", "\n").split("\n")]
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place].strip()[:LONGEST_LINE]
        if line.startswith((">", "＞")):
            place += 1
            continue
        if not line:
            kept.append("")
            place += 1
            continue
        if _ends_here(line, lines, place):
            break
        if taken := _attribution(lines, place):
            place += taken
            if not _quote_follows(lines, place):
                break  # what follows is the original, unmarked
            continue
        kept.append(lines[place].lstrip("\ufeff"))
        place += 1
    return _tidy(kept)


def _ends_here(line: str, lines: list[str], place: int) -> bool:
    """Whether a signature or an unmarked original begins here."""
    if SIGNATURE.match(line) or DIVIDER.match(line):
        return True
    return _is_head(lines, place + 1 if RULE.match(line) else place)


def _is_head(lines: list[str], place: int) -> bool:
    """Whether the head of an unmarked original begins here.

    Who, and two fields more: somebody may well type "From: 10:00" and "To: 11:00".
    """
    stripped = (each.strip()[:LONGEST_LINE] for each in lines[place : place + 10])
    near = (line for line in stripped if line)
    first = next(near, "")
    return bool(FROM.match(first)) and sum(bool(FIELD.match(line)) for line in (first, *islice(near, 5))) >= 2


def _attribution(lines: list[str], place: int) -> int:
    """How many lines from here announce a quote: programs break them in up to three."""
    joined = ""
    for number in range(3):
        if place + number >= len(lines):
            break
        piece = lines[place + number].strip()[:LONGEST_LINE]
        if not piece or piece.startswith(">"):
            break
        if number == 1 and not OPENING.match(joined):
            break  # what stands above an attribution was typed
        joined = f"{joined} {piece}".strip()[-LONGEST_LINE:]
        if joined.endswith(ATTRIBUTED) and ATTRIBUTION.match(joined):
            return number + 1 if DATED.search(joined) else 0
    return 0


def _quote_follows(lines: list[str], place: int) -> bool:
    following = (line.strip() for line in lines[place : place + 4])
    return next((line for line in following if line), "").startswith((">", "＞"))


def _tidy(lines: list[str]) -> str:
    while lines and (not lines[-1].strip() or DEVICE.match(lines[-1].strip()[:LONGEST_LINE])):
        lines.pop()
    tidy: list[str] = []
    for line in lines:
        if line.strip() or (tidy and tidy[-1]):
            tidy.append(line if line.strip() else "")
    return "\n".join(tidy).strip("\n")[:MAX_TYPED].rstrip()
