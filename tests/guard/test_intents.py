"""Requests to leave and hints where contact is kept are warned about; look-alikes pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anteroom.guard import Action, Context, Guard, Kind
from anteroom.guard.catalogue import data
from anteroom.guard.intents.clauses import LONGEST, TOGETHER, places, plain, sentences, stretches
from anteroom.guard.intents.lexicon import CLASSES, LANGUAGES, lexicon, spoken
from anteroom.guard.intents.weights import weights
from anteroom.guard.texts.views import folded
from bench.intents_training import WEIGHTS, Example, digest, examples, train
from pace import dear

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
    "Could we work outside of the platform?",
    # A word between quotation marks is the writer's own.
    'Could we talk on "WhatsApp" instead?',
    'Let us move to "Telegram".',
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
    # Code, and what somebody else said.
    "if (wants) { reply = give me your phone number; }",
    "<label>what is your phone number?</label>",
    'The client wrote "let us talk on WhatsApp instead" and I said no.',
    "The banner says “let us continue on Telegram, what is your number?” and must go.",
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


def test_it_says_what_weighed() -> None:
    finding = GUARD.inspect("Can we move this to WhatsApp?").findings[0]
    names = dict(finding.features)
    assert any("channel" in name for name in names)
    assert sum(names.values()) > 0


@cache
def material() -> tuple[Example, ...]:
    return tuple(examples())


def test_the_weights_come_from_the_material() -> None:
    """Whoever changes the material runs `python -m bench.intents_training`."""
    assert data("intents/weights")["training"] == digest(list(material()))


LEARN_DUTCH = """
import hashlib, json
from bench.intents_training import examples, train
weights = train([one for one in examples() if one.lang == "nl"])
print(hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest())
"""

if os.environ.get("ANTEROOM_SOAK"):  # half a minute of learning; elsewhere the digest stands for it

    def test_the_same_material_gives_the_same_weights() -> None:
        assert train(list(material())) == json.loads(WEIGHTS.read_text(encoding="utf-8"))

    def test_learning_does_not_depend_on_chance() -> None:
        """Sets of words are in another order in every process."""
        learnt = {
            subprocess.run(
                [sys.executable, "-c", LEARN_DUTCH],
                env={**os.environ, "PYTHONHASHSEED": seed},
                cwd=Path(__file__).parents[2],
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            ).stdout
            for seed in ("1", "2")
        }
        assert len(learnt) == 1


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 700_000


def test_nothing_is_learnt_from_what_it_is_tried_on() -> None:
    names = ("held_out", "hands/six", "hands/ten", "hands/eleven", "hands/thirteen")
    closed = [Path(__file__).parent / "material" / name for name in names]
    learnt = {one.text for one in material()}
    files = [folder / f"{name}.jsonl" for folder in closed for name in ("positives", "negatives")]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows if row["text"] in learnt] == []  # not the texts: nobody is to read them


def test_the_material_has_every_label_in_every_language() -> None:
    seen = {(one.lang, one.label) for one in material()}
    assert seen >= {(lang, label) for lang in LANGUAGES for label in ("solicitation", "pointer", "ordinary")}


@pytest.mark.parametrize("code", [*LANGUAGES, "shared"])
def test_phrases_stand_as_texts_show_them(code: str) -> None:
    """A phrase that no text can show would never be found."""
    classes: dict[str, list[str]] = data(f"intents/{code}")["classes"]
    assert set(classes) <= set(CLASSES)
    for name, phrases in classes.items():
        for phrase in phrases:
            (shown,) = sentences(plain(folded(phrase.replace("*", "")).text))
            assert shown == phrase.replace("*", "").split(), (name, phrase)


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_knows_a_language_by_its_common_words(code: str) -> None:
    common: list[str] = data(f"intents/{code}")["common"]
    assert spoken(set(common)) == code


SHAPES = [
    *(
        "your number ",
        "whatsapp ",
        "my email is in ",
        "give me ",
        ", ",
        "? ",
        ". ",
        "私に",
        "don't ",
        "why don't we ",
    ),
    *('"give me your number" ', '"', "'", "a.b.c. ", "what is the ", "¶ ", "dé ", "на "),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_it_reads_a_word_at_a_bounded_cost(shape: str) -> None:
    """Sentences are read once; each belongs to a few stretches of them, of which none is long."""
    text = (shape * 3_000)[:20_000]
    lengths = [len(words) for words in sentences(plain(text))]
    for number in range(0, len(lengths), 50):
        spans = list(stretches(lengths, number))
        assert len(spans) < TOGETHER * TOGETHER
        assert all(sum(lengths[first:end]) <= LONGEST for first, end in spans)
    times, _ = dear(lambda: GUARD.inspect(text))
    assert times < 300


def test_every_word_is_in_one_sentence_and_has_a_place() -> None:
    text = plain("One two. Three, 'four'? w.a. or -- t.g.! " * 40 + "word " * 300 + "方便加个微信聊吗?")
    found = sentences(text)
    assert all(0 < len(words) <= LONGEST for words in found)
    assert len([word for words in found for word in words if word.isalpha()]) == 5 * 40 + 300 + 8
    spans = places(text, found)
    assert spans == sorted(spans)
    for words, (start, end) in zip(found, spans, strict=True):
        assert text[start:end].startswith(words[0])
        assert text[start:end].endswith(words[-1])


def test_it_finds_a_request_among_much_else() -> None:
    before = "The handler lacks a lock. Rows 4 to 9 are empty. " * 40
    text = f"{before}Can we talk on WhatsApp instead? {before}"
    (finding,) = GUARD.inspect(text).findings
    assert text[finding.start : finding.end].startswith("Can we talk on WhatsApp")


def test_it_is_ready_soon() -> None:
    """Weights and words of a language are read when first needed, in well under a tenth of a second."""
    for loaded in (data, weights, lexicon):
        cleared: Any = loaded
        cleared.cache_clear()
    times, _ = dear(lambda: (weights(), lexicon("en")))
    assert times < 30
