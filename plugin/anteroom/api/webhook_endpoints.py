"""REST v1: endpoints for events."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Moment, Told, read, required_instant
from anteroom.api.caller import CALLER
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.api.webhook_deliveries import TAG, DeliveryShown, answer_with_delivery
from anteroom.errors import Conflict, NotFound
from anteroom.keys.model import NAME
from anteroom.webhooks import actions, store
from anteroom.webhooks.model import Endpoint, Why

Url = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Description = Annotated[str, msgspec.Meta(max_length=64, pattern=rf"^\Z|{NAME}")]
Kind = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[a-z_]+\.(\*|[a-z_]+)$")]
Kinds = Annotated[tuple[Kind, ...], msgspec.Meta(max_length=100)]


class EndpointBody(Told, frozen=True):
    """Where events are to be sent, and which: types and families such as `interview.*`; none: all."""

    url: Url
    description: Description = ""
    events: Kinds = ()


class EndpointChange(Told, frozen=True):
    """What is to be different; what is left out, or null, stays as it is."""

    url: Url | None = None
    description: Description | None = None
    events: Kinds | None = None
    disabled: bool | None = None


class SecretRotation(Told, frozen=True):
    """For how many hours the secrets of before sign beside the new one."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 24


class ReplayBody(Told, frozen=True):
    """From when on; what was given up, or `everything`, taken or never sent."""

    since: Moment
    everything: bool = False


class EndpointShown(Shown, frozen=True):
    """An endpoint. `disabled_for` says why it is: `gone` (it answered 410) or `asked`."""

    id: str
    url: str
    description: str
    events: tuple[str, ...]
    made_at: Instant
    disabled_at: Instant | None
    disabled_for: Why | None
    failing_since: Instant | None


class EndpointMade(EndpointShown, frozen=True):
    """An endpoint with its newest `secret`, which is shown this once."""

    secret: str


class EndpointsShown(Shown, frozen=True):
    """All endpoints: the one of app.yaml first, the others as they were made."""

    endpoints: tuple[EndpointShown, ...]


class ReplayShown(Shown, frozen=True):
    """How many are sent again; `since` is where to go on, null where nothing is left."""

    count: int
    since: Instant | None


async def post_endpoint(request: web.Request) -> web.Response:
    """Make an endpoint."""
    body = await read(request, EndpointBody)
    wish = actions.Wish(url=body.url, description=body.description, events=body.events)
    return _with_secret(request, *await actions.make(request.app[HOUSE], request[CALLER], wish))


async def list_endpoints(request: web.Request) -> web.Response:
    """Show all endpoints."""
    async with request.app[HOUSE].database.connection() as conn:
        rows = tuple(_shown(each) for each in await store.endpoints(conn))
    request[PASSAGE] = Passage(minted=tuple(text for row in rows for text in _minted(row)))
    return respond(request, EndpointsShown(endpoints=rows))


async def get_endpoint(request: web.Request) -> web.Response:
    """Show an endpoint."""
    async with request.app[HOUSE].database.connection() as conn:
        found = await store.endpoint(conn, request.match_info["id"])
    if found is None:
        raise NotFound("There is no such endpoint.")
    return _answer(request, found)


async def patch_endpoint(request: web.Request) -> web.Response:
    """Change an endpoint."""
    body = await read(request, EndpointChange)
    wish = actions.Wish(body.url, body.description, body.events, body.disabled)
    return _answer(
        request, await actions.change(request.app[HOUSE], request[CALLER], request.match_info["id"], wish)
    )


async def delete_endpoint(request: web.Request) -> web.Response:
    """Remove an endpoint."""
    await actions.remove(request.app[HOUSE], request[CALLER], request.match_info["id"])
    return web.Response(status=204)


async def post_rotation(request: web.Request) -> web.Response:
    """Give an endpoint a new secret."""
    body = await read(request, SecretRotation)
    overlap = timedelta(hours=body.overlap_hours)
    made = await actions.rotate(request.app[HOUSE], request[CALLER], request.match_info["id"], overlap)
    return _with_secret(request, *made)


async def post_test(request: web.Request) -> web.Response:
    """Send an event to one endpoint, to see whether it works."""
    return answer_with_delivery(
        request, await actions.send_test(request.app[HOUSE], request.match_info["id"])
    )


async def post_replay(request: web.Request) -> web.Response:
    """Send again what an endpoint did not take."""
    body = await read(request, ReplayBody)
    since, house = required_instant(body.since, "since"), request.app[HOUSE]
    done = await actions.send_all_again(house, request.match_info["id"], since, everything=body.everything)
    said = ReplayShown(count=done.count, since=written(done.since))
    request[PASSAGE] = Passage(minted=texts_of(said))
    return respond(request, said, 202)


