"""A call through a coturn in the place of our relay."""

from __future__ import annotations

import shutil
from ipaddress import IPv4Network

from anteroom.rooms.relay.credentials import RelayAccess, relay_urls
from bench.coturn import running_coturn
from calls import SECRET
from company import gathering, heavy, sees_frames, until
from required import lacking


@heavy
async def test_two_people_see_each_other_through_a_coturn_with_our_logins() -> None:
    program = shutil.which("turnserver")
    if program is None:
        lacking("coturn is missing: apt-get install coturn")
    with running_coturn(program, SECRET) as (port, _):
        urls = relay_urls("127.0.0.1", port)
        access = RelayAccess(urls, SECRET.encode(), relayed=IPv4Network("127.0.0.1/32"))
        async with gathering(other=access) as company:
            ana, hugo = await company.enter("ana"), await company.enter("hugo")
            await until(lambda: sees_frames(ana))
            await until(lambda: sees_frames(hugo))
            control = company.relay.control()
            assert (await control.stats()).relayed_packets == 0
            await control.close()
