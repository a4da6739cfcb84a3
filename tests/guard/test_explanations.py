"""Every finding explains itself to its sender: kindly, in the sender's language, with a way to talk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from anteroom.guard import Action, Context, Exchange, Guard, Kind
from anteroom.guard.explain import explanation
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
    kinds = {*Kind, *(f"{part}:{kind}" for part in ("hidden", "name") for kind in Kind)}
    assert own.keys() == english.keys() >= {*kinds, "pieces", "next:interview", "next:reword"}
    assert all(sentence.strip() for sentence in own.values())
    if language != "en":
        assert not [key for key in own if own[key] == english[key]]


def every_explanation(language: str, surface: str) -> Iterator[str]:
    context = Context(language=language, surface=surface)
    for kind in (kind for kind in Kind if kind is not Kind.OVERLONG):
        for certain in (True, False):
            yield explanation(kind, context, certain=certain)
        yield explanation(kind, context, certain=True, pieces=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_offers_the_sanctioned_way_to_talk(language: str) -> None:
    interview = sentences(language)["next:interview"]
    assert all(said.endswith(interview) for said in every_explanation(language, "message"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("surface", ["agenda", "title", "label", "name", "file", "comment"])
def test_it_asks_to_write_otherwise_where_one_is_being_scheduled(language: str, surface: str) -> None:
    own = sentences(language)
    for said in every_explanation(language, surface):
        assert own["next:interview"] not in said
        assert said.endswith(own["next:reword"]) or said in own.values()
    certain = explanation(Kind.EMAIL, Context(language=language, surface=surface), certain=True)
    assert certain.endswith(own["next:reword"])


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
    shown = sentences(language)
    whole = verdict.explanation.removesuffix(shown["next:interview"]).rstrip()
    assert whole in shown.values()


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
    assert verdict.explanation == explanation(Kind.PHONE, Context(language=language), certain=True)
    assert verdict.explanation.startswith(sentences(language)[Kind.PHONE])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_when_a_detail_came_in_pieces(language: str) -> None:
    exchange = Exchange()
    said = []
    for text in ("503", "555", "0119"):
        verdict, exchange = exchange.said(
            GUARD, text, Context(language=language), sender="a", message=text, at=NOW
        )
        said.append(verdict.explanation)
    assert said[:2] == ["", ""]
    assert said[2].startswith(sentences(language)["pieces"])


@pytest.mark.parametrize(
    "text", [VALUES, "can we talk on WhatsApp?", "five five five oh one double four two one two"]
)
def test_it_says_what_weighed_in_a_finding(text: str) -> None:
    for finding in GUARD.inspect(text).findings:
        assert finding.features
        assert all(name and isinstance(weight, float) for name, weight in finding.features)
