"""A file of either sort, a mail or a bare calendar → what it means."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from .inbound import Answer, Kind, Problem, ReceivedMail
from .read_mail import read_mail
from .reader import read

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGIN = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file means. `answer` is None for mails without a calendar, `mail` for a bare calendar.

    `problems` are those of the calendar and of the mail around it. `why` says why a mail of unknown kind
    and without an answer could not be understood, and is empty for all others.
    """

    kind: Kind
    answer: Answer | None
    mail: ReceivedMail | None
    problems: tuple[Problem, ...]
    why: str = ""


def understand(raw: bytes) -> Understood:
    """Read a mail (`.eml`) or a calendar (`.ics`), told apart by how they begin.

    Raises NotACalendar for a calendar that cannot be read, and TooLarge.
    """
    if _is_calendar(raw):
        answer = read(raw)
        return Understood(answer.kind, answer, None, answer.problems)
    mail = read_mail(raw)
    problems = list(_of_mail(mail))
    if mail.calendar is None or mail.is_bounce:
        why = _why(mail) if mail.kind is Kind.UNKNOWN else ""
        return Understood(mail.kind, None, mail, tuple(problems), why)
    answer = read(mail.calendar, method=mail.calendar_method)
    if mail.calendar_method and answer.kind not in {Kind.UNKNOWN, mail.calendar_method.lower()}:
        problems.append(Problem.OTHER_METHOD)
    return Understood(answer.kind, answer, mail, tuple(dict.fromkeys([*answer.problems, *problems])))


def _is_calendar(raw: bytes) -> bool:
    if raw.startswith(_MARKS[1:]):
        return True  # no mail is UTF-16
    start = raw[:200].removeprefix(codecs.BOM_UTF8).lstrip()
    return start[: len(_BEGIN)].upper() == _BEGIN


def _of_mail(mail: ReceivedMail) -> tuple[Problem, ...]:
    found = {
        Problem.SEVERAL_CALENDARS: mail.calendar_parts > 1,
        Problem.AUTOMATIC: bool(mail.automatic) and mail.calendar is not None,
        Problem.WINMAIL: mail.winmail,
        Problem.NO_REPORT: mail.is_bounce and mail.delivery is None,
    }
    return tuple(problem for problem, is_so in found.items() if is_so)


def _why(mail: ReceivedMail) -> str:
    if mail.winmail:
        return "its whole content is in a winmail.dat, which only Outlook can open"
    if not mail.from_address:
        return "neither a calendar nor a mail: there is no sender"
    return "a mail without a calendar and without a word"
