"""What is let out without a look at the database: words of this program, and nothing else."""

from __future__ import annotations

from pathlib import Path

from anteroom.api.doorway import Passage
from anteroom_slack.typed import grammar
from anteroom_slack.typed.call import Outcome

ROOT = Path(__file__).parents[2]


def test_only_these_say_that_all_they_say_is_in_our_own_words() -> None:
    """Whoever adds a place here has made sure that nothing which a person wrote, or is called, is in it."""
    saying = {
        path.relative_to(ROOT / "integrations").as_posix(): path.read_text().count("in_own_words(")
        for path in (ROOT / "integrations").rglob("*.py")
        if "in_own_words(" in path.read_text()
    }
    assert saying == {
        "anteroom_slack/typed/call.py": 1,
        "anteroom_slack/typed/commands_in.py": 1,
        "anteroom_slack/typed/grammar.py": 2,
        "anteroom_slack/typed/late_verb.py": 1,
    }


def test_help_does_not_repeat_what_was_typed() -> None:
    """Not even a word that is no verb."""
    said = [grammar.usage(), grammar.unknown(), *(grammar.about(verb) for verb in grammar.VERBS)]
    assert all(each.fixed for each in said)
    assert grammar.unknown().text == f"{grammar.UNKNOWN}\n{grammar.usage().text}"


def test_other_words_are_looked_at() -> None:
    """Nothing is taken for our own by mistake."""
    assert not Outcome.saying("A title", Passage()).fixed
    assert not Outcome.opening({}, Passage()).fixed
