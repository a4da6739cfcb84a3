"""The pages of linking: out to the marketplace, back with its word for who the person is, and are you sure.

The marketplace's word alone links nobody: whoever typed the command may have sent its link to somebody else,
who would then confirm that a stranger in Slack acts under the own name.
"""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.guard import Context
from anteroom.pages.plain import page, plain_page
from anteroom.passes.vouched import vouched_member
from anteroom.people import zones
from anteroom.people.zones import Source
from anteroom.plain_text import one_line
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import account_of, link
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.left_seats import leave_seats
from anteroom_slack.people.linking import Kept, State, read_state, read_sure, sure, take, waiting
from anteroom_slack.typed.commands_in import Commands

SURE_PATH = "/slack/linked/sure"


class LinkPages:
    """`GET /slack/link`, `POST /slack/linked` and `POST /slack/linked/sure`."""

    def __init__(self, line: Line, commands: Commands, colleagues: Colleagues) -> None:
        self._line = line
        self._commands = commands
        self._colleagues = colleagues

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are."""
        return [
            web.get("/slack/link", self.link),
            web.post("/slack/linked", self.linked),
            web.post(SURE_PATH, self.linked_sure),
        ]

    async def link(self, request: web.Request) -> web.Response:
        """Send the browser to the marketplace, which knows who is signed in; looking uses nothing up."""
        house, token = self._line.house, request.query.get("state", "")
        read_state(house, token)
        query = urlencode({"return_to": f"{house.settings.public_url}/slack/linked", "state": token})
        request[PASSAGE] = Passage(minted=(token,))
        location = f"{house.settings.marketplace.url}/connect?{query}"
        return web.Response(status=302, headers={"Location": location})

    async def linked(self, request: web.Request) -> web.Response:
        """Take the marketplace's word, and ask its member whether that Slack user is the same person."""
        house, form = self._line.house, await read_form(request, compared="viewer")
        state = read_state(house, form.get("state", ""))
        self._line.answer_for(state.speaker.place)
        async with house.database.transaction() as conn:
            kept = await waiting(conn, house, state)
            member = await vouched_member(conn, house, form.get("viewer", ""))
        token = sure(house, state, member.person_id)
        request[PASSAGE] = Passage(readers=(member.person_id,), minted=(token,))
        return page(
            request,
            "sure.html",
            title="Is this you in Slack?",
            slack_user=await self._slack_name(state.speaker.user_id),
            slack_id=state.speaker.user_id,
            workspace=self._harmless(kept.domain),
            label=member.label,
            marketplace=house.settings.marketplace.name,
            action=SURE_PATH,
            token=token,
        )

    async def linked_sure(self, request: web.Request) -> web.Response:
        """Link, now that the member said so on our own page, and carry on with the command."""
        house, form = self._line.house, await read_form(request)
        state, person_id = read_sure(house, form.get("token", ""))
        self._line.answer_for(state.speaker.place)
        async with house.database.transaction() as conn:
            kept = await take(conn, house, state)
            before = await account_of(conn, state.speaker)
            await link(conn, house, state.speaker, person_id)
            if before is not None and before.person_id != person_id:
                await leave_seats(conn, house, before.person_id)
        self._line.behind(self._carry_on(state, kept, person_id), "replay")
        return plain_page(
            request,
            200,
            "You are connected",
            ("Slack and your account belong together now.", "Go back to Slack: your command is waiting."),
        )

    async def _slack_name(self, user_id: str) -> str:
        """Return what Slack calls a user; empty where it does not answer or the name is a contact."""
        found = (await self._colleagues.named([user_id])).get(user_id)
        return self._harmless(found.name if found else "")

    def _harmless(self, said: str) -> str:
        """Return a name on one line; empty where it is itself a contact detail."""
        name = one_line(said)
        return name if self._line.house.guard.inspect(name, Context((), "name")).action.passes else ""

    async def _carry_on(self, state: State, kept: Kept, person_id: str) -> None:
        """Learn the zone that Slack knows, and answer the command."""
        user_id = state.speaker.user_id
        found = (await self._colleagues.named([user_id])).get(user_id)
        if found is not None:
            now = self._line.house.clock.now()
            async with self._line.house.database.transaction() as conn:
                await zones.tell(conn, person_id, Source.SLACK, found.time_zone, now)
        await self._commands.replay(state.speaker, kept.text, kept.response_url)
