"""Everything that the app said to Slack and what came back, as data, for whoever wants to judge all of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from anteroom.sandbox.slack.model import JsonObject

Way = Literal["call", "response_url", "acknowledgement"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing that the app said, and what came back.

    `name` is a method of the Web API, or the kind of request that is acknowledged. `said` is None where the
    app said nothing or no JSON object; `as_json` tells whether it came typed, not as a form's text.
    """

    way: Way
    name: str
    said: JsonObject | None
    answer: JsonObject
    as_json: bool = True


def read_object(body: bytes) -> JsonObject | None:
    """Return a JSON object; None for everything else."""
    try:
        read = json.loads(body)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
