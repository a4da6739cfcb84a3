"""What the guard keeps of earlier messages stays small, is forgotten in time, and costs little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from anteroom.guard import Action, Context, Exchange, Exchanges, Window
from anteroom.guard.pieces.exchange import SENDERS
from anteroom.guard.pieces.window import LONGEST_ID, LONGEST_PIECE, MESSAGES, MINUTES, NEAR
from guard.talks_read import GUARD, NOW, by, told
from pace import dear


@pytest.mark.parametrize(
    ("seconds", "action"), [(60 * MINUTES, Action.REDACT), (60 * MINUTES + 1, Action.ALLOW)]
)
def test_it_forgets_a_piece_in_time(seconds: int, action: Action) -> None:
    """To the second: at thirty minutes the first piece is there, and a moment later it is not."""
    exchange, context, verdict = Exchange(), Context(), None
    for text, at in (
        ("503", NOW),
        ("555", NOW + timedelta(seconds=9)),
        ("0119", NOW + timedelta(seconds=seconds)),
    ):
        verdict, exchange = exchange.said(GUARD, text, context, sender="a", message=text, at=at)
    assert verdict is not None
    assert verdict.action is action


@pytest.mark.parametrize(("others", "action"), [(MESSAGES - 2, Action.REDACT), (MESSAGES - 1, Action.ALLOW)])
def test_it_forgets_a_piece_after_some_messages(others: int, action: Action) -> None:
    fillers = ["well"] * others
    assert told(*by("a", "503 555", *fillers, "0119"), pause=1)[-1].action is action


def test_a_question_says_what_the_next_messages_mean_and_no_later_ones() -> None:
    window = Window().heard(("numbered",), NOW)
    for number in range(NEAR):
        window = window.wrote(f"m{number}", "", 0, NOW)
    later = window.wrote("m9", "", 0, NOW)

    assert (window.answers(), later.answers()) == (frozenset({"numbered"}), frozenset())


def test_it_forgets_as_much_of_what_is_written_in_one_moment() -> None:
    exchange = Exchange()
    for number in range(3 * MESSAGES):
        for sender, text in (("a", "503"), ("b", "your phone?")):
            _, exchange = exchange.said(
                GUARD, text, Context(), sender=sender, message=f"{sender}{number}", at=NOW
            )
    window = exchange.windows["a"]
    assert len(window.pieces) < MESSAGES
    assert len(window.asked) <= MESSAGES


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_it_survives_any_time(at: datetime) -> None:
    exchange = Exchange()
    for number, moment in enumerate((NOW, at, NOW, at)):
        _, exchange = exchange.said(GUARD, "503", Context(), sender="a", message=str(number), at=moment)
    assert Exchange.load(exchange.dump()) == exchange


def test_it_goes_on_from_what_was_stored() -> None:
    exchange = Exchange()
    for number, (sender, text) in enumerate([("b", "phone?"), ("a", "503"), ("b", "go on"), ("a", "555")]):
        _, exchange = exchange.said(GUARD, text, Context(), sender=sender, message=str(number), at=NOW)
        exchange = Exchange.load(exchange.dump())
    assert exchange.said(GUARD, "0119", Context(), sender="a", message="9", at=NOW)[0].action is Action.REDACT


@pytest.mark.parametrize(
    "dumped",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"windows": [["a"]], "overheard": "{}"}',
        '{"windows": 5, "overheard": ""}',
        "[" * 99_999,
    ],
)
def test_it_refuses_what_it_did_not_store(dumped: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Exchange.load(dumped)
    with pytest.raises(ValueError, match=r".*"):
        Window.load(dumped)


def test_it_begins_anew_from_what_another_release_stored() -> None:
    assert Window.load('{"form": 999, "else": []}') == Window()


def test_it_keeps_fragments_and_none_of_the_others_words() -> None:
    """What is kept is what could be a piece; of the other side only what was asked for."""
    tale = "I once worked for a publisher of maps and we drew every contour by hand."
    story = "I once worked for a publisher of maps, and we drew every contour line by hand, for years on end."
    exchange = Exchange()
    for number, (sender, text) in enumerate(
        [("b", "phone, secretive one?"), ("a", story * 3), ("a", tale), ("a", "503")]
    ):
        _, exchange = exchange.said(GUARD, text, Context(), sender=sender, message=str(number), at=NOW)
    assert [piece.text for piece in exchange.windows["a"].pieces] == ["503"]
    assert "contour" not in exchange.dump()
    assert "secretive" not in exchange.windows["a"].dump()
    assert "503" not in repr(exchange)


HOSTILE = [
    "1" * 20_000,
    "@" * 160,
    "503 " * 40,
    "a@" * 80,
    "slash " * 30,
    "\n" * 160,
    "٣" * 160,
    "💥" * 160,
    "dot " * 40,
]


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("By the way, about the second chapter and its many maps, 503 555", "0119", "503 555"),
        (
            "503 555",
            "0119 and now to the maps in the second chapter, of which there are more than we had",
            "0119",
        ),
    ],
)
def test_it_finds_a_piece_at_the_edge_of_a_long_message(first: str, last: str, kept: str) -> None:
    padding = "which I would like to talk about at length, since there is so much to be said for them. " * 3
    first, last = (
        (first if len(first) < 10 else padding + first),
        (last if len(last) < 10 else last + padding),
    )
    *_, verdict = told(*by("a", "you may call me:", first, last))
    assert verdict.action is Action.REDACT
    assert verdict.redacted.startswith("[phone")
    assert kept in (first + last)


def test_it_stays_small_whatever_is_written() -> None:
    exchange = Exchange()
    for number in range(300):
        text = HOSTILE[number % len(HOSTILE)]
        sender = f"{number % 50}" * 50
        _, exchange = exchange.said(
            GUARD, text, Context(), sender=sender, message=f"{number}".rjust(LONGEST_ID), at=NOW
        )
    assert len(exchange.windows) == SENDERS
    assert all(len(window.pieces) <= MESSAGES for window in exchange.windows.values())
    assert all(len(p.text) <= LONGEST_PIECE for w in exchange.windows.values() for p in w.pieces)
    for window in exchange.windows.values():
        assert len(window.dump()) < 10_000
    assert len(exchange.dump()) < 100_000


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_it_takes_no_longer_however_pieces_are_made_up(text: str) -> None:
    """What is laid side by side is bounded, so a message costs no more than a few long ones."""
    messages = by("a", *[text] * (MESSAGES + 4))
    told(*messages)
    times, _ = dear(lambda: told(*messages))
    assert times < 4.5 * len(messages)


def test_it_keeps_the_conversations_in_which_somebody_wrote_last() -> None:
    exchanges = Exchanges(GUARD, most=2)

    def said(conversation: str, text: str) -> Action:
        return exchanges.said(conversation, text, Context(), sender="a", message=text, at=NOW).action

    for text in ("503", "555"):
        for conversation in ("one", "two"):
            said(conversation, text)
    said("three", "hello")
    assert len(exchanges) == 2
    assert said("two", "0119") is Action.REDACT
    assert said("one", "0119") is Action.ALLOW


def test_it_tells_many_senders_apart() -> None:
    messages = list(chain.from_iterable(by(f"p{n}", "503") for n in range(SENDERS)))
    messages += [(f"p{n}", "555") for n in range(SENDERS)]
    assert {verdict.action for verdict in told(*messages, pause=1)} == {Action.ALLOW}
