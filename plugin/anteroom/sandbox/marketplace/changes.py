"""What Harbourline answers when it is asked what has changed: for a time in which it cannot call Anteroom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from anteroom.clock import Clock
from anteroom.sandbox.marketplace.books import Books, contract_body, member_body, message_body, proposal_body
from anteroom.sandbox.marketplace.faults import Faults
from anteroom.sandbox.marketplace.webhooks import NotGenuine, WebhookVerifier

PAGE = 20
"""Changes in one answer."""


@dataclass(slots=True)
class Changes:
    """A journal of what changed, by kind and id; an entry is worded as it stands when it is asked for.

    What a member does on a card has no other place and is kept as it was. `asked` holds each cursor that was
    asked for.
    """

    books: Books
    verifier: WebhookVerifier
    clock: Clock
    faults: Faults
    asked: list[str] = field(default_factory=list)
    _journal: list[tuple[str, str, Mapping[str, Any] | None]] = field(default_factory=list)

    def note(self, kind: str, known: str, body: Mapping[str, Any] | None = None) -> None:
        """Write down that something changed; `body` for what stands nowhere in the books."""
        self._journal.append((kind, known, body))

    async def serve(self, request: web.Request) -> web.Response:
        """Answer `GET /anteroom/changes?after=…` to whoever signs as Anteroom does."""
        try:
            self.verifier.verify(request.headers, b"", self.clock.now())
        except NotGenuine as error:
            return web.json_response({"title": str(error)}, status=401)
        after = request.query.get("after", "")
        self.asked.append(after)
        fault = self.faults.next("changes")
        if fault is not None:
            return await fault.answer()
        if after and not (after.isascii() and after.isdigit()):
            return web.json_response({"title": "there is no such cursor"}, status=400)
        begin = int(after or 0)
        end = min(begin + PAGE, len(self._journal))
        found = [self._worded(*each) for each in self._journal[begin:end]]
        return web.json_response({"changes": found, "cursor": str(end), "more": end < len(self._journal)})

    def _worded(self, kind: str, known: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        return {"kind": kind, "id": known, "body": self._stands(kind, known) if body is None else body}

    def _stands(self, kind: str, known: str) -> Mapping[str, Any]:
        """Word something as it stands in the books now. Raises KeyError for what is not there."""
        books = self.books
        if kind == "member":
            return member_body(books.members[known])
        if kind == "proposal":
            return proposal_body(books.proposals[known])
        if kind == "message":
            return message_body(books.messages[known])
        contracts = {each.contract.id: each.contract for each in books.proposals.values() if each.contract}
        return contract_body(contracts[known])
