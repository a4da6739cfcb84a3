"""What the relay answers to whom, packet by packet, with a clock of our own."""

from __future__ import annotations

import gc
import random
import struct
import tracemalloc

import pytest

from anteroom.rooms.relay.allocations import Limits
from anteroom.rooms.relay.credentials import REALM, sign
from anteroom.rooms.relay.sources import A_SECOND, AT_ONCE
from anteroom.rooms.relay.stun import (
    Address,
    Attribute,
    Kind,
    Method,
    Pair,
    build,
    channel_data,
    long_term_key,
    parse,
    unxor_address,
)
from rooms.caller import NOW, SECRET, UDP, Caller, code, pair, relay


def test_it_answers_a_binding_request_with_the_senders_own_address() -> None:
    answer = relay().receive(
        build(Method.BINDING, Kind.REQUEST, bytes(12), []), ("x",), ("192.0.2.10", 5), NOW
    )
    assert answer is not None
    mapped = parse(answer[1]).first(Attribute.XOR_MAPPED_ADDRESS)
    assert mapped is not None and unxor_address(mapped, bytes(12)) == ("192.0.2.10", 5)


def test_it_carries_data_between_two_seats_of_a_room() -> None:
    a, b = pair(relay())
    assert a.relayed[0].startswith("198.51.100.") and a.relayed != b.relayed
    assert code(a.permit(b.relayed)) == code(b.permit(a.relayed)) == 0
    answer = a.send(b.relayed, b"hello")
    assert answer is not None and answer[0] == b.client
    arrived = parse(answer[1])
    assert (arrived.method, arrived.first(Attribute.DATA)) == (Method.DATA, b"hello")
    assert code(b.bind(a.relayed, 0x4001)) == 0
    answer = a.send(b.relayed, b"again")
    assert answer == (b.client, channel_data(0x4001, b"again"))
    assert a.bind(b.relayed, 0x4002).kind is Kind.SUCCESS
    assert a.channel(0x4002, b"fast") == (b.client, channel_data(0x4001, b"fast"))


def test_it_carries_nothing_before_both_agreed() -> None:
    a, b = pair(relay())
    assert a.send(b.relayed, b"x") is None
    a.permit(b.relayed)
    assert a.send(b.relayed, b"x") is None


def test_it_forbids_another_room() -> None:
    a, b = pair(relay(), "room", "other")
    assert code(a.permit(b.relayed)) == code(b.permit(a.relayed)) == 403
    assert code(a.bind(b.relayed, 0x4000)) == 403
    assert a.send(b.relayed, b"x") is None and a.channel(0x4000, b"x") is None


@pytest.mark.parametrize(
    "address", [("10.0.0.5", 80), ("127.0.0.1", 8091), ("198.51.100.9", 50000), ("::1", 80)]
)
def test_it_forbids_every_address_that_is_no_seats(address: Address) -> None:
    """It is no way into anybody's network."""
    a, _ = pair(relay())
    assert code(a.permit(address)) == 403
    assert a.send(address, b"x") is None


def test_it_refuses_forged_and_expired_credentials() -> None:
    turn = relay()
    forged = Caller(turn, "room", "ana", 1, secret=b"another secret, guessed at")
    assert code(forged.allocate()) == 401
    expired = Caller(turn, "room", "ana", 2, expires=int(NOW) - 1)
    assert code(expired.allocate()) == 401
    assert len(turn.allocations) == 0


@pytest.mark.parametrize(
    "username", ["", "x", "9999999999:room", "9999999999:room:seat:more", "-1:room:seat", "١:a:b"]
)
def test_it_refuses_usernames_that_are_not_ours_even_if_signed(username: str) -> None:
    turn = relay()
    key = long_term_key(username, REALM, sign(SECRET, username))
    said: list[Pair] = [
        UDP,
        (Attribute.USERNAME, username.encode()),
        (Attribute.REALM, REALM.encode()),
        (Attribute.NONCE, b"x"),
    ]
    request = build(Method.ALLOCATE, Kind.REQUEST, bytes(12), said, key=key)
    answer = turn.receive(request, ("a",), ("192.0.2.1", 1), NOW)
    assert answer is not None and code(parse(answer[1])) == 401


