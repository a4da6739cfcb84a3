"""Learns from examples how a request to leave is told from ordinary talk: `python -m bench.intents_training`.

Reads tests/guard/material/training and development, writes plugin/anteroom/guard/data/intents/weights.json,
and prints how well models do on authors whom they have not seen. The same examples always give
the same file. Logistic regression, one step an example (AdaGrad: Duchi, Hazan and Singer, JMLR 12, 2011);
of the sentences of a text that asks to leave the plainest ones count (multiple-instance learning). Half of
the evidence is hidden at each step, so that no word alone decides and the rest learns to speak for itself
(dropout: Wager, Wang and Liang, NIPS 2013), and the weights are the mean of those after the later rounds.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from base64 import b85encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from typing import Any, Final

from anteroom.guard.intents import clauses
from anteroom.guard.intents.lexicon import Reading, joined, lexicon, spoken
from anteroom.guard.intents.vetoes import unquoted
from anteroom.guard.intents.weights import PLACES, Feature, features, place, steadied
from anteroom.guard.texts.views import folded
from bench.background import background

MATERIAL: Final = Path(__file__).parents[1] / "tests" / "guard" / "material"
WEIGHTS: Final = Path(__file__).parents[1] / "plugin/anteroom/guard/data/intents/weights.json"
_ASKING: Final = ("solicitation", "pointer")
_ORDINARY: Final = "ordinary"
_BACKGROUND: Final = 7_000
"""Texts that are not about contact, beside the hand-written ones."""
_ROUNDS: Final = 12
_UNSETTLED: Final = 4
"""Rounds after which the weights are not yet part of the mean."""
_HIDDEN: Final = 0.5
"""The part of the evidence that is hidden at each step."""
_STEP: Final = 0.5
_FORGETTING: Final = 0.2
"""By which part all weights shrink after each round, so that what occurs in few texts weighs little."""
_RAREST: Final = 2
"""Texts in which a feature must occur to be learnt of."""
_SMALLEST: Final = 0.07
"""Log-odds below which a weight is not written down; at 0.14 one request in twenty more is missed."""
_SMALLEST_OF_KINDS: Final = 0.2
"""The same where hints are told from requests, which only says what the sender is told."""
_SMALLEST_OF_WORDS: Final = 0.14
"""The same of the quick look."""
_LARGEST: Final = 127
"""Hundredths that fit into the file's octets."""
_FARTHEST: Final = 255
_CERTAIN: Final = 0.002
_CAUTION: Final = 0.35
"""Log-odds asked for beyond even ones: of real messages far fewer ask to leave than of these."""
_CARE: Final = 3
"""Ordinary texts that one that asks counts for in the quick look, which must rather let too much pass."""
_LENIENCE: Final = 1.2
"""Log-odds that the quick look takes off: of what is found at all, one or two in a hundred do not pass it."""
HANDS: Final = (
    *("hand_one", "hand_two", "hand_three", "corpus_three", "hand_four", "hand_five", "hand_seven"),
    *("hand_eight", "hand_nine", "development"),
)
"""Files of one author each: learnt without, tried on it, they say what a new author's texts would show."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text of the material: its label ("solicitation", "pointer", "ordinary"), language and file."""

    text: str
    label: str
    lang: str
    file: str


def examples(material: Path = MATERIAL) -> list[Example]:
    """All that is learnt from, in the order of the files."""
    found = []
    for file in sorted((material / "training").glob("*.jsonl")):
        found += [Example(row["text"], row["label"], row["lang"], file.stem) for row in _rows(file)]
    everyday = background(material / "training" / "background.json", _BACKGROUND)
    found += [Example(text, _ORDINARY, "en", "background") for text in everyday]
    for row in _rows(material / "development" / "positives.jsonl"):
        if row["class"] in _ASKING:
            found.append(Example(row["text"], row["class"], row["lang"], "development"))
    for row in _rows(material / "development" / "negatives.jsonl"):
        found.append(Example(row["text"], _ORDINARY, row["lang"], "development"))
    return found


