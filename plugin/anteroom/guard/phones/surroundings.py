"""What stands around digits: words for calling, words that name another kind of number, countries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.texts.languages import LANGUAGES, plain

_BEFORE: Final = 48
_AFTER: Final = 40
_NEAR: Final = 30
"""How far, in characters, a word for calling may stand before a number that it surely means."""
_BESIDE: Final = 14
"""How far a word that names another kind of number may stand before it, and one for calling after it."""
_BESIDE_IN_THE_EAST: Final = 2
"""The same where a sign is a word."""
_LONGER_THAN_CODES: Final = 10
_EAST: Final = "\u3000"
_TOGETHER: Final = frozenset({" ", "-", ""})
"""What stands between two words that belong together, as in "order number", "call no."."""
_NUMBERED: Final = r"(?:[ -]?(?:numbers?|num|no|nos|nr|nrs|id|ids|code|codes|date|ref)|[ -]n)?\b[.:°º#№]{0,2}"
_COMPOUND: Final = r"[a-z]{3,16}(?:nummer|nr|number|nummern)"
_ABBREVIATED: Final = frozenset({"no", "nr", "num"})
_OWNED: Final = (
    r"\b(?:my|our|mobile|phone|cell|tel|whatsapp|contact|direct)\b[^.\n]{0,16}$"
    r"|\b(?:mi|meu|mon|mein|meine|mio|mijn|moj|mera|benim) $"
)
"""Before an abbreviated "number": it is one for calling."""
_OWN: Final = (
    r"(?:\b(?:me|i'm|im|i am|mine|my|us|our|mi|mon|moi|mein|meine|mich|meu|minha|mio|mia|mijn|mij|moj|moja|"
    r"benim|saya|aku|mera|meri)\b|мой|моя|меня|мне|мій|мене|我的|我|私の|رقمي|मेरा|میرا|আমার|"
    r"cua (?:em|anh|minh|toi))[^.!?\n\d]{0,24}$"
)
"""The writer's own, right before."""
_SAID_BEFORE: Final = r"[.;] |[a-z]+ [a-z']+, ?$"
"""Between a label and a number that stands in another clause: "if the gate is shut, 416 …"."""
_SIGN_BEFORE: Final = (
    r"(?:#|№|[a-z]{2,}-|[$€£¥₹<>±~]\s?|\S=\s?|=[\"'`(\[]|\b[a-z]{1,4}\d{1,4}[-_ ]?|[\"'`]\+?0{2,})[(\[]?$"
    r"|=\s?[\"'`]$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`called`: words for calling stand right there; `mentioned`: somewhere near.

    `labelled`: a word right before names another kind of number; `doubtful`: one does so further off, and
    no word for calling stands between. `countries`: those that the words name, or
    in which the language of the words for calling is spoken. `priced`: all labels are names of amounts.
    """

    called: bool
    mentioned: bool
    labelled: bool
    doubtful: bool
    priced: bool
    countries: tuple[str, ...]


def surroundings(text: str, start: int, end: int) -> Surroundings:
    """What is said around text[start:end]."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    called = mentioned = labelled = doubtful = False
    priced = True
    countries: list[str] = []
    cue_end = label_end = 0
    # "cep" is a mobile phone in Turkish and the code of a town in Portuguese, which has eight digits.
    long = sum(c.isdigit() for c in text[start:end]) >= _LONGER_THAN_CODES
    for match in pattern(_around()).finditer(before):
        gap = before[match.end() :]
        whole = not any(c.isdigit() or c == "\n" for c in gap)
        word = match[0]
        if match[4]:
            continue  # "just in case" names no case
        if match[2]:
            countries.append(_places()[word])
        elif (match[1] or match[3] or (long and word.rstrip(".:") in _cues())) and not (
            label_end and word in _numbers() and before[label_end : match.start()] in _TOGETHER
        ):
            mentioned = True
            called, labelled = whole and len(gap) <= _NEAR and ". " not in gap, False
            doubtful = False
            countries += _cues()[word.rstrip(".:")]
            cue_end = match.end()
        elif word.rstrip(".:") in _ABBREVIATED and (
            (cue_end and before[cue_end : match.start()] in _TOGETHER)
            or pattern(_OWNED).search(before[: match.start()])
        ):
            mentioned = called = True
        else:
            eastern = word[0] > _EAST
            priced &= word.strip(".:") in _amounts()
            doubtful = whole and pattern(_SAID_BEFORE).search(gap) is None
            doubtful &= not eastern or len(gap) <= _BESIDE_IN_THE_EAST
            # "wrong thread, anyway 416 …": it names nothing that stands in another clause.
            labelled = doubtful and len(gap) <= _BESIDE and pattern(r"[,;–—] ?[a-z]").search(gap) is None
            called &= not labelled
            label_end = 0 if word[-1] == "." else match.end()
    for match in pattern(_around()).finditer(after):
        if match[4]:
            continue
        if match[2]:
            countries.append(_places()[match[0]])
        elif match[1] or match[3]:
            mentioned = True
            gap = after[: match.start()]
            called |= not labelled and len(gap) <= _BESIDE and not any(c in gap for c in ".\n?!")
            countries += _cues()[match[0]]
        elif match.start() <= 2 or "numaral" in after[: match.start()]:
            labelled, priced = True, False
    if not (doubtful or labelled) and pattern(_OWN).search(before):
        mentioned = True
    if pattern(_SIGN_BEFORE).search(before):
        labelled, priced = True, False
    return Surroundings(called, mentioned, labelled, doubtful, priced, tuple(dict.fromkeys(countries)))


def names_other_number(text: str) -> bool:
    """Whether a word in `text` names another kind of number."""
    return any(not any(match[group] for group in range(1, 5)) for match in pattern(_around()).finditer(text))


@cache
def words_for_calling() -> str:
    """A pattern of the words for calling of all languages."""
    ascii_cues = any_of([cue for cue in _cues() if cue.isascii()])
    other_cues = any_of([cue for cue in _cues() if not cue.isascii()])
    return rf"(?:^|[^a-z])(?:{ascii_cues})(?:[^a-z]|$)|{other_cues}"


@cache
def _around() -> str:
    """Cues, places, labels and idioms with a label in them; one alternation, so that each is read once."""
    cues, labels, places = list(_cues()), _labels(), list(_places())
    ascii_cues = any_of([cue for cue in cues if cue.isascii()])
    other_cues = any_of([cue for cue in cues if not cue.isascii()])
    ascii_labels = any_of([label for label in labels if label.isascii()])
    other_labels = any_of([label for label in labels if not label.isascii()])
    idle = any_of(data("words")["idle labels"])
    return (
        rf"\b(?:{ascii_labels}){_NUMBERED}|{other_labels}"
        rf"|\b({ascii_cues})\b|\b({any_of(places)})\b|\b{_COMPOUND}\b|({other_cues})|\b({idle})\b"
    )


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    """Words for calling, and the countries in which their languages are spoken; none for English."""
    found: dict[str, tuple[str, ...]] = {}
    for code in LANGUAGES:
        table = data(f"numbers/{code}")
        for cue in table["cues"]:
            known = found.get(plain(cue), ())
            found[plain(cue)] = known + (() if code == "en" else tuple(table["spoken_in"]))
    return found


@cache
def _labels() -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(plain(label) for code in LANGUAGES for label in data(f"numbers/{code}")["labels"])
    )


@cache
def _amounts() -> frozenset[str]:
    return frozenset(map(plain, data("words")["amounts"]))


@cache
def _numbers() -> frozenset[str]:
    """What the languages call a number of any kind."""
    return frozenset(plain(word) for code in LANGUAGES for word in data(f"numbers/{code}")["number"])


@cache
def _places() -> dict[str, str]:
    places: dict[str, str] = data("numbers/en")["places"]
    return places
