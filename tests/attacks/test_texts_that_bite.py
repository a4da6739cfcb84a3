"""Texts that people type to deceive, to be held at our own door, or to break what carries them."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from anteroom.door import tangled
from anteroom.errors import BadInput
from anteroom.interviews.counters import MOST
from anteroom.interviews.invite import checked_label
from anteroom.plain_text import lines, one_line
from anteroom.sandbox.world import World
from anteroom_slack.typed.when import parse
from api_client import ApiClient
from deployment import MONDAY

Body = dict[str, Any]


def wrapped(times: int, text: str = "hello world") -> str:
    """A text in base64, so many times over."""
    octets = text.encode()
    for _ in range(times):
        octets = base64.b64encode(octets).rstrip(b"=")
    return octets.decode()


async def held(world: World) -> list[tuple[str, str]]:
    """Effects that were held: kind and why."""
    async with world.house.database.connection() as conn:
        rows = await conn.fetch("select kind, trouble from effect where state = 'held'")
    return [(row["kind"], row["trouble"]) for row in rows]


async def make_exempt(world: World, program: ApiClient) -> None:
    """Give the client's organisation a plan that is exempt from the rule."""
    organisation = world.twins.marketplace.books.member("m-maya").organisation
    body = {"name": "Larkfield Labs", "kind": "client", "plan": "enterprise"}
    status, answer = await program.put(f"/v1/organisations/{organisation}", body)
    assert status == 200, answer