def _rows(file: Path) -> Iterator[dict[str, str]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def digest(material: list[Example]) -> str:
    """Names the material that weights came from."""
    lines = "".join(f"{one.label}\t{one.lang}\t{one.text}\n" for one in material)
    return hashlib.sha256(lines.encode()).hexdigest()


def sentences(text: str) -> list[list[str]]:
    """The sentences of a text, as the guard cuts it."""
    return clauses.sentences(clauses.plain(unquoted(folded(text).text)))


def readings(text: str) -> list[Reading]:
    """The sentences of a text and the stretches of them, as the guard reads them."""
    found = sentences(text)
    known = lexicon(spoken(set().union(*found)))
    read = [known.read(words) for words in found]
    lengths = [len(words) for words in found]
    spans = [(n, n + 1) for n in range(len(found))]
    spans += sorted({span for n in range(len(found)) for span in clauses.stretches(lengths, n)})
    return [joined(read[first:end]) for first, end in spans]


Part = tuple[list[Feature], float]
"""The evidence in a part of a text, and by what the sum of its weights is multiplied."""


def evidence(reading: Reading) -> Part:
    """What the guard weighs."""
    return sorted(features(reading)), steadied(len(reading.signs))


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: a weight for each feature, and one for all texts."""

    weights: dict[Feature, float]
    bias: float

    def log_odds(self, text: list[Part]) -> float:
        """Of the part that speaks plainest for it."""
        sums = (scale * sum(self.weights.get(name, 0.0) for name in names) for names, scale in text)
        return self.bias + max(sums, default=-10.0)


def learn(texts: list[tuple[list[Part], bool]], *, hidden: float = _HIDDEN, marked: float = 1) -> Model:
    """A model of what tells texts marked true from the others.

    Of the evidence the part `hidden` is hidden at each step; a marked text counts for `marked` others.
    """
    seen = Counter(name for text, _ in texts for name in {name for names, _ in text for name in names})
    names = sorted(name for name, count in seen.items() if count >= _RAREST)
    number = {name: place for place, name in enumerate(names)}
    numbered = [
        ([([number[name] for name in names if name in number], scale) for names, scale in text], mark)
        for text, mark in texts
        if text
    ]
    weights, bias = _descend(numbered, len(names), hidden, marked)
    return Model(dict(zip(names, weights, strict=True)), bias)


def _descend(
    texts: list[tuple[list[tuple[list[int], float]], bool]], size: int, hidden: float, marked: float
) -> tuple[list[float], float]:
    weights, squares, mean = [0.0] * size, [1.0] * size, [0.0] * size
    bias, bias_square, mean_bias = -1.0, 1.0, 0.0
    order, chance = list(range(len(texts))), random.Random(1)
    drawn, shown = chance.random, 1 - hidden
    for round_ in range(_ROUNDS):
        chance.shuffle(order)
        for one in order:
            text, mark = texts[one]
            counts = marked if mark else 1
            said = [scale * sum([weights[n] for n in names]) for names, scale in text]
            for names, scale in [text[said.index(max(said))]] if mark else text:
                kept = [n for n in names if drawn() < shown]
                told = bias + scale * sum([weights[n] for n in kept]) / shown
                error = counts * (1 / (1 + exp(-max(-30.0, min(30.0, told)))) - mark)
                if abs(error) < _CERTAIN:
                    continue
                slope = error * scale / shown
                for n in kept:
                    squares[n] += slope * slope
                    weights[n] -= _STEP * slope / sqrt(squares[n])
                bias_square += error * error
                bias -= _STEP * error / sqrt(bias_square)
        weights = [weight * (1 - _FORGETTING) for weight in weights]
        if round_ >= _UNSETTLED:
            mean = [so_far + weight for so_far, weight in zip(mean, weights, strict=True)]
            mean_bias += bias
    counted = _ROUNDS - _UNSETTLED
    return [weight / counted for weight in mean], mean_bias / counted


def train(material: list[Example]) -> dict[str, Any]:
    """The weights file: what tells asking from ordinary texts, and hints from requests."""
    read = [([evidence(one) for one in readings(one.text)], one.label) for one in material]
    asking = learn([(text, label != _ORDINARY) for text, label in read])
    pointing = learn([(text, label == "pointer") for text, label in read if label != _ORDINARY])
    words = [(bare_words(one.text), one.label != _ORDINARY) for one in material]
    screen = learn(words, hidden=0, marked=_CARE)
    return {
        "training": digest(material),
        "leads away": {
            "bias": round(100 * (asking.bias - _CAUTION)),
            "screen": _screen(screen),
            "weights": packed(asking, _SMALLEST),
        },
        "points": {"bias": round(100 * pointing.bias), "weights": packed(pointing, _SMALLEST_OF_KINDS)},
    }


def bare_words(text: str) -> list[Part]:
    """What the quick look at each sentence sees, before it is read."""
    return [([("word", word) for word in words], 1.0) for words in sentences(text)]


def _screen(model: Model) -> dict[str, Any]:
    words = {
        name: round(100 * weight)
        for (_, name), weight in sorted(model.weights.items())
        if abs(weight) >= _SMALLEST_OF_WORDS
    }
    return {"bias": round(100 * (model.bias + _LENIENCE)), "word": words}


def packed(model: Model, smallest: float) -> str:
    """The weights of a model as `anteroom.guard.intents.weights.unpacked` reads them."""
    at_places = [0.0] * PLACES
    for (kind, name), weight in model.weights.items():
        if abs(weight) >= smallest:
            at_places[place(kind, name)] += weight
    octets, last = bytearray(), 0
    for number, weight in enumerate(at_places):
        if hundredths := max(-_LARGEST, min(_LARGEST, round(100 * weight))):
            skips, left = divmod(number - last, _FARTHEST)
            octets += bytes((_FARTHEST, 0)) * skips + bytes((left, hundredths & 0xFF))
            last = number
    return b85encode(bytes(octets)).decode()


def written(weights: dict[str, Any]) -> str:
    """The weights as they stand in the file."""
    return json.dumps(weights, ensure_ascii=False, indent=1) + "\n"


def tried(material: list[Example], hand: str) -> Iterator[tuple[Example, float]]:
    """The log-odds of one author's examples, by a model that has seen the other authors' only.

    Without the quick look, which loses one or two in a hundred more.
    """
    own = {one.text for one in material if one.file == hand}
    read = [[evidence(part) for part in readings(one.text)] for one in material]
    model = learn(
        [
            (text, one.label != _ORDINARY)
            for text, one in zip(read, material, strict=True)
            if one.text not in own
        ]
    )
    for text, one in zip(read, material, strict=True):
        if one.file == hand:
            yield one, model.log_odds(text)


def table(results: list[tuple[Example, float]]) -> str:
    """Per author and label, how many of the texts are held to ask or to point."""
    totals: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for one, log_odds in results:
        for name in (one.file, "all", "all but English" if one.lang != "en" else "English"):
            totals[name, one.label] += 1
            found[name, one.label] += log_odds > _CAUTION
    lines = ["texts that are warned about, by a model that knows nothing of their author"]
    for name in (*HANDS, "English", "all but English", "all"):
        shares = (
            f"{label} {found[name, label]} of {totals[name, label]} = "
            f"{100 * found[name, label] / max(1, totals[name, label]):.1f} %"
            for label in (*_ASKING, _ORDINARY)
        )
        lines.append(f"{name:16}" + ", ".join(shares))
    return "\n".join(lines)


def main() -> None:
    """Writes the weights and prints what they are worth."""
    material = examples()
    text = written(train(material))
    WEIGHTS.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(material)} examples, {len(text.encode())} octets in {WEIGHTS.name}\n")
    results = [result for hand in HANDS for result in tried(material, hand)]
    sys.stdout.write(table(results) + "\n")


if __name__ == "__main__":
    main()
