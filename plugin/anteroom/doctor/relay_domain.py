"""Whether mail for and from the relay domain can work: MX, SPF, DKIM, DMARC, and who keeps its calendars."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Sequence
from ipaddress import ip_address

from anteroom.doctor.dkim_key import judge_key
from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.doctor.names import Names, NobodyCouldSay
from anteroom.settings.deployment import Settings

CHECKS = ("relay-mx", "relay-calendar", "relay-spf", "relay-dkim", "relay-dmarc")
RESERVED = re.compile(r"(?:.*\.)?(?:test|example|invalid|localhost|local|internal|example\.(?:com|net|org))")
"""RFC 2606, RFC 6761, RFC 6762 and ICANN's .internal: no mail from outside ever gets there."""
GOOGLE = ("google.com", "googlemail.com", "psmtp.com")
MICROSOFT = ("outlook.com", "mx.microsoft")
MOST_LOOKUPS = 10
_LOOKS_UP = re.compile(
    r"[+?~-]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?::|$)|exists:)|redirect=", re.IGNORECASE
)
_PERMITS = re.compile(r"\+?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ip4:|ip6:|exists:)|redirect=", re.IGNORECASE)


async def relay_findings(settings: Settings, names: Names) -> list[Finding]:
    """Ask the DNS about the relay domain. An unanswered question is a finding of its own."""
    domain = settings.relay_domain
    if RESERVED.fullmatch(domain):
        first = fault(
            CHECKS[0],
            f"{domain} is a name that never exists outside",
            "no answer of a calendar would ever come back",
            "set relay_domain to a domain of yours that is used for nothing else",
        )
        return [first, *(left_out(each, f"{domain} is no real domain") for each in CHECKS[1:])]
    found = await asyncio.gather(
        _asked("relay-mx", _exchangers(domain, names)),
        _asked("relay-spf", _spf(domain, names)),
        _asked("relay-dkim", _dkim(domain, settings.mail.out.dkim_selector, names)),
        _asked("relay-dmarc", _dmarc(domain, names)),
    )
    return [finding for each in found for finding in each]


