"""What a calendar program sends back when its owner answers: a REPLY or a COUNTER (RFC 5546 3.2.3, 3.2.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .errors import CalendarError, NotWritable
from .inbound import Answer, Answering, Kind
from .reader import read
from .values import Attendee, CalendarMail, Invitation, Method, Organizer, Partstat
from .writer import write

_SUBJECTS = {
    Partstat.ACCEPTED: "Accepted",
    Partstat.DECLINED: "Declined",
    Partstat.TENTATIVE: "Tentative",
}


def answer(
    request: Answer | bytes,
    attendee: str,
    partstat: Partstat,
    *,
    now: datetime,
    comment: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> bytes:
    """The calendar message with which `attendee` answers a received REQUEST: a REPLY, or with `start` a
    COUNTER.

    As programs do it: the attendee's real address, ORGANIZER, UID and SEQUENCE as received, a fresh
    DTSTAMP. A COUNTER keeps the length unless `end` is given, and repeats the other attendees. An attendee
    whom the request does not name may answer too (an assistant, another address of the same person).
    Raises NotWritable.
    """
    asked, organizer = _asked(request)
    if asked.start is None or asked.end is None:
        raise NotWritable("the request has no time to answer")
    own = asked.attendee(attendee) or Answering(attendee)
    mine = Attendee(attendee, own.label, partstat)
    reply = Invitation(
        method=Method.REPLY,
        uid=asked.uid,
        sequence=asked.sequence,
        dtstamp=now,
        start=asked.start,
        end=asked.end,
        organizer=organizer,
        attendees=(mine,),
        summary=asked.summary,
        location=asked.location,
        zone=asked.zone,
        comment=comment,
    )
    if start is None:
        return write(reply)
    others = (line for line in asked.attendees if line is not own)
    return write(
        replace(
            reply,
            method=Method.COUNTER,
            start=start,
            end=end or start + (asked.end - asked.start),
            attendees=(mine, *(Attendee(line.address, line.label, line.partstat) for line in others)),
        )
    )


def answer_mail(
    request: Answer | bytes,
    attendee: str,
    partstat: Partstat,
    *,
    now: datetime,
    message_id: str,
    comment: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    from_address: str = "",
    in_reply_to: str = "",
) -> CalendarMail:
    """The mail around `answer`, from the attendee to the ORGANIZER; give it to `compose`.

    `from_address` is for those who answer from another address than the one invited. Raises NotWritable.
    """
    asked, organizer = _asked(request)
    words = "New time proposed" if start is not None else _SUBJECTS.get(partstat, "Answer")
    own = asked.attendee(attendee)
    return CalendarMail(
        method=Method.REPLY if start is None else Method.COUNTER,
        calendar=answer(asked, attendee, partstat, now=now, comment=comment, start=start, end=end),
        from_address=from_address or attendee,
        from_label=own.label if own else "",
        to_address=organizer.address,
        to_label=organizer.label,
        subject=f"{words}: {asked.summary}",
        date=now,
        message_id=message_id,
        in_reply_to=in_reply_to,
        text=f"{words}: {asked.summary}\n" + (f"\n{comment}\n" if comment else ""),
    )


def _asked(request: Answer | bytes) -> tuple[Answer, Organizer]:
    try:
        asked = read(request) if isinstance(request, bytes) else request
    except CalendarError as error:
        raise NotWritable("what should be answered cannot be read") from error
    if asked.kind is not Kind.REQUEST or asked.organizer is None:
        raise NotWritable("only a request with an organizer can be answered")
    return asked, asked.organizer
