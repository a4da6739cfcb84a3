"""The menu of proposals: the caller's own, found by what is typed, in few rows and one query."""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom.house import House
from anteroom.proposals import store
from anteroom.proposals.model import Proposal
from anteroom_slack.cards.blocks import Block
from anteroom_slack.errors import told
from anteroom_slack.forms.graphemes import cut, isolated, size
from anteroom_slack.forms.submission import NO_VALUE, ViewBody
from anteroom_slack.people.accounts import Speaker, account_of

MOST = 50
"""Slack draws at most a hundred (docs.slack.dev/reference/block-kit/block-elements/select-menu-element)."""
LONGEST_TYPED = 200
NONE_OPEN = "You have no open proposal"
NO_MATCH = "No open proposal of yours matches that"
NOT_CONNECTED = "Connect your account first: /interview connect"
UNREADABLE = "Your proposals cannot be read just now. Type again."
LONGEST_OPTION = 75


async def suggest(
    house: House, speaker: Speaker, field: str, typed: str, view: ViewBody | None
) -> tuple[dict[str, list[Block]], Passage]:
    """Return what the menu `field` offers for what was typed; why there is nothing is an option too.

    The field `others` offers further proposals of the job that is chosen already.
    """
    try:
        async with house.database.connection() as conn:
            account = await account_of(conn, speaker)
            if account is None or not account.linked:
                return _only(NOT_CONNECTED), Passage()
            first = _chosen(view) if field == "others" else ""
            words = tuple(word for word in typed[:LONGEST_TYPED].casefold().split() if _says_something(word))
            found = await store.offered(conn, account.person_id, words, beside=first, limit=MOST)
    except Exception as error:  # whatever it is, the menu says so instead of spinning
        told(house, error)
        return _only(UNREADABLE), Passage()
    if not found:
        return _only(NO_MATCH if words or first else NONE_OPEN), Passage()
    options = [offer(proposal, label) for proposal, label in found]
    ids = tuple(text for proposal, _ in found for text in (proposal.id, proposal.external_id))
    return {"options": options}, Passage(readers=(account.person_id,), minted=ids)


def offer(proposal: Proposal, freelancer: str) -> Block:
    """Return one option: job and freelancer in its line, or, where that is too long, one under the other."""
    words = f"{isolated(proposal.job_title)} · {isolated(freelancer)}"
    made: Block = {"value": proposal.id}
    if size(words) <= LONGEST_OPTION:
        return made | {"text": _plain(words)}
    return made | {
        "text": _plain(cut(isolated(proposal.job_title), LONGEST_OPTION)),
        "description": _plain(cut(isolated(freelancer), LONGEST_OPTION)),
    }


def _says_something(word: str) -> bool:
    """Tell whether a word has a letter or a figure; of the line that is offered the dot has none."""
    return any(letter.isalnum() for letter in word)


def _chosen(view: ViewBody | None) -> str:
    option = view.element("proposal").selected_option if view else None
    return option.value if option and option.value != NO_VALUE else ""


def _only(words: str) -> dict[str, list[Block]]:
    return {"options": [{"text": _plain(words), "value": NO_VALUE}]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
