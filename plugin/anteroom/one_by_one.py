"""What is due for many is done for each by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence


async def one_by_one(
    ids: Sequence[str], step: Callable[[str], Awaitable[None]], failed: Callable[[str], None]
) -> int:
    """Take a step for each and return how many there were. One that fails holds up no other.

    `failed` is told of each that did, while its error is being handled. Raises an ExceptionGroup of the
    errors at the end.
    """
    failures: list[Exception] = []
    for each in ids:
        try:
            await step(each)
        except Exception as error:  # the others must not wait for whom it concerns
            failed(each)
            failures.append(error)
    if failures:
        raise ExceptionGroup("not done for each of them", failures)
    return len(ids)
