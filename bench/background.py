"""Talk that is not about contact at all, in English: shops, banks, cafes, support, work, titles of posts.

Most messages are of that kind, and hand-written look-alikes are not. Made by chance, always the same, from
tests/guard/material/training/background.json: what is said need not be true, only said in such words.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any, Final

_TITLES: Final = 0.2
_ASKED: Final = 0.45
_STATED: Final = 0.65
_SAID: Final = 0.93
"""Shares of the shapes of a text, each up to its number."""
_OWNED: Final = 0.6
_STOPPED: Final = 0.4
_FOLLOWED: Final = 0.25
_CAPITAL: Final = 0.6


def background(file: Path, count: int, seed: int = 7) -> list[str]:
    """So many different texts, made of the words and patterns in `file`."""
    grammar = json.loads(file.read_text(encoding="utf-8"))
    chance = random.Random(seed)
    texts: dict[str, None] = {}
    while len(texts) < count:
        texts[_text(grammar, chance)] = None
    return list(texts)


def _text(grammar: dict[str, Any], chance: random.Random) -> str:
    shape = chance.random()
    if shape < _TITLES:
        titles = grammar["titles"]
        text = " ".join(filter(None, (chance.choice(titles[part]) for part in ("want", "what", "role"))))
    else:
        text = _message(grammar["shared"], chance.choice(grammar["domains"]), shape, chance)
    return text[0].upper() + text[1:] if chance.random() < _CAPITAL else text


def _message(shared: dict[str, Any], domain: dict[str, Any], shape: float, chance: random.Random) -> str:
    def one(part: str) -> str:
        return str(chance.choice((shared if part in shared else domain)[part]))

    def owned() -> str:
        return f"{one('whose')} {one('noun')}"

    if shape < _ASKED:
        text = f"{one('lead')}{one('ask')} {one('verb')} {owned()}{one('tail')}"
    elif shape < _STATED:
        text = f"{one('lead')}{owned()} {one('state')}{one('tail')}"
    elif shape < _SAID:
        first, *others = one("said").split("{n}")
        text = one("lead") + first
        for other in others:
            text += (owned() if chance.random() < _OWNED else one("noun")) + other
    else:
        text = f"{one('lead')}{one('why')} {owned()}{one('tail')}"
    if chance.random() < _STOPPED and text[-1].isalpha():
        text += chance.choice("?.!.?")
    if chance.random() < _FOLLOWED:
        text += f"{'. ' if text[-1].isalpha() else ' '}{owned()} {one('state')}."
    return text
