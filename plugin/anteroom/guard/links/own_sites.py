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
_LONGEST_PATH: Final = 200
_NEAR: Final = 60
"""Code points after a domain in which a box to write into is spoken of as there."""
_WORK: Final = (
    r"\b(?:need|needs|add|fix|broken|build|redesign|design|create|test|missing|bug|styl|wants?|move)\b"
)
"""Words of somebody who has a site built."""
_BOX: Final = (
    r"^[^a-z0-9]{0,4}(?:(?:and|where|it|there|which|that|you|find|ll|has|is|'s|s|got|use|click|see) ?'?){0,5}"
    r"(?:a |an |the |my |our )?(?:contact|message|mail|chat|booking|e-?mail) "
    r"(?:box|tab|form|page|button|link)\b"
)


def find_own_sites(folded: View, spelled: View) -> Iterator[Suspicion]:
    """Domains in a text that speaks of its writer's own site; surer where the domain is disguised."""
    own = pattern(_OWN).search(folded.text) is not None
    purpose = pattern(_PURPOSE).search(folded.text) is not None
    for match in pattern(_domain()).finditer(spelled.text):
        label = match[1].removeprefix("www.").partition(".")[0]
        before = spelled.text[max(0, match.start() - 1) : match.start()]
        if before in ("@", "/", "-") or is_everyday(label) or match[0] in data("hosts")["products"]:
            continue
        start, end = spelled.span(match.start(), match.end())
        disguised = end - start > match.end() - match.start()
        path = spelled.text[match.end() : match.end() + _LONGEST_PATH].split()
        if path and spelled.text[match.end()] == "/":
            _, end = spelled.span(match.start(), match.end() + len(path[0].rstrip(".,;:!?)")))
        boxed = pattern(_BOX).search(spelled.text[match.end() : match.end() + _NEAR]) is not None
        if (own and (disguised or purpose)) or (boxed and not pattern(_WORK).search(folded.text)):
            yield Suspicion(Kind.LINK, start, end, "link.own-site", 0.65)


@cache
def _domain() -> str:
    endings = any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"], "co.uk", "com.br"])
    return rf"\b((?:[a-z0-9-]{{2,}}\.)+)(?:{endings})\b"


def own_site_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such a site."""
    dots = "|".join(names_of(DOT, least=1))
    yield (
        r"\b(?:contact|message|mail|chat|booking|e-?mail) (?:box|tab|form|page|button|link)\b",
        rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b",
    )
    yield _OWN, rf"[a-z0-9]\s?\.\s?[a-z]{{2}}|\b(?:{dots})\b"
