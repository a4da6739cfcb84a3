"""What one browser may tell another about a call."""

from __future__ import annotations

import random
import re

import pytest

from anteroom.rooms.sdp import (
    BadDescription,
    Continuity,
    FingerprintChanged,
    filter_candidate,
    filter_description,
)
from offers import OFFER, PRINT_A, PRINT_B

RELAYED = (
    "candidate:4 1 udp 41885695 198.51.100.7 50000 typ relay"
    " raddr 192.0.2.2 rport 51812 generation 0 ufrag Vq3m"
)


def test_it_lets_no_address_or_name_of_the_sender_through() -> None:
    said = filter_description(OFFER).text
    for trace in (
        "192.0.2.2",
        "fd00",
        "203.0.113.9",
        "dana",
        "5550100",
        "555 0100",
        "example.com",
        "network-id",
    ):
        assert trace not in said
    assert set(re.findall(r"\d+\.\d+\.\d+\.\d+", said)) == {"0.0.0.0", "198.51.100.7"}


def test_it_keeps_what_a_call_needs() -> None:
    said = filter_description(OFFER).text.split("\r\n")
    for line in (
        "o=- 4611731400430051336 2 IN IP4 0.0.0.0",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 9",
        "a=candidate:4 1 udp 41885695 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0",
        "a=ice-ufrag:Vq3m",
        f"a=fingerprint:sha-256 {PRINT_A}",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=rtpmap:96 VP8/90000",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
    ):
        assert line in said


def test_it_maps_equal_track_names_to_equal_ones() -> None:
    said = filter_description(OFFER).text
    named = re.search(r"a=msid:(\S+) (\S+)", said)
    by_source = re.search(r"a=ssrc:\d+ msid:(\S+) (\S+)", said)
    assert named and by_source and named.groups() == by_source.groups()


def test_it_changes_nothing_when_done_twice_but_hashed_names() -> None:
    once = filter_description(OFFER).text
    twice = filter_description(once).text
    without_names = [line for line in once.split("\r\n") if "msid" not in line and "cname" not in line]
    assert without_names == [
        line for line in twice.split("\r\n") if "msid" not in line and "cname" not in line
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v=0", "v=1"),
        ("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"),
        ("UDP/TLS/RTP/SAVPF 111", "RTP/AVP 111"),
        ("a=ice-ufrag:Vq3m", "a=ice-ufrag:call+15550100"),
        ("a=ice-ufrag:Vq3m", "a=ice-ufrag:x"),
        (f"a=fingerprint:sha-256 {PRINT_A}", "a=fingerprint:sha-1 AA:BB"),
        ("a=setup:actpass\r\na=mid:1", f"a=fingerprint:sha-256 {PRINT_B}\r\na=mid:1"),
        ("o=dana.executive", "o=dana executive"),
        ("t=0 0", "x=0 0"),
        ("a=mid:1", "t=0 0\r\na=mid:1"),
        ("a=mid:1", "a=mid:1\r\n" * 1300),
        ("a=mid:1", "a=mid:" + "1" * 700),
        ("a=mid:1", "a=x:" + ("y" * 500 + "\r\na=x:") * 100),
    ],
)
def test_it_refuses_what_is_no_call_of_ours(old: str, new: str) -> None:
    assert old in OFFER
    with pytest.raises(BadDescription):
        filter_description(OFFER.replace(old, new))


def test_it_takes_a_data_channel_where_one_may_be_and_writes_its_bounds() -> None:
    channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n"
    offer = OFFER + channel + "a=max-message-size:1073741823\r\n"
    assert "m=application 9 UDP/DTLS/SCTP webrtc-datachannel" in (
        said := filter_description(offer, data=True).text
    )
    assert "a=max-message-size:16384" in said and "a=sctp-port:5000" in said
    with pytest.raises(BadDescription):
        filter_description(offer)


