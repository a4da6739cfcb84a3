"""The app as Slack knows it: its secrets, where it is installed, by whom, with which tokens and scopes.

Rules: docs.slack.dev/authentication/installing-with-oauth and …/using-token-rotation. A token that rotates
lives twelve hours; its refresh token is good once, and the access token before it stays good until its own
end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from anteroom.randomness import Randomness
from anteroom.sandbox.slack.refusal import Refusal

if TYPE_CHECKING:
    from anteroom.sandbox.slack.state import State

TOKEN_LIFE = timedelta(hours=12)
CODE_LIFE = timedelta(minutes=10)


@dataclass(slots=True)
class Grant:
    """One installation: of a workspace, or (`whole`) of an organisation, whose `teams` it may enter.

    `ends` is when each access token does; None: never. A dead token stays, to be told apart from an unknown
    one.
    """

    home: str
    whole: bool
    installer: str
    scopes: set[str]
    teams: set[str] = field(default_factory=set)
    ends: dict[str, datetime | None] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    exchanged: set[str] = field(default_factory=set)
    refresh: str | None = None
    installed: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """What somebody allowed; whoever brings the code first gets it."""

    home: str
    whole: bool
    installer: str
    scopes: frozenset[str]
    redirect_uri: str | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed out: a token, and, where tokens rotate, what buys the next and how long it lives."""

    grant: Grant
    token: str
    refresh: str | None
    seconds: int | None


