"""Which of the times that suit are told: rules that hold for every calendar and every order of questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom.times.finder.find import find
from anteroom.times.finder.model import DAY, Attendee, Question, Slot, Span, Week, merged
from anteroom.times.telling import MONDAY, OF_OTHERS, WEEK, Read, cells_of, choose, short, week_of_cell
from anteroom.times.veil import Draw, Veil, kept_back, spent, with_spans

BEGINS = MONDAY + 2900 * WEEK
FIRST = BEGINS // 900
KEY = b"k" * 32
UTC = ZoneInfo("UTC")
ALWAYS = Week((((0, 1440),),) * 7)
OFFICE = Week((*(((540, 1020),),) * 5, (), ()))
quarters = st.integers(0, 14 * 96 - 1)
slots = st.lists(
    st.tuples(quarters, st.sampled_from((1, 2, 3, 4, 8)), st.integers(0, 2)), max_size=200, unique=True
).map(
    lambda drawn: [
        Slot(BEGINS + at * 900, BEGINS + (at + length) * 900, {}, score, ()) for at, length, score in drawn
    ]
)


@settings(max_examples=150)
@given(st.lists(slots, min_size=1, max_size=6), st.integers(1, 4))
def test_a_side_is_never_told_more_of_anybody_than_a_week_allows(
    asked: list[list[Slot]], people: int
) -> None:
    window = (BEGINS, BEGINS + 2 * WEEK)
    told: dict[str, frozenset[int]] = {f"p{number}": frozenset() for number in range(people)}
    for question in asked:
        read = [Read(person, OF_OTHERS, cells) for person, cells in told.items()]
        chosen = choose(question, read, 10)

        assert len(chosen.slots) <= 10
        assert list(chosen.slots) == sorted(chosen.slots, key=lambda slot: slot.score)
        in_time = sorted(chosen.slots, key=lambda slot: slot.begins)
        assert all(a.ends <= b.begins for a, b in pairwise(in_time))
        told = {person: cells | chosen.new.get(person, frozenset()) for person, cells in told.items()}
        for cells in told.values():
            weeks = [week_of_cell(cell) for cell in cells]
            assert all(weeks.count(week) <= OF_OTHERS for week in set(weeks))
        assert all(set(cells_of(slot.begins, slot.ends)) <= told["p0"] for slot in chosen.slots)
        # Asked once more, nothing that is told then is new, unless more may be told.
        after = [Read(who, OF_OTHERS, cells) for who, cells in told.items()]
        again = choose(question, after, 10)
        assert len(again.slots) >= len(chosen.slots) or short(after, {}, window, 8) or not again.new


Asked = tuple[tuple[Span, ...], int, int, int, tuple[int, ...]]
hours = st.tuples(st.integers(0, 7 * 96 - 1), st.sampled_from((1, 2, 4, 32))).map(
    lambda drawn: (BEGINS + drawn[0] * 900, BEGINS + (drawn[0] + drawn[1]) * 900)
)
questions = st.tuples(
    st.lists(hours, min_size=1, max_size=4).map(tuple),  # all that is left in the asker's own calendar
    st.sampled_from((1, 2, 3, 4, 8)),
    st.integers(1, 10),
    st.sampled_from((DAY // 3, 2 * DAY, WEEK)),
    st.lists(st.integers(0, 6), max_size=2).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(questions, min_size=1, max_size=5),
    st.lists(hours, max_size=12),
    st.integers(0, 7 * 96 - 1),
    st.sampled_from((OFFICE, ALWAYS, None)),
)
def test_no_answer_differs_between_somebody_who_is_busy_and_somebody_veiled(
    asked: list[Asked], busy: list[Span], at: int, week: Week | None
) -> None:
    """Whatever is asked, with whatever calendar of one's own: so nobody is ever known to be busy."""
    cell = FIRST + at
    free = [span for span in busy if cell not in cells_of(*span)]

    def veiled(person_id: str, cells: range, share: int) -> list[int]:
        found = set(Veil(KEY, "one side").hidden(person_id, cells, share))
        return sorted(found | ({cell} & set(cells)))

    taken = (cell * 900, cell * 900 + 900)
    one = told_of(asked, [*free, taken], Veil(KEY, "one side").hidden, week)
    other = told_of(asked, free, veiled, week)

    assert one == other


