"""Cutting at Slack's limits: never inside what a reader sees as one letter, and nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anteroom_slack.forms.graphemes import clusters, cut, isolated, pieces, size

FAMILY, FLAG, ACCENT, TONE, HANGUL = "👨‍👩‍👧", "🇩🇪", "e\u0301", "👍🏽", "각"
TEXTS = st.lists(
    st.sampled_from([FAMILY, FLAG, ACCENT, TONE, HANGUL, "李", "ليلى", "a", " ", "\n", "word "]) | st.text()
).map("".join)


def test_it_takes_what_belongs_together_for_one_letter() -> None:
    whole = [FAMILY, FLAG, "🇫🇷", ACCENT, TONE, HANGUL, "\r\n", "a"]
    assert list(clusters("".join(whole))) == whole
    assert list(clusters("🇩🇪🇫🇷🇩")) == ["🇩🇪", "🇫🇷", "🇩"]


def test_it_counts_as_slacks_clients_do() -> None:
    assert (size("a"), size("李"), size("👍")) == (1, 1, 2)


@given(text=TEXTS, most=st.integers(12, 80))
def test_it_keeps_to_the_limit_and_cuts_between_letters(text: str, most: int) -> None:
    kept = cut(text, most)
    assert size(kept) <= most
    if kept != text:
        letters = [each for each in clusters(text) if size(each) <= most]
        begun = kept.removesuffix("…")
        assert text.startswith(begun)
        assert not letters or "".join(clusters(begun)) == begun


@given(text=TEXTS, most=st.integers(12, 80))
def test_it_loses_nothing_of_a_text_in_pieces(text: str, most: int) -> None:
    found = pieces(text, most)
    assert "".join(found) == text
    assert all(size(piece) <= most for piece in found)


def test_it_lets_a_name_from_right_to_left_turn_nothing_around() -> None:
    assert isolated("ليلى حداد") == "\u2068ليلى حداد\u2069"
    assert isolated("李小龍 Lee") == "李小龍 Lee"
