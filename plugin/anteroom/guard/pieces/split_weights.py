"""What speaks for figures in several messages being one number to dial, and what against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise, permutations
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Context
from anteroom.guard.phones.dialling import country_code_valid
from anteroom.guard.pieces.asks import services
from anteroom.guard.pieces.figures import Figures
from anteroom.guard.pieces.window import NEAR, Piece, Window
from anteroom.guard.pieces.words import pieced, spoken

_ONE_BY_ONE: Final = 6
"""Messages of a digit or two each that are a number and nothing else."""
_NANP: Final = r"1?[2-9]\d\d[2-9]\d{6}"
_CHINESE: Final = r"1[3-9]\d{9}"
_SPOKEN: Final = 6
"""Digits in words or one by one that are more than an amount."""
_CODE: Final = r"[<>{}\[\]=;`\\]|\b0x"
_BESIDE: Final = {"led": 0.5, "aside": 0.25, "apart": 0.15}
_MOSTLY: Final = 0.2
"""Share of what is said of other things up to which figures are as good as bare."""
_TALE: Final = 4
"""Words about something else from which on a message with figures tells of that."""
_ORDERED: Final = 4
"""Messages whose figures are tried in every order, at most."""
_TURNED: Final = 0.02
"""What a number is less likely to be one for that is one in another order than it came in."""
_LETTERED: Final = r"^[A-Z]{2,3}:? \d"
"""Figures each of which is said of something with a short name: "EN 600", "FR 800"."""
_BY_NUMBER: Final = "whatsapp"
"""A service on which people are found by their numbers."""
_CONTACT: Final = frozenset({"phone", "reach", "detail"})
_OTHERWISE: Final = frozenset({"question", "email"})

_TRUNKED: Final = {
    "GB": (10, 11),
    "DE": (9, 10, 11, 12),
    "FR": (10,),
    "TR": (11,),
    "IN": (11,),
    "ID": (10, 11, 12),
    "NL": (10,),
    "UA": (10,),
    "IT": (9, 10, 11),
    "AU": (10,),
    "JP": (10, 11),
    "PK": (11,),
    "BD": (11,),
    "VN": (10, 11),
    "EG": (10, 11),
    "NG": (11,),
}
"""Countries in which a number at home begins with 0, and how many digits it then has with that 0."""

Weights = Iterator[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """One message with figures, its text as `spoken`, and whether it says that they are to be called."""

    piece: Piece
    figures: Figures
    text: str
    cued: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What else was said: by the sender of calling, or that something comes in pieces; what others want."""

    window: Window
    context: Context
    calls: bool
    bits: bool
    wanted: bool

    @classmethod
    def of(cls, window: Window, piece: Piece, context: Context) -> Around:
        """All that is the same for every number that `piece` may complete."""
        texts = [spoken(one.text) for one in (*window.pieces, piece)]
        return cls(
            window,
            context,
            any(
                pieced().phone.search(text) or pieced().room.search(text) or _BY_NUMBER in services(text)
                for text in texts
            ),
            any(pieced().bits.search(text) or pieced().back.search(text) for text in texts),
            any(about in _CONTACT for ask in window.asked for about in ask.about),
        )


def weights(parts: Sequence[Part], around: Around) -> tuple[tuple[str, float], ...]:
    """Names of what weighs, and how much; from about 0.6 together on it is most likely a number."""
    digits = "".join(part.figures.digits for part in parts)
    return tuple(chain(_digits(digits, parts, around), _manner(parts), _words(parts, around), _others(parts)))


def _digits(digits: str, parts: Sequence[Part], around: Around) -> Weights:
    otherwise = max((_shape(order, around.context) for order in _orders(parts)), default=0) - _TURNED
    yield "shape", max(_shape(parts, around.context), otherwise)
    if _is_grouped(digits, parts):
        yield "grouped", 0.2
    if any(part.figures.digits[0] == "0" for part in parts[1:]):
        yield "zero", 0.15  # amounts do not begin with one
    if 2 * sum(counts(part.figures.digits) for part in parts) >= len(parts):
        yield "counting", -0.3 if digits[0] != "0" and pattern(_CHINESE).fullmatch(digits) is None else -0.1
    if counts(digits) or len(set(digits)) < 3 or _repeats(parts):
        yield "no number", -0.6


