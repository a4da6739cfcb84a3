"""The door's bounds, and what it looks up in the blind index."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from anteroom.door import Unreadable, candidates, normalise, readings


def test_it_refuses_what_is_nested_deeper_than_it_reads() -> None:
    text = "dana.voss@brackenlab.example"
    for _ in range(24):
        text = json.dumps([text])
    with pytest.raises(Unreadable):
        list(readings("application/json", json.dumps(text).encode()))


def test_it_refuses_base64_wrapped_too_often() -> None:
    body = b"dana.voss@brackenlab.example"
    for _ in range(24):
        body = base64.b64encode(body)
    with pytest.raises(Unreadable):
        list(readings("text/plain", body))


def test_it_refuses_too_many_pieces() -> None:
    with pytest.raises(Unreadable):
        list(readings("application/json", json.dumps([f"piece {n}" for n in range(21_000)]).encode()))


def test_it_refuses_too_much() -> None:
    with pytest.raises(Unreadable):
        list(readings("text/plain", b"a b " * 5_000_000))


@pytest.mark.parametrize("body", [gzip.compress(b"hello", mtime=0), b"%PDF-1.7 ...", b"PK\x03\x04rest"])
def test_it_refuses_what_it_cannot_look_into(body: bytes) -> None:
    with pytest.raises(Unreadable):
        list(readings("application/octet-stream", body))


def test_it_refuses_deep_json_rather_than_failing() -> None:
    with pytest.raises(Unreadable):
        list(readings("application/json", b"[" * 200_000 + b"]" * 200_000))


def test_it_yields_the_payload_itself_first() -> None:
    first = next(iter(readings("text/plain", b"as it is")))
    assert (first.where, first.text) == ("body", "as it is")


@pytest.mark.parametrize(
    ("kind", "value", "country", "expected"),
    [
        ("email", " Dana.Voss@Example.ORG ", None, "dana.voss@example.org"),
        ("phone", "+44 (0)7700 900318", None, "447700900318"),
        ("phone", "0044 7700 900318", None, "447700900318"),
        ("phone", "07700 900318", "GB", "447700900318"),
        ("phone", "07700 900318", None, "07700900318"),
        ("handle", "@Dana_Vo55", None, "dana_vo55"),
        ("address", " 5  High\nStreet", None, "5 high street"),
    ],
)
def test_it_normalises_one_way(kind: str, value: str, country: str | None, expected: str) -> None:
    assert normalise(kind, value, country) == expected


def test_it_refuses_to_normalise_nothing() -> None:
    with pytest.raises(ValueError, match="nothing left"):
        normalise("phone", "none")


def test_it_lists_what_a_blind_index_should_be_asked() -> None:
    text = "Dana.Voss+x@Example.org, +44 7700 900318 or 07700 900742; order 12"
    assert candidates(text, ("GB",)) == {
        ("email", "dana.voss+x@example.org"),
        ("email", "dana.voss@example.org"),
        ("phone", "447700900318"),
        ("phone", "07700900742"),
        ("phone", "447700900742"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x@a.example@b.example", {"x@a.example"}),
        ("@a.example@b.example", {"a.example@b.example"}),
        ("a @b.example, c@d.example", {"c@d.example"}),
        (f"{'y' * 70}@a.example", {f"{'y' * 64}@a.example"}),
        ("+(44)7700900321", {"447700900321"}),
        ("0044(7700)900321", {"447700900321"}),
        ("(00) 44 7700 900321", {"447700900321"}),
        ("x+447700900321, 12.447700900321", {"447700900321", "12447700900321"}),
        ("1.2345678 (2345679)", {"123456782345679"}),
    ],
)
def test_it_takes_each_where_it_begins(text: str, found: set[str]) -> None:
    assert {value for _, value in candidates(text)} == found


def test_it_lists_nothing_for_plain_prose() -> None:
    assert candidates("Thu 26 Nov, 15:00–15:45, four people") == set()
