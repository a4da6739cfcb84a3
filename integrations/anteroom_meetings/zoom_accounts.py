"""Companies' Zoom accounts: a row each, tokens sealed, and how one token is exchanged for the next.

A refresh token is good once (developers.zoom.us, "OAuth 2.0"), so the row is locked while Zoom is asked: of
two who need the next token at once, in this process or another, one asks and the other finds it there. A
crash between Zoom's answer and our commit loses the new pair; then the company connects once more.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import msgspec

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.ledger.chain import write
from anteroom.meetings.calls import look_again
from anteroom.meetings.provider import ProviderMisconfigured
from anteroom_meetings.bearer import EARLY, Answer, GrantSpent, exchange, token_of
from anteroom_meetings.calls import Calls
from anteroom_meetings.zoom_app import basic_of
from anteroom_meetings.zoom_settings import Zoom

PROVIDER = "zoom"
LOST = "lost"
CLOCKS_DIFFER = timedelta(seconds=5)


class _Me(msgspec.Struct, frozen=True):
    id: str


class ZoomAccounts:
    """Which organisations connected Zoom, and the keys to their accounts."""

    def __init__(self, house: House, settings: Zoom, calls: Calls) -> None:
        self.house = house
        self._settings = settings
        self._calls = calls
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def redirect_uri(self) -> str:
        """Where Zoom sends the browser back to; the app at Zoom names it, too."""
        return f"{self.house.settings.public_url}/meetings/zoom/oauth"

    async def bearer(self, account: str) -> Connected | None:
        """Return the key to an organisation's account; None where it has none that is good."""
        async with self.house.database.connection() as conn:
            found = await conn.fetchval(
                """select true from meeting_account
                where organisation_id = $1 and provider = $2 and trouble = ''""",
                account,
                PROVIDER,
            )
        return Connected(self, account) if found else None

    async def connect(self, account: str, code: str) -> None:
        """Exchange what Zoom gave for somebody's consent, and keep it. Raises MeetingFault."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        asked_at = self.house.clock.now()
        answer = await self._exchanged(form)
        reply = await self._calls.ask(
            "GET", f"{self._settings.api_url}/v2/users/me", bearer=answer.access_token
        )
        if reply.status == 400:
            raise ProviderMisconfigured("its app lacks the scope to say who consented")
        me = self._calls.judge(reply).read(_Me)
        async with self.house.database.transaction() as conn:
            await conn.execute(
                """insert into meeting_account
                    (organisation_id, provider, outside_id, refresh, access, until, at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (organisation_id, provider) do update set outside_id = excluded.outside_id,
                    refresh = excluded.refresh, access = excluded.access, until = excluded.until,
                    trouble = '', at = excluded.at""",
                account,
                PROVIDER,
                me.id,
                self._sealed(account, answer.refresh_token),
                self._sealed(account, answer.access_token),
                token_of(answer, asked_at).until,
                asked_at,
            )
            await self._told(conn, account, "tool.connected")

    async def disconnect(self, account: str) -> bool:
        """Forget an organisation's tokens, and tell Zoom so; whether there were any."""
        async with self.house.database.transaction() as conn:
            row = await conn.fetchrow(
                "delete from meeting_account where organisation_id = $1 and provider = $2 returning access",
                account,
                PROVIDER,
            )
            if row is None:
                return False
            await self._told(conn, account, "tool.disconnected")
        url = f"{self._settings.web_url}/oauth/revoke"
        await self._calls.ask(
            "POST", url, form={"token": self._open(account, row["access"])}, headers=self._basic
        )
        return True

    async def removed(self, outside_id: str, at: datetime | None) -> None:
        """Forget the tokens of whoever took the app away at Zoom then, or now where it does not say when.

        Zoom says a thing again when it is not sure: who has connected anew since stays connected.
        """
        async with self.house.database.transaction() as conn:
            rows = await conn.fetch(
                """delete from meeting_account where provider = $1 and outside_id = $2 and at <= $3
                returning organisation_id""",
                PROVIDER,
                outside_id,
                (at or self.house.clock.now()) + CLOCKS_DIFFER,
            )
            for row in sorted(row["organisation_id"] for row in rows):
                await self._told(conn, row, "tool.disconnected")

    async def value(self, account: str, refused: str = "") -> str:
        """Return a token that is good now and is not the one that was `refused`. Raises MeetingFault."""
        async with self._locks.setdefault(account, asyncio.Lock()):
            token = await self._current(account, refused)
        if token is None:
            raise ProviderMisconfigured("nobody connected an account, or the connection is over")
        return token

    async def _current(self, account: str, refused: str) -> str | None:
        async with self.house.database.transaction() as conn:
            row = await conn.fetchrow(
                """select refresh, access, until from meeting_account
                where organisation_id = $1 and provider = $2 and trouble = '' for update""",
                account,
                PROVIDER,
            )
            if row is None:
                return None
            token, asked_at = self._open(account, row["access"]), self.house.clock.now()
            if token != refused and asked_at < row["until"] - EARLY:
                return token
            form = {"grant_type": "refresh_token", "refresh_token": self._open(account, row["refresh"])}
            try:
                answer = await self._exchanged(form)
            except GrantSpent:
                await conn.execute(
                    "update meeting_account set trouble = $3 where organisation_id = $1 and provider = $2",
                    account,
                    PROVIDER,
                    LOST,
                )
                await look_again(conn, self.house, PROVIDER, account)
                return None
            await conn.execute(
                """update meeting_account set refresh = $3, access = $4, until = $5
                where organisation_id = $1 and provider = $2""",
                account,
                PROVIDER,
                self._sealed(account, answer.refresh_token),
                self._sealed(account, answer.access_token),
                token_of(answer, asked_at).until,
            )
        return answer.access_token

    async def _exchanged(self, form: dict[str, str]) -> Answer:
        url = f"{self._settings.web_url}/oauth/token"
        answer = await exchange(self._calls, url, form, headers=self._basic)
        if not answer.refresh_token:
            raise ProviderMisconfigured("it gave nothing to renew its token with")
        return answer

    @property
    def _basic(self) -> dict[str, str]:
        return basic_of(self._settings.client_id or "", self._settings.client_secret)

    async def _told(self, conn: Connection, account: str, event: str) -> None:
        await write(
            conn, f"organisation:{account}", self.house.clock.now(), event, "system", {"provider": PROVIDER}
        )
        # What was to be made there is made in the room now, and what was left there can be taken away.
        await look_again(conn, self.house, PROVIDER, account)

    def _sealed(self, account: str, token: str) -> bytes:
        return self.house.vault.seal(token.encode(), f"{PROVIDER}:{account}")

    def _open(self, account: str, sealed: bytes) -> str:
        return self.house.vault.unseal(sealed, f"{PROVIDER}:{account}").decode()


class Connected:
    """The key to one organisation's account."""

    def __init__(self, accounts: ZoomAccounts, account: str) -> None:
        self._accounts = accounts
        self._account = account
        self._refused = ""

    async def value(self) -> str:
        """Return a token that is good now. Raises MeetingFault."""
        return await self._accounts.value(self._account, self._refused)

    def forget(self, value: str) -> None:
        """Take another next time: this one was refused."""
        self._refused = value
