"""What stands between a seat and the call, as pure rules at their borders; test_gate.py plays them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from anteroom.errors import Conflict
from anteroom.gate.model import (
    Lobby,
    Seat,
    Stands,
    Vouched,
    Way,
    advanced,
    begun_anew,
    gate_is_kept,
    keeps_gate,
    stepped,
    way_in,
)
from anteroom.interviews.model import Answer, Party, Role, Side, State
from plain_interview import a_party, an_interview

START = datetime(2026, 11, 25, 14, tzinfo=UTC)
ALONE, TICK = timedelta(minutes=5), timedelta(microseconds=1)
LOBBY = Lobby(straight=True, alone_after=ALONE)
HOST, LEO, DANA = (
    a_party(name, place, role, side, Answer.ACCEPTED)
    for place, (name, role, side) in enumerate(
        (
            ("maya", Role.HOST, Side.CLIENT),
            ("leo", Role.CANDIDATE, Side.FREELANCER),
            ("dana", Role.GUEST, Side.CLIENT),
        )
    )
)
INTERVIEW = replace(an_interview((HOST, LEO, DANA), START, START), state=State.DOORS_OPEN)


def way(
    party: Party,
    *,
    stands: Stands = Stands.WAITING,
    since: datetime = START,
    there: frozenset[str] = frozenset(),
    vouched: Vouched = Vouched.MARKETPLACE,
    lobby: Lobby = LOBBY,
    now: datetime = START,
) -> Way:
    """What stands between this party and the call."""
    return way_in(INTERVIEW, party, Seat(party.id, 1, stands, since), there, vouched, lobby, now)


def test_the_host_walks_in_and_others_wait_for_the_host() -> None:
    assert way(HOST, vouched=Vouched.NOBODY) is Way.IN
    assert way(LEO) is Way.WAIT
    assert way(LEO, there=frozenset({"maya"})) is Way.IN
    assert way(LEO, there=frozenset({"maya"}), lobby=replace(LOBBY, straight=False)) is Way.WAIT


def test_who_is_vouched_for_by_nobody_waits_whoever_is_there() -> None:
    everybody = frozenset({"maya", "leo"})

    assert way(DANA, there=everybody, vouched=Vouched.NOBODY, now=START + 2 * ALONE) is Way.WAIT
    for vouched in (Vouched.MARKETPLACE, Vouched.COMPANY, Vouched.CODE):
        assert way(DANA, there=everybody, vouched=vouched) is Way.IN


def test_without_a_host_people_go_in_from_the_minute_on_that_the_policy_names() -> None:
    assert way(LEO, now=START + ALONE - TICK) is Way.WAIT
    assert way(LEO, now=START + ALONE) is Way.IN
    assert way(LEO, now=START + 9 * ALONE, lobby=replace(LOBBY, alone_after=None)) is Way.WAIT


def test_a_drop_is_come_back_from_to_the_second_minute() -> None:
    after = START + timedelta(minutes=2)

    assert way(DANA, stands=Stands.DROPPED, vouched=Vouched.NOBODY, now=after) is Way.IN
    assert way(DANA, stands=Stands.DROPPED, vouched=Vouched.NOBODY, now=after + TICK) is Way.WAIT
    assert way(DANA, stands=Stands.LEFT, vouched=Vouched.NOBODY) is Way.WAIT


@pytest.mark.parametrize("stands", [Stands.REMOVED, Stands.EXPIRED])
def test_who_was_put_out_is_out_though_it_hosts(stands: Stands) -> None:
    assert way(HOST, stands=stands) is Way.REMOVED


def test_who_was_put_out_knocks_in_vain() -> None:
    put_out = Seat("dana", 1, Stands.REMOVED, START)

    with pytest.raises(Conflict):
        stepped(put_out, Stands.WAITING, START)
    assert advanced(put_out, Stands.OPENED, START) == put_out
    assert stepped(put_out, Stands.ADMITTED, START).stands is Stands.ADMITTED


def test_inside_is_who_sits_there_or_dropped_out_a_moment_ago() -> None:
    assert {each for each in Stands if each.inside} == {Stands.IN_CALL, Stands.DROPPED}


@pytest.mark.parametrize("stands", [Stands.ADMITTED, Stands.IN_CALL])
def test_who_was_let_in_is_in(stands: Stands) -> None:
    assert way(DANA, stands=stands, vouched=Vouched.NOBODY) is Way.IN


def test_beside_the_host_the_gate_is_kept_by_who_must_be_there_and_is() -> None:
    inside = frozenset({"leo", "dana"})

    assert keeps_gate(INTERVIEW, HOST, frozenset())
    assert keeps_gate(INTERVIEW, DANA, inside)
    assert not keeps_gate(INTERVIEW, DANA, frozenset({"leo"}))
    assert not keeps_gate(INTERVIEW, LEO, inside)
    assert not keeps_gate(INTERVIEW, replace(DANA, required=False), inside)
    assert not keeps_gate(INTERVIEW, replace(DANA, side=Side.FREELANCER), inside)
    assert not keeps_gate(INTERVIEW, replace(DANA, role=Role.ASSISTANT), inside)
    assert gate_is_kept(INTERVIEW, inside)
    assert not gate_is_kept(INTERVIEW, frozenset({"leo"})), "a host who is not there keeps nothing"


def test_another_time_finds_a_seat_anew_but_for_its_device() -> None:
    sat = Seat("leo", 1, Stands.REMOVED, START, b"own", b"other", allowed=True, proved=True, told_at=START)
    now = START + ALONE

    assert begun_anew(sat, now) == Seat("leo", 1, Stands.OPENED, now, b"own", proved=True)
    assert begun_anew(replace(sat, device=None), now).stands is Stands.INVITED
