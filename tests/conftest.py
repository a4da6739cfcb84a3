"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.logs import log_to
from slack_typescript import KEPT, complaints, missing

if TYPE_CHECKING:
    from anteroom.sandbox.world import World

# How long an example takes says more of the machine than of us.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """Write logs as a deployment does, so that no traceback shows local values."""
    log_to(sys.stderr)


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at Monday morning until it is moved."""
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom and its outside; nothing happens by itself until `settle()`."""
    from anteroom_marketplaces.http import HttpMarketplace
    from deployment import world

    async with world(clock=clock, work=False, integrations=[HttpMarketplace()]) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Set aside what is loaded, for it stays: to look it through for garbage took an eighth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Set aside what a file of tests loaded and remembered, too, once nothing of its own is open any more."""
    yield
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()
        gc.freeze()


LANES = ("ANTEROOM_BROWSERS", "ANTEROOM_FAULTS", "ANTEROOM_SOAK", "ANTEROOM_MORE")
"""What `make browsers`, `faults` and `soak` set; `.ci/run` sets each for a part, the last for all else."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is heavy to the lanes that are made for it."""
    if any(os.environ.get(lane) for lane in LANES):
        return
    left = [item for item in items if item.get_closest_marker("heavy")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("heavy")]


SHAPES = "slack_shapes"
UNFIT: list[str] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of tests said to Slack."""
    KEPT.update(getattr(node, "workeroutput", {}).get(SHAPES, {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let Slack's types judge all that any test said to Slack, in one go: they take seconds to start."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[SHAPES] = KEPT
    elif KEPT and not missing():
        UNFIT.extend(complaints(KEPT))
        if UNFIT:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what Slack's types object to."""
    if UNFIT:
        terminalreporter.section("not as Slack's types have it")
        for line in UNFIT:
            terminalreporter.write_line(line)
