"""Installing: out to Slack's consent, back with a code, and a page that says what comes next.

Rules: docs.slack.dev/authentication/installing-with-oauth. Where an administrator has to approve an app
first, Slack keeps the person on its own pages and sends nobody back (bolt-python issue 1081), so the next
visit here says so.
"""

from __future__ import annotations

from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackRequestError

from anteroom.api.doorway import PASSAGE, Passage
from anteroom.errors import BadInput
from anteroom.guard import Context
from anteroom.plain_text import one_line
from anteroom_slack.install.forgetting import forget as forget_people
from anteroom_slack.install.grant import read_grant
from anteroom_slack.install.installation import Granted, installation_at, keep
from anteroom_slack.install.oauth_pages import Failures, installed_page, pending_page
from anteroom_slack.install.oauth_state import COOKIE, StateFault, begin, finish, forget, remember
from anteroom_slack.install.presence import is_out, lock
from anteroom_slack.install.scopes import BASE, GROUPS, asked
from anteroom_slack.install.welcome import welcome
from anteroom_slack.line import Line
from anteroom_slack.place import Place

log = structlog.get_logger()

INSTALL_PATH = "/slack/install"
OAUTH_PATH = "/slack/oauth"
LONGEST_CODE = 500


class Installing:
    """`GET /slack/install` and `GET /slack/oauth`."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._failures = Failures(line.house)

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are."""
        return [web.get(INSTALL_PATH, self.install), web.get(OAUTH_PATH, self.oauth)]

    @property
    def redirect_uri(self) -> str:
        """Where Slack sends the browser back to; Slack knows it from the manifest."""
        return f"{self._line.house.settings.public_url}{OAUTH_PATH}"

    async def install(self, request: web.Request) -> web.Response:
        """Send the browser to Slack's consent. `add` names groups of scopes, `team` a workspace."""
        house = self._line.house
        if not house.settings.secrets.slack_client_id:
            return self._failures.page(request, "by_settings")
        add = [key for key in request.query.get("add", "").split(",") if key in GROUPS]
        nonce = request.cookies.get(COOKIE, "")
        if nonce and "again" not in request.query and not add:
            return pending_page(request, house)
        begun = begin(house, nonce[:64])
        query = {
            "client_id": house.settings.secrets.slack_client_id,
            "scope": ",".join(asked(add)),
            "redirect_uri": self.redirect_uri,
            "state": begun.state,
        }
        team = Place(request.query.get("team", ""))
        if team.known and team.spelt:
            query["team"] = team.team_id
        request[PASSAGE] = Passage(minted=(begun.state, begun.nonce))
        location = f"{house.settings.slack.web_url}/oauth/v2/authorize?{urlencode(query)}"
        answer = web.Response(status=302, headers={"Location": location})
        remember(answer, house, begun.nonce)
        return answer

    async def oauth(self, request: web.Request) -> web.Response:
        """Take Slack's answer. Nothing of it is believed without the state that this browser was given."""
        house = self._line.house
        if not house.settings.secrets.slack_client_id:
            return self._failures.page(request, "by_settings")
        try:
            async with house.database.transaction() as conn:
                await finish(conn, house, request.query.get("state", ""), request.cookies.get(COOKIE, ""))
        except StateFault as fault:
            return self._failures.page(request, fault.why)
        if "error" in request.query:
            refused = request.query["error"] == "access_denied"
            return self._failures.page(request, "denied" if refused else "refused")
        try:
            granted, name = await self._exchanged(request.query.get("code", ""))
        except SlackApiError as error:
            return self._failures.of_slack(request, str(error.response.get("error", "")))
        except BadInput as error:
            return self._failures.page(request, "unusable", reason=error.reason or "")
        except (TimeoutError, aiohttp.ClientError, SlackRequestError) as error:
            return self._failures.page(request, "silent", reason=type(error).__name__)
        if granted.scopes is not None and not granted.scopes >= BASE.names:
            return self._failures.page(request, "too_little")
        await self._install(granted)
        log.info("slack.installed", way="organisation" if not granted.place.team_id else "workspace")
        if granted.place.team_id:
            answer = installed_page(request, house, self._harmless(name), granted)
        else:
            answer = web.Response(status=303, headers={"Location": _add_to_workspaces(granted)})
        forget(answer)
        return answer

    def _harmless(self, name: str) -> str:
        """Return what Slack calls a workspace; empty where the name is a contact detail."""
        said = one_line(name)
        return said if self._line.house.guard.inspect(said, Context((), "name")).action.passes else ""

    async def _exchanged(self, code: str) -> tuple[Granted, str]:
        if not code or len(code) > LONGEST_CODE:
            raise BadInput("Slack sent no code.", reason="no code")
        secrets, clock = self._line.house.settings.secrets, self._line.house.clock
        asked_at = clock.now()
        answer = await self._line.client_of(Place("")).oauth_v2_access(
            client_id=secrets.slack_client_id,
            client_secret=secrets.slack_client_secret,
            code=code,
            redirect_uri=self.redirect_uri,
        )
        return read_grant(answer.data, asked_at)

    async def _install(self, granted: Granted) -> None:
        """Keep it; where we were put out before, what we knew from then is forgotten first."""
        house, place = self._line.house, granted.place
        async with house.database.transaction() as conn:
            await lock(conn, place)
            if await is_out(conn, place):
                await forget_people(conn, house, place)
            before = await installation_at(conn, place)
            await keep(conn, house, granted)
        if place.team_id and granted.installer_id and before is None:
            self._line.behind(welcome(self._line, place, granted.installer_id), "welcome")


def _add_to_workspaces(granted: Granted) -> str:
    """Where an administrator adds the app to workspaces (api.slack.com/enterprise/apps/reference)."""
    organisation, app = granted.place.enterprise_id, granted.app_id
    return f"https://app.slack.com/manage/{organisation}/integrations/profile/{app}/workspaces/add"
