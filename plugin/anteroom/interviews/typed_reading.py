"""What of a typed text may go on: the guard reads it once, the policy rules, the door is asked beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.door import candidates, readings, tangled
from anteroom.effects.model import Part, Rendered
from anteroom.errors import Withheld
from anteroom.guard import Action, Verdict
from anteroom.guard.explain import placeholder
from anteroom.house import House
from anteroom.interviews.model import Interview, Party
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import lines
from anteroom.proposals.model import Proposal
from anteroom.texts.conversation import Conversation
from anteroom.texts.judging import Judged, judge

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
    """What may go on of a text, and how it was judged. `found` are kinds of the guard, or `Missing`.

    `held` tells that the guard kept some of it back, or all, which its writer can reword or appeal.
    """

    text: str
    judged: Judged
    found: tuple[str, ...] = ()
    held: bool = False

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
    heard: Conversation | None = None,
    *,
    surface: str = "message",
) -> ReadTyped:
    """Read a text of `writer` for its reader: a party, `THREAD` or `NOBODY`. Beyond LONGEST it is cut.

    What goes to the thread is read as part of it, as it was `heard`.
    """
    text = lines(text)[:LONGEST].rstrip()
    judged = await judge(conn, house, proposal, writer.person_id, text, surface=surface, heard=heard)

    def nothing(why: Missing) -> ReadTyped:
        return ReadTyped("", judged, (why.value,))

    if not text:
        return ReadTyped("", judged)
    if not proposal.living:
        return nothing(Missing.CLOSED)
    if to == NOBODY:
        return nothing(Missing.NO_READER)
    if tangled(text):
        return nothing(Missing.UNREADABLE)
    found: tuple[str, ...] = ()
    if not judged.action.passes:
        _, language = await zone_and_language(conn, writer.person_id)
        found = _hidden(judged.action, judged.verdict, text, language)
        text = judged.shown
    if not judged.permitted and _wrapped(text):
        return nothing(Missing.UNREADABLE)
    probe = Rendered(b"", (Part("text/plain", text.encode()),), readers=_persons(to))
    try:
        await house.door.inspect(conn, interview.id, probe, permitted=(text,) if judged.permitted else ())
    except Withheld:
        # The door would hold it later, when nobody is there to be told.
        return nothing(Missing.DETAIL)
    return ReadTyped(text, judged, found, held=not judged.passes)


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


def _hidden(action: Action, verdict: Verdict, text: str, language: str) -> tuple[str, ...]:
    """Return the kinds that the guard took out, without those it only warns of."""
    kinds = dict.fromkeys(each.kind for each in verdict.findings)
    if action is Action.BLOCK:
        return tuple(kind.value for kind in kinds)
    return tuple(
        kind.value
        for kind in kinds
        if verdict.redacted.count(placeholder(kind, language)) > text.count(placeholder(kind, language))
    )


def _persons(to: Party | str) -> tuple[str, ...]:
    return (to.person_id,) if isinstance(to, Party) else ()
