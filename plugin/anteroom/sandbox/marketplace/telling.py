"""What Harbourline tells Anteroom, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anteroom.sandbox.cast import ORGANISATION
from anteroom.sandbox.marketplace.anteroom_client import AnteroomClient, AnteroomUnreachable, Heard
from anteroom.sandbox.marketplace.arrivals import NAME
from anteroom.sandbox.marketplace.books import (
    Books,
    contract_body,
    member_body,
    message_body,
    organisation_body,
    proposal_body,
)
from anteroom.sandbox.marketplace.changes import Changes
from anteroom.sandbox.marketplace.model import Member, Message, Proposal
from anteroom.sandbox.page.bell import Bell

CARD_CHANGES = {"answers": "answer", "counters": "counter"}
"""What a member does on a card that can wait until it is asked for."""


class Telling:
    """Harbourline's outgoing calls. Every method raises AnteroomRefused or AnteroomUnreachable.

    What has changed is written into the journal `changes`, too; where Harbourline is `silent`, there alone.
    """

    def __init__(
        self, anteroom_url: str, api_key: str, books: Books, bell: Bell, heard: Heard, changes: Changes
    ) -> None:
        self.silent = False
        self._changes = changes
        self.anteroom_url = anteroom_url
        self._api_key = api_key
        self._books = books
        self._bell = bell
        self._heard = heard
        self._client: AnteroomClient | None = None
        self._presses = 0

    async def stop(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def everything(self) -> None:
        """All of the books, in the order in which each thing needs the other."""
        self._changes.note("organisation", ORGANISATION, organisation_body())
        if not self.silent:
            await self._anteroom().put(f"/v1/organisations/{ORGANISATION}", organisation_body(), NAME)
        for member in self._books.members.values():
            await self.member(member)
        for proposal in self._books.proposals.values():
            await self.proposal(proposal)
        for message in list(self._books.messages.values()):
            if message.verdict is None:
                await self.message(message)

    async def member(self, member: Member) -> None:
        """A member, the details and what is shared."""
        self._changes.note("member", member.id)
        if self.silent:
            return
        await self._anteroom().put(f"/v1/members/{member.id}", member_body(member), NAME)

    async def proposal(self, proposal: Proposal) -> None:
        """A proposal, and its contract if there is one."""
        self._changes.note("proposal", proposal.id)
        if proposal.contract is not None:
            self._changes.note("contract", proposal.contract.id)
        if self.silent:
            return
        told = await self._anteroom().put(f"/v1/proposals/{proposal.id}", proposal_body(proposal), NAME)
        proposal.interview_address = str(told.get("interview_address", "")) if told else ""
        contract = proposal.contract
        if contract is not None:
            await self._anteroom().put(f"/v1/contracts/{contract.id}", contract_body(contract), NAME)

    async def message(self, message: Message) -> None:
        """A message, which Anteroom judges before anybody else sees it."""
        self._changes.note("message", message.id)
        if self.silent:
            return
        reader = self._name(message.sender)
        answer = await self._anteroom().put(f"/v1/messages/{message.id}", message_body(message), reader)
        message.explanation = answer.get("explanation") or ""
        message.lesson = answer.get("lesson")
        message.shown = answer.get("text") or ""
        message.verdict = answer["verdict"]
        self._books.cover(answer.get("cover", ()))
        self._bell.ring()

    async def interview(self, interview: str, what: str, body: Mapping[str, Any]) -> None:
        """What a member did on the card; `what` is the rest of the path, `body` names the member."""
        if self.silent:
            if what not in CARD_CHANGES:
                raise AnteroomUnreachable
            self._presses += 1
            named = {**body, "interview": interview}
            self._changes.note(CARD_CHANGES[what], f"press-{self._presses}", named)
            return
        await self._anteroom().post(f"/v1/interviews/{interview}/{what}", body, self._name(body["member"]))

    async def offer_interview(self, proposal: str, member: str) -> Mapping[str, Any]:
        """A freelancer offers a sanctioned interview; returns the offer."""
        path = f"/v1/proposals/{proposal}/interview-offers"
        answer: Mapping[str, Any] = await self._anteroom().post(path, {"member": member}, self._name(member))
        return answer

    async def decline_offer(self, offer: str, member: str) -> None:
        """A client says "not now" to an offer."""
        path = f"/v1/interview-offers/{offer}/decline"
        await self._anteroom().post(path, {"member": member}, self._name(member))

    async def ask_disclosures(self, proposal: Proposal) -> None:
        """Ask what the contract opens to each of its two members, and keep it for them to see."""
        if proposal.contract is None or self.silent:
            return
        for viewer in (proposal.client, proposal.freelancer):
            query = {"contract": proposal.contract.id, "viewer": viewer}
            answer = await self._anteroom().get("/v1/disclosures", query, self._name(viewer))
            self._books.disclosures[proposal.contract.id, viewer] = answer["disclosures"]
        self._bell.ring()

    def _name(self, member: str) -> str:
        return self._books.member(member).person.name

    def _anteroom(self) -> AnteroomClient:
        if self._client is None:
            self._client = AnteroomClient(self.anteroom_url, self._api_key, self._heard)
        self._client.base_url = self.anteroom_url
        return self._client
