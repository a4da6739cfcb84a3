"""The console speaks both languages: the same sentences with the same gaps, a name for every listed page."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from anteroom.console.route import Page
from anteroom.console.table import TABLE
from anteroom.console.words import PACKAGE, console_words

FOLDER = files(PACKAGE).joinpath("catalogues")
NAMES = sorted(
    each.name.removesuffix(".en.json") for each in FOLDER.iterdir() if each.name.endswith(".en.json")
)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_the_same_in_both_languages(name: str) -> None:
    english, spanish = [
        json.loads(FOLDER.joinpath(f"{name}.{each}.json").read_text("utf-8")) for each in ("en", "es")
    ]
    assert set(english) == set(spanish)
    gaps = {key: (re.findall(r"{\w+}", english[key]), re.findall(r"{\w+}", spanish[key])) for key in english}
    assert {key for key, (one, other) in gaps.items() if set(one) != set(other)} == set()


def test_every_listed_page_has_a_name_and_no_language_is_refused() -> None:
    for language in ("en", "es-CO", "tlh"):
        say = console_words("", language)
        assert all(say(f"nav.{way.name}") for way in TABLE if isinstance(way, Page) and way.listed)
