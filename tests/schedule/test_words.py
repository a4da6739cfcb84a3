"""What the form and the offer say, in both languages."""

from __future__ import annotations

import re

import pytest

from anteroom.interview_offers.words import offer_words
from anteroom.sandbox.world import World
from anteroom.schedule.words import schedule_words
from api_client import ApiClient
from schedule.form import dialog_of


def test_every_sentence_is_there_in_both_languages_with_the_same_names_in_it() -> None:
    english, spanish = schedule_words("en").words, schedule_words("es-MX").words
    assert english.keys() == spanish.keys()
    for key, said in english.items():
        assert set(re.findall(r"{(\w+)}", said)) == set(re.findall(r"{(\w+)}", spanish[key])), key


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_answer_to_paste_names_the_marketplace_and_nobody(language: str) -> None:
    said = offer_words(language)("paste", marketplace="Harbourline")
    assert "Harbourline" in said and "{" not in said


async def test_a_client_who_speaks_spanish_reads_spanish(quiet_world: World) -> None:
    """Form, faults and the last step; the zone is named there as everywhere."""
    told = {"role": "client", "display_name": "Maya Okafor", "organisation": "org-larkfield"}
    body = told | {"organisation_roles": ["scheduler"], "language": "es", "time_zone": "Europe/Madrid"}
    assert (await ApiClient(quiet_world).put("/v1/members/m-maya", body))[0] == 200
    dialog = await dialog_of(quiet_world, "maya", "p-ledger")
    form = await dialog.frame.get("/embed/schedule")
    assert "Programar una entrevista" in form.text and "Su hora: Madrid, UTC+1" in form.text
    fault = await dialog.check(guest__0__email="nada")
    assert fault.status == 422 and "Esto no es una dirección de correo." in fault.text
    step = await dialog.check(guest__0__email="jefa@larkfield.example")
    assert step.status == 200 and "Quién verá qué" in step.text and "jue 26 nov" in step.text.lower()
