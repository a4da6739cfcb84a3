"""What Slack sends, parsed once at the edge (docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import msgspec

from anteroom.errors import BadInput
from anteroom_slack.accounts import Speaker
from anteroom_slack.submission import ViewBody

Json = dict[str, Any]


class _Id(msgspec.Struct):
    id: str


class Action(msgspec.Struct):
    """One element that was used."""

    action_id: str
    value: str = ""
    selected_users: list[str] = []


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
    callback_id: str = ""
    actions: list[Action] = []
    container: Container = msgspec.field(default_factory=Container)
    view: ViewBody | None = None

    @property
    def speaker(self) -> Speaker:
        """Who acts."""
        return Speaker(self.team.id if self.team else "", self.user.id)


class Command(msgspec.Struct):
    """A slash command."""

    command: str
    team_id: str
    user_id: str
    trigger_id: str
    response_url: str
    text: str = ""

    @property
    def speaker(self) -> Speaker:
        """Who typed it."""
        return Speaker(self.team_id, self.user_id)


class Happening(msgspec.Struct):
    """An event of the Events API, or Slack's question whether this address is ours."""

    type: str
    team_id: str = ""
    event_id: str = ""
    enterprise_id: str | None = None
    event: Json = {}
    authorizations: list[Json] = []
    challenge: str = ""


class SslCheck(msgspec.Struct):
    """Slack looks whether TLS works; nobody acts."""


Payload = Interaction | Command | Happening | SslCheck


def parse(content_type: str, text: str) -> Payload:
    """Return what a body says. Raises BadInput for everything that Slack does not send."""
    try:
        if content_type == "application/json":
            return msgspec.json.decode(text.encode(), type=Happening)
        fields = {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
        if "payload" in fields:
            return msgspec.json.decode(fields["payload"].encode(), type=Interaction)
        if "command" in fields:
            return msgspec.convert(fields, Command)
        if "ssl_check" in fields:
            return SslCheck()
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise BadInput("This cannot be read.", reason=type(error).__name__) from error
    raise BadInput("This cannot be read.", reason="neither command, payload nor event")


def team_of(payload: Payload) -> str:
    """Return the workspace that speaks; empty where none is named."""
    match payload:
        case Command() | Happening():
            return payload.team_id
        case Interaction():
            return payload.speaker.team_id
        case SslCheck():
            return ""
