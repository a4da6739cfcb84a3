"""Every finding explains itself to its sender: kindly, in the sender's language, with a way to talk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from itertools import takewhile

import pytest

from anteroom.guard import Action, Context, Exchange, Guard, Kind
from anteroom.guard.texts.languages import LANGUAGES

GUARD = Guard()
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
VALUES = "ines@varga.dev, +44 7700 900319, t.me/inesvarga, telegram: ines_varga"


def sentences(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        files("anteroom.guard").joinpath(f"data/explanations/{language}.json").read_text("utf-8")
    )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_sentence(language: str) -> None:
    own, english = sentences(language), sentences("en")
    assert own.keys() == english.keys() >= {*Kind, *(f"hidden:{kind}" for kind in Kind), "pieces"}
    assert all(sentence.strip() for sentence in own.values())
    if language != "en":
        assert not [key for key in own if own[key] == english[key]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_offers_the_sanctioned_way_in_every_sentence(language: str) -> None:
    own = sentences(language)
    said = [own[key][::-1] for key in own if not key.startswith("hidden:") and key != Kind.OVERLONG]
    alike = list(takewhile(lambda letters: len(set(letters)) == 1, zip(*said, strict=False)))
    assert len(alike) >= 15, "".join(letters[0] for letters in alike)[::-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_never_repeats_the_value(language: str) -> None:
    verdict = GUARD.inspect(VALUES, Context(language=language))
    assert len(verdict.findings) >= 3
    for said in (
        verdict.explanation,
        verdict.redacted,
        *(finding.explanation for finding in verdict.findings),
    ):
        assert "varga" not in said
        assert "7700" not in said
    assert verdict.explanation in sentences(language).values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_finds_nothing_in_its_own_words(language: str) -> None:
    """A placeholder is shown, quoted and sent back; an explanation is pasted into a question to support."""
    own = sentences(language)
    assert not [key for key in own if GUARD.inspect(own[key]).action not in (Action.ALLOW, Action.WARN)]
    assert not [key for key in own if key.startswith("hidden:") and GUARD.inspect(own[key]).findings]


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("ZH_Hans", "zh"), ("ja", "ja"), ("../en", "en")]
)
def test_it_knows_a_language_by_its_tag(tag: str, language: str) -> None:
    verdict = GUARD.inspect("+44 7700 900319", Context(language=tag))
    assert verdict.explanation == sentences(language)[Kind.PHONE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_when_a_detail_came_in_pieces(language: str) -> None:
    exchange = Exchange()
    said = []
    for text in ("503", "555", "0119"):
        verdict, exchange = exchange.said(
            GUARD, text, Context(language=language), sender="a", message=text, at=NOW
        )
        said.append(verdict.explanation)
    assert said == ["", "", sentences(language)["pieces"]]


@pytest.mark.parametrize(
    "text", [VALUES, "can we talk on WhatsApp?", "five five five oh one double four two one two"]
)
def test_it_says_what_weighed_in_a_finding(text: str) -> None:
    for finding in GUARD.inspect(text).findings:
        assert finding.features
        assert all(name and isinstance(weight, float) for name, weight in finding.features)
