"""What stands beside links of ours that people post: one neutral card, and nothing beside a personal link."""

from __future__ import annotations

import json

from anteroom_slack.cards.unfurl import WORDS
from slack_bureau import MAYA, Bureau

HOME = "http://anteroom.test"


async def _ready(bureau: Bureau) -> str:
    """Switch link sharing on; return the address of the interview's card in the thread."""
    bureau.slack.workspace.scopes |= {"links:read", "links:write"}
    bureau.slack.unfurl_domains.add("anteroom.test")
    async with bureau.house.database.connection() as conn:
        await conn.execute("update slack_installation set scopes = null")
    interview = await bureau.schedule()
    return f"{HOME}/t/{interview.neutral}"


async def test_it_shows_one_neutral_card_for_a_draft_and_a_message(bureau: Bureau) -> None:
    link = await _ready(bureau)
    draft = await bureau.slack.compose(MAYA, "C0TEAM", f"Look: {link}")
    await bureau.settle()
    assert [each["blocks"][0]["text"]["text"] for each in draft.values()] == [WORDS]
    posted = await bureau.slack.say(MAYA, "C0TEAM", f"Look: {link} and {link}")
    await bureau.settle()
    assert list(posted.unfurls) == [link]
    shown = json.dumps(posted.unfurls[link])
    assert WORDS in shown and "Payments" not in shown and "Leo" not in shown


async def test_it_never_says_a_personal_link_again(bureau: Bureau) -> None:
    await _ready(bureau)
    async with bureau.house.database.connection() as conn:
        row = await conn.fetchrow("select id, epoch from party where role = 'host'")
    assert row is not None
    own = bureau.house.mint.link(row["id"], row["epoch"])
    others = (own, f"{HOME}/lobby/{row['id']}", f"{HOME}/i", f"{HOME}/t/short", f"{HOME}/slack/link?state=x")
    before = len(bureau.slack.captures)
    for link in others:
        posted = await bureau.slack.say(MAYA, "C0TEAM", link)
        await bureau.settle()
        assert posted.unfurls == {}
    assert bureau.calls("chat.unfurl") == 0
    assert not any(own.encode() in each.body for each in bureau.slack.captures[before:])


async def test_it_stays_silent_without_the_scopes(bureau: Bureau) -> None:
    link = await _ready(bureau)
    bureau.slack.workspace.scopes -= {"links:write"}
    async with bureau.house.database.connection() as conn:
        await conn.execute("update slack_installation set scopes = '{chat:write}'")
    await bureau.slack.say(MAYA, "C0TEAM", link)
    await bureau.settle()
    assert bureau.calls("chat.unfurl") == 0
