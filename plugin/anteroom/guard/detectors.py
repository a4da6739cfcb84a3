"""What the detectors see in a text, in each of its readings.

As it stands, with letters joined, words mended, encodings undone, or turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from anteroom.guard.emails.addresses import find_addresses
from anteroom.guard.handles.handles import find_handles
from anteroom.guard.handles.triggers import names_beside, names_in_front
from anteroom.guard.intents.solicitation import find_intents
from anteroom.guard.links.links import find_links, find_owned_sites, find_parted_links
from anteroom.guard.model import Context
from anteroom.guard.phones.odd import find_lettered_phones, hides_digits
from anteroom.guard.phones.printed import find_phones
from anteroom.guard.phones.said import find_said_phones
from anteroom.guard.postal import find_postal_addresses
from anteroom.guard.prefilter import triggers
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.encodings import LAYERS, decoded
from anteroom.guard.texts.file_names import as_words
from anteroom.guard.texts.letters import together
from anteroom.guard.texts.mended import mended
from anteroom.guard.texts.turned import (
    backwards,
    rot13,
    rotated_from,
    shifted,
    told_shifts,
    without_telling,
    word_by_word,
)
from anteroom.guard.texts.views import View, folded, squeezed, tightened
from anteroom.guard.trigger import UNSAID, Trigger
from anteroom.guard.undone import find_turned_names, find_undone, find_undone_words

Look = Callable[[str], frozenset[Trigger]]
"""Says of a folded text which detectors are worth running on it."""
_CERTAIN: Final = 0.6
"""Score from which what stands in a rewritten text counts."""
_BARE: Final = frozenset({Trigger.DIGITS})
"""Looked for in every decoded text: who writes digits in code means them, however bare."""
_BROKEN: Final = frozenset({Trigger.CHANNEL})
"""Looked for once broken words were mended: a name beside a service may be broken by signs as well."""


def suspicions_in(text: str, context: Context, look: Look) -> Iterator[Suspicion]:
    """What any detector sees in `text`: as it stands, and rewritten where `look` gives a reason to.

    Places may overlap: the same detail is often seen in several readings.
    """
    view = folded(text)
    yield from find_intents(view)
    found = look(view.text)
    if not text.isascii() and hides_digits(text):
        found |= {Trigger.DIGITS}  # the folded text does not show that they were hidden
    if view.starts:
        yield from find_undone(view)
    if not found:
        return
    yield from _contacts(view, found, text, context)
    if Trigger.FILE in found:
        yield from _named_contacts(view, text, context, look)
    if Trigger.SPACED in found:
        yield from find_intents(squeezed(view))
        yield from _squeezed_contacts(view, text, context, look)
    yield from _said_contacts(View(text), text, context, look, found)
    if Trigger.ENCODED in found:
        yield from _encoded_contacts(text, context, look, found)


def _named_contacts(view: View, text: str, context: Context, look: Look) -> Iterator[Suspicion]:
    """What names of files say."""
    words = as_words(view)
    if words is not view:
        yield from _contacts(words, look(words.text), text, context)


def _squeezed_contacts(view: View, text: str, context: Context, look: Look) -> Iterator[Suspicion]:
    """What is found once letters written apart are joined, broken words mended and gaps closed."""
    joined = squeezed(view)
    if joined is not view:
        yield from _contacts(joined, look(joined.text), text, context)
    strung = together(view.text).within(view)
    if strung.text != view.text:
        found = look(strung.text)
        if Trigger.CHANNEL in found:
            yield from find_handles(strung, text)
        yield from _links(strung, found)
    whole = mended(view)
    if whole is not view:
        yield from _contacts(whole, look(whole.text) | _BROKEN, text, context)
    tight = tightened(joined)
    if tight is not joined:
        found = look(tight.text)
        if Trigger.AT in found or Trigger.AT_SAID in found:
            yield from find_addresses(tight)
        if Trigger.NUMBER_WORDS in found or Trigger.LOOKALIKES in found:
            yield from find_said_phones(tight, context.countries)


def _encoded_contacts(
    text: str, context: Context, look: Look, found: frozenset[Trigger]
) -> Iterator[Suspicion]:
    """What is found in `text` with its encodings undone, layer by layer, each also read as the text says."""
    for view in _layers(View(text)):
        yield from _hidden("encoded", _read(view, text, context, look, undone=True))
        yield from _hidden("encoded", chain(find_undone(folded(view)), find_undone_words(folded(view))))
        yield from _said_contacts(view, text, context, look, found - {Trigger.ENCODED})


def _layers(view: View) -> Iterator[View]:
    """The view with one encoding undone, then two, and so on while there is one."""
    for _ in range(LAYERS):
        deeper = decoded(view)
        if deeper is view:
            return
        view = deeper
        yield view


def _said_contacts(
    view: View, text: str, context: Context, look: Look, found: frozenset[Trigger]
) -> Iterator[Suspicion]:
    """What is found in `view` read as the text says to read it: from its end, or letters moved."""
    if Trigger.BACKWARDS in found:
        mirrored = backwards(view.text)
        turned = _turned_contacts(View(mirrored), mirrored, context, look, found)
        for seen in chain(turned, find_turned_names(folded(View(mirrored)))):
            start, end = view.span(len(mirrored) - seen.end, len(mirrored) - seen.start)
            yield from _hidden("backwards", iter((replace(seen, start=start, end=end),)))
        if not view.starts:
            yield from _hidden("backwards", _read(word_by_word(text), text, context, look))
            yield from _hidden("backwards", find_handles(without_telling(folded(View(text))), text))
    if Trigger.ROTATED in found:
        moved = View(rot13(view.text), view.starts, view.ends)
        for seen in _hidden("rot13", _turned_contacts(moved, text, context, look, found)):
            yield replace(seen, start=rotated_from(text, seen.start))
        for by in told_shifts(view.text):
            moved = View(shifted(view.text, by), view.starts, view.ends)
            yield from _hidden("shifted", _turned_contacts(moved, text, context, look, found))


def _turned_contacts(
    view: View, text: str, context: Context, look: Look, found: frozenset[Trigger]
) -> Iterator[Suspicion]:
    """What is found in a turned view, and in what it encodes."""
    yield from _read(view, text, context, look)
    if Trigger.ENCODED in found:
        for deeper in _layers(view):
            yield from _read(deeper, text, context, look, undone=True)


def _read(
    view: View, text: str, context: Context, look: Look, *, undone: bool = False
) -> Iterator[Suspicion]:
    """Contact details in a rewritten text, spaced or not."""
    plain = folded(view)
    found = look(plain.text)
    if undone:
        found |= _BARE
    if found:
        yield from _contacts(plain, found, text, context, undone=undone)
    if Trigger.SPACED in found:
        yield from _squeezed_contacts(plain, text, context, look)


def _hidden(how: str, suspicions: Iterator[Suspicion]) -> Iterator[Suspicion]:
    """Only the certain ones: a decoded view is a guess, and two doubts are not one certainty."""
    for seen in suspicions:
        if seen.score >= _CERTAIN:
            yield replace(seen, rule=f"{how}.{seen.rule}")


def _contacts(
    view: View, found: frozenset[Trigger], text: str, context: Context, *, undone: bool = False
) -> Iterator[Suspicion]:
    """What those detectors see in one reading for which `found` holds a reason.

    `text` is what the reading was made of, with its capitals; `undone`: encodings were undone on the way.
    """
    if Trigger.AT in found or Trigger.AT_SAID in found:
        yield from find_addresses(view, said=Trigger.AT_SAID in found)
    if Trigger.DIGITS in found or Trigger.CALLED in found:
        yield from find_phones(view, text, context.countries, undone=undone)
        yield from find_lettered_phones(view)
    if Trigger.NUMBER_WORDS in found or Trigger.LOOKALIKES in found:
        yield from find_said_phones(view, context.countries)
    if Trigger.STREET in found:
        yield from find_postal_addresses(view, text)
    yield from _links(view, found)
    if _names_channel(found, text):
        yield from find_handles(view, text)


def _links(view: View, found: frozenset[Trigger]) -> Iterator[Suspicion]:
    """Links of every kind, or only of those for which there is a reason."""
    if Trigger.LINK in found:
        yield from find_links(view)
        return
    if Trigger.OWN_SITE in found:
        yield from find_owned_sites(view)
    if Trigger.PARTED_LINK in found:
        yield from find_parted_links(view)


def _names_channel(found: frozenset[Trigger], text: str) -> bool:
    """Whether a service is named with what may be a name; capitals tell some from the words of a sentence."""
    return (
        Trigger.CHANNEL in found
        or Trigger.PAINTED in found
        or (Trigger.CHANNEL_BESIDE in found and names_beside(text))
        or (Trigger.CHANNEL_BEHIND in found and names_in_front(text))
    )


def at_everything(folded: str) -> frozenset[Trigger]:
    """Every reason that only saves time, and those that the text gives."""
    return triggers(folded) | UNSAID
