"""In which tools calls can be made for a client: what is set up, and what its company has connected."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.meetings.calls import Order
from anteroom.meetings.model import PROVIDERS, Tool
from anteroom.meetings.provider import MeetingProvider

CONNECTED = """select organisation_id from member join meeting_account using (organisation_id)
    where person_id = $1 and provider = $2 and trouble = ''"""


async def tools_for(conn: Connection, house: House, client_id: str) -> list[Tool]:
    """Return the tools in which calls can be made for a client, by its person's id."""
    found = [await order_for(conn, house, client_id, tool) for tool in PROVIDERS]
    return [each[0] for each in found if each is not None]


async def order_for(conn: Connection, house: House, client_id: str, named: str) -> tuple[Tool, Order] | None:
    """Return a tool and how a call in it is ordered for a client; None where none can be made.

    The account of the client's company goes before one of our own.
    """
    tool = next((each for each in PROVIDERS if each == named), None)
    provider = house.meetings.of(PROVIDERS[tool]) if tool else None
    if tool is None or provider is None:
        return None
    account = await _account(conn, provider, client_id)
    return None if account is None else (tool, Order(provider.name, account, provider.leak_profile()))


async def _account(conn: Connection, provider: MeetingProvider, client_id: str) -> str | None:
    if provider.connects:
        # Asked here and not of the provider, which would want a second connection while we hold one.
        organisation = await conn.fetchval(CONNECTED, client_id, provider.name)
        if organisation is not None:
            return str(organisation)
    return None if await provider.capabilities("") is None else ""
