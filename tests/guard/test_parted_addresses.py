"""Addresses in pieces: a sign by its key or in any bracket, a host in words or without its dot."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()
BRACKETED = [
    "shift+2", "Shift-2", "alt gr + q", "alt+64", "option L", "U+0040", "0x40", "ASCII 64", "insert at",
    "put the at here", "at goes here", "little a with a tail", "a + circle", "you know which sign",
    "a con rabito", "a mit kringel", "a avec une queue",
    "la a en un círculo", "a com voltinha", "a z ogonkiem",
]  # fmt: skip


@pytest.mark.parametrize("sign", BRACKETED)
@pytest.mark.parametrize("brackets", ["()", "[]", "{}"])
def test_a_sign_may_be_described_in_any_bracket(sign: str, brackets: str) -> None:
    verdict = GUARD.inspect(f"Files to wrenna {brackets[0]}{sign}{brackets[1]} hollowcroft.net, thanks")
    assert verdict.action is Action.REDACT
    assert "hollowcroft" not in verdict.redacted


@pytest.mark.parametrize(
    "text",
    [
        "wrenna (at) hollow croft (dot) net",
        "wrenna arroba casa limonar punto com punto ar",
        "w-r-e-n-n-a at hollow croft ca",
        "w r e n n a (arobase) atelier du saule (pt) f r",
        "wrenna (chiocciola) filo rosso (p.to) it",
        "wrenna (małpa) mała łąka (kr.) p l",
        "wrenna [apenstaartje] werk hof [punt] n l",
        "wrenna (klammeraffe) nordhof werk (punkt) d e",
        "wrenna sobaka hollow-croft ru",
        "wrenna&#64;hollowcroft com au",
        "rui.f [a] hollowcroft [pt]",
        "wrenna at hollowcroft.fm",
        "wrenna [@hollowcroft] .net",
        "wrenna (at hollowcroft)(dot net)",
        "wrenna 🐒 hollowcroft.net",
        "wrenna ⓐ hollowcroft.net",
        "write to wrenna, then the at, then hollowcroft, ending dot net",
        "mail: wrenna at hollowcroft, and it ends in net",
        "guion arroba hollowcroft .es",
        "wrenna dot vale AATT hollow cr0ft DDOTT biz",
        "b1uro (m a ł p a) hollow kr0pka pl",
    ],
)
def test_a_host_may_be_several_words_and_lack_its_dot(text: str) -> None:
    assert GUARD.inspect(text).action is Action.REDACT


@pytest.mark.parametrize(
    "text",
    [
        "I tried this 4 times at that point to no avail",
        "The label (see the note above) goes under fig.2 com fotos",
        "Press shift+2 to type the sign, then save",
        "The shortcut (alt+64) does nothing on a Mac",
        "Nos vemos en la oficina a las 10 (puntual) por favor",
        "Mettez le point (rouge) au centre du logo",
        "Der Punkt (schwarz) steht bei Figur 3 zu weit links",
        "The kick-off is at noon at the office, no later",
        "Two tickets at 40 (net) each",
        "Kropka (czarna) na końcu zdania zostaje",
    ],
)
def test_what_only_looks_alike_passes(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
