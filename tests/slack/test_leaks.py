"""Contact details in Slack: nobody's reaches anybody; a typed one is for whoever typed it, and the vault."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Mapping

from anteroom.logs import log_to
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.captures import Capture
from leak_canaries import Canaries, Somebody
from leak_decoding import readings
from slack_bureau import COLLEAGUES, DANA, MAYA, TOMAS, TUESDAY, Bureau, words

LEO = "Leo Marchetti"


def fresh() -> dict[str, dict[str, str]]:
    """Return details by person that are in nobody's name and in no other word."""
    chance = SystemRandomness()
    return {
        person: {
            "email": f"{chance.token(12)}@post.example",
            "phone": f"+49 30 901{int.from_bytes(chance.bytes(3), 'big') % 100_000:05d}",
            "handle": f"@{chance.token(12)}",
        }
        for person in ("per_maya", "per_leo")
    }


def somebodies(ines: str, of: Mapping[str, Mapping[str, str]]) -> list[Somebody]:
    """Everybody with everything that was ever told of them."""
    maya, leo = ({kind: (value,) for kind, value in of[person].items()} for person in ("per_maya", "per_leo"))
    found = [Somebody(MAYA, "client", maya), Somebody(LEO, "freelancer", leo)]
    found.append(Somebody("Ines", "client", {"email": (ines,)}))
    return [
        *found,
        *(
            Somebody(f"{each.real_name} in Slack", "client", {"email": (each.email,)})
            for each in COLLEAGUES
            if each.email
        ),
    ]


def found(canaries: Canaries, pieces: Iterable[bytes | str]) -> set[tuple[str, str]]:
    """Return (owner, kind) of everything that is in any of them, however it is written there."""
    return {
        each
        for piece in pieces
        for reading in readings("piece", piece)
        for each in canaries.found_in(reading.text)
    }


async def rows(bureau: Bureau) -> dict[str, list[str]]:
    """Return everything that the database holds, by table, each row as text; octets are in hex there."""
    async with bureau.house.database.connection() as conn:
        tables = await conn.fetch(
            "select table_name from information_schema.tables where table_schema = 'public' order by 1"
        )
        return {
            table[0]: [row[0] for row in await conn.fetch(f"select to_jsonb(t)::text from {table[0]} t")]
            for table in tables
        }


async def played(bureau: Bureau, ines: str, phone: str) -> None:
    """Invite a colleague and a typed guest, slip once, answer, propose, say why not, add and call off."""
    slack = bureau.slack
    await bureau.open_form()
    values = {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA, TOMAS]}
    slip = f"Ledgers. Or call me: {phone}"
    await slack.fill(MAYA, {**values, "emails": f"Ines, Legal <{ines}>", "agenda": slip})
    assert await slack.submit(MAYA)
    await slack.fill(MAYA, {"agenda": "Ledgers."})
    assert await bureau.send() is None
    await bureau.settle()
    await slack.click(DANA, bureau.cards(DANA)[-1], "accept")
    await slack.click(TOMAS, bureau.cards(TOMAS)[-1], "decline")
    await bureau.settle()
    for text in ("list", "show", f"add {ines}", "remove", "settings", "report", "help", "share", "join"):
        await slack.command(MAYA, "/interview", text)
        await bureau.settle()
        if slack.open_view(MAYA) is not None:
            await slack.close(MAYA, everything=True)
    await slack.open_home(MAYA)
    await slack.open_home(DANA)
    await bureau.settle()


def reached_others(captures: Iterable[Capture], alone: str) -> list[bytes]:
    """Return what anybody but one person can read."""
    return [each.body for each in captures if each.to != (alone,)]