async def test_it_takes_no_comment_that_would_hold_the_hosts_own_card(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """The door cannot read what is encoded thirteen times over, so the host would be shown nothing more."""
    _, interview = await program.post("/v1/interviews", request_body)
    path = f"/v1/interviews/{interview['id']}/counters"
    later = request_body["starts_at"].replace("T14", "T16")
    status, answer = await program.post(
        path, {"member": "m-leo", "starts_at": later, "minutes": 45, "comment": wrapped(13)}
    )
    await whole_world.settle()

    assert (status, answer["field"]) == (400, "comment")
    assert await held(whole_world) == []


async def test_it_delivers_whatever_text_it_takes(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    signs = '100% & <b>a=b</b> =?utf-8?q?c?= \\u0041 {{["x"]}}\nBEGIN:VEVENT\n+49 30'
    texts = [f"{wrapped(times)}\r\n{signs}" for times in range(14)]
    hard = [text for text in texts if not tangled(text)][-1]
    guest = {"email": whole_world.twins.cast.ines.email, "label": f"Ada {wrapped(3, 'Ada')}"[:80]}
    status, interview = await program.post(
        "/v1/interviews", {**request_body, "title": "Ledger %2541 =20", "agenda": hard, "guests": [guest]}
    )
    await whole_world.settle()

    assert status == 201, interview
    assert await held(whole_world) == []
    assert len(whole_world.twins.mailbox.captures) == 3


async def test_it_keeps_marks_that_turn_text_around_out_of_names_and_titles(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    guest = {"email": whole_world.twins.cast.ines.email, "label": "Dana\u202e ,OEC\u200b\r\nBcc: x\u2066"}
    status, interview = await program.post(
        "/v1/interviews",
        {
            **request_body,
            "title": "Ledger\r\nX-Evil: 1\u2028two\u202e",
            "agenda": "a\x08b\x0bc",
            "guests": [guest],
        },
    )
    await whole_world.settle()
    mails = b"".join(capture.body for capture in whole_world.twins.mailbox.captures)

    assert status == 201, interview
    assert interview["title"] == "Ledger X-Evil: 1 two"
    assert interview["parties"][2]["label"] == "Dana ,OEC Bcc: x"
    assert b"\r\nX-Evil" not in mails
    assert b"\r\nBcc" not in mails
    assert await held(whole_world) == []


@pytest.mark.parametrize(
    ("typed", "line", "text"),
    [
        ("a\u202eb", "ab", "ab"),
        ("a\u200d\U0001f9d1", "a\u200d\U0001f9d1", "a\u200d\U0001f9d1"),
        (" a\r\n\r\nb\t", "a b", "a\n\nb"),
        ("a\x00\x1b[2Jb\ud800", "a[2Jb", "a[2Jb"),
        ("\U000e0041a", "a", "a"),
    ],
)
def test_it_drops_what_no_reader_sees(typed: str, line: str, text: str) -> None:
    assert (one_line(typed), lines(typed)) == (line, text)


async def test_it_delivers_a_detail_that_the_policy_permits_however_the_mail_wraps_it(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    await make_exempt(whole_world, program)
    maya = whole_world.twins.cast.maya
    agenda = (
        "Ein längeres Gespräch über die Buchhaltung, das über viele Zeilen geht – und falls die Leitung "
        f"abreißt, dann bitte gleich anrufen unter {maya.phone} oder schreiben an {maya.email}, danke!"
    )
    status, interview = await program.post("/v1/interviews", {**request_body, "agenda": agenda})
    path = f"/v1/interviews/{interview['id']}"
    counter = {"member": "m-leo", "starts_at": request_body["starts_at"].replace("T14", "T16"), "minutes": 45}
    said = (
        f"Später wäre besser für mich, weil ich unterwegs bin; notfalls {whole_world.twins.cast.leo.phone}."
    )
    countered, _ = await program.post(f"{path}/counters", {**counter, "comment": said})
    await whole_world.settle()
    cancelled, _ = await program.post(
        f"{path}/cancel",
        {"member": "m-maya", "reason": f"Ruf mich an: {maya.phone}, dann erkläre ich alles."},
    )
    await whole_world.settle()

    assert (status, countered, cancelled) == (201, 200, 200)
    assert await held(whole_world) == []


async def test_it_lets_a_permitted_detail_open_nothing_of_anybody_else_and_no_other_interview(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """An exemption permits people to share what they type; it reveals nothing by itself."""
    await make_exempt(whole_world, program)
    cast = whole_world.twins.cast
    await program.post("/v1/interviews", {**request_body, "agenda": f"Call {cast.maya.phone}."})
    second = {**request_body, "proposal": cast.proposals[1].id, "agenda": "Nothing to see."}
    await program.post("/v1/interviews", second)
    await whole_world.settle()
    to_leo = [c.body for c in whole_world.twins.mailbox.captures if cast.leo.email in c.to]

    assert len(to_leo) == 2
    assert sum(cast.maya.phone.encode() in body for body in to_leo) == 1
    assert not any(cast.maya.email.encode() in body for body in to_leo)
    assert await held(whole_world) == []


@pytest.mark.parametrize(
    "starts_at", ["9999-12-31T23:59:00Z", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:00-10:00"]
)
async def test_it_refuses_instants_beyond_the_calendar(
    program: ApiClient, request_body: Body, starts_at: str
) -> None:
    answers = [
        await program.post("/v1/interviews", {**request_body, "starts_at": starts_at}),
        await program.put(
            "/v1/contracts/c-1", {"proposal": request_body["proposal"], "starts_at": starts_at}
        ),
    ]
    assert answers[0][0] == 400
    assert all(status < 500 for status, _ in answers), answers


@pytest.mark.parametrize(
    "said", ["9999-12-31 23:59", "0001-01-01 00:00", "9999-12-31 23:59-10:00", "0001-01-01 00:00+10:00"]
)
def test_it_says_of_a_typed_time_beyond_the_calendar_that_it_cannot_be_read(said: str) -> None:
    for zone in ("Pacific/Honolulu", "Pacific/Kiritimati"):
        try:
            found = parse(said, MONDAY, ZoneInfo(zone))
        except BadInput as error:
            assert error.field == "when"
        else:
            assert found.tzinfo is not None


@pytest.mark.parametrize(
    "label",
    [
        "Dana 0176 3920012",
        "Dana 2125550134",
        "VP 491763920012",
        "Dana ②①②⑤⑤⑤⓪①③④",
        "Dana 2.1.2.5.5.5.0.1.3.4",
        "Dana @danaw_99",
        "Dana ＠danaw",
        "d a n a @ l a r k . c o m",
        "wa.me/491763920012",
        "\u202e\u200b",
    ],
)
async def test_it_shows_no_label_that_could_be_a_way_to_reach_somebody(
    whole_world: World, program: ApiClient, request_body: Body, label: str
) -> None:
    guest = {"email": whole_world.twins.cast.ines.email, "label": label}
    _, interview = await program.post("/v1/interviews", {**request_body, "guests": [guest]})
    member = {"role": "client", "display_name": label, "contact": {"email": "rosa@larkfield.example"}}
    _, told = await program.put("/v1/members/m-rosa", member)

    assert (interview["parties"][2]["label"], told["label"]) == ("Guest of the client", "Client")


@pytest.mark.parametrize(
    "label",
    ["Dana, VP Engineering", "Tomás Rey", "O’Neil & Sons 2024", "دانا، رئيسة الهندسة", "李雷", "R2-D2"],
)
async def test_it_leaves_ordinary_names_as_they_are(label: str, whole_world: World) -> None:
    assert checked_label(whole_world.house, label, "guest") == label


async def test_it_takes_no_endless_row_of_counters(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    _, interview = await program.post("/v1/interviews", request_body)
    path, statuses = f"/v1/interviews/{interview['id']}/counters", []
    for number in range(MOST + 1):
        starts_at = (MONDAY + timedelta(days=3, minutes=10 * number)).isoformat()
        status, _ = await program.post(path, {"member": "m-leo", "starts_at": starts_at, "minutes": 45})
        statuses.append(status)

    assert statuses == [200] * MOST + [409]
