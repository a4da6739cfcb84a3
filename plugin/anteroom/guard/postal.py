"""Postal addresses: a street with its number, and the code of its town nearby, as countries write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Match, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

_BEFORE: Final = 60
"""Characters before an address in which somebody may say whose it is."""
_LONGEST: Final = 110
_FEWEST_WORDS: Final = 2
_SMALL: Final = 3
"""Letters of the longest words that names of streets have without a capital: "of", "the"."""
_SENTENCE: Final = re.compile(r"[\n!?;।。]|(?<=\w{4})\. ")
_CERTAIN: Final = 0.65
_DOUBTFUL: Final = 0.4
_CAPITAL: Final = r"[^\W\d_a-zß-öø-ÿ]\S*?"
_NAME_BEFORE: Final = re.compile(rf"(?:\b{_CAPITAL} ){{0,2}}\b{_CAPITAL}[,،] ?$")
_NAMES_BEHIND: Final = re.compile(rf"(?:[,،] ?{_CAPITAL}(?: {_CAPITAL}){{0,2}}(?=[,،.;!?\s]|$))+")
_GLANCES: Final = {"word": Word, "inside": Inside, "mark": Mark}
_PART: Final = re.compile(r"<([a-zA-Z ]+)>")
"""What stands for another entry of the data file."""


def find_postal_addresses(folded: View, original: str) -> Iterator[Suspicion]:
    """Full addresses, with the names of houses and towns that stand before and behind a comma."""
    for seen in _addresses(folded, original):
        before = _NAME_BEFORE.search(original[: seen.start][-_BEFORE:])
        after = _NAMES_BEHIND.match(original[seen.end : seen.end + _BEFORE])
        start = seen.start - (len(before[0]) if before else 0)
        yield replace(seen, start=start, end=seen.end + (after.end() if after else 0))


def _addresses(folded: View, original: str) -> Iterator[Suspicion]:
    """Full addresses; certain where the text says that somebody is to be found or written to there.

    `original` is the text that `folded` shows; its capitals tell names of streets from other words. With the
    code of a town addresses are certain too, unless they seem the matter of the work itself: a shop to be
    drawn on a map, a form to be tested. A street and a number without a town count only where somebody is
    said to live or to be met there. What follows "my address is" counts in whatever way a country writes it.
    """
    text = folded.text
    meant, living = pattern(data("postal")["meant"]), pattern(filled("<living>"))
    for rule, source, proof in _rows("sure"):
        for match in pattern(source).finditer(text):
            start, end = folded.span(match.start(), match.end())
            said = meant.search(text[max(0, match.start() - _BEFORE) : match.end()]) is not None
            said = said or _is_sent(text, match.start(), match.end())
            if score := _score(proof, original[start:end], original, said=said, whole=_whole(text, match)):
                yield Suspicion(Kind.ADDRESS, start, end, rule, score)
    sent = pattern(data("postal")["sent"])
    if living.search(text) or sent.search(text):
        for rule, source, proof in _rows("likely"):
            for match in pattern(source).finditer(text):
                there = living.search(text[max(0, match.start() - _BEFORE) : match.start()])
                if there is None and not _is_sent(text, match.start(), match.end()):
                    continue
                if not set(data("postal")["linking"]).isdisjoint(match[0].split()):
                    continue  # "12 of the park"
                start, end = folded.span(match.start(), match.end())
                if _fits(proof, original[start:end], original):
                    yield Suspicion(Kind.ADDRESS, start, end, rule, _CERTAIN)
    yield from _number_told(folded)
    yield from _told(folded, original)
    yield from _in_parts(folded)


def _score(proof: str, written: str, text: str, *, said: bool, whole: bool) -> float:
    """How sure an address is that was `said` to be somebody's, or that is `whole`, code of the town and all.

    `proof` is what its form needs besides, since other talk has it as well: that it is "said", or that it is
    "named", its words with capitals, or those that it has "begun" with, or its "town" at least.
    """
    if not _fits(proof, written, text, said=said) or (proof == "said" and not said):
        return 0.0
    if said:
        return _CERTAIN
    return _CERTAIN if whole and not (proof == "town" and text.islower()) else _DOUBTFUL


def _fits(proof: str, written: str, text: str, *, said: bool = False) -> bool:
    """Whether what is written has the capitals of names, unless the writer uses none at all."""
    small = data("postal")["small"]
    words = [word for word in re.findall(r"[^\W\d_]+", written) if len(word) > _SMALL and word not in small]
    if not words:
        return True
    if words[-1].casefold() in data("postal")["counted"]:
        return False  # "12, 10999 words"
    if proof in ("named", "begun"):
        begin = words if proof == "named" else words[:_FEWEST_WORDS]
        return all(word[0].isupper() for word in begin) or (said and text.islower())
    return proof != "town" or said or text.islower() or not words[-1][0].islower()


def _number_told(folded: View) -> Iterator[Suspicion]:
    """A street whose number is told in words, where somebody comes or is sent something."""
    text = folded.text
    for match in pattern(filled("<street with number told>")).finditer(text):
        beside = text[max(0, match.start() - _BEFORE) : match.end() + _BEFORE]
        if pattern(data("postal")["work"]).search(beside) is not None:
            continue
        if any(
            pattern(filled(data("postal")[kind])).search(beside)
            for kind in ("arriving", "living", "sent", "meant")
        ):
            start, end = folded.span(match.start(), match.end())
            yield Suspicion(Kind.ADDRESS, start, end, "postal.number-told", _CERTAIN)


def _told(folded: View, original: str) -> Iterator[Suspicion]:
    """What is said to be somebody's address, up to the end of its sentence."""
    for match in pattern(_cues()).finditer(folded.text):
        said = folded.text[match.end() : match.end() + _LONGEST]
        value = _SENTENCE.split(said, maxsplit=1)[0].rstrip(" .,:")
        words = re.findall(r"[^\W\d_]{2,}", value)
        several = "," in value or "،" in value or any(ord(c) > _EAST for c in value[:1])
        if not (several and any(c.isdigit() for c in value) and len(words) >= _FEWEST_WORDS):
            continue
        beside = folded.text[max(0, match.start() - _BEFORE) : match.end() + _BEFORE]
        if "@" in value or any(pattern(data("postal")[kind]).search(beside) for kind in ("work", "unsaid")):
            continue
        start, end = folded.span(match.end(), match.end() + len(value))
        # "my address is valid for 12 months, more or less"
        if (
            original[start : start + 1].islower()
            and pattern(f"^{data('postal')['begins']}").search(value) is None
        ):
            continue
        yield Suspicion(Kind.ADDRESS, start, end, "postal.told", _CERTAIN)


