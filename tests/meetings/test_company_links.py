"""A company's own link: what is taken, what is refused and with which explanation, and what is left out."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anteroom.meetings.link import LinkRefused, marks, read_link
from anteroom.meetings.model import Tool

THREAD = "19%3ameeting_OTU4ZDM5MzQtNzA3Mi00MWE1LTk5ZDktMWExYzk2YzBhOGU0%40thread.v2"
TENANT, OWNER = "4a252f20-29f8-46e0-bd2b-e5f8de46cefd", "7bd0eab6-1785-48fb-903f-aac698123686"
CONTEXT = f"%7b%22Tid%22%3a%22{TENANT}%22%2c%22Oid%22%3a%22{OWNER}%22%7d"
HEX = "d41817da6a55b0925530cb88b3577b1e"
OTHERS = {"calls.fernside.example": Tool.OTHER, "jitsi.fernside.example": Tool.JITSI}

TAKEN = [
    ("https://zoom.us/j/85012345678", Tool.ZOOM, "https://zoom.us/j/85012345678"),
    (
        "  <https://us05web.zoom.us/j/85012345678?pwd=aBc.1&uname=Dana%20Reyes#success> ",
        Tool.ZOOM,
        "https://zoom.us/j/85012345678?pwd=aBc.1",
    ),
    ("https://fernside.zoom.us/wc/85012345678/join?pwd=x", Tool.ZOOM, "https://zoom.us/j/85012345678?pwd=x"),
    ("HTTPS://Zoom.US:443/wc/join/85012345678", Tool.ZOOM, "https://zoom.us/j/85012345678"),
    ("https://a.zoomgov.com/j/16012345678", Tool.ZOOM, "https://zoomgov.com/j/16012345678"),
    (
        "https://teams.microsoft.com/meet/2345678901234?p=aB3dE5",
        Tool.TEAMS,
        "https://teams.microsoft.com/meet/2345678901234?p=aB3dE5",
    ),
    (
        "https://teams.live.com/meet/9345678901234?p=aB3dE5fG7",
        Tool.TEAMS,
        "https://teams.live.com/meet/9345678901234?p=aB3dE5fG7",
    ),
    (
        "https://meet.google.com/abc-defg-hij?authuser=dana%40fernside.example&pli=1",
        Tool.MEET,
        "https://meet.google.com/abc-defg-hij",
    ),
    (
        f"https://fernside.webex.com/fernside/j.php?MTID=m{HEX}&email=dana%40fernside.example",
        Tool.WEBEX,
        f"https://fernside.webex.com/fernside/j.php?MTID=m{HEX}",
    ),
    (
        f"https://fernside.webex.com/webappng/sites/fernside/meeting/info/{HEX}?siteurl=fernside",
        Tool.WEBEX,
        f"https://fernside.webex.com/webappng/sites/fernside/meeting/info/{HEX}",
    ),
    (
        "https://meet.jit.si/GreenOtterSings77#config.startWithVideoMuted=true",
        Tool.JITSI,
        "https://meet.jit.si/GreenOtterSings77",
    ),
    (
        "https://8x8.vc/vpaas-magic-cookie-1/GreenOtterSings77",
        Tool.JITSI,
        "https://8x8.vc/vpaas-magic-cookie-1/GreenOtterSings77",
    ),
    (
        "https://jitsi.fernside.example/GreenOtterSings77",
        Tool.JITSI,
        "https://jitsi.fernside.example/GreenOtterSings77",
    ),
    (
        "https://calls.fernside.example/r/otter?k=9f3a",
        Tool.OTHER,
        "https://calls.fernside.example/r/otter?k=9f3a",
    ),
]


@pytest.mark.parametrize(("typed", "tool", "kept"), TAKEN)
def test_it_keeps_a_meetings_link_and_nothing_besides(typed: str, tool: Tool, kept: str) -> None:
    link = read_link(typed, OTHERS)

    assert (link.tool, link.url) == (tool, kept)
    assert read_link(kept, OTHERS) == link
    assert kept not in repr(link) and kept.rpartition("/")[2] not in repr(link)


def test_it_keeps_of_a_long_link_of_teams_whose_meeting_it_is_and_nothing_else() -> None:
    more = CONTEXT.replace("%7d", "%2c%22MessageId%22%3a%220%22%7d")
    link = read_link(f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0?context={more}&anon=true", {})

    assert link.tool is Tool.TEAMS
    assert (
        link.url.lower() == f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0?context={CONTEXT}".lower()
    )


PERSONAL = [
    "https://zoom.us/my/dana.reyes",
    "https://fernside.zoom.us/my/dana?pwd=abc",
    "https://zoom.us/j/4155550123",
    "https://zoom.us/wc/4155550123/join",
    "https://fernside.webex.com/meet/dana.reyes",
    "https://fernside.webex.com/join/dana",
    "https://teams.microsoft.com/l/call/0/0?users=dana@fernside.example",
    f"https://teams.microsoft.com/l/meetup-join/19%3a{TENANT}_{OWNER}%40unq.gbl.spaces/0?context={CONTEXT}",
]


@pytest.mark.parametrize("typed", PERSONAL)
def test_it_refuses_a_personal_room_and_explains_why(typed: str) -> None:
    with pytest.raises(LinkRefused) as refused:
        read_link(typed, OTHERS)

    sentence = refused.value.sentence
    assert "personal" in sentence and "stays the same for ever" in sentence and "paste that link" in sentence
    assert "dana" not in sentence and "4155550123" not in sentence
    assert (refused.value.field, refused.value.status) == ("link", 400)


OTHERWISE = [
    ("https://zoom.us/j/123456789", "eleven digits"),
    ("https://zoom.us/s/85012345678?zak=eyJ0", "starts the meeting as its host"),
    ("https://zoom.us/j/85012345678?zak=eyJ0", "starts the meeting as its host"),
    ("https://zoom.us/meeting/register/tZ0ld-yqpz4", "register"),
    ("https://zoom.us/w/85012345678?tk=abc", "register"),
    ("https://zoom.us/j/85012345678?tk=abc", "for one person alone"),
    ("https://zoom.us/j/85012345678?pwd=%3Cscript%3E", "not whole"),
    ("https://zoom.us/j/85012345678?pwd=a&pwd=b", "twice"),
    ("https://zoom.us/", "no meeting"),
    ("https://meet.google.com/new", "no meeting"),
    ("https://meet.google.com/lookup/fernside", "nickname"),
    ("https://teams.microsoft.com/dl/launcher/launcher.html?url=%2f_%23%2fl%2f", "starts Teams"),
    (
        f"https://teams.microsoft.com/l/meetup-join/19%3aabc%40thread.tacv2/16?context={CONTEXT}",
        "channel",
    ),
    (f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0", "not whole"),
    (f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0?context=%5b1%5d", "not whole"),
    (f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0?context={'[' * 1800}", "not whole"),
    (
        f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0"
        f"?context={CONTEXT.replace('%7d', '%2c%22IsBroadcastMeeting%22%3atrue%7d')}",
        "broadcast",
    ),
    ("https://fernside.webex.com/weblink/register/r1", "register"),
    ("https://fernside.webex.com/fernside/j.php?MTID=m1", "no meeting"),
    ("https://meet.jit.si/standup", "guesses its name"),
    ("https://meet.jit.si/1764165600", "guesses its name"),
    ("https://zoom.us/j/85012345678?pwd=WhatsApp-447700900321", "not whole"),
    ("https://zoom.us/j/85012345678?pwd=447700900321", "not whole"),
    ("https://zoom.us/j/85012345678?pwd=dana.vp-fernside.example", "not whole"),
    (
        f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{'Y2FsbCBtZSA0NDc3' * 3}%40thread.v2/0"
        f"?context={CONTEXT}",
        "not whole",
    ),
    (f"https://teams.microsoft.com/l/meetup-join/{THREAD}/447700900321?context={CONTEXT}", "no meeting"),
    (f"https://teams.microsoft.com/l/meetup-join/{THREAD}/%D9%A1?context={CONTEXT}", "no meeting"),
    ("https://meet.jit.si/GreenOtterSings77?jwt=eyJ", "for one person alone"),
    ("https://calls.fernside.example/r/otter?next=https%3A%2F%2Fevil.example", "lead on"),
    ("https://calls.fernside.example/r/otter?next=%2F%2Fevil.example", "lead on"),
    ("https://calls.fernside.example/r/otter?next=aHR0cHM6Ly9ldmlsLmV4YW1wbGU", "lead on"),
    ("https://calls.fernside.example/r/https:/evil.example", "lead on"),
    ("https://calls.fernside.example/r/HTTP:evil.example", "lead on"),
    ("https://calls.fernside.example/../x", "no meeting"),
    ("https://calls.fernside.example//evil.example", "no meeting"),
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F85012345678",
        "leads on",
    ),
    ("https://www.google.com/url?q=https://zoom.us/j/85012345678", "leads on"),
    ("https://bit.ly/3abcdef", "leads on"),
    ("https://calendly.com/dana/30min", "no meeting of Zoom"),
    ("https://evil.example/zoom.us/j/85012345678", "no meeting of Zoom"),
    ("https://zoom.us.evil.example/j/85012345678", "no meeting of Zoom"),
    ("https://evilzoom.us/j/85012345678", "no meeting of Zoom"),
    ("https://a.b.zoom.us/j/85012345678", "no meeting of Zoom"),
    ("https://webex.com/acme/j.php", "no meeting of Zoom"),
    ("https://other.fernside.example/r/otter", "no meeting of Zoom"),
    ("https://xn--zom-0na.us/j/85012345678", "look like others"),
    ("https://xn--fernside-x2a.zoom.us/j/85012345678", "look like others"),
    ("https://zооm.us/j/85012345678", "no link"),
    ("https://zoom.us@evil.example/j/85012345678", "who signs in"),
    ("https://dana:x@zoom.us/j/85012345678", "who signs in"),
    ("https://zoom.us:8443/j/85012345678", "odd port"),
    ("https://zoom.us:port/j/85012345678", "no link"),
    ("https://zoom.us\\@evil.example/j/85012345678", "no link"),
    ("https://zoom.us./j/85012345678", "no link"),
    ("https://[::1]/j/85012345678", "no link"),
    ("https://[zoom.us/j/85012345678", "no link"),
    ("https://127.0.0.1/j/85012345678", "no link"),
    ("http://zoom.us/j/85012345678", "begins with https"),
    ("zoommtg://zoom.us/join?confno=85012345678", "begins with https"),
    ("javascript:alert(1)", "begins with https"),
    ("//zoom.us/j/85012345678", "begins with https"),
    ("Join: https://zoom.us/j/85012345678", "no link"),
    ("https://zoom.us/j/85012345678\r\nSet-Cookie: a=b", "no link"),
    ("https://zoom.us/j/85012345678\x00", "no link"),
    ("", "no link"),
    ("https://zoom.us/j/85012345678?pwd=" + "a" * 3000, "too long"),
    ("https://zoom.us/j/85012345678?" + "&".join(f"a{each}=" for each in range(30)), "no link"),
]


@pytest.mark.parametrize(("typed", "why"), OTHERWISE)
def test_it_refuses_what_is_no_meeting_of_its_own_and_says_why(typed: str, why: str) -> None:
    with pytest.raises(LinkRefused) as refused:
        read_link(typed, OTHERS)

    assert why in refused.value.sentence


def test_a_link_is_known_again_by_each_piece_that_opens_or_tells_it() -> None:
    teams = read_link(f"https://teams.microsoft.com/l/meetup-join/{THREAD}/0?context={CONTEXT}", {})

    assert marks("https://zoom.us/j/85012345678?pwd=aBcDeFgHiJkLmNoPqRs.1") == (
        "85012345678",
        "aBcDeFgHiJkLmNoPqRs.1",
    )
    assert marks("https://meet.google.com/abc-defg-hij") == ("abc-defg-hij",)
    assert {TENANT, OWNER} < set(marks(teams.url)) and len(marks(teams.url)) == 3
    assert marks("https://calls.fernside.example/r/otter") == ("calls.fernside.example/r/otter",)


@given(st.sampled_from([typed for typed, _, _ in TAKEN]), st.integers(0, 200), st.text(max_size=8))
def test_whatever_is_put_into_a_link_it_is_refused_or_leads_to_the_same_host(
    typed: str, at: int, more: str
) -> None:
    hosts = {kept.split("/")[2] for _, _, kept in TAKEN}
    with suppress(LinkRefused):
        kept = read_link(typed[:at] + more + typed[at:], OTHERS).url
        host = kept.split("/")[2]
        assert host in hosts or host.endswith((".webex.com", ".zoom.us"))
        assert kept.isascii() and not set(kept) & set(' \r\n\\@"<>')
