"""Every page and act of the console. One module a noun; the navigation has their order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from anteroom.console import (
    cases,
    colleagues,
    disclosures,
    effects,
    experiment,
    flags,
    funnel,
    health,
    held,
    interview,
    ledger,
    nudges,
    overview,
    policy,
    reports,
    search,
    webhooks,
    you,
)
from anteroom.console.route import Page, Way, refuse_undeclared
from anteroom.console.sign_in import DOORSTEPS, PROVIDER, provider_for
from anteroom.console.standing import CONSOLE, LISTED, Listed
from anteroom.house import House
from anteroom.ledger.checks import go_on

TABLE: tuple[Way, ...] = (
    *overview.WAYS,
    *search.WAYS,
    *interview.WAYS,
    *reports.WAYS,
    *flags.WAYS,
    *held.WAYS,
    *cases.WAYS,
    *nudges.WAYS,
    *experiment.WAYS,
    *funnel.WAYS,
    *policy.WAYS,
    *disclosures.WAYS,
    *ledger.WAYS,
    *webhooks.WAYS,
    *effects.WAYS,
    *health.WAYS,
    *you.WAYS,
    *colleagues.WAYS,
)
"""The console whole, but for its doorstep."""
PIECES = 4
"""Of a verification of the ledger, each time that time is kept."""


def open_console(app: web.Application, house: House) -> None:
    """Give an application the console where the settings describe one.

    Raises ValueError for a way that is not declared.
    """
    provider = provider_for(house)
    if house.settings.console is not None and provider is not None:
        app[CONSOLE] = house.settings.console
        app[PROVIDER] = provider
        app[LISTED] = Listed(tuple(each for each in TABLE if isinstance(each, Page) and each.listed))
        app.add_routes([each.resource for each in (*DOORSTEPS, *TABLE)])
        app.cleanup_ctx.append(_provider_open)
        house.duties.append(partial(_verify_on, house))
    refuse_undeclared(app)


async def _provider_open(app: web.Application) -> AsyncIterator[None]:
    await app[PROVIDER].open()
    yield
    await app[PROVIDER].close()


async def _verify_on(house: House) -> None:
    for _ in range(PIECES):
        if not await go_on(house):
            return
