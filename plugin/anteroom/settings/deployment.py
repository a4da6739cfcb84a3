"""What this deployment is, read once at start from app.yaml and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from anteroom.api.settings import Api, read_api_settings
from anteroom.cases.settings import Support, read_support_settings, refuse_desk_without_secret
from anteroom.conduct.settings import Conduct, read_conduct
from anteroom.console.settings import Console, read_console_settings, refuse_console_without_secret
from anteroom.errors import AnteroomError
from anteroom.experiment.settings import Experiment, read_experiment
from anteroom.interviews.settings import Interviews, read_interviews
from anteroom.marketplaces.connector_settings import (
    Connectors,
    read_connector_settings,
    refuse_connectors_without_secrets,
)
from anteroom.marketplaces.settings import Marketplace, read_marketplace
from anteroom.meetings.link_hosts import read_link_hosts
from anteroom.meetings.model import Tool
from anteroom.nudges.settings import Cadence, read_cadence
from anteroom.policy.settings import Policy, read_policy
from anteroom.randomness import Randomness, SystemRandomness
from anteroom.rooms.settings import RelayTls, Rooms, read_room_settings, refuse_relay_without_secret
from anteroom.settings.document import Document, Listen
from anteroom.settings.environment import Environment, postgres_url
from anteroom.settings.kept import sandbox_secrets
from anteroom.settings.mail import Certificate, Mail, MailIn, MailOut, read_mail_settings
from anteroom.settings.parts import Parts, read_parts
from anteroom.settings.secrets import NO_SECRETS, Secrets, read_secrets
from anteroom.texts.thresholds import Thresholds, read_thresholds
from anteroom.times.availability.settings import (
    Availability,
    read_availability_settings,
    refuse_calendars_without_secrets,
)

__all__ = [
    "Api",
    "Certificate",
    "DatabasePlace",
    "Listen",
    "Mail",
    "MailIn",
    "MailOut",
    "Marketplace",
    "RelayTls",
    "Rooms",
    "Settings",
    "SettingsFault",
    "Slack",
    "known_names",
    "load_settings",
    "with_part",
]


class SettingsFault(AnteroomError):
    """The deployment is not described well enough to start; `faults` names every fault, with its line."""

    code = "settings-fault"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("Anteroom cannot start with these settings.", reason="; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class DatabasePlace:
    """PostgreSQL at `url`, or, where that is None, the embedded server in `folder` (absolute)."""

    url: str | None = field(repr=False)
    folder: Path


@dataclass(frozen=True)
class Slack:
    """The base of Slack's Web API, with its slash at the end as slack-sdk wants it.

    Where Anteroom was removed, what Slack told of people is kept for `keep_days_after_removal`, and then
    forgotten.
    """

    api_url: str
    keep_days_after_removal: int = 30

    @property
    def web_url(self) -> str:
        """Slack itself, without a slash at the end: where people consent to an installation."""
        return self.api_url.removesuffix("/").removesuffix("/api")


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two deployments. Its repr shows no secret."""

    public_url: str
    instance_url: str | None
    listen: Listen
    marketplace: Marketplace
    relay_domain: str
    mail: Mail
    database: DatabasePlace
    slack: Slack
    rooms: Rooms
    availability: Availability
    connectors: Connectors
    link_hosts: Mapping[str, Tool]
    policy: Policy
    conduct: Conduct
    guard: Thresholds
    interviews: Interviews
    nudges: Cadence
    experiment: Experiment
    api: Api
    console: Console | None
    support: Support
    sandbox: bool
    allow_private_targets: bool
    parts: Parts
    secrets: Secrets = field(repr=False)

    @property
    def reviewed(self) -> bool:
        """Tell whether people can look at appeals; without their key nobody is promised that."""
        return self.secrets.review_key is not None

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
    refuse_calendars_without_secrets(described.availability, environment)
    refuse_connectors_without_secrets(described.connectors, environment)
    refuse_relay_without_secret(described.rooms, environment)
    refuse_desk_without_secret(described.support, environment)
    refuse_console_without_secret(described.console, environment)
    faults = (*document.faults, *environment.faults)
    if faults:
        raise SettingsFault(faults)
    return replace(described, secrets=secrets)


def with_part(
    settings: Settings, key: str, said: Mapping[str, object], environ: Mapping[str, str]
) -> Settings:
    """Return the same deployment with `said` at `key`, a part that an integration reads, and its secrets.

    Raises SettingsFault for a fault in it. Whether a secret is another one's as well is not looked at.
    """
    document, environment = Document.of({key: said}), Environment(environ)
    parts = read_parts(document, environment, sandbox=settings.sandbox).only(key)
    document.refuse_unknown()
    faults = (*document.faults, *environment.faults)
    if faults:
        raise SettingsFault(faults)
    return replace(settings, parts=settings.parts.beside(parts))


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
        instance_url=document.url_or_null("instance_url"),
        listen=document.listen("listen"),
        marketplace=read_marketplace(document, sandbox=sandbox),
        relay_domain=document.domain("relay_domain"),
        mail=read_mail_settings(document, sandbox=sandbox),
        database=DatabasePlace(
            url=environment.optional("DATABASE_URL", postgres_url),
            folder=document.path("database.folder"),
        ),
        slack=Slack(
            document.url("slack.api_url", secure=not sandbox, default="https://slack.com/api") + "/",
            document.whole("slack.keep_days_after_removal", low=0, high=90, default=30),
        ),
        rooms=read_room_settings(document),
        availability=read_availability_settings(document, sandbox=sandbox),
        connectors=read_connector_settings(document, sandbox=sandbox),
        link_hosts=read_link_hosts(document),
        policy=read_policy(document),
        conduct=read_conduct(document),
        guard=read_thresholds(document),
        interviews=read_interviews(document),
        nudges=read_cadence(document),
        experiment=read_experiment(document),
        api=read_api_settings(document),
        console=read_console_settings(document, sandbox=sandbox),
        support=read_support_settings(document, sandbox=sandbox),
        sandbox=sandbox,
        allow_private_targets=private,
        parts=read_parts(document, environment, sandbox=sandbox),
        secrets=NO_SECRETS,
    )
