"""Harbourline's pages: the thread of a proposal as one member sees it, and the consent to link an account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from anteroom.sandbox.marketplace.anteroom_client import AnteroomRefused, AnteroomUnreachable
from anteroom.sandbox.marketplace.arrivals import UnknownThread
from anteroom.sandbox.marketplace.card_view import card_view
from anteroom.sandbox.marketplace.model import FIELDS, Card, Member, Message, NotNow, Proposal
from anteroom.sandbox.page import times
from anteroom.sandbox.page.serving import content_policy, handover, make_templates, page

if TYPE_CHECKING:
    from anteroom.sandbox.marketplace.twin import Answer, SandboxMarketplace

FIELD_WORDS = {"email": "E-mail", "phone": "Phone", "handle": "Chat handle", "address": "Postal address"}
ANSWERS: dict[str, Answer] = {"accepted": "accepted", "declined": "declined", "tentative": "tentative"}


class Panes:
    """The pages of one marketplace. Signing in is picking a person."""

    def __init__(self, twin: SandboxMarketplace) -> None:
        self._twin = twin
        self._templates = make_templates("anteroom.sandbox.marketplace")
        self._notices: dict[str, str] = {}

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        router = app.router
        router.add_get("/", self.members)
        router.add_get("/threads/{thread}", self.thread_of)
        router.add_get("/pane/{member}", self.thread)
        router.add_post("/pane/{member}/viewer", self.viewer)
        router.add_post("/pane/{member}/messages/{message}/way", self.way)
        router.add_get("/example/{member}/{proposal}", self.example)
        router.add_post("/pane/{member}/say", self._act(self._say))
        router.add_post("/pane/{member}/step", self._act(self._step))
        router.add_post("/pane/{member}/shares", self._act(self._shares))
        router.add_post("/pane/{member}/cards/{card}/answer", self._act(self._answer))
        router.add_post("/pane/{member}/cards/{card}/take", self._act(self._take))
        router.add_post("/pane/{member}/cards/{card}/mark", self._act(self._mark))
        router.add_post("/pane/{member}/cards/{card}/counter", self._act(self._counter))
        router.add_post("/pane/{member}/cards/{card}/open", self.open)
        router.add_post("/pane/{member}/cards/{card}/decline", self._act(self._decline))
        router.add_get("/connect", self.connect)
        router.add_post("/connect", self.confirm)

    async def members(self, request: web.Request) -> web.Response:
        """Who you may be."""
        content = {"title": "Harbourline", "members": self._twin.books.members.values(), "query": ""}
        return page(self._templates, "members.html", content)

    async def thread_of(self, request: web.Request) -> web.Response:
        """A thread's own address, as mails bear it. Here, too, signing in is picking a person: one of two."""
        books = self._twin.books
        try:
            proposal = books.of_thread(request.match_info["thread"])
        except UnknownThread:
            raise web.HTTPNotFound(text="There is no such thread.") from None
        two = [books.members[each] for each in (proposal.client, proposal.freelancer)]
        query = "?" + urlencode({"proposal": proposal.id})
        return page(
            self._templates, "members.html", {"title": proposal.job_title, "members": two, "query": query}
        )

    async def thread(self, request: web.Request) -> web.Response:
        """The thread of one proposal as this member sees it."""
        member = self._member(request)
        proposal = self._proposal(request.query.get("proposal"))
        return page(self._templates, "thread.html", self._view(member, proposal), self._embedding())

    async def viewer(self, request: web.Request) -> web.Response:
        """Vouch for the member whose page asks, so that what is embedded in it knows who looks."""
        token = self._twin.viewer_token(self._member(request).id)
        return web.json_response({"token": token})

    async def example(self, request: web.Request) -> web.Response:
        """The smallest page that shows an interview, for an engineer to read, under a strict policy."""
        member, proposal = self._member(request), self._proposal(request.match_info["proposal"])
        content = {"member": member, "proposal": proposal, "anteroom": self._anteroom()}
        content["interview"] = request.query.get("interview", "")
        return page(self._templates, "example.html", content, self._embedding())

    def _anteroom(self) -> str:
        return (self._twin.public_url or self._twin.anteroom_url).rstrip("/")

    def _embedding(self) -> str:
        """A policy that lets Anteroom's component in, and its frame: nothing else, and nothing inline."""
        home = self._anteroom()
        return content_policy(script_src=f"'self' {home}", frame_src=home)

    async def open(self, request: web.Request) -> web.Response:
        """Vouch for the member and hand over to the card's neutral address."""
        member, card = self._member(request), self._card(request)
        fields = {"viewer": self._twin.viewer_token(member.id)}
        return handover(self._templates, "Opening the interview", str(card.content["url"]), fields, "Open it")

    async def way(self, request: web.Request) -> web.Response:
        """Vouch for the member and hand over to where a lesson leads."""
        member = self._member(request)
        message = self._twin.books.messages.get(request.match_info["message"])
        lead = (message.lesson or {}).get("way") if message and message.sender == member.id else None
        if lead is None:
            raise web.HTTPNotFound
        fields = {"viewer": self._twin.viewer_token(member.id)}
        return handover(self._templates, "On to Anteroom", str(lead["url"]), fields, str(lead["label"]))

    async def connect(self, request: web.Request) -> web.Response:
        """Ask who it is, and whether Slack may be linked: no sign-in here, so nobody is chosen beforehand."""
        return_to = request.query.get("return_to", "")
        content = {
            "members": list(self._twin.books.members.values()),
            "slack": "/slack/" in return_to,
            "return_to": return_to,
            "state": request.query.get("state", ""),
        }
        return page(self._templates, "connect.html", content)

    async def confirm(self, request: web.Request) -> web.Response:
        """The member confirmed: hand over to Anteroom."""
        form = await request.post()
        member = self._twin.books.members.get(str(form.get("member")))
        if member is None:
            raise web.HTTPBadRequest(text="Choose who you are first.")
        try:
            target, fields = self._twin.connected(
                member.id, str(form.get("return_to")), str(form.get("state"))
            )
        except NotNow as error:
            raise web.HTTPBadRequest(text=error.sentence) from error
        title = "Linking your Slack account" if "/slack/" in target else "On to Anteroom"
        return handover(self._templates, title, target, fields, "Continue")

    def _act(
        self, step: Callable[[web.Request, Member, Any], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A form's handler: do the step, keep why it was not done as a notice, and show the thread again."""

        async def handle(request: web.Request) -> web.Response:
            member = self._member(request)
            form = await request.post()
            proposal = self._proposal(str(form.get("proposal") or "") or None)
            self._notices.pop(member.id, None)
            try:
                await step(request, member, form)
            except (AnteroomRefused, AnteroomUnreachable, NotNow) as error:
                self._notices[member.id] = error.sentence
            query = urlencode({"proposal": proposal.id})
            raise web.HTTPSeeOther(f"/pane/{member.id}?{query}")

        return handle

    async def _say(self, request: web.Request, member: Member, form: Any) -> None:
        text = str(form.get("text", "")).strip()
        if text:
            await self._twin.say(member.id, self._proposal(form.get("proposal")).id, text)

    async def _step(self, request: web.Request, member: Member, form: Any) -> None:
        proposal = self._proposal(form.get("proposal"))
        steps = self._steps(member, proposal)
        step = str(form.get("step"))
        if step not in steps:
            raise NotNow(f"This proposal is {proposal.state}; that step is not open to you.")
        twin = self._twin
        actions: dict[str, Callable[[str], Awaitable[object]]] = {
            "withdraw": twin.withdraw, "decline": twin.decline, "archive": twin.archive,
            "offer": twin.offer, "accept": twin.accept_offer,
        }  # fmt: skip
        await actions[step](proposal.id)

    async def _shares(self, request: web.Request, member: Member, form: Any) -> None:
        await self._twin.shares(member.id, [field for field in FIELDS if field in form])

    async def _answer(self, request: web.Request, member: Member, form: Any) -> None:
        answer = ANSWERS.get(str(form.get("answer")))
        if answer is None:
            raise NotNow("Choose Accept, Maybe or Decline.")
        await self._twin.answer_card(member.id, self._card(request).id, answer)

    async def _take(self, request: web.Request, member: Member, form: Any) -> None:
        await self._twin.take_offer(member.id, self._card(request).id, str(form.get("offer", "")))

    async def _mark(self, request: web.Request, member: Member, form: Any) -> None:
        said = {name: str(value) for name, value in form.items() if name.startswith("time.")}
        marks = {name.removeprefix("time."): value for name, value in said.items()}
        if not marks:
            raise NotNow("Say of at least one time whether it suits you.")
        await self._twin.mark_times(member.id, self._card(request).id, marks)

    async def _decline(self, request: web.Request, member: Member, form: Any) -> None:
        await self._twin.decline_interview_offer(member.id, self._card(request).id)

    async def _counter(self, request: web.Request, member: Member, form: Any) -> None:
        try:
            starts_at = times.from_local_input(str(form.get("starts_at")), member.person.zone)
            minutes = int(str(form.get("minutes")))
        except ValueError as error:
            raise NotNow("Give a day, an hour and a length in minutes.") from error
        comment = str(form.get("comment", "")).strip()
        await self._twin.counter_card(member.id, self._card(request).id, starts_at, minutes, comment)

    def _view(self, member: Member, proposal: Proposal) -> dict[str, Any]:
        books = self._twin.books
        contract = proposal.contract
        return {
            "member": member,
            "other": books.members[proposal.across_from(member.id)],
            "proposal": proposal,
            "proposals": list(books.proposals.values()),
            "items": [item for item in (self._item(member, each) for each in proposal.items) if item],
            "steps": self._steps(member, proposal),
            "fields": FIELDS,
            "field_words": FIELD_WORDS,
            "disclosures": books.disclosures.get((contract.id, member.id), []) if contract else [],
            "nudges": [
                each.content for each in books.notices if (each.to, each.proposal) == (member.id, proposal.id)
            ][-1:],
            "notice": self._notices.get(member.id),
            "troubles": self._twin.troubles[-1:],
            "zone": member.person.zone,
            "anteroom": self._anteroom(),
        }

    def _item(self, member: Member, item: Message | Card) -> dict[str, Any] | None:
        if isinstance(item, Card) and item.content.get("kind") == "interview_offer":
            return {"kind": "offer", "card": item, "offer": item.content, "client": member.role == "client"}
        if isinstance(item, Card):
            return {"kind": "card", "card": item, **card_view(item, member)}
        text = item.seen_by(member.id)
        if text is None:
            return None
        sender = self._twin.books.members.get(item.sender)
        mine = item.sender == member.id
        return {
            "kind": "message",
            "message": item,
            "text": text,
            "mine": mine,
            "who": sender.person.name if sender else "Anteroom",
            "explanation": item.explanation if mine and item.verdict != "allow" else "",
            "lesson": item.lesson if mine else None,
        }

    @staticmethod
    def _steps(member: Member, proposal: Proposal) -> dict[str, str]:
        """What this member may do with the proposal now, with its words."""
        if not proposal.living:
            return {}
        if member.role == "client":
            steps = {"decline": "Decline the proposal", "archive": "Archive the proposal"}
            return steps if proposal.state == "offered" else {"offer": "Make an offer", **steps}
        steps = {"withdraw": "Withdraw the proposal"}
        return {"accept": "Accept the offer", **steps} if proposal.state == "offered" else steps

    def _member(self, request: web.Request) -> Member:
        try:
            return self._twin.books.member(request.match_info["member"])
        except KeyError:
            raise web.HTTPNotFound(text="Nobody here is called so.") from None

    def _proposal(self, name: Any) -> Proposal:
        proposals = self._twin.books.proposals
        found = proposals.get(str(name)) if name else next(iter(proposals.values()))
        if found is None:
            raise web.HTTPNotFound(text="There is no such proposal.")
        return found

    def _card(self, request: web.Request) -> Card:
        card = self._twin.books.cards.get(request.match_info["card"])
        if card is None:
            raise web.HTTPNotFound(text="There is no such card.")
        return card
