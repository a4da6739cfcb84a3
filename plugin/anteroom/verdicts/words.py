"""What people read once a call is over, wherever they read it, each in the own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anteroom.interviews.model import Event, State
from anteroom.interviews.view import View
from anteroom.languages import sentences, spoken
from anteroom.verdicts.after import Seen
from anteroom.verdicts.model import Cause

NOTED = frozenset({Event.MISSED, Event.TECHNICAL, Event.REVIEWED, Event.ASKED_AGAIN})
"""Of which people are told besides what their cards show."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by their names, in one language (BCP 47); a template asks for one by calling this."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, **said: object) -> str:
        """Return a sentence. Raises KeyError for a name that no catalogue has."""
        return self.sentences[key].format(**said)


def after_words(language: str) -> Words:
    """Return the words for a reader's language; English where we do not speak it."""
    chosen = spoken(language)
    return Words(chosen, sentences("anteroom.verdicts", chosen))


def what_became(view: View) -> list[str]:
    """Return what is said to a viewer of an interview that is over, sentence by sentence."""
    say = after_words(view.language)
    said = []
    match view.state:
        case State.HELD if view.held_minutes is None:
            said.append(say("held.unknown"))
        case State.HELD:
            number = {0: "none", 1: "one"}.get(view.held_minutes or 0, "other")
            said.append(say(f"held.{number}", count=view.held_minutes))
        case State.MISSED | State.EXPIRED:
            said.append(say(view.state.value))
        case State.TECHNICAL:
            said.append(
                say(f"cause.{view.after.cause}" if view.after.cause is not Cause.NONE else "technical")
            )
        case _:
            return []
    if view.state is State.MISSED and view.after.seen is not Seen.NOTHING:
        said.append(say(f"seen.{view.after.seen}"))
    if view.after.under_review:
        said.append(say("review", marketplace=view.marketplace))
    return said


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody is told beside the card: a line, what it means, and how it goes on."""

    head: str
    sentences: tuple[str, ...]


def note_of(view: View, event: str, decision: str = "", by: str = "") -> Note | None:
    """Return what a viewer is told of an event of `NOTED`; None for what is out of date by now.

    `decision` is what was decided of a contest, `by` the party that would like another try.
    """
    say = after_words(view.language)
    if view.after.again_id and event != Event.REVIEWED.value:
        return None
    match event:
        case Event.MISSED.value | Event.TECHNICAL.value if event == f"interview.{view.state}":
            return Note(say(f"note.{view.state}"), tuple(what_became(view)))
        case Event.REVIEWED.value if view.state in (State.HELD, State.MISSED, State.TECHNICAL):
            return Note(say(f"note.reviewed.{decision}"), (now_says(view), *what_became(view)))
        case Event.ASKED_AGAIN.value:
            who = next((line.label for line in view.lines if line.party_id == by), "")
            return Note(say("note.asked_again", who=who), ()) if who and view.after.may_rebook else None
        case _:
            return None


def now_says(view: View) -> str:
    """Return what an interview's card says now, as a sentence."""
    say = after_words(view.language)
    return say("note.now", head=say(f"head.{view.state}"))
