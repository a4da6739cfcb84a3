"""What of a typed text may go on: the guard reads it once, the policy rules, the door is asked beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.door import candidates, readings, tangled
from anteroom.effects.model import Part, Rendered
from anteroom.errors import Withheld
from anteroom.guard import Action, Context, Verdict
from anteroom.guard.explain import placeholder
from anteroom.house import House
from anteroom.interviews.model import Interview, Party
from anteroom.interviews.reading import countries_of
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import lines
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal

LONGEST = 10_000
"""Characters of one typed text that are passed on."""
NOBODY = "nobody"
THREAD = "thread"


class Fate(StrEnum):
    """What became of a typed text."""

    PASSED_ON = "passed_on"
    REDACTED = "redacted"
    KEPT_BACK = "kept_back"
    SEEN = "seen"
    TOO_MANY = "too_many"


class Missing(StrEnum):
    """What did not go on beside what the guard found; the names are those of the mails' catalogue."""

    REST = "rest"
    ATTACHMENTS = "attachments"
    UNREADABLE = "unreadable"
    DETAIL = "detail"
    CLOSED = "closed"
    NO_READER = "no_reader"


@dataclass(frozen=True, slots=True)
class ReadTyped:
    """What may go on of a text, and who said so. `found` are kinds of the guard, then `Missing`."""

    text: str
    verdict: Action
    guard: str
    row: str
    permitted: bool
    found: tuple[str, ...]

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if not self.text:
            return Fate.KEPT_BACK
        return Fate.REDACTED if self.found else Fate.PASSED_ON


async def read_typed(
    conn: Connection,
    house: House,
    proposal: Proposal,
    interview: Interview,
    writer: Party,
    to: Party | str,
    text: str,
) -> ReadTyped:
    """Read a text of `writer` for its reader: a party, `THREAD` or `NOBODY`. Beyond LONGEST it is cut."""
    text = lines(text)[:LONGEST].rstrip()
    ruling = await ruling_for(conn, house, proposal)
    _, language = await zone_and_language(conn, writer.person_id)
    countries = await countries_of(conn, proposal)
    verdict = house.guard.inspect(text, Context(countries, "message", language))

    def nothing(why: Missing) -> ReadTyped:
        return ReadTyped("", verdict.action, verdict.version, ruling.row, False, (why.value,))

    if not text:
        return ReadTyped("", verdict.action, verdict.version, ruling.row, False, ())
    if not proposal.state.living:
        return nothing(Missing.CLOSED)
    if to == NOBODY:
        return nothing(Missing.NO_READER)
    if tangled(text):
        return nothing(Missing.UNREADABLE)
    permitted = ruling.permits and not verdict.action.passes
    found: tuple[str, ...] = ()
    if not verdict.action.passes and not permitted:
        found = _hidden(verdict, text, language)
        text = "" if verdict.action is Action.BLOCK else verdict.redacted
    if not permitted and _wrapped(text):
        return nothing(Missing.UNREADABLE)
    probe = Rendered(b"", (Part("text/plain", text.encode()),), readers=_persons(to))
    try:
        await house.door.inspect(conn, interview.id, probe, permitted=(text,) if permitted else ())
    except Withheld:
        # The door would hold it later, when nobody is there to be told.
        return nothing(Missing.DETAIL)
    return ReadTyped(text, verdict.action, verdict.version, ruling.row, permitted, found)


def _wrapped(text: str) -> bool:
    """Tell whether something in the text decodes to what looks like anybody's contact detail.

    The door, which decodes too, holds only details of people who are here: whoever wraps a guess would learn
    by what stays that it is right.
    """
    plain = candidates(text)
    for reading in readings("text/plain", text.encode("utf-8", "replace")):
        kinds = {kind for kind, _ in candidates(reading.text) - plain}
        # Of digits only what was decoded counts: other readings join lines, and so a day and an hour.
        if "email" in kinds or (kinds and reading.where.rpartition("/")[2] in ("base64", "hex")):
            return True
    return False


def _hidden(verdict: Verdict, text: str, language: str) -> tuple[str, ...]:
    """Return the kinds that the guard took out, without those it only warns of."""
    kinds = dict.fromkeys(each.kind for each in verdict.findings)
    if verdict.action is Action.BLOCK:
        return tuple(kind.value for kind in kinds)
    return tuple(
        kind.value
        for kind in kinds
        if verdict.redacted.count(placeholder(kind, language)) > text.count(placeholder(kind, language))
    )


def _persons(to: Party | str) -> tuple[str, ...]:
    return (to.person_id,) if isinstance(to, Party) else ()
