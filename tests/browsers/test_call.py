"""The call between real browsers, each a process of its own, through the real relay."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from anteroom.rooms.messages import Waiting
from company import Company, gathering, goes_by, heavy, sees_frames, stats, until
from deployment import ROOT
from portrait import RGB, write_portrait


async def test_two_people_see_and_hear_each_other_through_the_relay_only() -> None:
    # Where both are offered a busy machine may settle on TCP, which the other test is about.
    async with gathering(only="udp") as company:
        hugo = await company.enter("hugo")
        ana = await company.enter("ana")
        await until(lambda: sees_frames(hugo))
        await until(lambda: sees_frames(ana))
        for page in (hugo, ana):
            await until(partial(goes_by, page, "udp"))
            (measured,) = await stats(page)
            assert (measured["local"], measured["remote"]) == ("relay", "relay")
            assert measured["audioBytes"] > 0
        assert await ana.locator(".tile-label").all_inner_texts() == ["Northwind, hiring", "You"]
        assert company.faults == []


OUT_OF_SIGHT = """() => [...document.querySelectorAll(".controls button:not([hidden])")].filter((button) => {
  const box = button.getBoundingClientRect();
  const cut = button.scrollWidth > button.clientWidth;
  return cut || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || box.height < 44;
}).map((button) => button.id)"""
NO_DEVICES = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); };
"""
STAYS = """
RTCPeerConnection.prototype.close = function () { globalThis.kept = this; };
MediaStreamTrack.prototype.stop = function () {};
"""
FRAMES_OF_KEPT = """async () => {
  const report = await kept.getStats();
  const video = [...report.values()].find((entry) => entry.type === "inbound-rtp" && entry.kind === "video");
  return video.framesReceived;
}"""


@heavy
async def test_removing_a_seat_cuts_its_media_at_the_relay(company: Company) -> None:
    """Even if neither page hangs up: both keep their connections open here, and nothing arrives any more."""
    hugo = await company.enter("hugo", script=STAYS)
    ana = await company.enter("ana", script=STAYS)
    await until(lambda: sees_frames(ana))
    await until(lambda: sees_frames(hugo))
    await company.house.rooms.remove("room-1", "ana")
    await ana.get_by_role("heading", name="You were taken out of the call").wait_for()
    await hugo.locator(".tile[data-seat]").wait_for(state="detached")
    await asyncio.sleep(0.5)
    before = [await page.evaluate(FRAMES_OF_KEPT) for page in (hugo, ana)]
    await asyncio.sleep(1)
    assert [await page.evaluate(FRAMES_OF_KEPT) for page in (hugo, ana)] == before
    assert min(before) > 0


@heavy
async def test_it_goes_on_after_the_relay_was_restarted(company: Company) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await until(lambda: sees_frames(ana))
    await company.relay.restart()
    decoded = (await stats(hugo))[0]["framesDecoded"]
    await until(lambda: sees_frames(hugo, decoded + 20))
    assert (await stats(ana))[0]["state"] == "connected"


@heavy
async def test_it_uses_tcp_where_udp_is_blocked() -> None:
    async with gathering(only="tcp") as company:
        hugo = await company.enter("hugo")
        ana = await company.enter("ana")
        await until(lambda: sees_frames(hugo))
        (measured,) = await stats(ana)
        assert measured["relayProtocol"] == "tcp"


@heavy
async def test_a_camera_and_a_microphone_can_be_switched_and_the_host_can_end_for_all(
    company: Company,
) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await ana.keyboard.press("v")
    await ana.keyboard.press("m")
    await hugo.locator('.tile[data-seat="ana"][data-camera="off"][data-microphone="off"]').wait_for()
    assert await ana.get_by_role("button", name="Mute").get_attribute("aria-pressed") == "true"
    await ana.keyboard.press("v")
    await hugo.locator('.tile[data-seat="ana"][data-camera="on"]').wait_for()
    await hugo.get_by_role("button", name="End for all 2").click()
    await hugo.locator("#end-sure").click()
    for page in (hugo, ana):
        await page.get_by_role("heading", name="The call has ended").wait_for()
    assert ("end", "room-1", "hugo") in company.house.hooks.told
    assert company.faults == []


@heavy
async def test_it_speaks_the_readers_language(company: Company, pictures: Path) -> None:
    hugo = await company.enter("hugo", language="es")
    await hugo.get_by_role("heading", name="Ha llegado antes que nadie").wait_for()
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await hugo.get_by_text("Ana Ruiz ha entrado.").wait_for(state="attached")
    await hugo.get_by_role("button", name="Silenciar").click()
    await ana.locator('.tile[data-seat="hugo"][data-microphone="off"]').wait_for()
    await hugo.keyboard.press("?")
    await hugo.get_by_text("Micrófono sí o no").wait_for()
    await hugo.get_by_role("button", name="Cerrar").click()
    await hugo.screenshot(path=pictures / "call-es.png")
    await hugo.keyboard.press("l")
    await hugo.get_by_role("heading", name="Ha salido de la llamada").wait_for()
    assert await hugo.evaluate("document.documentElement.lang") == "es"
    assert company.faults == []