async def test_no_detail_reaches_anybody_in_slack_nor_the_log_nor_a_plain_row(bureau: Bureau) -> None:
    ines = f"ines.{SystemRandomness().token(12)}@falk.example"
    details, log = fresh(), io.StringIO()
    canaries = Canaries(somebodies(ines, details))
    async with bureau.house.database.connection() as conn:
        for person, contact in details.items():
            await bureau.house.vault.keep(conn, person, contact)
    log_to(log)
    try:
        await played(bureau, ines, details["per_maya"]["phone"])
    finally:
        log_to(sys.stderr)
    captures = bureau.slack.captures

    assert found(canaries, reached_others(captures, MAYA)) == set()
    assert found(canaries, [log.getvalue()]) == set()
    # What Maya typed she was shown again before it was sent, and what Slack told of whom she picked.
    back = found(canaries, [each.body for each in captures if each.to == (MAYA,)])
    assert {("Ines", "email")} <= back <= {("Ines", "email"), (f"{DANA} in Slack", "email"), (MAYA, "phone")}
    # Nothing of it lies open anywhere: a dump of the database holds sealed octets only.
    dump = await rows(bureau)
    assert {table: hits for table, lines in dump.items() if (hits := found(canaries, lines))} == {}
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from contact where field = 'email'") >= 3


async def test_the_door_holds_an_answer_and_a_home_that_would_give_somebody_away(bureau: Bureau) -> None:
    """The guard reads what people type; should it miss something, the door stands there."""
    address = f"leo.{SystemRandomness().token(12)}@posta.example"
    interview = await bureau.schedule()
    await bureau.settle()
    shown = await bureau.slack.command(MAYA, "/interview", "list")
    assert shown.message is not None and interview.title in words(shown.message)
    async with bureau.house.database.connection() as conn:
        await bureau.house.vault.keep(conn, interview.candidate.person_id, {"email": address})
        await conn.execute("update interview set title = $1", f"Meet {address}")
    before = len(bureau.slack.captures)
    await bureau.slack.command(MAYA, "/interview", "list")
    await bureau.slack.open_home(MAYA)
    await bureau.settle()

    assert not [each for each in bureau.slack.captures[before:] if address.encode() in each.body]


async def test_the_door_holds_a_form_and_a_late_answer_that_would_give_somebody_away(bureau: Bureau) -> None:
    """What goes to Slack behind an acknowledgement passes the door as well, and whoever waits is told."""
    address = f"leo.{SystemRandomness().token(12)}@posta.example"
    interview = await bureau.schedule()
    await bureau.settle()
    shown = await _form(bureau, "cancel")
    assert interview.title in shown
    async with bureau.house.database.connection() as conn:
        await bureau.house.vault.keep(conn, interview.candidate.person_id, {"email": address})
        await conn.execute("update interview set title = $1", f"Meet {address}")
    before = len(bureau.slack.captures)
    for text in ("cancel", "move", "report", "add"):
        assert address not in await _form(bureau, text)
    captures = bureau.slack.captures[before:]

    assert not [each for each in captures if address.encode() in each.body]
    assert [each for each in captures if b"Reference" in each.body], "nobody was told that a form is missing"


async def _form(bureau: Bureau, text: str) -> str:
    """Return what stands on Maya's screen after a command, and take it away; empty where nothing does."""
    await bureau.slack.command(MAYA, "/interview", text)
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    if view is None:
        return ""
    await bureau.slack.close(MAYA, everything=True)
    return json.dumps(view.body)


async def test_the_search_sees_what_it_is_told_to_look_for(bureau: Bureau) -> None:
    """In every writing, and in the very places that are searched above."""
    ines = "ines.canary4711@falk.example"
    canaries = Canaries(somebodies(ines, fresh()))
    for hidden in (
        ines,
        ines.encode().hex(),
        "aW5lcy5jYW5hcnk0NzExQGZhbGsuZXhhbXBsZQ==",
        ines.replace("@", "%40"),
    ):
        assert found(canaries, [f'{{"text": "write to {hidden} today"}}']) == {("Ines", "email")}
    async with bureau.house.database.connection() as conn:
        await conn.execute("insert into seen (source, key, at) values ('slack', $1, now())", f"x{ines}")
    assert found(canaries, (await rows(bureau))["seen"]) == {("Ines", "email")}
