"""Anteroom is removed from Slack, or its token refused: what is forgotten, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.people.working_hours import WorkingHours, keep_hours
from slack_bureau import DANA, MAYA, TOMAS, open_bureau
from slack_installing import SOMEBODY, told_late
from slack_office import another_workspace, connect_account, install, later, mentions, rows, said


async def test_it_forgets_a_whole_organisation_and_all_of_its_workspaces() -> None:
    """Nothing that Slack told stays: no user, no conversation, no workspace; nor what guests told there."""
    async with (
        open_bureau(linked=False, installed=False, enterprise="E0LARK") as bureau,
        another_workspace(bureau, "T0SALES", SOMEBODY, enterprise="E0LARK") as sales,
    ):
        await install(bureau, pressed="allow_organisation", query="?add=email,channels")
        await bureau.keep()
        assert bureau.cards(MAYA) == []  # there is no workspace yet in which to say anything
        await bureau.slack.join_organisation()
        await sales.join_organisation()
        for _ in range(3):
            await bureau.keep()
        assert "Anteroom is installed" in bureau.card(MAYA).text
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA, TOMAS]})
        bureau.slack.workspace.scopes.discard("users:read.email")
        bureau.slack.workspace.scopes.discard("users:read")
        await bureau.open_form()
        await bureau.slack.fill(MAYA, {"colleagues": ["Gus Guest"]})
        for _ in range(3):
            await bureau.keep()
        asking = [message for message in bureau.cards(MAYA) if message.action("reinstall")]
        assert len(asking) == 1
        assert "team=" not in str(asking[0].blocks)  # it is the organisation's to allow
        channel = bureau.slack.workspace.channels["C0TEAM"]
        channel.members.add(bureau.slack.workspace.bot_user.id)
        await bureau.slack.close(MAYA, everything=True)
        await bureau.slack.command(MAYA, "/interview", "share", channel="C0TEAM")
        await bureau.settle()
        channel.archived = True
        await bureau.slack.click(DANA, bureau.card(DANA), "accept")
        await bureau.settle()
        assert "is archived" in str(bureau.cards(MAYA)[-1].blocks)
        async with bureau.house.database.connection() as conn:
            person_id = await conn.fetchval("select person_id from slack_account where user_id = 'U0DANA'")
            await keep_hours(conn, person_id, WorkingHours(frozenset({1}), 60, 120), bureau.clock.now())

        await bureau.slack.uninstall()
        later(bureau, days=31)
        await bureau.keep()
        for told in ("T0LARK", "T0SALES", "E0LARK", "U0MAYA", "U0DANA", "U0TOMAS", "C0TEAM", "dana.w"):
            # What was seen is forgotten sooner, by the timekeeper, which does not run here.
            assert await mentions(bureau, told) <= {"seen"}, told
        assert await rows(bureau, "select * from working_hours") == []
        assert len(await bureau.interviews()) == 1


@pytest.mark.parametrize(
    "order", [("tokens_revoked", "app_uninstalled"), ("app_uninstalled", "tokens_revoked")]
)
async def test_it_is_removed_once_in_whatever_order_slack_tells(order: tuple[str, str]) -> None:
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau)
        tokens = {"oauth": ["U0MAYA"], "bot": []}
        await bureau.slack.event({"type": "tokens_revoked", "tokens": tokens})
        assert (
            len(await rows(bureau, "select * from slack_installation")) == 1
        )  # somebody's own token, not ours
        later(bureau, minutes=1)
        events = [{"type": kind, "tokens": {"oauth": [], "bot": ["U0SANDBOXBOT"]}} for kind in order]
        for event in events * 2:
            assert (await bureau.slack.event(event)).ok
        assert await rows(bureau, "select * from slack_installation") == []
        later(bureau, minutes=1)
        assert (await install(bureau)).status == 200
        late = bureau.clock.now() - timedelta(seconds=90)
        await told_late(bureau, events[0], late)
        assert len(await rows(bureau, "select * from slack_installation")) == 1


async def test_it_tells_the_host_whom_nothing_reaches_once_slack_is_gone() -> None:
    """Dana is known by Slack alone, without an address: the host of an interview ahead hears it, once."""
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau)  # without users:read.email
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.schedule({"colleagues": [DANA]})
        await bureau.slack.uninstall()
        await bureau.keep()
        await bureau.keep()
        parties = await rows(bureau, "select label, reachable from party order by position")
        assert [row["label"] for row in parties if not row["reachable"]] == [DANA]
        told = await rows(bureau, "select event from ledger_entry where event = 'party.unreachable'")
        assert len(told) == 1


async def test_it_takes_a_refused_token_for_a_removal() -> None:
    """Slack's events may never arrive; a token that it calls worthless is as good as one."""
    async with open_bureau(linked=False, installed=False) as bureau:
        await install(bureau)
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        grant = bureau.slack.installations.grants["T0LARK"]
        bureau.slack.installations.uninstall(grant)
        await said(bureau.slack, MAYA, "schedule")
        await bureau.settle()
        assert await rows(bureau, "select * from slack_installation") == []
