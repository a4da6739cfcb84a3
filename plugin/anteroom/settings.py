"""What this deployment is, read once at start from app.yaml and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from anteroom.errors import AnteroomError
from anteroom.randomness import Randomness, SystemRandomness
from anteroom.settings_document import Document
from anteroom.settings_environment import Environment, postgres_url
from anteroom.settings_kept import sandbox_secrets
from anteroom.settings_secrets import NO_SECRETS, Secrets, read_secrets

LONGEST_SOCKET = 103
"""sun_path holds 104 octets on macOS and 108 on Linux, a NUL among them."""
MailTls = Literal["none", "starttls", "tls"]
MailAuthentication = Literal["results", "own", "off"]


class SettingsFault(AnteroomError):
    """The deployment is not described well enough to start; `faults` names every fault, with its line."""

    code = "settings-fault"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("Anteroom cannot start with these settings.", reason="; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Listen:
    """An address that a server of ours binds. Port 0 takes any free port."""

    host: str
    port: int


@dataclass(frozen=True)
class Marketplace:
    """The platform we are plugged into. URLs carry no slash at their end."""

    name: str
    url: str
    webhook_url: str


@dataclass(frozen=True)
class MailOut:
    """The server that takes our mail. Without `username` we send unauthenticated.

    `dkim_selector` is under which that server signs; only the doctor asks, to look the key up.
    """

    host: str
    port: int
    tls: MailTls
    username: str | None
    dkim_selector: str | None = None


@dataclass(frozen=True)
class Certificate:
    """Two PEM files: the chain, our own certificate first, and its key."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class MailIn:
    """The ways in, at least one: SMTP at `host` (None: not), LMTP (over TCP or a socket file), the webhook.

    With a certificate SMTP offers STARTTLS. `authentication` says how a sender is proven: by the
    Authentication-Results of `authserv_id` (RFC 8601), by our own check, or not at all. The own check asks
    `resolver` ("127.0.0.1:53"), or, where that is None, the machine's.
    """

    host: str | None
    port: int
    authserv_id: str | None
    certificate: Certificate | None = None
    lmtp: Listen | Path | None = None
    webhook: bool = False
    authentication: MailAuthentication = "off"
    resolver: str | None = None


@dataclass(frozen=True)
class Mail:
    """Mail out and in, and where people complain of it. `in_` is the key `mail.in`."""

    out: MailOut
    in_: MailIn
    abuse_address: str


@dataclass(frozen=True)
class DatabasePlace:
    """PostgreSQL at `url`, or, where that is None, the embedded server in `folder` (absolute)."""

    url: str | None = field(repr=False)
    folder: Path


@dataclass(frozen=True)
class Slack:
    """The base of Slack's Web API, with its slash at the end as slack-sdk wants it."""

    api_url: str


@dataclass(frozen=True)
class Rooms:
    """The closed relay of the embedded room: where it listens and the address that browsers get."""

    relay: Listen
    public_host: str
    tcp: bool


@dataclass(frozen=True)
class Policy:
    """The contact rule's table: the name of a shipped one, or the absolute path of a file."""

    table: str | Path


@dataclass(frozen=True)
class Caps:
    """What is allowed within 24 hours: guests asked by one client or by one organisation, and how often one
    person is asked or told of a change by all of them.
    """

    guests_per_client: int
    guests_per_organisation: int
    times_per_person: int


@dataclass(frozen=True)
class Interviews:
    """Times of an interview's life: minutes before its start, minutes after its end, days after its end."""

    doors_open_before_minutes: int
    grace_minutes: int
    reply_days: int
    caps: Caps


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two deployments. Its repr shows no secret."""

    public_url: str
    listen: Listen
    marketplace: Marketplace
    relay_domain: str
    mail: Mail
    database: DatabasePlace
    slack: Slack
    rooms: Rooms
    policy: Policy
    interviews: Interviews
    sandbox: bool
    allow_private_targets: bool
    secrets: Secrets = field(repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the operator must hear at each start, one sentence each."""
        said: list[str] = []
        if self.sandbox:
            said.append("SANDBOX: invented people, secrets drawn by ourselves. Not for a real marketplace.")
        if self.allow_private_targets:
            said.append("ALLOW_PRIVATE_TARGETS IS ON: cards and webhooks may go to private addresses.")
        if self.mail.in_.authentication == "off" and not self.sandbox:
            said.append("MAIL.IN.AUTHENTICATION IS OFF: nobody checks who sends us an answer.")
        return tuple(said)


def load_settings(
    path: Path, environ: Mapping[str, str], *, randomness: Randomness | None = None
) -> Settings:
    """Read `path` (YAML) and the secrets in `environ`.

    In the sandbox a secret that is not given is drawn by `randomness` and kept, mode 0600, in the folder of
    the embedded database. Raises SettingsFault with every fault found, so that one start shows them all.
    """
    document = Document.read(path)
    environment = Environment(environ)
    if document.unreadable:
        raise SettingsFault(tuple(document.faults))  # which secrets are wanted, nobody knows yet
    described = _describe(document, environment)
    document.refuse_unknown()
    if described.sandbox and not document.faults:
        folder = described.database.folder
        try:
            kept = sandbox_secrets(folder, environment.given, randomness or SystemRandomness())
        except OSError as error:
            fault = f"database.folder: {folder} cannot be written to: {error.strerror or error}"
            raise SettingsFault((fault,)) from error
        environment.fall_back_on(kept)
    secrets = read_secrets(environment)
    if described.mail.in_.webhook and not environment.given("ANTEROOM_INBOUND_SECRET"):
        environment.faults.append("ANTEROOM_INBOUND_SECRET is missing, and mail.in.webhook is true")
    faults = (*document.faults, *environment.faults)
    if faults:
        raise SettingsFault(faults)
    return replace(described, secrets=secrets)