def _manner(parts: Sequence[Part]) -> Weights:
    if len(parts) >= _ONE_BY_ONE and all(len(part.figures.digits) <= 2 for part in parts):
        yield "one by one", 0.4
    if sum(part.figures.spoken for part in parts) >= _SPOKEN:
        yield "spoken", 0.2
    otherwise = sum(map(_otherwise, parts)) / len(parts)
    if _is_cut(parts) and any(part.cued for part in parts):
        return  # "the price 212", "555 pages", "0167 words, dial it": what they are called is a cloak
    yield ("said otherwise", -0.4 * otherwise) if otherwise > _MOSTLY else ("bare", 0.25 - 0.75 * otherwise)


def _is_cut(parts: Sequence[Part]) -> bool:
    """Whether each of three messages says a group of an American number, of which the last begins with 0."""
    digits = [part.figures.digits for part in parts]
    whole = pattern(_NANP).fullmatch("".join(digits)) is not None
    return whole and list(map(len, digits)) == [3, 3, 4] and digits[-1][0] == "0"


def _otherwise(part: Part) -> float:
    """From 0 to 1: how much a message with figures says of other things."""
    if part.cued or part.figures.bare:
        return 0.0
    return _BESIDE.get(part.figures.beside, 1.0) if not part.figures.shaped else 1.0


def _words(parts: Sequence[Part], around: Around) -> Weights:
    cued = any(part.cued for part in parts)
    if cued or around.calls:
        yield ("cue", 0.4) if cued else ("cue before", 0.25)
    if around.bits:
        yield "in pieces", 0.25
    asked = _asked_last(around.window, parts)
    if around.wanted and asked != "question":
        yield "asked", 0.4
    if _is_cut(parts) and (cued or asked != "question"):
        yield "cut", 0.25
    if asked == "question" and not cued and "+" not in parts[0].text:
        yield "answers", -0.2 if _wondered(parts, around.window) or _is_read_out(parts, around) else -0.45
    if any(is_labelled(part.text) for part in parts):
        yield "label", -0.3
    if all(pattern(_LETTERED).search(part.piece.text) for part in parts):
        yield "lettered", -0.5


def is_labelled(text: str) -> bool:
    """Whether figures of a text, as `spoken`, are said to be those of a thing: "order 4471", "#12"."""
    return pattern(_label()).search(text) is not None and pattern(_nth_part()).search(text) is None


@cache
def _nth_part() -> str:
    """ "first part: 310", which is no number of a part."""
    return rf"\b(?:{any_of(pieced().nth)}) (?:{any_of(pieced().part)})\b"


@cache
def _label() -> str:
    marks = any_of(data("pieces/shared")["number marks"])
    return (
        rf"(?:\b(?:{any_of(word for word in pieced().label if word.isascii())})|#|№"
        rf"|{any_of(word for word in pieced().label if not word.isascii())})"
        rf"(?: ?(?:{marks}))?[ .:#]{{0,3}}\d"
    )


def _others(parts: Sequence[Part]) -> Weights:
    if _is_cut(parts) and any(part.cued for part in parts):
        return
    if any(part.figures.shaped for part in parts):
        yield "amount", -0.4
    if any(part.figures.apart > 1 for part in parts):
        yield "apart", -0.3
    if any(part.figures.foreign > _TALE for part in parts):
        yield "a tale", -0.3
    if any(pattern(_CODE).search(part.piece.text) or pieced().built.search(part.text) for part in parts):
        yield "product or code", -0.5


