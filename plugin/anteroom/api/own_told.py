"""What a member's own data tells of reminders, of what the member wrote to support, and of own reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from anteroom.api.answers import Instant, Shown, texts_of, written
from anteroom.cases.own import OwnNote
from anteroom.conduct.reports.model import Category
from anteroom.conduct.reports.own import OwnReport
from anteroom.nudges.answers import Fate
from anteroom.nudges.escalation.model import Choice
from anteroom.nudges.model import Kind
from anteroom.nudges.own import OwnNudges

Channel = Literal["slack", "mail", "thread"]


class WaitHeld(Shown, frozen=True):
    """Something that waits for the member's answer; after `until` it would come too late."""

    kind: Kind
    proposal: str
    since: Instant
    until: Instant | None


class NudgeSent(Shown, frozen=True):
    """A reminder that left to the member, about what and by which way."""

    kind: Kind
    proposal: str
    channel: str
    at: Instant


class NudgeAnswered(Shown, frozen=True):
    """When the member answered a reminder, and where that went."""

    proposal: str | None
    fate: Fate
    at: Instant


class HelpAsked(Shown, frozen=True):
    """What the member was asked as a client whom nobody answers, and chose; `picked` is a proposal."""

    proposal: str
    at: Instant
    choice: Choice | None
    picked: str | None
    chosen_at: Instant | None


class NudgesHeld(Shown, frozen=True):
    """The member's wishes, what waits for the member, and what came of it. `wanted` is your word."""

    wanted: bool
    refused: bool
    channel: Channel | None
    away_until: Instant | None
    waits: tuple[WaitHeld, ...]
    sent: tuple[NudgeSent, ...]
    answered: tuple[NudgeAnswered, ...]
    asked: tuple[HelpAsked, ...]


class WrittenToSupport(Shown, frozen=True):
    """Something that the member wrote to your people, in which case."""

    case: str
    at: Instant
    words: str | None


class ReportMade(Shown, frozen=True):
    """A report of the member's. Of whom it complains is not told."""

    id: str
    category: Category
    at: Instant
    proposal: str | None
    interview: str | None
    words: str | None


def nudges_held(own: OwnNudges, most: int) -> NudgesHeld:
    """Return what is kept of the member's reminders, at most so many of each."""
    return NudgesHeld(
        wanted="marketplace" not in own.refused_by,
        refused="person" in own.refused_by,
        channel=own.preference.channel.value if own.preference.channel else None,
        away_until=written(own.preference.away_until),
        waits=tuple(
            WaitHeld(
                kind=Kind(each.kind),
                proposal=each.proposal,
                since=each.since.isoformat(),
                until=written(each.until),
            )
            for each in own.waits[:most]
        ),
        sent=tuple(
            NudgeSent(
                kind=Kind(each.kind), proposal=each.proposal, channel=each.channel, at=each.at.isoformat()
            )
            for each in own.sent[:most]
        ),
        answered=tuple(
            NudgeAnswered(proposal=each.proposal, fate=Fate(each.fate), at=each.at.isoformat())
            for each in own.answered[:most]
        ),
        asked=tuple(
            HelpAsked(
                proposal=each.proposal,
                at=each.at.isoformat(),
                choice=Choice(each.choice) if each.choice else None,
                picked=each.picked,
                chosen_at=written(each.chosen_at),
            )
            for each in own.asked[:most]
        ),
    )


def written_to_support(notes: Sequence[OwnNote]) -> tuple[WrittenToSupport, ...]:
    """Return what the member wrote to support."""
    return tuple(WrittenToSupport(case=each.case, at=each.at.isoformat(), words=each.words) for each in notes)


def reports_made(reports: Sequence[OwnReport]) -> tuple[ReportMade, ...]:
    """Return the member's own reports."""
    return tuple(
        ReportMade(
            id=each.id,
            category=Category(each.category),
            at=each.at.isoformat(),
            proposal=each.proposal,
            interview=each.interview,
            words=each.words,
        )
        for each in reports
    )


def minted_of(nudges: NudgesHeld, notes: Iterable[Shown], reports: Iterable[Shown]) -> list[str]:
    """Return the texts that stand in it, the member's own words too, for what the door is told."""
    lists = (nudges.waits, nudges.sent, nudges.answered, nudges.asked, notes, reports)
    return [*texts_of(nudges), *(text for one in lists for each in one for text in texts_of(each))]
