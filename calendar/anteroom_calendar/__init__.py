"""iCalendar and iTIP for one-off meetings: values and functions, no I/O, knowing nobody.

`write` and `compose` make what we send; `read_mail` and `read` say what came back; `answer` and
`answer_mail` are what a calendar program sends.
"""

from .errors import CalendarError, NotACalendar, NotWritable, TooLarge
from .mime import compose
from .read_mail import read_mail
from .reader import read
from .values import (
    Answer,
    Answering,
    Attendee,
    CalendarMail,
    Invitation,
    Kind,
    Method,
    Organizer,
    Partstat,
    Problem,
    ReceivedMail,
    Role,
    Status,
)
from .write_answer import answer, answer_mail
from .writer import write

__all__ = [
    "Answer",
    "Answering",
    "Attendee",
    "CalendarError",
    "CalendarMail",
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
    "answer",
    "answer_mail",
    "compose",
    "read",
    "read_mail",
    "write",
]
