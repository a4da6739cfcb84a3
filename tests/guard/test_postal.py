"""Postal addresses are taken out where somebody is to be met or written to; as a matter of work they warn."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard, Kind

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        "Send it to 1420 Elmridge Avenue, Apt 3, Portland, OR 97205",
        "Our office: 14 Harrow Mill Lane, Leeds LS1 4AB",
        "come by, 220 Maple Hollow Road, Toronto M5V 2T6",
        "Meine Anschrift: Birkenhofstraße 12, 10115 Berlin",
        "mijn adres is Tulpenhofstraat 8, 1017 AB Amsterdam",
        "mon adresse : 12 rue des Lilas, 75011 Paris",
        "mi casa: Calle de los Olivos, 14, 28013 Madrid",
        "meu endereço é Rua das Acácias, 240, 01310-100 São Paulo",
    ],
)
def test_it_takes_out_where_somebody_lives(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    assert {finding.kind for finding in verdict.findings} == {Kind.ADDRESS}
    assert "address" in verdict.explanation
    digits = [word for word in text.replace(",", " ").split() if word.isdigit()]
    assert not any(word in verdict.redacted for word in digits)


@pytest.mark.parametrize(
    "text",
    [
        "The map pin for 1420 Elmridge Avenue, Portland, OR 97205 is off by a block.",
        "The form must accept Birkenhofstraße 12, 10115 Berlin.",
    ],
)
def test_it_warns_where_an_address_may_be_the_work(text: str) -> None:
    assert GUARD.inspect(text).action is Action.WARN


@pytest.mark.parametrize(
    "text",
    [
        "Drive 30000 users to the new page",
        "Via email, 3 drafts by 10 May, please",
        "Close ticket 12345 on 4th of May",
        "Wall Street data for 2024, 10000 rows",
        "el plaza es en 3 semanas",
        "St. Patrick's campaign, 17 March 2027, budget 12000",
    ],
)
def test_it_leaves_words_that_also_name_streets(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW
