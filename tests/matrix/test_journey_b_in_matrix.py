"""Journey B over a real homeserver: the card in the room, edited in place, answered there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from anteroom.doctor.finding import Level
from anteroom.effects.model import Effect
from anteroom_marketplaces.matrix.examined import matrix_findings
from leak_canaries import Page
from matrix.plugged import CLIENT, FREELANCER, GUEST, PROPOSAL, SECRETS, Plugged


async def test_it_plays_journey_b_in_a_room(plugged: Plugged) -> None:
    """Scheduled by the marketplace, declined by a press, moved, accepted by a word, void: one card."""
    await plugged.tell(await plugged.meet())
    await plugged.look()  # the bot takes the invitation
    guests = [{"label": "Dana, VP Engineering", "email": GUEST, "required": False}]
    interview = await plugged.schedule(guests=guests)

    [card] = await plugged.of_the_bot()
    shown = await plugged.freelancer.shown(plugged.room, card["event_id"])
    assert shown["msgtype"] == "m.notice"
    assert shown["body"].startswith("Interview: Proposed")
    assert "Jonas Ferrer (candidate): no answer yet" in shown["body"]
    assert f"{plugged.world.url}/t/" in shown["body"]

    await plugged.stranger.react(plugged.room, card["event_id"], "✅")
    await plugged.freelancer.react(plugged.room, card["event_id"], "🎉")
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "needs_action"

    await plugged.freelancer.react(plugged.room, card["event_id"], "❌")
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "declined"
    moved = {"member": CLIENT, "starts_at": (plugged.clock.now() + timedelta(days=3)).isoformat()}
    assert (await plugged.api.post(f"/v1/interviews/{interview}/move", moved))[0] == 200
    await plugged.look()
    shown = await plugged.freelancer.shown(plugged.room, card["event_id"])
    assert "before: " in shown["body"] and "no answer yet" in shown["body"]

    await plugged.freelancer.say(plugged.room, "Accept", rel_type="m.thread", event_id=card["event_id"])
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "accepted"
    assert (await plugged.freelancer.shown(plugged.room, card["event_id"]))["body"].startswith(
        "Interview: Scheduled"
    )

    withdrawn = {
        "client": CLIENT,
        "freelancer": FREELANCER,
        "job": {"id": "job_1", "title": "Rebuild the quarterly ledger"},
        "thread": plugged.room,
        "state": "withdrawn",
    }
    assert (await plugged.api.put(f"/v1/proposals/{PROPOSAL}", withdrawn))[0] == 200
    await plugged.look()
    assert (await plugged.freelancer.shown(plugged.room, card["event_id"]))["body"].startswith(
        "Interview: Void"
    )
    await nothing_personal(plugged)


async def nothing_personal(plugged: Plugged) -> None:
    """Every event of ours in the room, as the homeserver has it: no detail of anybody's, and no user id."""
    ours = await plugged.of_the_bot()
    first, *edits = ours
    assert edits and all(
        each["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": first["event_id"]}
        for each in edits
    )
    for each in ours:
        content = json.dumps(each["content"], ensure_ascii=False)
        for user in (plugged.client, plugged.freelancer, plugged.stranger):
            assert user.id not in content
        page = Page(content)
        for somebody in SECRETS:
            for values in somebody.details.values():
                for value in values:
                    assert value.casefold() not in page.folded
                    assert "".join(filter(str.isalnum, value.casefold())) not in page.squeezed
    async with plugged.world.house.database.connection() as conn:
        tables = await conn.fetch(
            "select quote_ident(relname) as name from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        for table in tables:
            for row in await conn.fetch(f"select t::text as row from {table['name']} t"):
                for user in (plugged.client, plugged.freelancer):
                    assert user.id not in row["row"], table["name"]


async def test_it_stays_in_the_thread_of_its_proposal(plugged: Plugged) -> None:
    """One room, two proposals, a thread each; what is said elsewhere in the room is about neither."""
    room = await plugged.meet()
    first, second = [await plugged.client.say(room, f"Proposal {number}") for number in (1, 2)]
    await plugged.tell(f"{room}/{first}")
    await plugged.tell(f"{room}/{second}", "p_2")
    await plugged.look()
    interview, other = await plugged.schedule(), await plugged.schedule(proposal="p_2")

    cards = await plugged.of_the_bot()
    relations = [each["content"]["m.relates_to"] for each in cards]
    assert [(each["rel_type"], each["event_id"]) for each in relations] == [
        ("m.thread", first),
        ("m.thread", second),
    ]
    await plugged.freelancer.say(room, "accept")
    await plugged.look()
    assert {await plugged.answer_of(each, FREELANCER) for each in (interview, other)} == {"needs_action"}
    fallback = {"m.in_reply_to": {"event_id": cards[0]["event_id"]}, "is_falling_back": True}
    await plugged.freelancer.say(room, "accept", rel_type="m.thread", event_id=second, **fallback)
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "needs_action"
    assert await plugged.answer_of(other, FREELANCER) == "accepted"
    reply = {"m.in_reply_to": {"event_id": cards[0]["event_id"]}}
    quoted = f"> <{plugged.bot.id}> Interview: Proposed\n\ndecline"
    await plugged.freelancer.say(room, quoted, **reply)
    await plugged.look()
    assert await plugged.answer_of(interview, FREELANCER) == "declined"


async def test_it_reads_what_is_typed_before_anything_else(plugged: Plugged) -> None:
    """By the guard, once, also what was said while nobody looked, and none of what was said before."""
    room = await plugged.meet()
    await plugged.freelancer.say(room, "Write me at early.canary@inbox.test")
    await plugged.tell(room)
    await plugged.look()
    await plugged.look()
    talk = [await plugged.freelancer.say(room, "We talk about the old ledger") for _ in range(103)]
    bad = await plugged.freelancer.say(room, "Or write me at late.canary@inbox.test")
    await plugged.stranger.say(room, "Write me at stranger.canary@inbox.test")
    edit = {"rel_type": "m.replace", "event_id": talk[0]}
    new = {"msgtype": "m.text", "body": "See https://wa.me/34612345702"}
    await plugged.freelancer.send(
        room, "m.room.message", {**new, "body": "* ", "m.new_content": new, "m.relates_to": edit}
    )
    await plugged.look()

    async with plugged.world.house.database.connection() as conn:
        rows = await conn.fetch("select id, verdict from thread_message")
        assert "canary" not in str([dict(row) for row in await conn.fetch("select * from thread_message")])
    verdicts = {row["id"]: row["verdict"] for row in rows}
    assert set(verdicts) == {*talk, bad}
    assert verdicts[bad] != "allow" and verdicts[talk[0]] != "allow"
    assert all(verdicts[each] == "allow" for each in talk[1:])


async def test_a_repeat_posts_nothing_twice(plugged: Plugged) -> None:
    """The same bytes after a crash: the homeserver knows the transaction."""
    await plugged.tell(await plugged.meet())
    await plugged.look()
    interview = await plugged.schedule()
    adapter = plugged.world.house.adapters.of("thread_card")
    assert adapter is not None
    effect = Effect(f"thread_card:{interview}:all", "thread_card", interview, None, {}, 1, 0, None)
    rendered = await adapter.render(effect, plugged.world.house)
    assert rendered is not None
    again = [await adapter.send(rendered.body, effect, plugged.world.house) for _ in range(2)]
    assert len(await plugged.of_the_bot()) == 1
    assert set(again) == {(await plugged.of_the_bot())[0]["event_id"]}


async def test_it_writes_into_no_encrypted_room_and_none_that_it_is_not_in(plugged: Plugged) -> None:
    await plugged.tell(await plugged.meet(encrypted=True))
    await plugged.look()
    await plugged.schedule()
    assert await plugged.of_the_bot() == []

    private = await plugged.client.make_room(plugged.freelancer)
    await plugged.tell(private, "p_2")
    await plugged.schedule(proposal="p_2")
    async with plugged.world.house.database.connection() as conn:
        rows = await conn.fetch("select state, trouble from effect where kind = 'thread_card'")
    assert {row["state"] for row in rows} == {"held"}


async def test_the_bot_goes_only_where_it_is_wanted(plugged: Plugged) -> None:
    """Anybody can invite it; only a room with a proposal's thread is one."""
    await plugged.meet()
    await plugged.look()
    joined = await plugged.bot.call("GET", "/joined_rooms")
    assert joined["joined_rooms"] == []


async def test_the_doctor_says_whose_the_token_is(plugged: Plugged) -> None:
    deployed = plugged.world.settings
    described = deployed.connectors.matrix
    assert described is not None
    assert [each.level for each in await matrix_findings(deployed)] == [Level.FINE]
    another = replace(deployed.connectors, matrix=replace(described, user_id=plugged.client.id))
    assert [each.level for each in await matrix_findings(replace(deployed, connectors=another))] == [
        Level.FAULT
    ]
    secrets = replace(deployed.secrets, matrix_token="syt_of_nobody_at_all")
    assert [each.level for each in await matrix_findings(replace(deployed, secrets=secrets))] == [Level.FAULT]


async def test_it_writes_nothing_that_the_door_holds(plugged: Plugged) -> None:
    """What turns out to be somebody's contact detail later leaves no more, whatever it is an edit of."""
    await plugged.tell(await plugged.meet())
    await plugged.look()
    interview = await plugged.schedule(title="About moonriver.canary.77")
    told = {
        "role": "freelancer",
        "display_name": "Jonas Ferrer",
        "contact": {"handle": "moonriver.canary.77"},
    }
    assert (await plugged.api.put(f"/v1/members/{FREELANCER}", told))[0] == 200
    moved = {"member": CLIENT, "starts_at": (plugged.clock.now() + timedelta(days=4)).isoformat()}
    status, _ = await plugged.api.post(f"/v1/interviews/{interview}/move", moved)
    assert status == 500  # the answer passes the door, too
    await plugged.look()
    assert len(await plugged.of_the_bot()) == 1
