"""What somebody chose on a page of the console, out of what the page offers: never a word of one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from anteroom.errors import BadInput

_Offered = TypeVar("_Offered", bound=StrEnum)


def word_of(form: Mapping[str, str], words: Collection[str]) -> str:
    """Return why something is done, a word of these, since the ledger holds no texts. Raises BadInput."""
    given = form.get("reason", "")
    if given not in words:
        raise BadInput("Choose why.", field="reason")
    return given


def one_of(form: Mapping[str, str], name: str, offered: type[_Offered], sentence: str) -> _Offered:
    """Return what a field says, as one of what is offered. Raises BadInput with the sentence."""
    try:
        return offered(form.get(name, ""))
    except ValueError as error:
        raise BadInput(sentence, field=name) from error
