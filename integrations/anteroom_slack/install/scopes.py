"""What Anteroom asks of a workspace.

One table, from which the installation, the manifest, the page that explains each scope, the doctor and the
checks before use are made.

What is not needed for the main thing is asked for when it is first needed
(docs.slack.dev/authentication/installing- with-oauth: what was granted before stays granted).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: its name, what it is for, and what does not work without it."""

    name: str
    why: str
    without: str


@dataclass(frozen=True, slots=True)
class Group:
    """Scopes that make sense together. `asks` is how somebody is asked for them."""

    key: str
    title: str
    asks: str
    scopes: tuple[Scope, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of its scopes."""
        return frozenset(scope.name for scope in self.scopes)


BASE = Group(
    "base",
    "Needed",
    "",
    (
        Scope(
            "commands",
            "lets people type /interview and use its shortcut",
            "nothing can be scheduled from Slack",
        ),
        Scope(
            "chat:write",
            "shows each person the own card of an interview, in the conversation with Anteroom",
            "nobody hears of an interview in Slack",
        ),
        Scope("im:write", "opens that conversation", "nobody hears of an interview in Slack"),
        Scope(
            "users:read",
            "reads name and time zone of the colleagues whom somebody picks, and whether they are guests, "
            "strangers or apps",
            "colleagues cannot be picked, and typed times cannot be read in the person's own zone",
        ),
    ),
)
EMAIL = Group(
    "email",
    "Calendar invitations for colleagues",
    "Let Anteroom see the e-mail address of a colleague whom you invite, so that the invitation reaches the "
    "colleague's calendar too.",
    (
        Scope(
            "users:read.email",
            "sends a colleague whom you invite a calendar invitation as well",
            "colleagues are invited in Slack alone, unless you type their addresses",
        ),
    ),
)
LINKS = Group(
    "links",
    "A preview of links to interviews",
    "Let Anteroom say under a link that it leads to an interview, and that each needs an own link.",
    (
        Scope("links:read", "hears of links to Anteroom that somebody posts", "such links stay bare"),
        Scope(
            "links:write", "says under them that it is an interview, and nothing else", "such links stay bare"
        ),
    ),
)
CHANNELS = Group(
    "channels",
    "Who reads in a channel",
    "Let Anteroom see whether another company reads in a channel before it shows an interview's time there.",
    (
        Scope(
            "channels:read",
            "sees whether another company reads in a public channel in which a host wants a time shown",
            "Anteroom does not know, and asks the host each time",
        ),
        Scope(
            "groups:read",
            "sees the same of a private channel into which Anteroom was invited",
            "Anteroom does not know, and asks the host each time",
        ),
    ),
)
OPTIONAL = (EMAIL, LINKS, CHANNELS)
GROUPS = {group.key: group for group in OPTIONAL}


def asked(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes to ask for: what is needed, and the groups of those keys."""
    wanted = set(keys)
    groups = (BASE, *(group for group in OPTIONAL if group.key in wanted))
    return tuple(scope.name for group in groups for scope in group.scopes)


def lacking(granted: frozenset[str] | None, group: Group) -> bool:
    """Tell whether an installation lacks a group. What Slack has not told yet is not held against it."""
    return granted is not None and not group.names <= granted


def group_of(scope: str) -> Group | None:
    """Return the group that a scope stands in; None for one that we do not know."""
    return next((group for group in (BASE, *OPTIONAL) if scope in group.names), None)
