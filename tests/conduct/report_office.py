"""A marketplace whose members report by every way there is, and the books in which it is counted."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from anteroom.api.scopes import Scope
from anteroom.clock import SetClock
from anteroom.conduct.reports.model import Way
from anteroom.keys import actions as keys
from anteroom.logs import log_to
from api_client import ApiClient
from deployment import MONDAY, world
from embeds.frame import Frame, Frames
from leaks.history import History, begin
from passes.reception import Browser, Reception

SLACK, MAIL, MARKETPLACE = "slack_report", "report_mail", "webhook"
"""By which way a reporter hears in the end: where there is neither Slack nor mail, the marketplace tells."""
COUNTS = {
    "report": "select count(*) from report",
    "evidence": "select count(*) from report_evidence",
    "case": "select count(*) from support_case where about_kind = 'report'",
    "ledger": "select count(*) from ledger_entry where event like 'report.%'",
    "effect": """select count(*) from effect where kind in ('slack_report', 'report_mail')
        or data->>'event' like 'report.%'""",
}
MADE = """select report.id, way, category, sealed, topic, reporter_id, report.about_id, case_id,
        array(select source from report_evidence where report_id = report.id order by source desc) as sources
    from report join support_case on support_case.id = case_id where not report.id = any($1)"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What must come of a report: by whom, about whom, by which way, its topic, what bears it out.

    `heard` is the way by which whoever made it hears in the end.
    """

    by: str
    about: str | None
    way: Way
    topic: str
    sources: tuple[str, ...]
    heard: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A client and a freelancer on a proposal of theirs, by the marketplace's ids."""

    client: str
    freelancer: str
    proposal: str

    def other(self, member: str) -> str:
        """Return the other one of the two."""
        return self.freelancer if member == self.client else self.client


