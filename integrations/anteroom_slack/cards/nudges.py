"""Silence in Slack: a message to who is waited for, and one to the client whom nobody answers.

Each comes once and is not edited: what has been answered since stands on the card, and a message that changed
long after it was read would be one reminder more.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from anteroom.effects.model import Effect, Part, Rendered
from anteroom.house import House
from anteroom.nudges import store
from anteroom.nudges.address import PATH, WAITING_PATH, nudge_local
from anteroom.nudges.escalation.actions import GROUP as ESCALATION
from anteroom.nudges.escalation.words import escalation_seen
from anteroom.nudges.preferences import GROUP
from anteroom.nudges.rendering import nudge_of
from anteroom_slack.cards.blocks import Block, escaped, link_button, section
from anteroom_slack.cards.blocks import actions as row
from anteroom_slack.cards.surfaces import Frozen, NoteBySlack
from anteroom_slack.forms.graphemes import isolated

LONGEST = 2900


class _AboutSilence(NoteBySlack):
    """What both share: wanted by the house's steps, by no event, and once."""

    per: Literal["party", "interview"] = "interview"


class SlackNudge(_AboutSilence):
    """The adapter `nudge_slack`: one reminder to who is waited for."""

    kind = f"{GROUP}_slack"
    group = GROUP

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once nothing waits any more, or its reader wants none."""
        async with house.database.transaction() as conn:
            seen = await nudge_of(conn, house, effect)
            if seen is None:
                return None
            person_id = seen.waiting.waits.person_id
            local = await nudge_local(conn, house, person_id, seen.waiting.id, None)
        stop, way = f"{house.settings.public_url}{PATH}{local}", seen.way(own=True)
        how = (seen("do.thread"), seen("do.no")) if seen.talks else ()
        buttons = [link_button("nudge", way.label, way.url, "primary")] if way else []
        buttons.append(link_button("nudge_stop", seen("stop"), stop))
        blocks = [
            _said("nudge", seen.title, (seen.why, *how)),
            row("nudge_ways", *buttons),
            _note(" ".join((*seen.calm, seen("stop.note")))),
        ]
        return _rendered(person_id, seen.title, blocks, (local, stop, *seen.minted))


class SlackEscalation(_AboutSilence):
    """The adapter `escalation_slack`: tells the client who waits that nothing came, and asks what to do."""

    kind = f"{ESCALATION}_slack"
    group = ESCALATION

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None once nothing waits any more."""
        async with house.database.transaction() as conn:
            waiting = await store.load(conn, effect.data["waiting"])
            if waiting is None or not waiting.open:
                return None
            client_id = effect.data["person"]
            seen = await escalation_seen(conn, house, waiting, client_id)
            local = await nudge_local(conn, house, client_id, waiting.id, None)
        page = f"{house.settings.public_url}{WAITING_PATH}{local}"
        blocks = [
            _said("escalation", seen.title, (seen.why, seen("esc.not"), seen("esc.choose.note"))),
            row("escalation_ways", link_button("nudge", seen("esc.choose"), page, "primary")),
            _note(f"{seen('do.link.note')} {seen('esc.team')}"),
        ]
        return _rendered(client_id, seen.title, blocks, (local, page, seen.since, seen.place))


def _said(block_id: str, title: str, sentences: tuple[str, ...]) -> Block:
    said = [f"*{escaped(isolated(title))}*", *(escaped(isolated(each)) for each in sentences)]
    return section(block_id, "\n".join(said))


def _note(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(text)}]}


def _rendered(person_id: str, title: str, blocks: list[Block], minted: tuple[str, ...]) -> Rendered:
    text = escaped(title)[:LONGEST]
    return Rendered(
        body=msgspec.json.encode(Frozen(person_id, text, blocks)),
        parts=(Part("application/json", msgspec.json.encode({"text": text, "blocks": blocks})),),
        minted=minted,
        readers=(person_id,),
    )
