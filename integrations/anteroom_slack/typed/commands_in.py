"""Commands as they come in: who typed it, which verb, and what the person gets."""

from __future__ import annotations

from dataclasses import replace

from anteroom.api.doorway import Passage
from anteroom.house import House
from anteroom_slack.cards.blocks import button, escaped
from anteroom_slack.errors import told_of_command
from anteroom_slack.line import Line
from anteroom_slack.payload import Command
from anteroom_slack.people.accounts import Speaker, Typist, typist_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.linking import connect
from anteroom_slack.typed import grammar
from anteroom_slack.typed.call import Call, Outcome

LONGEST = 1500
"""Characters of a command; typed again with a time in it, it fits the value of a button."""
ELSEWHERE = "Anteroom is not installed in this workspace."
INSTALL = " Whoever manages its apps can <{url}|add it>."
TOO_LONG = "That is longer than I read here. Write up to 1,500 characters, and the agenda in the form."


class Commands:
    """Answers `/interview`, typed, replayed after linking, or behind a button that says "Continue"."""

    def __init__(self, line: Line, colleagues: Colleagues) -> None:
        self._line = line
        self._colleagues = colleagues

    async def typed(self, heard: Command) -> Outcome:
        """Return what comes of a command that was typed; where Anteroom is not installed, that it is not."""
        typist = await self._typist(heard.speaker)
        if heard.speaker.place.known and not typist.installed:
            return Outcome.in_own_words(elsewhere(self._line.house))
        channel = (heard.channel_id, heard.channel_name)
        return await self._answered(typist, heard.speaker, heard.text, heard.response_url, channel)

    async def answer(self, speaker: Speaker, text: str, response_url: str = "") -> Outcome:
        """Return what comes of a command behind a button, or after linking; a refusal is an outcome too."""
        return await self._answered(await self._typist(speaker), speaker, text, response_url, ("", ""))

    async def _typist(self, speaker: Speaker) -> Typist:
        house = self._line.house
        async with house.database.connection() as conn:
            return await typist_of(conn, speaker, house.clock.now())

    async def _answered(
        self, typist: Typist, speaker: Speaker, text: str, response_url: str, channel: tuple[str, str]
    ) -> Outcome:
        """`channel` is the conversation in which it was typed, by id and name."""
        if len(text) > LONGEST:
            return Outcome.saying(TOO_LONG, Passage())
        verb, rest = grammar.find(text)
        if verb is None:
            return grammar.unknown()
        house, account = self._line.house, typist.account
        try:
            unknown = (verb.known or verb.linked) and account is None
            if unknown or (verb.linked and account is not None and not account.linked):
                return await connect(house, speaker, text, response_url, self._line.domain)
            call = Call(
                house,
                speaker,
                account,
                typist.zone,
                typist.language,
                typist.ahead,
                rest,
                self._colleagues,
                self._line,
                response_url,
                *channel,
            )
            return await verb.handle(call)
        except Exception as error:  # whatever it is, the person gets a sentence and no dispatch failure
            words = told_of_command(house, error, escaped(verb.usage), verb.name)
            return Outcome.saying(words, Passage())

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


def elsewhere(house: House) -> str:
    """Return what is said where Anteroom is not installed."""
    if not house.settings.secrets.slack_client_id:
        return ELSEWHERE
    return ELSEWHERE + INSTALL.format(url=f"{house.settings.public_url}/slack/install")
