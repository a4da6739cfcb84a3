"""A writer's own site, named as the place to write or call: "my site has a form, varga.studio"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.sign_words import DOT, names_of
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Mark, Word

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
_LONGEST_PATH: Final = 200
_NEAR: Final = 60
"""Code points after a domain in which a box to write into is spoken of as there."""
_WORK: Final = (
    r"\b(?:need|needs|add|fix|fails?|does not|doesn't|404|broken|build|redesign|design|create|test|missing|"
    r"bug|styl|wants?|move)\b"
)
"""Words of somebody who has a site built."""
_MENDED: Final = (
    r"^[^a-z0-9]{0,3}(?:needs?|lacks?|fails?|must|should|is down|returns?|gets?|wants?|breaks?)\b"
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
    rf"\b(?:my|our) (?:[a-z]+ )?{_DETAILS}(?: details)? (?:is|are|stands?|'s) (?:up )?(?:on|at|in) "
    r"(?:[a-z]+ ){0,2}"
)
"""The same before one."""
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
    own = pattern(_OWN).search(folded.text) is not None
    purpose = pattern(_PURPOSE).search(folded.text) is not None
    elsewhere = pattern(_OFF).search(folded.text) is not None
    work = pattern(_WORK).search(folded.text) is not None
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
        shows = pattern(_BOX).search(after[:_NEAR]) or pattern(_SHOWN).search(after[:_NEAR])
        named = shows or elsewhere or pattern(f"{_KEPT}$").search(ahead)
        mended = pattern(_MENDED).search(after) is not None
        if (own and (disguised or (purpose and not mended))) or (named and not work):
            yield Suspicion(Kind.LINK, start, end, "link.own-site", 0.65)


@cache
def _domain() -> str:
    return rf"\b((?:[a-z0-9-]{{2,}}\.)+)(?:{_endings()})\b"


def _endings() -> str:
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"], "co.uk", "com.br"])


def own_site_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such a site."""
    dots = "|".join(names_of(DOT, least=1))
    yield (
        Word(r"\b(?:contact|message|mail|chat|booking|e-?mail) (?:box|tab|form|page|button|link)\b"),
        rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b",
    )
    yield Word(_OWN), rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b"
    yield Word(_OFF), r"[a-z0-9]\.[a-z]{2}"
    told = Word(rf"\b(?:my|our|the) (?:[a-z]+ )?{_DETAILS}\b")
    ended = Mark(rf"\.\s?(?:{_endings()})\b")
    yield (told, ended, rf"[a-z0-9]\s?\.\s?[a-z]{{2,}}[^a-z0-9]{{1,4}}(?:[a-z']+ ){{1,8}}?{_DETAILS}\b")
    yield Word(_KEPT), r"[a-z0-9]\.[a-z]{2}"
