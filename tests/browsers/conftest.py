"""The company that most calls are held in, and what calls measured."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytest_asyncio import fixture

from company import MEASURED, Company, gathering


@fixture
async def company() -> AsyncIterator[Company]:
    """A house whose relay is reached by UDP and by TCP."""
    async with gathering() as gathered:
        yield gathered


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, by failed tests too."""
    lines = [
        str(value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == MEASURED
    ]
    if lines:
        terminalreporter.section("measured in calls")
        for line in lines:
            terminalreporter.write_line(line)
