"""Of what is taken out nothing stays that could be put together again, and nothing else goes with it."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard, Kind
from anteroom.guard.clinging import with_what_clings
from anteroom.guard.suspicion import Suspicion


def whole(text: str, seen: str, kind: Kind = Kind.HANDLE) -> str:
    """What is taken out of `text` where a rule saw only `seen`."""
    start = text.index(seen)
    (found,) = with_what_clings(text, [Suspicion(kind, start, start + len(seen), "a.rule", 0.8)], 0.6)
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "seen", "taken"),
    [
        ("I'm Orla Vance-Hale there.", "Orla Vance", "Orla Vance-Hale"),
        ("skype tomas.subtit.pt, hoje", "tomas.subtit", "tomas.subtit.pt"),
        ("it is under@mill_works.", "mill", "under@mill_works"),
        ("ищи северная_мастерская!", "северная", "северная_мастерская"),
        ("telegram holm 88, please", "holm", "holm 88"),
        ("微信 lin 二零八", "lin", "lin 二零八"),
    ],
    ids=range(6),
)
def test_it_reaches_to_the_ends_of_the_word(text: str, seen: str, taken: str) -> None:
    assert whole(text, seen) == taken


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("I am orla_v. Then we talk.", "orla_v"),
        ("I am orla_v, 20 pages a day", "orla_v"),
        ("orla_v 3:30 pm", "orla_v"),
        ("orla_v 40% off", "orla_v"),
        ("微信orla谢谢", "orla"),
        ("(orla_v)", "orla_v"),
        ("cv_orla_v_2026.pdf", "orla_v"),
        ("orla_v [link hidden until a contract]", "orla_v"),
    ],
    ids=range(8),
)
def test_it_takes_nothing_else(text: str, seen: str) -> None:
    assert whole(text, seen) == seen


def test_it_takes_the_code_of_a_town_with_an_address_and_figures_with_no_number() -> None:
    text = "Bring it to 61 Wattle Parade, Coorambah 2555 on Tuesday"
    assert whole(text, "61 Wattle Parade, Coorambah", Kind.ADDRESS).endswith("Coorambah 2555")
    assert whole("call 555-0142 20 minutes later", "555-0142", Kind.PHONE) == "555-0142"


def test_it_leaves_doubts_and_requests_as_they_are() -> None:
    seen = [Suspicion(Kind.HANDLE, 0, 2, "a.rule", 0.4), Suspicion(Kind.POINTER, 0, 2, "b.rule", 0.9)]
    assert list(with_what_clings("abcdef", seen, 0.6)) == seen


def test_a_verdict_reaches_as_far() -> None:
    verdict = Guard().inspect("You find me on LinkedIn, I am Orla Vance-Hale there, message me on LinkedIn")
    assert verdict.action is Action.REDACT
    assert "Hale" not in verdict.redacted
