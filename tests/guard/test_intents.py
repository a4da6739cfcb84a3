"""Requests to leave and hints where contact is kept are warned about; look-alikes pass."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard, Kind
from anteroom.guard.grammar import LANGUAGES, language

GUARD = Guard()

REQUESTS = [
    "Could you hop on Viber for five minutes?",
    "Honestly I'd rather discuss the rest over Telegram.",
    "Which number should I dial?",
    "Any chance you have Discord?",
    "Shall we wrap this up outside the platform and split the fee?",
    "I can give you my phone number if that helps.",
    "Mejor charlamos por Telegram, respondo antes.",
    "¿Cuál es tu correo personal?",
    "Podemos resolver isso pelo zap, é mais rápido.",
    "Qual é o seu número de celular?",
    "On pourrait en discuter sur WhatsApp ?",
    "Quelle est votre adresse mail ?",
    "Wollen wir das lieber über Telegram besprechen?",
    "Wie lautet Ihre Handynummer?",
]

HINTS = [
    "You'll find my phone number on the last slide of the deck.",
    "Open the attached resume, my email is in the header.",
    "I'm on Instagram under the same name as here.",
    "Just google my studio name and call.",
    "Mi correo está en la firma del documento adjunto.",
    "Meu telefone aparece no rodapé do PDF.",
    "Mon numéro est en bas de la dernière page du devis.",
    "Meine Mailadresse findest du im PDF ganz unten.",
]

LOOK_ALIKES = [
    "Let's call it a day and pick this up tomorrow.",
    "Please keep in touch with the API team about the schema.",
    "Build a WhatsApp bot that sends every customer the order number.",
    "The Skype integration has to go, replace it with Teams.",
    "The phone number field rejects my input with spaces.",
    'The button says "Send us your email" and should be green.',
    "Please don't send me your number, it's against the rules.",
    "I won't move to Telegram, we can talk here.",
    '`reply("give me your number")` is what the parser returns.',
    "Why is the email column in your sheet empty?",
    "My portfolio has three case studies about checkout pages.",
    "El campo de teléfono del formulario no guarda tu número.",
    "Não passo meu número antes do contrato.",
    "Je ne donne pas mon numéro avant la signature.",
    "Meine Nummer gebe ich vor dem Vertrag nicht heraus.",
    "Interview with Dana, VP Engineering: architecture, team, next steps",
]


@pytest.mark.parametrize("text", REQUESTS)
def test_it_warns_about_a_request_to_leave(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.WARN
    assert {finding.kind for finding in verdict.findings} == {Kind.SOLICITATION}
    assert verdict.redacted == text


@pytest.mark.parametrize("text", HINTS)
def test_it_warns_about_a_hint_where_contact_is_kept(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.WARN
    assert verdict.redacted == text


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_it_lets_look_alikes_pass(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW


def test_it_names_the_words_it_means() -> None:
    text = "Nice work! 👍 Könnten wir über WhatsApp weiterreden? Grüße"
    finding = GUARD.inspect(text, Context(language="de")).findings[0]
    assert "WhatsApp" in text[finding.start : finding.end]
    assert finding.rule.endswith(".de")
    assert "Grüße" not in text[finding.start : finding.end]
    assert "anderswo" in finding.explanation


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_reads_every_language(code: str) -> None:
    spoken = language(code)
    assert spoken.rules
    assert spoken.pointers


@pytest.mark.parametrize("piece", ["your number ", "whatsapp ", "my email is in ", "give me ", ", ", "私に"])
def test_it_reads_at_most_linearly_many_words(piece: str) -> None:
    """What a word costs is the same among thousands: spans found grow with the text and no faster."""
    words = (piece * 600).split()
    chart = language("en").read(words)
    assert all(len(ends) <= 40 for spans in chart.values() for ends in spans.values())
