"""Where events go, how each endpoint fares, and what was given up: sent again from here."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.layout import Crumb, console_page, when
from anteroom.console.model import OPERATOR
from anteroom.console.route import HOME, Act, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import Button, Cell, Column, Mark, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.errors import NotFound
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords
from anteroom.webhooks import actions, store
from anteroom.webhooks.model import Delivery, Endpoint, Standing

WEBHOOKS = f"{HOME}/webhooks"
MARKS: dict[Standing, Mark] = {Standing.DEAD: "bad", Standing.WAITING: "warn", Standing.DELIVERED: "ok"}


async def show(request: web.Request) -> web.StreamResponse:
    """List the endpoints, and what was given up at any of them."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("webhooks", who.staff.language)
    page = page_of(request, "deliveries:dead", 1)
    behind = int(page.place[0]) if page.place else None
    async with house.database.connection() as conn:
        endpoints = await store.endpoints(conn)
        rows = await store.deliveries(conn, Standing.DEAD, None, behind, page.limit + 1)
    shown, place = cut(page, rows, _place)
    dead = Table(
        say("webhooks.dead"),
        _columns(say),
        tuple(_delivery(request, say, each) for each in shown),
        say("webhooks.none_dead"),
        pager(request, page, place),
    )
    listed = Table(
        say("webhooks.endpoints"),
        tuple(Column(say(f"webhooks.head.{each}")) for each in ("endpoint", "state", "since")),
        tuple(_endpoint(request, say, each) for each in endpoints),
        say("webhooks.no_endpoints"),
    )
    return console_page(
        request,
        "webhooks.html",
        "webhooks",
        minted=(*_minted(shown), *(each.id for each in endpoints), *minted_of(dead.pager)),
        tables=(listed, dead),
    )


async def show_endpoint(request: web.Request) -> web.StreamResponse:
    """List what became of events at one endpoint, newest first."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("webhooks", who.staff.language)
    endpoint_id = request.match_info["id"]
    page = page_of(request, f"deliveries:{endpoint_id}", 1)
    behind = int(page.place[0]) if page.place else None
    async with house.database.connection() as conn:
        endpoint = await store.endpoint(conn, endpoint_id)
        if endpoint is None:
            raise NotFound("There is no such endpoint.")
        rows = await store.deliveries(conn, None, endpoint_id, behind, page.limit + 1)
    shown, place = cut(page, rows, _place)
    table = Table(
        say("webhooks.deliveries"),
        _columns(say),
        tuple(_delivery(request, say, each) for each in shown),
        say("webhooks.no_deliveries"),
        pager(request, page, place),
    )
    return console_page(
        request,
        "webhooks.html",
        "webhooks",
        crumbs=[Crumb(say("nav.webhooks"), WEBHOOKS), Crumb(endpoint.id)],
        minted=(*_minted(shown), endpoint.id, *minted_of(table.pager)),
        tables=(table,),
    )


async def again(request: web.Request) -> web.StreamResponse:
    """Send one event again."""
    delivery = await actions.send_again(request.app[HOUSE], request.match_info["id"])
    return go_to(f"{WEBHOOKS}/{delivery.endpoint_id}")


def _place(delivery: Delivery) -> tuple[str]:
    return (str(delivery.position),)


def _columns(say: PageWords) -> tuple[Column, ...]:
    return tuple(Column(say(f"webhooks.head.{each}")) for each in ("event", "state", "failures", "at"))


def _endpoint(request: web.Request, say: PageWords, endpoint: Endpoint) -> Row:
    state: tuple[str, Mark] = (say("webhooks.works"), "ok")
    since = endpoint.failing_since
    if endpoint.disabled_at is not None:
        why = endpoint.disabled_for.value if endpoint.disabled_for else "asked"
        state, since = (
            (say(f"webhooks.disabled.{why}"), "bad" if why == "gone" else "warn"),
            endpoint.disabled_at,
        )
    elif since is not None:
        state = (say("webhooks.failing"), "bad")
    return Row(
        (
            Cell(endpoint.description or endpoint.id, f"{WEBHOOKS}/{endpoint.id}", note=endpoint.id),
            Cell(state[0], mark=state[1]),
            Cell(when(request, since)),
        )
    )


def _delivery(request: web.Request, say: PageWords, delivery: Delivery) -> Row:
    waits = delivery.standing is Standing.WAITING and delivery.next_at
    return Row(
        (
            Cell(delivery.type, note=delivery.event_id),
            Cell(
                say(f"webhooks.is.{delivery.standing}"),
                mark=MARKS[delivery.standing],
                note=say("webhooks.next", at=when(request, delivery.next_at)) if waits else "",
            ),
            Cell(str(delivery.failures), note=delivery.trouble),
            Cell(when(request, delivery.at)),
        ),
        None
        if delivery.standing is Standing.WAITING
        else Button(f"{WEBHOOKS}/deliveries/{delivery.id}/again", say("webhooks.again"), about=delivery.type),
    )


def _minted(deliveries: Sequence[Delivery]) -> Sequence[str]:
    return [each for one in deliveries for each in (one.id, one.event_id)]


WAYS: tuple[Way, ...] = (
    Page(path=WEBHOOKS, name="webhooks", roles=OPERATOR, handler=show, listed=True),
    Page(path=f"{WEBHOOKS}/{{id}}", name="endpoint", roles=OPERATOR, handler=show_endpoint, under="webhooks"),
    Act(
        path=f"{WEBHOOKS}/deliveries/{{id}}/again",
        name="delivery_again",
        roles=OPERATOR,
        handler=again,
        under="webhooks",
    ),
)
