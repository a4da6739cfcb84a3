"""Logs: typed, allow-listed fields, one JSON object a line. The door's third mouth.

A field that is not on the list is written as its name only, so that no value can slip into a log unseen.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "exception",
        "attempts",
        "channel",
        "code",
        "effect",
        "error",
        "found",
        "interview",
        "kind",
        "port",
        "reason",
        "reference",
        "revision",
        "room",
        "route",
        "status",
        "verdict",
        "way",
        "where",
    }
)
"""The first four come from the processors below; each of the others is what some line says."""
LONGEST = 300


def log_to(stream: TextIO) -> None:
    """Send every log line to `stream`; the libraries' own lines only from warnings upward."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_name,
            _allowed_only,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    # Libraries may put whatever they hold into their messages, so theirs are named, never quoted.
    logging.basicConfig(
        stream=stream,
        level=logging.WARNING,
        format='{"level": "%(levelname)s", "logger": "%(name)s", "event": "library.spoke"}',
        force=True,
    )


def _exception_name(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Write an exception as where it was raised and its type: its text may quote what a person wrote."""
    if entry.pop("exc_info", None):
        _, error, trace = sys.exc_info()
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
            trace = trace.tb_next
        entry["exception"] = f"{type(error).__name__} at {' < '.join(reversed(places[-6:]))}"
    return entry


def _allowed_only(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept: MutableMapping[str, Any] = {}
    for name, value in entry.items():
        if name not in ALLOWED:
            kept.setdefault("withheld", []).append(name)
        elif isinstance(value, (int, float, bool)) or value is None:
            kept[name] = value
        else:
            kept[name] = str(value)[:LONGEST]
    return kept
