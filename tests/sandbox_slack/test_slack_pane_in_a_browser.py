"""The pane in a real browser: live, by keyboard, losing nothing of what was typed."""

from __future__ import annotations

import json

from aiohttp import web
from playwright.async_api import async_playwright
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.sandbox.slack import SandboxSlack
from browser import open_browser, require_chromium
from sandbox_slack.stage import Received, TheApp, button, field_block, modal, plain_text

VIEW = modal(
    field_block("job", {"type": "external_select", "action_id": "job", "min_query_length": 0}),
    field_block("agenda", {"type": "plain_text_input", "action_id": "agenda", "multiline": True}),
)


def choices(typed: str) -> web.Response:
    first = {"text": plain_text("Job 7"), "value": "7"}
    return web.json_response({"options": [first, {"text": plain_text(f"Job {typed or '8'}"), "value": "8"}]})


async def test_it_works_by_keyboard_and_stays_live(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """One journey, one browser: command, menu, an error of the app, submission, news, click, Escape."""
    _ = require_chromium()

    async def answer(got: Received) -> web.Response:
        if got.kind == "command":
            _ = await web_client.views_open(trigger_id=got.payload["trigger_id"], view=VIEW)
        if got.kind == "block_suggestion":
            return choices(got.payload["value"])
        if got.kind == "view_submission" and "five" in json.dumps(got.payload["view"]["state"]):
            return web.json_response({"response_action": "errors", "errors": {"agenda": "A phone number."}})
        return web.Response()

    the_app.answer = answer
    async with async_playwright() as playwright:
        browser = await open_browser(playwright)
        page = await browser.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        _ = await page.goto(f"{slack.url}/pane/clara")
        await page.fill("#slack-typed", "/interview")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("dialog option[value='8']", state="attached")  # offered without typing
        await page.fill("textarea", "call me at five")
        await page.fill("input[type=search]", "nine")
        await page.wait_for_selector("dialog option:text('Job nine')", state="attached")
        assert await page.input_value("textarea") == "call me at five"
        assert await page.evaluate("document.activeElement.type") == "search"
        _ = await page.locator("select").select_option("7")
        await page.get_by_role("button", name="Send").last.press("Enter")
        await page.get_by_text("A phone number.").wait_for()
        assert await page.evaluate("document.activeElement.name") == "v/agenda/agenda"
        await page.fill("textarea", "A talk")
        await page.get_by_role("button", name="Send").last.press("Enter")
        await page.wait_for_selector("dialog", state="detached")
        blocks = [{"type": "actions", "block_id": "b", "elements": [button("accept")]}]
        _ = await web_client.chat_postMessage(channel="U0CLARA", text="x", blocks=blocks)
        await page.get_by_role("button", name="Go").press("Enter")
        await page.fill("#slack-typed", "/interview")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("dialog")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog", state="detached")
        await browser.close()
    assert slack.open_view("clara") is None and complaints == []
    kinds = [ack.kind for ack in slack.acks if ack.kind != "block_suggestion"]
    assert kinds == ["command", "view_submission", "view_submission", "block_actions", "command"]
