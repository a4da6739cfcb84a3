"""The part of app.yaml about embeds: whose pages may show ours inside them."""

from __future__ import annotations

import re

from anteroom.settings.document import Document

KEY = "marketplace.embed_origins"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"https://(?=[^:]{{1,253}}(?::|\Z)){_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?")
_HERE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::(?:[1-9][0-9]{0,4}|\*))?")
"""In the sandbox, whose twins take any port."""


def read_embed_origins(document: Document, *, sandbox: bool) -> tuple[str, ...]:
    """Return the origins, as a Content-Security-Policy writes them: `https://www.example.org`."""
    origins: list[str] = []
    for written in (document.text_or_null(KEY) or "").split():
        if _ORIGIN.fullmatch(written) or (sandbox and _HERE.fullmatch(written)):
            origins.append(written)
        else:
            document.refuse(KEY, "must be origins in lower case, such as https://www.example.org")
    return tuple(origins)
