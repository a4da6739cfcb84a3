"""Killed while it takes an event of somebody's calendar, the service takes it once and answers it once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from anteroom.sandbox.mailbox.own_events import Guest, OwnEvent, write_event
from faults.conftest import Stage
from faults.keeper import Arm, Keeper
from faults.test_kill import EVERYTHING, settled
from service import Service

POINTS = (
    "interview-written/proposed",
    "interview-scheduled",
    "mail-request-applied",
    "mail-request-taken",
    "effect-frozen/request_reply",
    "effect-sent/request_reply",
)
SAMPLE = ("interview-written/proposed", "mail-request-applied")


@pytest.mark.heavy
@pytest.mark.parametrize("point", POINTS if EVERYTHING else SAMPLE)
async def test_it_takes_an_event_and_its_change_once_when_killed(stage: Stage, point: str) -> None:
    """Its mail server brings the same mail again until it is taken, as every mail server does."""
    twins, maya = stage.twins, stage.twins.cast.maya
    mailbox, books = twins.mailbox, twins.marketplace.books
    # A moved interview is proposed again.
    arms = (Arm(point), Arm(point.replace("interview-scheduled", "interview-changed")))
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, arms) as keeper:
            await keeper.acknowledged(twins.marketplace.sync)
            ours = books.proposals["p-payments"].interview_address
            start = (mailbox.clock.now() + timedelta(days=3)).replace(microsecond=0)
            event = OwnEvent(
                "killed@larkfield.example", start, start + timedelta(minutes=45), "A talk", (Guest(ours),)
            )
            for sequence, hours in ((0, 0), (1, 2)):
                begins = start + timedelta(hours=hours)
                event = OwnEvent(
                    event.uid,
                    begins,
                    begins + timedelta(minutes=45),
                    "A talk",
                    (Guest(ours),),
                    sequence=sequence,
                )
                sent = write_event(
                    maya, event, "REQUEST", ours, message_id=f"<{sequence}@killed>", now=mailbox.clock.now()
                )
                await keeper.acknowledged(partial(mailbox.send_raw, maya.email, ours, sent.raw))
                await keeper.died(sequence + 1)
                await settled(service, keeper)

    (card,) = books.cards.values()
    assert card.content["starts_at"] == (start + timedelta(hours=2)).isoformat()
    (entry,) = mailbox.calendar("leo")
    assert (entry.starts_at, entry.sequence) == (start + timedelta(hours=2), 1)
    answers = [mail for mail in mailbox.mails("maya") if mail.method == "REPLY" and not mail.problem]
    told = {(mail.message_id, mail.invitation.sequence) for mail in answers if mail.invitation}
    assert sorted(sequence for _, sequence in told) == [0, 1]
    # Again only where nobody could know whether it had arrived, and then byte for byte.
    assert len(answers) - len(told) <= sum(each.kind == "request_reply" for each in keeper.under_way)
    assert len({mail.raw for mail in answers}) == len(told)
    assert keeper.deaths == 2
