"""Delivery reports of servers that know no RFC 3464: they say in words what became of a mail.

qmail has a form of its own (QSBMF, cr.yp.to/proto/qsbmf.txt); Exim names who failed in X-Failed-Recipients;
the others only have phrases, which the great ones have kept for decades.
"""

from __future__ import annotations

import re

from anteroom_calendar import Action, ReceivedMail

LONGEST = 20_000
"""Characters of the text that are looked at: the words stand before what is returned."""
_DELAYED = re.compile(
    r"this is (?:just )?a warning|warning: message .{0,80}delayed|delivery (?:is |has been )?delayed"
    r"|not yet been delivered|will (?:be|keep) (?:retried|trying)|you do not need to resend",
    re.IGNORECASE | re.DOTALL,
)
_FAILED = re.compile(
    r"\A\s*hi\. this is the|permanent(?: fatal)? error|i'm afraid i wasn't able to deliver"
    r"|could ?n[o']t be delivered|could not deliver|undeliver(?:able|ed)|delivery (?:has )?failed"
    r"|(?:user|mailbox|recipient|address|account).{0,40}(?:unknown|not found|does(?: not|n't) exist|rejected)"
    r"|no such (?:user|person|mailbox|recipient)|\b550[ -]|\b5\.[0-7]\.\d{1,3}\b",
    re.IGNORECASE | re.DOTALL,
)


def action_in_words(mail: ReceivedMail) -> Action | None:
    """Return what a report without fields says became of a mail; None where its words say neither."""
    said = f"{mail.text[:LONGEST]}\n{mail.subject}"
    if _DELAYED.search(said):
        return Action.DELAYED
    return Action.FAILED if _FAILED.search(said) else None
