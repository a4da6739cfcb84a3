"""Names on other services, in many ways of giving them; talk of the same services as work stays untouched."""

from __future__ import annotations

from random import Random

import pytest

from anteroom.guard import Guard
from guard.written_handles import HANDLES, ORDINARY
from guard_disguises import LETTERS
from guard_handles import handles

GUARD = Guard()
NUMBER = 800
FOUND = 0.97
"""Share of the generated sentences whose handle must be found and wholly hidden."""


def left(text: str, start: int, end: int) -> str:
    """What redaction leaves of text[start:end], gaps aside."""
    hidden = {
        place for f in GUARD.inspect(text).findings if f.score >= 0.6 for place in range(f.start, f.end)
    }
    return "".join(text[i] for i in range(start, end) if not text[i].isspace() and i not in hidden)


@pytest.mark.parametrize("marked", HANDLES)
def test_it_takes_the_whole_name_out(marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    assert left(text, marked.index("«"), marked.index("»") - 1) == ""


@pytest.mark.parametrize("text", ORDINARY)
def test_it_leaves_talk_of_services_as_work(text: str) -> None:
    assert GUARD.inspect(text).redacted == text


@pytest.mark.parametrize("seed", range(2))
def test_it_finds_names_however_they_are_given(seed: int) -> None:
    missing = []
    for text, name in handles(Random(seed), NUMBER):
        start = text.rindex(name)
        if left(text, start, start + len(name)):
            missing.append(text)
    assert 1 - len(missing) / NUMBER >= FOUND, missing


@pytest.mark.parametrize("how", LETTERS)
def test_it_sees_through_letters_apart_or_alike(how: str) -> None:
    """In the service's name, in the writer's, and in both at once."""
    change = LETTERS[how]
    missing = []
    for service, name in (("telegram", "ines_varga"), ("instagram", "varga.films"), ("skype", "inesvarga77")):
        for way in ("my {s} is {n}", "{s}: {n}", "find me on {s} as {n}", "{n} on {s}"):
            for said, given in (
                (change(service), name),
                (service, change(name)),
                (change(service), change(name)),
            ):
                text = way.format(s=said, n=given)
                start = text.rindex(given)
                if left(text, start, start + len(given)):
                    missing.append(text)
    assert missing == []
