"""A stand-in that keeps Slack's documented rules. It knows Slack's protocol and nothing of Anteroom."""

from anteroom.sandbox.slack.model import (
    BASE_SCOPES,
    Ack,
    ClickAnswer,
    CommandAnswer,
    Message,
    Option,
    SlackChannel,
    SlackPerson,
    View,
)
from anteroom.sandbox.slack.twin import SandboxSlack

__all__ = [
    "BASE_SCOPES",
    "Ack",
    "ClickAnswer",
    "CommandAnswer",
    "Message",
    "Option",
    "SandboxSlack",
    "SlackChannel",
    "SlackPerson",
    "View",
]
