"""Links that tools gave us: where they may lead, and nothing but that."""

from __future__ import annotations

import re

from yarl import URL

from anteroom.meetings.provider import ProviderDown
from anteroom.people.sealed import Plain

LONGEST = 2000


def checked_link(written: str, hosts: re.Pattern[str], path: re.Pattern[str]) -> URL:
    """Return a link of https whose host and path are of those shapes, without user, port or fragment.

    Raises ProviderDown for any other: what it would open is not known.
    """
    try:
        url = URL(written)
        whole = url.scheme == "https" and url.explicit_port in (None, 443) and not url.fragment
    except ValueError:
        whole, url = False, URL()
    if not (
        whole
        and len(written) <= LONGEST
        and url.user is None
        and hosts.fullmatch(url.host or "")
        and path.fullmatch(url.path)
    ):
        raise ProviderDown("it gave a link that does not look like one of its own", certain=False)
    return url


def sealed(url: URL) -> Plain:
    """Return a link that does not print."""
    return Plain(str(url))
