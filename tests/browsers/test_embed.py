"""The component in real Chromium, in a page of another site with a strict policy.

Takes some seconds: a browser and a world are opened once, for everything that is looked at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Frame as BrowserFrame
from playwright.async_api import Page, async_playwright, expect
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.embeds.sessions import SESSION_LIFE
from axe import faults
from browser import open_browser, require_chromium
from company import heavy, until
from deployment import MONDAY, world
from embeds.frame import Frames
from embeds.host_page import FOREIGN, RESOLVES, SITE, HostPage, hosted
from firefox import firefox, require_firefox
from passes.reception import Reception

PATIENCE_MS = 15_000


class Thread:
    """A thread at the marketplace's site, and the browser of whoever reads it."""

    def __init__(self, frames: Frames, host: HostPage, page: Page) -> None:
        self.frames = frames
        self.host = host
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, said: object) -> None:
        kind, text = getattr(said, "type", ""), getattr(said, "text", "")
        if kind in ("error", "warning"):
            self.complaints.append(text)

    async def show(self, member: str, what: str = "") -> BrowserFrame:
        """Open the page as a member; the frame in it."""
        self.host.vouch = lambda: self.frames.token(member)
        self.host.what = what or f'interview="{self.frames.interview}"'
        await self.page.goto(self.host.url())
        return await self.frame()

    async def frame(self) -> BrowserFrame:
        """The frame in the page."""
        element = await self.page.wait_for_selector("anteroom-interview iframe", timeout=PATIENCE_MS)
        assert element is not None
        found = await element.content_frame()
        assert found is not None
        return found


@fixture
async def thread() -> AsyncIterator[Thread]:
    """An interview of Maya's with Leo, in a thread of theirs."""
    require_chromium()
    clock = SetClock(MONDAY)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(
            world(clock=clock, work=False, embed_origins=(f"http://{SITE}:*", "http://127.0.0.1:*"))
        )
        reception = Reception(opened, clock)
        stack.push_async_callback(reception.close)
        frames = Frames(reception, await reception.schedule())
        host = await stack.enter_async_context(hosted(opened.url, lambda: frames.token("leo"), ""))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await open_browser(playwright, flags=(RESOLVES, "--test-third-party-cookie-phaseout"))
        stack.push_async_callback(browser.close)
        yield Thread(frames, host, await browser.new_page(viewport={"width": 768, "height": 900}))