@heavy
async def test_the_host_adds_a_quarter_of_an_hour(company: Company) -> None:
    now = company.house.clock.now()
    company.house.ends_at = now + timedelta(minutes=3)
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await hugo.get_by_role("button", name="Add 15 minutes").click()
    await hugo.get_by_text("No more time can be added to this call.").wait_for()
    company.house.hooks.extend_to = company.house.ends_at + timedelta(minutes=15)
    await hugo.get_by_role("button", name="Add 15 minutes").click()
    for page in (hugo, ana):
        await page.get_by_text("The host added 15 minutes.").wait_for()
        await page.get_by_text(re.compile("1[78] min left")).wait_for()
    assert await ana.get_by_role("button", name="Add 15 minutes").count() == 0
    await hugo.get_by_role("button", name="Add 15 minutes").wait_for(state="hidden")
    decoded = (await stats(hugo))[0]["framesDecoded"]
    await until(lambda: sees_frames(hugo, decoded + 20))
    assert company.faults == []


@heavy
async def test_both_read_the_same_safety_code(company: Company) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    codes = []
    for page in (hugo, ana):
        await page.keyboard.press("p")
        code = page.locator("#people .safety").filter(has_text=re.compile(r"\d"))
        await code.wait_for()
        codes.append(await code.inner_text())
    assert codes[0] == codes[1]
    assert re.fullmatch(r"Safety code \d{3} \d{3}", codes[0])
    for case, agreed in SAFETY_CASES.items():
        assert await hugo.evaluate(TWO_ENDS, case) == agreed, case


SAFETY_CASES = {
    "honest": "the same",
    "another key in the middle": "different",
    "another number than committed": "refused",
    "two numbers for one commitment": "one try",
    "the key changed meanwhile": "refused",
}
TWO_ENDS = """async (which) => {
  const { Safety } = await import("/static/rooms/safety.js");
  const told = { a: [], b: [] };
  const keys = { a: ["AA", "BB"], b: ["BB", "AA"] };
  if (which === "another key in the middle") keys.b = ["BB", "CC"];
  const waiting = [];
  const side = (name, other, begins) => new Safety({
    begins,
    say: (step, value) => waiting.push([other, step, value]),
    prints: () => keys[name],
    shown: (code) => told[name].push(code),
  });
  const ends = { a: side("a", "b", true), b: side("b", "a", false) };
  await ends.a.begin();
  while (waiting.length) {
    let [to, step, value] = waiting.shift();
    if (step === "reveal" && which === "another number than committed") value = "0".repeat(64);
    if (step === "reveal" && which === "the key changed meanwhile") keys.b = ["BB", "DD"];
    const first = ends[to].hear(step, value);
    if (step === "nonce" && which.startsWith("two numbers")) await ends[to].hear(step, "1".repeat(64));
    await first;
  }
  const [a, b] = [told.a.at(-1), told.b.at(-1)];
  if (b === null) return "refused";
  if (which.startsWith("two numbers")) return told.a.length === 1 && a === b ? "one try" : "several";
  return a === b ? "the same" : "different";
}"""


@heavy
async def test_a_screen_is_shown_to_the_others_one_at_a_time(company: Company, pictures: Path) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana", script=TALL_SCREEN)
    await until(lambda: sees_frames(hugo))
    await until(lambda: sees_frames(ana))
    await ana.get_by_role("button", name="Screen").click()
    await hugo.locator('.tile[data-seat="ana"][data-screen="on"]').wait_for()
    await until(lambda: hugo.evaluate(f"{SHAPE_OF_ANA} < 1"))
    await hugo.keyboard.press("s")
    await hugo.get_by_text("Ana Ruiz shows a screen already.").wait_for(state="attached")
    assert (await hugo.evaluate("anteroomCall.people"))[0]["screen"] is True
    await hugo.screenshot(path=pictures / "call-screen.png")
    await ana.get_by_role("button", name="Stop screen").click()
    await hugo.locator('.tile[data-seat="ana"][data-screen="off"][data-camera="on"]').wait_for()
    await until(lambda: hugo.evaluate(f"{SHAPE_OF_ANA} > 1"))
    assert company.faults == []


TALL_SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 360, height: 640 });
  const paint = canvas.getContext("2d");
  setInterval(() => {
    paint.fillStyle = "#f4f1ea";
    paint.fillRect(0, 0, 360, 640);
    paint.fillStyle = "#1d2327";
    paint.font = "24px sans-serif";
    paint.fillText("Payments API", 24, 56);
    paint.fillRect(24, 80, 120 + (Date.now() / 50) % 60, 6);
  }, 100);
  return canvas.captureStream(10);
};
"""
"""A screen that stands upright, as no camera's picture does, so that one sees which of them arrives."""
SHAPE_OF_ANA = """(({ videoWidth, videoHeight }) => videoWidth / videoHeight)(
  document.querySelector('.tile[data-seat="ana"] video'))"""


