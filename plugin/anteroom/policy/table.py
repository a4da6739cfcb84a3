"""Reading a policy table from a file; every fault is named at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import yaml

from anteroom.policy.model import STANDARD, Row, Rule, Stage
from anteroom.settings import SettingsFault

SHIPPED = {"standard": STANDARD}


class RowText(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One row as it is written in YAML."""

    name: str
    stage: Stage
    rule: Rule
    plans: frozenset[str] = frozenset()
    least_rating: float | None = None
    least_completed_jobs: int | None = None
    since: date = date.min
    until: date = date.max
    on: bool = True


def load_table(table: str | Path) -> tuple[Row, ...]:
    """Return a shipped table by its name, or the one in a YAML file.

    The file is a list of rows; the first that applies on the day decides. Raises SettingsFault.
    """
    if isinstance(table, str):
        if table not in SHIPPED:
            raise SettingsFault((f"policy.table: there is no shipped table “{table}”",))
        return SHIPPED[table]
    try:
        written = yaml.safe_load(table.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsFault(
            (f"policy.table: {table.name} cannot be read: {type(error).__name__}",)
        ) from error
    if not isinstance(written, list) or not written:
        raise SettingsFault((f"policy.table: {table.name} holds no list of rows",))
    rows: list[Row] = []
    faults: list[str] = []
    for number, each in enumerate(written, 1):
        try:
            row = msgspec.convert(each, RowText)
        except msgspec.ValidationError as error:
            faults.append(f"policy.table: row {number}: {error}")
            continue
        rows.append(Row(**{name: getattr(row, name) for name in RowText.__struct_fields__}))
    if faults:
        raise SettingsFault(tuple(faults))
    return tuple(rows)
