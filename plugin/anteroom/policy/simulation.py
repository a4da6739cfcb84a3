"""What another policy would have decided: the same texts, read by the same guard, under another table.

A text counts as a try of its writer where it would have been held, as it did when it was. What was not kept
with a ruling is told as unknown and never guessed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.policy.model import decide
from anteroom.policy.outcome import Outcome, outcome
from anteroom.policy.store import Table, digest_of
from anteroom.texts import rulings
from anteroom.texts.rulings import Case, Try

MOST = 100_000
"""Cases of one simulation."""
MOST_CHANGES = 1000
"""Of those that would have been decided otherwise, how many are named; all are counted."""
LONGEST = timedelta(days=366)
FIRST_YEAR = 2000
PAGE = 1000
Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case that would have been decided otherwise."""

    case: Case
    now: Outcome
    row: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came out, in numbers of texts; `unknown` ones are in no other number."""

    policy: str
    since: datetime
    until: datetime
    cases: int
    unknown: int
    then: Mapping[Outcome, int]
    now: Mapping[Outcome, int]
    changed: int
    changes: tuple[Change, ...]


class Replay:
    """Decides cases again, one after the other in the order in which they came."""

    def __init__(
        self, table: Table, *, strict_from: int, days: int, tries: Iterable[Try] = (), on: date | None = None
    ) -> None:
        """`on`: which day's rows apply, whenever a text was written; None: those of its own day."""
        self._table = table
        self._strict_from = strict_from
        self._days = timedelta(days=days)
        self._on = datetime.combine(on, time(), UTC) if on else None
        self._beside = deque(sorted(tries, key=lambda each: each.at))
        self._tries: dict[tuple[str, str], list[Try]] = {}

    def decide(self, case: Case) -> tuple[Outcome, str]:
        """Return what would have become of a text, and by which row."""
        while self._beside and self._beside[0].at <= case.at:
            self._count(self._beside.popleft())
        ruling = decide(self._table, case.circumstances, self._on or case.at)
        became = outcome(ruling.rule, replace(case.looked, nth=self._nth(case)), self._strict_from)
        if became is Outcome.HELD:
            self._count(Try(case.proposal_id, case.writer_id, case.digest, case.at, case.released_at))
        return became, ruling.row

    def _nth(self, case: Case) -> int:
        others = {
            each.digest
            for each in self._tries.get((case.proposal_id, case.writer_id), ())
            if each.at > case.at - self._days
            and each.digest != case.digest
            and (each.released_at is None or each.released_at > case.at)
        }
        return 1 + len(others)

    def _count(self, held: Try) -> None:
        self._tries.setdefault((held.proposal_id, held.writer_id), []).append(held)


async def simulate(
    house: House,
    table: Table,
    since: datetime,
    until: datetime,
    *,
    on: date | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Decide again about every text of a time. Raises BadInput for a time that is too long or too full."""
    if since.year < FIRST_YEAR:
        raise BadInput(f"Nothing was written before {FIRST_YEAR}.", field="since")
    if not timedelta(0) < until - since <= LONGEST:
        raise BadInput("Choose a time of at most 366 days that ends after it begins.", field="until")
    tries = house.settings.policy.tries
    async with house.database.connection() as conn:
        count = await rulings.count(conn, since, until)
        unknown = await rulings.not_kept(conn, since, until)
        beside = await rulings.tries_beside(conn, since, until, tries.days)
    if count > MOST:
        raise BadInput(
            f"There are more than {MOST:,} texts in this time. Choose a shorter one.", field="since"
        )
    replay = Replay(table, strict_from=tries.strict_from, days=tries.days, tries=beside, on=on)
    then: Counter[Outcome] = Counter()
    now: Counter[Outcome] = Counter()
    changes: list[Change] = []
    changed, done, after = 0, 0, None
    while True:
        # A page at a time, each on a connection of its own: whoever writes waits for nobody who reads.
        async with house.database.connection() as conn:
            page = await rulings.cases(conn, since, until, after, PAGE)
        for case in page:
            became, row = replay.decide(case)
            then[case.outcome] += 1
            now[became] += 1
            if became is not case.outcome:
                changed += 1
                if len(changes) < MOST_CHANGES:
                    changes.append(Change(case, became, row))
        done += len(page)
        if progress is not None:
            progress(done, count)
        if len(page) < PAGE:
            break
        after = (page[-1].at, page[-1].position)
    return Simulated(digest_of(table), since, until, done, unknown, then, now, changed, tuple(changes))
