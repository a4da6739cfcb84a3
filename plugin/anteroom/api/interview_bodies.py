"""REST v1: what is told of an interview, parsed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from anteroom.agreements.ours import ours
from anteroom.api.body import Moment, Told
from anteroom.api.members import Short
from anteroom.errors import BadInput
from anteroom.interviews.commands import GuestWish, PollWish, ScheduleInterview
from anteroom.interviews.offers import MOST
from anteroom.languages import Language

Minutes = Annotated[int, msgspec.Meta(ge=5, le=480)]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Link = Annotated[str, msgspec.Meta(max_length=4000)]
ToolName = Literal["", "zoom", "teams", "meet", "jitsi", "livekit"]


class GuestBody(Told, frozen=True):
    """Somebody to loop in."""

    email: Short
    label: Short
    required: bool = True

    @property
    def wish(self) -> GuestWish:
        """The same, as the heart takes it."""
        return GuestWish(label=self.label, email=self.email, required=self.required)


class AgreementBody(Told, frozen=True):
    """What is to be signed: the host's own plain text, or with "" ours in a language."""

    title: Annotated[str, msgspec.Meta(max_length=120)] = ""
    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    language: Language = "en"

    @property
    def whole(self) -> str:
        """The text, be it the host's own or ours."""
        return self.text.strip() or ours(self.language).text


class InvitingBody(Told, frozen=True, kw_only=True):
    """What is told of every interview to which people are invited, by its one time or by several."""

    host: Short
    minutes: Minutes
    title: Annotated[str, msgspec.Meta(max_length=120)] = ""
    agenda: Text = ""
    nda: bool = False
    agreement: AgreementBody | None = None
    guests: Annotated[tuple[GuestBody, ...], msgspec.Meta(max_length=20)] = ()
    link: Link = ""
    tool: ToolName = ""

    def command(
        self, proposal_id: str, host: str, span: tuple[datetime, datetime], poll: PollWish | None = None
    ) -> ScheduleInterview:
        """Return what is asked of the heart, by the person `host`."""
        asked = self.agreement or (AgreementBody() if self.nda else None)
        return ScheduleInterview(
            proposal_id=proposal_id,
            actor=host,
            starts_at=span[0],
            ends_at=span[1],
            title=self.title,
            agenda=self.agenda,
            nda=asked.whole if asked else "",
            nda_title=asked.title if asked else "",
            guests=tuple(guest.wish for guest in self.guests),
            link=self.link,
            tool=self.tool,
            poll=poll,
        )


class InterviewBody(InvitingBody, frozen=True, kw_only=True):
    """An interview to be proposed. `link`: the company's own, where the call takes place in its tool.

    `tool`: one in which the call is to be made.
    """

    proposal: Short
    starts_at: Moment


class MoveBody(Told, frozen=True):
    """Another time."""

    member: Short
    starts_at: Moment
    minutes: Minutes | None = None


class CancelBody(Told, frozen=True):
    """Calling it off."""

    member: Short
    reason: Text = ""


class AnswerBody(Told, frozen=True):
    """A member's answer, with the one that the card showed when the button was pressed."""

    member: Short
    answer: Literal["accepted", "declined", "tentative"]
    saw: Literal["needs_action", "accepted", "declined", "tentative"] | None = None


class CounterBody(Told, frozen=True):
    """Another time that a member proposes."""

    member: Short
    starts_at: Moment
    minutes: Minutes
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class LateBody(Told, frozen=True):
    """A member runs late."""

    member: Short
    minutes: Literal[5, 10, 15]


class OffersBody(Told, frozen=True):
    """Other times that the host offers, each as long as the interview; none takes back what was offered."""

    member: Short
    offers: Annotated[tuple[Moment, ...], msgspec.Meta(max_length=MOST)]


class TakeBody(Told, frozen=True):
    """The freelancer takes an offered time."""

    member: Short


def end_of(starts_at: datetime, length: timedelta) -> datetime:
    """Return when it ends. Raises BadInput for an instant that no calendar has."""
    try:
        return starts_at + length
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="starts_at") from error
