"""What people do in a call beside talking: write, let in, put out, hand over, report, choose."""

from __future__ import annotations

from collections.abc import AsyncIterator

from playwright.async_api import Page
from pytest_asyncio import fixture

from anteroom.rooms.hooks import Chat
from anteroom.rooms.messages import Waiting
from company import Company, heavy, sees_frames, stats, until


@fixture
async def two(company: Company) -> AsyncIterator[tuple[Page, Page]]:
    """The host, and Ana, who see each other."""
    hugo = await company.enter("hugo")
    ana = await company.enter("ana")
    await until(lambda: sees_frames(hugo))
    await until(lambda: sees_frames(ana))
    yield hugo, ana
    assert company.faults == []


async def writes(page: Page, text: str) -> None:
    await page.locator("#chat-text").fill(text)
    await page.keyboard.press("Enter")


@heavy
async def test_they_write_to_one_another_and_the_host_keeps_the_gate(
    company: Company, two: tuple[Page, Page]
) -> None:
    """One call for all of it, as browsers are dear: by keyboard where that is shorter."""
    hugo, ana = two
    await ana.keyboard.press("c")
    await writes(ana, "The diagram is on page four.")
    await hugo.locator("#chat-unread", has_text="1").wait_for()
    await hugo.get_by_text("Ana Ruiz writes: The diagram is on page four.").wait_for(state="attached")
    await hugo.keyboard.press("c")
    await hugo.locator("#chat-list li", has_text="Ana Ruiz").get_by_text("The diagram").wait_for()
    await writes(hugo, "Ring me: 555 0100")
    await hugo.get_by_text("This looks like a phone number.").wait_for()
    assert await hugo.locator("#chat-text").input_value() == "Ring me: 555 0100", "to be put otherwise"
    await writes(hugo, "Page four, thank you.")
    await ana.locator("#chat-list li", has_text="Northwind, hiring").wait_for()
    assert await ana.locator("#chat-list li").count() == 2

    company.house.hooks.at_gate = [Waiting("dana", "Dana, VP Engineering", "enter", True)]
    await company.house.rooms.show_gate("room-1")
    await hugo.locator("#waiting-count", has_text="1").wait_for()
    await hugo.keyboard.press("Escape")
    await hugo.keyboard.press("p")
    await hugo.get_by_text("Dana, VP Engineering waits to come in.").first.wait_for()
    await hugo.get_by_role("button", name="Let in: Dana, VP Engineering").click()
    await until(lambda: _told(company, "admit"))

    await ana.keyboard.press("Escape")
    company.house.hooks.host = "ana"
    await ana.get_by_text("You host this call now.").wait_for()
    await ana.get_by_role("button", name="End for all 2").wait_for()
    await hugo.get_by_role("button", name="End for all 2").wait_for(state="hidden")
    company.house.hooks.host = "hugo"
    await hugo.get_by_text("You host this call now.").wait_for()
    await hugo.get_by_role("button", name="Remove: Ana Ruiz from the call").click()
    await hugo.get_by_role("heading", name="Remove Ana Ruiz from the call?").wait_for()
    await hugo.locator("#remove-sure").click()
    await ana.get_by_role("heading", name="You were taken out of the call").wait_for()
    await hugo.locator(".tile[data-seat]").wait_for(state="detached")


async def _told(company: Company, what: str) -> bool:
    return any(what in str(each) for each in company.house.hooks.told)


@heavy
async def test_where_the_talk_is_sealed_the_house_sees_no_word_of_it(company: Company) -> None:
    company.house.hooks.way = Chat.SEALED
    hugo = await company.enter("hugo")
    ana = await company.enter("ana", script=KEEPS_THE_LINE)
    await until(lambda: sees_frames(hugo))
    await ana.keyboard.press("c")
    await ana.get_by_text("sealed with the keys of the call").wait_for()
    await writes(ana, "The secret is blue.")
    await hugo.keyboard.press("c")
    await hugo.locator("#chat-list li", has_text="Ana Ruiz").get_by_text("The secret is blue.").wait_for()
    assert "blue" not in "".join(text for _, text in company.house.hooks.sent)
    await ana.evaluate(SHOUTS)
    await hugo.locator("#chat-list li").nth(20).wait_for()
    shouted = await hugo.locator("#chat-list p").all_inner_texts()
    assert len(shouted) <= 41 and max(map(len, shouted)) == 1_000, "a changed page fills no other's"
    company.house.hooks.way = Chat.READ
    dana = await company.enter("dana")
    await hugo.get_by_text("From now on what is written here is read").wait_for(state="attached")
    await writes(hugo, "And now it is read.")
    for page in (ana, dana):
        await page.locator("#chat-list li", has_text="And now it is read.").wait_for(state="attached")
    await writes(hugo, "Or ring me: 555 0100")
    await hugo.get_by_text("This looks like a phone number.").wait_for()
    await hugo.get_by_role("button", name="Have people look at it").click()
    await hugo.get_by_text("People at the marketplace look at it.").wait_for()
    assert await hugo.input_value("#chat-text") == "Or ring me: 555 0100"
    assert [set(each) for each in company.house.reports] == [{"appeal"}]
    assert company.faults == []