def told_of(asked: list[Asked], busy: list[Span], draw: Draw, week: Week | None) -> list[object]:
    """What a side is told of one person, question after question, as the house answers them."""
    told: frozenset[int] = frozenset()
    said: list[object] = []
    target = Attendee("p", UTC, week, busy=merged(busy), known=True)
    for left, length, most, wide, days in asked:
        window = (left[0][0] // 3600 * 3600, left[0][0] // 3600 * 3600 + wide)
        read = [Read("p", OF_OTHERS, told)]
        edges = [BEGINS - DAY, *(edge for span in merged(left) for edge in span), BEGINS + 15 * DAY]
        masked = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        masked += [(BEGINS + day * DAY, BEGINS + day * DAY + DAY) for day in days]
        host = Attendee("h", UTC, ALWAYS, busy=merged(masked), known=True)
        back = kept_back(read, draw, window, length)["p"]
        question = Question(
            attendees=(host, with_spans(target, back)),
            zone=UTC,
            now=BEGINS - DAY,
            since=window[0],
            until=window[1],
            length=length * 900,
            step=900 if length == 1 else 1800,
            most=400,
        )
        chosen = choose(find(question), read, most)
        more = short(read, chosen.new, window, length)
        told |= chosen.new.get("p", frozenset())
        said.append(([(slot.begins, slot.score, slot.reasons) for slot in chosen.slots], more))
    return said


def test_that_there_may_be_more_follows_from_what_was_told_alone() -> None:
    window, cells = (BEGINS, BEGINS + WEEK), frozenset(range(FIRST, FIRST + OF_OTHERS - 2))
    read = [Read("p", OF_OTHERS, cells)]

    assert [short(read, {}, window, length) for length in (1, 2, 3)] == [False, False, True]
    assert short(read, {"p": frozenset({FIRST + 90})}, window, 2)
    assert not short(read, {}, (BEGINS + WEEK, BEGINS + 2 * WEEK), 8), "each week counts by itself"
    assert spent(read, window, 2) == {"p": ()}
    (gap, rest) = spent([Read("p", OF_OTHERS, cells - {FIRST + 3} | {FIRST + 99})], window, 3)["p"][:2]
    assert gap == ((FIRST + 3) * 900, (FIRST + 4) * 900) and rest[0] == (FIRST + OF_OTHERS - 2) * 900


def test_different_sides_draw_differently_and_each_the_same_again() -> None:
    cells = range(FIRST + 5, FIRST + 405)
    drawn = [
        Veil(key, side).hidden("p", cells, 4)
        for key, side in ((KEY, "one"), (KEY, "one"), (KEY, "other"), (b"l" * 32, "one"))
    ]
    assert drawn[0] == drawn[1] and drawn[0] != drawn[2] and drawn[0] != drawn[3]
    assert all(70 <= len(each) <= 130 and set(each) <= set(cells) for each in drawn)
    rarer = Veil(KEY, "one").hidden("p", cells, 16)
    assert 10 <= len(rarer) <= 45 and set(rarer) < set(drawn[0]), (
        "asked with other lengths, nothing new is drawn"
    )


def test_what_was_told_is_kept_back_no_more() -> None:
    window = (BEGINS, BEGINS + WEEK)

    def all_of_it(_person_id: str, cells: range, _share: int) -> list[int]:
        return list(cells)

    back = kept_back([Read("p", OF_OTHERS, frozenset({FIRST + 4}))], all_of_it, window, 1)["p"]
    assert back == ((BEGINS, BEGINS + 4 * 900), (BEGINS + 5 * 900, BEGINS + WEEK))
    (spread,) = kept_back([Read("p", 4, frozenset(range(FIRST, FIRST + 4)))], nothing, window, 1).values()
    assert spread == ((BEGINS + 4 * 900, BEGINS + WEEK),), "what may not be told any more counts as busy"


def nothing(_person_id: str, _cells: range, _share: int) -> list[int]:
    """Veil nothing."""
    return []


def test_a_week_begins_on_monday_at_midnight_in_utc() -> None:
    monday = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()) // 900
    weeks = [week_of_cell(monday + cell) for cell in (-1, 0, 7 * 96 - 1, 7 * 96)]
    assert [each - weeks[1] for each in weeks] == [-1, 0, 0, 1]


def test_days_take_turns_and_among_equal_times_come_those_that_were_told_before() -> None:
    day = DAY // 900

    def at(cell: int, score: int = 0) -> Slot:
        return Slot((FIRST + cell) * 900, (FIRST + cell + 2) * 900, {}, score, ())

    early = [at(number * 2) for number in range(5)]
    later = [at(day + number * 2, score=1) for number in range(2)]

    def places(slots: Sequence[Slot], *told: int, most: int = 5) -> list[int]:
        read = [Read("p", OF_OTHERS, frozenset(FIRST + cell for cell in told))]
        return [slot.begins // 900 - FIRST for slot in choose(slots, read, most).slots]

    assert places([*early, *later]) == [0, 2, 4, day, day + 2], "three of one day where others have some"
    assert places(early) == [0, 2, 4, 6, 8], "and more where none has"
    assert places(early, 6, 7, most=1) == [6]
    assert places([*early, at(day, score=1)], day, day + 1, most=1) == [0], "a better one comes before it"
