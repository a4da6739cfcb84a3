"""What people read after a call is there in every language, whole, and for every case."""

from __future__ import annotations

import re

from anteroom.interviews.model import State
from anteroom.languages import LANGUAGES
from anteroom.verdicts.after import Seen
from anteroom.verdicts.model import Cause, Said, Trouble
from anteroom.verdicts.store import JUDGED
from anteroom.verdicts.words import after_words

NAMES = re.compile(r"{(\w+)}")


def test_every_language_has_the_same_sentences_with_the_same_names_in_them() -> None:
    first, *others = (after_words(each).sentences for each in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
        assert {key: NAMES.findall(text) for key, text in first.items()} == {
            key: NAMES.findall(text) for key, text in other.items()
        }
        assert not [key for key, text in other.items() if text == first[key]]


def test_there_is_a_sentence_for_whatever_can_be_said() -> None:
    wanted = {
        *(f"head.{state}" for state in (*JUDGED, State.EXPIRED)),
        *(f"contest.claim.{state}" for state in JUDGED),
        *(f"contest.{state}" for state in ("open", "corrected", "kept", "expired")),
        *(f"cause.{cause}" for cause in Cause if cause),
        *(f"seen.{seen}" for seen in Seen if seen),
        *(f"connection.{said}" for said in Said),
        *(f"connection.what.{trouble}" for trouble in Trouble),
        *(f"note.reviewed.{ruled}" for ruled in ("correct", "keep", "expired")),
    }
    assert wanted - after_words("en").sentences.keys() == set()
    assert after_words("es-MX").language == "es" and after_words("ja").language == "en"
