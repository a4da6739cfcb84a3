"""A contact detail in pieces is found by the guard that remembers, for a while, what its sender wrote."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from anteroom.guard import Action, Context, Exchange, Guard, Kind, Window
from anteroom.guard.measure.corpus import read_corpus
from anteroom.guard.pieces.window import LONGEST_ID, LONGEST_PIECE, MESSAGES
from guard.talks_read import GUARD, NOW, Said, by, told
from guard_ordinary_talks import ordinary_talks
from guard_talks import Talk, split_talks

MATERIAL = Path(__file__).parent / "material"
STRICT = {Action.REDACT, Action.BLOCK}


def found(talk: Talk) -> bool:
    verdicts = told(*talk.messages, context=Context(countries=talk.countries))
    return any(verdicts[place].action in STRICT for place in talk.pieces)


SPLIT = [
    by("a", "503", "555", "and 0119"),
    by("a", "call me: 07700", "900", "318"),
    by("a", "seis cero cero", "cinco cinco cinco", "cero catorce"),
    by("a", "06 39", "98", "41 27"),
    by("a", "write it down: four one five", "triple five", "oh one double three"),
    [("b", "what's your number?"), *by("a", "206 555"), ("b", "and the last four?"), *by("a", "0190")],
    by("a", "I'll give you my digits as a sum", "400 + 4", "500 + 55", "0 and 177"),
    by("a", "tobias.q.fenn", "@ proton . me"),
    by("a", "my inbox is under mara.kestrelwood", "it's one of those google ones"),
    by("a", "domain is everglaze", "ending studio", "and before the at sign it's jonquil"),
    by("a", "bottega punto ferrilune", "chiocciola libero, poi it"),
    by("a", "post", "Klammeraffe", "quittenhof-grafik, Punkt, example"),
    [("b", "Are you on the paper plane app?"), *by("a", "yep", "crashlab_ott, no spaces")],
    by("a", "I'm on the paper plane app", "same name as here plus 42"),
    by("a", "my Skype, part one: tamsin", "part two: .orrell"),
    by("a", "My link is calendly dot com", "slash mara", "dash kestrelwood"),
    by("a", "t.me", "slash", "pixelotterworks"),
    by("a", "the last four first: 0127", "before that 555", "and at the very front 617"),
    by("a", "0532", "555", "01 66, evenings only"),
    by("a", "1/3 415", "2/3 555", "3/3 0166"),
    by("a", "bGlubmVhLnF1aXN0", "and the rest: QGZlcm53b3JrLmRlc2lnbg=="),
    [("b", "calendly?"), *by("a", "of course", "the usual page, slash", "fernwork-linnea")],
    [("b", "WhatsApp number?"), *by("a", "98100", "555", "44 22")],
    [("b", "are you on telegram?"), ("a", "daily"), ("b", "and you're called?"), ("a", "linnea_q, a fern")],
    [("b", "still on outlook?"), ("a", "yes"), ("b", "and the name?"), ("a", "linnea.quist, as on my page")],
    by(
        "a",
        "read these by their first word",
        "Nimbleheron was my first studio",
        "At that time",
        "Pm.me it was",
    ),
]


@pytest.mark.parametrize("messages", SPLIT, ids=lambda messages: messages[-1][1])
def test_it_takes_out_the_piece_that_completes_a_contact_detail(messages: list[Said]) -> None:
    verdicts = told(*messages)
    assert verdicts[-1].action is Action.REDACT or verdicts[-2].action is Action.REDACT
    assert all(verdict.action in (Action.ALLOW, Action.WARN) for verdict in verdicts[:-2])


ORDINARY = [
    [
        ("b", "How many pages is it?"),
        *by("a", "503 in the old edition", "555 in the new one", "119, unnumbered"),
    ],
    [("b", "size?"), *by("a", "212"), ("b", "height?"), *by("a", "147", "depth 55, all in cm")],
    [("b", "order number?"), *by("a", "44710", "90233")],
    [("b", "What's the reference of the late order?"), *by("a", "702-5593146")],
    [("b", "quote per language?"), *by("a", "DE 312", "FR 555", "PL 177")],
    [("b", "¿precio?"), *by("a", "600", "555 sin IVA", "14 al mes")],
    by("a", "Part number 88", "1042", "7731, the black one"),
    by("a", "00:05:03", "00:05:55", "00:11:09"),
    by("a", "v3.9", "or 3.12", "2026"),
    [
        ("b", "What do we rename the package to?"),
        *by("a", "com.acme"),
        ("b", "dot what?"),
        *by("a", "dot shop"),
    ],
    [("b", "a decorator you would use?"), *by("a", "@lru_cache", "@app.get")],
    [
        ("b", "What may the discord bot do?"),
        *by("a", "read messages"),
        ("b", "name?"),
        *by("a", "helper_bot"),
    ],
    [("b", "Are you on Telegram?"), *by("a", "sometimes", "let's stay here, 14:30 is fine", "or 15:00")],
]


@pytest.mark.parametrize("messages", ORDINARY, ids=lambda messages: messages[-1][1])
def test_it_lets_ordinary_answers_pass(messages: list[Said]) -> None:
    assert {verdict.action for verdict in told(*messages)} <= {Action.ALLOW, Action.WARN}
    assert not any(
        verdict.redacted != text for verdict, (_, text) in zip(told(*messages), messages, strict=True)
    )


def test_it_finds_most_of_what_a_generator_cuts_up() -> None:
    talks = list(split_talks(500, seed=21))
    missed = Counter(talk.kind for talk in talks if not found(talk))
    assert missed.total() <= 0.03 * len(talks), missed


def test_it_disturbs_nobody_in_talks_that_a_generator_makes_up() -> None:
    talks = {talk.messages: talk for talk in ordinary_talks(700, seed=22)}.values()
    disturbed = [
        talk.messages
        for talk in talks
        if any(verdict.action in STRICT for verdict in told(*talk.messages, context=Context(talk.countries)))
    ]
    assert len(talks) > 350
    assert len(disturbed) <= 0.01 * len(talks), disturbed


def talks_by_hand(name: str) -> list[list[Said]]:
    """Talks written line by line: messages between bars, each with its sender, "a" or "b"."""
    lines = (MATERIAL / f"{name}_talks.txt").read_text(encoding="utf-8").splitlines()
    return [[(said[0], said[3:]) for said in line.split("|")] for line in lines]


def test_it_finds_most_of_what_was_cut_up_by_hand() -> None:
    talks = talks_by_hand("split")
    missed = [
        talk
        for talk in talks
        if not any(
            verdict.action in STRICT
            for (sender, _), verdict in zip(talk, told(*talk), strict=True)
            if sender == "a"
        )
    ]
    assert len(talks) > 200
    assert len(missed) <= 0.08 * len(talks), missed


def test_it_joins_nothing_of_ordinary_talks_written_by_hand() -> None:
    talks = talks_by_hand("ordinary")
    joined = [
        talk
        for talk in talks
        if any(finding.rule.startswith("split.") for verdict in told(*talk) for finding in verdict.findings)
    ]
    assert len(talks) > 160
    assert len(joined) <= 0.01 * len(talks), joined


def test_it_makes_no_contact_detail_of_ordinary_messages_in_any_order() -> None:
    """Each passes alone; what is found in them together would be found by the window alone."""
    folder = MATERIAL / "development"
    texts = [
        negative.text for negative in read_corpus(folder).negatives if len(negative.text) <= LONGEST_PIECE
    ]
    random = Random(23)
    rules = Counter(
        finding.rule
        for _ in range(250)
        for verdict in told(*by("a", *random.choices(texts, k=MESSAGES)))
        for finding in verdict.findings
        if finding.rule.startswith("split.")
    )
    assert rules.total() <= 2, rules


def test_it_says_which_earlier_messages_hold_the_other_pieces() -> None:
    messages = [("b", "your phone?"), *by("a", "sure: 503", "so 555"), ("b", "go on"), *by("a", "and 0119.")]
    last = told(*messages)[-1]
    pieces = [(one.message, messages[int(one.message[1:])][1][one.start : one.end]) for one in last.earlier]
    assert pieces == [("m1", "503"), ("m2", "555")]
    assert {one.kind for one in last.earlier} == {Kind.PHONE}
    assert last.redacted == "and [phone number hidden until a contract]."
    assert {name for name, _ in last.findings[0].features} >= {"asked", "zero"}


def test_it_blocks_where_a_piece_cannot_be_taken_out() -> None:
    verdicts = told(*by("a", "503", "555", "0119"), context=Context(surface="label"))
    assert verdicts[-1].action is Action.BLOCK


def test_it_joins_only_what_one_person_wrote() -> None:
    assert told(("a", "503"), ("b", "555"), ("a", "0119"))[-1].action is Action.ALLOW
    assert told(("a", "503"), ("a", "555"), ("b", "0119"))[-1].action is Action.ALLOW


def test_it_takes_a_message_that_comes_again_for_the_same_one() -> None:
    """Deliveries are repeated and messages edited: what was written first does not count beside it."""
    exchange = Exchange()
    for text in ("503", "503", "503 01", "503 555"):
        verdict, exchange = exchange.said(GUARD, text, Context(), sender="a", message="m1", at=NOW)
        assert verdict.action is Action.ALLOW
    assert [piece.text for piece in exchange.windows["a"].pieces] == ["503 555"]
    edited, _ = exchange.said(GUARD, "0119", Context(), sender="a", message="m1", at=NOW)
    assert edited.action is Action.ALLOW, "it stands instead of the first version, and not beside it"
    assert (
        exchange.said(GUARD, "0119", Context(), sender="a", message="m2", at=NOW)[0].action is Action.REDACT
    )


def test_it_reads_in_the_order_of_arrival_whatever_the_times_say() -> None:
    exchange, verdict = Exchange(), None
    for number, text in enumerate(["503", "555", "0119"]):
        at = NOW - timedelta(minutes=5 * number)
        verdict, exchange = exchange.said(GUARD, text, Context(), sender="a", message=str(number), at=at)
    assert verdict is not None
    assert verdict.action is Action.REDACT
    assert exchange.windows["a"].latest == NOW


def test_it_wants_aware_times_and_short_names() -> None:
    with pytest.raises(ValueError, match="aware"):
        GUARD.inspect_in(Window(), "503", at=NOW.replace(tzinfo=None), message="m")
    with pytest.raises(ValueError, match="id"):
        GUARD.inspect_in(Window(), "503", at=NOW, message="m" * (LONGEST_ID + 1))
    with pytest.raises(ValueError, match="sender"):
        Exchange().said(GUARD, "503", Context(), sender="s" * 1_000, message="m", at=NOW)


WHOLE = "My build number: leo.77 at mensah dot example"
LATER = "write to leo.second at varga dot dev"


@pytest.mark.parametrize(
    ("first", "then"),
    [(WHOLE, WHOLE), ("can we talk on WhatsApp instead?", LATER), (WHOLE, "thanks, that is all for today")],
)
def test_what_is_whole_completes_nothing(first: str, then: str) -> None:
    guard, exchange, now = Guard(), Exchange(), datetime(2026, 11, 23, 9, tzinfo=UTC)
    _, exchange = exchange.said(guard, first, Context(), sender="leo", message="m1", at=now)
    verdict, _ = exchange.said(guard, then, Context(), sender="leo", message="m2", at=now)

    assert verdict == guard.inspect(then)
    assert verdict.earlier == ()
