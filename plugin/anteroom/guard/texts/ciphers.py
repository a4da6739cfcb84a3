"""Signs and numbers that stand for letters and digits: Morse, Braille, keypads, places in the alphabet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.trigger import Cause, Mark, Trigger, Word

_MORSE_RUN: Final = r"[.·•–—-]{1,6}(?:[ /|,]{1,3}[.·•–—-]{1,6}){5,}"
_MORSE: Final = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h",
    "..": "i", ".---": "j", "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p",
    "--.-": "q", ".-.": "r", "...": "s", "-": "t", "..-": "u", "...-": "v", ".--": "w", "-..-": "x",
    "-.--": "y", "--..": "z", "-----": "0", ".----": "1", "..---": "2", "...--": "3", "....-": "4",
    ".....": "5", "-....": "6", "--...": "7", "---..": "8", "----.": "9", ".--.-.": "@", ".-.-.-": ".",
    "..--.-": "_", "-....-": "-", ".-.-.": "+", "-..-.": "/", "---...": ":",
}  # fmt: skip
_BRAILLE_RUN: Final = r"[\x{2800}-\x{28ff}](?: ?[\x{2800}-\x{28ff}]){5,}"
_BRAILLE: Final = dict(
    zip(
        "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠲⠤⠒⠖⠀ ",
        "abcdefghijklmnopqrstuvwxyz.-:+  ",
        strict=True,
    )
)
_BRAILLE_PAIRS: Final = {"⠈⠁": "@", "⠸⠤": "_", "⠨⠤": "_", "⠸⠌": "/", "⠐⠖": "+", "⠐⠤": "-"}
_BRAILLE_DIGITS: Final = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠂⠆⠒⠲⠢⠖⠶⠦⠔⠴", "1234567890" * 2, strict=True))
_NUMERIC: Final = "⠼"
_FEWEST: Final = 9
"""Digits of a number that is written without the sign for numbers."""
_KEYPAD_NAMED: Final = r"(?i)\b(?:key ?pad|dial pad|dial|vanity|same key|call|1-8\d\d)\b"
_KEYPAD: Final = (
    r"\b(?:1[ .-])?[2-9]\d\d[ .-](?:[A-Z]{3}[ .-]\d{4}|\d{3}[ .-][A-Z]{4}|[A-Z0-9]{3}-?[A-Z0-9]{4})\b"
)
_KEYS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_PLACES: Final = r"\d{1,2}(?:[ ,-]{1,2}\d{1,2})+"
_NUMBERED: Final = (
    r"\d{1,2}(?:-\d{1,2}){2,}\s?@\s?\d{1,2}(?:[-.\s]{1,3}\d{1,2}){4,}"
    rf"|{_PLACES}\s?[\[(]?(?:@|at|AT)[\])]?\s?{_PLACES}\s?[\[(]?(?:\.|dot|DOT)[\])]?\s?{_PLACES}"
)
_DIT: Final = "(?:di|dit|dah|da)"
_DITS: Final = rf"(?i)\b{_DIT}(?:-{_DIT})*(?:[ ,/]{{1,3}}{_DIT}(?:-{_DIT})*){{5,}}\b"
_LOOSE: Final = r"[._-](?: [._-]){0,5}(?: ?[/|] ?[._-](?: [._-]){0,5}){4,}"
"""Morse with gaps within its letters, and bars between them."""
_MEANS: Final = r" ?(?:is|ist|es|est|e|jest|=|->|:|means|for|stands for) ?"
_FROM_ONE: Final = rf"(?i)\ba{_MEANS}(?:1|one)\b"
_FROM_ZERO: Final = rf"(?i)\ba{_MEANS}(?:0|zero|nought)\b"
_BY_PLACE: Final = (
    r"(?i)\ba ?(?:=|is|->|:) ?(?:1|one)\b|\ba1z26\b|\b(?:alphabet|alfabeto|alfabet|alfabe)\b|алфавит"
    r"|\bletters? (?:as|by|in) numbers?\b|\bnumbers? (?:for|of|as) (?:the )?letters?\b"
)
"""Words that say that numbers stand for letters by their place."""
_PLACED: Final = r"\b\d{1,2}(?:[ ,.-]{1,2}\d{1,2}){4,40}\b"
_COUNTED: Final = r"\b[A-JO]{1,10}(?:[ .-]{1,2}[A-JO]{1,10}){2,9}\b|\b[A-JO]{7,13}\b|\b[a-jo]{9,13}\b"
_AS_FROM_ONE: Final = str.maketrans("ABCDEFGHIJOabcdefghijo", "12345678900" * 2)
_AS_FROM_ZERO: Final = str.maketrans("ABCDEFGHIJOabcdefghijo", "01234567890" * 2)

Undo = Callable[[str], str]


def steps(text: str) -> Iterator[tuple[str, Undo]]:
    """What is to be undone in `text`, and how."""
    if pattern(_KEYPAD_NAMED).search(text):
        yield _KEYPAD, lambda run: run.translate(_KEYS)
    if pattern(_FROM_ONE).search(text):
        yield _COUNTED, lambda run: run.translate(_AS_FROM_ONE)
    elif pattern(_FROM_ZERO).search(text):
        yield _COUNTED, lambda run: run.translate(_AS_FROM_ZERO)
    if pattern(_BY_PLACE).search(text):
        yield _PLACED, _from_places
    if "@" in text or pattern(r"\d ?[\[(]?(?:at|AT)\b").search(text):
        yield _NUMBERED, _from_numbered
    if pattern(_DITS).search(text):
        yield _DITS, _from_dits
    yield _LOOSE, _from_loose
    if not text.isascii():
        yield _BRAILLE_RUN, _from_braille
    yield _MORSE_RUN, _from_morse


def _from_numbered(run: str) -> str:
    """Letters by their number in the alphabet, of an address."""
    plain = run.lower().replace("at", "@").replace("dot", ".")
    pieces = [match[0] for match in pattern(r"\d+|[@.]").finditer(plain)]
    if any(piece.isdigit() and not 1 <= int(piece) <= 26 for piece in pieces):
        return run
    return "".join(chr(96 + int(piece)) if piece.isdigit() else piece for piece in pieces)


def _from_places(run: str) -> str:
    """Letters by their number in the alphabet, where a text says so."""
    places = [int(match[0]) for match in pattern(r"\d+").finditer(run)]
    return "".join(chr(96 + place) for place in places) if all(0 < n <= 26 for n in places) else run


def _from_dits(run: str) -> str:
    """Morse as it sounds: "dah-dit-dit dit-dah"."""
    strokes = {"di": ".", "dit": ".", "da": "-", "dah": "-"}
    letters = [match[0].lower().split("-") for match in pattern(r"[A-Za-z-]+").finditer(run)]
    return _from_morse(" ".join("".join(strokes.get(sound, "?") for sound in letter) for letter in letters))


def _from_loose(run: str) -> str:
    letters = run.replace("_", "-").replace("|", "/").split("/")
    said = _from_morse(" ".join(letter.replace(" ", "") for letter in letters))
    return run if "." in said or "-" in said else said


def _from_braille(run: str) -> str:
    """Cells of the alphabet; digits behind the sign for numbers, or where there is nothing else."""
    cells = [cell for cell in run if cell not in "⠀ ⠼⠤⠖"]
    numeric = len(cells) >= _FEWEST and all(cell in _BRAILLE_DIGITS for cell in cells)
    numeric = numeric and ("⠚" in cells or _NUMERIC in run)
    said: list[str] = []
    at, digits = 0, numeric
    while at < len(run):
        pair = _BRAILLE_PAIRS.get(run[at : at + 2])
        if pair is not None:
            said.append(pair)
            at, digits = at + 2, digits and pair in "+-"
            continue
        cell, at = run[at], at + 1
        if cell == _NUMERIC:
            digits = True
        elif digits and cell in _BRAILLE_DIGITS:
            said.append(_BRAILLE_DIGITS[cell])
        elif cell in _BRAILLE:
            said.append(_BRAILLE[cell])
            digits = numeric or (digits and cell in "⠤⠖")
    return "".join(said)


def _from_morse(run: str) -> str:
    plain = run.translate(str.maketrans("·•–—", "..--"))
    signs = [match[0] for match in pattern(r"[.-]+").finditer(plain)]
    letters = [_MORSE.get(sign, "") for sign in signs]
    return "".join(letters) if all(letters) and len(set(letters)) > 2 else run


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read as something in such signs."""
    dashes, more = "[.·•–—-]{2,6}", "[ /|,]{1,3}[.·•–—-]{1,6}"
    yield Trigger.ENCODED, Mark(dashes + more), rf"{dashes}(?:{more}){{5}}"
    yield Trigger.ENCODED, Mark(r"[\x{2801}-\x{28ff}](?: ?[\x{2800}-\x{28ff}]){5}")
    yield Trigger.ENCODED, Word(rf"\ba{_MEANS}(?:[01]|one|zero|nought)\b")
    yield Trigger.ENCODED, Word(r"\b(?:dit|dah)-(?:di|da)"), r"\bdi[t-]"
    yield Trigger.ENCODED, Mark(r"[|/] ?[._-] [._-]"), r"(?:[._-] ){2}[._-]?.{0,6}[/|] ?[._-] [._-]"
    yield (
        Trigger.ENCODED,
        Mark(r"\d ?[\[(]?at[\])]? ?\d"),
        r"(?:\d{1,2}[ ,-]{1,2}){2}\d{1,2} ?[\[(]?at[\])]? ?\d{1,2}[ ,-]",
    )
    yield Trigger.ENCODED, Word(r"\bkey ?pad\b|\bdial pad\b")
    placed = r"alphabet|alfabeto?|alfabe|numbers? (?:for|of|as) (?:the )?letter|letters? (?:as|by|in) number"
    yield Trigger.ENCODED, Word(rf"\b(?:a1z26|{placed})|алфавит"), r"(?:\d{1,2}[ ,.-]{1,2}){4}\d"
    yield Trigger.ENCODED, Mark(r"\b1-8\d\d-|\d-\d{1,2}\s?@\s?\d")
