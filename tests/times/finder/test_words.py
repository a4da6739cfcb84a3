"""The reasons for a time, as people read them."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from anteroom.languages import LANGUAGES
from anteroom.times.finder.model import Code, Reason
from anteroom.times.finder.words import in_words

LABELS = {"d": "Dana, VP", "i": "Inés", "h": "you", "x": "Lee", "y": "Max"}
ALL, NEED, MAY = Code.ALL_CAN, Code.REQUIRED_CAN, Code.OPTIONAL_CAN


@pytest.mark.parametrize(
    ("reasons", "english", "spanish"),
    [
        ((Reason(ALL, 4, 4),), "All 4 can.", "Las 4 personas pueden."),
        (
            (Reason(NEED, 2, 2), Reason(MAY, 1, 3)),
            "Both who must be there can. 1 of the 3 who may come can.",
            "Pueden las dos personas que tienen que asistir. "
            "Puede una de las 3 personas de asistencia opcional.",
        ),
        (
            (Reason(NEED, 2, 3), Reason(Code.UNKNOWN, 1, 3, ("d",))),
            "2 of the 3 who must be there can. It is not known whether Dana, VP can.",
            "Pueden 2 de las 3 personas que tienen que asistir. No se sabe si Dana, VP puede.",
        ),
        (
            (Reason(Code.OUTSIDE_HOURS, 2, 3, ("d", "i")), Reason(Code.EARLY_OR_LATE, 1, 3)),
            "Outside the usual hours of Dana, VP and Inés. Early, late or at the weekend for one person.",
            "Fuera del horario habitual de Dana, VP e Inés. "
            "Muy temprano, muy tarde o en fin de semana para una persona.",
        ),
        (
            (Reason(Code.UNKNOWN, 5, 5, ("h", "d", "i", "x", "gone")), Reason(Code.BEST_FOR_EVERYBODY, 5, 5)),
            "It is not known whether you, Dana, VP, Inés and 2 more can. "
            "No time suits everybody; none asks less than this one.",
            "No se sabe si you, Dana, VP, Inés y otras 2 personas pueden. "
            "Ninguna hora conviene a todos; ninguna pide menos que esta.",
        ),
        (
            (Reason(Code.UNKNOWN, 2, 2, ("x", "gone")),),
            "It is not known whether Lee and somebody can.",
            "No se sabe si Lee y alguien pueden.",
        ),
    ],
)
def test_it_says_why(reasons: tuple[Reason, ...], english: str, spanish: str) -> None:
    assert in_words(reasons, LABELS, "en-GB") == english
    assert in_words(reasons, LABELS, "es") == spanish
    assert in_words(reasons, LABELS, "tlh") == english


def test_it_speaks_both_languages_alike() -> None:
    english, spanish = (
        json.loads(files("anteroom.times.finder").joinpath("catalogues", f"{each}.json").read_text("utf-8"))
        for each in LANGUAGES
    )
    assert english.keys() == spanish.keys()
    assert {str(code) for code in Code} <= english.keys()
    for name, said in english.items():
        assert set(re.findall(r"{\w+}", spanish[name])) <= {*re.findall(r"{\w+}", said)}, name
