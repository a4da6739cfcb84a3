"""One interview from the modal in Slack to its end, by people who do not give up when a server dies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp

from anteroom.sandbox.cast import Offered, Person
from anteroom.sandbox.mailbox.answers import write_answer
from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.twins import Twins
from faults.keeper import Keeper, Unanswered
from service import Service

T = TypeVar("T")
Json = Mapping[str, Any]
Passed = Callable[[str], None]
IN_SLACK = ("maya", "dana", "tomas")


@dataclass(frozen=True)
class Played:
    """What was done and acknowledged: the interview, and the webhooks that must tell of it, in order.

    `hasty`: nobody waited for anybody, so who had not been invited when it was called off never hears of it.
    """

    id: str
    proposal: Offered
    events: tuple[str, ...]
    doors: bool = False
    hasty: bool = False


class Journey:
    """Plays interviews. `passed` hears the name of each step right after its acknowledgement."""

    def __init__(self, service: Service, twins: Twins, api_key: str, keeper: Keeper, passed: Passed) -> None:
        self._service = service
        self._twins = twins
        self._key = api_key
        self._keeper = keeper
        self._passed = passed
        self._played = 0

    async def link(self) -> None:
        """Let Maya link her Slack account through the marketplace, as she does once in her life."""
        answer = await self._twins.slack.command("maya", "/interview", "schedule")
        assert answer.message is not None, answer
        connect = answer.message.action("connect")
        assert connect is not None
        async with aiohttp.ClientSession() as browser:
            async with browser.get(connect["url"], allow_redirects=False) as led:
                location = led.headers["Location"]
            target, fields = await self._twins.marketplace.confirm_connect("maya", location)
            async with browser.post(target, data=fields) as asked:
                token = re.search(r'name="token" value="([^"]+)"', await asked.text())
            assert token, "she is asked on our own page whether she is that Slack user"
            async with browser.post(f"{target}/sure", data={"token": token[1]}) as linked:
                assert "You are connected" in await linked.text()

    async def whole(self, proposal: Offered, *, hasty: bool = False) -> Played:
        """Schedule in Slack, the freelancer accepts by mail, it moves, a guest accepts by mail, it is off.

        Unless `hasty`, everybody has heard of a time before it changes.
        """
        self._played += 1
        starts_at = _hour(days=2 + self._played)
        interview = await self.schedule_in_slack(proposal, starts_at)
        await self.accept_by_mail("leo", interview, starts_at)
        if not hasty:
            await self.heard(starts_at)
        moved = starts_at + timedelta(hours=2)
        await self.move(interview, proposal, moved)
        await self.accept_by_mail("priya", interview, moved)
        if not hasty:
            await self.heard(moved)
        await self.cancel(interview, proposal)
        told = ("proposed", "answered", "scheduled", "moved", "answered", "cancelled")
        return Played(interview, proposal, tuple(f"interview.{each}" for each in told), hasty=hasty)

    async def through_the_doors(self, proposal: Offered) -> Played:
        """Schedule something for soon, so that the passes go out; then call it off."""
        interview = await self.schedule_in_slack(proposal, _hour(hours=1))
        await self._keeper.acknowledged(lambda: self._twins.mailbox.wait_for(self._passes_arrived, 5))
        await self.cancel(interview, proposal)
        told = ("proposed", "doors_open", "cancelled")
        return Played(interview, proposal, tuple(f"interview.{each}" for each in told), doors=True)

    async def schedule_in_slack(self, proposal: Offered, starts_at: datetime) -> str:
        """Maya types the command, fills in the modal and submits it until Slack says that it was taken."""
        slack, cast = self._twins.slack, self._twins.cast
        invited = (cast.ines, cast.priya)
        await self._keeper.acknowledged(self._form)
        values = {
            "proposal": f"{proposal.job_title} · {cast.leo.name}",
            "when": starts_at,
            "colleagues": [cast.dana.name, cast.tomas.name],
            "emails": "\n".join(f"{each.name}, {each.title} <{each.email}>" for each in invited),
        }
        await slack.fill("maya", values)

        async def submit() -> None:
            faults = await slack.submit("maya")
            if faults and "*" in faults:
                raise Unanswered
            assert faults is None, faults

        await self._keeper.acknowledged(submit)  # shows who will be contacted
        await self._keeper.acknowledged(submit)  # contacts them
        self._passed("scheduled")
        (interview,) = [
            each for each in await self._interviews(proposal) if each["state"] in ("proposed", "doors_open")
        ]
        assert len(interview["parties"]) == 6
        return str(interview["id"])

    async def accept_by_mail(self, key: str, interview: str, starts_at: datetime) -> None:
        """Wait for the invitation to this time, answer it by mail, and see that what got its 250 holds."""
        person = self._twins.cast.person(key)
        entry = await self._keeper.acknowledged(
            lambda: self._twins.mailbox.wait_for(lambda: self._entry(key, starts_at), 5)
        )
        assert entry is not None
        await self._answer(person, entry)
        self._passed(f"answered by {key}")
        after = await self._call("GET", f"/v1/interviews/{interview}")
        assert self._answer_of(person, after) == "accepted"

    async def heard(self, starts_at: datetime) -> None:
        """Wait until everybody's calendar shows this time, and who is in Slack has the card."""
        people = [person.key for person in self._twins.cast.people]

        def all_have() -> bool:
            cards = (len(said_by_the_app(self._twins, key)) for key in IN_SLACK)
            return all(self._entry(key, starts_at) for key in people) and min(cards) >= self._played

        _ = await self._keeper.acknowledged(lambda: self._twins.mailbox.wait_for(all_have, 5))

    async def move(self, interview: str, proposal: Offered, starts_at: datetime) -> None:
        """The host gives it another time."""
        body = {"member": proposal.client, "starts_at": starts_at.isoformat()}
        after = await self._call("POST", f"/v1/interviews/{interview}/move", body)
        self._passed("moved")
        assert after["sequence"] == 1

    async def cancel(self, interview: str, proposal: Offered) -> None:
        """The host calls it off; one who had no answer and asks again hears that it is over."""
        body = {"member": proposal.client}
        _ = await self._call("POST", f"/v1/interviews/{interview}/cancel", body, over=True)
        self._passed("cancelled")
        after = await self._call("GET", f"/v1/interviews/{interview}")
        assert after["state"] == "cancelled"

    async def _form(self) -> None:
        slack = self._twins.slack
        if slack.open_view("maya") is None:
            _ = await slack.command("maya", "/interview", "schedule")
            _ = await slack.wait_for_view("maya", "schedule")

    async def _answer(self, person: Person, entry: Entry) -> None:
        mail = write_answer(
            person,
            entry,
            "ACCEPTED",
            message_id=f"<{entry.uid.partition('@')[0]}.{entry.sequence}@mail.sandbox.example>",
            now=datetime.now(UTC),
        )
        # Every attempt brings the same mail, byte for byte, as a mail server's queue does.
        await self._keeper.acknowledged(lambda: self._twins.mailbox.send_raw(mail.sender, mail.to, mail.raw))

    async def _interviews(self, proposal: Offered) -> list[Json]:
        found = await self._call("GET", f"/v1/interviews?proposal={proposal.id}")
        listed: list[Json] = found["interviews"]
        return listed

    async def _call(self, method: str, path: str, body: Json | None = None, *, over: bool = False) -> Json:
        headers = {"Authorization": f"Bearer {self._key}"}

        async def ask() -> Json:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session,
                session.request(method, f"{self._service.url}{path}", json=body, headers=headers) as answer,
            ):
                said: Json = await answer.json(content_type=None)
                assert answer.status < 300 or (over and answer.status == 409), (answer.status, said)
                return said

        return await self._keeper.acknowledged(ask)

    def _entry(self, key: str, starts_at: datetime) -> Entry | None:
        found = (each for each in self._twins.mailbox.calendar(key) if each.starts_at == starts_at)
        return next(found, None)

    def _passes_arrived(self) -> bool:
        # Those without Slack get theirs by mail, besides the invitation.
        return all(
            any(mail.invitation is None for mail in self._twins.mailbox.mails(key))
            for key in ("leo", "ines", "priya")
        )

    def _answer_of(self, person: Person, interview: Json) -> str:
        for party in interview["parties"]:
            if party["label"].startswith(person.name):
                return str(party["answer"])
        raise AssertionError(f"{person.key} is no party of {interview}")


def _hour(*, days: int = 0, hours: int = 0) -> datetime:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return now + timedelta(days=days, hours=1 + hours)


def said_by_the_app(twins: Twins, key: str) -> list[Message]:
    """Return what the app has said to a person in Slack, apart from what only answers a command."""
    slack = twins.slack
    direct = slack.workspace.bot_direct(slack.workspace.person(key).id)
    return [
        message
        for message in slack.messages(key, direct.id)
        if message.only_for is None and message.author == slack.workspace.bot_user.id
    ]
