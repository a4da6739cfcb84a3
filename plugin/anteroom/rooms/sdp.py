"""What one browser may tell another about a call: session descriptions and candidates, written anew.

Nothing is passed through. Each line is matched against a closed list and written again from its parts; what
is not on the list is left out. Of candidates only our relay's survive, without the address behind them.
RFC 8866 (SDP), RFC 8829 (JSEP), RFC 8839 (candidates).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from anteroom.errors import BadInput
from anteroom.rooms.relay.credentials import MADE_UP
from anteroom.rooms.sdp_names import ATTRIBUTES, FORMAT_NAMES, UFRAG

LONGEST_DESCRIPTION = 24 * 1024
MOST_LINES = 600
LONGEST_LINE = 600
LONGEST_CANDIDATE = 400
MOST_MEDIA = 4


class BadDescription(BadInput):
    """A session description or candidate that no browser of ours writes."""

    code = "bad-description"

    def __init__(self, reason: str) -> None:
        super().__init__("This browser's call description cannot be used.", reason=reason)


class FingerprintChanged(BadDescription):
    """The key of a running call was swapped, which only somebody in the middle would do."""

    code = "fingerprint-changed"


@dataclass(frozen=True, slots=True)
class Description:
    """A filtered description. `fingerprint` is the DTLS key's hash, `ufrag` names the ICE session."""

    text: str
    fingerprint: str
    ufrag: str


@dataclass(slots=True)
class Continuity:
    """What one browser has shown another so far: the DTLS key stays the same until ICE is restarted."""

    ufrag: str = ""
    fingerprint: str = ""

    def accept(self, description: Description) -> None:
        """Remember a description. Raises FingerprintChanged, and remembers nothing."""
        if description.ufrag == self.ufrag and description.fingerprint != self.fingerprint:
            raise FingerprintChanged("DTLS fingerprint changed without an ICE restart")
        self.ufrag = description.ufrag
        self.fingerprint = description.fingerprint


def filter_description(text: str, *, data: bool = False, relayed: IPv4Network = MADE_UP) -> Description:
    """Return the description that the other side may have; with `data` it may hold a data channel.

    All media of one description share one ufrag and one fingerprint, as `max-bundle` has it.
    Raises BadDescription.
    """
    if len(text) > LONGEST_DESCRIPTION:
        raise BadDescription("too long")
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise BadDescription("too many or too long lines")
    if not lines[0].startswith("v=0"):
        raise BadDescription("does not begin with v=0")
    written = ["v=0"]
    seen: dict[str, set[str]] = {"ice-ufrag": set(), "fingerprint": set()}
    media = 0
    for line in lines[1:]:
        kept = _line(line, seen, relayed, data=data)
        if kept is None:
            continue
        media += kept.startswith("m=")
        written.append(kept)
    if not 1 <= media <= MOST_MEDIA:
        raise BadDescription("no media, or too many")
    if not _in_order(written):
        raise BadDescription("session lines are missing or in no order")
    if len(seen["ice-ufrag"]) != 1 or len(seen["fingerprint"]) != 1:
        raise BadDescription("needs one ICE session and one fingerprint")
    return Description("\r\n".join(written) + "\r\n", seen["fingerprint"].pop(), seen["ice-ufrag"].pop())


def filter_candidate(text: str, *, relayed: IPv4Network = MADE_UP) -> str | None:
    """Return the candidate that the other side may have, or None for one that it may not.

    The empty text says that there are no more, and stays. Raises BadDescription for what is no candidate.
    """
    if text == "":
        return ""
    if len(text) > LONGEST_CANDIDATE:
        raise BadDescription("candidate too long")
    matched = _CANDIDATE.fullmatch(text.removeprefix("a="))
    if matched is None:
        raise BadDescription("no candidate")
    if matched["type"] != "relay" or matched["transport"].lower() != "udp":
        return None
    try:
        address = IPv4Address(matched["address"])
    except AddressValueError:
        return None
    if address not in relayed or int(matched["port"]) > 65535:
        return None
    said = f"candidate:{matched['foundation']} {matched['component']} udp {matched['priority']} {address}"
    said += f" {matched['port']} typ relay raddr 0.0.0.0 rport 0"
    for name, form in (("generation", "[0-9]{1,3}"), ("ufrag", UFRAG)):
        value = re.search(rf" {name} ({form})(?= |$)", matched["more"])
        if value is not None:
            said += f" {name} {value[1]}"
    return said


_CANDIDATE = re.compile(
    r"candidate:(?P<foundation>[0-9]{1,10}) (?P<component>[12]) (?P<transport>[A-Za-z]{3}) "
    r"(?P<priority>[0-9]{1,10}) (?P<address>[A-Za-z0-9.:-]{1,64}) (?P<port>[0-9]{1,5}) "
    r"typ (?P<type>[a-z]{1,8})(?P<more>(?: [!-~]{1,64}){0,24})",
    re.ASCII,
)

