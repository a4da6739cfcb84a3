"""A word that a member typed into a thread, as an answer to the card in it.

Only a message that is nothing but the word counts: "I cannot accept that rate" is talk, and whoever talks
must not have answered.
"""

from __future__ import annotations

from anteroom.interviews.model import Answer

LONGEST = 40
_WORDS = {
    Answer.ACCEPTED: ("accept", "accepted", "i accept", "acepto", "acepta", "aceptar"),
    Answer.DECLINED: ("decline", "declined", "i decline", "rechazo", "rechazar", "declino"),
    Answer.TENTATIVE: ("tentative", "maybe", "quizás", "quizas"),
}
REACTIONS = {
    "✅": Answer.ACCEPTED,
    "👍": Answer.ACCEPTED,
    "✔": Answer.ACCEPTED,
    "❌": Answer.DECLINED,
    "👎": Answer.DECLINED,
    "✖": Answer.DECLINED,
}
"""What people press below a message; a skin's colour and the emoji's variation do not matter."""
_BY_WORD = {word: answer for answer, words in _WORDS.items() for word in words}
_VARIATIONS = dict.fromkeys((0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)))


def typed_answer(text: str) -> Answer | None:
    """Return the answer that a whole message is; None for talk."""
    if len(text) > LONGEST:
        return None
    return _BY_WORD.get(" ".join(text.split()).strip(" .,;:!¡\"'“”«»").casefold())


def pressed_answer(emoji: str) -> Answer | None:
    """Return the answer that a reaction stands for; None for any other."""
    return REACTIONS.get(emoji[:8].translate(_VARIATIONS))