def test_it_asks_again_when_the_nonce_is_old_or_made_up() -> None:
    a, _ = pair(relay())
    a.now += 700
    assert code(a.ask(Method.REFRESH, [])) == 438
    a.nonce = b"6b49d200-000000000000000000000000"
    assert code(a.ask(Method.REFRESH, [])) == 438


def test_it_checks_expiry_on_every_request_and_ends_with_the_credentials() -> None:
    turn = relay()
    a = Caller(turn, "room", "ana", 1, expires=int(NOW) + 60)
    answer = a.allocate()
    assert struct.unpack("!I", answer.first(Attribute.LIFETIME) or b"")[0] <= 60
    a.now += 61
    assert code(a.ask(Method.REFRESH, [])) == 401
    assert turn.allocations.of(a.client, a.now) is None
    turn.allocations.sweep(a.now)
    assert len(turn.allocations) == 0


def test_it_refuses_anothers_allocation() -> None:
    turn = relay()
    a, _ = pair(turn)
    thief = Caller(turn, "room", "hugo", a.port, nonce=a.nonce)
    assert code(thief.ask(Method.REFRESH, [(Attribute.LIFETIME, bytes(4))])) == 441
    assert turn.allocations.of(a.client, NOW) is not None


def test_it_answers_a_repeated_allocate_alike_and_a_second_one_with_437() -> None:
    turn = relay()
    a, _ = pair(turn)
    again = struct.pack("!II4x", a.port, a.count)
    assert (
        unxor_address(
            a.ask(Method.ALLOCATE, [UDP], transaction=again).first(Attribute.XOR_RELAYED_ADDRESS) or b"",
            again,
        )
        == a.relayed
    )
    assert code(a.ask(Method.ALLOCATE, [UDP])) == 437


def test_it_cuts_a_revoked_seat_and_lets_a_newer_login_in() -> None:
    turn = relay()
    a, b = pair(turn)
    a.permit(b.relayed)
    b.permit(a.relayed)
    assert turn.allocations.revoke("room", "ana", a.expires) == [a.client]
    assert a.send(b.relayed, b"x") is None and b.send(a.relayed, b"x") is None
    assert code(a.allocate()) == 401
    a.expires += 1
    assert code(a.allocate()) == 0


def test_it_closes_a_room_and_only_that() -> None:
    turn = relay()
    pair(turn)
    other = Caller(turn, "other", "kim", 1003)
    other.allocate()
    assert len(turn.allocations.revoke("room", None, int(NOW) + 7200)) == 2
    assert [each.holder.room for each in turn.allocations] == ["other"]
    assert code(Caller(turn, "room", "kim", 1004).allocate()) == 401


def test_it_keeps_quotas_for_seat_room_and_all() -> None:
    turn = relay(Limits(per_seat=2, per_room=3, in_all=4))
    said = [
        code(Caller(turn, room, seat, 2000 + at).allocate())
        for at, (room, seat) in enumerate(
            [("r", "a"), ("r", "a"), ("r", "a"), ("r", "b"), ("r", "c"), ("s", "d"), ("s", "e")]
        )
    ]
    assert said == [0, 0, 486, 0, 486, 0, 508]


def test_it_bounds_what_one_seat_may_send() -> None:
    turn = relay(Limits(bytes_per_second=10_000))
    a, b = pair(turn)
    a.permit(b.relayed)
    b.permit(a.relayed)
    passed = sum(a.send(b.relayed, bytes(1000)) is not None for _ in range(40))
    assert passed == 10
    a.now = b.now = NOW + 0.5
    assert sum(a.send(b.relayed, bytes(1000)) is not None for _ in range(40)) == 5


def test_it_bounds_how_many_peers_one_allocation_names() -> None:
    turn = relay(Limits(per_allocation_peers=2))
    a, b = pair(turn)
    third = Caller(turn, "room", "kim", 1003)
    third.allocate()
    assert code(a.bind(b.relayed, 0x4000)) == code(a.bind(third.relayed, 0x4001)) == 0
    assert code(a.bind(a.relayed, 0x4002)) == 400


@pytest.mark.parametrize("channel", [0x3FFF, 0x5000, 0x7FFF])
def test_it_refuses_channel_numbers_outside_the_range(channel: int) -> None:
    a, b = pair(relay())
    assert code(a.bind(b.relayed, channel)) == 400