def _answer(request: web.Request, endpoint: Endpoint) -> web.Response:
    shown = _shown(endpoint)
    request[PASSAGE] = Passage(minted=_minted(shown))
    return respond(request, shown)


def _with_secret(request: web.Request, endpoint: Endpoint, secret: str) -> web.Response:
    shown = _shown(endpoint)
    said = EndpointMade(**msgspec.structs.asdict(shown), secret=secret)
    request[PASSAGE] = Passage(minted=(*_minted(shown), secret))
    return respond(request, said, 201)


def _minted(shown: EndpointShown) -> tuple[str, ...]:
    """All of it: the address was looked at when it was given, and a description cannot hold a detail."""
    return texts_of(shown)


def _shown(endpoint: Endpoint) -> EndpointShown:
    return EndpointShown(
        id=endpoint.id,
        url=endpoint.url,
        description=endpoint.description,
        events=endpoint.events,
        made_at=endpoint.made_at.isoformat(),
        disabled_at=written(endpoint.disabled_at),
        disabled_for=endpoint.disabled_for,
        failing_since=written(endpoint.failing_since),
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/webhook-endpoints",
        name="make_webhook_endpoint",
        tag=TAG,
        summary="Say where events are sent",
        handler=post_endpoint,
        scope=Scope.WEBHOOKS_WRITE,
        body=EndpointBody,
        answers={201: EndpointMade},
        problems=(Conflict,),
        notes=(
            "The `secret` is shown this once, so this call takes no Idempotency-Key: remove an endpoint whose"
            " answer was lost."
        ),
        example={"url": "https://example.org/hooks", "description": "Cards", "events": ["interview.*"]},
    ),
    Route(
        method="GET",
        path="/v1/webhook-endpoints",
        name="list_webhook_endpoints",
        tag=TAG,
        summary="List where events are sent",
        handler=list_endpoints,
        scope=Scope.WEBHOOKS_READ,
        answers={200: EndpointsShown},
    ),
    Route(
        method="GET",
        path="/v1/webhook-endpoints/{id}",
        name="show_webhook_endpoint",
        tag=TAG,
        summary="Show an endpoint",
        handler=get_endpoint,
        scope=Scope.WEBHOOKS_READ,
        answers={200: EndpointShown},
        problems=(NotFound,),
    ),
    Route(
        method="PATCH",
        path="/v1/webhook-endpoints/{id}",
        name="change_webhook_endpoint",
        tag=TAG,
        summary="Change, disable or enable an endpoint",
        handler=patch_endpoint,
        scope=Scope.WEBHOOKS_WRITE,
        body=EndpointChange,
        answers={200: EndpointShown},
        problems=(NotFound, Conflict),
        notes="What is left out stays. The address of the endpoint that app.yaml names changes there alone.",
        example={"events": ["interview.*", "contact.disclosed"], "disabled": False},
    ),
    Route(
        method="DELETE",
        path="/v1/webhook-endpoints/{id}",
        name="remove_webhook_endpoint",
        tag=TAG,
        summary="Remove an endpoint and all that was still to be sent there",
        handler=delete_endpoint,
        scope=Scope.WEBHOOKS_WRITE,
        answers={204: None},
        problems=(NotFound, Conflict),
    ),
    Route(
        method="POST",
        path="/v1/webhook-endpoints/{id}/rotate",
        name="rotate_webhook_secret",
        tag=TAG,
        summary="Give an endpoint a new secret",
        handler=post_rotation,
        scope=Scope.WEBHOOKS_WRITE,
        body=SecretRotation,
        answers={201: EndpointMade},
        problems=(NotFound, Conflict),
        notes="Each event is signed by all that are good, so that you can change yours meanwhile.",
        example={"overlap_hours": 24},
    ),
    Route(
        method="POST",
        path="/v1/webhook-endpoints/{id}/test",
        name="test_webhook_endpoint",
        tag=TAG,
        summary="Send a webhook.test to an endpoint",
        handler=post_test,
        scope=Scope.WEBHOOKS_WRITE,
        answers={202: DeliveryShown},
        problems=(NotFound, Conflict),
    ),
    Route(
        method="POST",
        path="/v1/webhook-endpoints/{id}/replay",
        name="replay_webhook_endpoint",
        tag=TAG,
        summary="Send an endpoint again what it did not take",
        handler=post_replay,
        scope=Scope.WEBHOOKS_WRITE,
        body=ReplayBody,
        answers={202: ReplayShown},
        problems=(NotFound, Conflict),
        notes="Oldest first, at most a thousand at a time: go on with the `since` of the answer.",
        example={"since": "2026-11-23T00:00:00Z", "everything": False},
    ),
)
