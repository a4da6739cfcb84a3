"""A word beside a declined invitation: typed in a form, read by the guard, passed on to the host alone.

A freelancer's goes into the thread.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import Any

import msgspec

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again
from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.commands import LONGEST_COMMENT
from anteroom.interviews.model import Answer, Role
from anteroom.interviews.typed import Typed, pass_on
from anteroom.interviews.typed_reading import Fate
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom.texts.model import Way
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.loading import words_view
from anteroom_slack.forms.modal import about, form, labelled
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK

CALLBACK = "why"
TITLE = "Say why"
TO_HOST = "Only the host reads it."
IN_THREAD = "It goes into your thread on {marketplace}."
NOTHING = "Write a word, or go back: nobody needs a reason."
SAID = "You have said why already."
TOO_MANY = "You have written much in the last hour. Please try again later."
NOT_DECLINED = "You have not declined this interview."
HELD = "Your words were not passed on yet. Why, and what you can do, stands in our own conversation."
UNREAD = "This could not be passed on: nothing reaches the host just now. Tell the host yourself."


def why_view(view: View, press: Press) -> dict[str, Any]:
    """Return the form, which says who will read it: a freelancer's own words belong in the thread."""
    text = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_COMMENT}
    hint = IN_THREAD.format(marketplace=view.marketplace) if view.role is Role.CANDIDATE else TO_HOST
    words = labelled("words", "Your reason", text, hint=hint)
    return form(CALLBACK, TITLE, "Send", [about(view), words], msgspec.json.encode(press).decode())


async def may_say_why(conn: Connection, view: View) -> bool:
    """Tell whether a party has declined and not said why, for this time of the interview."""
    if view.answer is not Answer.DECLINED:
        return False
    said = typed_id(view.party_id, view.sequence)
    return not await conn.fetchval("select true from typed_reply where id = $1", said)


async def said_why(house: House, speaker: Speaker, view: ViewBody) -> tuple[dict[str, Any], Passage]:
    """Take the form; the same form twice is said once. Raises BadInput, Conflict, NotAllowed."""
    words, press = (view.element("words").value or "").strip(), view.press
    if not words:
        raise BadInput(NOTHING, field="words")

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        interview = await store.load(conn, press.interview)
        party = interview.party_of(account.person_id) if account else None
        if party is None:
            raise NotAllowed("This is not your interview.")
        if party.answer is not Answer.DECLINED:
            raise Conflict(NOT_DECLINED)
        key = typed_id(party.id, interview.sequence)
        typed = Typed(key, interview.id, party.id, words, to=interview.host.id, way=Way.SLACK)
        fate = await pass_on(house, typed)
        if fate is Fate.TOO_MANY:
            raise Conflict(TOO_MANY)
        await want_again(conn, house, f"slack_card:{interview.id}:{party.id}")
        held = await conn.fetchval(
            "select true from held_text where writer_id = $1 and interview_id = $2 and state = 'held'",
            party.person_id,
            interview.id,
        )
        return {"fate": fate.value, "held": bool(held)}

    answer, _ = await once(house, SEEN_IN_SLACK, view.key, act)
    fate = Fate(answer["fate"])
    if fate is Fate.SEEN:
        raise Conflict(SAID)
    if fate is Fate.PASSED_ON:
        return {"response_action": "clear"}, Passage()
    said = HELD if answer["held"] else UNREAD
    return {"response_action": "update", "view": words_view(TITLE, said)}, Passage()


def typed_id(party_id: str, sequence: int) -> str:
    """Return the one name that a reason has: one for each party and time of an interview."""
    digest = hashlib.sha256(repr((party_id, "why", sequence)).encode()).digest()
    return f"typ_{b32encode(digest)[:26].decode().lower()}"
