"""What arrived outside, written down as the receiving twins and browsers saw it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from anteroom.sandbox.captures import Capture, Channel

CHANNELS: tuple[Channel, ...] = ("mail", "slack", "webhooks", "http", "room")
BESIDE = ("people.json", "typed.json", "log.jsonl")


@dataclass(frozen=True, slots=True)
class TypedText:
    """Something with contact details in it that `by` typed, who may be shown it once more; `at` is in UTC."""

    by: str
    text: str
    at: datetime


def fit_for_keeping(folder: Path) -> bool:
    """Tell whether a story may be kept there: nothing is there yet, or what an earlier story left."""
    if not folder.exists():
        return True
    return folder.is_dir() and (not any(folder.iterdir()) or all((folder / name).exists() for name in BESIDE))


def keep(
    folder: Path,
    captures: Iterable[Capture],
    people: Mapping[str, object],
    log: str,
    typed: Iterable[TypedText] = (),
) -> int:
    """Write every capture into `folder`, in place of what an earlier story left there; return how many.

    Mail becomes `mail/NNNN.eml` with its envelope in `mail/NNNN.json`; everything else `CHANNEL/NNNN.json`
    with `at`, `from`, `to`, `path`, `headers`, `body`. `people.json`, `typed.json` (what people typed about
    their own side) and `log.jsonl` lie beside the folders.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for channel in CHANNELS:
        (folder / channel).mkdir(exist_ok=True)
        for old in (folder / channel).iterdir():
            old.unlink()
    counts = dict.fromkeys(CHANNELS, 0)
    for capture in sorted(captures, key=lambda each: each.at):
        counts[capture.channel] += 1
        name = f"{counts[capture.channel]:04}"
        place = folder / capture.channel
        if capture.channel == "mail":
            (place / f"{name}.eml").write_bytes(capture.body)
            envelope = {"at": written(capture.at), "from": capture.sender, "to": list(capture.to)}
            _json(place / f"{name}.json", envelope)
        else:
            _json(place / f"{name}.json", _record(capture))
    _json(folder / "people.json", people)
    _json(
        folder / "typed.json",
        [{"by": each.by, "at": written(each.at), "text": each.text} for each in typed],
    )
    (folder / "log.jsonl").write_text(log, encoding="utf-8")
    return sum(counts.values())


def written(at: datetime) -> str:
    """Write an instant as ISO 8601 in UTC with microseconds and Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _record(capture: Capture) -> dict[str, object]:
    return {
        "at": written(capture.at),
        "from": capture.sender,
        "to": list(capture.to),
        "path": capture.path,
        "headers": dict(capture.headers),
        "body": capture.body.decode("utf-8", "backslashreplace"),
    }


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
