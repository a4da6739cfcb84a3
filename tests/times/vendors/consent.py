"""A person at a vendor's consent, in a browser of the own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

import aiohttp
from yarl import URL

VERIFIER = "a-verifier-of-forty-three-characters-at-least-43"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


async def consents(asked: URL, account: str) -> URL:
    """Look at what an app asks for, press a button, and return where the browser is sent; "" cancels."""
    async with aiohttp.ClientSession() as person:
        async with person.get(asked) as page:
            assert page.status == 200, await page.text()
            assert "Allow as" in await page.text()
        async with person.post(asked, data={"account": account}, allow_redirects=False) as pressed:
            assert pressed.status == 303
            return URL(pressed.headers["Location"])


async def posted(
    url: str, form: Mapping[str, str] | None = None, *, said: object = None, bearer: str = ""
) -> tuple[int, dict[str, object]]:
    """Send a form, or JSON; return status and answer."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with (
        aiohttp.ClientSession() as program,
        program.post(url, data=form, json=said, headers=headers) as answer,
    ):
        return answer.status, await answer.json()