async def test_a_card_in_a_page_of_another_site(thread: Thread) -> None:
    page, frames = thread.page, thread.frames
    frame = await thread.show("leo")
    await expect(frame.get_by_text("Proposed")).to_be_visible(timeout=PATIENCE_MS)
    assert await frame.evaluate("location.href") == f"{frames.world.url}/embed/interview/{frames.interview}"

    # By keyboard alone, from the page around it into the frame.
    await page.get_by_role("link", name="Before").focus()
    for _ in range(6):
        await page.keyboard.press("Tab")
        if await frame.evaluate("document.activeElement?.textContent?.trim()") == "Accept":
            break
    await page.keyboard.press("Enter")
    await expect(frame.locator(".answer").get_by_text("accepted")).to_be_visible(timeout=PATIENCE_MS)
    party = next(each for each in (await frames.told())["parties"] if each["role"] == "candidate")
    assert party["answer"] == "accepted"
    assert await frame.evaluate("document.activeElement?.dataset.interview") == frames.interview

    # Live, without the page or the frame being loaded anew.
    await frame.evaluate("window.same = true")
    await page.evaluate("window.same = true")
    move = {"member": "m-maya", "starts_at": "2026-11-26T14:00:00Z", "minutes": 45}
    status, told = await frames.reception.api.post(f"/v1/interviews/{frames.interview}/move", move)
    assert status == 200, told
    await expect(frame.locator("s")).to_contain_text("25 Nov", timeout=PATIENCE_MS)
    assert await frame.evaluate("window.same") and await page.evaluate("window.same")
    await expect(frame.get_by_role("status").first).to_have_text("The interview has changed.")

    # Not under the hands of somebody who types; and what is refused keeps what was typed.
    await frame.get_by_text("Propose another time").click()
    comment = frame.get_by_label("A word about it")
    await comment.fill("call me at +1 415 555 0133")
    await frames.reception.api.post(
        f"/v1/interviews/{frames.interview}/offers",
        {"member": "m-maya", "offers": ["2026-11-27T10:00:00Z"]},
    )
    await expect(frame.locator(".changed")).to_be_visible(timeout=PATIENCE_MS)
    await expect(comment).to_have_value("call me at +1 415 555 0133")
    await frame.get_by_role("button", name="Propose this time").click()
    await expect(frame.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)
    await expect(frame.get_by_label("A word about it")).to_have_value("call me at +1 415 555 0133")

    # When the session is over the page is asked to vouch once more, and nobody notices.
    asked = len(thread.host.seen)
    frames.clock.advance(SESSION_LIFE)
    await frame.get_by_role("button", name="Maybe").click()
    await expect(frame.locator(".answer").get_by_text("maybe")).to_be_visible(timeout=PATIENCE_MS)
    assert len(thread.host.seen) > asked

    # Out of the frame, to the own seat.
    async with page.context.expect_page() as coming:
        await frame.get_by_role("button", name="Open").click()
    lobby = await coming.value
    await lobby.wait_for_url(f"**/lobby/{frames.seats['leo']}", timeout=PATIENCE_MS)
    await lobby.close()

    for colours in ("light", "dark"):
        await frame.evaluate(f"document.documentElement.dataset.scheme = '{colours}'")
        assert await faults(frame) == [], colours
    kept = await page.context.cookies()
    assert all(each["name"].startswith("seat_") for each in kept)
    # This browser keeps nothing for a frame of another site; it all works nevertheless.
    storage = "() => { try { return localStorage.length } catch (error) { return error.name } }"
    assert await frame.evaluate(storage) == "SecurityError"
    # The held sentence and the session that was over are the answers that were no success.
    assert [each for each in thread.complaints if "422" not in each and "401" not in each] == []


@heavy
async def test_what_is_refused_in_a_browser(thread: Thread) -> None:
    page, frames = thread.page, thread.frames
    # A token that was used: the page is asked for another one, once, and then it is said.
    used = frames.token("leo")
    assert (await frames.ask(used))[0] == 200
    thread.host.what = f'interview="{frames.interview}" token="{used}"'
    thread.host.vouch = lambda: used
    await page.goto(thread.host.url())
    frame = await thread.frame()
    await expect(frame.get_by_text("This is not open to you")).to_be_visible(timeout=PATIENCE_MS)
    assert "Leo" not in await frame.content()

    # Somebody else's token.
    await frames.noor()
    for what in (f'interview="{frames.interview}"', f'proposal="{frames.proposal}"'):
        thread.host.what, thread.host.vouch = what, lambda: frames.signed("m-noor")
        await page.goto(thread.host.url())
        frame = await thread.frame()
        await expect(frame.get_by_text("This is not open to you")).to_be_visible(timeout=PATIENCE_MS)
        assert "Leo" not in await frame.content()

    # Another site may not frame it, however it came by a token.
    thread.host.what, thread.host.vouch = f'interview="{frames.interview}"', lambda: frames.token("leo")
    await page.goto(thread.host.url(FOREIGN))
    frame = await thread.frame()
    await page.wait_for_timeout(300)
    assert await frame.locator("#main").count() == 0
    assert any("frame-ancestors" in each for each in thread.complaints)