def known_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return every key of app.yaml and every environment variable that is read. All are documented."""
    document, environment = Document.empty(), Environment({})
    _describe(document, environment)
    read_secrets(environment)
    return tuple(document.asked), tuple(environment.asked)


def _describe(document: Document, environment: Environment) -> Settings:
    """Everything but the secrets. Where a fault was noted, a value of the right type stands in its place."""
    sandbox = document.flag("sandbox", default=False)
    private = document.flag("allow_private_targets", default=False)
    if private and not sandbox:
        document.refuse("allow_private_targets", "may only be true in the sandbox")
    return Settings(
        public_url=document.url("public_url", secure=not sandbox),
        listen=Listen(document.text("listen.host"), document.port("listen.port")),
        marketplace=Marketplace(
            name=document.text("marketplace.name"),
            url=document.url("marketplace.url", secure=not sandbox),
            webhook_url=document.url("marketplace.webhook_url", secure=not sandbox),
        ),
        relay_domain=document.domain("relay_domain"),
        mail=Mail(
            out=MailOut(
                host=document.text("mail.out.host"),
                port=document.port("mail.out.port"),
                tls=document.choice("mail.out.tls", ("none", "starttls", "tls")),
                username=document.text_or_null("mail.out.username"),
                dkim_selector=document.text_or_null("mail.out.dkim_selector"),
            ),
            in_=_mail_in(document, sandbox=sandbox),
            abuse_address=document.address("mail.abuse_address"),
        ),
        database=DatabasePlace(
            url=environment.optional("DATABASE_URL", postgres_url),
            folder=document.path("database.folder"),
        ),
        slack=Slack(document.url("slack.api_url", secure=not sandbox, default="https://slack.com/api") + "/"),
        rooms=Rooms(
            relay=Listen(document.text("rooms.relay.host"), document.port("rooms.relay.port")),
            public_host=document.text("rooms.public_host"),
            tcp=document.flag("rooms.tcp", default=True),
        ),
        policy=Policy(document.name_or_file("policy.table", default="standard")),
        interviews=Interviews(
            doors_open_before_minutes=document.whole(
                "interviews.doors_open_before_minutes", low=0, high=120, default=10
            ),
            grace_minutes=document.whole("interviews.grace_minutes", low=1, high=120, default=10),
            reply_days=document.whole("interviews.reply_days", low=1, high=3650, default=90),
            caps=Caps(
                guests_per_client=document.whole(
                    "interviews.caps.guests_per_client", low=1, high=100_000, default=60
                ),
                guests_per_organisation=document.whole(
                    "interviews.caps.guests_per_organisation", low=1, high=1_000_000, default=300
                ),
                times_per_person=document.whole(
                    "interviews.caps.times_per_person", low=1, high=1_000, default=20
                ),
            ),
        ),
        sandbox=sandbox,
        allow_private_targets=private,
        secrets=NO_SECRETS,
    )


def _mail_in(document: Document, *, sandbox: bool) -> MailIn:
    host = document.text_or_null("mail.in.host")
    port = document.port("mail.in.port", default=None if host else 0)
    lmtp = _lmtp(document)
    webhook = document.flag("mail.in.webhook", default=False)
    if host is None and lmtp is None and not webhook:
        document.refuse(
            "mail.in.host", "is missing, and there is no mail.in.lmtp and no mail.in.webhook either"
        )
    chain, key = (
        document.file_or_null("mail.in.certificate"),
        document.file_or_null("mail.in.certificate_key"),
    )
    if (chain is None) is not (key is None):
        document.refuse("mail.in.certificate", "and mail.in.certificate_key belong together")
    authserv_id = document.text_or_null("mail.in.authserv_id")
    # In the sandbox mail is not signed and there is no DNS to ask.
    usual: MailAuthentication = "results" if authserv_id else "off" if sandbox else "own"
    ways: tuple[MailAuthentication, ...] = ("results", "own", "off")
    authentication = document.choice("mail.in.authentication", ways, default=usual)
    if authentication == "results" and not authserv_id:
        document.refuse("mail.in.authentication", "is results, which needs mail.in.authserv_id")
    return MailIn(
        host=host,
        port=port,
        authserv_id=authserv_id,
        certificate=Certificate(chain, key) if chain and key else None,
        lmtp=lmtp,
        webhook=webhook,
        authentication=authentication,
        resolver=document.resolver_or_null("mail.in.resolver"),
    )


def _lmtp(document: Document) -> Listen | Path | None:
    host, socket = document.text_or_null("mail.in.lmtp.host"), document.path_or_null("mail.in.lmtp.socket")
    port = document.port("mail.in.lmtp.port", default=None if host else 0)
    if socket and len(str(socket).encode()) > LONGEST_SOCKET:
        document.refuse("mail.in.lmtp.socket", f"must be a path of at most {LONGEST_SOCKET} octets")
    if host and socket:
        document.refuse("mail.in.lmtp.socket", "and mail.in.lmtp.host are both given; keep one")
    if host and port == 25:
        document.refuse("mail.in.lmtp.port", "must not be 25 (RFC 2033, 5)")
    return Listen(host, port) if host else socket
