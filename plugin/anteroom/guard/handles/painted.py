"""Services that are painted rather than named: by picture, owner, rhyme or first letter, or in two parts.

Nobody calls a tool that he works on "the app with the little ghost"; who speaks so does not want to be
read. What is painted has no end of phrases, so data/painted.json holds the words and this module how they
are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Final

from anteroom.guard.catalogue import any_of, data, escaped, pattern
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.sign_words import leet, skeleton
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Glance, Mark, Word

_FOREIGN: Final = "\u0370"
_STAR: Final = "*"
_TELLING: Final = frozenset(("plus", "and", "then", "ends", "ending", "with", "in", "on"))
"""Words between two parts of a name."""
_PARTED: Final = 5
"""Letters of the shortest service that is known in two parts: "te le" is French."""
_LEET: Final = 4
"""Letters from which on figures may stand for some of them."""
_PIECE: Final = r"[\"'“‘][a-z0-9._-]{1,24}[\"'”’]"
_PIECES: Final = rf"{_PIECE}(?:\s?(?:\+|&|and|then|plus|y|e|et|und|и)\s?{_PIECE})+"
HIDDEN: Final = "insta"
_LIKELY: Final = "telegram"
"""What painted services are read as: one that is hardly ever talked of as work, and one that is."""
_EDGE: Final = r"(?:^|[^a-z0-9\x{370}-\x{1fff}])"
_END: Final = r"(?:$|[^a-z0-9\x{370}-\x{1fff}])"


def unpainted(view: View) -> View:
    """A folded view in which what is painted is a service's name, and a name in quoted pieces is one word."""
    shown = view.replaced(_PIECES, _together)
    for source, name in ((_evasive(), HIDDEN), (_pictured(), HIDDEN), (_likely(), _LIKELY)):
        shown = shown.replaced(source, partial(_named, name))
    shown = shown.replaced(parted(), _whole)
    if pattern(_emoji()).search(shown.text) and pattern(telling()).search(shown.text):
        shown = shown.replaced(_emoji(), lambda _: f" {HIDDEN} ")
    return shown


def painted_causes() -> Iterator[tuple[Glance, *tuple[str, ...]]]:
    """What a text must hold to be read for painted services: a glance, and what else."""
    kinds = ("shapes", "purposes", "alone", "colours")
    yield Word(rf"\b(?:{_plain_words('owners', 'rhyming', 'beginning')})"), _evasive()
    yield Word(rf"(?:{_abroad('owners abroad')})"), _evasive()
    for source in (_pictured(), _likely()):
        yield Word(rf"\b(?:{_plain_words(*kinds)})"), source
        yield Word(rf"(?:{_abroad(*kinds)})"), source
    yield (Word(parted()),)
    yield (Word(rf"\b(?:{'|'.join(' '.join(name) for name in data('services')['parted'])})\b"),)
    yield Mark(_emoji()), telling()


def pieces_joined() -> Mark:
    """What stands between two quoted pieces of a name."""
    return Mark(r"[\"'”’]\s?(?:\+|&|and|then|plus|y|e|et|und|и)\s?[\"'“‘]")


def _plain_words(*kinds: str) -> str:
    """An alternation of the longest word of each phrase: the first is often "the"."""
    return "|".join(
        _leetly(stem) + ("" if grows else r"(?:[^a-z0-9]|$)")
        for stem, grows in _longest_words(kinds)
        if stem.isascii()
    )


def _abroad(*kinds: str) -> str:
    return any_of(stem for stem, _ in _longest_words(kinds) if not stem.isascii())


def _longest_words(kinds: Iterable[str]) -> Iterable[tuple[str, bool]]:
    """The longest word of each phrase, and whether it may go on."""
    phrases = (plain(phrase).split(" ") for kind in kinds for phrase in data("painted")[kind])
    longest = (max(phrase, key=lambda word: len(word.rstrip(_STAR))) for phrase in phrases)
    return dict.fromkeys((word.rstrip(_STAR), word.endswith(_STAR)) for word in longest)


def _leetly(stem: str) -> str:
    return leet(stem) if len(stem) >= _LEET and stem.isascii() else escaped(stem)


