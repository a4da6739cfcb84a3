"""What a call page says that was changed to do harm: in a browser, and by itself at random."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from ipaddress import IPv4Network, ip_address, ip_network

import msgspec

from anteroom.rooms.messages import HubMessage, Person
from anteroom.rooms.relay.credentials import MADE_UP
from offers import OFFER, PRINT_B

TRACES = (
    "203.0.113.77",
    "203.0.113.78",
    "192.168.77.77",
    "10.77.0.77",
    "2001:db8:77::77",
    "4f1a77aa-77.local",
    "mallory",
    "example.org",
    "+15550177",
    "FaceTime HD",
)
"""What it would tell: addresses, a name, ways to reach it, a device."""
FORGED_PRINT = "77:" * 31 + "77"

HOSTILE = """
globalThis.connections = [];
const PlainConnection = RTCPeerConnection;
globalThis.RTCPeerConnection = class extends PlainConnection {
  constructor(given) {
    super({ ...given, iceTransportPolicy: "all" });
    connections.push(this);
  }
};
const TOLD = [
  "i=Mallory +15550177", "u=http://example.org/mallory", "e=mallory@example.org", "p=+15550177",
  "c=IN IP4 203.0.113.77", "c=IN IP6 2001:db8:77::77", "b=X-mallory:1", "k=clear:mallory",
  "a=candidate:1 1 udp 2122260223 192.168.77.77 50000 typ host generation 0 ufrag mallory",
  "a=candidate:2 1 udp 1686052607 203.0.113.77 50001 typ srflx raddr 10.77.0.77 rport 50001 generation 0",
  "a=candidate:3 1 udp 2122194687 4f1a77aa-77.local 50002 typ host",
  "a=candidate:4 1 udp 41885695 198.51.100.7 50003 typ relay raddr 203.0.113.78 rport 50003 generation 0",
  "a=candidate:5 1 udp 41885695 203.0.113.78 50004 typ relay raddr 0.0.0.0 rport 0",
  "a=ssrc:77 label:FaceTime HD", "a=x-device:FaceTime HD", "a=tool:mallory", "a=fmtp:111 x-name=mallory",
];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const said = JSON.parse(text);
  globalThis.line = this;
  if (said.kind === "candidate") {
    for (const told of TOLD.filter((each) => each.startsWith("a=candidate"))) {
      send.call(this, JSON.stringify({ ...said, candidate: told.slice(2) }));
    }
  }
  if (said.sdp) {
    const name = said.sdp.replace(/^s=.*/m, "s=Mallory").replace(/^o=\\S+/m, "o=mallory@example.org");
    const tracks = name.replace(/(cname|msid):[^ \\r\\n]+/g, "$1:mallory@example.org");
    said.sdp = tracks + TOLD.join("\\r\\n") + "\\r\\n";
    globalThis.shown = said;
  }
  if (said.kind === "state" && !globalThis.named) {
    globalThis.named = true;
    const person = { seat: "hugo", label: "Mallory" };
    const more = [{ label: "Mallory" }, { host: true }, { seat: "hugo" }, { from: "hugo" }, { person }];
    for (const each of more) send.call(this, JSON.stringify({ ...said, ...each }));
    for (const kind of ["joined", "left", "away", "welcome", "closing", "extended", "ended", "extend"]) {
      send.call(this, JSON.stringify({ kind, seat: "hugo", reason: "mallory", person }));
    }
    send.call(this, JSON.stringify({ kind: "end" }));
  }
  send.call(this, JSON.stringify(said));
};
globalThis.swapKey = (print) => {
  const sdp = shown.sdp.replace(/^a=fingerprint:.*/gm, `a=fingerprint:sha-256 ${print}`);
  send.call(line, JSON.stringify({ ...shown, sdp }));
};
"""
"""Runs before the page: it connects in any way, tells its addresses, swaps its key, takes others' names."""

REACHED = """async () => {
  const found = new Set();
  for (const connection of connections) {
    if (connection.signalingState === "closed") continue;
    for (const entry of (await connection.getStats()).values()) {
      if (entry.type === "remote-candidate") found.add(`${entry.candidateType} ${entry.address ?? entry.ip}`);
    }
  }
  return [...found];
}"""
"""The addresses at which a page's browser saw the others."""

_KINDS = ("offer", "answer", "candidate", "proof", "state", "relay", "write", "reached", "admit", "remove")
_FORGED = ("joined", "left", "away", "welcome", "ended", "extended", "closing", "end", "extend", "mallory")
_DECODE = msgspec.json.Decoder(HubMessage).decode
_QUAD = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_UNSPECIFIED: IPv4Network = IPv4Network("0.0.0.0/32")


