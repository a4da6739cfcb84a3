"""What a held text was on its way to do, so that it can be done with other words, or after all."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anteroom.interviews.commands import ProposeCounter, ScheduleInterview


class ToSchedule(msgspec.Struct, frozen=True, tag="schedule"):
    """To ask everybody to an interview, of which there is nothing yet."""

    command: ScheduleInterview


class ToCounter(msgspec.Struct, frozen=True, tag="counter"):
    """To propose another time, with this beside it."""

    command: ProposeCounter


class ToCancel(msgspec.Struct, frozen=True, tag="cancel"):
    """To call an interview off for this reason."""

    interview_id: str
    person_id: str


class ToReword(msgspec.Struct, frozen=True, tag="reword"):
    """To give an interview other words; None leaves the words that it has."""

    interview_id: str
    person_id: str
    title: str | None = None
    agenda: str | None = None


class ToRequire(msgspec.Struct, frozen=True, tag="require"):
    """To be what an interview's receiving side signs, under this title."""

    interview_id: str
    person_id: str
    title: str = ""


class ToSay(msgspec.Struct, frozen=True, tag="say"):
    """To be shown in the thread as this message of the marketplace's."""

    message_id: str
    sent_at: datetime


class ToAsk(msgspec.Struct, frozen=True, tag="ask"):
    """To ask on a proposal (the marketplace's id) for an address to enter this system for this purpose."""

    proposal: str
    person_id: str
    system: str
    purpose: str


class ToPrepare(msgspec.Struct, frozen=True, tag="prepare"):
    """To stand in a form of this person's that is not sent yet: it is read again, and nothing follows."""

    proposal_id: str
    person_id: str


class ToContest(msgspec.Struct, frozen=True, tag="contest"):
    """To say against a verdict that it was `claim`, a state, and how."""

    interview_id: str
    person_id: str
    claim: str


class ToWrite(msgspec.Struct, frozen=True, tag="write"):
    """To go where a letter of this party goes; `to` as in `interviews/typed.py`."""

    interview_id: str
    party_id: str
    to: str = ""


Errand = (
    ToSchedule | ToCounter | ToCancel | ToReword | ToRequire | ToSay | ToAsk | ToPrepare | ToWrite | ToContest
)


def message_of(errand: Errand) -> dict[str, str]:
    """Return the marketplace's message that waits for a text, as a fact of a notice; empty for others."""
    return {"message": errand.message_id} if isinstance(errand, ToSay) else {}


def begins(errand: Errand) -> datetime | None:
    """Return when the interview would begin that an errand alone knows of; None where a row tells it."""
    return errand.command.starts_at if isinstance(errand, ToSchedule) else None


def interview_of(errand: Errand) -> str | None:
    """Return the interview that an errand is about, if there is one yet."""
    match errand:
        case ToCounter():
            return errand.command.interview_id
        case ToCancel() | ToReword() | ToRequire() | ToWrite() | ToContest():
            return errand.interview_id
        case ToSchedule() | ToSay() | ToAsk() | ToPrepare():
            return None
