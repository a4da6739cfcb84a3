"""The hours of one day, as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anteroom.errors import BadInput
from anteroom.people.working_hours import DAY
from anteroom_slack.typed.hours_said import read_hours, write_hours


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("  ", ""),
        ("9-17", "09:00–17:00"),
        ("9:00–12:30, 14:00–18:00", "09:00–12:30, 14:00–18:00"),
        ("14-18 and 9-12", "09:00–12:00, 14:00–18:00"),
        ("9am to 5.30pm", "09:00–17:30"),
        ("9-5pm", "09:00–17:00"),
        ("2-5pm", "14:00–17:00"),
        ("12-5pm", "12:00–17:00"),
        ("20:00-24:00", "20:00–24:00"),
        ("9-12;12-17", "09:00–12:00, 12:00–17:00"),
    ],
)
def test_it_reads_the_ways_in_which_people_write_them(typed: str, said: str) -> None:
    assert write_hours(read_hours(typed)) == said


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("nine to five", "Write from and to"),
        ("9", "Write from and to"),
        ("9:75-17", "Write from and to"),
        ("13pm-14pm", "Write from and to"),
        ("25-26", "Write from and to"),
        ("22-6", "end after it begins"),
        ("9-5", "end after it begins"),
        ("9-12, 11-14", "must not overlap"),
        ("9-10, 11-12, 13-14, 15-16, 17-18", "at most 4"),
        ("9-17," * 40, "Write from and to"),
    ],
)
def test_it_says_how_to_write_what_it_cannot_read(typed: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        read_hours(typed)


@given(st.lists(st.integers(0, DAY), min_size=2, max_size=8, unique=True).map(sorted))
def test_it_reads_what_it_writes(minutes: list[int]) -> None:
    spans = tuple(zip(minutes[::2], minutes[1::2], strict=False))
    assert read_hours(write_hours(spans)) == spans


@given(st.text("0123456789:apm-, to", max_size=90))
def test_it_reads_spans_in_order_or_refuses(typed: str) -> None:
    try:
        spans = read_hours(typed)
    except BadInput:
        return
    edges = [minute for span in spans for minute in span]
    assert edges == sorted(edges) and all(begins < ends <= DAY for begins, ends in spans)
