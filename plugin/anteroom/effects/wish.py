"""What is wanted outside, written in the transaction that changed the inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from anteroom.database.connection import Connection
from anteroom.effects.model import Adapter, Effect, ReachesMany
from anteroom.interviews.model import Event, Happened, Interview, Party, Side

if TYPE_CHECKING:
    from anteroom.house import House

CHANNEL = "anteroom_work"
"""The NOTIFY channel that wakes workers; it carries nothing."""
INVITATION = "calendar"
"""The kind of surface that is a party's invitation: nobody has one while the time is being found."""


async def wish(conn: Connection, house: House, interview: Interview, happened: Iterable[Happened]) -> None:
    """Make every surface and one-off wanted that `happened` concerns."""
    surfaces: set[tuple[str, str | None]] = set()
    reached: dict[tuple[str, str], bool] = {}
    places: set[str] = set()
    rows: list[tuple[object, ...]] = []
    for event in happened:
        taken: set[tuple[str, str]] = set()
        concerned = _concerned(house, interview, event)
        reached |= await _reached(conn, house, concerned, reached)
        for adapter, viewers in concerned:
            if adapter.per == "place":
                places.add(adapter.kind)
                continue
            for party in viewers:
                if party is not None:
                    if adapter.group and (adapter.group, party.id) in taken:
                        continue
                    known = (adapter.kind, party.person_id)
                    if known not in reached:
                        reached[known] = await adapter.reaches(conn, house, party.person_id)
                    if not reached[known]:
                        continue
                    taken.add((adapter.group, party.id))
                key = (adapter.kind, party.id if party else None)
                if adapter.lasting and key in surfaces:
                    continue
                surfaces.add(key)
                if adapter.per == "person":
                    assert party is not None
                    await want_surface(conn, house, adapter.kind, party.person_id)
                else:
                    put = _surface if adapter.lasting else _one_off
                    rows.append(put(house, adapter, interview, party, event))
    if rows:
        await conn.executemany(_PUT, rows)
    if places:
        await _want_places(conn, house, interview, places)
    await conn.execute(f"notify {CHANNEL}")


_Concerned = Sequence[tuple[Adapter, Sequence[Party | None]]]


def _concerned(house: House, interview: Interview, event: Happened) -> _Concerned:
    """Return the adapters that have something to do with an event, best of a group first, and for whom."""
    present = _hearing(interview, interview.present)
    return [
        (adapter, _viewers(adapter, interview, event, present))
        for adapter in house.adapters.for_event(event.event)
        if _due_to(adapter, interview)
    ]


async def _reached(
    conn: Connection, house: House, concerned: _Concerned, known: Mapping[tuple[str, str], bool]
) -> dict[tuple[str, str], bool]:
    """Ask each family of adapters once for all whom an event concerns; what is `known` is not asked again."""
    families: dict[str, tuple[ReachesMany, set[tuple[str, str]]]] = {}
    for adapter, viewers in concerned:
        many = house.adapters.of_many(adapter.kind)
        if many is None or adapter.per == "place":
            continue
        _, wanted = families.setdefault(many.family, (many, set()))
        for party in viewers:
            if party is not None and (adapter.kind, party.person_id) not in known:
                wanted.add((adapter.kind, party.person_id))
    found: dict[tuple[str, str], bool] = {}
    for many, wanted in families.values():
        if wanted:
            people = sorted({person for _, person in wanted})
            those = await many.reaches_of(conn, house, people, {kind for kind, _ in wanted})
            found |= {each: each in those for each in wanted}
    return found


