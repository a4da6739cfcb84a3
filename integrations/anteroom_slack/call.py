"""A command on its way: who typed what, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anteroom.api.doorway import Passage
from anteroom.house import House
from anteroom_slack.accounts import Account
from anteroom_slack.cards import Block

if TYPE_CHECKING:
    from anteroom_slack.colleagues import Colleagues


@dataclass(frozen=True, slots=True)
class Call:
    """A command of somebody known: `rest` is what follows the verb, `key` names this one command."""

    house: House
    account: Account
    zone: str | None
    rest: str
    key: str
    colleagues: Colleagues

    @property
    def person_id(self) -> str:
        """Who typed it."""
        return self.account.person_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person gets: words that only this person sees, or a modal. `passage` is for the door."""

    text: str
    blocks: tuple[Block, ...]
    passage: Passage
    view: dict[str, Any] | None = None

    @classmethod
    def saying(cls, text: str, passage: Passage) -> Outcome:
        """Return words, in mrkdwn."""
        section = {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000], "verbatim": True}}
        return cls(text, (section,), passage)

    @classmethod
    def opening(cls, view: dict[str, Any], passage: Passage) -> Outcome:
        """Return a modal."""
        return cls("", (), passage, view)

    @property
    def message(self) -> dict[str, Any]:
        """The words as an answer to a command or for a response URL."""
        return {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": self.text,
            "blocks": list(self.blocks),
        }
