"""The sandbox's Slack as an app's installation meets it.

Consent, codes, tokens that end, organisations, removals.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pytest_asyncio import fixture
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SetClock
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.slack import SandboxSlack
from anteroom.sandbox.slack.browser import Browser
from sandbox_slack.stage import CLARA, DANA, SECRET, TOKEN, TheApp

CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
BACK = "https://app.example/back"


def consent(slack: SandboxSlack, **query: str) -> str:
    asked = {
        "client_id": "sandbox-client",
        "scope": "commands,chat:write",
        "redirect_uri": BACK,
        "state": "s1",
    }
    return f"{slack.url}/oauth/v2/authorize?{urlencode(asked | query)}"


async def allowed(
    slack: SandboxSlack, team: str = "T0CLIENT", *, scope: str = "commands,chat:write", pressed: str = "allow"
) -> str:
    """Press a button; return the code that comes back with it."""
    async with Browser() as browser:
        person = next(iter(slack.workspace.people))
        shown = await browser.press(await browser.get(consent(slack, scope=scope)), team, person, pressed)
    return parse_qs(urlsplit(shown.location).query)["code"][0]


@fixture
async def anew(slack: SandboxSlack) -> AsyncWebClient:
    """Nobody has installed the app yet."""
    slack.installations.uninstall(slack.installations.grants["T0CLIENT"])
    return AsyncWebClient(base_url=slack.api_url)


@fixture
async def branch(slack: SandboxSlack, clock: SetClock) -> AsyncIterator[SandboxSlack]:
    """Two workspaces of one organisation."""
    slack.workspace.enterprise = "E0BIG"
    twin = SandboxSlack(
        slack.app_url, SECRET, "", "T0BRANCH", [DANA], clock, SeededRandomness(8),
        enterprise="E0BIG", beside=slack,
    )  # fmt: skip
    await twin.start()
    yield twin
    await twin.stop()


async def test_it_asks_who_allows_what_and_comes_back_with_the_state(slack: SandboxSlack) -> None:
    async with Browser() as browser:
        page = await browser.get(consent(slack))
        assert (page.status, "<li>chat:write</li>" in page.text, "Clara Weiss" in page.text) == (
            200,
            True,
            True,
        )
        back = await browser.press(page, "T0CLIENT", "U0CLARA", "allow")
        query = parse_qs(urlsplit(back.location).query)
        assert (back.location.startswith(f"{BACK}?code="), query["state"]) == (True, ["s1"])
        no = await browser.press(page, "T0CLIENT", "U0CLARA", "cancel")
        assert parse_qs(urlsplit(no.location).query) == {"error": ["access_denied"], "state": ["s1"]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"client_id": "other"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example"}, "redirect_uri did not match"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "commands,read:everything"}, "invalid_scope"),
    ],
)
async def test_it_shows_what_is_wrong_and_sends_nobody_away(
    slack: SandboxSlack, query: dict[str, str], said: str
) -> None:
    slack.installations.redirect_urls = {BACK}
    async with Browser() as browser:
        page = await browser.get(consent(slack, **query))
    assert (page.status, said in page.text, page.location) == (400, True, "")


async def test_it_keeps_who_must_ask_an_administrator_on_its_own_pages(slack: SandboxSlack) -> None:
    """github.com/slackapi/bolt-python/issues/1081"""
    slack.workspace.approval = True
    async with Browser() as browser:
        page = await browser.get(consent(slack))
        assert ("Request to install" in page.text, ">Allow<" in page.text) == (True, False)
        asked = await browser.press(page, "T0CLIENT", "U0CLARA", "allow")
        assert (asked.location, "request was sent" in asked.text) == ("", True)
        assert slack.installations.requests == [("T0CLIENT", "U0CLARA")]
        slack.approve()
        assert "code=" in (await browser.press(page, "T0CLIENT", "U0CLARA", "allow")).location


async def test_it_gives_what_was_allowed_and_keeps_what_was_before(
    slack: SandboxSlack, anew: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/oauth.v2.access; scopes add up (…/installing-with-oauth)."""
    first = await anew.oauth_v2_access(**CLIENT, code=await allowed(slack), redirect_uri=BACK)
    assert (first["token_type"], first["scope"], first["team"]["id"]) == (
        "bot",
        "chat:write,commands",
        "T0CLIENT",
    )
    assert (first["is_enterprise_install"], first["authed_user"]["id"]) == (False, "U0CLARA")
    assert "refresh_token" not in first.data
    more = await allowed(slack, scope="users:read")
    second = await anew.oauth_v2_access(**CLIENT, code=more, redirect_uri=BACK)
    assert (second["scope"], second["access_token"]) == (
        "chat:write,commands,users:read",
        first["access_token"],
    )
    tested = await anew.auth_test(token=second["access_token"])
    assert tested.headers["X-OAuth-Scopes"] == "chat:write,commands,users:read"
    with pytest.raises(SlackApiError) as refused:
        await anew.conversations_open(users="U0DANA", token=second["access_token"])
    said = refused.value.response
    assert (said["error"], said["needed"], said["provided"]) == (
        "missing_scope", "im:write", "chat:write,commands,users:read",
    )  # fmt: skip