class Office:
    """Everybody by whom something is reported; `wrong` is what went otherwise than it must."""

    def __init__(self, history: History, clock: SetClock) -> None:
        self.history, self.clock = history, clock
        self.world = history.world
        self.reception = Reception(self.world, clock)
        self.api = ApiClient(self.world)
        self.trust = ApiClient(self.world, self.world.settings.secrets.review_key)
        self.slack = self.world.twins.slack
        offered = self.world.twins.cast.proposals[0]
        self.cast = Pair(offered.client, offered.freelancer, offered.id)
        self.elsewhere = self.cast
        """Two whom nothing of what is reported concerns."""
        self.seats: dict[str, str] = {}
        self.pairs = 1
        self.watched = {self.cast.client: self.cast, self.cast.freelancer: self.cast}
        """Of whom one looks what they read."""
        self.made: dict[str, tuple[Taken, str]] = {}
        self.people: dict[str, str] = {}
        self._known: list[str] = []
        self.words: dict[str, str] = {}
        self.must_count, self.must_not_count = Counter[str](), Counter[str]()
        self.wrong: list[str] = []
        self.slipped = 0
        """Of what must come to nothing, how much did not."""

    @property
    def interview(self) -> str:
        """The interview of the cast's pair."""
        return str(self.reception.interview["id"])

    async def told(self, path: str, body: Any) -> Any:
        """Have the marketplace tell something that is in order."""
        status, said = await self.api.put(path, body)
        assert status in (200, 201), (path, status, said)
        return said

    async def pair(self) -> Pair:
        """Let two more members come, with a proposal."""
        self.pairs += 1
        number = self.pairs
        made = Pair(f"m-buyer{number}", f"m-maker{number}", f"p-search{number}")
        for member, role in ((made.client, "client"), (made.freelancer, "freelancer")):
            await self.told(f"/v1/members/{member}", {"role": role, "display_name": "Robin Lake"})
        job = {"id": f"j-{number}", "title": "Search"}
        both = {"client": made.client, "freelancer": made.freelancer}
        body = {**both, "job": job, "thread": f"t-{number}", "state": "active"}
        await self.told(f"/v1/proposals/{made.proposal}", body)
        await self.learn()
        return made

    async def learn(self) -> None:
        """Learn by which ids the books know members: who is erased is told of by no other."""
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch("select person_id, external_id from member")
        self.people = {**{row["person_id"]: row["external_id"] for row in rows}, **self.people}

    async def message(self, pair: Pair, sender: str, text: str) -> str:
        """Have somebody write in a thread; return the message's id."""
        number = self.history.world.house.randomness.token(8)
        at = self.clock.now().isoformat()
        body = {"proposal": pair.proposal, "from": sender, "sent_at": at, "text": text}
        await self.told(f"/v1/messages/msg-{number}", body)
        return f"msg-{number}"

    def say(self, member: str) -> str:
        """Return words that nobody else writes, with a detail in them, to be sought everywhere afterwards."""
        word = f"zqj{len(self.words)}x"
        self.words[word] = member
        return f"I was asked to go on at {word}@elsewhere.example."

    async def by_api(self, member: str, **more: Any) -> tuple[int, str]:
        """Report something for a member."""
        status, said = await self.api.post("/v1/reports", {"member": member, **more})
        return status, str(said.get("id", said))

    async def card(self, member: str, pair: Pair) -> str:
        """Return what stands in the thread for a member; the refusal where that is nothing any more."""
        frames = Frames(self.reception, self.seats)
        status, told, _ = await frames.ask(frames.signed(member), proposal=pair.proposal)
        if status != 200:
            return f"{status} {told.get('code')}"
        return (await Frame(self.world.url, told["session"]).get("/embed/card")).text

    async def frame(self, member: str, pair: Pair, **of: str) -> Frame:
        """Show a member what stands in the thread: the interview's card, or the proposal's."""
        frames = Frames(self.reception, self.seats)
        status, told, text = await frames.ask(frames.signed(member), **(of or {"proposal": pair.proposal}))
        assert status == 200, text
        return Frame(self.world.url, told["session"])

    async def on_card(self, frame: Frame, **fields: str) -> tuple[int, str]:
        """Report on a card: an interview's with a category, a proposal's without."""
        path = f"/embed/interviews/{self.interview}/report" if "category" in fields else "/embed/report"
        said = await frame.send(path, fields)
        return said.status, said.text

    async def in_slack(self, category: str, words: str, about: str | None) -> tuple[int, str]:
        """Report by Maya's form in Slack."""
        maya = self.world.twins.cast.maya.name
        await self.slack.command(maya, "/interview", "report")
        await self.history.settle()
        await self.slack.fill(maya, {"category": category, "words": words, "interview": about or "none"})
        faults = await self.slack.submit(maya)
        await self.slack.close(maya, everything=True)
        return (400, str(faults)) if faults else (200, "")

    async def seated(self, who: str) -> tuple[Browser, dict[str, str]]:
        """Bring somebody into the call; return the browser and the form's own fields."""
        seat = self.seats[who]
        browser = await self.reception.seated(seat)
        await self.reception.admission(browser, seat)
        shown = (await browser.get(f"/room/{seat}")).text
        found = re.search(r'name="key" value="([a-z2-7]{20})"', shown)
        assert found is not None
        return browser, {"key": found[1]}

    async def from_call(self, browser: Browser, who: str, **fields: str) -> tuple[int, str]:
        """Send the form of the call page."""
        sent = await browser.send(f"/room/{self.seats[who]}/report", fields)
        return sent.status, sent.text

    async def must(self, kind: str, report: Awaitable[tuple[int, str]], taken: Taken) -> None:
        """Report something that must be taken, and hold what came of it against what must."""
        self.must_count[kind] += 1
        before = await self._counts()
        status, said = await report
        after = await self._counts()
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch(MADE, self._known)
        self._known += [row["id"] for row in rows]
        grown = {key: after[key] - before[key] for key in before}
        # The marketplace is told at once; whoever reported is once it was decided.
        due = {"report": 1, "evidence": len(taken.sources), "case": 1, "ledger": 1, "effect": 1}
        if status not in (200, 201) or grown != due or len(rows) != 1:
            self.wrong.append(f"{kind}: {status} {grown} {said[:200]}")
            return
        row = rows[0]
        self.made[row["id"]] = (taken, row["case_id"])
        found = Taken(
            self.people[row["reporter_id"]],
            self.people[row["about_id"]] if row["about_id"] else None,
            Way(row["way"]),
            row["topic"],
            tuple(row["sources"]),
            taken.heard,
        )
        if found != taken or any(each.encode() in bytes(row["sealed"]) for each in self.words):
            self.wrong.append(f"{kind}: {found}")

    async def must_not(self, kind: str, attempt: Awaitable[tuple[int, str]], *known: int) -> None:
        """Do what must come to nothing: it is answered with one of `known`, and nothing is written."""
        self.must_not_count[kind] += 1
        before = await self._counts()
        status, said = await attempt
        grown = {key: count for key, count in (await self._counts()).items() if count != before[key]}
        self.slipped += bool(grown)
        if status not in known or grown:
            self.wrong.append(f"{kind}: {status} {grown} {said[:200]}")

    async def came(self) -> dict[str, dict[str, str]]:
        """Return what came to members: in Slack, by mail, and told to the marketplace for them."""
        twins = self.world.twins
        maya, leo = twins.cast.maya, twins.cast.leo
        direct = self.slack.workspace.bot_direct(self.slack.workspace.person(maya.name).id)
        in_slack = [str(each.blocks) for each in self.slack.messages(maya.name, direct.id)]
        mails = {
            str(each.member): "\n".join(mail.text for mail in twins.mailbox.mails(each.key))
            for each in (maya, leo)
        }
        events: dict[str, str] = {}
        for event in twins.marketplace.events:
            if event.type == "report.decided":
                member = str(event.data.get("member"))
                events[member] = f"{events.get(member, '')} {event.data}"
        return {SLACK: {str(maya.member): "\n".join(in_slack)}, MAIL: mails, MARKETPLACE: events}

    async def reading_details(self) -> ApiClient:
        """Return a program that may hand over what is kept of a member."""
        _, secret = await keys.make(self.world.house, keys.OPERATOR, "Details", {Scope.DETAILS_READ})
        return ApiClient(self.world, secret)

    async def seat_page(self, who: str) -> str:
        """Return the lobby as one of the two sees it, without what is new at each look."""
        browser = await self.reception.seated(self.seats[who])
        shown = (await browser.get(f"/lobby/{self.seats[who]}")).text
        return re.sub(r"nonce-?\S*|[a-z2-7]{20,}", "", shown)

    async def _counts(self) -> dict[str, int]:
        columns = ", ".join(f"({sql}) as {name}" for name, sql in COUNTS.items())
        async with self.world.house.database.connection() as conn:
            row = await conn.fetchrow(f"select {columns}")
        assert row is not None
        return dict(row)


@asynccontextmanager
async def open_office(seed: int) -> AsyncIterator[Office]:
    """Open it on a Monday morning, with an interview of Maya's with Leo in two days."""
    clock, log = SetClock(MONDAY), io.StringIO()
    log_to(log)
    try:
        async with world(clock=clock, seed=seed, work=False) as opened, begin(opened, clock, log) as history:
            office = Office(history, clock)
            try:
                office.seats = await office.reception.schedule()
                office.elsewhere = await office.pair()
                await history.settle()
                yield office
            finally:
                await office.reception.close()
    finally:
        log_to(sys.stderr)
