"""Buttons as pressed, each authorised here by (team, user) → person → party, whoever saw the card."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again
from anteroom.errors import AlreadyOver, AnteroomError, BadInput, Conflict, NotAllowed, OlderRevision
from anteroom.house import House
from anteroom.interviews import actions, life, store
from anteroom.interviews.lateness import run_late
from anteroom.interviews.model import Answer, Interview, Role
from anteroom.interviews.offers import take_offer
from anteroom.interviews.view import view_for
from anteroom.once import once
from anteroom.people.persons import zone_and_language
from anteroom.verdicts.connection import say_how_it_was
from anteroom.verdicts.model import Said
from anteroom.verdicts.rebooking import ask_again
from anteroom_slack.cards import interview_offers, poll_presses, team
from anteroom_slack.cards.after_card import CONNECTION
from anteroom_slack.cards.calendars import CalendarPresses
from anteroom_slack.cards.card import minted
from anteroom_slack.cards.held import PREFIX, HeldPresses
from anteroom_slack.cards.message_at import MessageAt
from anteroom_slack.cards.press import Press
from anteroom_slack.cards.sharing import PREFIX as SHARING
from anteroom_slack.cards.sharing import Sharing
from anteroom_slack.errors import told
from anteroom_slack.forms import another
from anteroom_slack.forms.card_forms import AFTER, FORMS, HOSTS, form_of
from anteroom_slack.forms.form_presses import FormPresses
from anteroom_slack.forms.loading import open_filled, show_modal, words_view
from anteroom_slack.forms.submission import read_press
from anteroom_slack.forms.week_in import WeekPresses
from anteroom_slack.line import Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import Speaker, seat_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Outcome
from anteroom_slack.typed.commands_in import Commands
from anteroom_slack.typed.late_verb import late_said

NOT_YOURS = "This card is for somebody else. `/interview list` shows your own interviews."
Decide = Callable[[House, Press, str], Awaitable[object]]
"""What a button does in the heart, for a person. Raises what the heart raises."""


async def _accept(house: House, press: Press, person_id: str) -> Interview:
    return await _answer(house, press, person_id, Answer.ACCEPTED)


async def _decline(house: House, press: Press, person_id: str) -> Interview:
    return await _answer(house, press, person_id, Answer.DECLINED)


async def _answer(house: House, press: Press, person_id: str, said: Answer) -> Interview:
    try:
        return await actions.answer(
            house, press.interview, person_id, said, sequence=press.sequence, saw=Answer(press.saw)
        )
    except (AlreadyOver, OlderRevision):
        raise
    except Conflict:
        # A double click: the second press finds its own answer there, and there is nothing to say about it.
        async with house.database.connection() as conn:
            interview = await store.load(conn, press.interview)
        party = interview.party_of(person_id)
        if party is None or (party.answer, party.answered_sequence) != (said, press.sequence):
            raise
        return interview


async def _counter_accept(house: House, press: Press, person_id: str) -> Interview:
    return await actions.accept_counter(house, press.interview, press.counter, person_id)


async def _counter_decline(house: House, press: Press, person_id: str) -> Interview:
    return await actions.decline_counter(house, press.interview, press.counter, person_id)


async def _offer_take(house: House, press: Press, person_id: str) -> Interview:
    return await take_offer(house, press.interview, press.counter, person_id)


async def _again(house: House, press: Press, person_id: str) -> Interview:
    return await ask_again(house, press.interview, person_id)


async def _connection(said: Said, house: House, press: Press, person_id: str) -> Interview:
    return await say_how_it_was(house, press.interview, person_id, said)


DECISIONS: dict[str, Decide] = {
    "offer_take": _offer_take,
    "accept": _accept,
    "decline": _decline,
    "counter_accept": _counter_accept,
    "counter_decline": _counter_decline,
    "again": _again,
    **{f"{CONNECTION}{said}": partial(_connection, said) for said in Said},
    **poll_presses.DECISIONS,
}
LINKS = frozenset({"join", "connect", "reinstall", "lesson", "nudge", "nudge_stop"})
"""Buttons that only open an address; Slack tells us all the same."""


class Presses:
    """Takes what is pressed. What it changes is committed when a method returns; the rest goes on behind."""

    def __init__(self, line: Line, colleagues: Colleagues, commands: Commands, held: HeldPresses) -> None:
        self._line = line
        self._forms = FormPresses(line, colleagues)
        self._weeks = WeekPresses(line)
        self._calendars = CalendarPresses(line)
        self._another = another.AnotherPresses(line)
        self._team = team.TeamPresses(line)
        self._offers = interview_offers.OfferPresses(line, colleagues)
        self._commands = commands
        self._held = held
        self._sharing = Sharing(line)

    async def pressed(self, heard: Interaction) -> None:
        """Take every press of a payload; a refusal is said to the person alone."""
        for action in heard.actions:
            try:
                sentence = await self._one(heard, action)
            except Exception as error:  # whatever it is, the person gets a sentence and no dispatch failure
                sentence = told(self._line.house, error)
            if sentence and heard.response_url:
                outcome = Outcome.saying(sentence, Passage())
                self._line.behind(
                    self._line.respond(heard.response_url, outcome.message, outcome.passage), "refusal"
                )
            elif sentence and heard.trigger_id:
                # In the Home tab there is no conversation to say it in.
                view = words_view("Anteroom", sentence)
                self._line.behind(self._line.open_view(heard.trigger_id, view, Passage()), "refusal")

    async def _one(self, heard: Interaction, action: Action) -> str:
        name = action.action_id
        if name in LINKS:
            return ""
        if FormPresses.takes(name):
            self._forms.pressed(heard, action)
            return ""
        if CalendarPresses.takes(name):
            await self._calendars.pressed(heard, action)
            return ""
        if WeekPresses.takes(name):
            self._weeks.pressed(heard, action)
            return ""
        if name.partition(":")[0] == "continue":
            chosen = action.selected_option
            await self._continue(heard, chosen.value if chosen else action.value)
            return ""
        if name in DECISIONS:
            return await self._decide(heard, read_press(action.value), DECISIONS[name], name)
        if name in FORMS:
            return await self._form(heard, read_press(action.value), name)
        if name == "late":
            return await self._late(heard, action)
        if name.startswith(another.PREFIX):
            return await self._another.pressed(heard, action)
        if name.startswith(PREFIX):
            return await self._held.pressed(heard, action)
        if name.startswith(SHARING):
            return await self._sharing.pressed(heard, action)
        if name.startswith(team.PREFIX):
            return await self._team.pressed(heard, action)
        if name.startswith(interview_offers.PREFIX):
            return await self._offers.pressed(heard, action)
        raise BadInput("This button is from an older card.", reason="unknown action")

    async def _decide(self, heard: Interaction, press: Press, decide: Decide, name: str) -> str:
        """Do what a button says, once however often Slack tells of the press; a refusal is an answer, too."""

        refusal: Exception | None = None

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            nonlocal refusal
            refusal = None
            person_id, party_id = await _seat(conn, heard.speaker, press.interview)
            try:
                await decide(house, press, person_id)
            except (AnteroomError, ValueError) as error:
                refusal = error
            return {"orphan": await _refresh(conn, house, press.interview, party_id, heard)}

        answer, now = await once(self._line.house, SEEN_IN_SLACK, f"press:{heard.trigger_id}:{name}", act)
        if not now:
            return ""
        if answer["orphan"]:
            body = {"delete_original": True}
            self._line.behind(self._line.respond(heard.response_url, body, Passage()), "orphan")
        return told(self._line.house, refusal) if refusal else ""

    async def _late(self, heard: Interaction, action: Action) -> str:
        """Tell everybody else; the card shows it, and the message that brought the pass follows."""
        chosen = (action.selected_option.value if action.selected_option else "").split(" ")
        if len(chosen) != 2 or not chosen[0].isascii() or not chosen[0].isdigit():
            raise BadInput("This menu is from an older card.", reason="unreadable value")
        minutes, interview_id = int(chosen[0][:3]), chosen[1]

        refusal: Exception | None = None

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            nonlocal refusal
            refusal = None
            person_id, _ = await _seat(conn, heard.speaker, interview_id)
            try:
                after = await run_late(house, interview_id, person_id, minutes)
            except (AnteroomError, ValueError) as error:
                refusal = error
                return {}
            zone, language = await zone_and_language(conn, person_id)
            return {"told": late_said(after, person_id, zone, language)}

        answer, now = await once(self._line.house, SEEN_IN_SLACK, f"press:{heard.trigger_id}:late", act)
        if not now:
            return ""
        sentence = told(self._line.house, refusal) if refusal else str(answer["told"])
        if not heard.container.is_ephemeral:
            return sentence
        # What was said to the person alone is ours to replace: nothing stays there to press.
        body = Outcome.saying(sentence, Passage()).message | {"replace_original": True}
        self._line.behind(self._line.respond(heard.response_url, body, Passage()), "late")
        return ""

    async def _form(self, heard: Interaction, press: Press, name: str) -> str:
        """Open a form, or show the card anew and say why not: it may show what has changed since."""
        house = self._line.house
        async with house.database.transaction() as conn:
            person_id, party_id = await _seat(conn, heard.speaker, press.interview)
            view = await view_for(conn, house, press.interview, party_id)
            assert view is not None
            interview = await store.load(conn, press.interview)
            try:
                if name not in AFTER:
                    life.refuse_if_over(interview)
                if press.sequence != view.sequence:
                    raise Conflict("The time has changed since. Your card shows the new one.")
                if name not in AFTER and (view.role is Role.HOST) is not (name in HOSTS):
                    raise NotAllowed("Who hosts has changed. Your card shows what you can do.")
            except AnteroomError as error:
                await _refresh(conn, house, press.interview, party_id, heard)
                return told(house, error)
        if name in another.WORDS and view.poll is None:
            fill = another.filling(house, name, view, press)
            opened = open_filled(self._line, heard.trigger_id, another.TITLES[name], fill, heard.response_url)
            self._line.behind(opened, "views.open")
            return ""
        modal = form_of(name, view, press, house.clock.now())
        passage = Passage(press.interview, (person_id,), minted(view))
        shown = self._line.open_view(heard.trigger_id, modal, passage, heard.response_url)
        self._line.behind(shown, "views.open")
        return ""

    async def _continue(self, heard: Interaction, text: str) -> None:
        """Answer the command that a button holds, as if it were typed."""
        outcome = await self._commands.answer(heard.speaker, text, heard.response_url)
        if outcome.opens:
            self._line.behind(self._open(heard, outcome), "views.open")
        elif heard.response_url:
            self._line.behind(self._commands.say(outcome, text, heard.response_url), "continue")
        else:
            # In the Home tab an answer is shown as a form that only says something.
            view = words_view("Anteroom", "") | {"blocks": list(outcome.blocks)}
            shown = self._line.open_view(heard.trigger_id, view, outcome.passage)
            self._line.behind(shown, "views.open")

    async def _open(self, heard: Interaction, outcome: Outcome) -> None:
        """Show a form, and take away what was pressed if it was said to the person alone."""
        await show_modal(self._line, heard.trigger_id, outcome, heard.response_url)
        if heard.container.is_ephemeral and heard.response_url:
            await self._line.respond(heard.response_url, {"delete_original": True}, Passage())


async def _seat(conn: Connection, speaker: Speaker, interview_id: str) -> tuple[str, str]:
    """Return (person, party) that a speaker is in an interview. Raises NotAllowed."""
    seat = await seat_of(conn, speaker, interview_id)
    if seat is None:
        raise NotAllowed(NOT_YOURS, reason="not a party")
    return seat


async def _refresh(
    conn: Connection, house: House, interview_id: str, party_id: str, heard: Interaction
) -> bool:
    """Show the person's card anew; tell whether the pressed message is not that card but an orphan of it.

    An orphan is left where Slack posted a card and we died before we heard so; it heals at its first click.
    """
    kept = await want_again(conn, house, f"slack_card:{interview_id}:{party_id}")
    where = heard.container
    if kept is None or not where.message_ts or where.is_ephemeral:
        return False
    shown = MessageAt.read(kept)
    return (shown.channel, shown.ts) != (where.channel_id, where.message_ts)
