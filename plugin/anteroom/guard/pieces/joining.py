"""What one message of several does for a name that is put together: a place, a sign, how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import Pattern, any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.handles.painted import unpainted
from anteroom.guard.pieces import joined_words
from anteroom.guard.pieces.asks import services
from anteroom.guard.pieces.cores import cores, is_rare
from anteroom.guard.pieces.named_parts import FILES
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.sign_words import sign_of
from anteroom.guard.texts.views import View

_REMEMBERED: Final = 512
"""Messages that are remembered as they were read, since each is read again beside those after it."""
_SURELY: Final = 1.0
"""Weight from which on a word for the sign of an address means little else."""
_OF_A_NATION: Final = 3
"""Words of the longest message that ends in the name of a country and means the ending of an address."""
_LONGEST_EASTERN: Final = 7
"""Signs of the longest name in a script without spaces; more are a sentence."""
_TOLD: Final = 6
"""Words of the longest message in which one word says how parts are joined: "zusammen", "junto"."""
_SECOND_LEVEL: Final = frozenset({"com", "co", "org", "net", "edu", "ac", "gov"})
"""What stands before a country's ending."""
_TAIL: Final = 2
"""Words behind the last comma of a longer message that may be such a part: "my studio's name, ormefield"."""
_HANDING_OVER: Final = 7
"""Words of the longest message of which a word is part of a name, where it does not say how to join it."""
_SHORT: Final = 2
"""Letters of what is an ending as well as any other word."""
_BRIEF: Final = 4
"""Words of the longest message in which any word for that sign counts."""
_ADDRESSED: Final = 6
"""Words of the longest message in which the sign itself counts."""
_AT: Final = r"@|@[a-z0-9-]{2,}[.,]?|[a-z0-9._-]{2,}@"
_LABEL: Final = r"^[^:]{3,40}: ?"
"""What leads up to a piece and is none: "Milestone 2: ", "note this: "."""
_LABELLED: Final = 3
"""Words behind a label, at most."""
_APART: Final = r"(?:^|\s)[^\s](?: [^\s]){2,}(?:\s|$)"
"""Letters and signs one by one: "t . m e"."""
_COMMAS: Final = str.maketrans({"、": ", ", "，": ", ", "。": ". ", "،": ", "})
_CODE: Final = r"\w\([\"'/]|\w\(\)|[{}<>;^$*\\\[\]]|=>|=="
"""What stands in no name, but in code."""


@dataclass(frozen=True, slots=True)
class Joining:
    """One message as a part of a name.

    `names` are the words left once all else was taken out, of which `rare` are in no common use. `place`: it
    names a service, `page`: a page of somebody's own. `how`: it says how parts are joined, or which sign
    stands between. `mail`: it speaks of mail. `at`: the sign of an address is there, or a word that means it.
    `ending`: it says how an address ends, `bare`: without a word or a sign before that.
    """

    names: tuple[str, ...]
    rare: int
    place: bool
    page: bool
    mail: bool
    how: bool
    at: bool
    ending: bool
    bare: bool
    length: int

    @property
    def adds(self) -> bool:
        """Whether it brings anything that a name is made of."""
        return bool(self.names) or self.how or self.at or self.ending or self.bare


@lru_cache(maxsize=_REMEMBERED)
def joining(text: str) -> Joining:
    """What the message does."""
    plain = _closed(_unlabelled(spoken(text).translate(_COMMAS)))
    rest, how = _taken(joined_words.how(), plain)
    rest, signs = _taken(joined_words.signs(), rest)
    how = how and (
        length(text) <= _TOLD or any(" " in found[0].strip() for found in joined_words.how().finditer(plain))
    )
    rest, place = _taken(joined_words.places(), rest)
    rest, ending = _taken(joined_words.ending(), rest)
    signs = signs or _holds_dot(plain)
    if not ending and length(text) <= _HANDING_OVER + 3 and (told := joined_words.any_ending().search(rest)):
        ending = is_domain(f"x.{told[1]}")
        rest = rest[: told.start()] + " " + rest[told.end() :] if ending else rest
    asking, built = plain.rstrip().endswith("?"), pieced().built.search(plain) is not None
    how, signs = (said and not asking and not says_no(rest) for said in (how, signs))
    named = (place or services(plain) != ()) and (not says_no(plain) or how or signs)
    place = not built and (named or _is_painted(plain))
    names = tuple(
        name
        for core in cores(rest)
        for name in core.strip("@.").split("@")
        if len(name) > 1
        and not services(name)
        and sign_of(name) is None
        and name not in data("hosts")["mail"]
    )
    code = pattern(_CODE).search(plain) is not None or any(
        pattern(FILES).search(name) for name in names if "." in name
    )
    if code:
        names, place, how, signs, ending = (), False, False, False, False
    at = not code and _has_at(plain)
    return Joining(
        names,
        sum(map(_is_rare, names)) if _hands_over(text, names, told=how or at) else 0,
        place,
        joined_words.pages().search(plain) is not None,
        pieced().email.search(plain) is not None or pieced().domain.search(plain) is not None,
        how or signs,
        at,
        ending,
        _bare_ending(plain) or _is_only_ending(plain),
        length(text),
    )


