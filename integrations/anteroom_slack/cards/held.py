"""Held texts in Slack: what their writers are told, and what they press."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from anteroom.api.doorway import Passage
from anteroom.conduct.lessons.words import told_of_held
from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.texts import actions, store
from anteroom.texts.errand import ToSchedule
from anteroom.texts.model import Content, Held, News, State
from anteroom.texts.notices import BY_SLACK
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.card import Card
from anteroom_slack.cards.held_cards import ended_card, held_card, news_card, reword_view, said_in
from anteroom_slack.cards.surfaces import Frozen, show
from anteroom_slack.cards.words import say
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import Speaker, account_of

PREFIX = "held_"
NOT_YOURS = "This text is somebody else's."


class SlackHeld(BySlack):
    """The adapter `slack_held`: tells the writer of a text alone, in the own conversation with Anteroom.

    The message that a text is held is edited in place once that has an end. What others decide is said in a
    message of its own as well: Slack tells nobody of an edit.
    """

    kind = BY_SLACK
    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = ""
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for a text that has an end already and was never shown as held."""
        async with house.database.connection() as conn:
            held = await store.load(conn, effect.data["held"])
            content = await store.content(conn, house, held.id)
            _, language = await zone_and_language(conn, held.writer_id)
            goes_to = await _goes_to(conn, content)
            lesson = await told_of_held(conn, house, held.id)
        news = News(effect.data["news"])
        if news is not News.HELD:
            place = house.settings.marketplace.name
            return _rendered(
                held, news_card(held, news, place, language, sent=bool(effect.data.get("interview")))
            )
        if content is None or held.state is not State.HELD:
            if effect.outside_id is None:
                return None
            return _rendered(held, ended_card(held, language))
        reviewed = house.settings.reviewed
        drawn = held_card(held, content, language, reviewed=reviewed, goes_to=goes_to, lesson=lesson)
        return _rendered(held, drawn)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it, or edit it in place."""
        return await show(self._line, msgspec.json.decode(body, type=Frozen), effect.outside_id)


class HeldPresses:
    """Takes what a writer presses on a held text, and the modal with other words."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def pressed(self, heard: Interaction, action: Action) -> str:
        """Do what the button says; return the sentence for the person. Raises NotAllowed, Conflict."""
        house = self._line.house
        person_id = await self._person(heard.speaker)
        match action.action_id:
            case "held_appeal":
                await actions.appeal(house, action.value, person_id)
                return await self._say(person_id, "held.noted")
            case "held_withdraw":
                await actions.withdraw(house, action.value, person_id)
                return await self._say(person_id, "held.taken_back")
            case "held_reword":
                await self._open(heard, action.value, person_id)
                return ""
            case _:
                raise BadInput("This button is from an older message.", reason="unknown action")

    async def submitted(
        self, house: House, conn: Connection, speaker: Speaker, view: ViewBody
    ) -> dict[str, Any]:
        """Send other words; raises ContactInText where they may not pass either."""
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed(NOT_YOURS)
        text = view.element("text").value or ""
        done = await actions.reword(house, view.private_metadata, account.person_id, text)
        return {"interview": done.interview_id}

    async def _open(self, heard: Interaction, held_id: str, person_id: str) -> None:
        house = self._line.house
        async with house.database.connection() as conn:
            held = await store.load(conn, held_id)
            content = await store.content(conn, house, held_id)
            _, language = await zone_and_language(conn, person_id)
            goes_to = await _goes_to(conn, content)
        if held.writer_id != person_id:
            raise NotAllowed(NOT_YOURS)
        if held.state is not State.HELD or content is None:
            raise Conflict(actions.WORDS.get(held.state, actions.WORDS[State.EXPIRED]))
        passage = Passage(readers=(person_id,), minted=_minted(held, content))
        form = reword_view(held, content, language, goes_to)
        shown = self._line.open_view(heard.trigger_id, form, passage)
        self._line.behind(shown, "views.open")

    async def _say(self, person_id: str, key: str) -> str:
        house = self._line.house
        async with house.database.connection() as conn:
            _, language = await zone_and_language(conn, person_id)
        return say(language, key, marketplace=escaped(house.settings.marketplace.name))

    async def _person(self, speaker: Speaker) -> str:
        async with self._line.house.database.connection() as conn:
            account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed(NOT_YOURS)
        return account.person_id


async def _goes_to(conn: Connection, content: Content | None) -> list[str]:
    """Return whom a text invites once it passes: nobody is contacted whom its writer has not read here."""
    if content is None or not isinstance(content.errand, ToSchedule):
        return []
    command = content.errand.command
    proposal = await proposals.proposal(conn, command.proposal_id)
    freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
    people = [f"{freelancer.label if freelancer else 'the freelancer'} (freelancer)"]
    for wish in command.guests:
        way = "here in Slack" if wish.email is None else "by mail"
        people.append(f"{wish.label or 'a guest without a name'} ({way})")
    return people


def _minted(held: Held, content: Content) -> tuple[str, ...]:
    return (held.id, *said_in(content))


def _rendered(held: Held, drawn: Card) -> Rendered:
    read = msgspec.json.encode({"text": drawn.text, "blocks": drawn.blocks})
    return Rendered(
        body=msgspec.json.encode(Frozen(held.writer_id, drawn.text, drawn.blocks)),
        parts=(Part("application/json", read),),
        minted=(held.id, *drawn.minted),
        readers=(held.writer_id,),
    )
