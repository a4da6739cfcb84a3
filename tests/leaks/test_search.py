"""The oracle itself: it finds what was planted, lets the allowed be, and is not alarmed by the ordinary."""

from __future__ import annotations

import gzip
import html
import json
import random
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import leak_search
from anteroom.sandbox.captures import Capture, Channel
from leak_arrivals import Arrival, Opened, Typed, arrivals_of, log_lines
from leak_canaries import Somebody
from leak_decoding import TooManyReadings
from leak_search import TRUST, find_leaks
from leaks.plants import PLANTS

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHANNELS = ("mail", "slack", "webhooks", "http", "room", "log")
MAYA = Somebody(
    "Maya Okafor",
    "client",
    {
        "email": ("kq3vd7mzx2tf@larkfield.example",),
        "phone": ("+49 30 23125 481",),
        "handle": ("@w5hrn2kd7p",),
        "address": ("4821 Lindenhof, 10437 Berlin",),
    },
)
DANA = Somebody("Dana Whitfield", "client", {"email": ("pz6wk2hd4ynb@larkfield.example",)})
LEO = Somebody(
    "Leo Marchetti",
    "freelancer",
    {"email": ("b7xq2mfz5ktd@posta.example",), "phone": ("+44 7700 900318",)},
)
PEOPLE = (MAYA, DANA, LEO)


def arrival(channel: str, text: str, to: tuple[str, ...] = ("Leo Marchetti",)) -> Arrival:
    """Something that arrived on a channel with the text in it, the way this channel carries texts."""
    if channel == "log":
        (line,) = log_lines(json.dumps({"event": "x", "reason": text}), AT)
        return line
    bodies: dict[str, str] = {
        "mail": text
        if text.startswith("Subject:")
        else f"Subject: Hello\r\nMIME-Version: 1.0\r\n\r\n{text}\r\n",
        "slack": json.dumps({"channel": "D1", "blocks": [{"text": {"text": text}}]}),
        "webhooks": json.dumps({"type": "x", "data": {"note": text}}, ensure_ascii=False),
        "http": f"<!doctype html><title>Hello</title><p>{text if '<' in text else html.escape(text)}</p>",
        "room": json.dumps({"type": "offer", "sdp": f"v=0\r\ns={text}\r\n"}),
    }
    kind: Channel = channel  # type: ignore[assignment]  # the log has been taken care of
    if channel == "mail":
        to = tuple(next(iter(person.emails)) for person in PEOPLE if person.name in to)
    (only,) = arrivals_of([Capture(AT, kind, "anteroom", to, bodies[channel].encode(), {}, "/x")])
    return only


@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_it_finds_what_was_planted(channel: str, plant: str) -> None:
    """Every detail of Maya's, written in this way, in something that Leo gets."""
    for kind, (value,) in MAYA.details.items():
        planted = arrival(channel, PLANTS[plant](value))
        found = [(leak.owner, leak.kind) for leak in find_leaks([planted], PEOPLE)]
        assert found == [("Maya Okafor", kind)], PLANTS[plant](value)


@pytest.mark.parametrize(
    "written",
    [
        "+44 7700 900318", "+44 (0)7700 900318", "07700 900 318", "447700900318", "0044-7700-900318",
        "7700/900/318", "tel:+447700900318", "(7700) 900.318", "x7.7.0.0.9.0.0.3.1.8x", "٧٧٠٠٩٠٠٣١٨",
        "7700&nbsp;900&nbsp;318", "7700<wbr>900<wbr>318",
    ],
)  # fmt: skip
def test_it_finds_a_phone_number_in_any_punctuation(written: str) -> None:
    found = find_leaks([arrival("http", written, ("Maya Okafor",))], PEOPLE)
    assert [leak.kind for leak in found] == ["phone"]


@pytest.mark.parametrize(
    "written",
    [
        "b7xq2mfz5ktd",
        "B7XQ2MFZ5KTD",
        "bounce+b7xq2mfz5ktd=posta.example@relay.example",
        "b7xq2mfz5ktd (at) posta",
    ],
)
def test_it_finds_the_local_part_of_an_address_alone(written: str) -> None:
    found = find_leaks([arrival("mail", written, ("Maya Okafor",))], PEOPLE)
    assert [leak.kind for leak in found] == ["email"]


