"""The periodic step that counts anew those to whom something happened, and flags what is unusual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from anteroom.conduct.flags import store
from anteroom.conduct.flags.chance import Count, Sums
from anteroom.conduct.flags.counting import RIPE, Happening, happenings
from anteroom.conduct.flags.model import PATTERNS, WINDOW, Kind, Noticed, Peers, noticed
from anteroom.conduct.flags.store import Counted, Somebody
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.policy.model import Circumstances, Stage, decide
from anteroom.policy.ruling import table_now
from anteroom.policy.store import Table

AT_A_TIME = 500
"""People who are counted in one transaction."""
EXEMPTED = frozenset({Kind.SILENT_HIRES, Kind.WITHDRAWN_AFTER})
"""What says nothing of somebody whom the policy lets talk elsewhere before a contract."""


async def count_due(house: House) -> int:
    """Count whoever is due, of each pattern at most `AT_A_TIME`; return how many. The rest waits its turn."""
    now = house.clock.now()
    async with house.database.connection() as conn:
        kinds = await store.kinds_due(conn, now)
    total = 0
    for kind in sorted(kinds):
        async with house.database.transaction() as conn:
            people = await store.take_news(conn, kind, now, AT_A_TIME)
            if people:
                await _count(conn, house, kind, people, now)
            total += len(people)
    return total


async def _count(conn: Connection, house: House, kind: Kind, people: Iterable[str], now: datetime) -> None:
    known = await store.somebodies(conn, people)
    if not known:
        return
    _, table = await table_now(conn, house)
    found = await happenings(conn, kind, sorted(known), now - WINDOW, now - RIPE[kind])
    own: dict[str, list[Happening]] = {person: [] for person in known}
    for each in found:
        if kind not in EXEMPTED or not _exempt(table, known[each.person_id], each.at):
            own[each.person_id].append(each)
    before = await store.counted(conn, kind, known)
    bases = await store.bases(conn, kind)
    counts = {}
    for person, happened in own.items():
        count = Count(len(happened), sum(each.hit for each in happened))
        counts[person] = Counted(count, known[person].peers)
        if person in before:
            _add(bases, kind, before[person], -1)
        _add(bases, kind, counts[person], 1)
    await store.keep_counts(conn, kind, counts, now)
    await store.keep_bases(conn, kind, bases)
    quiet = []
    for person in sorted(counts):
        unusual = _noticed(kind, counts[person], bases)
        if unusual is None:
            # What was near the edge may be behind it now; a flag does not come and go for that.
            if counts[person].count.hits < PATTERNS[kind].least_hits:
                quiet.append(person)
            continue
        await _raise(conn, house, kind, person, unusual, [each.id for each in own[person] if each.hit])
    for flag_id in await store.lapse(conn, kind, quiet, now):
        lapsed = await store.load(conn, flag_id)
        await store.hold_person(conn, lapsed.person_id)
        facts = {"flag": flag_id, "reason": "no_grounds_left"}
        await chain.write(conn, f"person:{lapsed.person_id}", now, "flag.lapsed", "time", facts)


def _exempt(table: Table, somebody: Somebody, at: datetime) -> bool:
    """Tell whether the policy let this client, on that day, talk wherever it pleases before a contract."""
    if somebody.peers.side != "client":
        return False
    looked_at = Circumstances(
        somebody.peers.plan, Stage.BEFORE_CONTRACT, somebody.rating, somebody.completed_jobs
    )
    return decide(table, looked_at, at).permits


def _keys(peers: Peers) -> Sequence[str]:
    return (peers.key, peers.side) if peers.plan else (peers.side,)


def _add(bases: dict[str, Sums], kind: Kind, counted: Counted, times: int) -> None:
    count = Count(0, 0) if PATTERNS[kind].stands_out(counted.count) else counted.count
    for key in _keys(counted.peers):
        bases[key] = bases.get(key, Sums()).plus(count, times)


def _noticed(kind: Kind, counted: Counted, bases: Mapping[str, Sums]) -> Noticed | None:
    """Compare somebody with the peers, without the own count among theirs."""
    without = dict(bases)
    _add(without, kind, counted, -1)
    own, of_side = without[counted.peers.key], without[counted.peers.side]
    return noticed(PATTERNS[kind], counted.count, counted.peers, own, of_side)


async def _raise(
    conn: Connection, house: House, kind: Kind, person_id: str, found: Noticed, events: Sequence[str]
) -> None:
    now, flag_id = house.clock.now(), f"flg_{house.randomness.token(20)}"
    await store.hold_person(conn, person_id)
    if not await store.put(conn, flag_id, kind, person_id, found, events, now):
        return
    facts: dict[str, chain.Fact] = {
        "flag": flag_id,
        "kind": kind.value,
        "score": found.score,
        "hits": found.count.hits,
        "trials": found.count.trials,
    }
    await chain.write(conn, f"person:{person_id}", now, "flag.raised", "count", facts)
    member = await store.member_id(conn, person_id)
    if member is not None:
        data = {"event": "flag.raised", "flag": flag_id, "kind": kind.value, "member": member}
        data["score"] = str(found.score)
        await tell_marketplace(conn, house, flag_id, data)
