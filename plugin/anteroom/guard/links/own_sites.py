"""A writer's own site, named as the place to write or call: "my site has a form, varga.studio"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain, is_placeholder, written_endings
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.languages import LANGUAGES, plain
from anteroom.guard.texts.sign_words import DOT, names_of
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Inside, Mark, Word

_OWN: Final = (
    r"\b(?:my|our|mine|mi|nuestra|meu|minha|mon|ma|notre|mein|meine|unsere|mio|mia|mijn|moja) "
    r"(?:own |personal |[a-z]+'s )?"
    r"(?:web ?site|site|home ?page|page|web ?page|web|portfolio|blog|domain|url|studio site|seite|webseite|"
    r"sito|pagina|stro(?:na|nie)|landing)\b|\b(?:web )?sitem(?:e|de|i)?\b"
)
_PURPOSE: Final = (
    r"\b(?:write (?:to )?(?:me|us|there)|reach|contact|call me|form|e-?mail|message me|book|find me|"
    r"get in touch|"
    r"my number|phone|talk to me|chat with me|whatsapp|hire me|use that to write|escribe|contacto|formulario|"
    r"iletisim|phone list|footer|contact (?:box|tab)|message box|imprint|impressum|formulaire|kontakt|"
    r"contatto|schreib|scrivi)\b"
)
_SCHEME: Final = r"https?://(?:www\.)?$"
_FIRST_EAST: Final = "\u3000"
_AT: Final = r"(?:(?:on|at|in|su|en|em|sur|auf|op|na|w|unter|under) )?"
_ME: Final = (
    r"\b(?:write|message|mail|e-?mail|reach|contact|call|ring|book|chat with|talk to|text|ask) (?:to )?me\b"
)
"""Behind a domain: what one does there to reach its owner."""
_REFUSED: Final = r"\b(?:will not|won't|cannot|can't|can not|must not|may not|not allowed to)\b"
_EDGE: Final = r"[^a-z\x{df}-\x{1fff}]"
_LONGEST_PATH: Final = 200
_BESIDE: Final = 14
_NEAR: Final = 60
"""Code points after a domain in which a box to write into is spoken of as there."""
_WORK: Final = (
    r"\b(?:need|needs|add|fix|fails?|does not|doesn't|404|broken|build|redesign|design|create|test|missing|"
    r"bug|styl|wants?|move)\b"
)
"""Words of somebody who has a site built."""
_MENDED: Final = (
    r"^[^a-z0-9]{0,3}(?:needs?|lacks?|fails?|must|should|is down|returns?|gets?|wants?|breaks?|"
    r"has (?:the wrong|an?|no)|"
    r"is (?:too|broken|slow|the))\b"
)
"""The same right after a domain."""
_BOX: Final = (
    r"^[^a-z0-9]{0,4}(?:(?:and|where|it|there|which|that|you|find|ll|has|is|'s|s|got|use|click|see) ?'?){0,5}"
    r"(?:a |an |the |my |our )?(?:contact|message|mail|chat|booking|e-?mail) "
    r"(?:box|tab|form|page|button|link)\b"
)


_DETAILS: Final = r"(?:phone|cell|mobile|tel|number|e-?mail|contact|details|whatsapp|skype|telegram|address)"
_ON_PAGE: Final = r"(?:footer|header|contact page|about page|bottom|imprint)"
_SHOWN: Final = (
    r"^[^a-z0-9]{0,4}(?:[a-z']+ ){0,4}?(?:has|have|for|shows?|lists?|with|carries|contains|find|see|get|"
    rf"there is|there's|got) (?:[a-z']+ ){{0,2}}?(?:my|our|the|all my) (?:[a-z]+ )?{_DETAILS}\b"
    rf"|^[^a-z0-9]{{1,4}}(?:the )?{_ON_PAGE} (?:has|shows|lists|carries) (?:the|my|our) (?:[a-z]+ )?"
    rf"{_DETAILS}\b"
)
"""Right after a domain: that it shows how to reach its owner."""
_KEPT: Final = (
    rf"\b(?:my|our) (?:[a-z]+ )?(?:{_DETAILS}|line)(?: details)?(?:'s)?"
    r"(?: (?:is|are|stands?|sits|lives|can|be|found|listed|shown|both|all|also|right|there|up))* "
    r"(?:on|at|in) (?:[a-z]+ ){0,2}"
)
"""The same before one."""
_PRESSED: Final = (
    r"\b(?:write|mail|e-?mail|call|ring|text|talk|message)(?: to)? [a-z]+[\"'”»]{0,2} "
    r"(?:button|form|bubble|box|widget)[^a-z0-9]{1,4}(?:(?:is )?(?:on|at|under) )?"
)
"""Right before one: what is pressed there to write to its owner."""
_REACHED: Final = (
    r"\b(?:write|talk|speak|get|message|mail|reach|contact|call|ring|book|hire)(?: to)? (?:me|us)"
    r"(?: directly)? (?:through|via|at|on|from|over|under|using) "
)
"""The same of writing to the owner there."""
_HERS: Final = r"my (?:own )?(?:side|site|shop|store|page)|our (?:own )?(?:side|site|shop|store|page)"
_OFF: Final = (
    rf"\b(?:(?:contract|agreement|account)[a-z ]{{0,12}} on (?:{_HERS})|"
    r"hire me (?:directly )?(?:through|via|at|on)|"
    rf"(?:order|buy|book|pay)(?: me)? (?:directly )?(?:through|via|from|on|at) (?:{_HERS})|"
    r"outside (?:of )?(?:the|this) (?:site|platform|marketplace)|off (?:the|this) (?:site|platform)|"
    r"instead of (?:through )?(?:here|this (?:site|platform)))\b"
)
"""Of somebody who contracts, sells or is paid elsewhere."""


def find_own_sites(folded: View, spelled: View) -> Iterator[Suspicion]:
    """Domains in a text that speaks of its writer's own site; surer where the domain is disguised."""
    said = _said(folded.text)
    for match in pattern(_domain()).finditer(spelled.text):
        ahead = spelled.text[max(0, match.start() - _NEAR) : match.start()]
        after = spelled.text[match.end() : match.end() + _LONGEST_PATH]
        scheme = pattern(_SCHEME).search(ahead)
        label = match[1].removeprefix("www.").partition(".")[0]
        known = match[0].removeprefix("www.") in data("hosts")["products"]
        if (ahead[-1:] in ("@", "/", "-") and scheme is None) or known or is_everyday(label):
            continue
        start, end = spelled.span(match.start(), match.end())
        disguised = end - start > match.end() - match.start()
        if scheme is not None:
            start, _ = spelled.span(match.start() - len(scheme[0]), match.start())
        path = after.split()
        if path and after[0] == "/":
            _, end = spelled.span(match.start(), match.end() + len(path[0].rstrip(".,;:!?)")))
        mended = is_mended(after)
        own = said.own and (disguised or (said.purpose and not mended))
        if own or (not (said.work or mended) and (said.reachable or _named(ahead, after))):
            yield Suspicion(Kind.LINK, start, end, "link.own-site", 0.65)


