"""The call's catalogues: the same sentences in each language, all of them used, none of them missing."""

from __future__ import annotations

import re

import pytest

from anteroom.languages import LANGUAGES
from anteroom.rooms.hooks import Reason
from anteroom.rooms.words import call_words
from deployment import ROOT

ROOM = ROOT / "plugin" / "anteroom" / "rooms"
COMPUTED = re.compile(
    r"(?:ending|quality|chat\.about|chat\.refused|denied)\.|closing\.(?!time)|(?:first|connecting)(?:\.title)?$"
    r"|report_(?!open)|devices\.help\.|gate\.(?:enter|device|instead|again)$"
)
"""Names that the page puts together."""
SAYS = re.compile(r'(?<!\.)say\("([\w.-]+)"')


def asked_for() -> set[str]:
    """The names that the page's script and template ask for by themselves."""
    sources = [*(ROOM / "static").glob("*.js"), *(ROOM / "templates").glob("*.html")]
    found = {name for path in sources for name in SAYS.findall(path.read_text())}
    return found - {"report_"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_sentence_once_and_no_other(language: str) -> None:
    names = {re.sub(r"\.(?:one|other)$", "", name) for name in call_words(language).words}
    assert asked_for() - names == set()
    assert {name for name in names - asked_for() if not COMPUTED.match(name)} == set()
    assert {f"ending.{reason}" for reason in Reason if reason is not Reason.RESTARTING} <= names


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_sentences_hold_the_same_places_as_the_english_ones(language: str) -> None:
    places = re.compile(r"\{\w+\}")
    english, said = call_words("en").words, call_words(language).words
    assert said.keys() == english.keys()
    for name, sentence in said.items():
        # "in a minute" names no number, and "Ends in one" may.
        kept = set(places.findall(sentence)) - {"{count}"}
        assert kept == set(places.findall(english[name])) - {"{count}"}, name


@pytest.mark.parametrize(("asked", "spoken"), [("es-MX", "es"), ("ES", "es"), ("fr", "en"), ("", "en")])
def test_it_speaks_english_to_whom_it_cannot_answer(asked: str, spoken: str) -> None:
    assert call_words(asked).language == spoken
