"""Reports on seeded histories: every one that must is taken, has its case and is answered; no other is."""

from __future__ import annotations

import random
import sys
from collections import Counter
from datetime import timedelta

import pytest

from conduct.report_histories import HISTORIES
from conduct.report_office import MAIL, MARKETPLACE, SLACK, Office, open_office

SEED = 31
OWN = "export of own reports"
OUTCOMES = ("upheld", "not_upheld", "false_report")


async def test_what_must_be_taken_is_and_nothing_else_and_who_is_reported_learns_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It takes some seconds: by every way there is, in one world, from the first word to the outcome."""
    async with open_office(SEED) as office:
        dice = random.Random(SEED)
        played = [history(office, dice) for history, count in HISTORIES for _ in range(count)]
        for each in played:
            await anext(each)
        for who in ("maya", "leo"):
            await office.seat_page(who)  # that a link was opened is shown to the other side
        before = await surfaces(office)
        for each in played:
            await anext(each)
        await office.world.settle()
        after = await surfaces(office)
        await office.reception.open_doors()
        for each in played:
            await anext(each, None)
        seen, told, others = await decided(office, dice)

    must, must_not = office.must_count, office.must_not_count
    texts = {**after, **seen}
    found = [
        (where, needle)
        for where, text in texts.items()
        for needle in of_others(office, where.partition(" ")[0])
        if needle in text
    ]
    reported = {taken.about for taken, _ in office.made.values() if taken.about}
    changed = [
        where
        for where, text in before.items()
        if where.partition(" ")[0] in reported and not where.endswith(OWN) and text != after[where]
    ]
    lines = (
        f"reports: {len(office.made)} of {must.total()} that must, {office.slipped} of {must_not.total()} "
        f"that must not, in {len(must)} and {len(must_not)} kinds",
        f"outcomes told: to {told.total()} of {len(office.made)} reporters {dict(told)}, to {others} others",
        f"of others' reports: found {len(found)} times in {len(texts)} surfaces; "
        f"{len(changed)} changed of {len(reported)} people reported",
    )
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert (office.wrong, office.slipped) == ([], 0)
    assert len(office.made) == must.total() >= 30
    assert must_not.total() >= 45
    assert (told.total(), others) == (must.total(), 0)
    assert {SLACK, MAIL, MARKETPLACE} == set(told)
    assert (found, changed) == ([], [])


def of_others(office: Office, member: str) -> list[str]:
    """Return by what reports that a member did not make are known: their references, cases, and words."""
    names = [
        name for report, (taken, case) in office.made.items() if taken.by != member for name in (report, case)
    ]
    return names + [word for word, by in office.words.items() if by != member]


async def surfaces(office: Office) -> dict[str, str]:
    """Everything that who is reported can read by asking: export, record, card, interview, lobby."""
    seen: dict[str, str] = {}
    details = await office.reading_details()
    reason = {"reviewer": "t-12", "reason": "access_request"}
    for member, pair in office.watched.items():
        home = f"/v1/members/{member}"
        _, handed = await details.post(f"{home}/export", reason)
        # What somebody reported is theirs: it grows, and holds nobody else's.
        own = {key: value for key, value in handed.items() if key == "reports"}
        seen[f"{member} {OWN}"] = str(own)
        seen[f"{member} export"] = str({**handed, **dict.fromkeys(own), "reference": None})
        _, record = await office.api.get(f"{home}/credit")
        seen[f"{member} credit"] = str({**record, "reference": None})
        seen[f"{member} card"] = await office.card(member, pair)
    interview = await office.api.get(f"/v1/interviews/{office.interview}")
    for who in ("maya", "leo"):
        seen[f"m-{who} interview"] = str(interview)
        seen[f"m-{who} lobby"] = await office.seat_page(who)
    return seen


async def decided(office: Office, dice: random.Random) -> tuple[dict[str, str], Counter[str], int]:
    """Have every report decided; return what came to whom, who was told as is due, and how many others."""
    for report in office.made:
        finding = {"reviewer": "t-12", "outcome": dice.choice(OUTCOMES), "reason": "looked_at"}
        status, said = await office.trust.post(f"/v1/reports/{report}/decision", finding)
        assert status == 200, said
    for _ in range(4):
        # Slack takes one message a second in a conversation.
        await office.world.settle()
        office.clock.advance(timedelta(minutes=1))
    arrived = await office.came()
    came = {f"{member} {way}": text for way, by in arrived.items() for member, text in by.items()}
    told, others = Counter[str](), 0
    for report, (taken, _) in office.made.items():
        reached = [where for where, text in came.items() if report in text]
        due = f"{taken.by} {taken.heard}"
        told[taken.heard] += due in reached
        others += sum(where.partition(" ")[0] != taken.by for where in reached)
    return came, told, others
