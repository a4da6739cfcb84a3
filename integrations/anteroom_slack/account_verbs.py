"""The verbs about the person itself: connected or not, and what is known of it."""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom.passes.times import point
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.proposals import store as proposals
from anteroom_slack.accounts import unlink
from anteroom_slack.call import Call, Outcome
from anteroom_slack.cards import escaped

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
    return Outcome.saying(DISCONNECTED.format(marketplace=place), Passage())


async def settings(call: Call) -> Outcome:
    """Show what is known of the person, where it comes from, and where it can be changed."""
    place = escaped(call.house.settings.marketplace.name)
    if call.account is None:
        return Outcome.saying(NOT_CONNECTED.format(marketplace=place), Passage())
    async with call.house.database.connection() as conn:
        member = await proposals.member_by_person(conn, call.person_id) if call.account.linked else None
        zone, language = await zone_and_language(conn, call.person_id)
    if member is not None:
        lines = [f"*Account:* connected as {escaped(member.label)}. `/interview disconnect` ends that."]
    else:
        lines = ["*Account:* none connected; a colleague invited you. `/interview connect` connects one."]
    if known_zone(zone):
        lines.append(
            f"*Time zone:* {escaped(zone or '')}. For you it is {point(call.house.clock.now(), zone)}."
        )
    else:
        lines.append(
            "*Time zone:* not known, so times are shown to you in UTC and typed ones are not guessed."
        )
    lines.append(f"*Language:* {escaped(language)}")
    lines.append(
        f"These come from your profile on {place}, and the time zone from Slack where that has none. Change "
        "them there: nothing can be set with this command yet."
    )
    return Outcome.saying("\n".join(lines), Passage(readers=(call.person_id,)))