def _named(name: str, found: str) -> str:
    """The name, between the spaces and signs that were found with it."""
    before = "" if found[0].isalnum() else found[0]
    behind = "" if found[-1].isalnum() or found[-1] in "\"'”’»" else found[-1]
    return f"{before}{name}{behind}"


def _together(found: str) -> str:
    """The name in quoted pieces: '"okon" + "kwo"'."""
    quoted = pattern(r"[\"'“‘]([a-z0-9._-]+)[\"'”’]").finditer(found)
    return "".join(piece[1] for piece in quoted)


def _whole(found: str) -> str:
    pieces = pattern(r"[^ ,+./|_•·*\n-]+").finditer(found)
    letters = "".join(piece[0] for piece in pieces if piece[0] not in _TELLING)
    name = next((name for name in _skeletons() if skeleton(letters).endswith(name)), "")
    before = letters[: len(letters) - len(name)] if name else ""
    return f"{found[: found.find(letters[0])]}{before}{_skeletons()[name]}" if name else found


@cache
def _skeletons() -> dict[str, str]:
    return {skeleton(name): name for name in data("services")["parted"]}


@cache
def telling() -> str:
    """Words that say how several words become one name, or that name a sign in it."""
    spaced = any_of(dict.fromkeys(plain(phrase) for phrase in data("services")["joined"] if _spaced(phrase)))
    other = any_of(
        dict.fromkeys(plain(phrase) for phrase in data("services")["joined"] if not _spaced(phrase))
    )
    return rf"(?:^|[^a-z\x{{370}}-\x{{1fff}}])(?:{spaced})(?:$|[^a-z\x{{370}}-\x{{1fff}}])|{other}"


def _spaced(word: str) -> bool:
    return plain(word)[:1] < "\u2e80"


@cache
def _evasive() -> str:
    """By owner, by rhyme, by first letter."""
    owners, owned, of_whom = _words("owners"), _words("owned"), _words("of whom")
    abroad, rhyming = _words("owners abroad"), _words("rhyming")
    rhymers, beginning, kinds = _words("rhymers"), _words("beginning"), _words("kinds")
    little = _words("little")
    quoted = r"\"[^\"\n]{2,24}\"|“[^”\n]{2,24}”|«[^»\n]{2,24}»|'[a-z ]{2,24}'"
    heard = rf"(?:{quoted}|[a-z']+(?: [a-z']+){{0,2}} ?[:,;=–—]|[a-z']+)"
    article = "(?:an?|the|el|la|le|der|dem|einem|o|a|het|een)"
    called = "(?:letter|letra|lettre|buchstaben|lettera)"
    letter = rf"(?:{article} )?(?:{called} )?[\"'“]?[a-z][\"'”]?(?:[^a-z0-9]|$)"
    edge, nearly = "(?:^|[^a-z0-9])", "(?:kind of|sort of|almost|nearly)"
    return (
        rf"{edge}(?:{owners})(?:'?s|s') (?:(?:{little}|{_words('colours')}) )?(?:{owned})\b"
        rf"|{edge}(?:{kinds}) (?:{of_whom}) ?(?:{owners})\b"
        rf"|{edge}(?:chez|bei|bij|beim|da) (?:{owners})\b"
        rf"|{edge}(?:{rhymers}),? (?:(?:that|which|it) )?(?:{nearly} )?(?:{rhyming}) {heard}"
        rf"|(?:^|[.!?;,(] ?)(?:{rhyming}) (?:{quoted}|[a-z']+(?: [a-z']+)?) ?[:=→]"
        rf"|{edge}(?:{kinds}),? (?:that |which )?(?:{beginning}) {letter}"
        rf"|(?:у|в|к|到|的) ?(?:{abroad})"
    )


