"""What one message of several does for a name that is put together: a place, a sign, how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import Pattern, data, pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.pieces import joined_words
from anteroom.guard.pieces.asks import services
from anteroom.guard.pieces.cores import cores, is_rare
from anteroom.guard.pieces.named_parts import FILES
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.sign_words import sign_of

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
    plain = _closed(_unlabelled(spoken(text)))
    rest, how = _taken(joined_words.how(), plain)
    rest, signs = _taken(joined_words.signs(), rest)
    how = how and (
        length(text) <= _TOLD or any(" " in found[0].strip() for found in joined_words.how().finditer(plain))
    )
    rest, place = _taken(joined_words.places(), rest)
    rest, ending = _taken(joined_words.ending(), rest)
    asking, built = plain.rstrip().endswith("?"), pieced().built.search(plain) is not None
    how, signs = (said and not asking and not built and not says_no(rest) for said in (how, signs))
    place = (place or services(plain) != ()) and not built and (not says_no(plain) or how or signs)
    names = tuple(
        name
        for core in cores(rest)
        for name in core.strip("@.").split("@")
        if len(name) > 1 and not services(name) and sign_of(name) is None
    )
    code = pattern(_CODE).search(plain) is not None or any(
        pattern(FILES).search(name) for name in names if not name.isdigit()
    )
    if code:
        names, place, how, signs, ending = (), False, False, False, False
    return Joining(
        names,
        sum(map(_is_rare, names)) if _hands_over(text, names, how=how) else 0,
        place,
        joined_words.pages().search(plain) is not None,
        pieced().email.search(plain) is not None or pieced().domain.search(plain) is not None,
        how or signs,
        not code and _has_at(plain),
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
    return rest if 0 < len(_closed(rest).split()) <= _LABELLED else plain


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


def _hands_over(text: str, names: tuple[str, ...], *, how: bool) -> bool:
    """Whether a message of some words gives parts of a name, and is no sentence about other things."""
    return (how or length(text) <= _HANDING_OVER) and not any(map(_is_sentence, names))


def _is_sentence(name: str) -> bool:
    return name >= joined_words.EAST and len(name) > _LONGEST_EASTERN


def _bare_ending(plain: str) -> bool:
    """Whether the last words are how addresses end, though no sign stands before: "oakmere co"."""
    said = [word.strip(",") for word in plain.rstrip(" .!").split()]
    if not 1 < len(said) <= _BRIEF + 1:
        return False
    last, before = joined_words.latin(said[-1]), said[-2]
    if last in data("joined")["nations"]:
        return "," in plain and len(said) <= _OF_A_NATION
    if last not in joined_words.endings() or not is_domain(f"x.{last}"):
        return False
    if joined_words.signs().search(before):
        return False
    return is_rare(before) or (len(said) > _OF_A_NATION - 1 and before in _SECOND_LEVEL)


def _is_only_ending(plain: str) -> bool:
    """Whether a message is nothing but an ending without its sign: "com au"."""
    said = [joined_words.latin(word) for word in plain.strip(" .!").split()]
    return (
        0 < len(said) < _OF_A_NATION
        and all(word in joined_words.endings() for word in said)
        and len(said[0]) > _SHORT
    )


def _has_at(plain: str) -> bool:
    said = plain.split()
    if any(name in plain for name in joined_words.round_about()):
        return True
    if len(said) <= _ADDRESSED and any(pattern(_AT).fullmatch(word) for word in said):
        return True
    for place, word in enumerate(said):
        found = sign_of(word.strip(".,;:!?()[]\"'"))
        if found is None or found.sign != "@":
            continue
        edge = place in (0, len(said) - 1) or (place == 1 and said[0] in pieced().then)
        if found.weight >= _SURELY or (edge and len(said) <= _BRIEF):
            return True
    return False
