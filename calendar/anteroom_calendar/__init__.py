"""iCalendar and iTIP for one-off meetings: values and functions, no I/O, knowing nobody.

`write` and `compose` make what we send; `read_mail` and `read` say what came back, `typed_text` what a
person typed, `understand` all of it for a file; `answer` and `answer_mail` are what a calendar program sends.
"""

from .errors import CalendarError, NotACalendar, NotWritable, TooLarge
from .inbound import Action, Answer, Answering, Delivery, Kind, Problem, ReceivedMail
from .mail_parser import parsed_mail
from .mime import compose
from .read_mail import read_mail
from .reader import read
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
    "CalendarError",
    "CalendarMail",
    "Delivery",
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
    "compose",
    "is_uid",
    "parsed_mail",
    "read",
    "read_mail",
    "typed_text",
    "understand",
    "write",
]
