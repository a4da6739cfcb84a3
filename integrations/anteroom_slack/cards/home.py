"""The Home tab: published when somebody opens it, and anew when one of the own interviews changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import msgspec

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Refused, Rendered
from anteroom.effects.wish import want_surface
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Event
from anteroom.interviews.rereading import reread
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.people.working_hours import hours_of
from anteroom.people.zones import NOWHERE, whereabouts
from anteroom.proposals import store as proposals
from anteroom.times.availability.store import sources_of
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.card import minted
from anteroom_slack.cards.home_view import MOST_SHOWN, Person, home_view, stranger_view
from anteroom_slack.cards.homes import KIND, looked_at, opened
from anteroom_slack.cards.surfaces import ask_slack
from anteroom_slack.line import Line
from anteroom_slack.payload import Happening
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.chosen import seen_by


class FrozenHome(msgspec.Struct):
    """What `send` gets: for whom, and what."""

    person: str
    view: dict[str, Any]


class SlackHome(BySlack):
    """The adapter `slack_home`: one surface a person, about all of the person's interviews.

    Wanted only for who has looked at it within thirty days; what changes while it is being published is in
    the next publication.
    """

    kind = KIND
    per: Literal["party", "interview", "person", "place"] = "person"
    on = frozenset(Event) - {Event.CONSENTED, Event.TOOL_AGREED, Event.UNREACHABLE, Event.REACHABLE}
    lasting = True
    group = ""
    rank = 0

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether the person has looked at it lately."""
        return bool(await looked_at(conn, person_id, house.clock.now()))

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the tab; None for somebody who is nobody here any more."""
        person_id = effect.id.removeprefix(f"{KIND}:")
        async with house.database.connection() as conn:
            ahead = await store.of_person(conn, person_id, house.clock.now())
        for interview in ahead[:MOST_SHOWN]:
            # A newer guard reads what is about to leave; the worker does so itself for one interview only.
            await reread(house, interview.id)
        async with house.database.connection() as conn:
            if not await looked_at(conn, person_id, house.clock.now()):
                return None
            ahead = await store.of_person(conn, person_id, house.clock.now())
            views = [view for each in ahead if (view := await seen_by(conn, house, each, person_id))]
            person = await _person(conn, person_id, house.clock.now())
        settings = house.settings
        drawn = home_view(person, views, settings.marketplace.name, settings.public_url, house.clock.now())
        return _rendered(person, person_id, views, drawn)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Publish it wherever the person has looked at it."""
        frozen = msgspec.json.decode(body, type=FrozenHome)
        async with house.database.connection() as conn:
            speakers = await looked_at(conn, frozen.person, house.clock.now())
        if not speakers:
            raise Refused("no account in Slack any more")
        for speaker in speakers:
            await ask_slack(
                self._line, speaker.place, "views_publish", user_id=speaker.user_id, view=frozen.view
            )
        return None


class HomeOpened:
    """Hears `app_home_opened`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def heard(self, heard: Happening) -> None:
        """Publish the tab: for somebody whom we know as a surface, for anybody else at once and only now."""
        event = heard.event
        if event.get("tab", "home") != "home" or not isinstance(event.get("user"), str):
            return
        speaker = Speaker(heard.place.team_id, event["user"], heard.place.enterprise_id)

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            account = await account_of(conn, speaker)
            if account is None:
                return {"known": False}
            await opened(conn, house, replace(speaker, team_id=account.team_id))
            await want_surface(conn, house, KIND, account.person_id)
            return {"known": True}

        answer, now = await once(self._line.house, SEEN_IN_SLACK, f"event:{heard.event_id}", act)
        if now and not answer["known"]:
            self._line.behind(show_stranger(self._line, speaker), "views.publish")


async def show_stranger(line: Line, speaker: Speaker) -> None:
    """Publish the tab of somebody whom we do not know, or know no more."""
    settings = line.house.settings
    view = stranger_view(settings.marketplace.name, settings.public_url)
    await line.pass_door(view, Passage())
    await line.patient.views_publish(
        user_id=speaker.user_id, view=view, token=await line.token(speaker.place)
    )


async def _person(conn: Connection, person_id: str, now: datetime) -> Person:
    linked = await conn.fetchval(
        "select true from slack_account where person_id = $1 and linked_at is not null limit 1", person_id
    )
    member = await proposals.member_by_person(conn, person_id) if linked else None
    zone, language = await zone_and_language(conn, person_id)
    told = await hours_of(conn, [person_id])
    known = zone if zone and known_zone(zone) else ""
    where = (await whereabouts(conn, [person_id], now)).get(person_id, NOWHERE)
    sources = tuple(await sources_of(conn, person_id))
    label = member.label if member else ""
    return Person(label, known, language, told.get(person_id), where, sources)


def _rendered(person: Person, person_id: str, views: list[View], view: dict[str, Any]) -> Rendered:
    shown = json.dumps(view, ensure_ascii=False).encode()
    return Rendered(
        body=msgspec.json.encode(FrozenHome(person_id, view)),
        parts=(Part("application/json", shown),),
        minted=(
            *(text for each in views for text in minted(each)),
            *(source.id for source in person.calendars),
        ),
        readers=(person_id,),
    )
