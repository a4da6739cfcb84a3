"""What embeds say: the same in English and in Spanish."""

from __future__ import annotations

import re
import string

from anteroom.embeds.words import embed_words
from embeds.frame import Frames
from embeds.test_cards import plain


def test_every_sentence_is_there_in_both_languages_with_the_same_places() -> None:
    english, spanish = embed_words("en").words, embed_words("es-AR").words
    assert set(english) == set(spanish)
    for key, sentence in english.items():
        places = [
            sorted({field for _, field, _, _ in string.Formatter().parse(text) if field})
            for text in (sentence, spanish[key])
        ]
        assert places[0] == places[1], key


async def test_it_speaks_the_viewers_language(frames: Frames) -> None:
    body = {"role": "freelancer", "display_name": "Leo Marchetti", "language": "es"}
    status, told = await frames.reception.api.put("/v1/members/m-leo", body)
    assert status == 200, told
    leo = await frames.open("leo")
    shown = (await leo.get("/embed/card")).text
    assert 'lang="es"' in shown and "Propuesta" in plain(shown) and "Aceptar" in plain(shown)
    # A zone that nobody told us is not made up.
    assert "mié 25 nov, 14:00–14:45" in plain(shown) and "UTC" in plain(shown)
    assert not re.search(r"\b(Accept|Decline|Open|Propose)\b", plain(shown))
    refused = await leo.send(f"/embed/interviews/{frames.interview}/late", {"minutes": "10"})
    assert refused.status == 409 and "Mire cómo está ahora" in plain(refused.text)
