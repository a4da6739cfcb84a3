"""The worker: brings the outside to what is wanted, each effect under its own lock.

Before any I/O the effect is committed as `sending`, with the very bytes that leave. Whoever finds it so later
knows that it may or may not have arrived, and sends the same bytes again. The lock is PostgreSQL's advisory
lock, held by the connection: it is gone the moment a killed worker's connection is, so no lease must run out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from asyncpg import Record

from anteroom.database.connection import Connection
from anteroom.effects.model import Adapter, Effect, Refused, Rendered, TryLater
from anteroom.effects.wish import CHANNEL, tell_marketplace, want_next_of_group
from anteroom.errors import Withheld
from anteroom.interviews.rereading import reread, reread_letter

if TYPE_CHECKING:
    from anteroom.house import House

log = structlog.get_logger()

READY = """
    select * from effect where shown < wanted and state <> 'held' and next_at <= $1
    and not exists (select 1 from effect earlier where earlier.stream = effect.stream
        and earlier.position < effect.position and earlier.shown < earlier.wanted and earlier.state <> 'held')
    and not (id = any($2::text[]))
    order by next_at limit 1"""
TURNS = 4
IDLE = 1.0
ELSEWHERE = 0.25
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 40


class Worker:
    """Takes effects that are ready and carries them out, several at a time."""

    def __init__(self, house: House, turns: int = TURNS) -> None:
        self._house = house
        self._turns = turns
        self._busy: set[str] = set()
        self._elsewhere: set[str] = set()
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the context ends; what is being sent then is finished first."""
        stop = asyncio.Event()
        subscription = await self._house.database.listen(CHANNEL, self._hear)
        tasks = [asyncio.create_task(self._turn(stop)) for _ in range(self._turns)]
        try:
            yield
        finally:
            stop.set()
            self._wake.set()
            await asyncio.gather(*tasks)
            await subscription.close()

    async def _hear(self, _payload: str | None) -> None:
        self._wake.set()

    async def drain(self) -> int:
        """Carry out everything that is ready now; return how many effects were touched."""
        touched = 0
        while await self._one():
            touched += 1
        return touched

    async def _turn(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                worked = await self._one()
            except Exception:  # a lost database must not end the worker; the next turn tries again
                log.exception("worker.turn_failed")
                worked = False
            if not worked and not stop.is_set():
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), IDLE)
                except TimeoutError:
                    pass

    async def _one(self) -> bool:
        async with self._house.database.session() as conn:
            row = await conn.fetchrow(READY, self._house.clock.now(), list(self._busy | self._elsewhere))
            if row is None:
                return False
            effect_id = row["id"]
            if effect_id in self._busy:
                return True
            self._busy.add(effect_id)
            try:
                if not await conn.fetchval("select pg_try_advisory_lock(hashtextextended($1, 0))", effect_id):
                    self._leave_alone(effect_id)
                    return True
                try:
                    await self._bring(conn, effect_id)
                finally:
                    await conn.execute("select pg_advisory_unlock(hashtextextended($1, 0))", effect_id)
            finally:
                self._busy.discard(effect_id)
            return True

    def _leave_alone(self, effect_id: str) -> None:
        # Another instance is at it, perhaps for long: the others come first, and this one again in a moment.
        self._elsewhere.add(effect_id)
        asyncio.get_running_loop().call_later(ELSEWHERE, self._elsewhere.discard, effect_id)

    async def _bring(self, conn: Connection, effect_id: str) -> None:
        row = await conn.fetchrow(
            "select * from effect where id = $1 and shown < wanted and state <> 'held'", effect_id
        )
        if row is None:
            return
        adapter = self._house.adapters.of(row["kind"])
        if adapter is None:
            await self._hold(conn, row, "no integration carries this kind any more")
            return
        effect = _effect(row)
        try:
            await self._try(conn, adapter, effect, row)
        except Withheld as error:
            async with conn.transaction():
                await self._hold(conn, row, str(error))
                await self._alarm(conn, effect)
        except Refused as error:
            async with conn.transaction():
                await self._hold(conn, row, str(error))
                await want_next_of_group(conn, self._house, effect)

    async def _try(self, conn: Connection, adapter: Adapter, effect: Effect, row: Record) -> None:
        if row["state"] == "sending":
            await conn.execute("update effect set uncertain = uncertain + 1 where id = $1", effect.id)
            await self._send(conn, adapter, effect, self._frozen(row), row["frozen_for"], repeated=True)
            return
        try:
            rendered = await self._rendered(conn, adapter, effect)
        except TryLater as later:
            await self._later(conn, effect, str(later), later.after, certain=True, tried=later.tried)
            return
        if rendered is None:
            await conn.execute("update effect set shown = $2 where id = $1", effect.id, effect.wanted)
            return
        if await self._freeze(conn, effect, rendered):
            await self._send(conn, adapter, effect, rendered.body, effect.wanted, repeated=False)

    async def _rendered(self, conn: Connection, adapter: Adapter, effect: Effect) -> Rendered | None:
        try:
            await self._reread(effect)
            rendered = await adapter.render(effect, self._house)
            if rendered is not None:
                await self._house.door.inspect(
                    conn, effect.interview_id, rendered, permitted=rendered.permitted
                )
        except (TryLater, Refused, Withheld):
            raise
        except Exception as error:  # what cannot be rendered must not stand in the way of everything else
            log.exception("effect.not_rendered", effect=effect.id, kind=effect.kind)
            raise TryLater(f"not rendered: {type(error).__name__}") from error
        return rendered

    async def _reread(self, effect: Effect) -> None:
        """Let a newer guard read what an older one let through, before it leaves."""
        if effect.interview_id is not None:
            await reread(self._house, effect.interview_id)
        if "letter" in effect.data:
            await reread_letter(self._house, effect.data["letter"])

    def _frozen(self, row: Record) -> bytes:
        try:
            return self._house.vault.unseal(row["frozen"], row["id"])
        except ValueError as error:
            raise Refused("it was sealed under a key that was taken away") from error

    async def _freeze(self, conn: Connection, effect: Effect, rendered: Rendered) -> bool:
        """Commit what is about to leave; False if more was wanted meanwhile.

        What was rendered may show the newer state already, and would then be sent again under the newer
        revision: the next turn renders once, for both.
        """
        sealed = self._house.vault.seal(rendered.body, effect.id)
        frozen = await conn.fetchval(
            """update effect set state = 'sending', frozen = $2, frozen_for = $3
            where id = $1 and wanted = $3 returning true""",
            effect.id,
            sealed,
            effect.wanted,
        )
        if frozen:
            self._house.failpoints.reach("effect-frozen", effect.kind)
        return bool(frozen)

    async def _send(
        self,
        conn: Connection,
        adapter: Adapter,
        effect: Effect,
        body: bytes,
        revision: int,
        *,
        repeated: bool,
    ) -> None:
        try:
            outside_id = await adapter.send(body, effect, self._house)
        except TryLater as later:
            # That this attempt did not arrive says nothing about the one before it.
            certain = later.certain and not repeated
            await self._later(conn, effect, str(later), later.after, certain=certain, tried=later.tried)
            return
        except Refused:
            raise
        except Exception as error:  # whatever an outside can think of: nobody can say whether it arrived
            log.warning("effect.failed", effect=effect.id, kind=effect.kind, error=type(error).__name__)
            await self._later(conn, effect, type(error).__name__, None, certain=False)
            return
        self._house.failpoints.reach("effect-sent", effect.kind)
        await conn.execute(
            """update effect set shown = $2, state = 'idle', frozen = null, frozen_for = null,
            outside_id = coalesce($3, outside_id), attempts = 0, trouble = '' where id = $1""",
            effect.id,
            revision,
            outside_id,
        )
        log.info("effect.shown", effect=effect.id, kind=effect.kind, revision=revision)

    async def _later(
        self,
        conn: Connection,
        effect: Effect,
        reason: str,
        after: timedelta | None,
        *,
        certain: bool,
        tried: bool = True,
    ) -> None:
        attempts = await conn.fetchval(
            "update effect set attempts = attempts + $3, trouble = $2 where id = $1 returning attempts",
            effect.id,
            reason,
            int(tried),
        )
        if attempts >= MOST_ATTEMPTS:
            raise Refused(f"given up after {attempts} attempts: {reason}")
        again = self._house.clock.now() + (after or self._backoff(attempts))
        if certain:
            await conn.execute(
                """update effect set state = 'idle', frozen = null, frozen_for = null, next_at = $2
                where id = $1""",
                effect.id,
                again,
            )
        else:
            await conn.execute("update effect set next_at = $2 where id = $1", effect.id, again)
        log.info("effect.later", effect=effect.id, kind=effect.kind, attempts=attempts, reason=reason)

    def _backoff(self, attempts: int) -> timedelta:
        longest = min(LONGEST_WAIT.total_seconds(), 0.5 * 2 ** min(attempts, 20))
        return timedelta(seconds=self._house.randomness.uniform(longest / 2, longest))

    async def _hold(self, conn: Connection, row: Record, reason: str) -> None:
        await conn.execute(
            "update effect set state = 'held', frozen = null, frozen_for = null, trouble = $2 where id = $1",
            row["id"],
            reason,
        )
        log.error("effect.held", effect=row["id"], kind=row["kind"], reason=reason)

    async def _alarm(self, conn: Connection, effect: Effect) -> None:
        data = {"event": "message.held", "effect": effect.id, "kind": effect.kind}
        if effect.kind not in ("webhook", "webhook_delivery"):
            about = effect.interview_id or effect.id
            await tell_marketplace(conn, self._house, about, data, interview_id=effect.interview_id)


def _effect(row: Record) -> Effect:
    return Effect(
        id=row["id"],
        kind=row["kind"],
        interview_id=row["interview_id"],
        party_id=row["party_id"],
        data=row["data"],
        wanted=row["wanted"],
        shown=row["shown"],
        outside_id=row["outside_id"],
        uncertain=row["uncertain"],
        attempts=row["attempts"],
        stream=row["stream"],
    )
