"""Why a time is offered, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from anteroom.languages import sentences, spoken
from anteroom.times.finder.model import Code, Reason

NAMED = 3
"""So many people are named; of more there is only the number."""


def in_words(reasons: Iterable[Reason], labels: Mapping[str, str], language: str) -> str:
    """Return a sentence for each reason, in a language (BCP 47); English where we do not speak it.

    `labels` are what the reader sees of people, by attendee key: "you" may be one of them. Whoever is not
    among them is somebody.
    """
    say = sentences("anteroom.times.finder", spoken(language))
    return " ".join(_sentence(reason, labels, say) for reason in reasons)


def _sentence(reason: Reason, labels: Mapping[str, str], say: Mapping[str, str]) -> str:
    name = str(reason.code)
    if reason.code in (Code.REQUIRED_CAN, Code.OPTIONAL_CAN) and reason.count < reason.of:
        name += ".some"
    exact = f"{name}.{reason.count}"
    said = say[exact if exact in say else name]
    who = _listed([labels.get(key, say["somebody"]) for key in reason.who], say)
    return said.format(count=reason.count, of=reason.of, who=who)


def _listed(names: Sequence[str], say: Mapping[str, str]) -> str:
    if len(names) > NAMED + 1:
        rest = len(names) - NAMED
        names = [*names[:NAMED], say["more"].format(count=rest)]
    if len(names) < 2:
        return "".join(names)
    joined = "and.i" if _sounds_like_i(names[-1]) else "and"
    return say[joined].format(first=", ".join(names[:-1]), last=names[-1])


def _sounds_like_i(name: str) -> bool:
    """Tell whether a name begins as a Spanish "y" sounds, which becomes "e": Ana e Inés, agua y hielo."""
    begins = name.casefold().replace("í", "i")
    return begins[:1] == "i" or (begins[:2] == "hi" and begins[2:3] not in ("a", "e", "o"))