@cache
def _pictured() -> str:
    """By colour and picture, by the picture on it, by whom it is for."""
    colours, shapes, kinds = _words("colours"), _words("shapes"), _words("kinds")
    little, joins, signs, between = (
        _words("little"),
        _words("joins"),
        _words("signs"),
        _words("links between"),
    )
    sure, purposes = _words("coloured kinds sure"), _words("purposes")
    forms = (
        # "the blue plane", "yellow ghost app", "blue bird thing"
        rf"(?:{colours})[ -](?:(?:{little}) )?(?:{shapes})(?:[ -](?:{between}))?(?:[ -](?:{kinds}))?",
        # "l'oiseau bleu", "app del avión azul"
        rf"(?:(?:{kinds}) (?:(?:{joins}) ?)?)?(?:{shapes}) (?:{colours})(?: (?:{between}))?(?: (?:{kinds}))?",
        # "app with the little ghost on it"
        rf"(?:{kinds}) (?:{joins}) ?(?:(?:{colours}|{little}) ){{0,2}}(?:{shapes})(?: (?:{signs})){{0,2}}",
        rf"(?:{colours})[ -](?:{sure})|(?:{sure}) (?:{colours})",
        rf"(?:{purposes}) (?:{_words('purposed kinds')})",
        rf"(?:(?:{colours}) )?(?:{sure}) for (?:{purposes})",
        _words("alone"),
    )
    return rf"{_EDGE}(?:{'|'.join(forms)}){_END}|(?:{_words('alone', east=True)})"


@cache
def _likely() -> str:
    """By a picture or a colour alone, as people at work call what they build: "the green app"."""
    shapes, between, coloured = _words("shapes"), _words("links between"), _words("coloured kinds")
    shape, sign, kind = (_words(name, east=True) for name in ("shapes", "signs east", "kinds"))
    east = rf"(?:{shape})(?:的|の)?(?:{sign})?(?:{kind})"
    forms = (
        rf"(?:{shapes})[ -](?:(?:{between})[ -])?(?:{_words('kinds')})",
        rf"(?:{_words('colours')})[ -](?:{coloured})|(?:{coloured}) (?:{_words('colours')})",
    )
    return rf"{_EDGE}(?:{'|'.join(forms)}){_END}|{east}"


@cache
def _emoji() -> str:
    return any_of(data("painted")["emoji"])


@cache
def parted() -> str:
    """Names of services in parts, also in leet: "sig nal"; not as many write them: "face book"."""
    names = [name for name in data("services")["parted"] if len(name) >= _PARTED]
    cut = (_cut(name, place) for name in names for place in range(1, len(name) - 1))
    figures = (_leet_at(name, place) for name in names for place in range(len(name)))
    return rf"\b(?:{'|'.join(cut)})\b|(?:^|[^a-z0-9])(?:{'|'.join(filter(None, figures))})\b"


def _leet_at(name: str, place: int) -> str:
    """A name with a figure or a sign for one letter at least; nothing where none looks like it."""
    signs = "".join(c for c in leet(name[place])[1:-1] if c != name[place])
    return f"{leet(name[:place])}[{signs}]{leet(name[place + 1 :])}" if len(leet(name[place])) > 1 else ""


def _cut(name: str, place: int) -> str:
    gap = r"[ ./|_•·*-]"
    between = r" ?\+ ?|(?:,? (?:and )?(?:ends|ending) (?:with|in|on) | plus | and then )"
    if f"{name[:place]} {name[place:]}" not in data("services")["several"]:
        between = f"{gap}{{1,2}}|{between}"
    return f"{leet(name[:place])}(?:{between})" + f"{gap}?".join(leet(letter) for letter in name[place:])


def _words(kind: str, *, east: bool = False) -> str:
    """An alternation of the words of a kind, in scripts that set spaces or in those that do not."""
    words = dict.fromkeys(map(plain, data("painted")[kind]))
    return "|".join(_alternatives(word for word in words if (word[:1] >= "\u2e80") == east))


def _alternatives(words: Iterable[str]) -> Iterator[str]:
    for word in sorted(words, key=len, reverse=True):
        stems = []
        for part in word.split(" "):
            stem = part.rstrip(_STAR)
            source = _leetly(stem)
            grown = r"[\x{430}-\x{45f}]{0,4}" if stem[-1:] >= _FOREIGN else "[a-z]{0,4}"
            stems.append(source + grown if part.endswith(_STAR) else source)
        yield " ".join(stems)
