"""What people say where others can read it: mostly about work, now and then too much."""

from __future__ import annotations

import random

from leaks.history import History

WORK = (
    "",
    "Walk through the ledger design.",
    "Two questions on the payments API, then yours.",
    "Could we start at half past? The train is late.",
    "Version 2.14.3 of 2026-11-20; invoice 4711, order 20261126150000.",
    "Budget 12 500 EUR, 30 to 40 hours a week, from 26.11.2026 15:00 on.",
)
LABELS = ("Dana, VP Engineering", "Payments expert", "Legal", "Engineer", "Advisor 2")
TOO_MUCH = (
    "You can reach me at {email}.",
    "Call me on {phone} any time.",
    "My Telegram is {handle}, write me there.",
    "mail {spaced}",
    "Write to {at} please.",
    "{phone}",
    "{email}",
)


def said(history: History, dice: random.Random, speaker: str) -> str:
    """Return a text; one in three says a detail of the speaker, or of somebody on the speaker's side.

    Under a contract people may share what they like, so that nothing could be learned from it.
    """
    if dice.random() < 0.66 or history.may_share:
        return dice.choice(WORK)
    side = history.person(speaker).side
    person = dice.choice([each for each in history.world.twins.cast.people if each.side == side])
    text = dice.choice(TOO_MUCH).format(
        email=person.email,
        phone=person.phone,
        handle=person.handle,
        address=person.address,
        spaced=" ".join(person.email),
        at=person.email.replace("@", " (at) ").replace(".", " (dot) "),
    )
    history.type(speaker, text)
    return text
