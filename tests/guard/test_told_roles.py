"""Addresses whose parts are told by what they are, or whose signs the reader is told to put in."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        "user wrenna, host hollowcroft, tld net",
        'local part "wrenna", domain "hollowcroft.net"',
        "send it to hollowcroft.net, user wrenna",
        "wrenna at my domain, hollowcroft.net",
        "wrenna@ (then my site) hollowcroft.net",
        "usuario wrenna, dominio hollowcroft, terminado en net",
        "Benutzer wrenna, Domain hollowcroft, Endung de",
        "utilisateur wrenna, domaine hollowcroft, se termine par fr",
        "my first name at hollowcroft.net",
        "mon prénom at hollowcroft.fr",
        "just take wrenna.vale and put it before @hollowcroft, french ending",
        "wrenna hollowcroft net, add the at and the dot yourself",
        "wrenna_hollowcroft_net, first underscore is the at and second a dot",
        "wrenna.hollowcroft.net but the first dot is an at",
        "wrenna hollowcroft io with an at in between",
        "wrenna hollowcroft es con la arroba en medio",
        "wrenna hollowcroft de, at dazwischen",
    ],
)
def test_an_address_told_by_its_parts_is_taken_out(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    assert "hollowcroft" not in verdict.redacted


@pytest.mark.parametrize(
    "text",
    [
        "The user table and the domain table need an index",
        "Bids ranged from 300 to 4,150. Yours at 1,200 is in the middle.",
        "Add the signs at the entrance, one between the doors",
        "Put the dot at the end of the line, net weight below",
        "Log in as user editor on the server staging, please",
        "First name, last name and e-mail are required in the form at signup",
        "Der Benutzer sieht die Domain in den Einstellungen",
    ],
)
def test_talk_of_users_domains_and_signs_passes(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
