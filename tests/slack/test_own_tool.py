"""A host chooses the company's own link in Slack: asked for, told of in words, kept, and shown to nobody."""

from __future__ import annotations

from typing import Any

from anteroom.clock import SetClock
from anteroom.interviews.model import Role
from anteroom.meetings import store
from anteroom.meetings.model import Kind, Tool
from anteroom.sandbox.slack.model import View
from anteroom_meetings.calls import Calls
from meeting_tools.setups import tool_of, twin_of
from slack_bureau import DANA, MAYA, TUESDAY, Bureau

ZOOM = "https://fernside.zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"


def said(view: View) -> str:
    """Return everything that a form says, in words."""
    texts = [block.get(name) for block in view.blocks for name in ("text", "label", "hint")]
    return "\n".join(text["text"] for text in texts if isinstance(text, dict))


def shown_anywhere(bureau: Bureau) -> bytes:
    """Everything that we ever said to Slack."""
    return b"".join(each.body for each in bureau.slack.captures)


async def choose_link(bureau: Bureau, link: str, **more: Any) -> dict[str, str] | None:
    """Fill the form in with a link, as somebody does who chooses first and pastes then; press Next."""
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "where": "link", **more})
    await bureau.settle()
    await bureau.slack.fill(MAYA, {"link": link})
    return await bureau.slack.submit(MAYA)


async def test_it_takes_the_companys_link_and_tells_what_its_tool_shows(bureau: Bureau) -> None:
    assert await choose_link(bureau, ZOOM, colleagues=[DANA]) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None and view.callback_id == "consent"
    assert "a link of the company’s, Zoom" in said(view) and "rename yourself for this call" in said(view)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()

    interview = await bureau.interview()
    assert interview.place.tool is Tool.ZOOM
    async with bureau.house.database.connection() as conn:
        kept = await store.open_link(conn, bureau.house.vault, interview.id)
        drafts = await conn.fetchval("select count(*) from seen where source = 'slack-draft'")
    assert kept is not None and kept.reveal() == "https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1"
    assert drafts == 0
    assert b"You will meet in Zoom; your personal link opens it." in shown_anywhere(bureau)
    assert b"85012345678" not in shown_anywhere(bureau) and b"aBcDeFgHiJ" not in shown_anywhere(bureau)


async def test_it_asks_for_the_link_where_it_was_chosen_and_says_why_one_is_refused(bureau: Bureau) -> None:
    faults = await choose_link(bureau, "")
    assert faults is not None and list(faults) == ["link"] and "Paste the link" in faults["link"]
    await bureau.slack.fill(MAYA, {"link": "https://fernside.zoom.us/my/maya.lindqvist"})
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None and list(faults) == ["link"] and "personal Zoom room" in faults["link"]
    assert "maya.lindqvist" not in faults["link"]
    await bureau.slack.fill(MAYA, {"where": "anteroom"})
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None and "Your company's link" not in said(view)
    assert await bureau.slack.submit(MAYA) is None
    assert await bureau.slack.submit(MAYA) is None
    assert not (await bureau.interview()).place.outside


async def test_a_panel_of_more_than_six_is_shown_the_way_to_a_tool(bureau: Bureau) -> None:
    many = "\n".join(
        f"Panellist {name} <{name.lower()}@falk.example>" for name in ("Ada", "Bo", "Cy", "Di", "Ed")
    )
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "emails": many})
    assert await bureau.slack.submit(MAYA) is None
    view = bureau.slack.open_view(MAYA)
    assert view is not None and "made for 6 people at most" in said(view)
    assert await bureau.slack.submit(MAYA) is None
    assert len([each for each in (await bureau.interview()).parties if each.role is Role.GUEST]) == 5


async def test_it_has_a_call_made_in_a_tool_that_is_set_up(bureau: Bureau) -> None:
    clock = SetClock(bureau.house.clock.now())
    async with twin_of("jitsi", clock) as twin:
        calls = Calls(clock, allow_private=True)
        await calls.open()
        bureau.house.meetings.register(tool_of("jitsi", twin.url, calls, clock))
        try:
            await bureau.open_form()
            await bureau.slack.fill(MAYA, {"when": TUESDAY, "where": "made:jitsi", "colleagues": [DANA]})
            assert await bureau.slack.submit(MAYA) is None
            view = bureau.slack.open_view(MAYA)
            assert view is not None and view.callback_id == "consent"
            assert "a call in Jitsi, made by Anteroom" in said(view)
            assert "made for this interview alone" in said(view)
            assert await bureau.slack.submit(MAYA) is None
            await bureau.settle()
        finally:
            await calls.close()

    place = (await bureau.interview()).place
    assert (place.kind, place.tool, place.ready) == (Kind.MADE, Tool.JITSI, True)
    assert b"You will meet in Jitsi; your personal link opens it." in shown_anywhere(bureau)
    assert b"iv-" not in shown_anywhere(bureau)
