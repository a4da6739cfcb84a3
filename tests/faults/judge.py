"""What really arrived outside, counted where it arrived; what Anteroom says of itself is not asked.

Only one thing is taken from inside: which effects stood as `sending` at a death. A mail repeated then was
between DATA and our note of its answer, a Slack message between the post and that note: the two windows in
which the outside cannot be asked. Every other repeat is a fault.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes

from anteroom.sandbox.slack.render import plain
from anteroom.sandbox.twins import Twins
from faults.journey import IN_SLACK, Played, said_by_the_app
from faults.keeper import UnderWay


@dataclass(slots=True)
class Verdict:
    """One point's count.

    `arrived` counts mails by Message-ID, webhooks by id, thread cards and Slack messages. `inside` are
    repeats within the two windows, `known_again` webhooks and cards that came once more under their own id.
    `outside`, `lost` and `wrong` (other bytes under one id, disorder, a stale card) name faults.
    """

    arrived: int = 0
    inside: int = 0
    known_again: int = 0
    outside: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that must be empty."""
        return [*self.outside, *self.lost, *self.wrong]


def judge(twins: Twins, played: Sequence[Played], under_way: Sequence[UnderWay]) -> Verdict:
    """Count what arrived for these cancelled interviews, once nothing waits any more."""
    verdict = Verdict()
    _mails(twins, played, under_way, verdict)
    _webhooks(twins, played, verdict)
    _cards(twins, played, verdict)
    _slack(twins, played, under_way, verdict)
    return verdict


def _mails(twins: Twins, played: Sequence[Played], under_way: Iterable[UnderWay], verdict: Verdict) -> None:
    copies: defaultdict[tuple[str, str], list[bytes]] = defaultdict(list)
    for capture in twins.mailbox.captures:
        name = str(message_from_bytes(capture.body)["Message-ID"]).strip("<> ")
        copies[capture.to[0], name].append(capture.body)
    excused = {f"{each.id.replace(':', '.')}.{each.revision}" for each in under_way}
    for (_, name), bodies in copies.items():
        verdict.arrived += 1
        if len(set(bodies)) > 1:
            verdict.wrong.append(f"mail {name} came with different bytes")
        if name.partition("@")[0] in excused:
            verdict.inside += len(bodies) - 1
        elif len(bodies) > 1:
            verdict.outside.append(f"mail {name} came {len(bodies)} times")
    for person in twins.cast.people:
        _calendar(twins, person.key, played, verdict)


def _calendar(twins: Twins, key: str, played: Sequence[Played], verdict: Verdict) -> None:
    mails = {mail.message_id.strip("<> "): mail for mail in twins.mailbox.mails(key)}
    said = Counter(
        (mail.invitation.uid, mail.invitation.method, mail.invitation.sequence)
        for mail in mails.values()
        if mail.invitation is not None
    )
    verdict.outside += [f"{key} got {what} in {count} mails" for what, count in said.items() if count > 1]
    entries = twins.mailbox.calendar(key)
    verdict.lost += [
        f"{key}'s {entry.starts_at} is not cancelled" for entry in entries if not entry.cancelled
    ]
    if len(entries) < sum(1 for each in played if not each.hasty):
        verdict.lost.append(f"{key}'s calendar has {len(entries)} of {len(played)} entries")
    if len(entries) > len(played):
        verdict.outside.append(f"{key}'s calendar has {len(entries)} entries, not {len(played)}")
    passes = sum(1 for mail in mails.values() if mail.invitation is None)
    wanted = sum(1 for each in played if each.doors) if key not in IN_SLACK else 0
    if passes < wanted:
        verdict.lost.append(f"{key}'s pass")
    if passes > wanted:
        verdict.outside.append(f"{key} got {passes} passes")


def _webhooks(twins: Twins, played: Sequence[Played], verdict: Verdict) -> None:
    marketplace = twins.marketplace
    verdict.known_again += marketplace.repeats
    verdict.arrived += len({event.id for event in marketplace.events})
    bodies: defaultdict[str, set[bytes]] = defaultdict(set)
    for capture in marketplace.captures:
        if capture.path == "/anteroom/webhooks":
            bodies[capture.headers["webhook-id"]].add(capture.body)
    verdict.wrong += [
        f"webhook {name} came with different bytes" for name, each in bodies.items() if len(each) > 1
    ]
    for each in played:
        told = [event.type for event in marketplace.events if event.data.get("interview") == each.id]
        verdict.lost += [f"webhook {kind}" for kind in (Counter(each.events) - Counter(told)).elements()]
        verdict.outside += [f"webhook {kind}" for kind in (Counter(told) - Counter(each.events)).elements()]
        if Counter(told) == Counter(each.events) and tuple(told) != each.events:
            verdict.wrong.append(f"the webhooks came as {told}")


def _cards(twins: Twins, played: Sequence[Played], verdict: Verdict) -> None:
    for thread in {each.proposal.thread for each in played}:
        cards = {card["id"]: card for card in twins.marketplace.cards(thread)}
        verdict.arrived += len(cards)
        expected = {each.id for each in played if each.proposal.thread == thread}
        verdict.lost += [f"card {each}" for each in expected - set(cards)]
        verdict.outside += [f"card {each}" for each in set(cards) - expected]
        stale = [name for name, card in cards.items() if card["state"] != "cancelled"]
        verdict.wrong += [f"card {name} is stale" for name in stale]


def _slack(twins: Twins, played: Sequence[Played], under_way: Iterable[UnderWay], verdict: Verdict) -> None:
    excuses = Counter(each.id for each in under_way if each.kind in ("slack_card", "slack_pass")).total()
    for key in IN_SLACK:
        messages = said_by_the_app(twins, key)
        wanted = len(played) + sum(1 for each in played if each.doors)
        verdict.arrived += min(len(messages), wanted)
        over = sum(1 for message in messages if "Cancelled" in plain(message))
        if over < len(played):
            verdict.lost.append(f"{key}'s card in Slack shows {over} of {len(played)} cancellings")
        if len(messages) < wanted:
            verdict.lost.append(f"{key} got {len(messages)} of {wanted} messages in Slack")
        more = max(0, len(messages) - wanted)
        inside = min(more, excuses)
        excuses -= inside
        verdict.inside += inside
        if more > inside:
            verdict.outside.append(f"{key} got {more - inside} messages too many in Slack")
