"""Mail that no person wrote, and mail of our own that came back: both end here, and nothing answers them."""

from __future__ import annotations

import re

from anteroom_calendar import Kind, ReceivedMail

# What programs write before the subject they answer when they mark their mail in no other way.
_SUBJECT = re.compile(
    r"(?:auto(?:matic)?[- ]?(?:reply|response)|autoreply|auto:|out of (?:the )?office|ooo\b|on vacation"
    r"|automatische (?:antwort|rückantwort)|abwesenheits(?:notiz|agent|nachricht)|abwesend"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|ausencia"
    r"|r[ée]ponse automatique|absence (?:du bureau|prolong[ée]e)"
    r"|risposta automatica|fuori sede|resposta autom[áa]tica|fora do escrit[óo]rio"
    r"|automatisch antwoord|afwezig(?:heid)?\b|automatiskt? svar|autosvar|automatisk svar"
    r"|odpowied[źz] automatyczna|automatick[áa] odpov[ěe][ďd]"
    r"|автоответ|自动回复|自動回覆|自動返信|자동 회신)",
    re.IGNORECASE,
)
MOST_HOPS = 30
"""Received fields; a genuine mail has about ten (RFC 5321, 6.3 asks for a bound on them)."""


def why_not_typed(mail: ReceivedMail, relay_domain: str) -> str:
    """Say why a letter is none that a person typed to us now; "" for one that may be."""
    if mail.came_back(relay_domain) or _of_ours(mail.from_address, relay_domain):
        return "our own mail came back"
    if mail.hops > MOST_HOPS:
        return "it has gone in circles"
    if mail.kind is Kind.AUTO_REPLY or mail.automatic or _SUBJECT.match(mail.subject):
        return "an automatic mail"
    return ""


def _of_ours(address: str, relay_domain: str) -> bool:
    return address.rpartition("@")[2].casefold() == relay_domain.casefold()
