"""`anteroom invite`: what a calendar mail means to us, and the mail that we write, without a database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from anteroom.clock import SystemClock
from anteroom.invite_description import FaultyDescription, described
from anteroom_calendar import (
    Answer,
    CalendarError,
    Kind,
    NotWritable,
    Problem,
    TooLarge,
    Understood,
    compose,
    typed_text,
    understand,
)
from anteroom_calendar.mail_parser import MAX_OCTETS

READ_HELP = """what a calendar mail means to us, as JSON on standard output

kind is one of: request reply counter cancel refresh declinecounter publish add
bounce auto-reply human-reply unknown. Times are ISO 8601 in UTC. What does not
apply is null or empty. comment is the sender's: the calendar's, or what a person
typed. What is odd is in problems, and explained on standard error."""
READ_END = """exit status: 0 understood; 2 not a calendar mail, or not to be read: JSON and
standard error say why"""
WRITE_HELP = """print the mail that carries an invitation, from a description in JSON

{"method": "REQUEST", "uid": "5k2vq7@relay.example", "sequence": 0,
 "start": "2026-12-03T15:00:00Z", "end": "2026-12-03T15:45:00Z",
 "zone": "Europe/Berlin", "summary": "Interview: Data pipeline",
 "organizer": {"address": "r-7f3k@relay.example", "label": "Acme, hiring"},
 "attendees": [{"address": "dana@corp.example", "label": "Dana", "rsvp": true}]}

All fields are in docs/calendar.md. With dtstamp given, the same description
always makes the same bytes."""
WRITE_END = "exit status: 0 printed; 2 the description has faults, all named on standard error"

SENTENCES = {
    Problem.NO_ORGANIZER: "There is no ORGANIZER; Exchange leaves it out. The address it is sent to decides.",
    Problem.NO_UID: "There is no UID, so it cannot be told which meeting is meant.",
    Problem.WRAPPED_UID: "Exchange wrapped the UID in one of its own; the inner one is given.",
    Problem.NO_DTSTAMP: "There is no DTSTAMP that can be read; its order is told by arrival.",
    Problem.NO_SEQUENCE: "There is no SEQUENCE; it counts as an answer to the first revision.",
    Problem.NOT_ONE_ATTENDEE: "A reply has one ATTENDEE; only the line of whoever answers counts.",
    Problem.SEVERAL_CALENDARS: "There are several calendars; only the first is given here.",
    Problem.SEVERAL_EVENTS: "There are several events; the main one is given.",
    Problem.RECURRING: "It is of a series; an interview is a single meeting.",
    Problem.NO_START: "There is no start time.",
    Problem.ALL_DAY: "It is for a whole day, so there is no time.",
    Problem.FLOATING_TIME: "Its time names no zone, and none is assumed.",
    Problem.UNKNOWN_ZONE: "Nobody knows its time zone, and none is assumed.",
    Problem.EMBEDDED_ZONE: "Its time zone is known by the definition sent along only.",
    Problem.ENDS_BEFORE_START: "It ends before it starts; the end is left out.",
    Problem.UNREADABLE_PROPERTY: "Some line of it cannot be read.",
    Problem.UNKNOWN_PARTSTAT: "An answer is neither yes, no nor maybe; it counts as none.",
    Problem.NOT_UTF8: "It is not UTF-8, whatever it says; letters may be wrong.",
    Problem.NO_METHOD: "The calendar has no METHOD; that of the mail counts, if it has one.",
    Problem.OTHER_METHOD: "The mail names another method than the calendar; the calendar's counts.",
    Problem.AUTOMATIC: "Its header says that a machine sent it; the calendar counts all the same.",
    Problem.WINMAIL: "Outlook packed this mail into a winmail.dat, which only Outlook can open. The sender "
    "may choose HTML as the message format, or answer with the buttons of the invitation.",
    Problem.NO_REPORT: "It says that mail did not arrive, but not in a form that a program can read.",
}


def invite_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `read` and `write` with their arguments."""
    what = parser.add_subparsers(required=True, metavar="read|write")
    reading = what.add_parser(
        "read",
        help="what a calendar mail means to us, as JSON",
        description=READ_HELP,
        epilog=READ_END,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.add_argument(
        "file", metavar="FILE", help="a mail (.eml) or a calendar (.ics); - for standard input"
    )
    reading.set_defaults(invite=_read)
    writing = what.add_parser(
        "write",
        help="the mail for a description in JSON",
        description=WRITE_HELP,
        epilog=WRITE_END,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    writing.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help="the description; standard input without it, or -",
    )
    writing.add_argument(
        "--calendar", action="store_true", help="only the calendar, without the mail around it"
    )
    writing.set_defaults(invite=_write)


def invite(chosen: argparse.Namespace) -> int:
    """Run `anteroom invite read` or `write`; return the exit status."""
    status: int = chosen.invite(chosen)
    return status


def meaning(understood: Understood) -> dict[str, Any]:
    """What `anteroom invite read` prints; every field is always there, `why` only where it exits 2."""
    mail, answer = understood.mail, understood.answer
    said = answer.comment if answer else ""
    if mail is not None and understood.kind is Kind.HUMAN_REPLY:
        said = typed_text(mail.text)
    delivery = mail.delivery if mail else None
    return {
        "kind": understood.kind,
        "uid": answer.uid if answer else None,
        "sequence": answer.sequence if answer else None,
        "dtstamp": _instant(answer.dtstamp) if answer else None,
        "organizer": answer.organizer.address if answer and answer.organizer else None,
        "attendees": _attendees(answer) if answer else [],
        "start": _instant(answer.start) if answer else None,
        "end": _instant(answer.end) if answer else None,
        "zone": answer.zone if answer else None,
        "comment": said,
        "delivery": delivery and {"action": delivery.action, "status": delivery.status},
        "problems": list(understood.problems),
        **({"why": understood.why} if understood.why else {}),
    }


def _attendees(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "address": line.address,
            "partstat": line.partstat,
            "delegated_to": list(line.delegated_to),
            "comment": line.comment,
        }
        for line in answer.attendees
    ]