@heavy
async def test_media_goes_on_while_the_house_cannot_be_reached(company: Company) -> None:
    """Losing the signalling connection freezes no picture, and the page comes back to the same seat."""
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await until(lambda: sees_frames(ana))
    company.house.reachable = False
    await company.house.rooms.stop()
    await hugo.get_by_text("Reconnecting. Stay on this page.").wait_for()
    decoded = (await stats(hugo))[0]["framesDecoded"]
    await until(lambda: sees_frames(hugo, decoded + 10))
    company.house.reachable = True
    await company.house.rooms.start()
    await hugo.locator("#banner").wait_for(state="hidden")
    decoded = (await stats(hugo))[0]["framesDecoded"]
    await until(lambda: sees_frames(hugo, decoded + 10))
    assert company.house.hooks.told.count(("join", "room-1", "hugo")) == 1


@heavy
async def test_three_people_all_see_each_other(company: Company) -> None:
    pages = [await company.enter(seat) for seat in ("hugo", "ana", "dana")]
    for page in pages:
        await until(partial(sees_frames, page, others=2))
    await pages[2].keyboard.press("l")
    await pages[2].get_by_role("heading", name="You left the call").wait_for()
    await pages[0].get_by_text("Dana, VP Engineering left.").wait_for(state="attached")
    assert await pages[0].get_by_role("button", name="People 2").count() == 1


@heavy
async def test_it_works_without_camera_and_microphone(company: Company) -> None:
    hugo = await company.enter("hugo")
    ana = await company.enter("ana", script=NO_DEVICES)
    await until(lambda: sees_frames(ana))
    await ana.get_by_text("No camera and no microphone here.").wait_for()
    await hugo.locator('.tile[data-seat="ana"][data-camera="off"][data-microphone="off"]').wait_for()
    assert (await stats(hugo))[0]["state"] == "connected"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: docs/pictures when ANTEROOM_PICTURES is set, else away."""
    return ROOT / "docs" / "pictures" if os.environ.get("ANTEROOM_PICTURES") else tmp_path


ANA = ((196, 186, 172), (176, 124, 96), (46, 92, 104))
HUGO = ((150, 164, 172), (214, 172, 148), (70, 66, 84))


def filmed(folder: Path, colours: tuple[RGB, RGB, RGB]) -> str:
    """The flag that puts a made-up person before the camera."""
    path = folder / f"{colours[2][0]}.y4m"
    return f"--use-file-for-fake-video-capture={write_portrait(path, *colours)}"


DEVICES = """
navigator.mediaDevices.enumerateDevices = async () =>
  [["audioinput", "Headset"], ["videoinput", "Camera"], ["audiooutput", "Headset"]].map(([kind, label]) => (
    { kind, label, deviceId: label }
  ));
"""
"""What a desk has, in place of the files that stand for a camera here."""


@heavy
async def test_it_fits_every_width(company: Company, pictures: Path, tmp_path: Path) -> None:
    hugo = await company.enter("hugo", size=(1440, 900), flags=(filmed(tmp_path, HUGO),), script=DEVICES)
    ana = await company.enter("ana", size=(320, 640), flags=(filmed(tmp_path, ANA),))
    await until(lambda: sees_frames(hugo))
    await until(lambda: sees_frames(ana))
    for page in (hugo, ana):
        await page.locator('.bars[data-bars="3"]').wait_for()
    for page, name in ((hugo, "call-1440"), (ana, "call-320")):
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        hidden = await page.evaluate(OUT_OF_SIGHT)
        assert hidden == [], "every control lies within the window"
        assert len(await page.screenshot(path=pictures / f"{name}.png")) > 5_000
    await ana.keyboard.press("c")
    await ana.fill("#chat-text", "Is the ledger in the same repository?")
    await ana.keyboard.press("Enter")
    await hugo.keyboard.press("c")
    await hugo.fill("#chat-text", "Yes. Or ring me: 555 0100")
    await hugo.keyboard.press("Enter")
    await hugo.locator("#chat-why").wait_for()
    company.house.hooks.at_gate = [Waiting("dana", "Dana, VP Engineering", "enter", True)]
    await company.house.rooms.show_gate("room-1")
    views = ((ana, "chat", 320), (hugo, "chat", 1440), (hugo, "people", 768), (hugo, "more", 768))
    for page, panel, width in views:
        await page.set_viewport_size({"width": width, "height": {320: 640, 768: 1024, 1440: 900}[width]})
        if not await page.locator(f"#{panel}").is_visible():
            await page.click(f"#{panel}-toggle")
        await page.locator("#device-note").wait_for(state="hidden")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate(OUT_OF_SIGHT) == []
        assert len(await page.screenshot(path=pictures / f"call-{panel}-{width}.png")) > 5_000
    await ana.keyboard.press("Escape")
    await hugo.keyboard.press("Escape")
