"""What the settings alone tell: whether this is the sandbox, and whether the secrets were drawn by chance."""

from __future__ import annotations

from dataclasses import fields

from anteroom.doctor.finding import Finding, fault, fine, warning
from anteroom.doctor.mail_servers import on_this_machine
from anteroom.settings.deployment import Settings
from anteroom.settings.secrets import Secrets

CHOSEN_OUTSIDE = ("slack_", "google_", "console_")
FEWEST_DIFFERENT = 12
"""Of 32 octets drawn by chance fewer than 12 different ones come up about once in 10^20 times."""


def deployment_findings(settings: Settings) -> list[Finding]:
    """Look at what was read."""
    return [
        _settings(settings),
        _public_url(settings),
        _secrets(settings),
        _reviews(settings),
        _ways_in(settings),
        _proof(settings),
    ]


def _settings(settings: Settings) -> Finding:
    if settings.sandbox:
        return fault(
            "settings",
            "this is the sandbox (sandbox: true)",
            "its people are invented, and its secrets lie in a file beside its data",
            "start from docs/production.yaml",
        )
    return fine("settings", "readable, and not the sandbox's")


def _public_url(settings: Settings) -> Finding:
    if not settings.public_url.startswith("https://"):
        return fault(
            "public-url",
            f"public_url is {settings.public_url}",
            "passes and cameras need https",
            "put a TLS proxy in front, and name its https address",
        )
    return fine("public-url", settings.public_url)


def _secrets(settings: Settings) -> Finding:
    weak = _weak(settings.secrets)
    if weak:
        return fault(
            "secrets",
            f"{', '.join(weak)} looks made up, not drawn by chance",
            "who guesses it opens what it guards",
            "draw it: openssl rand -base64 32",
        )
    return fine("secrets", "all present, each of its own, none of them made up as far as one can see")


def _reviews(settings: Settings) -> Finding:
    if not settings.reviewed:
        return warning(
            "reviews",
            "ANTEROOM_REVIEW_KEY is not set",
            "nobody can look at held texts, so their writers cannot contest them",
            "draw one for your trust people: openssl rand -base64 32",
        )
    return fine("reviews", "your trust people have a key to look at what is contested")


def _weak(secrets: Secrets) -> list[str]:
    found = [f"key {key.id} of ANTEROOM_VAULT_KEYS" for key in secrets.vault_keys if _poor(key.key)]
    # Slack, mail servers, calendars and identity providers choose theirs themselves.
    ours = {
        f"ANTEROOM_{one.name.upper()}": getattr(secrets, one.name)
        for one in fields(secrets)
        if not one.name.startswith(CHOSEN_OUTSIDE) and one.name != "mail_password"
    }
    for name, value in (*ours.items(), *secrets.drawn_elsewhere.items()):
        octets = value.encode() if isinstance(value, str) else value
        if isinstance(octets, bytes) and octets and _poor(octets):
            found.append(name)
    return found


def _poor(octets: bytes) -> bool:
    return len(set(octets)) < FEWEST_DIFFERENT


def _ways_in(settings: Settings) -> Finding:
    ways = settings.mail.in_
    if ways.host is not None and not on_this_machine(ways.host) and ways.certificate is None:
        return warning(
            "mail-ways-in",
            "SMTP comes in without STARTTLS",
            "answers and what people typed cross the network readable",
            "name mail.in.certificate and its key, or put a mail server in front and use LMTP",
        )
    return fine("mail-ways-in", "answers come in over TLS, or from a mail server or a provider of yours")


def _proof(settings: Settings) -> Finding:
    ways = settings.mail.in_
    if ways.authentication == "off":
        return fault(
            "mail-authentication",
            "mail.in.authentication is off",
            "whoever learns a reply address can answer in that person's name",
            "own, or results with the authserv_id of your mail server",
        )
    if ways.authentication == "results" and ways.host is not None and not on_this_machine(ways.host):
        return warning(
            "mail-authentication",
            f"SMTP at {ways.host}:{ways.port} is open to all, and {ways.authserv_id} is believed",
            "whoever reaches it past that server writes such findings into a mail himself",
            "let nobody but that server reach it, use LMTP, or mail.in.authentication: own",
        )
    return fine("mail-authentication", f"senders of answers are proven: {ways.authentication}")