@pytest.mark.parametrize(
    "line",
    [
        "a=rtpmap:97 call-me-5550100/90000",
        "a=mid:5550100",
        "a=mid:dana",
        "a=group:BUNDLE call me 555 0100",
        "a=rtcp-fb:96 call me",
        "a=extmap:3 urn:ietf:params:rtp-hdrext:call:me:dana",
        "a=extmap:3 http://www.webrtc.org/experiments/dana/5550100",
        "a=rid:5550100 send",
        "a=simulcast:send 5550100",
        "a=fmtp:96 dana=5550100",
        "a=candidate:dana 1 udp 41885695 198.51.100.7 50000 typ host",
    ],
)
def test_no_name_in_it_is_for_the_page_to_choose(line: str) -> None:
    """Two pages that were both changed could otherwise pass one another short texts."""
    try:
        said = filter_description(OFFER + line + "\r\n").text
    except BadDescription:
        return
    assert said == filter_description(OFFER).text


def test_it_rewrites_the_address_behind_a_relayed_candidate() -> None:
    assert filter_candidate(RELAYED) == (
        "candidate:4 1 udp 41885695 198.51.100.7 50000 typ relay"
        " raddr 0.0.0.0 rport 0 generation 0 ufrag Vq3m"
    )
    assert filter_candidate("a=" + RELAYED) == filter_candidate(RELAYED)
    assert filter_candidate("") == ""


@pytest.mark.parametrize(
    "candidate",
    [
        "candidate:1 1 udp 2113937151 192.0.2.2 51812 typ host",
        "candidate:1 1 udp 2113937151 0f5c-a.local 51812 typ host",
        "candidate:3 1 udp 1677729535 203.0.113.9 3000 typ srflx raddr 192.0.2.2 rport 51812",
        "candidate:3 1 udp 1677729535 203.0.113.9 3000 typ prflx raddr 192.0.2.2 rport 51812",
        "candidate:4 1 udp 41885695 10.0.0.5 80 typ relay raddr 0.0.0.0 rport 0",
        "candidate:4 1 udp 41885695 198.51.100.7 70000 typ relay raddr 0.0.0.0 rport 0",
        "candidate:4 1 udp 41885695 ::ffff:198.51.100.7 5000 typ relay raddr 0.0.0.0 rport 0",
        "candidate:4 1 tcp 41885695 198.51.100.7 5000 typ relay raddr 0.0.0.0 rport 0 tcptype active",
    ],
)
def test_it_drops_candidates_that_are_not_our_relays(candidate: str) -> None:
    assert filter_candidate(candidate) is None


@pytest.mark.parametrize(
    "candidate",
    [
        "x",
        "candidate:",
        RELAYED.replace("198.51.100.7", "dana@example.com"),
        RELAYED + " x" * 300,
        "\n" + RELAYED,
    ],
)
def test_it_refuses_what_is_no_candidate(candidate: str) -> None:
    with pytest.raises(BadDescription):
        filter_candidate(candidate)


def test_it_survives_damaged_descriptions() -> None:
    """And whatever it lets through still shows no address but the relay's."""
    source = random.Random(11)
    for _ in range(400):
        damaged = list(OFFER)
        for _ in range(source.randrange(1, 12)):
            at = source.randrange(len(damaged))
            damaged[at : at + source.randrange(0, 30)] = source.choice(
                ["", "\n", "a=", ":", "\x00", "١", " "]
            )
        try:
            said = filter_description("".join(damaged)).text
        except BadDescription:
            continue
        addresses = re.findall(r"\d+\.\d+\.\d+\.\d+", said)
        assert all(address == "0.0.0.0" or address.startswith("198.51.100.") for address in addresses)


def test_it_holds_a_call_to_its_fingerprint() -> None:
    continuity = Continuity()
    offer = filter_description(OFFER)
    continuity.accept(offer)
    continuity.accept(offer)
    swapped = filter_description(OFFER.replace(PRINT_A, PRINT_B))
    with pytest.raises(FingerprintChanged):
        continuity.accept(swapped)
    continuity.accept(filter_description(OFFER.replace(PRINT_A, PRINT_B).replace("Vq3m", "Zz9k")))
