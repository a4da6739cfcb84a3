"""There is an end to asking: for one person, for one side about somebody, and for all together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.clock import SetClock
from anteroom.errors import TooManyQuestions
from anteroom.sandbox.world import World
from anteroom.times import questions
from anteroom.times.questions import ALL_TOLD, DAY, MOST_ABOUT, MOST_ABOUT_IN_ALL, MOST_OF_ASKER, SAME_FOR
from times.planted_calendar import person_of

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("most", "own_side", "whose", "words"),
    [
        (MOST_OF_ASKER, "", "other", "You have looked"),
        (MOST_ABOUT, "ours", "target", "one of these people"),
        (MOST_ABOUT_IN_ALL, "", "target", "one of these people"),
    ],
)
async def test_the_last_question_of_a_day_is_answered_and_the_next_is_not(
    quiet_world: World, clock: SetClock, most: int, own_side: str, whose: str, words: str
) -> None:
    cast = quiet_world.twins.cast.proposals[0]
    asker, target = [await person_of(quiet_world, each) for each in (cast.client, cast.freelancer)]
    first, about = clock.now(), target if whose == "target" else "per_other"
    async with quiet_world.house.database.transaction() as conn:
        # Of whom it is known already that there are no other times is told on an account of its own.
        await questions.note_all_told(conn, "ours", target, [target], first)
        for number in range(most):
            by = asker if whose == "other" else target
            side = own_side or f"side {number}"
            await questions.refuse_if_too_many(conn, side, asker, [target, "per_third"], first)
            await questions.note(conn, side, by, b"%d" % number, [about, "per_fourth"], b"", first)
        side = own_side or "side 0"
        for later in (first, first + DAY - SECOND):
            with pytest.raises(TooManyQuestions, match=words) as refused:
                await questions.refuse_if_too_many(conn, side, asker, [target, "per_third"], later)
            assert refused.value.again_at == first + DAY
        await questions.refuse_if_too_many(conn, side, asker, [target], first + DAY)
        if whose == "target":
            await questions.refuse_if_too_many(conn, side, asker, ["per_third"], first)


async def test_the_same_question_of_a_side_is_answered_alike_for_a_while_and_told_to_no_other(
    quiet_world: World, clock: SetClock
) -> None:
    asker, now = await person_of(quiet_world, quiet_world.twins.cast.proposals[0].client), clock.now()
    async with quiet_world.house.database.transaction() as conn:
        await questions.note(conn, "ours", asker, b"one", ["per_other"], b"ten o'clock", now)
        await questions.note_all_told(conn, "ours", asker, ["per_other", "per_third"], now)

        async def told(side: str, digest: bytes, after: timedelta) -> bytes | None:
            return await questions.answered(conn, side, digest, now + after)

        assert await told("ours", b"one", SAME_FOR - SECOND) == b"ten o'clock"
        assert await told("ours", b"one", SAME_FOR) is await told("ours", b"two", SECOND) is None
        assert await told("theirs", b"one", SECOND) is await told("ours", ALL_TOLD, SECOND) is None
        for side, about, after, said in (
            ("ours", "per_third", DAY - SECOND, True),
            ("ours", "per_third", DAY, False),
            ("ours", "per_fourth", SECOND, False),
            ("theirs", "per_third", SECOND, False),
        ):
            assert await questions.all_told_today(conn, side, [about], now + after) is said