@pytest.mark.parametrize("written", ["Lindenhof 4821", "lindenhof-4821", "in 10437 BERLIN", "4821 Líndenhof"])
def test_it_finds_a_piece_of_a_postal_address(written: str) -> None:
    assert [leak.kind for leak in find_leaks([arrival("room", written)], PEOPLE)] == ["address"]


@pytest.mark.parametrize("place", ["header", "path", "sender", "packed", "utf-16"])
def test_it_looks_beside_the_body_too(place: str) -> None:
    detail = "kq3vd7mzx2tf@larkfield.example"
    clean = Capture(AT, "http", "anteroom", ("Leo Marchetti",), b"{}")
    planted = {
        "header": replace(clean, headers={"Location": f"/lobby?who={detail}"}),
        "path": replace(clean, path=f"/lobby/{detail}"),
        "sender": replace(clean, sender=detail),
        "packed": replace(clean, body=gzip.compress(detail.encode())),
        "utf-16": replace(clean, body=detail.encode("utf-16-le")),
    }
    assert len(find_leaks(arrivals_of([planted[place]]), PEOPLE)) == 1


def test_it_still_seeks_a_detail_that_has_changed_since() -> None:
    moved = replace(LEO, details={"email": ("old5ktdzq7wm@posta.example", "b7xq2mfz5ktd@posta.example")})
    found = find_leaks([arrival("slack", "old5ktdzq7wm", ("Maya Okafor",))], [MAYA, moved])
    assert [leak.owner for leak in found] == ["Leo Marchetti"]


# ---- what product.md allows


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if channel != "log"])
def test_it_allows_the_owners_own_copy_and_nobody_elses(channel: str) -> None:
    own = "kq3vd7mzx2tf@larkfield.example, +49 30 23125 481"
    assert find_leaks([arrival(channel, own, ("Maya Okafor",))], PEOPLE) == []
    for to in (("Maya Okafor", "Leo Marchetti"), ("Dana Whitfield",), ("Harbourline",), ()):
        assert len(find_leaks([arrival(channel, own, to)], PEOPLE)) == 2, to


def test_it_allows_nothing_in_a_log() -> None:
    line = arrival("log", "kq3vd7mzx2tf@larkfield.example")
    opened = Opened("Maya Okafor", "Leo Marchetti", frozenset({"email"}), AT)
    typed = Typed("Maya Okafor", "kq3vd7mzx2tf@larkfield.example", AT)
    assert len(find_leaks([line], PEOPLE, [opened], [typed])) == 1


def test_it_allows_what_the_same_side_typed_to_whoever_typed_it_only() -> None:
    detail = "pz6wk2hd4ynb@larkfield.example"
    typed = [Typed("Maya Okafor", f"Please loop in {detail}", AT)]
    assert find_leaks([arrival("slack", detail, ("Maya Okafor",))], PEOPLE, typed=typed) == []
    assert find_leaks([arrival("slack", detail, ("Leo Marchetti",))], PEOPLE, typed=typed)
    assert find_leaks([arrival("slack", detail, ("Maya Okafor",))], PEOPLE)
    later = [Typed("Maya Okafor", detail, AT + timedelta(seconds=1))]
    assert find_leaks([arrival("slack", detail, ("Maya Okafor",))], PEOPLE, typed=later)


def test_it_allows_trust_people_to_read_what_was_typed_and_held_and_nothing_else() -> None:
    detail = "kq3vd7mzx2tf@larkfield.example"
    typed = [Typed("Maya Okafor", f"Write to {detail}", AT)]
    shown = arrival("http", detail, (TRUST,))
    reading = replace(shown, path="POST /v1/reviews/hld_abc/reading")
    assert find_leaks([reading], PEOPLE, typed=typed) == []
    assert find_leaks([reading], PEOPLE)
    assert find_leaks([replace(reading, path="GET /v1/reviews")], PEOPLE, typed=typed)
    assert find_leaks([replace(reading, to=("Harbourline",))], PEOPLE, typed=typed)


def test_it_does_not_allow_the_other_sides_detail_because_somebody_typed_it() -> None:
    detail = "b7xq2mfz5ktd@posta.example"
    typed = [Typed("Maya Okafor", detail, AT)]
    assert find_leaks([arrival("slack", detail, ("Maya Okafor",))], PEOPLE, typed=typed)


