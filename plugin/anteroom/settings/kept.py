"""The sandbox draws its own secrets and keeps them, so that the next start can read what this one sealed."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

from anteroom.randomness import Randomness

FILE_NAME = "sandbox-secrets.json"


def _key(randomness: Randomness) -> str:
    return b64encode(randomness.bytes(32)).decode()


def _text(randomness: Randomness) -> str:
    return randomness.token(40)


DRAWN: Mapping[str, Callable[[Randomness], str]] = {
    "ANTEROOM_VAULT_KEYS": lambda randomness: f"sandbox:{_key(randomness)}",
    "ANTEROOM_INDEX_KEY": _key,
    "ANTEROOM_PASS_KEY": _key,
    "ANTEROOM_ADMISSION_KEY": _key,
    "ANTEROOM_LINK_KEY": _key,
    "ANTEROOM_LEDGER_KEY": _key,
    "ANTEROOM_VIEWER_SECRET": _text,
    "ANTEROOM_MARKETPLACE_SECRET": lambda randomness: f"whsec_{_key(randomness)}",
    "ANTEROOM_API_KEY": _text,
    "ANTEROOM_RELAY_SECRET": _text,
    "ANTEROOM_REVIEW_KEY": _text,
    "ANTEROOM_SLACK_SIGNING_SECRET": _text,
    "ANTEROOM_SLACK_CLIENT_ID": lambda _: "1110000000000.1110000000001",
    "ANTEROOM_SLACK_CLIENT_SECRET": _text,
}


def sandbox_secrets(folder: Path, given: Callable[[str], bool], randomness: Randomness) -> Mapping[str, str]:
    """Return a value for each variable of `DRAWN` that is not `given`, drawn once and kept in `folder`.

    Two processes that start at once end with the same values. Raises OSError where the folder cannot be used.
    """
    file = folder / FILE_NAME
    kept = _read(file)
    missing = {name: draw for name, draw in DRAWN.items() if name not in kept and not given(name)}
    if not missing:
        return kept
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    drawn = dict(kept) | {name: draw(randomness) for name, draw in missing.items()}
    return _keep(file, drawn, fresh=not kept)


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(value) for name, value in kept.items() if name in DRAWN}


def _keep(file: Path, values: dict[str, str], *, fresh: bool) -> dict[str, str]:
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as writer:
        json.dump(values, writer, indent=1)
    if not fresh:
        beside.replace(file)
        return values
    try:
        # A link never replaces: of two first starts one wins, and the other takes the winner's.
        os.link(beside, file)
    except FileExistsError:
        return _read(file)
    finally:
        beside.unlink(missing_ok=True)
    return values
