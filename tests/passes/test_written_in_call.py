"""What is written in a call: the guard reads it, its writer hears why, and nothing of it is kept."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from anteroom.interviews import store
from anteroom.interviews.written import way_of_writing
from anteroom.policy.model import Purpose, Row, Rule, Stage
from anteroom.rooms.hooks import Chat
from api_client import ApiClient
from passes.reception import CallPage, Reception
from passes.test_lobby import guests


async def writes(page: CallPage, text: str, mark: str = "a1") -> None:
    await page.socket.send_json({"kind": "write", "id": mark, "text": text})


async def rows(reception: Reception, sql: str) -> list[tuple[object, ...]]:
    async with reception.world.house.database.connection() as conn:
        return [tuple(row.values()) for row in await conn.fetch(sql)]


async def test_a_contact_detail_is_held_and_its_writer_told_at_once(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    leo, maya = await reception.together(seats["leo"], seats["maya"])
    await writes(leo, "The second diagram, please.")
    seen = await maya.hears("written")
    assert (seen["from"], seen["text"]) == (seats["leo"], "The second diagram, please.")

    mail = reception.world.twins.cast.leo.email
    wrapped = b64encode(mail.encode()).decode()
    taught = []
    for secret in ("leo.ortiz@gmail.com", "ring me on +34 612 345 678", mail, wrapped):
        await writes(leo, secret)
        held = await leo.hears("not-written")
        assert held["code"] == "contact-in-text" and secret not in held["why"]
        taught.append(held["why"])
    assert "A word about meeting before a contract." in taught[0] and "This is a warning." in taught[1]
    await writes(leo, "Diagram three, then.", "a2")
    assert (await maya.hears("written"))["text"] == "Diagram three, then.", "nothing came between"

    kept = await rows(reception, "select verdict, party_id from call_message order by sent_at, id")
    assert {verdict for verdict, _ in kept} >= {"allow", "redact"} and len(kept) == 6
    assert {party for _, party in kept} == {seats["leo"]}
    held_now = await rows(reception, "select state, sealed is null from held_text where field = 'chat'")
    assert held_now and all(each == ("reworded", True) for each in held_now), "other words took their place"


async def test_a_guest_without_an_account_has_people_look_at_what_is_held(reception: Reception) -> None:
    """What they release passes when it is written once more; whoever else asks changes nothing."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    browser = await reception.seated(seats["dana"])
    shown = await reception.admission(browser, seats["dana"])
    page = await reception.connect(browser, seats["dana"], shown)
    await page.hears("welcome")
    path, said = f"/room/{seats['dana']}/appeal", "Look at our build tool, buildbot@2.0.example, version 4."
    assert (await browser.send(f"{path}?session=page12345", {})).status == 404, "nothing is held"
    await writes(page, said)
    assert (await page.hears("not-written"))["code"] == "contact-in-text"
    assert (await browser.send(path, {})).status == 404, "not the page that sits there"
    for _ in range(2):
        asked = await browser.send(f"{path}?session=page12345", {})
        assert asked.status in (204, 404) and asked.text.count("buildbot") == 0
    trust = ApiClient(reception.world, reception.world.settings.secrets.review_key)
    (review,) = (await trust.get("/v1/reviews"))[1]["reviews"]
    body = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
    assert (await trust.post(f"/v1/reviews/{review['id']}/decision", body))[0] == 200
    await writes(page, said, "a2")
    assert (await maya.hears("written"))["text"] == said


async def test_the_policy_says_how_people_write(reception: Reception) -> None:
    """Of an exempt client's, what people may share passes; a row of its own leaves no chat at all."""
    seats = await reception.schedule()
    await reception.open_doors()
    await reception.rewrite("update member set plan = 'business', organisation_id = null")
    leo, maya = await reception.together(seats["leo"], seats["maya"])
    mail = reception.world.twins.cast.leo.email
    await writes(leo, f"Or leo.ortiz@gmail.com and {mail}")
    assert mail in (await maya.hears("written"))["text"], "the door lets it through, too"
    house = reception.world.house
    none = Row("no-chat", Stage.BEFORE_CONTRACT, Rule.STRICT, purposes=frozenset({Purpose.CALL_CHAT}))
    async with house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
        strict = replace(house, policy=(none, *house.policy))
        assert await way_of_writing(conn, strict, interview, frozenset(seats.values())) is Chat.OFF


async def test_where_an_agreement_is_signed_and_the_policy_is_open_the_house_reads_nothing(
    reception: Reception,
) -> None:
    seats = await reception.schedule(nda=True)
    await reception.open_doors()
    await reception.rewrite("update member set plan = 'business', organisation_id = null")
    maya_browser = await reception.seated(seats["maya"])
    token = await reception.admission(maya_browser, seats["maya"])
    maya = await reception.connect(maya_browser, seats["maya"], token)
    assert (await maya.hears("welcome"))["chat"] == "sealed"
    await writes(maya, "Is this read?")
    assert (await maya.hears("not-written"))["code"] == "not-here"
    assert await rows(reception, "select 1 from call_message") == []
    house = reception.world.house
    async with house.database.connection() as conn:
        interview = await store.load(conn, reception.interview["id"])
        everybody = frozenset(seats.values())
        assert await way_of_writing(conn, house, interview, everybody) is Chat.READ, "Leo has not signed"
