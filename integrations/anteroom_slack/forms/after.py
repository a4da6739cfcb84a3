"""Forms behind the card of a call that is over: another time for the same people, and a word against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews.model import State
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom.people.persons import known_zone
from anteroom.verdicts.contests import LONGEST, MakeContest, contest
from anteroom.verdicts.rebooking import rebook
from anteroom.verdicts.store import JUDGED
from anteroom.verdicts.times import next_times
from anteroom.verdicts.words import after_words
from anteroom_slack.cards.blocks import section
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.loading import words_view
from anteroom_slack.forms.modal import about, form, labelled, option, time_blocks
from anteroom_slack.forms.submission import FieldFaults, ViewBody, read_time
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK

REBOOK, CONTEST = "rebook", "contest"
NOT_YOURS = "This is not your interview."


def rebook_view(view: View, press: Press, now: datetime) -> dict[str, Any]:
    """Return the form for another time, with the first that suits in it."""
    say = after_words(view.language)
    minutes = round((view.ends_at - view.starts_at).total_seconds() / 60)
    soon = view.state is State.TECHNICAL
    first = next(iter(next_times(view.starts_at, known_zone(view.zone), now, soon=soon)), None)
    said = [say("again.lead")]
    if soon:
        said.append(say("again.free"))
    if view.place.outside:
        said.append(say("again.room"))
    blocks = [about(view), *time_blocks(first, minutes, ""), section("again", " ".join(said))]
    return form(REBOOK, say("again.head"), say("again.invite"), blocks, _kept(press))


def contest_view(view: View, press: Press) -> dict[str, Any]:
    """Return the form in which somebody says how it was."""
    say = after_words(view.language)
    claims = [option(say(f"contest.claim.{each}"), each.value) for each in JUDGED if each is not view.state]
    text = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    blocks = [
        about(view),
        section("lead", say("contest.lead", marketplace=view.marketplace)),
        labelled("claim", say("contest.claim"), {"type": "radio_buttons", "options": claims}),
        labelled("words", say("contest.words"), text, hint=say("contest.note")),
    ]
    return form(CONTEST, say("contest.title"), say("contest.submit"), blocks, _kept(press))


async def rebooked(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Take the form for another time; the same form twice is one interview. Raises what `rebook` raises."""
    starts_at, ends_at = read_time(view)

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person_id = await _person(conn, speaker)
        made = await rebook(house, view.press.interview, person_id, starts_at, ends_at - starts_at)
        return {"interview": made.id}

    await once(house, SEEN_IN_SLACK, view.key, act)


async def contested(house: House, speaker: Speaker, view: ViewBody) -> tuple[dict[str, Any], Passage]:
    """Take somebody's word that it was otherwise. Raises FieldFaults, and what the heart raises."""
    chosen = view.element("claim").selected_option
    claim = next((each for each in JUDGED if chosen is not None and each.value == chosen.value), None)
    if claim is None:
        raise FieldFaults({"claim": "Say how it was."})
    words = view.element("words").value or ""

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person_id = await _person(conn, speaker)
        made = await contest(house, MakeContest(view.press.interview, person_id, claim, words))
        return {"interview": made.id}

    await once(house, SEEN_IN_SLACK, view.key, act)
    async with house.database.connection() as conn:
        account = await account_of(conn, speaker)
        language = await conn.fetchval(
            "select language from person where id = $1", account.person_id if account else ""
        )
    say = after_words(language or "en")
    shown = words_view(say("contest.title"), say("contest.open"))
    return {"response_action": "update", "view": shown}, Passage()


async def _person(conn: Connection, speaker: Speaker) -> str:
    account = await account_of(conn, speaker)
    if account is None:
        raise NotAllowed(NOT_YOURS)
    return account.person_id


def _kept(press: Press) -> str:
    return msgspec.json.encode(press).decode()
