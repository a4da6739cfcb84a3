"""A command on its way: who typed what, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anteroom.api.doorway import Passage
from anteroom.house import House
from anteroom_slack.cards.blocks import Block
from anteroom_slack.people.accounts import Account, Speaker

if TYPE_CHECKING:
    from anteroom_slack.forms.loading import Fill
    from anteroom_slack.line import Line
    from anteroom_slack.people.colleagues import Colleagues

LONGEST_SECTION = 3000
"""docs.slack.dev/reference/block-kit/blocks/section-block: `text`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command: `rest` is what follows the verb, as Slack escapes it; `zone` an IANA name where known;
    `ahead` the ids of the interviews ahead.

    `account` is None for somebody whom we do not know, which only verbs that are for everybody see. The
    conversation in which it was typed has an id and a name, as Slack tells them; behind a button both are
    empty.
    """

    house: House
    speaker: Speaker
    account: Account | None
    zone: str | None
    language: str
    ahead: tuple[str, ...]
    rest: str
    colleagues: Colleagues
    line: Line
    response_url: str = ""
    channel_id: str = ""
    channel_name: str = ""

    @property
    def person_id(self) -> str:
        """Who typed it; for verbs of people whom we know."""
        assert self.account is not None
        return self.account.person_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person gets: words that only this person sees, or a modal. `passage` is for the door.

    A modal is a `view`, or what `fill`s the one called `title` once that is on the screen, which says what
    goes on at the `moment`. `fixed`: nothing
    is in it but words of this program, its numbers and times, so there is nothing to seek.
    """

    text: str
    blocks: tuple[Block, ...]
    passage: Passage
    view: dict[str, Any] | None = None
    title: str = ""
    fill: Fill | None = None
    fixed: bool = False
    moment: str = ""

    @property
    def opens(self) -> bool:
        """Whether it is a modal."""
        return self.view is not None or self.fill is not None

    @classmethod
    def saying(cls, text: str, passage: Passage, *, more: Iterable[Block] = ()) -> Outcome:
        """Return words, in mrkdwn, of any number of lines; `more` blocks come behind them."""
        return cls(text, (*(_section(piece) for piece in _pieces(text)), *more), passage)

    @classmethod
    def in_own_words(cls, text: str) -> Outcome:
        """Return words of this program. Nothing that a person wrote, or is called, may be in them."""
        return cls(text, tuple(_section(piece) for piece in _pieces(text)), Passage(), fixed=True)

    @classmethod
    def opening(cls, view: dict[str, Any], passage: Passage) -> Outcome:
        """Return a modal."""
        return cls("", (), passage, view)

    @classmethod
    def filling(cls, title: str, fill: Fill, passage: Passage, moment: str = "") -> Outcome:
        """Return a modal that is shown at once and filled behind that; `passage` is for what was typed."""
        return cls("", (), passage, None, title, fill, moment=moment)

    @property
    def message(self) -> dict[str, Any]:
        """The words as an answer to a command or for a response URL."""
        return {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": self.text,
            "blocks": list(self.blocks),
        }


def _pieces(text: str) -> list[str]:
    """Cut at ends of lines only: a date or a link that is cut in two would be shown as its source."""
    pieces = [""]
    for line in text.split("\n"):
        if len(pieces[-1]) + len(line) + 1 > LONGEST_SECTION:
            pieces.append("")
        pieces[-1] += f"\n{line[:LONGEST_SECTION]}" if pieces[-1] else line[:LONGEST_SECTION]
    return pieces


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
