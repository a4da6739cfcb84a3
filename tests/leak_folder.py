"""A folder in which was kept what arrived outside, and who is who.

Part of the oracle of `leak_search`. The folder's form is `anteroom demo --story --keep DIR`'s: mail/NNNN.eml
with NNNN.json, slack/, webhooks/, http/, room/, log.jsonl, people.json, and typed.json, a list of
{"by", "at", "text"}. `shares` of a person may stand in people.json (else a marketplace shares e-mail and
phone). The two members of the contract are those for whom the marketplace read GET /v1/disclosures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from leak_arrivals import Arrival, Opened, Typed, log_lines, pieces_of
from leak_canaries import SEEKERS, Somebody

CHANNELS = ("slack", "webhooks", "http", "room")
USUALLY_SHARED = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder, read."""

    arrivals: list[Arrival]
    people: list[Somebody]
    opened: list[Opened]
    typed: list[Typed]


def read_folder(folder: Path) -> Kept:
    """Read a kept folder. Raises FileNotFoundError, KeyError and ValueError for what is not in its form."""
    told = json.loads((folder / "people.json").read_text())
    arrivals = [*_mails(folder / "mail")]
    for channel in CHANNELS:
        arrivals += _records(folder / channel, channel)
    log = folder / "log.jsonl"
    if log.exists():
        arrivals += log_lines(log.read_text(), _latest(arrivals))
    typed = folder / "typed.json"
    wrote = json.loads(typed.read_text()) if typed.exists() else []
    return Kept(
        arrivals,
        [somebody(name, row) for name, row in told["people"].items()],
        _opened(told, arrivals),
        [Typed(each["by"], each["text"], _instant(each["at"])) for each in wrote],
    )


def somebody(name: str, row: Mapping[str, Any]) -> Somebody:
    """Return a person of people.json; a detail may be one value or a list of all there ever were."""
    details = {
        field: tuple([row[field]] if isinstance(row[field], str) else row[field])
        for field in SEEKERS
        if row.get(field)
    }
    return Somebody(name, row["side"], details)


def _mails(folder: Path) -> Iterable[Arrival]:
    for number, file in enumerate(sorted(folder.glob("*.eml")), 1):
        envelope = json.loads(file.with_suffix(".json").read_text())
        to = envelope["to"]
        yield Arrival(
            at=_instant(envelope["at"]),
            channel="mail",
            index=int(file.stem) if file.stem.isdigit() else number,
            sender=envelope.get("from") or "",
            to=(to,) if isinstance(to, str) else tuple(to),
            pieces=pieces_of(file.read_bytes(), {}, "", envelope.get("from") or ""),
        )


def _records(folder: Path, channel: str) -> Iterable[Arrival]:
    for number, file in enumerate(sorted(folder.glob("*.json")), 1):
        record = json.loads(file.read_text())
        to, body = record["to"], record["body"]
        path = str(record.get("path", ""))
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        headers = record.get("headers") or {}
        rest = {key: value for key, value in record.items() if key not in ("to", "body", "headers", "at")}
        yield Arrival(
            at=_instant(record["at"]),
            channel=channel,
            index=int(file.stem) if file.stem.isdigit() else number,
            sender=str(record.get("from", "")),
            to=(to,) if isinstance(to, str) else tuple(to),
            pieces=(*pieces_of(raw, headers, "", ""), ("record", json.dumps(rest).encode())),
            path=path.partition("?")[0],
        )


def _opened(told: Mapping[str, Any], arrivals: Iterable[Arrival]) -> list[Opened]:
    if not told.get("disclosed_at"):
        return []
    since, people = _instant(told["disclosed_at"]), told["people"]
    members = sorted(
        {arrival.to[0] for arrival in arrivals if "/v1/disclosures" in arrival.path and len(arrival.to) == 1}
        & set(people)
    )
    return [
        Opened(owner, viewer, frozenset(people[owner].get("shares", USUALLY_SHARED)), since)
        for owner in members
        for viewer in members
        if people[owner]["side"] != people[viewer]["side"]
    ]


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} names no zone")
    return at


def _latest(arrivals: Iterable[Arrival]) -> datetime:
    return max((arrival.at for arrival in arrivals), default=datetime.max.astimezone())