async def test_it_refuses_codes_that_are_late_used_or_for_elsewhere(
    slack: SandboxSlack, anew: AsyncWebClient, clock: SetClock
) -> None:
    code = await allowed(slack)
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        await anew.oauth_v2_access(**CLIENT, code=code, redirect_uri="https://app.example/other")
    late = await allowed(slack)
    clock.advance(timedelta(minutes=10))
    for used in (code, late, "code-none"):
        with pytest.raises(SlackApiError, match="invalid_code"):
            await anew.oauth_v2_access(**CLIENT, code=used, redirect_uri=BACK)
    with pytest.raises(SlackApiError, match="invalid_grant_type"):
        await anew.oauth_v2_access(**CLIENT, grant_type="password")


async def test_its_tokens_end_and_a_refresh_token_is_good_once(
    slack: SandboxSlack, anew: AsyncWebClient, clock: SetClock
) -> None:
    """docs.slack.dev/authentication/using-token-rotation"""
    slack.installations.rotates = True
    first = await anew.oauth_v2_access(**CLIENT, code=await allowed(slack), redirect_uri=BACK)
    assert first["expires_in"] == 12 * 3600
    clock.advance(timedelta(hours=11))
    renewal = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await anew.oauth_v2_access(**CLIENT, **renewal)
    assert (await anew.auth_test(token=first["access_token"]))["ok"]  # until its own end
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await anew.oauth_v2_access(**CLIENT, **renewal)
    clock.advance(timedelta(hours=1))
    with pytest.raises(SlackApiError, match="token_expired"):
        await anew.auth_test(token=first["access_token"])
    assert (await anew.auth_test(token=second["access_token"]))["ok"]


async def test_it_exchanges_a_lasting_token_once(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/oauth.v2.exchange"""
    client = AsyncWebClient(base_url=slack.api_url)

    async def exchange() -> dict[str, object]:
        answer = await client.oauth_v2_exchange(token=TOKEN, **CLIENT)
        assert isinstance(answer.data, dict)
        return answer.data

    with pytest.raises(SlackApiError, match="token_rotation_not_enabled"):
        await exchange()
    slack.installations.rotates = True
    got = await exchange()
    assert (await client.auth_test(token=str(got["access_token"])))["ok"]
    with pytest.raises(SlackApiError, match="token_already_exchanged"):
        await exchange()


async def test_it_tells_the_app_that_it_was_removed(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient, clock: SetClock
) -> None:
    """docs.slack.dev/reference/methods/apps.uninstall and auth.revoke.

    Slack takes the first once a minute.
    """
    assert (await web_client.auth_revoke(test=True))["revoked"] is False
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await web_client.apps_uninstall(client_id="sandbox-client", client_secret="wrong")
    clock.advance(timedelta(minutes=1))
    assert (await web_client.apps_uninstall(**CLIENT))["ok"]
    await slack.settled()
    kinds = {got.payload["event"]["type"] for got in the_app.received}
    assert kinds == {"tokens_revoked", "app_uninstalled"}
    with pytest.raises(SlackApiError, match="account_inactive"):
        await web_client.auth_test()


async def test_it_revokes_one_token(slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient) -> None:
    assert (await web_client.auth_revoke())["revoked"] is True
    await slack.settled()
    (told,) = the_app.received
    assert told.payload["event"]["tokens"] == {"oauth": [], "bot": ["U0SANDBOXBOT"]}
    with pytest.raises(SlackApiError, match="token_revoked"):
        await web_client.auth_test()


async def test_it_installs_for_an_organisation_whose_token_has_to_name_a_workspace(
    slack: SandboxSlack, branch: SandboxSlack, anew: AsyncWebClient, the_app: TheApp
) -> None:
    """api.slack.com/enterprise/apps/changes-apis.

    An installation is in no workspace until it is added to one.
    """
    code = await allowed(slack, pressed="allow_organisation", scope="commands,chat:write,im:write,users:read")
    got = await anew.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)
    assert (got["team"], got["enterprise"]["id"], got["is_enterprise_install"]) == (None, "E0BIG", True)
    token = got["access_token"]
    with pytest.raises(SlackApiError, match="team_access_not_granted"):
        await anew.users_info(user="U0DANA", token=token, team_id="T0BRANCH")
    await branch.join_organisation()
    assert (await anew.users_info(user="U0DANA", token=token, team_id="T0BRANCH"))["ok"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await anew.users_info(user="U0DANA", token=token)
    await branch.command("dana", "/interview")
    typed = the_app.last("command").payload
    assert (typed["enterprise_id"], typed["team_id"], typed["is_enterprise_install"]) == (
        "E0BIG", "T0BRANCH", "true",
    )  # fmt: skip
    with pytest.raises(SlackApiError, match="cannot_install_an_org_installed_app"):
        await anew.oauth_v2_access(**CLIENT, code=await allowed(branch, "T0BRANCH"), redirect_uri=BACK)
    await branch.leave_organisation()
    revoked = the_app.last("event_callback").payload
    assert (revoked["event"]["type"], revoked["event"]["team_ids"]) == ("team_access_revoked", ["T0BRANCH"])
    with pytest.raises(SlackApiError, match="team_access_not_granted"):
        await anew.users_info(user="U0DANA", token=token, team_id="T0BRANCH")


async def test_it_keeps_workspaces_apart(slack: SandboxSlack, branch: SandboxSlack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    got = await client.oauth_v2_access(
        **CLIENT,
        code=await allowed(branch, "T0BRANCH", scope="chat:write,im:write,users:read"),
        redirect_uri=BACK,
    )
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C0HIRING", text="x", token=got["access_token"])
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.users_info(user=CLARA.id, token=got["access_token"])
    assert (await client.users_info(user=CLARA.id, token=TOKEN))["ok"]