def _read(chosen: argparse.Namespace) -> int:
    try:
        understood = understand(_content(chosen.file))
    except OSError as error:
        understood = _not_understood(f"the file cannot be read: {error.strerror or 'no reason given'}")
    except CalendarError as error:
        understood = _not_understood(str(error))
    _json(meaning(understood))
    if understood.why:
        _explain(f"Not a calendar mail: {understood.why}.")
    for problem in understood.problems:
        _explain(f"{problem}: {SENTENCES[problem]}")
    return 2 if understood.why else 0


def _not_understood(why: str) -> Understood:
    return Understood(Kind.UNKNOWN, None, None, (), why)


def _write(chosen: argparse.Namespace) -> int:
    try:
        mail = described(_content(chosen.file), SystemClock().now())
        sys.stdout.buffer.write(mail.calendar if chosen.calendar else compose(mail))
        sys.stdout.buffer.flush()
    except OSError as error:
        _explain(f"The description cannot be read: {error.strerror or 'no reason given'}.")
    except FaultyDescription as error:
        _explain("The description has faults:", *(f"  {fault}" for fault in error.faults))
    except (NotWritable, TooLarge) as error:
        _explain("The description has faults:", f"  {error}")
    else:
        return 0
    return 2


def _content(name: str) -> bytes:
    """The file's octets. Raises OSError, and TooLarge for more than any mail that we read."""
    if name == "-":
        data = sys.stdin.buffer.read(MAX_OCTETS + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(MAX_OCTETS + 1)
    if len(data) > MAX_OCTETS:
        raise TooLarge("larger than any mail that we read")
    return data


def _instant(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment is not None else None


def _json(value: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def _explain(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # a command line speaks
