"""iCalendar and iTIP for one-off meetings: values and functions, no I/O, knowing nobody.

`write` and `compose` make what we send; `read_mail` and `read` say what came back, `typed_text` what a
person typed, `understand` all of it for a file; `answer` and `answer_mail` are what a calendar program sends.
`busy_of` says when the owner of a published calendar is busy, and nothing else of it.
"""

from .busy import BusyTimes, Doubt, busy_of
from .errors import CalendarError, NotACalendar, NotWritable, TooLarge
from .inbound import Action, Answer, Answering, Delivery, Kind, Problem, ReceivedMail
from .mail_parser import parsed_mail
from .mime import compose
from .read_mail import read_mail
from .reader import read
from .recurrence import Budget
from .typed_text import typed_text
from .understand import Understood, understand
from .values import (
    Attendee,
    CalendarMail,
    Invitation,
    Method,
    Organizer,
    Partstat,
    Role,
    Status,
)
from .write_answer import answer, answer_mail
from .writer import is_uid, write

__all__ = [
    "Action",
    "Answer",
    "Answering",
    "Attendee",
    "Budget",
    "BusyTimes",
    "CalendarError",
    "CalendarMail",
    "Delivery",
    "Doubt",
    "Invitation",
    "Kind",
    "Method",
    "NotACalendar",
    "NotWritable",
    "Organizer",
    "Partstat",
    "Problem",
    "ReceivedMail",
    "Role",
    "Status",
    "TooLarge",
    "Understood",
    "answer",
    "answer_mail",
    "busy_of",
    "compose",
    "is_uid",
    "parsed_mail",
    "read",
    "read_mail",
    "typed_text",
    "understand",
    "write",
]
