"""The guard: finds contact details and requests to leave the marketplace in human text.

A library of its own, which imports nothing else of anteroom:

    guard = Guard()
    verdict = guard.inspect("Call me: (212) 555-0147", Context(countries=("US",), surface="agenda"))
    verdict.action        # Action.BLOCK
    verdict.explanation   # "This looks like a phone number. …"
"""

from anteroom.guard.guard import VERSION, Guard
from anteroom.guard.model import LIMIT, Action, Context, Finding, Kind, Verdict

__all__ = ["LIMIT", "VERSION", "Action", "Context", "Finding", "Guard", "Kind", "Verdict"]
