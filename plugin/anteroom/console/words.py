"""The words of the console: those of its frame, and those of one page on top of them."""

from __future__ import annotations

from functools import cache

from anteroom.pages.words import PageWords, page_words

PACKAGE = "anteroom.console"


@cache
def console_words(pages: str, language: str) -> PageWords:
    """Return the words of catalogues, `catalogues/<name>.<language>.json`, on top of the frame's.

    `pages` are their names with blanks between, the page's own last; "" is the frame alone.
    """
    frame = page_words(PACKAGE, "frame", language)
    words = dict(frame.words)
    for name in pages.split():
        words |= page_words(PACKAGE, name, language).words
    return PageWords(frame.language, words)
