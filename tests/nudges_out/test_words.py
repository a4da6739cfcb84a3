"""Both languages say the same things of everything that can wait, and nothing is said in one alone."""

from __future__ import annotations

import re

from anteroom.nudges.escalation.model import Choice
from anteroom.nudges.model import Kind
from anteroom.nudges.seen import nudge_words
from anteroom.passes.words import lobby_words

ENGLISH, SPANISH = (nudge_words(language).words for language in ("en", "es-MX"))
OWN = sorted(set(ENGLISH) - set(lobby_words("en").words))


def test_both_catalogues_hold_the_same_sentences_with_the_same_gaps() -> None:
    """A gap that one language lacks would break a page in it alone."""
    assert set(ENGLISH) == set(SPANISH)
    for key in OWN:
        gaps = [sorted(re.findall(r"\{(\w+)\}", words[key])) for words in (ENGLISH, SPANISH)]
        assert gaps[0] == gaps[1], key
    same = [key for key in OWN if ENGLISH[key] == SPANISH[key]]
    assert set(same) <= {"subject"}, "what is alike in both is not translated"


def test_everything_that_waits_and_every_choice_has_its_words() -> None:
    """A new kind without words would fail only when somebody is first reminded of it."""
    for kind in Kind:
        assert {f"title.{kind}", f"why.{kind}"} <= set(OWN)
    for choice in Choice:
        assert {f"esc.sure.{choice}", f"esc.done.{choice}", f"esc.done.{choice}.what"} <= set(OWN)


def test_nobody_is_pressed_or_blamed() -> None:
    """Never blame, never an exclamation mark; a guest reads of no account."""
    for words in (ENGLISH, SPANISH):
        said = [words[key] for key in OWN]
        assert not [each for each in said if "!" in each or "¡" in each]
    assert "account" not in ENGLISH["whence.guest"]
