"""SPF (RFC 7208): whether the host that brought a mail may send for the domain of its MAIL FROM."""

from __future__ import annotations

from dataclasses import dataclass

import spf

from anteroom_mail.proof.name_service import NameService, NoAnswer, RecordType

MOST_VOID = 2
"""Questions without an answer that one check may cost (RFC 7208, 4.6.4); the library counts the others."""
KINDS: tuple[RecordType, ...] = ("TXT", "A", "AAAA", "MX", "PTR")


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a mail came in our own SMTP session: the client's address, its EHLO name, its MAIL FROM.

    `client` is "" where an edge server of ours handed the mail on: the client is then that server, and whence
    the mail came to it nobody says. `mail_from` is "" as machines write it.
    """

    client: str
    helo: str
    mail_from: str


def allowed_host(origin: Origin, names: NameService) -> bool:
    """Tell whether SPF passes. Whatever is neither a clear yes nor our fault is a no."""
    try:
        result, _, _ = _Query(origin, names).check()
    except NoAnswer:
        return False
    except Exception:  # the library raises whatever a hostile record leads it to; none of it is a pass
        return False
    return bool(result == "pass")


class _Query(spf.query):  # type: ignore[misc]  # the library has no types
    """The library's check, asking our name service instead of the machine's."""

    def __init__(self, origin: Origin, names: NameService) -> None:
        super().__init__(i=origin.client, s=origin.mail_from, h=origin.helo, strict=True)
        self._names = names

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:
        """Answer one of the library's questions, counting those that lead nowhere."""
        kind = next((each for each in KINDS if each == qtype), None)
        asked = str(name).rstrip(".").lower()
        labels = asked.split(".")
        if kind is None or not all(0 < len(label) < 64 for label in labels) or len(asked) > 253:
            return []
        found: list[object] = list(self._names.find(asked, kind))
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > MOST_VOID:
                raise spf.PermError(f"more than {MOST_VOID} questions without an answer")
        return found