_SSRC = re.compile(r"ssrc:([0-9]{1,10}) cname:([!-~]{1,64})")
_SSRC_MSID = re.compile(r"ssrc:([0-9]{1,10}) msid:([!-~]{1,64}) ([!-~]{1,64})")
_MSID = re.compile(r"msid:([!-~]{1,64})(?: ([!-~]{1,64}))?")
_ORIGIN = re.compile(r"o=[!-~]{1,64} ([0-9]{1,20}) ([0-9]{1,10}) IN IP[46] [!-~]{1,64}")
_MEDIA = re.compile(r"m=(audio|video) ([0-9]{1,5}) (UDP/TLS/RTP/SAVPF)((?: [0-9]{1,3}){1,64})")
_CHANNEL = re.compile(r"m=application ([0-9]{1,5}) UDP/DTLS/SCTP webrtc-datachannel")
_FORMAT = re.compile(r"fmtp:([0-9]{1,3}) ([!-~ ]{1,300})")
_FORMAT_RANGE = re.compile(r"[0-9]{1,3}(?:[/-][0-9]{1,3}){1,8}")
_FORMAT_PAIR = re.compile(rf"(?:{FORMAT_NAMES})=[0-9A-Fa-f]{{1,10}}")
_BANDWIDTH = re.compile(r"b=(AS|TIAS):([0-9]{1,9})")


def _line(line: str, seen: dict[str, set[str]], relayed: IPv4Network, *, data: bool) -> str | None:
    """Write one line anew, or None to leave it out. Raises BadDescription for media that we do not relay."""
    kind, value = line[:2], line[2:]
    if kind == "a=":
        return _attribute(value, seen, relayed)
    if data and (channel := _CHANNEL.fullmatch(line)):
        return f"m=application {'0' if channel[1] == '0' else '9'} UDP/DTLS/SCTP webrtc-datachannel"
    if kind == "m=":
        media = _MEDIA.fullmatch(line)
        if media is None:
            raise BadDescription("media that is neither audio nor video")
        return f"m={media[1]} {'0' if media[2] == '0' else '9'} {media[3]}{media[4]}"
    if kind == "o=":
        origin = _ORIGIN.fullmatch(line)
        if origin is None:
            raise BadDescription("origin")
        return f"o=- {origin[1]} {origin[2]} IN IP4 0.0.0.0"
    if kind == "b=":
        return line if _BANDWIDTH.fullmatch(line) else None
    return {"s=": "s=-", "t=": "t=0 0", "c=": "c=IN IP4 0.0.0.0"}.get(kind)


def _attribute(value: str, seen: dict[str, set[str]], relayed: IPv4Network) -> str | None:
    name = re.split("[: ]", value, maxsplit=1)[0]
    special = _SPECIAL.get(name)
    if special is not None:
        return special(value)
    if name == "candidate":
        candidate = filter_candidate(value, relayed=relayed)
        return f"a={candidate}" if candidate else None
    if not any(pattern.fullmatch(value) for pattern in ATTRIBUTES):
        if name in seen:
            raise BadDescription(name)
        return None
    if name in seen:
        seen[name].add(value.partition(":")[2].lower() if name == "fingerprint" else value.partition(":")[2])
    return f"a={value}"


def _rtcp(_value: str) -> str:
    return "a=rtcp:9 IN IP4 0.0.0.0"


def _message_size(_value: str) -> str:
    return "a=max-message-size:16384"


def _msid_semantic(_value: str) -> str:
    return "a=msid-semantic: WMS *"


def _ssrc(value: str) -> str | None:
    with_name = _SSRC.fullmatch(value)
    if with_name is not None:
        return f"a=ssrc:{with_name[1]} cname:{_opaque(with_name[2])}"
    with_tracks = _SSRC_MSID.fullmatch(value)
    if with_tracks is not None:
        return f"a=ssrc:{with_tracks[1]} msid:{_opaque(with_tracks[2])} {_opaque(with_tracks[3])}"
    return None


def _msid(value: str) -> str | None:
    matched = _MSID.fullmatch(value)
    if matched is None:
        return None
    return f"a=msid:{_opaque(matched[1])}" + (f" {_opaque(matched[2])}" if matched[2] else "")


def _fmtp(value: str) -> str | None:
    matched = _FORMAT.fullmatch(value)
    if matched is None:
        return None
    if _FORMAT_RANGE.fullmatch(matched[2]):
        return f"a=fmtp:{matched[1]} {matched[2]}"
    kept = [pair for pair in re.split("; ?", matched[2]) if _FORMAT_PAIR.fullmatch(pair)]
    return f"a=fmtp:{matched[1]} {';'.join(kept)}" if kept else None


def _opaque(chosen: str) -> str:
    """Names that a page may choose freely become hashes, so that they carry no message; equal stays equal."""
    if chosen == "-":
        return chosen
    return hashlib.blake2s(chosen.encode(), digest_size=10).hexdigest()


_SPECIAL: dict[str, Callable[[str], str | None]] = {
    "rtcp": _rtcp,
    "max-message-size": _message_size,
    "msid-semantic": _msid_semantic,
    "ssrc": _ssrc,
    "msid": _msid,
    "fmtp": _fmtp,
}


def _in_order(written: list[str]) -> bool:
    """v o s t, each once, before the first media (RFC 8866 section 5)."""
    first_media = next((at for at, line in enumerate(written) if line.startswith("m=")), len(written))
    head = [line[0] for line in written[:first_media] if line[0] in "vost"]
    return head == ["v", "o", "s", "t"] and not any(line[0] in "vost" for line in written[first_media:])
