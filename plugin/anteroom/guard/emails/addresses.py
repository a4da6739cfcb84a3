"""E-mail addresses: written plainly, beside their provider's name, backwards or with shifted letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Match, any_of, data, pattern
from anteroom.guard.emails.hosts import (
    ending,
    is_domain,
    is_nobody,
    is_placeholder,
    looks_like_suffix,
    provider,
)
from anteroom.guard.emails.machines import is_account
from anteroom.guard.emails.parted_hosts import find_parted_hosts
from anteroom.guard.emails.parted_providers import find_parted_providers, parted_provider_sources
from anteroom.guard.emails.providers import find_beside_providers
from anteroom.guard.emails.spelt import find_spelt
from anteroom.guard.emails.told_parts import find_told_parts, told_part_sources
from anteroom.guard.emails.told_roles import find_told_roles, told_role_sources
from anteroom.guard.emails.told_signs import told, told_sources
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.letters import together
from anteroom.guard.texts.sign_words import AT, DOT, bounded, leet, names_of
from anteroom.guard.texts.turned import backwards, rotated_from, shifted
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger, Word

_LETTER: Final = r"a-z0-9\x{c0}-\x{1fff}\x{3040}-\x{d7ff}"  # ranges, since \pL makes automata enormous
_LOCAL: Final = rf"[{_LETTER}_%+'-](?:[{_LETTER}._%+'-]*[{_LETTER}_+.-])?"
_LABEL: Final = rf"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?"
_PLAIN: Final = rf"({_LOCAL})@({_LABEL}(?:\.{_LABEL})+)"
_UNSPACED: Final = r"([a-z0-9_%+-](?:[a-z0-9._%+-]*[a-z0-9_+-])?)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
_BRACKETS: Final = frozenset("[({<")
_LONGEST: Final = 254  # RFC 5321 4.5.3.1.3


def find_addresses(folded: View, *, said: bool = True) -> Iterator[Suspicion]:
    """E-mail addresses in a folded (or squeezed) view; `said`: a sign or a provider may be given in words."""
    text = folded.text
    ats = text.count("@")
    if ats:
        plain = list(_plain(folded))
        yield from plain
        apart = together(text).text != text
        if len(plain) == ats and not apart and not _has_words(text):
            return
        if not said and not apart and len(plain) + _idle(text) >= ats:
            return
        yield from find_enciphered(folded)
    yield from find_spelt(folded)
    yield from find_parted_hosts(folded)
    if not _BRACKETS.isdisjoint(text):
        bare = folded.replaced(r"[\[\](){}<>]", lambda _: " ")
        yield from find_parted_hosts(bare)
    signs = told(folded)
    if signs is not folded:
        yield from find_spelt(signs)
        yield from find_beside_providers(signs)
    yield from find_beside_providers(folded)
    yield from find_told_parts(folded)
    yield from find_told_roles(folded)
    yield from find_parted_providers(folded)


def _plain(folded: View) -> Iterator[Suspicion]:
    for match in pattern(_PLAIN).finditer(folded.text):
        if found := _judge(folded, match):
            yield found
    if not folded.text.isascii():  # scripts that set no spaces join the address to the words around it
        for match in pattern(_UNSPACED).finditer(folded.text):
            if found := _judge(folded, match):
                yield found


def stands_idle(text: str) -> bool:
    """Whether no "@" of a folded text is of an address: all are of code, files, machines and prices."""
    return _idle(text) == text.count("@") and together(text).text == text


def _idle(text: str) -> int:
    """How many "@" are of code, files, machines and prices, which a glance tells from addresses."""
    idle = 0
    for match in pattern(_IDLE).finditer(text):
        decorator, name = match[1], match[1].rpartition(".")
        if decorator:
            host = name[0].rpartition(".")[2] or decorator
            if provider(host) or provider(name[2]) or (name[0] and ending(name[2])):
                continue
            if pattern(_dotted()).search(text[match.end(1) : match.end(1) + 24]):
                continue
        idle += 1
    return idle


_IDLE: Final = (
    r"(?:^|[\s(])@([a-z_]+(?:\.[a-z_]+)?)\b|[a-z0-9]@[1-4]x(?:\.(?:avif|gif|jpe?g|png|psd|svg|webp)\b|[^a-z0-9.-]|\.?$|\.\s)|@v?\d+(?:\.\d+)*(?:[\s,;:)]|\.\s|$)|@\s?[$€£¥₹]\s?\d"
    r"|\bgit@[a-z0-9.-]+:[a-z]|@[a-z0-9-]+/[a-z]"
    r"|[a-z0-9]@example\.(?:com|org|net)(?:[^a-z0-9.-]|\.?$|\.\s)"
)


@cache
def _dotted() -> str:
    """A dot of some sort right after a label."""
    words = "|".join(names_of(DOT, least=0))
    return rf"^\s?(?:[.·•*]|[,;][a-z0-9])|(?:^|[^a-z])(?:{words})(?:$|[^a-z])|[\[({{<«|'_~-]\s?\."


def _judge(folded: View, match: Match) -> Suspicion | None:
    domain = match[2]
    if is_placeholder(domain) or is_nobody(match[1], domain):
        return None
    if not is_domain(domain) and not _may_be_one(match[1], domain):
        return None
    if is_account(folded.text, match.start(), match.end()):
        return None
    start, end = folded.span(match.start(), match.end())
    disguised = end - start != match.end() - match.start()
    rule, score = ("email.disguised", 0.9) if disguised else ("email.plain", 0.97)
    return Suspicion(Kind.EMAIL, start, end, rule, score)


def _may_be_one(local: str, domain: str) -> bool:
    """Whether a host whose suffix is not known is written as one of a person's address would be."""
    host, _, last = domain.rpartition(".")
    if not (last.isascii() or host.isascii()) and last.isalpha():
        return True  # of another script, whose letters are folded into Latin ones beside the sign
    return looks_like_suffix(last) and host.isalpha() and len(local) > 2 and not local.isdigit()


