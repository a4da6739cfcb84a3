"""STUN's codec, against the vectors of RFC 5769 and against rubbish."""

from __future__ import annotations

import random

import pytest

from anteroom.rooms.relay.framing import BrokenStream, Framing, frame
from anteroom.rooms.relay.stun import (
    Attribute,
    Kind,
    Method,
    NotStun,
    build,
    channel_data,
    long_term_key,
    parse,
    unxor_address,
    xor_address,
)

SAMPLE_REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff"
    "80290008932ff9b151263b36"
    "00060009" + b"evtj:h6vY".hex() + "202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
)
LONG_TERM_REQUEST = bytes.fromhex(
    "000100602112a44278ad3433c6ad72c029da412e"
    "00060012" + "マトリックス".encode().hex() + "0000"
    "0015001c" + b"f//499k954d6OL34oL9FSTvy64sA".hex() + "0014000b" + b"example.org".hex() + "00"
    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"
)
TRANSACTION = bytes(range(12))


def test_it_reads_the_rfc_5769_request() -> None:
    message = parse(SAMPLE_REQUEST)
    assert (message.method, message.kind) == (Method.BINDING, Kind.REQUEST)
    assert message.first(Attribute.USERNAME) == b"evtj:h6vY"
    assert message.verifies(b"VOkJxbRl1RmTxUk/WvJxBt")
    assert not message.verifies(b"VOkJxbRl1RmTxUk/WvJxBu")


def test_it_verifies_the_rfc_5769_long_term_request() -> None:
    message = parse(LONG_TERM_REQUEST)
    assert message.verifies(long_term_key("マトリックス", "example.org", "TheMatrIX"))


@pytest.mark.parametrize("address", [("192.0.2.1", 32853), ("2001:db8:1234:5678:11:2233:4455:6677", 32853)])
def test_it_masks_addresses_both_ways(address: tuple[str, int]) -> None:
    assert unxor_address(xor_address(address, TRANSACTION), TRANSACTION) == address


def test_it_masks_the_rfc_5769_address() -> None:
    transaction = bytes.fromhex("b7e7a701bc34d686fa87dfae")
    assert unxor_address(bytes.fromhex("0001a147e112a643"), transaction) == ("192.0.2.1", 32853)


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("kind", list(Kind))
def test_it_reads_what_it_wrote(method: Method, kind: Kind) -> None:
    written = build(method, kind, TRANSACTION, [(Attribute.DATA, b"abcde")], key=b"key")
    message = parse(written)
    assert (message.method, message.kind, message.transaction) == (method, kind, TRANSACTION)
    assert message.first(Attribute.DATA) == b"abcde"
    assert message.verifies(b"key")


def test_it_ignores_what_follows_the_integrity() -> None:
    """Else a man in the middle could append an attribute to a signed request."""
    signed = build(Method.REFRESH, Kind.REQUEST, TRANSACTION, [], key=b"key")[:-8]
    appended = (
        signed[:2] + (len(signed) - 20 + 8).to_bytes(2) + signed[4:] + b"\x00\x0d\x00\x04\x00\x00\x00\x00"
    )
    message = parse(appended)
    assert message.verifies(b"key")
    assert message.first(Attribute.LIFETIME) is None


@pytest.mark.parametrize("position", range(0, len(SAMPLE_REQUEST), 3))
def test_it_refuses_a_message_with_one_changed_octet(position: int) -> None:
    changed = bytearray(SAMPLE_REQUEST)
    changed[position] ^= 0x55
    with pytest.raises(NotStun):
        parse(bytes(changed))


def test_it_survives_rubbish() -> None:
    source = random.Random(7)
    for _ in range(2_000):
        rubbish = bytearray(source.randbytes(source.randrange(0, 200)))
        if source.random() < 0.7 and len(rubbish) >= 8:
            rubbish[0] &= 0x3F
            rubbish[2:8] = ((len(rubbish) - 20) & 0xFFFF).to_bytes(2) + bytes.fromhex("2112a442")
        try:
            parse(bytes(rubbish))
        except NotStun:
            continue


def test_it_takes_messages_out_of_a_stream_however_it_is_cut() -> None:
    messages = [SAMPLE_REQUEST, channel_data(0x4001, b"12345"), channel_data(0x4001, b""), LONG_TERM_REQUEST]
    stream = b"".join(frame(message) for message in messages)
    for step in (1, 2, 3, 7, 64, 1000):
        framing = Framing()
        taken: list[bytes] = []
        for start in range(0, len(stream), step):
            taken += framing.feed(stream[start : start + step])
        assert taken == messages


@pytest.mark.parametrize(
    "data",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x80\x00\x00\x00", b"\x40\x00\xff\xff", b"\x00\x01\x00\x00abcd"],
    ids=["http", "unused bits", "too long", "no cookie"],
)
def test_it_gives_up_a_stream_that_is_not_turn(data: bytes) -> None:
    with pytest.raises(BrokenStream):
        Framing().feed(data)
