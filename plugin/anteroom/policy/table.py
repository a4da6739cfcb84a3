"""Reading a policy table from a file; every fault is named at once."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from anteroom.policy.model import STANDARD, Row
from anteroom.settings import SettingsFault

SHIPPED = {"standard": STANDARD}


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
            rows.append(msgspec.convert(each, Row))
        except msgspec.ValidationError as error:
            faults.append(f"policy.table: row {number}: {error}")
    if faults:
        raise SettingsFault(tuple(faults))
    return tuple(rows)