def _taken(phrases: Pattern, text: str) -> tuple[str, bool]:
    """The text without the phrases, and whether there were any."""
    rest = _without(phrases, text)
    return rest, rest != text


def _without(phrases: Pattern, text: str) -> str:
    kept, last = [], 0
    for match in phrases.finditer(text):
        kept.append(text[last : match.start()])
        last = match.end()
    return " ".join([*kept, text[last:]]) if kept else text


def _unlabelled(plain: str) -> str:
    match = pattern(_LABEL).search(plain)
    rest = plain[match.end() :] if match else ""
    return rest if any(map(str.isalpha, rest)) and len(_closed(rest).split()) <= _LABELLED else plain


def _closed(plain: str) -> str:
    match = pattern(_APART).search(plain)
    if match is None:
        return plain
    return f"{plain[: match.start()]} {''.join(match[0].split())} {plain[match.end() :]}"


def _is_rare(name: str) -> bool:
    """Whether it may be somebody's name; of scripts without spaces two signs are enough."""
    if name < joined_words.EAST:
        return is_rare(name)
    return len(name) > 1 and not is_everyday(name)


def _hands_over(text: str, names: tuple[str, ...], *, told: bool) -> bool:
    """Whether a message of some words gives parts of a name, and is no sentence about other things."""
    short = length(text) <= _HANDING_OVER or length(text.replace(":", ",").rpartition(",")[2]) <= _TAIL
    return (told or short) and not any(map(_is_sentence, names))


def _is_sentence(name: str) -> bool:
    return name >= joined_words.EAST and len(name) > _LONGEST_EASTERN


def _bare_ending(plain: str) -> bool:
    """Whether the last words are how addresses end, though no sign stands before: "oakmere co"."""
    first = _without(_of_course(), plain).partition(",")
    if first[2] and first[0].split() and _bare_ending(first[0]):
        return True
    said = [word.strip(",") for word in "".join(first).rstrip(" .!,").split()]
    if len(said) > _OF_A_NATION - 1 and said[-2] in _and():
        said.pop(-2)
    if not 1 < len(said) <= _BRIEF + 1:
        return False
    last, before = joined_words.latin(said[-1]), said[-2]
    if last in data("joined")["nations"]:
        return "," in plain and len(said) <= _OF_A_NATION
    if last not in joined_words.endings() or not is_domain(f"x.{last}"):
        return False
    if joined_words.signs().search(before):
        return False
    return (
        is_rare(before)
        or before in data("pieces/shared")["providers beside"]
        or (len(said) > _OF_A_NATION - 1 and before in _SECOND_LEVEL)
    )


@cache
def _and() -> frozenset[str]:
    """Small words between a name and its ending: "thistledown and org", "orange, en fr"."""
    return frozenset(
        [*pieced().joins, *pieced().then, "en", "in", "with", "plus", "con", "mit", "avec", "com"]
    )


@cache
def _of_course() -> Pattern:
    return Pattern(rf"\b(?:{any_of(one for one in pieced().one_word if one.isascii())})\b", memory=64 << 20)


def _is_only_ending(plain: str) -> bool:
    """Whether a message is nothing but an ending without its sign: "com au"."""
    said = [joined_words.latin(word) for word in plain.strip(" .!").split()]
    return (
        0 < len(said) < _OF_A_NATION
        and all(word in joined_words.endings() for word in said)
        and len(said[0]) > _SHORT
    )


def _is_painted(plain: str) -> bool:
    """Whether a service is told by its picture, its owner or a rhyme."""
    return unpainted(View(plain)).text != plain


def _holds_dot(plain: str) -> bool:
    """Whether the sign in words stands before the last word of a short message: "uschi punkt naeht"."""
    said = plain.replace(",", " ").split()
    return (
        1 < len(said) <= _BRIEF
        and len(said[-2]) > 1
        and said[-2] in words().dot
        and not is_everyday(said[-1])
    )


def _has_at(plain: str) -> bool:
    said = plain.split()
    if len(said) > 1 and (first := sign_of(said[0])) is not None and first.sign == "@" and is_domain(said[1]):
        return True
    if any(name in plain for name in joined_words.round_about()):
        return True
    if len(said) <= _ADDRESSED and any(pattern(_AT).fullmatch(word) for word in said):
        return True
    for place, word in enumerate(said):
        found = sign_of(word.strip(".,;:!?()[]\"'"))
        if found is None or found.sign != "@":
            continue
        led = all(one in pieced().then or one in pieced().joins for one in said[:place])
        edge = place == len(said) - 1 or led
        if found.weight >= _SURELY or (edge and len(said) <= _BRIEF + 1):
            return True
    return False
