"""A Jitsi's `config.js`, read without being run: which settings are written in it, and as what.

It is a program, so that nobody can know what it comes to without running it. Each place that gives a setting
a plain value counts; whoever wants to be sure that a setting is off asks whether every place says so, and at
least one does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from anteroom.guard.catalogue import pattern

_TOKEN = pattern(
    r"(?s)(//[^\n]*|/\*.*?\*/)|"
    r"('(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)|"
    r"([A-Za-z_$][A-Za-z0-9_$]*)|"
    r"(!0|!1|-?[0-9][0-9.]*)|"
    r"([^\s])"
)
_WORDS = {"!0": "true", "!1": "false"}


def settings_in(text: str) -> Mapping[str, frozenset[str]]:
    """Return every plain value that each dotted setting is given: `p2p.enabled` → {"false"}.

    Both ways of writing are read: one object literal, and assignments to `config.…` below it.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    scopes: list[str | None] = []
    tokens = list(_tokens(text))
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token in "{[(":
            scopes.append(None)
        elif token in "])}":
            if scopes:
                scopes.pop()
        else:
            key, after = _key(tokens, place, scopes)
            if key is not None and after < len(tokens):
                if tokens[after] == "{":
                    scopes.append(key)
                elif tokens[after] in "[(":
                    scopes.append(None)
                else:
                    found[key].add(_value(tokens, after))
                place = after + 1
                continue
        place += 1
    return {key: frozenset(values) for key, values in found.items()}


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        if not found[1]:
            yield found[0]


def _value(tokens: list[str], place: int) -> str:
    """Return the plain value that stands there; "" where it is the beginning of something longer."""
    if tokens[place + 1 : place + 2] and tokens[place + 1] in "|&?+-*/%<>=.([":
        return ""
    return _WORDS.get(tokens[place], tokens[place])


def _key(tokens: list[str], place: int, scopes: list[str | None]) -> tuple[str | None, int]:
    """Return the setting that begins here and where its value is; None where none does."""
    name = tokens[place].strip("'\"`")
    if place + 1 < len(tokens) and tokens[place + 1] == ":" and scopes:
        above = scopes[-1]
        return (f"{above}.{name}" if above else name), place + 2
    if name == "config":
        parts, after = [], place + 1
        while after + 1 < len(tokens) and tokens[after] == ".":
            parts.append(tokens[after + 1])
            after += 2
        if after < len(tokens) and tokens[after] == "=" and tokens[after + 1 : after + 2] != ["="]:
            return (".".join(parts) if parts else ""), after + 1
    return None, place