def _orders(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """The parts in every order, where it is said where one of them stands."""
    if len(parts) <= _ORDERED and any(pieced().order.search(part.text) for part in parts):
        yield from permutations(parts)


def _asked_last(window: Window, parts: Sequence[Part]) -> str:
    """What the first part answers, unless another question comes between; "more" changes nothing."""
    asked = ""
    for ask in window.asked:
        if ask.number > parts[-1].piece.number:
            continue
        about = set(ask.about)
        if about & _CONTACT:
            asked = "contact"
        elif about & _OTHERWISE and ask.number >= parts[0].piece.number - NEAR:
            asked = "question"
    return asked


def _is_read_out(parts: Sequence[Part], around: Around) -> bool:
    """Whether figures are said one by one, as amounts are not, to who asked for nothing that has numbers."""
    said = sum(part.figures.spoken for part in parts)
    return said >= _SPOKEN and not any("numbered" in ask.about for ask in around.window.asked)


def _wondered(parts: Sequence[Part], window: Window) -> bool:
    """Whether whoever asked wondered at the first figures, which so were no answer: "what's that"."""
    first, last = parts[0].piece.number, parts[-1].piece.number
    return any(ask.about == ("more",) and first < ask.number <= last for ask in window.asked) and not any(
        "numbered" in ask.about for ask in window.asked
    )


def _shape(parts: Sequence[Part], context: Context) -> float:
    """How much the digits and the places where they are cut look like a number of somebody's."""
    digits = "".join(part.figures.digits for part in parts)
    cuts = [len(part.figures.digits) for part in parts]
    if parts[0].figures.plus and len(digits) >= 9:
        return 0.6 if country_code_valid(digits) else 0.45
    if len(digits) >= 8 and any(_is_valid(digits, country) for country in context.countries):
        return 0.45
    if pattern(_NANP).fullmatch(digits) and digits[-7:-4] == "555":
        return 0.4
    if pattern(_NANP).fullmatch(digits) and cuts in ([3, 3, 4], [3, 7], [6, 4]):
        return 0.3
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        return 0.35
    if pattern(_CHINESE).fullmatch(digits):
        return 0.35
    return 0.2 if 9 <= len(digits) <= 13 else 0.05


def _is_grouped(digits: str, parts: Sequence[Part]) -> bool:
    """Whether a number of a large country begins with 0 and is cut where it is cut in writing."""
    if digits[0] != "0" or not 9 <= len(digits) <= 12:
        return False
    cuts = set(accumulate(len(part.figures.digits) for part in parts))
    return any(len(digits) in sizes and cuts <= _cuts(digits, country) for country, sizes in _TRUNKED.items())


@lru_cache(maxsize=1_000)
def _cuts(digits: str, country: str) -> frozenset[int]:
    """Behind how many digits the number is cut in writing, and its length; nothing where it is none."""
    import phonenumbers  # late: it takes a fifth of the guard's own import

    if not _is_valid(digits, country):
        return frozenset()
    written = phonenumbers.format_number(
        phonenumbers.parse(digits, country), phonenumbers.PhoneNumberFormat.NATIONAL
    )
    groups = [match[0] for match in pattern(r"\d+").finditer(written)]
    return frozenset(accumulate(map(len, groups)))


def _is_valid(digits: str, country: str) -> bool:
    import phonenumbers  # late: it takes a fifth of the guard's own import

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, country))
    except phonenumbers.NumberParseException:
        # What no numbering plan reads is no number of that country.
        return False


def counts(digits: str) -> bool:
    """Whether they count up: 1, 2, 3."""
    steps = [int(b) - int(a) for a, b in pairwise(digits)]
    return len(steps) > 1 and sum(step == 1 for step in steps) > len(steps) * 0.7


def _repeats(parts: Sequence[Part]) -> bool:
    """The same figures twice or grown longer: somebody corrects an answer."""
    return any(
        b.figures.digits.startswith(a.figures.digits) and len(a.figures.digits) > 3
        for a, b in pairwise(parts)
    )
