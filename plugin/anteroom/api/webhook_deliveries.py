"""REST v1: what became of each event at each endpoint, and sending one again."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.route import LONGEST_ID, Route
from anteroom.api.scopes import Scope
from anteroom.errors import Conflict, NotFound
from anteroom.webhooks import actions, store
from anteroom.webhooks.model import Delivery, Standing

TAG = "Webhooks"


class DeliveryShown(Shown, frozen=True):
    """One event at one endpoint. `failures` so far, the last for `trouble`; `next_at` while it waits."""

    id: str
    event: str
    type: str
    endpoint: str
    state: Standing
    failures: int
    trouble: str
    at: Instant
    next_at: Instant | None


class DeliveriesShown(Shown, frozen=True):
    """Deliveries, newest first; `next_cursor` leads on, null at the end."""

    deliveries: tuple[DeliveryShown, ...]
    next_cursor: str | None


class DeliveriesQuery(PageQuery, frozen=True):
    """Which deliveries: in one state, to one endpoint."""

    state: Standing | None = None
    endpoint: Annotated[str, msgspec.Meta(max_length=LONGEST_ID)] = ""


async def list_deliveries(request: web.Request) -> web.Response:
    """Show deliveries, newest first."""
    query = read_query(request, DeliveriesQuery)
    page = wanted(request, f"deliveries:{query.state or ''}:{query.endpoint}", 1)
    behind = int(page.place[0]) if page.place else None
    async with request.app[HOUSE].database.connection() as conn:
        found = await store.deliveries(conn, query.state, query.endpoint or None, behind, page.limit + 1)
    rows = tuple(_delivery_shown(each) for each in found[: page.limit])
    left = len(found) > page.limit
    more = cursor_behind(request, page, (str(found[page.limit - 1].position),)) if left else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    said = DeliveriesShown(deliveries=rows, next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def get_delivery(request: web.Request) -> web.Response:
    """Show a delivery."""
    async with request.app[HOUSE].database.connection() as conn:
        found = await store.delivery(conn, request.match_info["id"])
    if found is None:
        raise NotFound("There is no such delivery.")
    return answer_with_delivery(request, found, 200)


async def replay_delivery(request: web.Request) -> web.Response:
    """Send one event again."""
    return answer_with_delivery(
        request, await actions.send_again(request.app[HOUSE], request.match_info["id"])
    )


def answer_with_delivery(request: web.Request, delivery: Delivery, status: int = 202) -> web.Response:
    """Answer with one delivery."""
    shown = _delivery_shown(delivery)
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown, status)


def _delivery_shown(delivery: Delivery) -> DeliveryShown:
    return DeliveryShown(
        id=delivery.id,
        event=delivery.event_id,
        type=delivery.type,
        endpoint=delivery.endpoint_id,
        state=delivery.standing,
        failures=delivery.failures,
        trouble=delivery.trouble,
        at=delivery.at.isoformat(),
        next_at=written(delivery.next_at),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/webhook-deliveries",
        name="list_webhook_deliveries",
        tag=TAG,
        summary="List what became of events, newest first",
        handler=list_deliveries,
        scope=Scope.WEBHOOKS_READ,
        query=DeliveriesQuery,
        answers={200: DeliveriesShown},
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/webhook-deliveries/{id}",
        name="show_webhook_delivery",
        tag=TAG,
        summary="Show what became of one event at one endpoint",
        handler=get_delivery,
        scope=Scope.WEBHOOKS_READ,
        answers={200: DeliveryShown},
        problems=(NotFound,),
    ),
    Route(
        method="POST",
        path="/v1/webhook-deliveries/{id}/replay",
        name="replay_webhook_delivery",
        tag=TAG,
        summary="Send one event again, the same octets under the same id",
        handler=replay_delivery,
        scope=Scope.WEBHOOKS_WRITE,
        answers={202: DeliveryShown},
        problems=(NotFound, Conflict),
    ),
)
