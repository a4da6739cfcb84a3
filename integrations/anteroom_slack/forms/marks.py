"""What is said of people as soon as they are picked: which way they are reached, and who cannot be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.forms.graphemes import isolated, pieces
from anteroom_slack.people.accounts import Speaker, account_of, may_learn_address
from anteroom_slack.people.colleagues import Colleague
from anteroom_slack.place import Place

BLOCK = "marks"
SLOW = "Slack has not told yet who one of them is."
UNNAMED = "here in Slack, and by mail. The next step names the address, which Slack told."
LONGEST = 2900


async def marks_of(
    conn: Connection,
    house: House,
    place: Place,
    user_ids: Sequence[str],
    named: Mapping[str, Colleague],
    *,
    last: bool,
) -> tuple[list[Block], tuple[str, ...]]:
    """Return the blocks for behind the picker, and the addresses in them, for the door.

    An address that Slack told is named in the `last` step before it is written to, and nowhere else.
    """
    lines, addresses = [], []
    for user_id in user_ids:
        colleague = named.get(user_id)
        if colleague is None:
            lines.append(f"· {SLOW}")
            continue
        if colleague.refusal:
            lines.append(f"⚠ {escaped(colleague.refusal)}")
            continue
        account = await account_of(conn, Speaker(place.team_id, user_id, place.enterprise_id))
        known = account is not None and await house.vault.has(conn, account.person_id, "email")
        address = colleague.email if await may_learn_address(conn, house, account) else ""
        addresses += [address] if address and last else []
        said = way(address, known=known) if last or not address else UNNAMED
        lines.append(f"*{escaped(isolated(colleague.name))}*: {said}")
    blocks: list[Block] = []
    for number, piece in enumerate(pieces("\n".join(dict.fromkeys(lines)), LONGEST)):
        text = {"type": "mrkdwn", "text": piece, "verbatim": True}
        blocks.append({"type": "section", "block_id": f"{BLOCK}:{number}", "text": text})
    own = tuple(text for address in addresses for text in dict.fromkeys((address, escaped(address))))
    return blocks, own


def way(address: str, *, known: bool) -> str:
    """Say which way a colleague is reached; `known`: we have an address already, which is not shown."""
    if known:
        return "here in Slack, and by mail where Anteroom has an address of theirs."
    if address:
        return (
            f"here in Slack, and a calendar invitation to {escaped(address)}, *an address that Slack told*."
        )
    return (
        "here in Slack only, since Slack tells no address. One that you type among the e-mails is invited by "
        "mail, too."
    )


def behind_picker(shown: Sequence[Block], marks: Sequence[Block]) -> list[Block]:
    """Return a form's blocks with these marks behind its picker, instead of those that stood there."""
    blocks: list[Block] = []
    for block in shown:
        if not str(block.get("block_id", "")).startswith(f"{BLOCK}:"):
            blocks.append(block)
        if block.get("block_id") == "colleagues":
            blocks += marks
    return blocks
