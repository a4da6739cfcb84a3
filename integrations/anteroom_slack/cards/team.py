"""Asking the own people first, in Slack: a card for each, edited in place, and what is pressed on it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from anteroom.asking import actions, store
from anteroom.asking.model import ENDED, Question, Said, State
from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.once import once
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.surfaces import Frozen, show
from anteroom_slack.cards.team_cards import Reader, Sitting, colleague_card, host_card
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import account_of
from anteroom_slack.seen import SEEN_IN_SLACK

PREFIX = "team_"
NOT_YOURS = "This question was for somebody else."


class SlackQuestion(BySlack):
    """The adapter `slack_question`: one reader's card of one question."""

    kind = actions.BY_SLACK
    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting = True
    group = ""
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the card; None for a question that ended before this reader was ever shown it."""
        question_id, _, person_id = effect.id.removeprefix(f"{self.kind}:").partition(":")
        async with house.database.connection() as conn:
            question = await store.load(conn, question_id)
            if question.state is not State.OPEN and effect.outside_id is None:
                return None
            sittings, agenda = await _sittings(conn, house, question)
            zone, _ = await zone_and_language(conn, person_id)
            host = await proposals.member_by_person(conn, question.host_id)
        reader = Reader(person_id, zone, host.label if host else "A colleague")
        if person_id == question.host_id:
            drawn = host_card(question, sittings, reader)
        else:
            drawn = colleague_card(question, sittings, agenda, reader)
        return Rendered(
            body=msgspec.json.encode(Frozen(person_id, drawn.text, drawn.blocks)),
            parts=(
                Part("application/json", msgspec.json.encode({"text": drawn.text, "blocks": drawn.blocks})),
            ),
            minted=drawn.minted,
            readers=(person_id,),
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it, or edit it in place."""
        return await show(self._line, msgspec.json.decode(body, type=Frozen), effect.outside_id)


class TeamPresses:
    """Takes what is pressed on those cards; each press is authorised here, whoever saw the card."""

    def __init__(self, line: Line) -> None:
        self._house = line.house

    async def pressed(self, heard: Interaction, action: Action) -> str:
        """Do what a button says; return the sentence for who pressed it, empty where the card says it."""

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            account = await account_of(conn, heard.speaker)
            if account is None:
                raise NotAllowed(NOT_YOURS)
            return {"told": await self._do(house, conn, action, account.person_id)}

        key = f"press:{heard.trigger_id}:{action.action_id}"
        answer, now = await once(self._house, SEEN_IN_SLACK, key, act)
        return str(answer["told"]) if now else ""

    async def _do(self, house: House, conn: Connection, action: Action, person_id: str) -> str:
        try:
            match action.action_id:
                case "team_yes":
                    await actions.say(house, action.value, person_id, Said.YES)
                case "team_no":
                    await actions.say(house, action.value, person_id, Said.NO)
                case "team_send":
                    sent = await actions.send(house, action.value, person_id)
                    return "" if sent.state is State.SENT and not sent.trouble else sent.trouble
                case "team_off":
                    await actions.call_off(house, action.value, person_id)
                case _:
                    raise BadInput("This button is from an older message.", reason="unknown action")
        except Conflict:
            # A double click finds its own deed done; everybody else is told what became of it.
            question = await store.load(conn, action.value)
            done = {"team_send": State.SENT, "team_off": State.CALLED_OFF}.get(action.action_id)
            return "" if question.state is done else ENDED[question.state]
        return ""


async def _sittings(conn: Connection, house: House, question: Question) -> tuple[list[Sitting], str]:
    """Return what is asked about, and the agenda; nothing once the question has an end."""
    found, agenda = [], ""
    for command in await store.commands_of(conn, house, question.id):
        proposal = await proposals.proposal(conn, command.proposal_id)
        freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
        label = freelancer.label if freelancer else "a freelancer"
        found.append(Sitting(proposal.job_title, label, command.starts_at, command.ends_at))
        agenda = command.agenda
    return found, agenda
