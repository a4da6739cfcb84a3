"""Which interview a command means, by its short name or because there is only one; and who may do that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interviews import life, store
from anteroom.interviews.model import Interview, Role
from anteroom.interviews.view import View, view_of
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.card import minted
from anteroom_slack.cards.press import Press
from anteroom_slack.typed.call import Call

SHORTEST = 4
NONE_AHEAD = "You have no interviews ahead. `/interview` schedules one."
WHICH = "Say which interview. `/interview list` shows what each is called."
NO_SUCH = "You have no such interview ahead. `/interview list` shows what each is called."

_REFERENCE = re.compile(rf"[a-z2-7]{{{SHORTEST},40}}")


async def chosen(call: Call) -> tuple[View, str]:
    """Return the interview that a command begins with (or the only one ahead) and the rest of its text.

    Raises NotFound, and BadInput where it has to be said which one.
    """
    async with call.house.database.connection() as conn:
        ahead = await store.of_person(conn, call.person_id, call.house.clock.now())
        meant, rest = _meant([each.id for each in ahead], call.rest.strip())
        interview = next(each for each in ahead if each.id == meant)
        view = await seen_by(conn, call.house, interview, call.person_id)
    if view is None:
        raise NotFound(NO_SUCH)
    return view, rest


def meant(call: Call) -> tuple[str, str]:
    """Return the id of what `chosen` would, for a verb that shows nothing of it. Raises the same."""
    return _meant(call.ahead, call.rest.strip())


def names_one(ahead: Sequence[str], word: str) -> bool:
    """Tell whether a word is the short name of one of these interviews, or of several."""
    typed = word.strip("`#.,:").lower().removeprefix("int_")
    like = bool(_REFERENCE.fullmatch(typed))
    return like and any(each.removeprefix("int_").startswith(typed) for each in ahead)


async def seen_by(conn: Connection, house: House, interview: Interview, person_id: str) -> View | None:
    """Return an interview as a person sees it; None for somebody who is no party."""
    party = interview.party_of(person_id)
    return await view_of(conn, house, interview, party) if party else None


def press_of(view: View) -> Press:
    """Return what is on the viewer's screen, for a modal's metadata."""
    return Press(view.interview_id, view.sequence, view.revision, view.answer.value)


def passage_of(view: View, *typed: str) -> Passage:
    """Return what the door is told of an answer about `view`; `typed` are the reader's own words."""
    own = tuple(text for each in typed for text in dict.fromkeys((each, escaped(each))) if each)
    return Passage(view.interview_id, (view.person_id,), (*minted(view), *own))


def refuse_unless_host(view: View, instead: str = "") -> None:
    """Raise NotAllowed for everybody but the host, and for an interview that is over.

    The heart asks again when it is done; this spares people a form that would be refused.
    """
    if view.role is not Role.HOST:
        words = f"Only the host, {escaped(view.host.label)}, can do this."
        raise NotAllowed(f"{words} {instead}".strip())
    if view.state.over:
        raise NotAllowed(life.OVER_WORDS[view.state])


def _meant(ahead: Sequence[str], text: str) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    typed = first.strip("`#.,:").lower().removeprefix("int_")
    like = bool(_REFERENCE.fullmatch(typed))
    found = [each for each in ahead if like and each.removeprefix("int_").startswith(typed)]
    if len(found) == 1:
        return found[0], rest.strip()
    if len(found) > 1:
        raise BadInput(f"More than one of your interviews begins so. {WHICH}")
    if not ahead:
        raise NotFound(NONE_AHEAD)
    # A word with a figure in it can only have been meant as a name; "friday" or "because" need not.
    named = like and (first.lower().startswith("int_") or any(letter.isdigit() for letter in typed))
    if len(ahead) == 1 and not named:
        return ahead[0], text
    raise NotFound(NO_SUCH) if named else BadInput(WHICH)
