"""What Slack sends, parsed once at the edge (docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import msgspec

from anteroom.errors import BadInput
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.line import Json
from anteroom_slack.people.accounts import Speaker
from anteroom_slack.place import NOWHERE, Place


class _Id(msgspec.Struct):
    id: str
    team_id: str = ""
    domain: str | None = None


class Chosen(msgspec.Struct):
    """One option of a menu."""

    value: str = ""


class Action(msgspec.Struct):
    """One element that was used."""

    action_id: str
    value: str = ""
    selected_users: list[str] = []
    selected_option: Chosen | None = None


class Container(msgspec.Struct):
    """Where it was used; a view has no message."""

    channel_id: str = ""
    message_ts: str = ""
    is_ephemeral: bool = False


class Interaction(msgspec.Struct):
    """A press, a submission, a suggestion or a shortcut."""

    type: str
    user: _Id
    team: _Id | None = None
    enterprise: Json | None = None
    channel: Json | None = None
    message: Json | None = None
    trigger_id: str = ""
    response_url: str = ""
    action_id: str = ""
    value: str = ""
    callback_id: str = ""
    actions: list[Action] = []
    container: Container = msgspec.field(default_factory=Container)
    view: ViewBody | None = None

    @property
    def speaker(self) -> Speaker:
        """Who acts. An organisation's installation may leave the workspace out; then it is the user's own."""
        team = self.team.id if self.team else self.user.team_id
        return Speaker(team, self.user.id, _enterprise(self.enterprise))


class Command(msgspec.Struct):
    """A slash command."""

    command: str
    team_id: str
    user_id: str
    trigger_id: str
    response_url: str
    text: str = ""
    team_domain: str = ""
    enterprise_id: str = ""
    channel_id: str = ""
    channel_name: str = ""

    @property
    def speaker(self) -> Speaker:
        """Who typed it."""
        return Speaker(self.team_id, self.user_id, self.enterprise_id)


class Happening(msgspec.Struct):
    """An event of the Events API, or Slack's question whether this address is ours."""

    type: str
    team_id: str = ""
    event_id: str = ""
    enterprise_id: str | None = None
    event_time: int = 0
    event: Json = {}
    authorizations: list[Json] = []
    challenge: str = ""

    @property
    def kind(self) -> str:
        """What happened."""
        named = self.event.get("type")
        return named if isinstance(named, str) else ""

    @property
    def place(self) -> Place:
        """Where it happened."""
        first = self.authorizations[0] if self.authorizations else {}
        return Place(self.team_id, self.enterprise_id or _enterprise({"id": first.get("enterprise_id")}))

    @property
    def of_organisation(self) -> bool:
        """Whether Slack names an organisation's installation as the one that is told."""
        return any(each.get("is_enterprise_install") is True for each in self.authorizations)


class SslCheck(msgspec.Struct):
    """Slack looks whether TLS works; nobody acts."""


Payload = Interaction | Command | Happening | SslCheck


def parse(content_type: str, text: str) -> Payload:
    """Return what a body says. Raises BadInput for what Slack does not send."""
    try:
        if content_type == "application/json":
            return _HAPPENING.decode(_without_nul(text))
        if "%00" in text or "\0" in text:
            raise BadInput("This cannot be read.", reason="a NUL")
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" in fields:
            return _INTERACTION.decode(_without_nul(fields["payload"]))
        if "command" in fields:
            return msgspec.convert(fields, Command)
        if "ssl_check" in fields:
            return SslCheck()
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise BadInput("This cannot be read.", reason=type(error).__name__) from error
    raise BadInput("This cannot be read.", reason="neither command, payload nor event")


def _without_nul(text: str) -> str:
    """Return JSON as it is. Raises BadInput for a NUL in a text of it: the database takes none."""
    if "\\u0000" in text and _NUL.search(text):
        raise BadInput("This cannot be read.", reason="a NUL")
    return text


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL as JSON writes it; behind an escaped backslash the same signs are words that somebody typed."""
_HAPPENING = msgspec.json.Decoder(Happening)
_INTERACTION = msgspec.json.Decoder(Interaction)


def place_of(payload: Payload) -> Place:
    """Return where it comes from; nowhere where that is not named."""
    match payload:
        case Command() | Interaction():
            return payload.speaker.place
        case Happening():
            return payload.place
        case SslCheck():
            return NOWHERE


def domain_of(payload: Payload) -> str:
    """Return what people call the workspace that it comes from; empty where Slack does not say."""
    match payload:
        case Command():
            return payload.team_domain
        case Interaction():
            return (payload.team.domain if payload.team else None) or ""
        case _:
            return ""


def _enterprise(named: Json | None) -> str:
    found = (named or {}).get("id")
    return found if isinstance(found, str) else ""
