"""Plugging a connector in: ways out are registered, feeds are asked for as long as we run."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.house import House
from anteroom.marketplaces.connector import Connector
from anteroom.marketplaces.nudge_answer import NudgeAnswers
from anteroom.marketplaces.nudge_notice import NudgeNotice, ShowsNotices
from anteroom.marketplaces.offer_card import OfferCards, ShowsOffers
from anteroom.marketplaces.polling import Poller
from anteroom.marketplaces.thread_card import ThreadCard
from anteroom.marketplaces.thread_message import ThreadMessage
from anteroom.signed_call import SignedCalls
from anteroom.webhooks import store as webhooks
from anteroom.webhooks.delivery import Deliveries
from anteroom.webhooks.event import Webhook

POLLER = web.AppKey("marketplace_poller", Poller)
"""There where the connector has feeds."""


def plug_in(app: web.Application, house: House, connector: Connector) -> None:
    """Plug in the deployment's one connector. To be called by its integration's `attach`."""
    if connector.threads is not None:
        house.adapters.register(ThreadCard(connector.threads))
        house.adapters.register(ThreadMessage(connector.threads))
        house.adapters.register(NudgeAnswers(connector.threads))
        if isinstance(connector.threads, ShowsNotices):
            house.adapters.register(NudgeNotice(connector.threads, connector.threads))
        if isinstance(connector.threads, ShowsOffers):
            house.adapters.register(OfferCards(connector.threads, connector.threads))
    calls = SignedCalls(allow_private=house.settings.allow_private_targets)
    house.adapters.register(Webhook())
    house.adapters.register(Deliveries(calls))
    poller = Poller(house, connector.name, connector.feeds) if connector.feeds else None
    if poller is not None:
        app[POLLER] = poller
        house.duties.append(poller.begin)

    async def opened(_: web.Application) -> AsyncIterator[None]:
        async with house.database.transaction() as conn:
            await webhooks.keep_first(conn, house.settings.marketplace.webhook_url, house.clock.now())
        await calls.open()
        await connector.open()
        yield
        if poller is not None:
            await poller.stop()
        await connector.close()
        await calls.close()

    app.cleanup_ctx.append(opened)
