"""A letter to one person, and how it is written as plain text; `letter_html.py` writes the same in HTML."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from anteroom_mail.letters.words import ReadableTime

WIDTH = 72


@dataclass(frozen=True, slots=True)
class Somebody:
    """One party in the list of people; `mark` repeats the answer as a sign."""

    label: str
    what: str
    mark: str


@dataclass(frozen=True, slots=True)
class Way:
    """Something to press, with a link that is the reader's own, and what to know of it."""

    label: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings, in the reader's language."""

    when: str
    before: str
    now: str
    what: str
    agenda: str
    reason: str
    people: str
    answer: str
    why: str
    check: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a mail tells, in the order in which it is read; what is empty is left out.

    `instead` stands below what there is to know: another way than the one that was tried.
    """

    language: str
    subject: str
    state: str
    lead: str
    when: ReadableTime
    title: str
    heads: Heads
    before: ReadableTime | None = None
    zone_note: str = ""
    agenda: str = ""
    reason: str = ""
    people: tuple[Somebody, ...] = ()
    way: Way | None = None
    answer: tuple[str, ...] = ()
    instead: Way | None = None
    check: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    never: Way | None = None


def plain(letter: Letter) -> str:
    """The letter as text that stands alone."""
    heads = letter.heads
    blocks = [letter.state.upper(), _wrapped(letter.lead)]
    if letter.before:
        blocks.append(
            f"{_row(heads.before, letter.before.whole)}\n{_row(heads.now, letter.when.whole)}"
            + _under(letter.zone_note)
        )
    else:
        blocks.append(_row(heads.when, letter.when.whole) + _under(letter.zone_note))
    blocks.append(_row(heads.what, letter.title))
    if letter.reason:
        blocks.append(_row(heads.reason, letter.reason))
    if letter.agenda:
        agenda = "\n".join(_wrapped(line, "  ") for line in letter.agenda.splitlines())
        blocks.append(f"{heads.agenda}:\n{agenda}")
    if letter.people:
        people = "\n".join(f"  {each.mark} {each.label} ({each.what})" for each in letter.people)
        blocks.append(f"{heads.people}:\n{people}")
    if letter.check:
        # Before the link: nobody is asked to press what the next lines would explain.
        blocks.append(f"{heads.check}:\n" + "\n\n".join(map(_wrapped, letter.check)))
    if letter.way:
        blocks.append(f"{letter.way.label}:\n{letter.way.link}\n{_wrapped(letter.way.note)}")
    if letter.answer:
        blocks.append(f"{heads.answer}:\n" + "\n".join(map(_wrapped, letter.answer)))
    if letter.instead:
        blocks.append(f"{letter.instead.label}:\n{letter.instead.link}")
    if letter.why:
        # Not the signature mark "-- ": clients fold a signature away, and this must be seen.
        blocks.append("-" * 24 + f"\n{heads.why}:\n" + "\n".join(map(_wrapped, letter.why)))
    if letter.never:
        blocks.append(f"{letter.never.label}:\n{letter.never.link}")
    return "\n\n".join(blocks) + "\n"


def _row(head: str, text: str) -> str:
    return textwrap.fill(
        f"{head}: {text}",
        WIDTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _under(note: str) -> str:
    return f"\n{_wrapped(note, '  ')}" if note else ""


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