async def want_one_off(
    conn: Connection,
    house: House,
    kind: str,
    stream: str,
    data: Mapping[str, str],
    *,
    interview_id: str | None = None,
    party_id: str | None = None,
    effect_id: str = "",
) -> str:
    """Want something once that no event of an interview stands for; return the effect's id.

    Under an `effect_id` of the caller's own it is wanted once however often this is said.
    """
    effect_id = effect_id or f"eff_{house.randomness.token(24)}"
    await conn.execute(
        """insert into effect (id, kind, stream, interview_id, party_id, data, wanted, next_at)
        values ($1, $2, $3, $4, $5, $6, 1, $7) on conflict (id) do nothing""",
        effect_id,
        kind,
        stream,
        interview_id,
        party_id,
        dict(data),
        house.clock.now(),
    )
    await conn.execute(f"notify {CHANNEL}")
    return effect_id


async def tell_marketplace(
    conn: Connection, house: House, about: str, data: Mapping[str, str], *, interview_id: str | None = None
) -> None:
    """Want the marketplace told of an event, where anything tells it; `data` names the `event`.

    What is `about` one thing, by its id, is told in the order in which it happened.
    """
    if house.adapters.of("webhook") is not None:
        await want_one_off(conn, house, "webhook", f"webhook:{about}", data, interview_id=interview_id)


async def let_others_pass(conn: Connection, effect_id: str) -> None:
    """Let a one-off that fails and fails be in nobody's way any more: what comes behind it passes."""
    await conn.execute("update effect set stream = id where id = $1", effect_id)


async def want_next_of_group(conn: Connection, house: House, effect: Effect) -> None:
    """Where one way out was refused for good, try the next of its group that reaches the party.

    What is no party's says in its data for which `person` it is, if it may go another way.
    """
    refused = house.adapters.of(effect.kind)
    if refused is None or not refused.group:
        return
    if effect.party_id is None or effect.interview_id is None:
        adapter = None
        if "person" in effect.data:
            adapter = await nearest(conn, house, refused.group, effect.data["person"], after=refused.rank)
        if adapter is not None:
            await want_one_off(conn, house, adapter.kind, effect.stream, effect.data)
        return
    person_id = await conn.fetchval("select person_id from party where id = $1", effect.party_id)
    await want_nearest(
        conn,
        house,
        refused.group,
        effect.interview_id,
        effect.party_id,
        person_id,
        effect.data,
        after=refused.rank,
    )


async def want_nearest(
    conn: Connection,
    house: House,
    group: str,
    interview_id: str,
    party_id: str,
    person_id: str,
    data: Mapping[str, str],
    *,
    after: int = -1,
) -> str | None:
    """Want the first one-off of a group, behind rank `after`, that reaches a party; None where none does."""
    adapter = await nearest(conn, house, group, person_id, after=after)
    if adapter is None:
        return None
    stream = f"{adapter.kind}:{interview_id}"
    return await want_one_off(
        conn, house, adapter.kind, stream, data, interview_id=interview_id, party_id=party_id
    )


async def nearest(
    conn: Connection, house: House, group: str, person_id: str, *, after: int = -1
) -> Adapter | None:
    """Return the first one-off of a group, behind rank `after`, that reaches a person."""
    for adapter in house.adapters.of_group(group, after=after):
        if not adapter.lasting and await adapter.reaches(conn, house, person_id):
            return adapter
    return None


async def want_surface(
    conn: Connection, house: House, kind: str, key: str, *, interview_id: str | None = None
) -> None:
    """Want a surface, or want it once more, though no event of an interview asks for it."""
    await conn.execute(
        """insert into effect (id, kind, stream, interview_id, wanted, next_at)
        values ($1, $2, $1, $3, 1, $4)
        on conflict (id) do update set wanted = effect.wanted + 1, next_at = excluded.next_at, attempts = 0,
            state = case when effect.state = 'held' then 'idle' else effect.state end""",
        f"{kind}:{key}",
        kind,
        interview_id,
        house.clock.now(),
    )
    await conn.execute(f"notify {CHANNEL}")


async def taken_away(conn: Connection, effect_id: str) -> None:
    """Note that a surface is nowhere outside any more: should it be wanted again, it is shown anew."""
    await conn.execute("update effect set outside_id = null where id = $1", effect_id)


