"""What comes in pieces is found as often as it was, in every corpus that may be looked at, and answers pass.

FLOORS are what the guard reached on 2026-11-21; they may only rise. `pieces` was written for this test, in
six goes by one author, who looked at what was missed after each: of the second the guard found 78 %, of the
third 89, of the fourth, hard on purpose, 67, of the fifth 83 and of the sixth 88 before anything was changed
for it. Its thousand talks take some seconds to read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from anteroom.guard import Action, Context, Exchange, Guard, Kind, Verdict
from anteroom.guard.measure.corpus import Conversation, read_corpus

MATERIAL = Path(__file__).parent / "material"
GUARD = Guard()
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
STRICT = {Action.REDACT, Action.BLOCK}

FLOORS = {
    "development": 1.0,
    "hands/one": 1.0,
    "hands/two": 0.96,
    "hands/three": 0.93,
    "hands/four": 0.9,
    "pieces": 0.94,
    "hands/five": 0.89,
    "hands/seven": 0.89,
    "hands/eight": 0.91,
    "hands/nine": 0.73,
    "hands/ten": 0.56,
    "hands/eleven": 0.53,
    "hands/twelve": 0.81,
    "hands/thirteen": 0.67,
}
"""Of contacts in pieces those that are taken out by the message that completes them."""
TAKEN = {"hands/eleven": 2, "hands/thirteen": 1}
"""Ordinary talks of which something is taken out, at most; of all others none."""


def told(*messages: tuple[str, str], countries: tuple[str, ...] = ()) -> list[Verdict]:
    """The verdicts about messages, each a sender and a text, 40 seconds apart."""
    exchange, verdicts = Exchange(), []
    for number, (sender, text) in enumerate(messages):
        verdict, exchange = exchange.said(
            GUARD,
            text,
            Context(countries=countries),
            sender=sender,
            message=f"m{number}",
            at=NOW + timedelta(seconds=40 * number),
        )
        verdicts.append(verdict)
    return verdicts


@cache
def read(folder: str) -> tuple[tuple[Conversation, tuple[Verdict, ...]], ...]:
    """The conversations of a corpus and what is found in each message."""
    return tuple(
        (talk, tuple(told(*((m.from_, m.text) for m in talk.messages), countries=talk.countries)))
        for talk in read_corpus(MATERIAL / folder).conversations
    )


def is_taken_out(talk: Conversation, verdicts: tuple[Verdict, ...]) -> bool:
    assert talk.reveal_at is not None
    giver = talk.messages[talk.reveal_at].from_
    return any(
        verdict.action in STRICT
        for place, verdict in enumerate(verdicts[: talk.reveal_at + 1])
        if talk.messages[place].from_ == giver
    )


@pytest.mark.parametrize("folder", FLOORS)
def test_it_takes_out_no_less_of_what_comes_in_pieces_than_it_did(folder: str) -> None:
    found = {talk.id: is_taken_out(talk, said) for talk, said in read(folder) if talk.reveal_at is not None}
    missed = [name for name, taken in found.items() if not taken]
    assert len(found) >= 20
    assert 1 - len(missed) / len(found) >= FLOORS[folder], missed


@pytest.mark.parametrize("folder", FLOORS)
def test_it_takes_nothing_out_of_ordinary_talks(folder: str) -> None:
    talks = [(talk, said) for talk, said in read(folder) if talk.reveal_at is None]
    assert len(talks) >= 20
    taken = [talk.id for talk, said in talks if any(verdict.action in STRICT for verdict in said)]
    assert len(taken) <= TAKEN.get(folder, 0), taken


def test_it_puts_nothing_together_in_ordinary_talks() -> None:
    """Many of them begin with a request, of which its sender is warned; those who answer are left alone."""
    talks = [(talk, said) for talk, said in read("pieces") if talk.reveal_at is None]
    assert len(talks) >= 550
    rules = [(talk.id, f.rule) for talk, said in talks for verdict in said for f in verdict.findings]
    assert not [one for one in rules if one[1].startswith(("split.", "phone."))]


@pytest.mark.parametrize(
    "asked", ["your number?", "¿tu número?", "ton numéro ?", "deine Nummer?", "dasz numer?"]
)
def test_it_takes_seven_digits_for_a_number_where_one_was_asked_for(asked: str) -> None:
    *_, verdict = told(("b", asked), ("a", "5550147"))
    assert verdict.redacted == "[phone number hidden until a contract]"
    assert verdict.earlier == ()
    assert verdict.explanation.startswith("This looks like a phone number")


@pytest.mark.parametrize(
    "asked",
    [
        "your order number?",
        "¿su número de pedido?",
        "how many likes?",
        "what should I pay?",
        "Bestellnummer?",
        "budget?",
    ],
)
def test_it_takes_them_for_no_number_else(asked: str) -> None:
    assert told(("b", asked), ("a", "5550147"))[-1].action is Action.ALLOW


@pytest.mark.parametrize(
    "answer", ["1250000", "5,550,147", "IMG_5550147.jpg", "10.0.55.147", "1234567", "4200 EUR"]
)
def test_it_takes_no_amount_or_name_of_a_file_for_the_number_that_was_asked_for(answer: str) -> None:
    assert told(("b", "your number?"), ("a", answer))[-1].action is Action.ALLOW


def test_it_says_where_the_letters_of_a_name_are() -> None:
    *_, last = told(("b", "telegram?"), *(("a", letter) for letter in "fernw"))
    assert last.action is Action.REDACT
    assert [one.message for one in last.earlier] == ["m1", "m2", "m3", "m4"]
    assert {one.kind for one in last.earlier} == {Kind.HANDLE}


def test_it_leaves_choices_of_letters_alone() -> None:
    messages = [("b", "which of the options?"), *(("a", letter) for letter in "bdaceb")]
    assert {verdict.action for verdict in told(*messages)} == {Action.ALLOW}


def test_it_waits_for_a_name_until_one_is_due() -> None:
    """Who is asked whether, and not under what name, first says so."""
    rarely = told(("b", "Are you on Telegram?"), ("a", "nebenbei"))
    name = told(("b", "Are you on Telegram?"), ("a", "yes"), ("b", "and your name there?"), ("a", "fernwork"))
    assert rarely[-1].action is Action.ALLOW
    assert name[-1].action is Action.REDACT
