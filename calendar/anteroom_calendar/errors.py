"""What can go wrong with a calendar message.

CalendarError
├── NotACalendar     what came in holds no calendar message that can be understood
├── TooLarge         what came in is larger, deeper or longer than we read
└── NotWritable      a value that no calendar message can carry: a naive time, a broken address
"""

from __future__ import annotations


class CalendarError(Exception):
    """Base of all. `str(error)` is for the log: it names the fault and repeats nothing of what was
    received.
    """


class NotACalendar(CalendarError):
    """What came in holds no calendar message that can be understood."""


class TooLarge(CalendarError):
    """What came in is larger, deeper or longer than we read."""


class NotWritable(CalendarError):
    """A value that no calendar message can carry; nothing was written."""