def find_signed_sites(folded: View) -> Iterator[Suspicion]:
    """The writer's own site below a letter."""
    for match in pattern(_signed()).finditer(folded.text):
        domain = match[2]
        if is_domain(domain) and not is_placeholder(domain) and domain not in data("hosts")["products"]:
            start, end = folded.span(match.start(1), match.end(1))
            yield Suspicion(Kind.LINK, start, end, "link.signed", 0.65)


def is_mended(after: str) -> bool:
    """Whether what follows a link is of work to be done there: "needs a form", "braucht", "returns 404"."""
    return any(pattern(source).search(after[:_BESIDE]) for source in (_MENDED, _words("site work")))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says of sites.

    That one is the writer's `own`; that it serves the `purpose` of writing there; that it is `work` to be
    done; that its owner is `reachable` there, or wants to go there with the contract.
    """

    own: bool
    purpose: bool
    work: bool
    reachable: bool


def _said(text: str) -> _Said:
    shown = _holds(text, _words("own sites"), _words("site details")) or (
        _holds(text, _own_place(), _one_of("reached by")) and not _holds(text, _one_of("denied"))
    )
    refused = pattern(_REFUSED).search(text) is not None
    return _Said(
        pattern(_OWN).search(text) is not None,
        not refused and pattern(_PURPOSE).search(text) is not None,
        refused or any(pattern(source).search(text) for source in (_WORK, _words("site work"))),
        shown or pattern(_OFF).search(text) is not None,
    )


def _holds(text: str, *sources: str) -> bool:
    """Whether each of the patterns occurs in `text`."""
    return all(pattern(source).search(text) for source in sources)


def _named(ahead: str, after: str) -> bool:
    """Whether right beside a domain it is said that its owner is reached there."""
    near = after[:_NEAR]
    if pattern(_stands()).search(near) or pattern(_ME).search(near):
        return True
    if pattern(_BOX).search(near) or pattern(_SHOWN).search(near):
        return True
    if pattern(rf"(?:{_one_of('reached by')})[^a-z0-9]{{0,4}}{_AT}(?:https?://)?(?:www\.)?$").search(ahead):
        return True
    return pattern(rf"(?:{_KEPT}|{_PRESSED}|{_REACHED})(?:https?://)?(?:www\.)?$").search(ahead) is not None


@cache
def _domain() -> str:
    return rf"\b((?:[a-z0-9-]{{2,}}\.)+)(?:{written_endings()})\b"


@cache
def _words(kind: str) -> str:
    """A pattern of the words of one kind of all languages."""
    found = [plain(word) for code in LANGUAGES for word in data(f"languages/{code}")[kind]]
    spaced = any_of([word for word in found if word < _FIRST_EAST])
    east = any_of([word for word in found if word >= _FIRST_EAST])
    return rf"(?:^|[^a-z\x{{df}}-\x{{1fff}}])(?:{spaced})(?:$|[^a-z\x{{df}}-\x{{1fff}}])|{east}"


@cache
def _own_place() -> str:
    """A site, a shop, a workshop or the like that is the writer's own, with up to three words between."""
    known = data("signs")
    own = [plain(word) for word in known["own"]]
    places = any_of([plain(word) for word in known["own places"]])
    spaced, east = [w for w in own if w < _FIRST_EAST], [w for w in own if w >= _FIRST_EAST]
    between = r"(?:[\s,]{1,2}[^\s,.;:!?]{1,16}){0,3}[\s,]{1,2}"
    beside = rf"(?:^|{_EDGE})(?:{any_of(spaced)}){between}(?:{places})(?:$|{_EDGE})"
    return rf"{beside}|(?:{any_of(east)}).{{0,6}}(?:{places})"


