"""What somebody else's message is about, as far as it matters for what the answer means."""

from __future__ import annotations


def asks(text: str) -> tuple[str, ...]:
    """Names of what `text` asks for ("phone"); () for most texts."""
    return ("question",) if text.rstrip().endswith(("?", "？", "؟")) else ()
