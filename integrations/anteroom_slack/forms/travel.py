"""`/interview travel`: where somebody is for a while, so that hours are those of that place until then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.once import once
from anteroom.passes.times import day, named
from anteroom.passes.words import lobby_words
from anteroom.people import zones
from anteroom.people.persons import known_zone
from anteroom.people.zones import NOWHERE, Whereabouts
from anteroom.times.where.choices import choices
from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.cards.homes import want_home
from anteroom_slack.forms.modal import form, labelled, option
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Call, Outcome

CALLBACK = "travel"
TITLE = "Where you are"
MOST_OF_GROUP = 100
"""docs.slack.dev/reference/block-kit/composition-objects/option-group-object: `options`."""
NO_ZONE = "Choose where you are."
NO_DAY = "Choose the last day there."
HINT = "Until the end of that day, there. Then your usual time zone counts again."


async def travel(call: Call) -> Outcome:
    """Open the form; nothing changes before it is sent."""
    now = call.house.clock.now()
    async with call.house.database.connection() as conn:
        where = (await zones.whereabouts(conn, [call.person_id], now)).get(call.person_id, NOWHERE)
    return Outcome.opening(travel_view(where, now), Passage(readers=(call.person_id,)))


def travel_view(where: Whereabouts, now: datetime) -> dict[str, Any]:
    """Return the form, with the journey in it that was said before."""
    trip = where.travel
    blocks: list[Block] = [section("now", escaped(whereabouts_said(where, now)))]
    menu: Block = {"type": "static_select", "option_groups": _groups(now, where)}
    since: Block = {"type": "datepicker"}
    until: Block = {"type": "datepicker"}
    if trip is not None:
        last = trip.until - timedelta(minutes=1)
        until["initial_date"] = last.astimezone(known_zone(trip.zone)).date().isoformat()
        menu["initial_option"] = next(
            each for group in menu["option_groups"] for each in group["options"] if each["value"] == trip.zone
        )
    blocks += [
        labelled("zone", "I am in", menu, optional=True),
        labelled("since", "From", since, optional=True, hint="Left empty, from now on."),
        labelled("until", "Until", until, optional=True, hint=HINT),
    ]
    if trip is not None:
        back = {"type": "checkboxes", "options": [option("I am back, or do not travel", "back")]}
        blocks.append(labelled("back", "Or", back, optional=True))
    return form(CALLBACK, TITLE, "Save", blocks)


def whereabouts_said(where: Whereabouts, now: datetime) -> str:
    """Say where somebody is, in plain words, by city and offset."""
    zone, trip, say = where.at(now), where.travel, lobby_words("en")
    said = named(now, zone) if zone else "not known"
    if trip is None:
        return f"Your time zone: {said}."
    last = day(trip.until - timedelta(minutes=1), trip.zone, say)
    if trip.begins_at <= now:
        return f"Your time zone: {said}, until {last}."
    there = named(trip.begins_at, trip.zone)
    return f"Your time zone: {said}; from {day(trip.begins_at, trip.zone, say)} until {last} {there}."


async def travelled(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Keep what the form says; the same form twice is kept once. Raises FieldFaults, BadInput, NotAllowed."""
    back = bool(view.element("back").selected_options)
    zone, since, until = (
        view.element("zone").selected_option,
        _day(view, "since"),
        _day(view, "until"),
    )
    if not back and (zone is None or until is None):
        raise FieldFaults({"zone": NO_ZONE} if zone is None else {"until": NO_DAY})

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed("Connect your account first: type `/interview connect`.")
        if back or zone is None or until is None:
            await zones.come_home(house, account.person_id)
        else:
            await zones.say_travel(house, account.person_id, zone.value, until, since)
        await want_home(conn, house, account.person_id)
        return {}

    await once(house, SEEN_IN_SLACK, view.key, act)


def _groups(now: datetime, where: Whereabouts) -> list[Block]:
    """Return the zones by region, none of the groups longer than Slack takes."""
    also = [where.at(now), where.travel.zone if where.travel else None]
    groups: list[Block] = []
    for region, found in choices(now, *also).items():
        for start in range(0, len(found), MOST_OF_GROUP):
            part = found[start : start + MOST_OF_GROUP]
            label = region if len(found) <= MOST_OF_GROUP else f"{region}, {part[0].city} to {part[-1].city}"
            options = [option(f"{each.city}, {each.offset}", each.zone) for each in part]
            groups.append({"label": {"type": "plain_text", "text": label[:75]}, "options": options})
    return groups


def _day(view: ViewBody, field: str) -> date | None:
    said = view.element(field).selected_date
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise FieldFaults({field: "Choose a day."}) from error
