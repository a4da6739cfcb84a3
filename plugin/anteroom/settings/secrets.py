"""The secrets: each for one use, none with a default, none printable by accident."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from anteroom.settings.environment import Environment


@dataclass(frozen=True)
class VaultKey:
    """One AES-256 key of the vault; `id` is written beside what it sealed."""

    id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, repr=False)
class Secrets:
    """All secrets. `…_key` are raw octets, at least 32; the others are texts.

    The first of `vault_keys` seals, all of them open. `marketplace_secret` is written `whsec_…` (Standard
    Webhooks), two with a blank between while it is rotated. Those of Slack are empty where Slack is not
    used: without a signing secret it is not; with the client's two anybody can install, with the bot's two
    one workspace is installed already. Those of calendars are empty where none of a vendor can be
    connected. What integrations keep stands in their own parts of the settings; of those, the ones that the
    operator draws are here by their variable, for the doctor.
    """

    vault_keys: tuple[VaultKey, ...]
    index_key: bytes
    pass_key: bytes
    admission_key: bytes
    link_key: bytes
    ledger_key: bytes
    viewer_secret: str
    marketplace_secret: str
    api_key: str
    relay_secret: str
    mail_password: str | None
    inbound_secret: str | None = None
    review_key: str | None = None
    relay_control_secret: str = ""
    slack_signing_secret: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_bot_token: str = ""
    slack_team_id: str = ""
    google_calendar_secret: str = ""
    microsoft_calendar_secret: str = ""
    upwork_secret: str = ""
    matrix_token: str = ""
    zendesk_token: str = ""
    zendesk_webhook_secret: str = ""
    console_secret: str = ""
    drawn_elsewhere: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Secrets(‹sealed›)"

    @property
    def slack(self) -> bool:
        """Whether Slack is used."""
        return bool(self.slack_signing_secret)


NO_SECRETS = Secrets((), b"", b"", b"", b"", b"", "", "", "", "", None)


def read_secrets(environment: Environment) -> Secrets:
    """Read them all; faults are noted in `environment`."""
    key: Callable[[str], bytes] = lambda name: environment.required(name, _key, b"")  # noqa: E731
    text: Callable[[str], str] = lambda name: environment.required(name, long_text, "")  # noqa: E731
    secrets = Secrets(
        vault_keys=environment.required("ANTEROOM_VAULT_KEYS", _vault_keys, ()),
        index_key=key("ANTEROOM_INDEX_KEY"),
        pass_key=key("ANTEROOM_PASS_KEY"),
        admission_key=key("ANTEROOM_ADMISSION_KEY"),
        link_key=key("ANTEROOM_LINK_KEY"),
        ledger_key=key("ANTEROOM_LEDGER_KEY"),
        viewer_secret=text("ANTEROOM_VIEWER_SECRET"),
        marketplace_secret=environment.required("ANTEROOM_MARKETPLACE_SECRET", _webhook_secret, ""),
        api_key=text("ANTEROOM_API_KEY"),
        relay_secret=text("ANTEROOM_RELAY_SECRET"),
        mail_password=environment.optional("ANTEROOM_MAIL_PASSWORD", str),
        inbound_secret=environment.optional("ANTEROOM_INBOUND_SECRET", long_text),
        review_key=environment.optional("ANTEROOM_REVIEW_KEY", long_text),
        relay_control_secret=environment.optional("ANTEROOM_RELAY_CONTROL_SECRET", long_text) or "",
        slack_signing_secret=environment.optional("ANTEROOM_SLACK_SIGNING_SECRET", long_text) or "",
        slack_client_id=environment.optional("ANTEROOM_SLACK_CLIENT_ID", _client_id) or "",
        slack_client_secret=environment.optional("ANTEROOM_SLACK_CLIENT_SECRET", long_text) or "",
        slack_bot_token=environment.optional("ANTEROOM_SLACK_BOT_TOKEN", _bot_token) or "",
        slack_team_id=environment.optional("ANTEROOM_SLACK_TEAM_ID", _team_id) or "",
        google_calendar_secret=environment.optional("ANTEROOM_GOOGLE_CALENDAR_SECRET", theirs) or "",
        microsoft_calendar_secret=environment.optional("ANTEROOM_MICROSOFT_CALENDAR_SECRET", theirs) or "",
        upwork_secret=environment.optional("ANTEROOM_UPWORK_SECRET", _marketplaces) or "",
        matrix_token=environment.optional("ANTEROOM_MATRIX_TOKEN", theirs) or "",
        zendesk_token=environment.optional("ANTEROOM_ZENDESK_TOKEN", theirs) or "",
        zendesk_webhook_secret=environment.optional("ANTEROOM_ZENDESK_WEBHOOK_SECRET", theirs) or "",
        console_secret=environment.optional("ANTEROOM_CONSOLE_SECRET", theirs) or "",
        drawn_elsewhere={name: environment.elsewhere[name] for name in sorted(environment.drawn)},
    )
    _refuse_half_of_slack(environment)
    _refuse_shared(secrets, environment)
    return secrets


def _refuse_half_of_slack(environment: Environment) -> None:
    """Slack needs its signing secret, and what installs it: the client's two, the bot's two, or both."""
    prefix = "ANTEROOM_SLACK_"
    names = ("SIGNING_SECRET", *(name for pair in PAIRS for name in pair))
    given = {name: environment.has(f"{prefix}{name}") for name in names}
    if not any(given.values()):
        return
    if not given["SIGNING_SECRET"]:
        environment.faults.append(f"{prefix}SIGNING_SECRET is missing, and others of Slack are given")
    for one, other in PAIRS:
        for has, lacks in ((one, other), (other, one)):
            if given[has] and not given[lacks]:
                environment.faults.append(f"{prefix}{lacks} is missing, and {prefix}{has} is given")
    if not any(given[name] for pair in PAIRS for name in pair):
        client = f"{prefix}CLIENT_ID and {prefix}CLIENT_SECRET"
        environment.faults.append(
            f"{client} are missing (or a bot token and its workspace), and Slack is used"
        )


PAIRS = (("CLIENT_ID", "CLIENT_SECRET"), ("BOT_TOKEN", "TEAM_ID"))


def _refuse_shared(secrets: Secrets, environment: Environment) -> None:
    """One key, one use (RFC 8725, 3.12 for tokens): whoever leaks one must not open another."""
    seen: dict[bytes, str] = {}
    for vault_key in secrets.vault_keys:
        seen[vault_key.key] = "ANTEROOM_VAULT_KEYS"
    ours = {f"ANTEROOM_{one.name.upper()}": getattr(secrets, one.name) for one in fields(secrets)}
    for name, value in (*ours.items(), *environment.elsewhere.items()):
        octets = value.encode() if isinstance(value, str) else value
        if not isinstance(octets, bytes) or not octets:
            continue
        if octets in seen:
            environment.faults.append(f"{name} is the same as {seen[octets]}; each use needs its own")
        seen[octets] = name


def _octets(written: str) -> bytes:
    try:
        return b64decode(written, validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None


def _key(written: str) -> bytes:
    octets = _octets(written)
    if len(octets) < 32:
        raise ValueError("must be base64 of at least 32 octets")
    return octets


def _vault_keys(written: str) -> tuple[VaultKey, ...]:
    keys: dict[str, VaultKey] = {}
    for part in written.split(","):
        name, colon, encoded = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[a-z0-9-]{1,32}", name):
            raise ValueError("must be keyid:base64, several with commas between; an id is a-z, 0-9 and -")
        octets = _octets(encoded)
        if len(octets) != 32:
            raise ValueError(f"key {name} must be base64 of exactly 32 octets")
        if name in keys:
            raise ValueError(f"has the id {name} twice")
        keys[name] = VaultKey(name, octets)
    return tuple(keys.values())


def long_text(written: str) -> str:
    """Return a secret that somebody drew. Raises ValueError for one that is short or has blanks around."""
    if len(written) < 32 or written.strip() != written:
        raise ValueError("must have at least 32 characters, without blanks at its ends")
    return written


def theirs(written: str) -> str:
    """Return a secret whose length a vendor chose; all give more than 20 characters. Raises ValueError."""
    if len(written) < 20 or written.strip() != written:
        raise ValueError("must have at least 20 characters, without blanks at its ends")
    return written


def _marketplaces(written: str) -> str:
    """Upwork chooses its length: its keys' secrets have 16 characters."""
    if len(written) < 16 or written.strip() != written:
        raise ValueError("must have at least 16 characters, without blanks at its ends")
    return written


def _webhook_secret(written: str) -> str:
    """Standard Webhooks, "Symmetric secrets": whsec_ and base64 of 24 to 64 octets; two while one rotates."""
    for each in written.split(" "):
        if not each.startswith("whsec_") or not 24 <= len(_octets(each.removeprefix("whsec_"))) <= 64:
            raise ValueError("must be whsec_ followed by base64 of 24 to 64 octets")
    return written


def _bot_token(written: str) -> str:
    if not re.fullmatch(r"xoxb-[A-Za-z0-9-]{8,}", written):
        raise ValueError("must be a bot token, xoxb-…")
    return written


def _client_id(written: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]{2,}", written):
        raise ValueError("must be an app's client id, such as 1234567890.1234567890")
    return written


def _team_id(written: str) -> str:
    if not re.fullmatch(r"[TE][A-Z0-9]{2,}", written):
        raise ValueError("must be a workspace's id, such as T0123ABCD")
    return written
