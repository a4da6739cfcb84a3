"""Tokens that live twelve hours: exchanged once, whoever needs the next, and by nobody twice."""

from __future__ import annotations

import asyncio
import io

from anteroom.logs import log_to
from anteroom.sandbox.slack.browser import Browser
from anteroom_slack import LINE
from anteroom_slack.install.tokens import Tokens
from anteroom_slack.place import Place
from slack_bureau import DANA, MAYA, Bureau, open_bureau
from slack_office import connect_account, install, install_url, later, rows, said

LARK = Place("T0LARK")


class Crash(BaseException):
    """The process ends here."""


class CrashesOnce:
    """Ends at one place, the first time that it is reached."""

    def __init__(self, place: str) -> None:
        self._place: str | None = place

    def reach(self, name: str, detail: str = "") -> None:
        if name == self._place:
            self._place = None
            raise Crash


def exchanges(bureau: Bureau) -> int:
    """How often Slack was asked for a next token."""
    return sum(
        b"refresh_token" in each.body for each in bureau.slack.captures if "oauth.v2.access" in each.path
    )


async def test_it_exchanges_a_token_once_however_many_need_the_next_at_once() -> None:
    """Two processes with ten requests each, and the timekeeper: the refresh token is good once."""
    async with open_bureau(linked=False, installed=False) as bureau:
        bureau.slack.installations.rotates = True
        await install(bureau)
        line = bureau.app[LINE]
        elsewhere = Tokens(bureau.house, lambda: line.client_of(LARK))
        later(bureau, hours=13)
        bureau.slack.slow("oauth.v2.access", 0.2)
        asked = [each.at(LARK) for each in (line.tokens, elsewhere) for _ in range(10)]
        got = await asyncio.gather(*asked, line.tokens.rotate_due(), elsewhere.rotate_due())
        bureau.slack.slow("oauth.v2.access", 0)
        tokens = {token for token in got if token is not None}
        assert (len(tokens), None in got[:20]) == (1, False)
        assert exchanges(bureau) == 1
        assert (await line.client_of(line.here).auth_test(token=tokens.pop()))["ok"]


async def test_it_waits_for_nobody_while_a_token_is_still_good() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        bureau.slack.installations.rotates = True
        await install(bureau)
        line = bureau.app[LINE]
        later(bureau, hours=11)
        bureau.slack.slow("oauth.v2.access", 1.0)
        rotating = asyncio.create_task(line.tokens.rotate_due())
        await asyncio.sleep(0.1)
        async with asyncio.timeout(0.5):
            assert await line.token(LARK) is not None
        await rotating
        assert exchanges(bureau) == 1


async def test_it_works_on_after_a_crash_between_slacks_answer_and_ours() -> None:
    """The next pair is lost and the refresh token used up.

    The old token still works, and who installed is asked.
    """
    async with open_bureau(linked=False, installed=False, failpoints=CrashesOnce("slack-rotated")) as bureau:
        bureau.slack.installations.rotates = True
        await install(bureau)
        line = bureau.app[LINE]
        later(bureau, hours=11)
        try:
            await line.tokens.rotate_due()
        except Crash:
            pass
        else:
            raise AssertionError("it did not come that far")
        await bureau.keep()
        await bureau.keep()
        assert exchanges(bureau) == 2  # once in vain, and then never again
        (row,) = await rows(bureau, "select trouble from slack_installation")
        assert row["trouble"] == "invalid_refresh_token"
        asking = [message for message in bureau.cards(MAYA) if message.action("reinstall")]
        assert len(asking) == 1
        button = asking[0].action("reinstall")
        assert button is not None
        assert button["url"].startswith("http://anteroom.test/slack/install?")
        later(bureau, hours=2)
        assert await line.token(LARK) is None
        assert (await install(bureau, query="?again=1")).status == 200
        assert await line.token(LARK) is not None
        assert "Connect your" in await said(bureau.slack, MAYA, "list")


async def test_it_tries_again_where_slack_did_not_answer() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        bureau.slack.installations.rotates = True
        await install(bureau)
        later(bureau, hours=11)
        bureau.slack.cut("oauth.v2.access", done=False)
        await bureau.keep()
        await bureau.keep()
        (row,) = await rows(bureau, "select trouble, expires_at from slack_installation")
        assert row["trouble"] == ""
        assert row["expires_at"] > bureau.clock.now()
        assert exchanges(bureau) == 2


async def test_it_keeps_tokens_out_of_logs_pages_and_plain_rows() -> None:
    """Tokens, refresh tokens, codes and our own secret.

    Sealed at rest, and nowhere else than on the way to Slack.
    """
    heard = io.StringIO()
    log_to(heard)
    async with open_bureau(linked=False, installed=False) as bureau, Browser() as browser:
        known = bureau.slack.installations
        known.rotates = True
        pages = [await browser.get(f"{bureau.url}/slack/{page}") for page in ("scopes", "privacy", "support")]
        pages.append(await browser.install(install_url(bureau), "T0LARK", "U0MAYA"))
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})
        later(bureau, hours=11)
        await bureau.keep()
        bureau.slack.refuse("oauth.v2.access", "invalid_code")
        pages.append(await browser.install(install_url(bureau, "?again=1"), "T0LARK", "U0MAYA"))
        grant = known.grants["T0LARK"]
        secrets = [*grant.ends, grant.refresh or "", bureau.house.settings.secrets.slack_client_secret]
        assert len(secrets) == 4
        tables = await rows(
            bureau, "select table_name from information_schema.tables where table_schema = 'public'"
        )
        kept = [await rows(bureau, f'select t::text from "{row["table_name"]}" t') for row in tables]
        stored = str(kept)
        shown = "".join(page.text for page in pages) + "".join(
            capture.body.decode(errors="replace")
            for capture in bureau.slack.captures
            if "oauth" not in capture.path
        )
        for secret in (*secrets, "code-"):
            assert secret not in heard.getvalue()
            assert secret not in stored
            assert secret not in shown
        assert all(page.status == 200 for page in pages[:4])