async def want_again(conn: Connection, house: House, effect_id: str) -> str | None:
    """Make a surface wanted once more, for instance when its outside is ready to be shown anew.

    Return the outside's id of it; None where it is not there, or was not shown yet.
    """
    row = await conn.fetchrow(
        """with again as (update effect set wanted = wanted + 1, next_at = $2,
            state = case when state = 'held' then 'idle' else state end where id = $1 returning outside_id)
        select outside_id, pg_notify($3, '') from again""",
        effect_id,
        house.clock.now(),
        CHANNEL,
    )
    return row["outside_id"] if row is not None else None


async def _want_places(conn: Connection, house: House, interview: Interview, kinds: Iterable[str]) -> None:
    """Show an interview anew wherever somebody asked for it to be shown."""
    await conn.execute(
        """update effect set wanted = wanted + 1, next_at = $3, attempts = 0,
        state = case when state = 'held' then 'idle' else state end
        where interview_id = $1 and kind = any($2::text[])""",
        interview.id,
        list(kinds),
        house.clock.now(),
    )


def _viewers(
    adapter: Adapter, interview: Interview, event: Happened, present: Sequence[Party]
) -> Sequence[Party | None]:
    """Return for whom an adapter is wanted; `present` are those who take part and may hear of it."""
    if adapter.per == "interview":
        return (None,)
    only = event.facts.get("party")
    # A surface shows everybody what changed; a one-off about one party is for that party alone.
    if isinstance(only, str) and not adapter.lasting:
        return tuple(party for party in present if party.id == only)
    if event.event is Event.PARTY_REMOVED:
        # Whoever was removed is shown that, too.
        gone = tuple(party for party in interview.parties if party.id == only)
        return (*present, *_hearing(interview, gone))
    return present


def _hearing(interview: Interview, parties: Sequence[Party]) -> Sequence[Party]:
    """Leave out whose side is not to hear of it yet."""
    if not interview.hidden:
        return parties
    return tuple(party for party in parties if party.side is not Side.FREELANCER)


def _due_to(adapter: Adapter, interview: Interview) -> bool:
    """Tell whether an adapter has anything to do with an interview as it stands."""
    if interview.undecided and adapter.kind == INVITATION:
        return False
    # What shows it to nobody in particular stands in the thread, where the freelancer reads.
    return not (interview.hidden and adapter.per == "interview" and adapter.lasting)


_PUT = """insert into effect (id, kind, stream, interview_id, party_id, data, wanted, next_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (id) do update set wanted = greatest(excluded.wanted, effect.wanted + 1),
        next_at = case when effect.shown < effect.wanted then least(excluded.next_at, effect.next_at)
            else excluded.next_at end, data = excluded.data,
        attempts = 0, state = case when effect.state = 'held' then 'idle' else effect.state end"""


def _surface(
    house: House, adapter: Adapter, interview: Interview, party: Party | None, event: Happened
) -> tuple[object, ...]:
    """Return the row of a lasting surface, to be put with those of everybody else."""
    party_id = party.id if party else None
    effect_id = f"{adapter.kind}:{interview.id}:{party_id or 'all'}"
    return (
        effect_id,
        adapter.kind,
        effect_id,
        interview.id,
        party_id,
        {"event": event.event.value},
        interview.revision,
        house.clock.now(),
    )


def _one_off(
    house: House, adapter: Adapter, interview: Interview, party: Party | None, event: Happened
) -> tuple[object, ...]:
    """Return the row of what is to happen once."""
    return (
        f"eff_{house.randomness.token(24)}",
        adapter.kind,
        f"{adapter.kind}:{interview.id}",
        interview.id,
        party.id if party else None,
        {"event": event.event.value, **{key: str(value) for key, value in event.facts.items()}},
        1,
        house.clock.now(),
    )
