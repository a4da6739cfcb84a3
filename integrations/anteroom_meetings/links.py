"""Links that tools gave us: where they may lead, and nothing but that."""

from __future__ import annotations

import re

from yarl import URL

from anteroom.meetings.provider import ProviderDown

LONGEST = 2000
_WRITTEN = re.compile(r"https://[A-Za-z0-9.-]+(?::443)?/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*")
"""No user, no fragment, and no sign that one reader takes for another."""


def checked_link(written: str, hosts: re.Pattern[str], path: re.Pattern[str]) -> str:
    """Return a link as it was written, if its host and path are of those shapes.

    Nothing of it is quoted anew: a tool may want it back to the octet. Raises ProviderDown for any other
    link: what it would open is not known.
    """
    if len(written) <= LONGEST and _WRITTEN.fullmatch(written):
        try:
            url = URL(written)
        except ValueError:
            url = URL()
        if hosts.fullmatch(url.host or "") and path.fullmatch(url.path):
            return written
    raise ProviderDown("it gave a link that does not look like one of its own", certain=False)