def find_enciphered(folded: View) -> Iterator[Suspicion]:
    """Addresses written backwards or with shifted letters: their domain is none, until that is undone."""
    if "@" not in folded.text:
        return
    for match in pattern(r"[a-z0-9_%+-][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*").finditer(folded.text):
        written = match[0].rstrip(".-")
        domain = written.partition("@")[2]
        if len(written) > _LONGEST or is_domain(domain):
            continue
        readings = (backwards(written), *(shifted(written, by) for by in range(1, 26)))
        if any(_ends_well(reading) for reading in readings):
            begin = rotated_from(folded.text, match.start())
            start, end = folded.span(begin, match.start() + len(written))
            yield Suspicion(Kind.EMAIL, start, end, "email.enciphered", 0.8)


def _ends_well(written: str) -> bool:
    local, _, domain = written.partition("@")
    host, _, last = domain.rpartition(".")
    if not (len(local) > 1 and len(host) > 1):
        return False
    return last in data("hosts")["common_tlds"] or host in data("hosts")["mail"]


def _has_words(text: str) -> bool:
    """Whether something besides plain addresses may name one: a provider, or a sign as a word."""
    return pattern(_SPELLED).search(text) is not None


_SPELLED: Final = (
    r"[\[({<|'_⟨*~-]\s?(?:at|dot|a)\s?[\])}>|'_⟩*~-]|\b(?:dot|arroba|gmail|hotmail|outlook|yahoo)\b"
)


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for addresses."""
    yield Trigger.AT, Mark("@")
    yield from _in_signs()
    yield from _in_words()
    yield from _beside_providers()


def _in_signs() -> Iterator[Cause]:
    """Signs in brackets and broken up, and a suffix glued to the word before it."""
    dots = names_of(DOT, least=0)
    all_at, all_dot = "|".join(names_of(AT, least=0)), "|".join(dots)
    around = r"[\[\](){}<>|'\"_*~/\\=+:^«»⟨⟩`#%-]"
    yield (
        Trigger.AT_SAID,
        Mark(rf"{around}\s?(?:{all_at}|a)\s?{around}"),
        Mark(rf"{around}\s?(?:{all_dot}|\.)\s?{around}"),
    )
    yield Trigger.AT_SAID, Mark(rf"[\[({{<«⟨]\s?(?:{all_at})\s?[\])}}>»⟩]")
    yield Trigger.AT_SAID, Word(r"\b(?:aa+tt+|dd+oo+tt+)\b")
    yield Trigger.AT_SAID, Mark(r"[\])}>]\s?[a-z0-9-]+\s?[\[({<]")
    yield Trigger.AT_SAID, Mark(r"[\[({<]a[\])}>]t|a[\[({<]t")
    pieced = r"\ba[._*~|+/-]t\b|[\[({<]a[\])}>] ?[\[({<]t[\])}>]|[\[({<]a[\])}>]"
    yield Trigger.AT_SAID, Mark(pieced), Mark(_PIECED_DOT)
    suffixes = _suffixes()
    yield Trigger.AT_SAID, Mark(rf"[\])}}>»][ ,]?[a-z0-9-]+ ?[.,] ?(?:{suffixes})\b")
    yield Trigger.AT_SAID, Mark(r"[\[({<][^\s\[\](){}<>]{1,3}[\])}>]"), Word(bounded(dots))
    yield Trigger.AT_SAID, Mark(rf"[\[({{<]\s?(?:{_KEYS})")
    yield Trigger.AT_SAID, Mark(r"[\[({<]\s?[a-z\x{df}-\x{1fff}](?: [a-z\x{df}-\x{1fff}]){2}")
    yield (
        Trigger.AT_SAID,
        Inside(rf"(?:dot|punto|ponto|punkt)(?:{suffixes})\b"),
        rf"[a-z0-9]{{2}}(?:at|arroba|arobase)[a-z0-9-]{{2,30}}(?:dot|punto|ponto|punkt)(?:{suffixes})\b",
    )


def _in_words() -> Iterator[Cause]:
    """Words for signs, with what may be a host behind them."""
    yield Trigger.AT_SAID, Word(rf"\b(?:{_sounds()})\b")
    for source in (
        *told_sources(),
        *told_part_sources(),
        *told_role_sources(),
        *parted_provider_sources(),
    ):
        yield Trigger.AT_SAID, *source
    yield Trigger.AT_SAID, Word(bounded(names_of(AT, least=1)))
    # "47" is nobody's "at".
    said = bounded(names_of(AT, least=0, most=0.9)).replace("[a4@][t7]", "a[t7]|[4@]t")
    endings = any_of(data("hosts")["common_tlds"])
    # Words of any length, each begun by a gap: cut in all ways, they would make a state of every length.
    words = r"[^a-z0-9]{0,3}[a-z0-9-]+(?:[^a-z0-9]{1,3}[a-z0-9-]+){0,5}"
    glance, dot = Word(said), bounded(names_of(DOT, least=0))
    yield Trigger.AT_SAID, glance, Word(dot), rf"(?:{said}){words}[^a-z0-9]{{0,3}}(?:{dot})"
    host = rf"[a-z0-9-]{{1,40}}(?: ?\. ?[a-z0-9-]{{1,40}}){{0,2}} ?\. ?(?:{endings})\b"
    yield (
        Trigger.AT_SAID,
        glance,
        Mark(rf"\. ?(?:{endings})\b"),
        rf"(?:{said})[^a-z0-9]{{0,4}}(?:{_BETWEEN}[^a-z0-9]{{1,4}}){{0,3}}{host}",
    )
    yield Trigger.AT_SAID, glance, Word(rf"(?:{said})[a-z0-9-]+(?: [a-z0-9-]+)? (?:{_COMMONEST})\b")
    yield Trigger.AT_SAID, glance, Word(_PARTED)
    yield Trigger.AT_SAID, Word(rf"{said}[a-z0-9-]+\.[a-z]{{2,12}}[^a-z0-9]{{0,3}}$")
    countries = any_of(data("hosts")["common_countries"])
    yield (
        Trigger.AT_SAID,
        glance,
        Mark(rf"[a-z0-9]\.(?:{countries})\b"),
        rf"(?:{said}) ?[a-z0-9-]+(?:\.[a-z0-9-]+)?\.(?:{countries})\b",
    )
    yield Trigger.AT_SAID, glance, Inside(r"dotcom|d0t")
    yield (
        Trigger.AT_SAID,
        Word(rf"^[a-z0-9._-]+ (?:at|chez|et|bei) [a-z0-9-]+ ?\. ?(?:{_suffixes()})[^a-z0-9]{{0,3}}$"),
    )


def _beside_providers() -> Iterator[Cause]:
    """Providers, and their owners beside what may be a name."""
    hosts = "|".join(leet(name) for name in data("hosts")["mail"] if len(name) >= _DISTINCT)
    short = any_of([name for name in data("hosts")["mail"] if len(name) < _DISTINCT])
    yield Trigger.AT_SAID, Inside(hosts)
    foreign = [word for word, latin in words().spoken.items() if latin in data("hosts")["mail"]]
    yield Trigger.AT_SAID, Inside(any_of([word for word in foreign if len(word) > 2]))
    yield Trigger.AT_SAID, Word(rf"\b(?:{short})\b")
    yield (
        Trigger.AT_SAID,
        Word(
            r"\b(?:google|microsoft|apple)(?:'s)? (?:one|e?-?mail|thing|inbox|mailbox|variety|kind|ending)\b"
            r"|\bgoogle's[^a-z0-9]{0,3}$"
        ),
    )
    yield (
        Trigger.AT_SAID,
        Word(r"\b(?:google|microsoft|apple|big g|g)\b"),
        r"[a-z0-9]{2}[._][a-z0-9]{2}|\bdot\b|underscore",
    )


def _suffixes() -> str:
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])


def _sounds() -> str:
    """Providers as they sound, with or without gaps."""
    return "|".join(name.replace(" ", "[ -]?") for name in data("hosts")["sounds"])


_BETWEEN: Final = r"(?:then|the|an?|followed|by|comma|and|next|sign|symbol|here|put|with|domain|host|my|mail)"
_KEYS: Final = r"(?:shift|alt|option|opt|ctrl|strg|ascii|chr|char|u\+?00|0x[24]|x[24]|symbol|sign|key)\b"
"""How keys and codes of signs begin."""
_COMMONEST: Final = r"(?:com|net|org|info|io|dev|co)"
_PARTED: Final = r"\b[a-z0-9](?:[._*~|/+-][a-z0-9]){3}"
"""Letters with signs between."""
_PIECED_DOT: Final = r"\bd[._*~|+/-]o[._*~|+/-]t\b|[\[({<]d[\])}>]"
"""A dot as a word with signs between its letters, or as its first letter in brackets."""
_DISTINCT: Final = 5
"""Letters from which on a provider's name is looked for inside words and in leet."""
