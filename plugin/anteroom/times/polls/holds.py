"""The tentative entries of a poll: one surface for each party and time, placed, and taken away again."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.effects.wish import CHANNEL
from anteroom.house import House
from anteroom.interviews.model import Interview
from anteroom.times.polls.model import Poll

KIND = "calendar_hold"
"""The kind of effect that holds a time in a party's calendar."""


async def bring(
    conn: Connection, house: House, interview: Interview, before: Poll | None, after: Poll
) -> None:
    """Want what changed: new entries of whom a calendar reaches, and gone what nothing holds any more."""
    adapter = house.adapters.of(KIND)
    if adapter is None:
        return
    was = {each.uid: each.held for each in before.voices} if before else {}
    people = {party.id: party.person_id for party in interview.parties}
    reached: dict[str, bool] = {}
    placed = []
    for voice in after.voices:
        if not voice.held or voice.uid in was:
            continue
        person = people[voice.party_id]
        if person not in reached:
            reached[person] = await adapter.reaches(conn, house, person)
        if reached[person]:
            placed.append((effect_id(voice.time_id, voice.party_id), voice.party_id, voice.time_id))
    now = house.clock.now()
    if placed:
        await conn.executemany(
            """insert into effect (id, kind, stream, interview_id, party_id, data, wanted, next_at)
            values ($1, $2, $1, $3, $4, $5, 1, $6) on conflict (id) do nothing""",
            [(name, KIND, interview.id, party, {"time": time}, now) for name, party, time in placed],
        )
    gone = [
        effect_id(each.time_id, each.party_id) for each in after.voices if not each.held and was.get(each.uid)
    ]
    await conn.execute(
        """update effect set wanted = wanted + 1, next_at = $2, attempts = 0,
        state = case when state = 'held' then 'idle' else state end where id = any($1::text[])""",
        gone,
        now,
    )
    if placed or gone:
        await conn.execute(f"notify {CHANNEL}")


def effect_id(time_id: str, party_id: str) -> str:
    """Return the id of the effect that holds a time in a party's calendar."""
    return f"{KIND}:{time_id}:{party_id}"