def _in_parts(folded: View) -> Iterator[Suspicion]:
    """Parts of an address side by side, in whatever order a country sets them.

    A street or a house with a number, and two other parts; certain with the code of the town or where
    something is said to be sent there, unless it seems the matter of some work.
    """
    text = folded.text
    found = sorted(
        (match.start(), match.end(), kind)
        for kind in _PARTS
        for match in pattern(filled(data("postal")[f"part of {kind}"])).finditer(text)
    )
    if len(found) < _FEWEST_PARTS:
        return
    run: list[tuple[int, int, str]] = []
    for part in [*found, (len(text) + _APART + 1, 0, "")]:
        if run and part[0] - max(end for _, end, _ in run) > _APART:
            kinds = {kind for _, _, kind in run}
            begin, stop = run[0][0], max(end for _, end, _ in run)
            numbered = any(c.isdigit() for c in text[begin:stop])
            if len(kinds) >= _FEWEST_PARTS and kinds & {"street", "house"} and numbered:
                start, end = folded.span(begin, _to_the_end(text, stop))
                yield Suspicion(
                    Kind.ADDRESS, start, end, "postal.parts", _certainty(text, begin, stop, kinds)
                )
            run = []
        run.append(part)


def _is_sent(text: str, begin: int, stop: int) -> bool:
    """Whether something is sent or brought to a place, or somebody comes, and it is no matter of work."""
    before, beside = text[max(0, begin - _BEFORE) : begin], text[max(0, begin - _BEFORE) : stop + _BEFORE]
    return (
        pattern(data("postal")["sent"]).search(before) is not None
        and pattern(data("postal")["work"]).search(beside) is None
    )


def _certainty(text: str, begin: int, stop: int, kinds: set[str]) -> float:
    beside = text[max(0, begin - _BEFORE) : stop + _BEFORE]
    if pattern(data("postal")["work"]).search(beside) is not None:
        return 0.0 if "code" not in kinds else _DOUBTFUL
    meant = any(pattern(filled(data("postal")[name])).search(beside) for name in ("meant", "living", "sent"))
    return _CERTAIN if meant or ("code" in kinds and len(kinds) > _FEWEST_PARTS) else _DOUBTFUL


def _to_the_end(text: str, stop: int) -> int:
    """With the name of the town, which follows the code or a comma."""
    match = pattern(r"^,?\s?[a-z\x{df}-\x{1fff}'’-]{3,20}").search(text[stop:])
    return stop + match.end() if match and text[stop : stop + 1] in (" ", ",", "،") else stop


_PARTS: Final = ("street", "house", "area", "floor", "code")
_FEWEST_PARTS: Final = 3
_APART: Final = 24
"""Characters between two parts of one address, at most."""
_EAST: Final = 0x2E80
"""The first letter of the scripts that set no commas between the parts of an address."""


def _whole(text: str, match: Match) -> bool:
    """Whether an address has the code of its town, and no word beside it makes it the matter of some work."""
    beside = text[max(0, match.start() - _BEFORE) : match.end() + _BEFORE]
    return (
        pattern(filled(data("postal")["whole"])).search(match[0]) is not None
        and pattern(data("postal")["work"]).search(beside) is None
    )


@cache
def _rows(kind: str) -> tuple[tuple[str, str, str], ...]:
    """Rules, their patterns, and what each needs besides."""
    rows = [row if kind == "sure" else ["street", *row] for row in data("postal")[kind]]
    return tuple((f"postal.{rule}", filled(source), proof) for rule, source, proof in rows)


@cache
def _cues() -> str:
    return rf"(?:^|[^a-z])(?:{'|'.join(data('postal')['cues'])})[\s:：—-]{{0,3}}"


@cache
def filled(source: str) -> str:
    """Of data/postal: a pattern in which names in angle brackets stand for other entries of the file."""
    return _PART.sub(lambda part: filled(data("postal")[part[1]]), source)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for postal addresses."""
    for kind, glance, *others in data("postal")["triggers"]:
        yield Trigger.STREET, _GLANCES[kind](filled(glance)), *map(filled, others)
