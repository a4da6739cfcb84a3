"""Colleagues picked in a form: who can be asked so, and the guests that they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.commands import LONGEST_LABEL, GuestWish
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.people.accounts import person_of_colleague
from anteroom_slack.people.colleagues import Colleague, Colleagues
from anteroom_slack.place import Place

STILL_LOOKING = "I am still looking them up in Slack. Press the button again."


async def picked(colleagues: Colleagues, user_ids: Sequence[str]) -> list[Colleague]:
    """Return who was picked. Raises FieldFaults for those who cannot be asked, and while Slack is slow."""
    named = await colleagues.named(user_ids)
    if any(user_id not in named for user_id in user_ids):
        raise FieldFaults({"colleagues": STILL_LOOKING})
    refusals = [named[user_id].refusal for user_id in user_ids if named[user_id].refusal]
    if refusals:
        raise FieldFaults({"colleagues": " ".join(dict.fromkeys(refusals))})
    return [named[user_id] for user_id in user_ids]


def as_shown(colleague: Colleague, view: ViewBody) -> Colleague:
    """Return a colleague without an address that Slack told and the form had not named yet.

    Slack may tell one only after the form was drawn: a scope is granted, a profile changes.
    """
    marks = [
        str(block.get("text", {}).get("text", "")) for block in view.shown if block.get("type") == "section"
    ]
    named = any(escaped(colleague.email) in mark for mark in marks)
    return colleague if named else replace(colleague, email="")


async def guests_of(
    conn: Connection, house: House, place: Place, people: Sequence[Colleague]
) -> list[GuestWish]:
    """Return the wishes to loop colleagues in; who was never asked before becomes a person here."""
    # Two who ask one colleague for the first time at once wait for one another, in one order for everybody.
    for user_id in sorted(each.user_id for each in people):
        name = f"slack:{place.enterprise_id or place.team_id}:{user_id}"
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    wishes = []
    for each in people:
        person_id = await person_of_colleague(conn, house, place, each)
        label = " ".join(each.name.split())[:LONGEST_LABEL]
        wishes.append(GuestWish(label, person_id=person_id, zone=each.time_zone))
    return wishes
