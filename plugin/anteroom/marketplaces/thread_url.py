"""The part of app.yaml about threads: at which address of the marketplace's own people open one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from anteroom.settings.document import Document

KEY = "marketplace.thread_url"
LONGEST, LONGEST_LINK = 500, 2000
"""Characters of the pattern, and of an address made of it: Slack takes 3,000 and some mail programs 2,000."""
NAMES = ("proposal", "thread")
_NAMED = re.compile(rf"\{{({'|'.join(NAMES)})\}}")
_BRACES = re.compile(r"[{}]")
_WRITTEN = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%{}-]+")
"""What an address may hold (RFC 3986), and braces."""
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class ThreadUrl:
    """The pattern of a thread's address, in which `{proposal}` and `{thread}` stand for these two ids."""

    pattern: str

    def of(self, *, proposal: str, thread: str) -> str | None:
        """Return the address of one thread, by the marketplace's own ids; None where it would be too long.

        Each id is percent-encoded whole, so that it says nothing but itself, whatever is in it.
        """
        ids = {"proposal": quote(proposal, safe=""), "thread": quote(thread, safe="")}
        made = _NAMED.sub(lambda name: ids[name[1]], self.pattern)
        return made if len(made) <= LONGEST_LINK else None


def read_thread_url(document: Document) -> ThreadUrl | None:
    """Return the pattern; None where there is none, and no link leads to a thread."""
    written = document.text_or_null(KEY)
    if written is None:
        return None
    why = _fault(written)
    if why is not None:
        document.refuse(KEY, why)
    return ThreadUrl(written)


def _fault(written: str) -> str | None:
    """Return what is wrong, why, and what to write instead; None where nothing is."""
    if not _WRITTEN.fullmatch(written) or len(written) > LONGEST:
        return (
            f"must be an address of at most {LONGEST} characters, with none that a link cannot hold; "
            "write blanks and letters beyond ASCII percent-encoded"
        )
    if not _NAMED.search(written):
        return (
            "names neither {proposal} nor {thread}, so that one page would stand for all threads; "
            "say where the id belongs, as in https://www.example.org/messages/{thread}"
        )
    if _BRACES.search(_NAMED.sub("", written)):
        return "has braces around something else: only {proposal} and {thread} are known; write %7B and %7D"
    try:
        parts = urlsplit(written)
        if parts.hostname and parts.port != 0 and "@" not in parts.netloc:
            return _unsafe(parts)
    except ValueError:
        pass  # which says no more than that it is none
    return "is not an address; write one such as https://www.example.org/messages/{thread}"


def _unsafe(parts: SplitResult) -> str | None:
    if _BRACES.search(parts.netloc):
        return (
            "has an id in its host, and an id must not choose whither people are led; "
            "put it behind the host, as in https://www.example.org/messages/{thread}"
        )
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE):
        return None
    return (
        "must be https, since people follow it from their mail; only on this machine (127.0.0.1, localhost) "
        "may it be http"
    )
