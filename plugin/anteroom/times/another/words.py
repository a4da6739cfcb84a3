"""What the page of another time says, in the reader's language."""

from __future__ import annotations

from anteroom.pages.words import PageWords, page_words


def another_words(language: str) -> PageWords:
    """Return the words for a reader's language; English where we do not speak it."""
    return page_words("anteroom.times.another", "another", language)