def test_it_allows_a_disclosure_to_its_viewer_in_its_time_and_field_only() -> None:
    shown = arrival("http", "+44 7700 900318", ("Maya Okafor",))
    opened = Opened("Leo Marchetti", "Maya Okafor", frozenset({"phone"}), AT - timedelta(hours=1))
    assert find_leaks([shown], PEOPLE, [opened]) == []
    assert find_leaks([replace(shown, at=AT - timedelta(hours=2))], PEOPLE, [opened])
    assert find_leaks([shown], PEOPLE, [replace(opened, fields=frozenset({"email"}))])
    assert find_leaks([shown], PEOPLE, [replace(opened, until=AT - timedelta(minutes=1))])
    assert find_leaks([replace(shown, to=("Dana Whitfield",))], PEOPLE, [opened])
    assert find_leaks([replace(shown, to=("Maya Okafor", "Dana Whitfield"))], PEOPLE, [opened])
    assert find_leaks([replace(shown, to=("Harbourline",))], PEOPLE, [opened])


def test_it_allows_the_clients_own_slack_to_be_asked_about_the_clients_own_side_only() -> None:
    ask = arrival("slack", "pz6wk2hd4ynb@larkfield.example", ())
    assert find_leaks([replace(ask, path="/api/users.lookupByEmail")], PEOPLE) == []
    assert find_leaks([replace(ask, path="/api/chat.postMessage")], PEOPLE)
    other = arrival("slack", "b7xq2mfz5ktd@posta.example", ())
    assert find_leaks([replace(other, path="/api/users.lookupByEmail")], PEOPLE)


def test_it_allows_what_slack_told_of_a_colleague_in_the_hosts_own_form_only() -> None:
    words = "a calendar invitation to pz6wk2hd4ynb@larkfield.example, *an address that Slack told*."
    form = replace(arrival("slack", words, ("Maya Okafor",)), path="answer to view_submission")
    assert find_leaks([form], PEOPLE) == []
    assert find_leaks([replace(form, path="/api/views.update")], PEOPLE) == []
    assert find_leaks([replace(form, path="/api/chat.postMessage")], PEOPLE)
    assert find_leaks([replace(form, to=("Leo Marchetti",))], PEOPLE)
    assert find_leaks([replace(form, to=("Maya Okafor", "Dana Whitfield"))], PEOPLE)
    # The words alone open nothing: not an address that stands elsewhere in the form, nor another's in it.
    for more in (
        " Or write to pz6wk2hd4ynb@larkfield.example.",
        " p z 6 w k 2 h d 4 y n b @larkfield.example",
    ):
        twice = replace(arrival("slack", words + more, ("Maya Okafor",)), path=form.path)
        assert find_leaks([twice], PEOPLE)
    silent = arrival("slack", "pz6wk2hd4ynb@larkfield.example", ("Maya Okafor",))
    assert find_leaks([replace(silent, path="/api/views.update")], PEOPLE)
    other = "to tom@larkfield.example, *an address that Slack told*; pz6wk2hd4ynb@larkfield.example"
    assert find_leaks([replace(arrival("slack", other, ("Maya Okafor",)), path=form.path)], PEOPLE)


# ---- what is ordinary

ORDINARY = (
    Somebody("Dated", "client", {"phone": ("2026112615",), "handle": ("river",)}),
    Somebody("Epoch", "client", {"phone": ("1795705200",), "handle": ("@Bo",), "email": ("bo@oak.example",)}),
    Somebody("Short", "freelancer", {"phone": ("26.11.2026",), "email": ("at@example.org",)}),
    *PEOPLE,
)


def ordinary(dice: random.Random) -> str:
    """Dates in every writing, ids, epochs and the words that are also handles."""
    at = AT + timedelta(minutes=15 * dice.randrange(-40, 400))
    return json.dumps(
        {
            "DTSTART": f"{at:%Y%m%dT%H%M%SZ}", "at": at.isoformat(), "day": f"{at:%d.%m.%Y %H:%M}",
            "date": f"{at:%Y%m%d}{at:%H}", "iat": int(at.timestamp()), "ts": f"{at.timestamp():.6f}",
            "id": str(uuid.UUID(int=dice.getrandbits(128))), "number": dice.randrange(10**12),
            "mac": f"{dice.getrandbits(160):040x}", "says": "The river is wide, Bo said; look at example.org",
            "mail": "rivers@example.org, jumbo@oak.example", "<date>": "2026-11-26 15:00",
        }
    )  # fmt: skip


