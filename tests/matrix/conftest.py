"""A homeserver for all tests of this folder, and Anteroom plugged into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from pytest_asyncio import fixture

from matrix.homeserver import people, synapse, wanted
from matrix.plugged import Plugged, open_plugged


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Synapse that runs as long as the tests do."""
    wanted()
    with synapse(tmp_path_factory.mktemp("synapse")) as url:
        yield url


@fixture
async def plugged(homeserver: str) -> AsyncIterator[Plugged]:
    """Anteroom with a bot; a client, a freelancer and a stranger with accounts."""
    async for everybody in people(homeserver, "anteroom", "client", "freelancer", "stranger"):
        async with open_plugged(homeserver, everybody) as opened:
            yield opened
