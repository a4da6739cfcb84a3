"""What Slack publishes of each method that the sandbox knows: arguments, scope, errors, rates.

The table is our own, in published.json, with only what we need of it; each row's words are those of
docs.slack.dev/reference/methods/<method>, rates those of docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("published.json")


@dataclass(frozen=True, slots=True)
class Published:
    """One method. `a_minute` is None where Slack promises no number, `a_second_a_channel` 0 likewise.

    `arguments` are all that may be sent, the required ones among them; `answers` all keys of an answer beside
    `ok`, `error`, `warning` and `response_metadata`; `errors` its own and those of any method.
    """

    address: str
    scope: str | None
    required: frozenset[str]
    arguments: frozenset[str]
    answers: frozenset[str]
    errors: frozenset[str]
    a_minute: int | None
    a_second_a_channel: int


@cache
def published() -> dict[str, Published]:
    """Return the table, by method."""
    read: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    of_any = read["of_any_method"]
    return {
        method: Published(
            read["address"].format(method=method),
            row.get("scope"),
            frozenset(row["required"]),
            frozenset((*row["required"], *row["optional"], *of_any["arguments"])),
            frozenset(row["answers"]),
            frozenset((*row["errors"], *of_any["errors"])),
            read["a_minute"][str(row["tier"])] if row["tier"] else None,
            row.get("a_second_a_channel", 0),
        )
        for method, row in read["methods"].items()
    }
