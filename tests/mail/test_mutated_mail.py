"""Ten thousand real-looking mails, broken at random: none is a fault of ours, and none does what it may not.

Each comes by SMTP, byte for byte. Whatever it says, a mail changes nothing unless it comes to a party's own
reply address from that party's own address, and then it changes that party's part in that interview only.
`make soak` sends all ten thousand, .ci/run more than `make check` has time for.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from enum import Enum, auto

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_asyncio import fixture

from anteroom.interviews.model import Interview, Party, Role
from anteroom.logs import log_to
from anteroom_mail.out.bounce_address import bounce_local
from mail.house_with_mail import DANA, LEO, MAYA, HouseWithMail, house_with_mail
from mail.mutations import Kind, Mutation
from mail.outside_programs import PROGRAMS, Invited
from mail.raw_smtp import bring
from mail.what_stands import WhatStands, what_stands

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
MORE = os.environ.get("ANTEROOM_MORE") == "1"
FAULT = re.compile(r'"event": "mail\.\w+_failed"|Traceback')
"""What the log says when an exception got as far as the last catch; a 451 goes with it."""
FORGER = "forger@evil.example"


class Way(Enum):
    """To which address a mail comes, and whose it pretends to be. Only the first may change something."""

    OWN = auto()
    FORGED = auto()
    ANOTHER_PARTY = auto()
    ANOTHER_INTERVIEW = auto()
    NOBODY = auto()
    NO_BOUNCE = auto()


WAYS = [Way.OWN] * 4 + [Way.FORGED] * 4 + [Way.ANOTHER_PARTY] * 2 + [Way.ANOTHER_INTERVIEW] * 2
WAYS += [Way.NOBODY, Way.NO_BOUNCE]
"""How often each is tried: the last two are refused before their mail is read."""


class Stage:
    """Two interviews of the same people, and what became of every mail that came."""

    def __init__(self, mailed: HouseWithMail, first: Interview, second: Interview, log: io.StringIO) -> None:
        self.mailed = mailed
        self.first = first
        self.second = second
        self.log = log
        self.codes: Counter[tuple[Way, int]] = Counter()

    def leo(self, interview: Interview) -> Party:
        """The party whose answers are broken."""
        return next(each for each in interview.parties if each.role is Role.CANDIDATE)

    def recipient(self, way: Way) -> str:
        """The envelope's recipient."""
        domain = self.mailed.house.settings.relay_domain
        guest = next(each for each in self.first.parties if each.role is Role.GUEST)
        match way:
            case Way.OWN | Way.FORGED:
                return f"{self.leo(self.first).reply_local}@{domain}"
            case Way.ANOTHER_PARTY:
                return f"{guest.reply_local}@{domain}"
            case Way.ANOTHER_INTERVIEW:
                return f"{self.leo(self.second).reply_local}@{domain}"
            case Way.NOBODY:
                return f"r-{'a' * 26}@{domain}"
            case Way.NO_BOUNCE:
                return f"{bounce_local(b'no key of ours', self.leo(self.first).id)}@{domain}"

    async def stands(self, way: Way) -> WhatStands:
        """What this mail must leave as it is. A letter has no UID: at either interview it is Leo's own."""
        own = self.leo(self.first) if way is Way.OWN else None
        letters = way in (Way.OWN, Way.ANOTHER_INTERVIEW)
        return await what_stands(self.mailed.house.database, self.first.id, own, letters=letters)

    def invited(self, way: Way) -> Invited:
        """What the program knows that answers."""
        party = self.leo(self.first)
        return Invited(
            uid=party.uid,
            organizer=f"{party.reply_local}@{self.mailed.house.settings.relay_domain}",
            attendee=LEO,
            sender=FORGER if way is Way.FORGED else LEO,
            sequence=self.first.sequence,
            start=self.first.starts_at,
            now=self.mailed.clock.now(),
        )


@fixture
async def stage() -> AsyncIterator[Stage]:
    """The same house for all mails of a test. At its end everything leaves that was still to leave."""
    log = io.StringIO()
    async with house_with_mail() as mailed:
        first, second = await mailed.invite(), await mailed.invite()
        log_to(log)
        try:
            yield (opened := Stage(mailed, first, second, log))
        finally:
            log_to(sys.stderr)
        await mailed.settle()
        await _judge(opened)


async def _judge(stage: Stage) -> None:
    """Nobody but the parties was written to, and no check of the test was idle."""
    assert {each.to for each in stage.mailed.office.arrived} <= {(LEO,), (DANA,), (MAYA,)}
    assert not any(b"evil.example" in each.raw for each in stage.mailed.office.arrived)
    verdicts = Counter(verdict for verdict, _ in await stage.mailed.verdicts())
    sys.stdout.write(f"{sum(stage.codes.values())} mails; {dict(verdicts)}; {dict(stage.codes)}\n")
    assert set(verdicts) == {"taken", "held", "refused", "ignored"}, verdicts
    assert {way for way, code in stage.codes if code == 250} == {
        Way.OWN,
        Way.FORGED,
        Way.ANOTHER_PARTY,
        Way.ANOTHER_INTERVIEW,
    }


@settings(
    max_examples=10_000 if SOAK else 1_000 if MORE else 300,
    deadline=None,
    derandomize=not SOAK,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.generate, Phase.shrink],
)
@given(
    program=st.sampled_from(PROGRAMS),
    way=st.sampled_from(WAYS),
    mutations=st.lists(st.builds(Mutation, st.sampled_from(Kind), st.integers(0, 2**32)), max_size=8),
)
async def test_it_is_never_at_fault_and_changes_nothing_for_whom_it_does_not_know(
    stage: Stage, program: Callable[[Invited], bytes], way: Way, mutations: list[Mutation]
) -> None:
    stage.mailed.clock.advance(timedelta(seconds=1))
    stage.log.seek(0)
    stage.log.truncate()
    raw = program(stage.invited(way))
    for mutation in mutations:
        raw = mutation.of(raw)
    before = await stage.stands(way)

    said = await bring(stage.mailed.inbox_port, stage.recipient(way), raw)

    assert said.code == 250 or 500 <= said.code < 600, said
    assert not FAULT.search(stage.log.getvalue()), stage.log.getvalue()
    assert await stage.stands(way) == before
    stage.codes[way, said.code] += 1