@cache
def _one_of(kind: str) -> str:
    found = [plain(word) for word in data("signs")[kind]]
    spaced = any_of([word for word in found if word < _FIRST_EAST])
    east = any_of([word for word in found if word >= _FIRST_EAST])
    return rf"(?:^|{_EDGE})(?:{spaced})(?:$|{_EDGE})|{east}"


@cache
def _stands() -> str:
    """Behind a domain: that a number, a form or the like stands there, "(phone number is in the footer)"."""
    found = {kind: any_of([plain(word) for word in data("signs")[kind]]) for kind in ("reached by", "stands")}
    by = rf"^[^a-z0-9]{{1,4}}(?:[^\s]{{1,12}} ){{0,3}}(?:{found['reached by']})"
    return rf"{by}[^.\n]{{0,24}}(?:{found['stands']})"


@cache
def _signed() -> str:
    """A site on a line of its own below what ends a letter, with a line or two between."""
    ends = any_of(plain(word) for word in data("signs")["signed"])
    site = r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{2,}\.)+[a-z]{2,12})/?"
    return rf"(?:^|\n)[^\n]{{0,24}}(?:{ends})[^\n]{{0,12}}\n(?:[^\n]{{0,48}}\n){{0,3}}\s*({site})\s*(?:\n|$)"


def own_site_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such a site."""
    dots = "|".join(names_of(DOT, least=1))
    yield (
        Word(r"\b(?:contact|message|mail|chat|booking|e-?mail) (?:box|tab|form|page|button|link)\b"),
        rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b",
    )
    yield Word(_OWN), rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b"
    dotted = rf"[a-z0-9]\.(?:{written_endings()})\b"
    yield Inside(_words("own sites")), Mark(dotted)
    yield Mark(dotted), _own_place(), _one_of("reached by")
    yield (
        Word(r"\b(?:button|form|bubble|box|widget)[^a-z0-9]{1,4}(?:(?:is )?(?:on|at|under) )?https?://"),
        dotted,
    )
    yield Word(_OFF), r"[a-z0-9]\.[a-z]{2}"
    told = Word(rf"\b(?:my|our|the) (?:[a-z]+ )?{_DETAILS}\b")
    ended = Mark(rf"\.\s?(?:{written_endings()})\b")
    yield (told, ended, rf"[a-z0-9]\s?\.\s?[a-z]{{2,}}[^a-z0-9]{{1,4}}(?:[a-z']+ ){{1,8}}?{_DETAILS}\b")
    yield Mark(dotted), _one_of("reached by")
    yield (
        Mark(r"\.[a-z]{2,12}/?\s*$"),
        rf"(?:{any_of(plain(word) for word in data('signs')['signed'])})[^\n]{{0,12}}\n",
    )
    yield Word(_KEPT), r"[a-z0-9]\.[a-z]{2}"
    yield Word(_REACHED), r"[a-z0-9]\.[a-z]{2}"