def test_it_raises_no_alarm_over_dates_ids_and_words() -> None:
    """Details that could be anything count with a cue only; so the tests' canaries carry fresh chance."""
    dice = random.Random(20261126)
    texts = [ordinary(dice) for _ in range(300)] + ["Call on 2026-11-26 at 15:00", "2026112615"]
    for number, text in enumerate(texts):
        assert find_leaks([arrival(CHANNELS[number % 6], text, ("Nobody",))], ORDINARY) == [], text


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("tel:2026112615", "Dated"), ("call me on 2026 11 26 15", "Dated"), ("+2026112615", "Dated"),
        ("I am @river there", "Dated"), ("t.me/river", "Dated"), ("Telegram: river", "Dated"),
        ("phone 1795705200", "Epoch"), ("Bo <bo@oak.example>", "Epoch"), ("mailto:at@example.org", "Short"),
    ],
)  # fmt: skip
def test_it_finds_an_ordinary_looking_detail_by_its_cue(text: str, owner: str) -> None:
    assert owner in {leak.owner for leak in find_leaks([arrival("slack", text, ("Nobody",))], ORDINARY)}


def test_it_says_so_when_something_unfolds_without_end() -> None:
    with pytest.raises(TooManyReadings):
        find_leaks(log_lines("%25" * 1 + "25" * 40 + "41", AT), PEOPLE)


# ---- the command


def keep(folder: Path, *, leak: bool) -> None:
    """Write what a story leaves behind; with a leak there is Maya's phone in Leo's mail."""
    for channel in ("mail", "slack", "http"):
        (folder / channel).mkdir()
    at = "2026-11-23T09:00:00.000000Z"
    told = {
        person.name: {"side": person.side, **{k: v[0] for k, v in person.details.items()}}
        for person in PEOPLE
    }
    (folder / "people.json").write_text(json.dumps({"people": told, "disclosed_at": at}))
    (folder / "mail" / "0001.eml").write_bytes(
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + (b"KzQ5IDMwIDIzMTI1IDQ4MQ==" if leak else b"SGVsbG8=")
    )
    envelope = {
        "at": at,
        "from": "r-1@relay.example",
        "to": ["dana@x.example" if leak else "b7xq2mfz5ktd@posta.example"],
    }
    (folder / "mail" / "0001.json").write_text(json.dumps(envelope))
    rows = {"disclosures": [{"field": "phone", "value": "+44 7700 900318"}]}
    for number, (reader, body) in enumerate(
        [("Maya Okafor", rows), ("Leo Marchetti", {"disclosures": []})], 1
    ):
        record = {
            "at": at,
            "to": reader,
            "headers": {},
            "body": json.dumps(body),
            "path": "GET /v1/disclosures",
        }
        (folder / "http" / f"{number:04}.json").write_text(json.dumps(record))
    (folder / "log.jsonl").write_text('{"event": "effect.shown"}\n')


@pytest.mark.parametrize("leak", [True, False])
def test_it_searches_a_kept_folder(tmp_path: Path, leak: bool) -> None:
    keep(tmp_path, leak=leak)
    command = [sys.executable, leak_search.__file__, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, "Maya Okafor  phone" in done.stdout) == (int(leak), leak), (
        done.stdout + done.stderr
    )


def test_it_does_not_call_an_empty_folder_clean(tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text('{"people": {}}')
    assert leak_search.main([str(tmp_path)]) == 2


@pytest.mark.parametrize("piece", ["85012345678", "kQ7zP4mXw2Lr9TbVn5Hs", "kqw-zvtx-rnp"])
@pytest.mark.parametrize("plant", PLANTS)
def test_it_finds_what_opens_a_companys_call_wherever_it_is_and_lets_nobody_have_it(
    plant: str, piece: str
) -> None:
    """Not even who gave the link reads it again; only the browser that is led there does."""
    call = Somebody("The company's call", "client", {"link": (piece,)})
    for channel, reader in (("mail", "Maya Okafor"), ("http", "Leo Marchetti")):
        planted = arrival(channel, PLANTS[plant](f"({piece})"), (reader,))
        found = find_leaks([planted], (*PEOPLE, call), typed=[Typed("Maya Okafor", piece, AT)])
        assert [leak.kind for leak in found] == ["link"], PLANTS[plant](piece)
    led = replace(arrival("http", piece), path="/lobby/pty_abcd2345/tool/open")
    assert find_leaks([led], (*PEOPLE, call)) == []
