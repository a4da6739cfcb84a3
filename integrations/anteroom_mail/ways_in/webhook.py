"""Mail that a provider or a mail server brings over HTTP, whole and raw: `POST /inbound/mail`.

Request: `Authorization: Bearer <ANTEROOM_INBOUND_SECRET>`, `Content-Type: message/rfc822`, the envelope's
recipients in `X-Envelope-To` (several with commas between, or the field several times), its sender in
`X-Envelope-From` if that is known (empty for the null sender of bounces), and the mail itself as the body.
The secret is looked at before the body, so that a stranger's megabytes are never read.

Answer: 200 when at least one recipient's mail was taken, 422 when all were refused for good, 503 when
something of ours failed: then all of it must come again, and who was served is known. `results` has one entry
a recipient, in the order asked. 400, 401, 408, 413 and 415 say what is wrong with the request itself.
"""

from __future__ import annotations

import asyncio
import hmac
import json

import structlog
from aiohttp import ClientPayloadError, web

from anteroom.api.doorway import FIXED_WORDS
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.ways_in.inbox import Inbox
from anteroom_mail.ways_in.outcome import Outcome, Verdict

log = structlog.get_logger()

PATH = "/inbound/mail"
MAIL = "message/rfc822"
RECIPIENTS = "X-Envelope-To"
SENDER = "X-Envelope-From"
LONGEST_RECIPIENT = 320
"""RFC 5321, 4.5.3.1: 64 octets, an @, 255 octets."""
RETRY_SECONDS = "60"


class _Refused(Exception):
    """The request cannot be taken; the status and the word say why."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


class MailWebhook:
    """Guards and reads what is posted, and hands it to the intake."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        self._inbox = inbox
        self._secret = secret.encode()

    @property
    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one mail."""
        request[FIXED_WORDS] = (
            True  # not even a recipient is repeated, and 503 must get out without a database
        )
        held = bytearray()
        try:
            self._admit(request)
            recipients = self._recipients(request)
            await self._read(request, held)
            became = await self._inbox.deliver(recipients, bytes(held), _origin(request))
        except _Refused as refused:
            log.info("mail.webhook_refused", status=refused.status, reason=refused.word)
            return _answer(refused.status, {"error": refused.word})
        finally:
            self._inbox.release(len(held))
        return _answer(_status(became), {"results": [_said(each) for each in became]})

    def _admit(self, request: web.Request) -> None:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        octets = shown.strip().encode("utf-8", "surrogateescape")
        if scheme.lower() != "bearer" or not hmac.compare_digest(octets, self._secret):
            raise _Refused(401, "unauthorised")
        if request.content_type != MAIL:
            raise _Refused(415, f"the body must be {MAIL}")
        if (request.content_length or 0) > self._inbox.bounds.largest:
            raise _Refused(413, "too large")

    def _recipients(self, request: web.Request) -> list[str]:
        fields = ",".join(request.headers.getall(RECIPIENTS, []))
        recipients = [each for part in fields.split(",") if (each := part.strip().strip("<>"))]
        if not recipients:
            raise _Refused(400, f"no recipient: give the envelope's in {RECIPIENTS}")
        if len(recipients) > self._inbox.bounds.recipients:
            raise _Refused(400, "too many recipients")
        if any(len(each) > LONGEST_RECIPIENT or not each.isprintable() for each in recipients):
            raise _Refused(400, "a recipient that is none")
        return recipients

    async def _read(self, request: web.Request, held: bytearray) -> None:
        """Fill `held` with the body; all that is in it is counted, whatever happens."""
        try:
            async with asyncio.timeout(self._inbox.bounds.idle_seconds):
                async for chunk in request.content.iter_any():
                    if len(held) + len(chunk) > self._inbox.bounds.largest:
                        raise _Refused(413, "too large")
                    if not self._inbox.hold(len(chunk)):
                        raise _Refused(503, "too much mail at once")
                    held += chunk
        except TimeoutError:
            raise _Refused(408, "the body came too slowly") from None
        except (ClientPayloadError, web.RequestPayloadError, ValueError):  # broken chunks, a wrong encoding
            raise _Refused(400, "the body is broken") from None
        if not held:
            raise _Refused(400, "the body is empty")


def _origin(request: web.Request) -> Origin | None:
    """Return the sender alone: whence the mail came to whoever brings it, nobody says."""
    sender = request.headers.get(SENDER)
    return None if sender is None else Origin("", "", sender.strip().strip("<>"))


def _status(became: list[Outcome | None]) -> int:
    if any(each is None for each in became):
        return 503
    if all(each is not None and each.verdict is Verdict.REFUSED for each in became):
        return 422
    return 200


def _said(outcome: Outcome | None) -> dict[str, str]:
    if outcome is None:
        return {"result": "later"}
    if outcome.verdict is Verdict.REFUSED:
        return {"result": "refused", "sentence": outcome.sentence}
    return {"result": "accepted"}


def _answer(status: int, body: dict[str, object]) -> web.Response:
    headers = {"Retry-After": RETRY_SECONDS} if status == 503 else {}
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers
    )
