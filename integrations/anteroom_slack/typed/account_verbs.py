"""The verbs about the person itself: connected or not, and what is known of it."""

from __future__ import annotations

from typing import Any

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.languages import spoken
from anteroom.once import once
from anteroom.passes.times import point
from anteroom.people.persons import known_zone, set_language, zone_and_language
from anteroom.people.working_hours import hours_of, keep_hours
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Member
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.home import show_stranger
from anteroom_slack.cards.homes import want_home
from anteroom_slack.cards.quiet import switch_off, switched_off
from anteroom_slack.forms.settings_modal import LANGUAGE_NAMES, Settings, read_settings, settings_view
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.people.accounts import Speaker, account_of, unlink
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Call, Outcome

NOT_CONNECTED = (
    "No {marketplace} account is connected with you in this workspace. `/interview connect` does that."
)
AS_GUEST = (
    "No {marketplace} account is connected with you here. You are known because a colleague invited you; to "
    "end that, decline on the card or ask the host to let you go."
)
DISCONNECTED = (
    "Disconnected. Your cards here close and nothing new arrives in Slack. Your interviews stand: you find "
    "them in your mail and on {marketplace}. `/interview connect` connects you again."
)


WHERE = (
    "_These come from your profile on {marketplace}, and the time zone from Slack where that has none: "
    "change them there. What follows is set here._"
)


async def connect(call: Call) -> Outcome:
    """Say who is connected; whoever is not was asked to connect before this verb is reached."""
    async with call.house.database.connection() as conn:
        member = await proposals.member_by_person(conn, call.person_id)
    who = f" as *{escaped(member.label)}*" if member else ""
    words = f"You are connected{who}. `/interview` schedules an interview, `/interview disconnect` ends this."
    return Outcome.saying(words, Passage(readers=(call.person_id,)))


async def disconnect(call: Call) -> Outcome:
    """Let Slack stand for the member no more. Twice is once."""
    place = escaped(call.house.settings.marketplace.name)
    if call.account is None or not call.account.linked:
        words = AS_GUEST if call.account else NOT_CONNECTED
        return Outcome.saying(words.format(marketplace=place), Passage())
    async with call.house.database.transaction() as conn:
        await unlink(conn, call.house, call.speaker)
    call.line.behind(show_stranger(call.line, call.speaker), "views.publish")
    return Outcome.saying(DISCONNECTED.format(marketplace=place), Passage())


async def settings(call: Call) -> Outcome:
    """Open the form, in which also stands what is set elsewhere, and where."""
    place = call.house.settings.marketplace.name
    if call.account is None:
        return Outcome.saying(NOT_CONNECTED.format(marketplace=escaped(place)), Passage())
    async with call.house.database.connection() as conn:
        member = await proposals.member_by_person(conn, call.person_id) if call.account.linked else None
        zone, language = await zone_and_language(conn, call.person_id)
        hours = await hours_of(conn, [call.person_id])
        off = await switched_off(conn, call.person_id)
        own = await _sets_language(conn, call.person_id)
    lines = [_account_said(member), _zone_said(call, zone)]
    if not own:
        lines.append(f"*Language:* {LANGUAGE_NAMES[spoken(language)]}")
    lines.append(WHERE.format(marketplace=escaped(place)))
    now = Settings(hours.get(call.person_id), off, spoken(language) if own else None)
    return Outcome.opening(settings_view("\n".join(lines), now), Passage(readers=(call.person_id,)))


async def settled(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Keep what the form says; the same form twice is kept once. Raises FieldFaults, BadInput, NotAllowed."""
    wanted = read_settings(view)

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed("Connect your account first: type `/interview connect`.")
        person_id = account.person_id
        if wanted.hours_here:
            await keep_hours(conn, person_id, wanted.hours, house.clock.now())
        await switch_off(conn, person_id, wanted.switched_off)
        if wanted.language is not None and await _sets_language(conn, person_id):
            _, shown = await zone_and_language(conn, person_id)
            if wanted.language != spoken(shown):  # what the form had by itself nobody chose
                await set_language(conn, person_id, wanted.language)
        await want_home(conn, house, person_id)
        return {}

    await once(house, SEEN_IN_SLACK, view.key, act)


def _account_said(member: Member | None) -> str:
    if member is not None:
        return f"*Account:* connected as {escaped(member.label)}. `/interview disconnect` ends that."
    return "*Account:* none connected; a colleague invited you. `/interview connect` connects one."


def _zone_said(call: Call, zone: str | None) -> str:
    if known_zone(zone):
        return f"*Time zone:* {escaped(zone or '')}. For you it is {point(call.house.clock.now(), zone)}."
    return "*Time zone:* not known, so times are shown to you in UTC and typed ones are not guessed."


async def _sets_language(conn: Connection, person_id: str) -> bool:
    """Tell whether a language is this person's to set here: a member's comes from the marketplace."""
    return not await conn.fetchval("select true from member where person_id = $1", person_id)
