"""What is due for many is done for each by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog

log = structlog.get_logger()


async def one_by_one(ids: Sequence[str], step: Callable[[str], Awaitable[None]], failed: str) -> int:
    """Take a step for each and return how many there were. One that fails holds up no other.

    Each failure is logged as the event `failed`. Raises an ExceptionGroup of them at the end.
    """
    failures: list[Exception] = []
    for each in ids:
        try:
            await step(each)
        except Exception as error:  # the others must not wait for whom it concerns
            log.exception(failed, reference=each)
            failures.append(error)
    if failures:
        raise ExceptionGroup(failed, failures)
    return len(ids)
