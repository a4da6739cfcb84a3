"""The part of app.yaml about companies' own meeting links: hosts that are taken besides the known tools'."""

from __future__ import annotations

import re
from collections.abc import Mapping

from anteroom.meetings.model import Tool
from anteroom.settings.document import Document

KEY = "meetings.link_hosts"
_HOST = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](=jitsi)?"
)


def read_link_hosts(document: Document) -> Mapping[str, Tool]:
    """Return the hosts, and what runs there: `calls.example.org meet.example.org=jitsi`."""
    hosts: dict[str, Tool] = {}
    for written in (document.text_or_null(KEY) or "").split():
        if not _HOST.fullmatch(written):
            document.refuse(
                KEY, "must be hosts in lower case, such as calls.example.org or meet.example.org=jitsi"
            )
            continue
        host, _, jitsi = written.partition("=")
        hosts[host] = Tool.JITSI if jitsi else Tool.OTHER
    return hosts
