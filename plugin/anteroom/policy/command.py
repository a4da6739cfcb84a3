"""`anteroom policy`: explain the contact rule, check a table of one's own, try it on what was written."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec

from anteroom.app import build_house
from anteroom.clock import SystemClock
from anteroom.database.opening import open_database
from anteroom.errors import BadInput
from anteroom.policy.explain import Explained, Line, explain
from anteroom.policy.model import Row, Stage
from anteroom.policy.outcome import Outcome
from anteroom.policy.ruling import table_now
from anteroom.policy.simulation import Simulated, simulate
from anteroom.policy.store import digest_of
from anteroom.policy.table import TableFaults, read_file
from anteroom.settings.deployment import load_settings

EVERY = "every"


def policy_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom policy`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="explain|check|simulate")
    told = words.add_parser("explain", help="who may do what, which row says so, which rows say nothing")
    told.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="a table; without it what is in force"
    )
    told.add_argument(
        "--plan", action="append", default=[], help="this plan alone; several times for several"
    )
    told.add_argument("--stage", choices=[each.value for each in Stage], help="this stage alone")
    told.add_argument(
        "--at", type=_day, metavar="DAY", help="as of this day, as 2026-12-01; today without it"
    )
    told.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    checked = words.add_parser("check", help="name every fault of a table, and rows that decide nothing")
    checked.add_argument("file", metavar="FILE", type=Path)
    checked.add_argument("--at", type=_day, metavar="DAY", help="as of this day; today without it")
    tried = words.add_parser("simulate", help="what a table would have decided about what was written")
    tried.add_argument("file", metavar="FILE", type=Path)
    tried.add_argument(
        "--since", type=_day, metavar="DAY", help="the first day (UTC); a month before --until"
    )
    tried.add_argument("--until", type=_day, metavar="DAY", help="the day after the last; now without it")
    tried.add_argument(
        "--on", type=_day, metavar="DAY", help="apply this day's rows, whenever it was written"
    )
    tried.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def policy(chosen: argparse.Namespace) -> int:
    """Do it; return the exit status: 0, 1 for faults in a table, 2 for what cannot be read."""
    try:
        if chosen.what == "check":
            return _check(chosen)
        return asyncio.run(_explain(chosen) if chosen.what == "explain" else _simulate(chosen))
    except TableFaults as error:
        _say(*error.faults, f"{len(error.faults)} faults.")
        return 1
    except BadInput as error:
        _say(error.sentence)
        return 2


def _check(chosen: argparse.Namespace) -> int:
    table = read_file(chosen.file)
    found = explain(table, chosen.at or SystemClock().now().date())
    for row in found.rows:
        if row.why:
            by = f": {', '.join(row.shadowed_by)}" if row.shadowed_by else ""
            _say(f"note: {row.row} {row.why}{by}")
    for line in found.gaps:
        _say(f"note: no row decides {_who(line)}; it is closed")
    _say(f"{len(table)} rows, no faults. Digest {digest_of(table)}.")
    return 0


async def _explain(chosen: argparse.Namespace) -> int:
    day = chosen.at or SystemClock().now().date()
    if chosen.file is not None:
        digest, table = "", read_file(chosen.file)
        digest = digest_of(table)
    else:
        settings = load_settings(chosen.config, os.environ)
        async with open_database(settings) as database, database.connection() as conn:
            digest, table = await table_now(conn, build_house(settings, database))
    stages = [Stage(chosen.stage)] if chosen.stage else list(Stage)
    found = explain(table, day, plans=chosen.plan, stages=stages)
    if chosen.json:
        said = msgspec.to_builtins(found, enc_hook=str) | {"policy": digest}
        for line, each in zip(said["lines"], found.lines, strict=True):
            line["level"] = each.level.value
        _say(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _say(*_table_of(found, digest, table))
        if not chosen.plan and not chosen.stage:
            _say(*_rows_of(found))
    return 0


def _table_of(found: Explained, digest: str, table: Sequence[Row]) -> list[str]:
    head = ("STAGE", "PLAN", "PURPOSE", "SURFACE", "CLIENT", "LEVEL", "RULE", "ROW")
    rows = [head] + [
        (
            line.stage.value,
            ", ".join(line.plans) or EVERY,
            ", ".join(line.purposes) or EVERY,
            ", ".join(line.surfaces) or EVERY,
            line.client or EVERY,
            line.level.value,
            line.rule.value + (f" after {line.minutes} min" if line.minutes is not None else ""),
            line.row,
        )
        for line in found.lines
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    said = [f"Policy {digest} on {found.day} (UTC), {len(table)} rows; the first that applies decides.", ""]
    said += [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return said


def _rows_of(found: Explained) -> list[str]:
    said: list[str] = []
    idle = [each for each in found.rows if each.why]
    partly = [each for each in found.rows if not each.why and each.shadowed_by]
    if idle:
        said += ["", "Rows that decide nothing:"]
        said += [
            f"  {each.row} {each.why}" + (f": {', '.join(each.shadowed_by)}" if each.shadowed_by else "")
            for each in idle
        ]
    if partly:
        said += ["", "Rows that decide a part of what they speak of:"]
        said += [
            f"  {each.row}, {each.decides} of {each.speaks_of}; before it {', '.join(each.shadowed_by)}"
            for each in partly
        ]
    gaps = [f"  {_who(line)}" for line in found.gaps]
    said += ["", "Gaps, which are closed:", *gaps] if gaps else ["", "There are no gaps."]
    return said


def _who(line: Line) -> str:
    parts = [line.stage.value, *(f"plan {plan}" for plan in line.plans), *line.purposes, *line.surfaces]
    return ", ".join([*parts, *([line.client] if line.client else [])])


async def _simulate(chosen: argparse.Namespace) -> int:
    table = read_file(chosen.file)
    settings = load_settings(chosen.config, os.environ)
    async with open_database(settings) as database:
        house = build_house(settings, database)
        until = _midnight(chosen.until) if chosen.until else house.clock.now()
        since = _midnight(chosen.since) if chosen.since else until - timedelta(days=30)
        found = await simulate(house, table, since, until, on=chosen.on, progress=_progress)
    if chosen.json:
        from anteroom.api.simulation import simulation_shown

        _say(msgspec.json.format(msgspec.json.encode(simulation_shown(found))).decode())
    else:
        _say(*_simulated(found))
    return 0


def _simulated(found: Simulated) -> list[str]:
    said = [
        f"Policy {found.policy}, from {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC.",
        "",
        f"{'':<8}{'then':>8}{'now':>8}",
    ]
    said += [f"{each:<8}{found.then.get(each, 0):>8}{found.now.get(each, 0):>8}" for each in Outcome]
    said += [f"{'unknown':<8}{found.unknown:>8}{found.unknown:>8}", ""]
    said.append(f"{found.cases} texts in which something was found, {found.changed} decided otherwise.")
    for each in found.changes:
        case, of = each.case, each.case.circumstances
        said.append(
            f"{case.id}  {case.at:%Y-%m-%d %H:%M}  {of.stage}  {of.plan}  {of.purpose}/{of.surface}"
            f"  {' '.join(case.kinds)}  {case.outcome} ({case.row}) -> {each.now} ({each.row})"
        )
    if found.changed > len(found.changes):
        said.append(f"… and {found.changed - len(found.changes)} more.")
    return said


def _progress(done: int, of: int) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{done} of {of} texts", end="\n" if done >= of else "", file=sys.stderr, flush=True)  # noqa: T201


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written} is no day: write it as 2026-12-01") from error


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  # a command line speaks on standard output
