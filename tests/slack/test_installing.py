"""Installing Anteroom in Slack, by HTTP alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from anteroom.effects.adapters import Adapters
from anteroom.sandbox.slack.browser import Browser, here
from anteroom_slack import integration
from anteroom_slack.install.scopes import BASE, OPTIONAL
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, open_bureau
from slack_installing import SOMEBODY, title, told_late
from slack_office import another_workspace, connect_account, install, install_url, later, rows, said


async def test_it_goes_from_the_button_to_a_purge_and_begins_anew() -> None:
    """Install, connect, schedule, rotate, uninstall, forget, install again: nothing of before is left."""
    async with open_bureau(linked=False, installed=False) as bureau:
        slack = bureau.slack
        assert "not installed" in await said(slack, MAYA, "list")
        slack.installations.rotates = True
        shown = await install(bureau, query="?add=email")
        assert (shown.status, title(shown.text)) == (200, "Anteroom is in T0LARK")
        assert "type /interview" in shown.text
        assert (
            "Anteroom is installed" in bureau.cards(MAYA)[0].text
        )  # to who installed it, and to nobody else
        assert bureau.cards(DANA) == []
        assert bureau.calls("auth.test") == 0

        await connect_account(bureau, slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})
        assert len(bureau.cards(DANA)) == 1
        (kept,) = await rows(bureau, "select sealed, refresh from slack_installation")
        later(bureau, hours=10, minutes=30)
        await bureau.keep()
        (rotated,) = await rows(bureau, "select sealed, refresh from slack_installation")
        assert rotated["sealed"] != kept["sealed"]
        later(bureau, hours=2)  # the first token has ended
        await slack.click(DANA, bureau.cards(DANA)[0], "accept")
        await bureau.settle()
        assert "✓" in str(bureau.cards(MAYA)[-1].blocks)

        await slack.uninstall()
        assert await rows(bureau, "select * from slack_installation") == []
        assert "not installed" in await said(slack, MAYA, "list")
        assert len(await rows(bureau, "select * from slack_account")) == 2
        later(bureau, days=31)
        await bureau.keep()
        assert await rows(bureau, "select * from slack_account") == []
        assert (
            await rows(bureau, "select id from effect where outside_id is not null and kind = 'slack_card'")
            == []
        )
        assert await rows(bureau, "select * from slack_presence") == []
        emails = await rows(bureau, "select person_id from contact where field = 'email' order by person_id")
        assert [row["person_id"] for row in emails] == ["per_leo", "per_maya"]  # Dana's was Slack's word

        assert (await install(bureau)).status == 200
        assert "Connect your" in await said(slack, MAYA, "list")
        await connect_account(bureau, slack, MAYA, "m-maya")
        assert "no interviews ahead" in await said(slack, MAYA, "list")


async def test_it_asks_slack_for_no_more_than_is_needed() -> None:
    async with open_bureau(linked=False, installed=False) as bureau, Browser() as browser:
        begun = await browser.get(install_url(bureau))
        asked = parse_qs(urlsplit(begun.location).query)
        assert begun.status == 302
        assert begun.location.startswith(f"{bureau.slack.url}/oauth/v2/authorize?")
        assert asked["scope"] == ["commands,chat:write,im:write,users:read"]
        assert asked["redirect_uri"] == ["http://anteroom.test/slack/oauth"]
        more = await browser.get(install_url(bureau, "?add=links,email,admin&team=T0LARK"))
        asked = parse_qs(urlsplit(more.location).query)
        assert asked["scope"][0].split(",")[4:] == ["users:read.email", "links:read", "links:write"]
        assert asked["team"] == ["T0LARK"]
        assert (await install(bureau, query="?add=email")).status == 200
        (row,) = await rows(bureau, "select scopes, installer_id from slack_installation")
        assert set(row["scopes"]) == {"commands", "chat:write", "im:write", "users:read", "users:read.email"}
        assert row["installer_id"] == "U0MAYA"


async def test_it_takes_a_state_once_from_the_browser_that_began_and_in_time() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        team = bureau.slack.workspace.team

        async def answered(browser: Browser) -> str:
            consent = await browser.begin(install_url(bureau, "?again=1"))
            return here(install_url(bureau), (await browser.press(consent, team, "U0MAYA", "allow")).location)

        async with Browser() as mine, Browser() as another:
            back = await answered(mine)
            stolen = await another.get(back)
            assert (stolen.status, title(stolen.text)) == (403, "This was begun in another browser")
            theirs = await answered(another)  # a link made for the victim, who began something too
            assert (await mine.get(theirs)).status == 403
            query = parse_qs(urlsplit(back).query)
            for forged in ("", "x", query["state"][0][:-2] + "xx", f"{query['state'][0]}.x"):
                address = (
                    back.partition("?")[0] + "?" + urlencode({"code": query["code"][0], "state": forged})
                )
                assert (await mine.get(address)).status == 400, forged
            assert await rows(bureau, "select * from slack_installation") == []
            assert (await mine.get(back)).status == 200
            # The cookie is gone with the success, so the second load is nobody's.
            assert (await mine.get(back)).status == 403
        async with Browser() as slow:
            back = await answered(slow)
            later(bureau, minutes=21)
            shown = await slow.get(back)
            assert (shown.status, title(shown.text)) == (400, "That took too long")
        assert len(await rows(bureau, "select * from slack_installation")) == 1


async def test_it_says_what_to_do_when_it_did_not_come_about() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        shown = await install(bureau, pressed="cancel")
        assert (shown.status, title(shown.text)) == (200, "You said no")
        assert "/slack/install?again=1" in shown.text
        assert "approves apps first" in shown.text
        for error, status in (
            ("invalid_code", 400),
            ("bad_redirect_uri", 500),
            ("bad_client_secret", 500),
            ("cannot_install_an_org_installed_app", 409),
            ("fatal_error", 502),
        ):
            bureau.slack.refuse("oauth.v2.access", error)
            shown = await install(bureau)
            assert shown.status == status, error
            assert error not in shown.text
            assert "Reference: " in shown.text
        bureau.slack.cut("oauth.v2.access", done=False)
        assert (await install(bureau)).status == 503
        async with Browser() as browser:
            direct = await browser.get(f"{bureau.url}/slack/oauth?code=c")  # from Slack's own pages
            assert (direct.status, title(direct.text)) == (400, "This did not begin here")
        assert await rows(bureau, "select * from slack_installation") == []


async def test_it_says_that_an_administrator_must_approve(bureau: Bureau) -> None:
    """Slack keeps who asked on its own pages, so the next visit of that browser tells."""
    async with open_bureau(linked=False, installed=False) as bureau:
        slack, team = bureau.slack, bureau.slack.workspace.team
        slack.workspace.approval = True
        async with Browser() as browser:
            asked = await browser.install(install_url(bureau), team, "U0MAYA", "request")
            assert "Your request was sent" in asked.text
            waits = await browser.get(install_url(bureau))
            assert (waits.status, title(waits.text)) == (200, "You began to add Anteroom to Slack")
            assert "Your administrator decides in Slack" in waits.text
            slack.approve()
            done = await browser.install(install_url(bureau, "?again=1"), team, "U0MAYA")
            assert title(done.text) == "Anteroom is in T0LARK"
            assert (await browser.get(install_url(bureau))).status == 302  # nothing is begun any more


async def test_it_serves_two_workspaces_and_mixes_up_nobody() -> None:
    """The same user id is somebody else in another workspace.

    It neither speaks for, nor reads of, the first.
    """
    async with (
        open_bureau(linked=False, installed=False) as bureau,
        another_workspace(bureau, "T0OTHER", SOMEBODY) as other,
    ):
        await install(bureau, query="?add=email")
        await install(bureau, other, user="May Other")
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})
        assert "Payments API in Go" in await said(bureau.slack, MAYA, "list")
        assert "Connect your" in await said(other, "May Other", "list")
        card = bureau.cards(MAYA)[-1]
        spoken = other.workspace.team
        pressed = {
            "type": "block_actions", "team": {"id": spoken, "domain": "x"}, "trigger_id": "1.2.x",
            "user": {"id": "U0MAYA", "team_id": spoken}, "api_app_id": "A1", "enterprise": None,
            "container": {"type": "message", "message_ts": card.ts, "channel_id": card.channel},
            "actions": [
                {"type": "button", "action_id": "cancel", "block_id": "x", **(card.action("cancel") or {})}
            ],
        }  # fmt: skip
        assert (await other._line.interaction(pressed)).status == 200  # a press that is no button's
        await bureau.settle()
        assert other.open_view("May Other") is None
        seen = [capture for capture in other.captures if b"Payments API" in capture.body]
        assert not any("May Other" in capture.to for capture in seen)
        # What the one workspace did ends nothing in the other.
        await other.uninstall()
        assert "Payments API in Go" in await said(bureau.slack, MAYA, "list")
        assert [row["team_id"] for row in await rows(bureau, "select team_id from slack_installation")] == [
            "T0LARK"
        ]


async def test_it_is_installed_for_an_organisation_and_says_which_workspace_each_call_is_about() -> None:
    async with (
        open_bureau(linked=False, installed=False, enterprise="E0LARK") as bureau,
        another_workspace(bureau, "T0SALES", SOMEBODY, enterprise="E0LARK") as sales,
    ):
        shown = await install(bureau, pressed="allow_organisation", query="?add=email")
        assert shown.status == 303
        assert (
            shown.location
            == "https://app.slack.com/manage/E0LARK/integrations/profile/A0SANDBOX/workspaces/add"
        )
        await bureau.slack.join_organisation()
        await sales.join_organisation()
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})  # the sandbox refuses what does not name its workspace
        assert len(bureau.cards(DANA)) == 1
        assert "Connect your" not in await said(sales, "May Other", "list")  # ids are the organisation's
        (row,) = await rows(bureau, "select team_id, enterprise_id from slack_installation")
        assert tuple(row) == ("", "E0LARK")

        later(bureau, minutes=5)
        await bureau.slack.leave_organisation()
        assert "not installed" in await said(bureau.slack, MAYA, "list")
        assert len(await rows(bureau, "select * from slack_installation")) == 1
        later(bureau, minutes=5)
        await bureau.slack.join_organisation()
        assert "Connect your" in await said(bureau.slack, DANA, "list")  # it began anew
        late = bureau.clock.now() - timedelta(minutes=4)
        event = {"type": "team_access_revoked", "team_ids": [bureau.slack.workspace.team]}
        await told_late(bureau, event, late)
        assert "not installed" not in await said(bureau.slack, DANA, "help")
        # Being let in is told again, late and out of order: nobody who connected since is forgotten.
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        granted = {"type": "team_access_granted", "team_ids": [bureau.slack.workspace.team]}
        await told_late(bureau, granted, bureau.clock.now() - timedelta(minutes=3))
        assert "Connect your" not in await said(bureau.slack, MAYA, "list")
        later(bureau, minutes=5)
        await bureau.slack.leave_organisation()
        later(bureau, minutes=1)
        await told_late(bureau, granted, bureau.clock.now() - timedelta(minutes=4))
        assert "not installed" in await said(bureau.slack, MAYA, "list")

        later(bureau, minutes=5)
        await sales.uninstall()
        assert await rows(bureau, "select * from slack_installation") == []


async def test_it_asks_for_a_permission_when_it_is_first_needed_and_once() -> None:
    """Colleagues without an address get no calendar invitation: who installed may allow that, or leave it."""
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau)
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})
        await bureau.keep()
        await bureau.keep()
        asking = [message for message in bureau.cards(MAYA) if message.action("reinstall")]
        assert len(asking) == 1
        button = asking[0].action("reinstall")
        assert button is not None
        assert parse_qs(urlsplit(button["url"]).query)["add"] == ["email"]
        assert not any(message.action("reinstall") for message in bureau.cards(DANA))
        pressed = await bureau.slack.click(MAYA, asking[0], "reinstall")
        assert (pressed.error, pressed.url) == (None, button["url"])
        assert bureau.told(MAYA) != ""
        assert "older card" not in bureau.told(MAYA)
        assert (await install(bureau, query=f"?{urlsplit(button['url']).query}")).status == 200
        (row,) = await rows(bureau, "select scopes, wanting from slack_installation")
        assert ("users:read.email" in row["scopes"], row["wanting"]) == (True, [])
        assert str([message.text for message in bureau.cards(MAYA)]).count("Anteroom is installed") == 1
        assert await said(bureau.slack, MAYA, "list") != ""  # nothing begins anew for that
        assert "Payments API" in await said(bureau.slack, MAYA, "list")


async def test_it_asks_again_for_what_a_call_was_refused_for() -> None:
    """An installation can lose what it had: no error is shown, and who installed is asked."""
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau, query="?add=email")
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        bureau.slack.workspace.scopes.discard("users:read")
        bureau.slack.workspace.scopes.discard("users:read.email")
        await bureau.open_form()
        await bureau.slack.fill(MAYA, {"colleagues": [DANA]})
        await bureau.settle()
        await bureau.keep()
        asking = [message for message in bureau.cards(MAYA) if message.action("reinstall")]
        assert len(asking) == 1
        assert "`users:read`" in str(asking[0].blocks)
        await bureau.slack.fill(MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1"})
        faults = await bureau.slack.submit(MAYA)
        assert "Whoever installed it was asked to allow that" in str(faults)


async def test_it_shows_no_workspace_name_that_is_a_contact_detail() -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        bureau.slack.workspace.name = "call +49 30 23125 117"
        shown = await install(bureau)
        assert (shown.status, title(shown.text)) == (200, "Anteroom is installed")
        assert "23125" not in shown.text


async def test_it_explains_each_scope_and_whom_to_ask() -> None:
    """Before anybody installs, and without a cookie, a token or the database."""
    async with open_bureau(linked=False, installed=False) as bureau, Browser() as browser:
        scopes = await browser.get(f"{bureau.url}/slack/scopes")
        for group in (BASE, *OPTIONAL):
            for scope in group.scopes:
                assert f"<code>{scope.name}</code>" in scopes.text
                assert scope.without[1:20] in scopes.text
        assert 'href="/slack/install"' in scopes.text
        privacy, support = [
            await browser.get(f"{bureau.url}/slack/{page}") for page in ("privacy", "support")
        ]
        assert "30 days later" in privacy.text
        assert f"mailto:{bureau.house.settings.mail.abuse_address}" in support.text
        for page in (scopes, privacy, support):
            assert page.status == 200
            assert all(f'href="/slack/{link}"' in page.text for link in ("scopes", "privacy", "support"))


async def test_it_says_where_a_token_of_the_settings_leaves_nothing_to_install(bureau: Bureau) -> None:
    async with Browser() as browser:
        for page in ("install", "oauth?code=x"):
            shown = await browser.get(f"{bureau.url}/slack/{page}")
            assert (shown.status, title(shown.text)) == (404, "Slack is not added here")


async def test_it_is_not_there_where_slack_is_not_used(bureau: Bureau) -> None:
    here = bureau.house.settings
    unused = replace(here, secrets=replace(here.secrets, slack_signing_secret=""))
    app, house = web.Application(), replace(bureau.house, settings=unused, adapters=Adapters(), duties=[])
    integration().attach(app, house)
    assert list(app.router.routes()) == []
    assert (house.duties, house.adapters.of("slack_card")) == ([], None)
