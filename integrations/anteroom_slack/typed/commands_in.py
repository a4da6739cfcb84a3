"""Commands as they come in: who typed it, which verb, and what the person gets."""

from __future__ import annotations

from dataclasses import replace

from anteroom.api.doorway import Passage
from anteroom_slack.cards.blocks import button, escaped
from anteroom_slack.errors import told_of_command
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import Speaker, account_and_zone_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.linking import connect
from anteroom_slack.typed import grammar
from anteroom_slack.typed.call import Call, Outcome

LONGEST = 1500
"""Characters of a command; typed again with a time in it, it fits the value of a button."""
TOO_LONG = "That is longer than I read here. Write up to 1,500 characters, and the agenda in the form."


class Commands:
    """Answers `/interview`, typed, replayed after linking, or behind a button that says "Continue"."""

    def __init__(self, line: Line, colleagues: Colleagues) -> None:
        self._line = line
        self._colleagues = colleagues

    async def answer(
        self, speaker: Speaker, text: str, response_url: str = "", *, channel: tuple[str, str] = ("", "")
    ) -> Outcome:
        """Return what comes of a command; a refusal is an outcome too.

        `channel` is the conversation in which it was typed, by id and name.
        """
        if len(text) > LONGEST:
            return Outcome.saying(TOO_LONG, Passage())
        verb, rest = grammar.find(text)
        if verb is None:
            return grammar.unknown()
        try:
            return await self._answer(verb, rest, speaker, text, response_url, channel)
        except Exception as error:  # whatever it is, the person gets a sentence and no dispatch failure
            words = told_of_command(self._line.house, error, escaped(verb.usage), verb.name)
            return Outcome.saying(words, Passage())

    async def _answer(
        self,
        verb: grammar.Verb,
        rest: str,
        speaker: Speaker,
        text: str,
        response_url: str,
        channel: tuple[str, str],
    ) -> Outcome:
        house = self._line.house
        async with house.database.connection() as conn:
            account, zone = await account_and_zone_of(conn, speaker)
        unknown = (verb.known or verb.linked) and account is None
        if unknown or (verb.linked and account is not None and not account.linked):
            return await connect(house, speaker, text, response_url, self._line.domain)
        call = Call(
            house,
            speaker,
            account,
            zone,
            rest,
            self._colleagues,
            self._line,
            response_url,
            channel[0],
            channel[1],
        )
        return await verb.handle(call)

    async def replay(self, speaker: Speaker, text: str, response_url: str) -> None:
        """Answer a command again through its response URL, after linking."""
        outcome = await self.answer(speaker, text, response_url)
        await self.say(outcome, text, response_url)

    async def say(self, outcome: Outcome, text: str, response_url: str) -> None:
        """Say an outcome where no trigger allows a modal: a button asks for one. From the Home tab there is
        nowhere to say it: what was asked for there stands there.
        """
        if not response_url:
            return
        if outcome.opens:
            outcome = continuing(outcome, text)
        await self._line.respond(response_url, outcome.message, outcome.passage)


def continuing(outcome: Outcome, text: str) -> Outcome:
    """Return a button that opens the modal of `outcome`; its value is the command."""
    words = "You are connected. Your form is ready."
    go_on = button("continue", "Continue", text or "schedule", "primary")
    section = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
    own = (*outcome.passage.minted, text)
    passage = replace(outcome.passage, minted=own) if text else outcome.passage
    return Outcome(words, (section, {"type": "actions", "elements": [go_on]}), passage)
