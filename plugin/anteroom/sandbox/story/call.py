"""The people in the room: one headless Chromium each, with an invented camera.

A browser of its own for everybody, since several pages of one headless process starve one another.
"""

from __future__ import annotations

import asyncio
import shutil
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, prove

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page, Playwright, WebSocket

FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--mute-audio",
)
PATIENCE_MS = 30_000
IN_THE_CALL = ("maya", "dana", "leo")
WITHOUT_BODY = frozenset({204, 301, 302, 303, 307, 308})
NO_CAMERA = "No camera here. The others hear you and see your name."
UNPLUG = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); };
  const [camera] = document.getElementById("own-video").srcObject.getVideoTracks();
  camera.stop();
  camera.dispatchEvent(new Event("ended"));
}"""
"""A browser whose camera is pulled out, and in which none is found any more."""
STATS = "() => globalThis.anteroomCall?.stats()"


class NoBrowser(Exception):
    """There is no Chromium here, or nothing to drive it with; `str` says how to get it."""


@dataclass(frozen=True, slots=True)
class Company:
    """What people in a call need: a Chromium, and something that drives it."""

    playwright: Playwright
    chromium: str


def chromium() -> str | None:
    """Return the path of an installed Chromium; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@asynccontextmanager
async def open_company() -> AsyncIterator[Company]:
    """Get ready to open browsers. Raises NoBrowser."""
    found = chromium()
    if found is None:
        raise NoBrowser("no Chromium is installed (Debian: apt-get install chromium)")
    try:
        from playwright.async_api import async_playwright
    except ImportError as error:
        raise NoBrowser("playwright is not installed (pip install -e '.[dev]')") from error
    async with async_playwright() as playwright:
        yield Company(playwright, found)


async def hold_call(scene: Scene, company: Company, length: timedelta) -> Sequence[str]:
    """Let three people meet, talk for `length` of our clock, and end it; return what proves it."""
    async with AsyncExitStack() as stack:
        pages: dict[str, Page] = {}
        for key in IN_THE_CALL:
            context = await _browser(scene, company, key, stack)
            pages[key] = await _lobby(scene, context, key)
        proof = [await _told_before(pages["dana"]), await _agreement(pages["leo"])]
        for key in IN_THE_CALL:
            await pages[key].click("#enter")
            await pages[key].wait_for_selector("[data-phase]", timeout=PATIENCE_MS)
        proof.append(await _see_one_another(pages))
        proof.append(await _camera_fails(pages))
        await _look(scene, pages)
        scene.clock.travel_to(scene.clock.now() + length)
        await pages["maya"].click("#end")
        await pages["maya"].click("#end-sure")
        for key in IN_THE_CALL:
            await pages[key].wait_for_selector("#over:not([hidden])", timeout=PATIENCE_MS)
        proof.append("ended for all by the host; every page says so")
        return proof


async def _browser(scene: Scene, company: Company, key: str, stack: AsyncExitStack) -> BrowserContext:
    browser = await company.playwright.chromium.launch(
        executable_path=company.chromium, headless=True, args=list(FLAGS)
    )
    stack.push_async_callback(browser.close)
    return await browser.new_context(
        viewport={"width": 1100, "height": 760}, timezone_id=scene.cast.person(key).zone
    )


async def _lobby(scene: Scene, context: BrowserContext, key: str) -> Page:
    page = await context.new_page()
    await _record(scene, page, scene.cast.person(key).name)
    if key == "leo":
        market = scene.world.twins.marketplace
        (card,) = market.cards(scene.cast.proposals[0].thread)
        # The thread's Open button, pressed by a member who is signed in to the marketplace.
        form: dict[str, str | float | bool] = {"viewer": market.viewer_token("leo")}
        answer = await context.request.post(card["url"], form=form, max_redirects=0)
        prove(answer.status == 303, f"the thread's card answered {answer.status}")
        await page.goto(scene.world.url + answer.headers["location"])
    else:
        link = scene.pass_of(key)
        assert link is not None
        await page.goto(link)
    await page.wait_for_selector("main.lobby", timeout=PATIENCE_MS)
    prove("#" not in page.url, "the pass stayed in the address bar")
    return page


async def _told_before(page: Page) -> str:
    said = await page.inner_text("main")
    prove("Dana Whitfield" in said and "Maya Okafor" in said, "the lobby does not say who comes")
    prove(await page.locator("main a[href*='/rules']").count(), "the lobby does not lead to the rules")
    prove(await page.locator("#device-check").is_visible(), "nothing to try the camera with")
    return "Dana's lobby: who comes by which name, the rules, camera and microphone to try"


