"""Reading a policy table, from a file or a body; every fault of every row is named at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
import yaml

from anteroom.policy.model import NO_ROW, STANDARD, Purpose, Row, Rule, Stage
from anteroom.settings.deployment import SettingsFault

SHIPPED = {"standard": STANDARD}
MOST_ROWS = 200
MOST_PLANS = 50
"""Different plans that one table names."""
LARGEST = 256 * 1024
"""Octets of a file."""
SURFACES = ("message", "agenda", "title", "comment", "chat", "report")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
PLAN = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
FIELDS = {field.encode_name: field.type for field in msgspec.structs.fields(Row)}
REQUIRED = ("name", "stage", "rule")
EXPECTED = {
    "name": "1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit",
    "stage": f"one of {', '.join(Stage)}",
    "rule": f"one of {', '.join(Rule)}",
    "plans": "a list of names of plans",
    "purposes": f"a list of {', '.join(Purpose)}",
    "surfaces": f"a list of {', '.join(SURFACES)}",
    "least_rating": "a number from 0 to 5",
    "least_completed_jobs": "a whole number from 0 to 1000000",
    "since": "a day, as 2026-12-01",
    "until": "a day, as 2026-12-01",
    "on": "true or false",
    "minutes": "a whole number from 0 to 1440",
}


class TableFaults(Exception):
    """What is wrong with a table, row by row; no fault repeats a value."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def load_table(table: str | Path) -> tuple[Row, ...]:
    """Return a shipped table by its name, or the one in a YAML file.

    The file is a list of rows; the first that applies on the day decides. Raises SettingsFault.
    """
    if isinstance(table, str):
        if table not in SHIPPED:
            raise SettingsFault((f"policy.table: there is no shipped table “{table}”",))
        return SHIPPED[table]
    try:
        return read_file(table)
    except TableFaults as error:
        raise SettingsFault(tuple(f"policy.table: {fault}" for fault in error.faults)) from error


def read_file(file: Path) -> tuple[Row, ...]:
    """Return the table in a YAML file. Raises TableFaults."""
    try:
        with file.open("rb") as opened:
            octets = opened.read(LARGEST + 1)
        if len(octets) > LARGEST:
            raise TableFaults((f"{file.name} is larger than {LARGEST // 1024} KiB",))
        written = yaml.safe_load(octets.decode("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise TableFaults((f"{file.name} cannot be read: {type(error).__name__}",)) from error
    if not isinstance(written, list) or not written:
        raise TableFaults((f"{file.name} holds no list of rows",))
    return read_rows(written)


def read_rows(written: Sequence[object]) -> tuple[Row, ...]:
    """Return the rows of a table. Raises TableFaults, which names every fault."""
    if not written:
        raise TableFaults(("the table has no rows",))
    if len(written) > MOST_ROWS:
        raise TableFaults((f"the table has more than {MOST_ROWS} rows",))
    faults: list[str] = []
    rows: list[Row] = []
    names: set[str] = set()
    for number, each in enumerate(written, 1):
        found = list(_faults(each))
        if not found:
            row = msgspec.convert(each, Row)
            rows.append(row)
            if row.name in names:
                found.append("name: another row has it already")
            names.add(row.name)
        faults += [f"row {number}: {fault}" for fault in found]
    if len({plan for row in rows for plan in row.plans}) > MOST_PLANS:
        faults.append(f"the table names more than {MOST_PLANS} plans")
    if faults:
        raise TableFaults(faults)
    return tuple(rows)


def _faults(written: object) -> Iterator[str]:
    if not isinstance(written, Mapping):
        yield "it is no row: write its fields and their values"
        return
    unknown = [name for name in written if name not in FIELDS]
    if unknown:
        yield f"{len(unknown)} of its fields are not known; a row has {', '.join(FIELDS)}"
    for name in REQUIRED:
        if name not in written:
            yield f"{name}: is missing"
    for name, value in written.items():
        if name in FIELDS and not _fits(name, value):
            yield f"{name}: has to be {EXPECTED[name]}"
    since, until = written.get("since", date.min), written.get("until", date.max)
    days = [_day(each) for each in (since, until)]
    if None not in days and not days[0] < days[1]:  # type: ignore[operator]  # neither is None
        yield "until: has to be after since"


def _fits(name: str, value: object) -> bool:
    try:
        read = msgspec.convert(value, FIELDS[name])
    except msgspec.ValidationError:
        return False
    if name == "name":
        return NAME.fullmatch(read) is not None and read != NO_ROW
    if name == "plans":
        return all(PLAN.fullmatch(plan) for plan in read)
    if name == "surfaces":
        return set(read) <= set(SURFACES)
    most = {"least_rating": 5, "least_completed_jobs": 1_000_000, "minutes": 1440}.get(name)
    # A NaN is no number that anything could be compared with.
    return most is None or read is None or 0 <= read <= most


def _day(value: object) -> date | None:
    try:
        return msgspec.convert(value, date)
    except msgspec.ValidationError:
        return None
