"""In which language somebody is spoken to, and that every language says everything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from anteroom.languages import LANGUAGES, liked, sentences, spoken

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    each
    for house in ("plugin", "integrations")
    for each in (ROOT / house).rglob("catalogues")
    if each.is_dir()
)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES-419", "es"),
        (" es ", "es"),
        ("en-GB", "en"),
        ("pt-BR", "en"),
        ("", "en"),
    ],
)
def test_it_speaks_the_language_of_a_tag_or_english(tag: str, language: str) -> None:
    assert spoken(tag) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es", "es"),
        ("en;q=0.4, es-AR;q=0.8", "es"),
        ("de, fr;q=0.9, es;q=0.1", "es"),
        ("es;q=0, en;q=0.1", "en"),
        ("es;q=0", "en"),
        ("es;q=nonsense", "en"),
        ("", "en"),
        (",;,=;q", "en"),
        ("de," * 200 + "es", "en"),
    ],
)
def test_it_takes_what_a_browser_likes_best_within_a_bound(accepted: str, language: str) -> None:
    assert liked(accepted) == language


def test_a_catalogue_that_is_not_there_is_no_silence() -> None:
    with pytest.raises(FileNotFoundError):
        sentences("anteroom.passes", "xx", "lobby")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: str(each.relative_to(ROOT).parent))
def test_every_language_says_everything_and_fills_no_gap_that_english_has_not(folder: Path) -> None:
    """English says errors in their own words (`errors.py`), so those alone may stand in others only."""
    names = {each.name.removesuffix(".json").rpartition(".")[0] for each in folder.glob("*.json")}
    assert names
    for name in names:
        english, *others = (_gaps_of(folder, name, language) for language in LANGUAGES)
        for other in others:
            assert english.keys() <= other.keys()
            assert all(key.startswith("error.") for key in other.keys() - english.keys())
            assert [key for key, gaps in english.items() if not other[key] <= gaps] == []


def _gaps_of(folder: Path, name: str, language: str) -> dict[str, set[str]]:
    """Return what each sentence of a catalogue leaves open, by the sentence's name."""
    file = folder / f"{name}{'.' if name else ''}{language}.json"
    said = json.loads(file.read_text("utf-8"))
    return {
        key: set(re.findall(r"\{\w*\}", value if isinstance(value, str) else " ".join(value)))
        for key, value in said.items()
    }


FAMILIAR = re.compile(
    r"\b(tú|te|ti|tu|tus|tuy[oa]s?|contigo|eres|estás|puedes|quieres|tienes|eliges|sabes|recibes|inténtalo|dilo)\b",
    re.IGNORECASE,
)


OTHER_WORDS = re.compile(r"\b(mercado|freelance|profesional)\b", re.IGNORECASE)
"""For which `plataforma` and `freelancer` are said everywhere."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: str(each.relative_to(ROOT).parent))
def test_spanish_has_one_tone_and_one_word_for_one_thing(folder: Path) -> None:
    """Nobody is spoken to as a friend, on no surface."""
    assert FAMILIAR.search("Si no lo quieres, cierra esta página.") and OTHER_WORDS.search(
        "Lo dice el mercado."
    )
    for file in folder.glob("*es.json"):
        said = json.loads(file.read_text("utf-8"))
        assert {key: each for key, each in said.items() if FAMILIAR.search(str(each))} == {}, file.name
        assert {key: each for key, each in said.items() if OTHER_WORDS.search(str(each))} == {}, file.name
