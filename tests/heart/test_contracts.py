"""When a contract begins and ends, and what says that a proposal is dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anteroom.proposals.model import Contract, ProposalState

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def contract(
    accepted_at: datetime | None, starts_at: datetime | None, ended_at: datetime | None = None
) -> Contract:
    """A contract that nobody was told anything else of."""
    return Contract("cot_1", "c-1", "pro_1", accepted_at, starts_at, ended_at, None)


@pytest.mark.parametrize(
    ("accepted_at", "starts_at", "begins"),
    [
        (NOW, NOW + DAY, NOW),
        (NOW + DAY, NOW, NOW),
        (NOW, None, NOW),
        (None, NOW, NOW),
        (None, None, None),
    ],
)
def test_it_begins_on_acceptance_or_its_start_date_whichever_comes_first(
    accepted_at: datetime | None, starts_at: datetime | None, begins: datetime | None
) -> None:
    made = contract(accepted_at, starts_at)

    assert made.started(NOW) is (begins is not None)
    assert not made.started(NOW - TICK)
    assert made.hire(NOW + DAY) == begins
    assert made.hire(NOW - DAY) == (begins and NOW - DAY), "at the latest when it was told of"


def test_it_is_in_force_until_the_moment_of_its_end() -> None:
    made = contract(NOW - DAY, None, NOW)

    assert made.in_force(NOW - TICK)
    assert not made.in_force(NOW)
    assert not contract(NOW + DAY, None, NOW + 2 * DAY).in_force(NOW), "it has not begun"
    assert contract(NOW, None).in_force(NOW + 365 * DAY)


def test_two_states_say_that_one_of_the_two_would_not() -> None:
    """An archived one does not: what was begun is gone on with."""
    assert {each.value for each in ProposalState if each.refuses} == {"declined", "withdrawn"}
