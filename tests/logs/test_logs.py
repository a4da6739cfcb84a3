"""The door's third mouth: what a log line may say, and that no line of ours says less than it means to."""

from __future__ import annotations

import ast
import io
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from anteroom.logs import ALLOWED, log_to

ROOT = Path(__file__).parents[2]
BY_PROCESSORS = {"event", "level", "timestamp", "exception"}
LEVELS = {"debug", "info", "warning", "error", "exception"}


@dataclass(frozen=True, slots=True)
class Said:
    """One call of a logger in the source: the event it names and the fields it gives."""

    where: str
    event: str
    fields: frozenset[str]


@cache
def every_line_said() -> tuple[Said, ...]:
    """Every call of something called log or _log, in the heart and in the integrations."""
    said = []
    for folder in ("plugin", "integrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                logger = ast.unparse(node.func.value).rpartition(".")[2]
                if node.func.attr in LEVELS and logger in ("log", "_log"):
                    event = node.args[0]
                    assert isinstance(event, ast.Constant), f"{path.name}:{node.lineno}"
                    given = frozenset(str(keyword.arg) for keyword in node.keywords)
                    said.append(Said(f"{path.name}:{node.lineno}", str(event.value), given))
    return tuple(said)


def written(**fields: object) -> dict[str, object]:
    """What stands in the log for one line with these fields."""
    stream = io.StringIO()
    log_to(stream)
    structlog.get_logger().info("test.said", **fields)
    line: dict[str, object] = json.loads(stream.getvalue())
    return line


def test_it_names_a_field_that_is_not_on_the_list_and_keeps_its_value() -> None:
    line = written(kind="calendar", to="dana@corp.example")
    assert line["kind"] == "calendar"
    assert line["withheld"] == ["to"]
    assert "dana@corp.example" not in str(line)


def test_it_writes_where_an_exception_was_raised_and_never_its_text() -> None:
    stream = io.StringIO()
    log_to(stream)
    try:
        raise ValueError("call dana@corp.example")
    except ValueError:
        structlog.get_logger().exception("test.failed")
    line = json.loads(stream.getvalue())
    assert re.fullmatch(r"ValueError at test_logs\.py:\d+", line["exception"])
    assert "dana" not in stream.getvalue()


def test_it_lets_every_field_out_that_a_line_of_ours_gives() -> None:
    """A field that is forgotten on the list is withheld, just when somebody looks for it."""
    assert [said for said in every_line_said() if said.fields - ALLOWED] == []


def test_it_lists_no_field_that_nobody_gives() -> None:
    """Each name on the list is a hole in the wall: one without a use is closed again."""
    given = {field for said in every_line_said() for field in said.fields}
    assert ALLOWED - BY_PROCESSORS - given == set()


def test_it_names_every_event_as_noun_and_what_happened() -> None:
    """`effect.held`: whoever searches the log knows how names are built."""
    assert [said for said in every_line_said() if not re.fullmatch(r"[a-z]+\.[a-z_]+", said.event)] == []