async def _asked(check: str, question: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        return await question
    except NobodyCouldSay as error:
        return [
            unknown(
                check,
                f"the DNS could not be asked ({error})",
                "what is not known is not fine",
                "try again, or name another resolver: anteroom doctor --resolver 192.0.2.1:53",
            )
        ]


async def _exchangers(domain: str, names: Names) -> list[Finding]:
    hosts = await names.exchangers(domain)
    if not hosts and await names.addresses(domain):
        return [
            warning(
                "relay-mx",
                f"{domain} has an address but no MX record",
                "mail goes to that address by the last rule of RFC 5321, 5.1, and some senders do not try it",
                f"publish MX 10 and the host's name for {domain}",
            )
        ]
    if not hosts or hosts == [""]:
        return [
            fault(
                "relay-mx",
                f"{domain} has no MX record"
                if not hosts
                else f"{domain} says that it takes no mail (null MX)",
                "no answer of a calendar comes back",
                f"publish MX 10 and the host that takes mail for {domain}",
            )
        ]
    where = [(host, await names.addresses(host)) for host in hosts]
    return [_led_somewhere(where), _calendars(domain, hosts)]


def _led_somewhere(where: Sequence[tuple[str, list[str]]]) -> Finding:
    lost = [host for host, addresses in where if not any(ip_address(each).is_global for each in addresses)]
    if len(lost) == len(where):
        return fault(
            "relay-mx",
            f"MX names {', '.join(lost)}, which has no public address",
            "no answer of a calendar comes back",
            "give that host an A or AAAA record, or name another",
        )
    if lost:
        return warning(
            "relay-mx",
            f"MX names {', '.join(lost)}, which has no public address; another host has",
            "senders waste their time there",
            "give that host an address, or take it out",
        )
    return fine("relay-mx", f"MX leads to {', '.join(host for host, _ in where)}")


def _calendars(domain: str, hosts: list[str]) -> Finding:
    if any(_of(host, GOOGLE) for host in hosts):
        return fault(
            "relay-calendar",
            f"the mail of {domain} is kept by Google",
            "between two addresses with Google calendars no reply is mailed: Google keeps it to itself",
            "take a relay domain whose mail does not go to Google Workspace",
        )
    if any(_of(host, MICROSOFT) for host in hosts):
        return warning(
            "relay-calendar",
            f"the mail of {domain} is kept by Microsoft",
            "a hosted calendar may take answers for its own and never hand them on",
            "take a relay domain whose mail comes straight to Anteroom, or try an invitation and its answer",
        )
    return fine("relay-calendar", f"no calendar host known to us keeps the mail of {domain}")


def _of(host: str, families: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in families)


async def _spf(domain: str, names: Names) -> list[Finding]:
    records = [each for each in await names.texts(domain) if re.match(r"v=spf1(?:\s|$)", each, re.IGNORECASE)]
    why = "bounce addresses are of this domain, and what SPF does not permit lands in spam or nowhere"
    publish = f'publish TXT "v=spf1 include:… -all" for {domain}, naming whoever sends our mail'
    if not records:
        return [fault("relay-spf", f"{domain} has no SPF record", why, publish)]
    if len(records) > 1:
        return [
            fault(
                "relay-spf",
                f"{domain} has {len(records)} SPF records",
                "then none counts (RFC 7208, 4.5)",
                publish,
            )
        ]
    terms = records[0].lower().split()[1:]
    if "+all" in terms or "all" in terms:
        return [
            fault(
                "relay-spf",
                "SPF permits the whole world (+all)",
                "anybody may send as us",
                "end it with -all",
            )
        ]
    if not any(_PERMITS.match(each) for each in terms):
        return [fault("relay-spf", f"SPF permits nobody: {records[0]}", why, publish)]
    lookups = sum(1 for each in terms if _LOOKS_UP.match(each))
    if lookups > MOST_LOOKUPS:
        found = f"SPF asks for {lookups} look-ups, and {MOST_LOOKUPS} are allowed"
        return [fault("relay-spf", found, "then it fails for good (RFC 7208, 4.6.4)", "name fewer of them")]
    if "-all" in terms or "~all" in terms or any(each.startswith("redirect=") for each in terms):
        return [fine("relay-spf", records[0])]
    return [warning("relay-spf", f"SPF ends open: {records[0]}", "it keeps nobody out", "end it with -all")]


async def _dkim(domain: str, selector: str | None, names: Names) -> list[Finding]:
    if selector is None:
        return [left_out("relay-dkim", "mail.out.dkim_selector does not say which key to look for")]
    name = f"{selector}._domainkey.{domain}"
    records = await names.texts(name)
    if not records:
        return [
            fault(
                "relay-dkim",
                f"there is no DKIM key at {name}",
                "unsigned invitations land in spam, and DMARC cannot pass once a mail is forwarded",
                "publish the key that your mail server signs with, or mend mail.out.dkim_selector",
            )
        ]
    return [judge_key(name, records)]


async def _dmarc(domain: str, names: Names) -> list[Finding]:
    for name in _policy_names(domain):
        records = [
            each for each in await names.texts(f"_dmarc.{name}") if re.match(r"v=DMARC1\s*(?:;|$)", each)
        ]
        if records:
            return [_judge_policy(domain, name, records)]
    return [
        fault(
            "relay-dmarc",
            f"{domain} has no DMARC record",
            "large mailboxes distrust senders without one, and anybody may forge our invitations",
            f'publish TXT "v=DMARC1; p=reject; rua=mailto:…" for _dmarc.{domain}',
        )
    ]


def _policy_names(domain: str) -> list[str]:
    """Return where the policy may stand, nearest first; one is the organisation's (RFC 7489, 6.6.3)."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _judge_policy(domain: str, name: str, records: list[str]) -> Finding:
    if len(records) > 1:
        return fault(
            "relay-dmarc", f"_dmarc.{name} has {len(records)} records", "then none counts", "keep one"
        )
    tags = dict(_tags(records[0]))
    policy = (tags.get("sp") if name != domain else None) or tags.get("p", "")
    if policy in ("quarantine", "reject"):
        return fine("relay-dmarc", f"{records[0]} (at _dmarc.{name})")
    if policy == "none":
        return warning(
            "relay-dmarc",
            f"DMARC asks for nothing (p=none at _dmarc.{name})",
            "anybody may forge our invitations, and answers to them",
            "say p=quarantine or p=reject once your own mail passes",
        )
    return fault("relay-dmarc", f"_dmarc.{name} has no policy", "then it is no DMARC record", "say p=reject")


def _tags(record: str) -> list[tuple[str, str]]:
    parts = (each.partition("=") for each in record.split(";"))
    return [(tag.strip().lower(), value.strip().lower()) for tag, _, value in parts if tag.strip()]