async def _agreement(page: Page) -> str:
    await page.wait_for_selector("#enter:enabled", timeout=PATIENCE_MS)
    said = await page.inner_text("main")
    prove("You signed" in said, "the freelancer can go in, and the lobby does not say that he signed")
    return "Leo can go in at once: he signed the agreement days ago"


async def _see_one_another(pages: dict[str, Page]) -> str:
    async def connected(page: Page) -> bool:
        stats = await page.evaluate(STATS) or []
        frames = [peer for peer in stats if peer["framesDecoded"] > 5]
        return len(frames) == len(pages) - 1

    async def all_connected() -> bool:
        return all(await asyncio.gather(*(connected(page) for page in pages.values())))

    await _until("frames on every tile", all_connected)
    kinds = set()
    for page in pages.values():
        for peer in await page.evaluate(STATS):
            kinds.add((peer["local"], peer["remote"]))
    prove(kinds == {("relay", "relay")}, f"media went by {kinds}")
    return f"{len(pages)} browsers see each other; every path is relay to relay"


async def _camera_fails(pages: dict[str, Page]) -> str:
    """Pull Dana's camera out: she is told, and stays; the others see her name."""
    dana, maya = pages["dana"], pages["maya"]
    off = maya.locator('.tile[data-seat][data-camera="off"]')
    prove(await off.count() == 0, "a camera is off already")
    await dana.evaluate(UNPLUG)
    await off.wait_for(timeout=PATIENCE_MS)
    prove("Dana" in await off.inner_text(), "another's picture is gone")
    await dana.get_by_text(NO_CAMERA).first.wait_for(timeout=PATIENCE_MS)
    prove(await dana.locator("#over").is_hidden(), "she is out of the call")
    return f"Dana's camera fails: she reads “{NO_CAMERA}”, and stays"


async def _look(scene: Scene, pages: dict[str, Page]) -> None:
    for key, page in pages.items():
        text = await page.inner_text("main")
        own = scene.cast.person(key)
        for other in scene.cast.people:
            if other is not own:
                prove(
                    other.email not in text and other.phone not in text, f"{key} reads {other.key}'s details"
                )


async def _record(scene: Scene, page: Page, name: str) -> None:
    """Keep every answer and every signalling message that this person's browser receives.

    Answers are stopped at the browser's own door: the body of a page that is left at once cannot be read
    later, and an answer put in by us would not count as coming from this machine (Local Network Access).
    """
    from playwright.async_api import Error as PlaywrightError

    devtools = await page.context.new_cdp_session(page)

    async def pass_on(event: dict[str, Any]) -> None:
        try:
            body = await _body_of(devtools, event)
            await devtools.send("Fetch.continueRequest", {"requestId": event["requestId"]})
        except PlaywrightError as error:
            if "Invalid InterceptionId" not in str(error):
                raise
            return  # the page was left meanwhile: the browser dropped this answer, so nobody received it
        headers = {each["name"]: each["value"] for each in event.get("responseHeaders", [])}
        path = event["request"]["url"].removeprefix(scene.world.url)
        scene.received.append(Capture(scene.clock.now(), "http", "Anteroom", (name,), body, headers, path))

    def on_socket(socket: WebSocket) -> None:
        def heard(frame: str | bytes) -> None:
            body = frame.encode() if isinstance(frame, str) else frame
            path = socket.url.partition("?")[0]
            scene.received.append(Capture(scene.clock.now(), "room", "Anteroom", (name,), body, {}, path))

        socket.on("framereceived", heard)

    devtools.on("Fetch.requestPaused", pass_on)
    pattern = {"urlPattern": f"{scene.world.url}/*", "requestStage": "Response"}
    await devtools.send("Fetch.enable", {"patterns": [pattern]})
    page.on("websocket", on_socket)


async def _body_of(devtools: CDPSession, event: dict[str, Any]) -> bytes:
    if event.get("responseStatusCode", 0) in WITHOUT_BODY:
        return b""
    got = await devtools.send("Fetch.getResponseBody", {"requestId": event["requestId"]})
    return b64decode(got["body"]) if got["base64Encoded"] else str(got["body"]).encode()


async def _until(what: str, look: Callable[[], Awaitable[bool]], patience: float = 40.0) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while not await look():
        if loop.time() > end:
            raise NotProven(f"waited {patience:.0f} s in vain for {what}")
        await asyncio.sleep(0.3)
