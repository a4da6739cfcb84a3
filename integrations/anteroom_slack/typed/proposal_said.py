"""Which proposal a command begins with: by its id, by its link, or by words of its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from anteroom.proposals.model import Proposal

BEFORE_TIMES = frozenset({"in", "at", "on", "next", "this", "the", "until"})


def proposal_said(
    open_ones: Sequence[Proposal], text: str, is_time: Callable[[str], bool]
) -> tuple[Proposal | None, str]:
    """Return the one of these proposals that a text begins with, and the rest of it.

    `is_time` tells of a text whether all of it says when; that is taken for no title.
    """
    words = text.split()
    if not words:
        return None, ""
    # Of a link to a proposal the last part is its id.
    first = words[0].rstrip("/").rpartition("/")[2] if "://" in words[0] else words[0]
    for each in open_ones:
        if each.external_id == first:
            return each, " ".join(words[1:])
    if is_time(text):  # a title may begin with "Tomorrow"
        return None, text
    titled = [each for each in open_ones if first.casefold() in _title(each)]
    if len(titled) != 1:
        return None, text
    return titled[0], " ".join(words[_of_title(words, _title(titled[0])) :])


def _of_title(words: list[str], title: list[str]) -> int:
    """Return how many words at the beginning stand in the title like that, not counting those of a time."""
    at = title.index(words[0].casefold())
    count = 1
    for word, there in zip(words[1:], title[at + 1 :], strict=False):
        if word.casefold() != there:
            break
        count += 1
    while count > 1 and at + count < len(title) and words[count - 1].casefold() in BEFORE_TIMES:
        count -= 1
    return count


def _title(proposal: Proposal) -> list[str]:
    return proposal.job_title.casefold().split()
