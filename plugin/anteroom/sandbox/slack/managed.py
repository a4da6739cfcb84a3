"""What people do about the app itself: install it, approve it, add it to a workspace or take it out."""

from __future__ import annotations

from typing import Any

from anteroom.sandbox.slack.browser import Browser, Shown
from anteroom.sandbox.slack.grants import Installations
from anteroom.sandbox.slack.model import Ack
from anteroom.sandbox.slack.workspace import Workspace


class Managed:
    """The half of a workspace that whoever manages its apps sees."""

    workspace: Workspace
    installations: Installations

    async def event(self, event: dict[str, Any]) -> Ack:
        """Send any event; a failed one is sent again by Slack's schedule."""
        raise NotImplementedError

    def grant(self, user: str) -> str:
        """Return an OAuth code as if `user` had just installed the app; it works once."""
        person = self.workspace.person(user)
        return self.installations.code(self.workspace.team, person.id, frozenset(self.workspace.scopes), None)

    async def install(self, user: str, install_url: str, *, pressed: str = "allow") -> Shown:
        """Install the app as `user` does in a browser: from the app's address over Slack's consent and back.

        `pressed`: "allow", "allow_organisation", "cancel" or, where an administrator must approve, "request".
        """
        async with Browser() as browser:
            person = self.workspace.person(user)
            return await browser.install(install_url, self.workspace.team, person.id, pressed)

    def approve(self) -> None:
        """Let an administrator approve the app: from now on people may install it."""
        self.workspace.approved = True

    async def join_organisation(self) -> None:
        """Let an administrator add the organisation's app to this workspace (team_access_granted)."""
        self.installations.admit(self.installations.grants[self.workspace.enterprise], self.workspace.team)
        _ = await self._presence("team_access_granted")

    async def leave_organisation(self) -> None:
        """Let an administrator take it out again (team_access_revoked)."""
        self.installations.expel(self.installations.grants[self.workspace.enterprise], self.workspace.team)
        _ = await self._presence("team_access_revoked")

    async def _presence(self, kind: str) -> Ack:
        ts = self.workspace.next_ts()
        return await self.event({"type": kind, "team_ids": [self.workspace.team], "event_ts": ts})
