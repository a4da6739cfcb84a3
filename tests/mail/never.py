"""Who wants no more mail: a reader's browser, an invitation to refuse, and what is kept of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import aiohttp

from anteroom.sandbox.world import World
from api_client import ApiClient

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Reader:
    """Dana's browser, without a cookie and in the language that it asks for."""

    def __init__(self, world: World, language: str = "en") -> None:
        self._url = world.url
        self._language = language

    async def look(self, url: str, method: str = "GET") -> tuple[int, str]:
        return await self._ask(method, url)

    async def send(self, url: str, form: dict[str, str]) -> tuple[int, str]:
        return await self._ask("POST", url, data=form)

    async def _ask(self, method: str, url: str, **what: Any) -> tuple[int, str]:
        headers = {"Accept-Language": self._language}
        whole = url if "://" in url else self._url + url
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, whole, headers=headers, allow_redirects=False, **what) as answer,
        ):
            assert not answer.cookies
            return answer.status, await answer.text()


async def invite(here: World, email: str = "", label: str = "Dana, VP Engineering") -> str:
    """Maya asks Leo and one guest; return the interview's id."""
    offered = here.twins.cast.proposals[0]
    body = {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": (here.house.clock.now() + timedelta(days=3)).isoformat(),
        "minutes": 45,
        "guests": [{"email": email or here.twins.cast.dana.email, "label": label}],
    }
    status, told = await ApiClient(here).post("/v1/interviews", body)
    assert status == 201, told
    await here.settle()
    return str(told["id"])


def mails(here: World, key: str = "dana") -> list[Any]:
    return list(here.twins.mailbox.mails(key))


def never_of(mail: Any) -> str:
    """The link that the mail's header gives, which is the one in its text."""
    head = re.sub(r"\r\n(?=[ \t])", "", mail.raw.decode("latin-1").partition("\r\n\r\n")[0])
    (link,) = re.findall(r"List-Unsubscribe: <mailto:[^>]+>, <([^>]+)>", head)
    assert link in mail.text
    return str(link)


async def refusals(here: World) -> int:
    async with here.house.database.connection() as conn:
        return int(await conn.fetchval("select count(*) from mail_refusal where allowed_at is null"))


async def reach(here: World, interview_id: str) -> dict[str, bool]:
    """Whom the host can reach, as the card knows it."""
    async with here.house.database.connection() as conn:
        rows = await conn.fetch("select role, reachable from party where interview_id = $1", interview_id)
    return {row["role"]: row["reachable"] for row in rows}