class Installations:
    """Where the app is installed. `states` are the workspaces, by team; `organisations` which form one."""

    def __init__(
        self, client_id: str, client_secret: str, randomness: Randomness, now: Callable[[], datetime]
    ) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.rotates = False
        self.redirect_urls: set[str] | None = None  # None: any
        self.states: dict[str, State] = {}
        self.grants: dict[str, Grant] = {}
        self.requests: list[tuple[str, str]] = []  # (team, person) who asked an administrator
        self._codes: dict[str, Code] = {}
        self._randomness = randomness
        self._now = now

    def give(self, state: State, token: str) -> None:
        """Let a workspace be installed with this token already."""
        space = state.workspace
        self.grants[space.team] = Grant(space.team, False, "", space.scopes, {space.team}, {token: None})

    def check_client(self, client_id: object, client_secret: object) -> None:
        """Raise Refusal unless both are the app's."""
        if client_id != self.client_id:
            raise Refusal("invalid_client_id")
        if client_secret != self.client_secret:
            raise Refusal("bad_client_secret")

    def grant_of(self, token: str) -> Grant | None:
        """Return whose token it is or was."""
        for grant in self.grants.values():
            if token in grant.ends or token in grant.dead:
                return grant
        return None

    def authenticate(self, token: str) -> Grant:
        """Return whose token it is. Raises Refusal with Slack's name for what is wrong with it."""
        grant = self.grant_of(token)
        if grant is None:
            raise Refusal("invalid_auth")
        if token in grant.dead:
            raise Refusal(grant.dead[token])
        if not grant.installed:
            raise Refusal("account_inactive")
        ends_at = grant.ends[token]
        if ends_at is not None and ends_at <= self._now():
            raise Refusal("token_expired")
        return grant

    def code(
        self,
        home: str,
        installer: str,
        scopes: frozenset[str],
        redirect_uri: str | None,
        *,
        whole: bool = False,
    ) -> str:
        """Return a code for what somebody allowed."""
        code = f"code-{self._randomness.token(20)}"
        self._codes[code] = Code(home, whole, installer, scopes, redirect_uri, self._now() + CODE_LIFE)
        return code

    def redeem(self, code: str, redirect_uri: str | None) -> Handed:
        """Install for a code, which is good once. What was granted before stays granted. Raises Refusal."""
        given = self._codes.pop(code, None)
        if given is None or given.ends_at <= self._now():
            raise Refusal("invalid_code")
        if given.redirect_uri is not None and redirect_uri != given.redirect_uri:
            raise Refusal("bad_redirect_uri")
        if not given.whole and self._by_organisation(given.home):
            raise Refusal("cannot_install_an_org_installed_app")
        before = self.grants.get(given.home)
        kept = before if before is not None and before.installed else None
        if kept is None:
            teams = set() if given.whole else {given.home}
            scopes = set[str]() if given.whole else self.states[given.home].workspace.scopes
            scopes.clear()
            kept = Grant(given.home, given.whole, given.installer, scopes, teams)
            if before is not None:
                kept.dead = {**before.dead, **dict.fromkeys(before.ends, "account_inactive")}
            self.grants[given.home] = kept
        kept.scopes |= given.scopes
        kept.installer = given.installer
        self._let_in(kept)
        return self._handed(kept, rotating=self.rotates)

    def renew(self, refresh: str) -> Handed:
        """Exchange a refresh token, which is good once. Raises Refusal."""
        for grant in self.grants.values():
            if grant.refresh is not None and grant.refresh == refresh and grant.installed:
                return self._handed(grant, rotating=True)
        raise Refusal("invalid_refresh_token")

    def exchange(self, token: str) -> Handed:
        """Turn a token that never ends into one that rotates. Raises Refusal."""
        if not self.rotates:
            raise Refusal("token_rotation_not_enabled")
        grant = self.grant_of(token)
        if grant is None or not grant.installed:
            raise Refusal("authorization_not_found")
        if token in grant.exchanged:
            raise Refusal("token_already_exchanged")
        if grant.ends.get(token, self._now()) is not None:
            raise Refusal("invalid_token")
        grant.exchanged.add(token)
        return self._handed(grant, rotating=True)

    def revoke(self, grant: Grant, token: str) -> None:
        """Let a token be worthless."""
        grant.ends.pop(token, None)
        grant.dead[token] = "token_revoked"
        grant.refresh = None

    def uninstall(self, grant: Grant) -> None:
        """Remove the app: all of its tokens die."""
        grant.installed = False
        grant.refresh = None
        for team in grant.teams:
            self.states[team].workspace.installed = False

    def admit(self, grant: Grant, team: str) -> None:
        """Add an organisation's app to one of its workspaces."""
        grant.teams.add(team)
        self._let_in(grant)

    def expel(self, grant: Grant, team: str) -> None:
        """Take it out of one."""
        grant.teams.discard(team)
        self.states[team].workspace.installed = False

    def _by_organisation(self, team: str) -> bool:
        return any(each.whole and each.installed and team in each.teams for each in self.grants.values())

    def state_for(self, grant: Grant, team: object) -> State:
        """Return the workspace that a call is about; an organisation's token has to say which.

        Raises Refusal.
        """
        if not grant.whole:
            return self.states[grant.home]
        if not team:
            raise Refusal("invalid_arguments", ["[ERROR] missing required field: team_id"])
        if team not in grant.teams:
            raise Refusal("team_access_not_granted")
        return self.states[str(team)]

    def _let_in(self, grant: Grant) -> None:
        for team in grant.teams:
            space = self.states[team].workspace
            space.installed = True
            space.scopes |= grant.scopes
            space.by_organisation = grant.whole

    def _handed(self, grant: Grant, *, rotating: bool) -> Handed:
        if not rotating:
            lasting = next((token for token, ends in grant.ends.items() if ends is None), None)
            token = lasting or f"xoxb-{self._randomness.token(32)}"
            grant.ends[token] = None
            return Handed(grant, token, None, None)
        token = f"xoxe.xoxb-1-{self._randomness.token(40)}"
        grant.refresh = f"xoxe-1-{self._randomness.token(40)}"
        grant.ends[token] = self._now() + TOKEN_LIFE
        return Handed(grant, token, grant.refresh, int(TOKEN_LIFE.total_seconds()))