@heavy
async def test_whoever_reports_is_out_at_once_and_nobody_in_the_call_learns_why(
    company: Company, two: tuple[Page, Page]
) -> None:
    hugo, ana = two
    await ana.keyboard.press("o")
    await ana.get_by_role("button", name="Leave, block or report").click()
    await ana.get_by_label("What is wrong").select_option("conduct")
    await ana.get_by_label("Block somebody too").select_option("Hugo Brandt")
    await ana.locator("#report-sure").click()
    await ana.get_by_text("Its reference is rep_abcdefgh").wait_for()
    await ana.get_by_text("The person whom you blocked cannot reach you").wait_for()
    form = {"key": "a-key-of-this-page", "category": "conduct", "words": "", "block": "seat-of-hugo"}
    assert company.house.reports == [form]
    await hugo.get_by_text("Ana Ruiz left.").wait_for(state="attached")
    await hugo.locator(".tile[data-seat]").wait_for(state="detached")
    heard = "".join(company.heard["hugo"])
    assert "report" not in heard and "block" not in heard


@heavy
async def test_each_chooses_devices_layout_and_speech_only_for_oneself(
    company: Company, two: tuple[Page, Page]
) -> None:
    hugo, ana = two
    await hugo.keyboard.press("o")
    await hugo.locator("#choose-camera option").nth(1).wait_for(state="attached")
    assert await hugo.evaluate(THRIFT) == ["sends", "rests", "tries again", "rests longer"]
    await hugo.evaluate("document.getElementById('choose-speech').click()")
    await hugo.locator('.tile[data-seat="ana"][data-camera="off"]').wait_for()
    await ana.locator('.tile[data-seat="hugo"][data-camera="off"]').wait_for()
    seen = (await stats(hugo))[0]["framesReceived"]

    async def rests() -> bool:
        nonlocal seen
        before, seen = seen, (await stats(hugo))[0]["framesReceived"]
        return bool(before == seen)

    await until(rests)
    await hugo.evaluate("document.getElementById('choose-speech').click()")
    await until(lambda: sees_frames(hugo, seen + 5))

    await ana.keyboard.press("p")
    await ana.get_by_role("button", name="Pin: the picture of Northwind, hiring").click()
    await ana.locator('.tile[data-seat="hugo"][data-stage="on"]').wait_for()
    await ana.get_by_role("button", name="Mute for me: Northwind, hiring").click()
    assert await ana.evaluate("document.querySelector('.tile[data-seat] video').muted") is True
    assert (await hugo.evaluate("anteroomCall.people"))[0]["microphone"] is True, "nobody else hears less"


@heavy
async def test_one_comes_in_as_one_chose_before(company: Company) -> None:
    hugo = await company.enter("hugo")
    begin = (
        "for (const name of ['muted', 'dark']) localStorage.setItem(`anteroom.call.begin-${name}`, 'yes');"
    )
    ana = await company.enter("ana", script=begin)
    await until(lambda: sees_frames(ana))
    await hugo.locator('.tile[data-seat="ana"][data-camera="off"][data-microphone="off"]').wait_for()
    await ana.locator('#mute[aria-pressed="true"]').wait_for()
    assert await ana.locator("#device-note").is_hidden(), "nothing is amiss"
    await ana.keyboard.press("v")
    await until(lambda: sees_frames(hugo))
    assert company.faults == []


@heavy
async def test_a_key_speaks_while_it_is_held_and_a_device_that_comes_back_is_taken_again(
    two: tuple[Page, Page],
) -> None:
    hugo, ana = two
    heard_off, heard_on = (
        hugo.locator(f'.tile[data-seat="ana"][data-microphone="{state}"]') for state in ("off", "on")
    )
    await ana.keyboard.press("m")
    await heard_off.wait_for()
    await ana.keyboard.down("t")
    await heard_on.wait_for()
    await ana.keyboard.up("t")
    await heard_off.wait_for()
    await ana.evaluate("document.getElementById('own-video').srcObject.getTracks()[0].onended()")
    await hugo.locator('.tile[data-seat="ana"][data-camera="on"]').wait_for()
    decoded = (await stats(hugo))[0]["framesDecoded"]
    await until(lambda: sees_frames(hugo, decoded + 10))
    assert await ana.locator('#mute[aria-pressed="true"]').count() == 1, "it stays muted"


KEEPS_THE_LINE = """
const open = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (...how) {
  return (globalThis.line = open.apply(this, how));
};
"""
SHOUTS = """() => {
  line.send(new Uint8Array(9));
  for (let count = 0; count < 300; count += 1) line.send("x".repeat(3000));
}"""
THRIFT = """async () => {
  const { Thrift } = await import("/static/rooms/thrift.js");
  const thrift = new Thrift();
  const said = [];
  for (let look = 0; look < 13; look += 1) thrift.look(40_000);
  for (let look = 0; look < 10; look += 1) thrift.look(look % 3 ? 40_000 : 200_000);
  said.push(thrift.rests ? "rests" : "sends");
  const length = () => {
    while (!thrift.rests) thrift.look(40_000);
    let looks = 0;
    while (thrift.rests) looks += thrift.look(40_000) ? 1 : 0;
    return looks;
  };
  while (!thrift.rests) thrift.look(40_000);
  said.push("rests");
  let first = 0;
  while (thrift.rests) first += thrift.look(null) ? 1 : 0;
  said.push("tries again", length() > first ? "rests longer" : "rests as long");
  return said;
}"""
"""The own picture rests after several poor looks on end, is tried again, and rests longer each time."""
