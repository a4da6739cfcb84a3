"""A company's meeting link is known by its pieces, in whatever spelling and encoding they would leave."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from anteroom.door import Needle, Needles, readings
from anteroom.meetings.link import marks
from anteroom.sandbox.world import World
from api_client import ApiClient

TOKEN = "kQ7zP4mXw2Lr9TbVn5Hs"
ZOOM = f"https://zoom.us/j/85012345678?pwd={TOKEN}"
MEET = "https://meet.google.com/kqw-zvtx-rnp"
NEEDLES = Needles(Needle.of("int_1", "link", mark) for link in (ZOOM, MEET) for mark in marks(link))

SPELLINGS = [
    ZOOM,
    "Meeting ID: 850 1234 5678",
    "850-1234-5678",
    f"zoommtg://zoom.us/join?confno=85012345678&pwd={TOKEN}",
    f"https%3A%2F%2Fzoom.us%2Fj%2F85012345678%3Fpwd%3D{TOKEN}",
    TOKEN,
    TOKEN.upper(),
    MEET,
    "meet.google.com/KQW-ZVTX-RNP",
    "the code is kqw-zvtx-rnp",
]


def as_mail(text: str) -> tuple[str, bytes]:
    message = EmailMessage()
    message.set_content(f"{text}\n{'x' * 60}\n", cte="base64")
    return "message/rfc822", message.as_bytes()


def as_calendar(text: str) -> tuple[str, bytes]:
    line = f"DESCRIPTION:{text}"
    folded = "\r\n ".join(line[at : at + 20] for at in range(0, len(line), 20))
    return "text/calendar", f"BEGIN:VCALENDAR\r\n{folded}\r\nEND:VCALENDAR\r\n".encode()


CHANNELS: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "plain": lambda text: ("text/plain", text.encode()),
    "mail": as_mail,
    "calendar": as_calendar,
    "JSON": lambda text: ("application/json", json.dumps({"x": text}).encode()),
    "page": lambda text: ("text/html", f"<p>{'&#8203;'.join(text)}</p>".encode()),
    "base64": lambda text: ("text/plain", base64.b64encode(f"see {text} then".encode())),
}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_finds_a_link_by_any_of_its_pieces(spelling: str, channel: str) -> None:
    hits = NEEDLES.find(readings(*CHANNELS[channel](spelling)))

    assert {(hit.owner, hit.kind) for hit in hits} == {("int_1", "link")}
    assert TOKEN not in repr(hits) and "850" not in repr(NEEDLES)


def test_it_reads_digits_of_other_scripts() -> None:
    for written in ("８５０ １２３４ ５６７８", "٨٥٠١٢٣٤٥٦٧٨"):
        assert NEEDLES.find(readings("text/plain", written.encode()))


def test_it_takes_nothing_ordinary_for_one() -> None:
    ordinary = (
        "You will meet in Zoom; your personal link opens it. Tuesday 14:00, +49 30 901820 41, "
        "https://zoom.us/download, 1764079200, int_abcdefgh234567abcdef, meet.google.com"
    )

    assert NEEDLES.find(readings("text/plain", ordinary.encode())) == []


async def test_a_link_is_known_where_no_interview_is_named_and_after_its_own_is_over(
    quiet_world: World,
) -> None:
    """Lists are looked up in the blind index, which stays when the link itself is gone."""
    api, cast = ApiClient(quiet_world), quiet_world.twins.cast
    offered = cast.proposals[0]
    wish = {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": "2026-11-25T14:00:00Z",
        "minutes": 45,
        "link": ZOOM,
    }
    status, told = await api.post("/v1/interviews", wish)
    assert status == 201
    listed = f"/v1/interviews?proposal={offered.id}"
    assert (await api.get(listed))[0] == 200
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("update interview set title = $1", f"See zoom.us/my?pwd={TOKEN}")
    assert (await api.get(listed))[0] == 500, "a list"
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("update interview set title = 'Call 850 1234 5678'")
    assert (await api.get(listed))[0] == 500
    assert (await api.get(f"/v1/interviews/{told['id']}"))[0] == 500
    body = {"member": cast.maya.member, "reason": ""}
    assert (await api.post(f"/v1/interviews/{told['id']}/cancel", body))[0] == 200
    status, answer = await api.get(listed)
    assert (status, "850" in str(answer)) == (500, False)