@heavy
async def test_it_stays_where_it_is_while_the_thread_around_it_changes(thread: Thread) -> None:
    """In Harbourline, whose pane takes over what is new: a frame that was moved would load itself anew."""
    page, frames = thread.page, thread.frames
    await frames.world.settle()
    market = frames.world.twins.marketplace
    await page.goto(f"{market.url}/pane/m-leo?proposal={frames.proposal}")
    frame = await thread.frame()
    await expect(frame.get_by_text("Proposed")).to_be_visible(timeout=PATIENCE_MS)
    await frame.evaluate("window.same = true")
    await market.say("leo", frames.proposal, "Thursday suits me.")
    await expect(page.get_by_text("Thursday suits me.")).to_be_visible(timeout=PATIENCE_MS)
    await frame.get_by_role("button", name="Accept").click()
    await expect(frame.locator(".answer-yes")).to_be_visible(timeout=PATIENCE_MS)
    await frames.world.settle()
    await market.say("leo", frames.proposal, "See you then.")
    await expect(page.get_by_text("See you then.")).to_be_visible(timeout=PATIENCE_MS)
    assert await frame.evaluate("window.same")
    assert await page.locator("anteroom-interview").count() == 2
    order = await page.locator(".thread > li").evaluate_all(
        "all => all.map((each) => each.className || each.id)"
    )
    assert order[0].startswith("item-") and order[1:] == ["message mine", "message mine"]


@heavy
async def test_it_wears_what_can_be_read_and_no_more(thread: Thread) -> None:
    page = thread.page
    thread.host.look = """anteroom-interview { color-scheme: light; --anteroom-accent: #7a1f5c;
      --anteroom-surface: #fff7ed; --anteroom-text: #2b2018; --anteroom-radius: 4px;
      --anteroom-font: Georgia, serif; }
    body.odd anteroom-interview { --anteroom-accent: #fefefe; --anteroom-surface: url(http://evil.example/x);
      --anteroom-text: rgba(0, 0, 0, 0.1); --anteroom-radius: 900px; --anteroom-font: x;y }"""
    frame = await thread.show("leo")
    await expect(frame.get_by_text("Proposed")).to_be_visible(timeout=PATIENCE_MS)
    style = """(name) => getComputedStyle(document.documentElement).getPropertyValue(name)"""
    worn = {name: await frame.evaluate(style, f"--{name}") for name in ("accent", "surface", "ink", "radius")}
    assert worn == {"accent": "#7a1f5c", "surface": "#fff7ed", "ink": "#2b2018", "radius": "4px"}
    assert "Georgia" in await frame.evaluate("getComputedStyle(document.body).fontFamily")
    assert await faults(frame) == []

    refused = await page.evaluate(
        """() => new Promise((resolve) => {
          const refused = (event) => resolve(event.detail.names);
          document.querySelector("anteroom-interview").addEventListener("theme-refused", refused);
          document.body.className = "odd";
        })"""
    )
    assert set(refused) >= {"accent", "surface", "text", "radius"}
    assert await frame.evaluate(style, "--accent") == "#0e5a57"
    assert await faults(frame) == []


@heavy
async def test_firefox_shows_it_too(tmp_path: Path) -> None:
    """Seen from around it: who looks is asked once, the frame is as tall as its card and follows it."""
    require_firefox()
    clock = SetClock(MONDAY)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(
            world(clock=clock, work=False, embed_origins=("http://localhost:*",))
        )
        reception = Reception(opened, clock)
        stack.push_async_callback(reception.close)
        frames = Frames(reception, await reception.schedule())
        what = f'interview="{frames.interview}"'
        host = await stack.enter_async_context(hosted(opened.url, lambda: frames.token("leo"), what))
        page = await stack.enter_async_context(firefox(tmp_path / "profile"))
        await page.goto(host.url("localhost"))
        tall = "document.querySelector('anteroom-interview').shadowRoot.querySelector('iframe').offsetHeight"

        async def taller(than: int) -> bool:
            return int(await page.evaluate(tall)) > than

        await until(lambda: taller(300))
        before = int(await page.evaluate(tall))
        assert len(host.seen) == 1
        told = {"member": "m-maya", "starts_at": "2026-11-26T14:00:00Z", "minutes": 45}
        status, _ = await reception.api.post(f"/v1/interviews/{frames.interview}/move", told)
        assert status == 200
        # One line more says what the time was before.
        await until(lambda: taller(before))
        assert await page.evaluate("window.asked") == 1
        assert page.said == []
