"""The tokens of organisations' accounts at Upwork: sealed, and exchanged under the row's lock.

A refresh token may be good once only, so the row is locked while Upwork is asked: of two who need the next
token at once, here or in another process, one asks and the other finds it there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import aiohttp

from anteroom.database.connection import Connection
from anteroom.effects.model import Refused, TryLater
from anteroom.house import House
from anteroom.ledger.chain import write
from anteroom.marketplaces.connector_settings import Upwork
from anteroom_marketplaces.upwork import store
from anteroom_marketplaces.upwork.tokens import ConsentOver, Tokens, exchange, token_session

EARLY = timedelta(minutes=5)
"""So long before its end a token is not used any more."""


class UpworkAccounts:
    """Which organisations connected, and the keys to their accounts."""

    def __init__(self, house: House, settings: Upwork) -> None:
        self.house = house
        self.settings = settings
        self._session: aiohttp.ClientSession | None = None

    @property
    def redirect_uri(self) -> str:
        """Where Upwork sends the browser back to; the key at Upwork names it, too."""
        return f"{self.house.settings.public_url}/marketplace/upwork/oauth"

    async def open(self) -> None:
        """Open the session; where the key is an organisation's own, its account is there from the start."""
        self._session = token_session(allow_private=self.house.settings.allow_private_targets)
        if (own := self.settings.organisation) is not None:
            now = self.house.clock.now()
            async with self.house.database.transaction() as conn:
                if await store.account(conn, own) is None:
                    await store.put_account(conn, own, refresh=None, access=None, until=now, at=now)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def token(self, account: str, refused: str = "") -> str:
        """Return a token of an account that is good now and is not the `refused` one.

        Raises TryLater, and Refused where nobody's consent is good any more.
        """
        async with self.house.database.connection() as conn:
            row = await store.account(conn, account)
        if row is not None and (good := self._good(account, row["access"], row["until"], refused)):
            return good
        lost = False
        async with self.house.database.transaction() as conn:
            row = await store.account(conn, account, lock=True)
            if row is not None:
                if good := self._good(account, row["access"], row["until"], refused):
                    return good
                try:
                    return await self._renewed(conn, account, row["refresh"])
                except ConsentOver:
                    await store.lose_account(conn, account)
                    await self._note(conn, account, "connector.lost")
                    lost = True
        raise Refused("the consent is over" if lost else "this organisation is not connected")

    async def exchanged(self, code: str) -> tuple[str, str, datetime]:
        """Return access token, refresh token and end for what a browser brought. Raises TryLater, Refused."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        asked_at = self.house.clock.now()
        tokens = await self._exchange(form)
        if not tokens.refresh_token:
            raise Refused("Upwork gave nothing to renew its token with")
        return tokens.access_token, tokens.refresh_token, tokens.end(asked_at)

    async def keep(self, account: str, access: str, refresh: str, until: datetime) -> None:
        """Connect an organisation."""
        async with self.house.database.transaction() as conn:
            await store.put_account(
                conn,
                account,
                refresh=self._seal(account, refresh),
                access=self._seal(account, access),
                until=until,
                at=self.house.clock.now(),
            )
            await self._note(conn, account, "connector.connected")

    async def drop(self, account: str) -> bool:
        """Disconnect an organisation: its tokens are forgotten at once."""
        async with self.house.database.transaction() as conn:
            there = await store.drop_account(conn, account)
            if there:
                await self._note(conn, account, "connector.disconnected")
        return there

    async def _renewed(self, conn: Connection, account: str, refresh: bytes | None) -> str:
        asked_at = self.house.clock.now()
        if refresh is None:
            if account != self.settings.organisation:
                raise ConsentOver("there is nothing to renew its token with")
            tokens = await self._exchange({"grant_type": "client_credentials"})
        else:
            form = {"grant_type": "refresh_token", "refresh_token": self._open(account, refresh)}
            tokens = await self._exchange(form)
        await store.put_account(
            conn,
            account,
            refresh=self._seal(account, tokens.refresh_token) if tokens.refresh_token else refresh,
            access=self._seal(account, tokens.access_token),
            until=tokens.end(asked_at),
            at=asked_at,
        )
        return tokens.access_token

    async def _exchange(self, form: dict[str, str]) -> Tokens:
        if self._session is None:
            raise TryLater("not started yet")
        return await exchange(self._session, self.settings, self.house.settings.secrets.upwork_secret, form)

    async def _note(self, conn: Connection, account: str, event: str) -> None:
        facts = {"connector": store.CONNECTOR}
        await write(conn, f"organisation:{account}", self.house.clock.now(), event, "system", facts)

    def _good(self, account: str, access: bytes | None, until: datetime, refused: str) -> str:
        if access is None or self.house.clock.now() >= until - EARLY:
            return ""
        token = self._open(account, access)
        return "" if token == refused else token

    def _seal(self, account: str, token: str) -> bytes:
        return self.house.vault.seal(token.encode(), f"{store.CONNECTOR}:{account}")

    def _open(self, account: str, sealed: bytes) -> str:
        return self.house.vault.unseal(sealed, f"{store.CONNECTOR}:{account}").decode()
