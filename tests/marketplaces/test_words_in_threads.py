"""Cards as text, and words typed or pressed below them, for threads that show nothing but text."""

from __future__ import annotations

import pytest

from anteroom.interviews.model import Answer, Role, State
from anteroom.languages import LANGUAGES, Language
from anteroom.marketplaces.card import Card
from anteroom_marketplaces.matrix.places import Place, place_of
from anteroom_marketplaces.replies import pressed_answer, typed_answer
from anteroom_marketplaces.wording import catalogue, word_card, word_message

CARD: Card = {
    "interview": "int_1",
    "state": "scheduled",
    "state_word": "Scheduled",
    "starts_at": "2026-11-26T23:30:00+00:00",
    "ends_at": "2026-11-27T00:15:00+00:00",
    "title": "A <first> talk & more",
    "reason": "",
    "lines": [
        {"label": "Priya Venn", "role": "host", "answer": "accepted", "late_until": None},
        {
            "label": "Jonas Ferrer",
            "role": "candidate",
            "answer": "needs_action",
            "late_until": "2026-11-26T23:40:00+00:00",
        },
    ],
    "changes": [{"field": "time", "old": "2026-11-25T09:00:00+00:00", "new": "2026-11-26T23:30:00+00:00"}],
    "held_minutes": None,
    "under_review": False,
    "again": "",
    "place": {"kind": "embedded", "tool": None, "words": "Anteroom's room", "instead_of": None},
    "door": "closed",
    "url": "https://anteroom.test/t/neutral",
    "actions": ["accept", "decline", "counter"],
    "offers": [
        {"id": "ctr_1", "starts_at": "2026-11-28T09:00:00+00:00", "ends_at": "2026-11-28T09:45:00+00:00"}
    ],
    "poll": None,
}


def test_it_words_a_card_in_utc_and_says_so() -> None:
    """Two people read it, each in a zone of its own, and nobody knows who reads."""
    worded = word_card(CARD, "en", how="how.words", link=True)
    assert worded.text.splitlines() == [
        "Interview: Scheduled",
        "Thu 26 Nov 2026, 23:30 UTC – Fri 27 Nov 2026, 00:15 UTC",
        "before: Wed 25 Nov 2026, 09:00 UTC",
        "A <first> talk & more",
        "Priya Venn (host): accepted",
        "Jonas Ferrer (candidate): no answer yet; late, until about Thu 26 Nov 2026, 23:40 UTC",
        "Anteroom's room",
        "The host also offers: Sat 28 Nov 2026, 09:00 UTC",
        "Answer here with one word: “accept” or “decline”.",
        "Open it: https://anteroom.test/t/neutral",
    ]
    assert all(moment in worded.text for moment in worded.minted)
    spanish = word_card(CARD, "es", how="how.words", link=False).text
    assert spanish.startswith("Entrevista: Programada\njue 26 nov 2026, 23:30 UTC")
    assert "https" not in spanish


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_which_times_are_offered_and_none_of_them_as_the_interviews_own(language: Language) -> None:
    asked: Card = {
        **CARD,
        "state": "proposed",
        "changes": [],
        "offers": [],
        "actions": ["mark"],
        "poll": {
            "deadline": "2026-11-27T09:00:00+00:00",
            "times": [
                {
                    "id": f"ptm_{day}",
                    "starts_at": f"2026-11-{day}T09:00:00+00:00",
                    "ends_at": f"2026-11-{day}T09:45:00+00:00",
                }
                for day in (28, 29)
            ],
        },
    }
    worded = word_card(asked, language, how="how.words", link=True)
    times = {"en": "Sat 28 Nov 2026, 09:00 UTC; Sun 29 Nov", "es": "sáb 28 nov 2026, 09:00 UTC; dom 29 nov"}
    assert times[language] in worded.text and "23:30" not in worded.text
    assert catalogue(language)["how.words"] not in worded.text and asked["url"] in worded.text
    assert all(moment in worded.text for moment in worded.minted if moment)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_words_for_everything_that_a_card_can_say(language: Language) -> None:
    words = catalogue(language)
    assert words.keys() == catalogue("en").keys()
    for kind, values in (("state", State), ("answer", Answer), ("role", Role)):
        assert {f"{kind}.{value}" for value in values} <= words.keys()
    assert (len(words["days"].split()), len(words["months"].split())) == (7, 12)
    over: Card = {**CARD, "state": "held", "held_minutes": 32, "actions": [], "reason": "It is over."}
    text = word_card(over, language, how="how.words", link=False).text
    assert "32" in text.splitlines()[0] and words["how.words"] not in text and "It is over." in text
    assert word_message("Jonas", "fax", "Hello {there}", language).endswith("Hello {there}")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("accept", Answer.ACCEPTED),
        ("  Accept!\n", Answer.ACCEPTED),
        ("“Acepto.”", Answer.ACCEPTED),
        ("DECLINE", Answer.DECLINED),
        ("rechazo", Answer.DECLINED),
        ("maybe", Answer.TENTATIVE),
        ("yes", None),
        ("I accept nothing", None),
        ("accept decline", None),
        ("", None),
        ("accept" * 1000, None),
    ],
)
def test_it_takes_a_word_for_an_answer_only_where_it_is_the_whole_message(
    text: str, answer: Answer | None
) -> None:
    assert typed_answer(text) is answer


@pytest.mark.parametrize(
    ("emoji", "answer"),
    [
        ("✅", Answer.ACCEPTED),
        ("👍🏽", Answer.ACCEPTED),
        ("✔️", Answer.ACCEPTED),
        ("❌", Answer.DECLINED),
        ("👎", Answer.DECLINED),
        ("🎉", None),
        ("", None),
        ("✅✅", None),
    ],
)
def test_it_knows_what_people_press(emoji: str, answer: Answer | None) -> None:
    assert pressed_answer(emoji) is answer


@pytest.mark.parametrize(
    ("thread", "place"),
    [
        ("!room:market.test", Place("!room:market.test")),
        ("!room:market.test/$root", Place("!room:market.test", "$root")),
        ("!room", Place("!room")),
        ("room:market.test", None),
        ("!room:market.test/", None),
        ("!room:market.test/root", None),
        ("!room:market.test/$root here", None),
        ("!" + "r" * 300, None),
    ],
)
def test_it_reads_where_a_thread_is(thread: str, place: Place | None) -> None:
    assert place_of(thread) == place