def at_random(chance: random.Random, to: str, session: str) -> str | bytes:
    """One message of a page that says anything at all: some in form, some nearly, some mere noise."""
    draw = chance.random()
    if draw < 0.05:
        return chance.randbytes(chance.randrange(200))
    if draw < 0.1:
        return "".join(chance.choice('{}[]":,\\u0000 kind offer 1e9 mallory\ufeff') for _ in range(80))
    said = _in_form(chance, to, session)
    if draw < 0.3:
        spoiled = chance.choice([*said, "label", "from", "person"])
        instead: list[object] = [None, 7, -1.5e300, "mallory@example.org", [], {"label": "Mallory"}, to]
        if spoiled == "text":
            # What people write is read by the house, for which a stand-in that lets all pass sits here.
            instead.remove("mallory@example.org")
        said[spoiled] = chance.choice(instead)
    elif draw < 0.4:
        said["kind"] = chance.choice(_FORGED)
    return json.dumps(said)


def _in_form(chance: random.Random, to: str, session: str) -> dict[str, object]:
    kind = chance.choice(_KINDS)
    said: dict[str, object] = {"kind": kind}
    if kind == "state":
        return said | {name: chance.random() < 0.5 for name in ("microphone", "camera", "screen")}
    if kind == "relay":
        return said
    if kind == "write":
        return said | {"id": f"w{chance.randrange(99)}", "text": "And another thing."}
    if kind == "reached":
        return said | {"to": to, "connected": chance.random() < 0.5}
    if kind in ("admit", "remove"):
        return said | {"seat": to}
    said |= {"to": to, "session": session if chance.random() < 0.9 else "0123456789"}
    if kind == "proof":
        step = chance.choice(("commit", "nonce", "reveal"))
        return said | {"step": step, "value": chance.randbytes(32).hex()}
    if kind == "candidate":
        return said | {"candidate": _candidate(chance), "mid": chance.choice(("0", "1", "", "mallory 1"))}
    return said | {"sdp": _description(chance)}


def _candidate(chance: random.Random) -> str:
    kind = chance.choice(("relay", "relay", "relay", "host", "srflx", "prflx", "mallory"))
    address = chance.choice(("198.51.100.7", "198.51.100.250", *TRACES))
    behind = chance.choice(TRACES)
    more = chance.choice(("", " generation 0", " ufrag Vq3m", " network-cost mallory", " x example.org"))
    way = f"1 udp {chance.randrange(2**31)} {address} 5000"
    return f"candidate:{chance.randrange(9)} {way} typ {kind} raddr {behind} rport 9{more}"


def _description(chance: random.Random) -> str:
    lines = OFFER.split("\r\n")
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines.insert(at, f"{chance.choice('aicuepzkb')}={chance.choice(TRACES)}")
            case _:
                lines.insert(at, f"a={_candidate(chance)}")
    text = "\r\n".join(lines)
    return (
        text
        if chance.random() < 0.8
        else re.sub("fingerprint:sha-256 .*", f"fingerprint:sha-256 {PRINT_B}", text)
    )


def leaks(heard: Iterable[str], labels: set[str]) -> list[str]:
    """Everything in what the hub said that may not be there; each finding with the message in which it is."""
    found = []
    for text in heard:
        read = _DECODE(text)
        # Written anew from what the closed list knows: whatever else was in it is missing now.
        if json.loads(msgspec.json.encode(read)) != json.loads(text):
            found.append(f"more than the closed list: {text[:300]}")
        named = [each.label for each in _people(read) if each.label not in labels]
        # Everybody's own login names the relay itself.
        said = json.loads(text)
        said.pop("relay", None)
        rest = json.dumps(said, ensure_ascii=False)
        traces = [trace for trace in TRACES if trace.lower() in rest.lower()]
        addresses = [each for each in _addresses(rest) if not _ours(each)]
        found += [f"{what} in {text[:300]}" for what in (*named, *traces, *addresses)]
    return found


def _people(read: HubMessage) -> list[Person]:
    people = [*getattr(read, "people", []), getattr(read, "you", None), getattr(read, "person", None)]
    return [each for each in people if each is not None]


def _addresses(text: str) -> set[str]:
    """Whatever stands there like an address: dotted quads, and words that are one of either family."""
    found = set(_QUAD.findall(text))
    for word in re.split(r'[\s"\[\]/=,;]|\\r|\\n', text):
        try:
            found.add(str(ip_address(word)))
        except ValueError:
            continue
    return found


def _ours(address: str) -> bool:
    try:
        return any(ip_address(address) in ip_network(each) for each in (MADE_UP, _UNSPECIFIED))
    except ValueError:
        return False