def test_it_refuses_what_it_does_not_understand() -> None:
    a, _ = pair(relay())
    answer = a.ask(Method.REFRESH, [(0x0022, b"12345678")])
    assert code(answer) == 420 and answer.first(Attribute.UNKNOWN_ATTRIBUTES) == b"\x00\x22"
    assert code(a.ask(Method.ALLOCATE, [(Attribute.REQUESTED_TRANSPORT, b"\x06\0\0\0")])) == 442
    assert code(a.ask(Method.CREATE_PERMISSION, [])) == 400
    assert code(a.ask(Method.CREATE_PERMISSION, [(Attribute.XOR_PEER_ADDRESS, b"\0\x07ab")])) == 400


def test_it_moves_nothing_for_rubbish_and_keeps_no_memory_of_it() -> None:
    turn = relay()
    a, b = pair(turn)
    a.bind(b.relayed, 0x4000)
    b.bind(a.relayed, 0x4000)
    source = random.Random(3)
    genuine = [channel_data(0x4000, b"x" * 40), build(Method.REFRESH, Kind.REQUEST, bytes(12), [UDP])]

    def throw(count: int) -> None:
        for at in range(count):
            rubbish = bytearray(
                source.choice(genuine) if at % 2 else source.randbytes(source.randrange(0, 1600))
            )
            for _ in range(source.randrange(1, 6)):
                if rubbish:
                    rubbish[source.randrange(len(rubbish))] = source.randrange(256)
            stranger = ("203.0.113.7", source.randrange(65536))
            answer = turn.receive(bytes(rubbish), stranger, ("203.0.113.7", 1), NOW)
            assert answer is None or answer[0] == stranger

    tracemalloc.start()
    throw(500)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    throw(2_000)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(turn.allocations) == 2
    assert turn.counters.relayed_packets == 0
    assert grown < 20_000


def test_who_proves_nothing_is_answered_so_often_over_udp_and_everybody_else_goes_on() -> None:
    """Nobody has the answers sent to somebody else in whose name requests come, and memory stays the same."""
    turn = relay()
    a, b = pair(turn)
    request = build(Method.ALLOCATE, Kind.REQUEST, bytes(12), [UDP])
    binding = build(Method.BINDING, Kind.REQUEST, bytes(12), [])

    def answers(host: str, count: int, now: float = NOW, client: int | None = None) -> int:
        said = 0
        for port in range(count):
            place = (host, port + 1)
            given = turn.receive((request, binding)[port % 2], client or place, place, now)
            said += given is not None
        return said

    assert answers("203.0.113.9", 1_000) == AT_ONCE, "whatever port they come from"
    assert answers("203.0.113.9", 1_000, NOW + 1) == A_SECOND
    assert answers("203.0.113.9", 10, NOW) == 0, "a clock that goes back gives nothing more"
    assert answers("203.0.113.10", 10) == 10
    assert answers("2001:db8::1", 1_000) == AT_ONCE
    assert answers("2001:db8::ffff:0:0:1", 10) == 0, "one subscriber's"
    assert answers("2001:db8:0:1::1", 10) == 10
    assert answers("203.0.113.9", 300, client=7) == 300, "over a stream the address is the sender's own"
    assert turn.counters.withheld_answers == 800 + 900 + 10 + 800 + 10

    assert answers("192.0.2.10", 1_000) < AT_ONCE
    assert code(a.permit(b.relayed)) == 0, "who signs is answered"
    a.nonce = b"0-made-up"
    assert code(a.permit(b.relayed)) == 438, "and told of a new nonce"

    tracemalloc.start()
    grown = 0
    for begin in (0, 500):
        gc.collect()
        grown = -tracemalloc.get_traced_memory()[0]
        for number in range(begin, begin + 500 + 4 * begin):
            answers(f"10.1.{number // 250}.{number % 250}", 1)
        gc.collect()
        grown += tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 20_000, "of two and a half thousand more sources"


def test_it_drops_what_is_too_long() -> None:
    a, b = pair(relay())
    a.bind(b.relayed, 0x4000)
    b.bind(a.relayed, 0x4000)
    assert a.channel(0x4000, bytes(1496)) is not None
    assert a.channel(0x4000, bytes(1497)) is None
    assert a.send(b.relayed, bytes(2000)) is None
