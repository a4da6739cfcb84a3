"""Slack's own pages of an installation.

What the app asks for, who allows it, and who must ask an administrator.

Rules: docs.slack.dev/authentication/installing-with-oauth, api.slack.com/enterprise/apps/changes-install.
Where apps must be approved, whoever asks stays on Slack's pages: nobody is sent back (bolt-python issue
1081).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from anteroom.sandbox.slack.grants import Installations
from anteroom.sandbox.slack.workspace import Workspace

KNOWN = frozenset(
    {
        "calls:write", "channels:read", "chat:write", "commands", "groups:read", "im:read", "im:write",
        "links:read", "links:write", "mpim:read", "mpim:write", "team:read", "users:read", "users:read.email",
    }
)  # fmt: skip
"""The scopes that the sandbox can grant."""
PATH = "/oauth/v2/authorize"


class Consent:
    """GET and POST /oauth/v2/authorize."""

    def __init__(self, known: Installations) -> None:
        self._known = known

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where it is."""
        return [web.get(PATH, self.ask), web.post(PATH, self.answer)]

    async def ask(self, request: web.Request) -> web.Response:
        """Show what the app wants, or why it cannot be asked."""
        fault = self._fault(request)
        if fault:
            return _page("Something went wrong", f"<p>{escape(fault)}</p>", 400)
        scopes = "".join(f"<li>{escape(scope)}</li>" for scope in _scopes(request))
        forms = "".join(self._form(request, space) for space in self._spaces(request.query.get("team", "")))
        return _page("Anteroom would like to be installed", f"<ul>{scopes}</ul>{forms}")

    async def answer(self, request: web.Request) -> web.Response:
        """Take what somebody pressed: allow, cancel, or request."""
        fault, form = self._fault(request), await request.post()
        state = self._known.states.get(str(form.get("team", "")))
        if fault or state is None:
            return _page("Something went wrong", f"<p>{escape(fault or 'team_not_found')}</p>", 400)
        space, pressed = state.workspace, str(form.get("pressed", ""))
        person = space.person(str(form.get("person", "")))
        if pressed == "cancel":
            return _back(request, error="access_denied")
        if space.approval and not space.approved:
            self._known.requests.append((space.team, person.id))
            return _page(
                "Your request was sent", "<p>An administrator decides. Slack tells you when it is done.</p>"
            )
        whole = pressed == "allow_organisation"
        if whole and not space.enterprise:
            return _page("Something went wrong", "<p>org_required</p>", 400)
        code = self._known.code(
            space.enterprise if whole else space.team,
            person.id,
            frozenset(_scopes(request)),
            request.query.get("redirect_uri"),
            whole=whole,
        )
        return _back(request, code=code)

    def _fault(self, request: web.Request) -> str:
        query, urls = request.query, self._known.redirect_urls
        if query.get("client_id") != self._known.client_id:
            return "invalid_client_id"
        if urls is not None and query.get("redirect_uri") not in urls:
            return "redirect_uri did not match any configured URIs"
        wanted = _scopes(request)
        if not wanted:
            return "no_scopes"
        if not KNOWN.issuperset(wanted):
            return "invalid_scope"
        return ""

    def _spaces(self, team: str) -> Iterable[Workspace]:
        found = [state.workspace for state in self._known.states.values()]
        return [space for space in found if team in ("", space.team)]

    def _form(self, request: web.Request, space: Workspace) -> str:
        ask = space.approval and not space.approved
        buttons = [("request", "Request to install")] if ask else [("allow", "Allow")]
        if space.enterprise and not ask:
            buttons.append(("allow_organisation", "Allow for the whole organisation"))
        people = "".join(
            f'<option value="{person.id}">{escape(person.real_name)}</option>'
            for person in space.people.values()
            if not (person.bot or person.deleted or person.stranger)
        )
        pressed = "".join(
            f'<button class="slack-button{_first(name)}" name="pressed" value="{name}">{text}</button>'
            for name, text in (*buttons, ("cancel", "Cancel"))
        )
        return (
            f'<form method="post" action="{escape(request.path_qs)}"><h2>{escape(space.name)}</h2>'
            f'<input type="hidden" name="team" value="{space.team}"><select name="person">{people}</select>'
            f"{pressed}</form>"
        )


def _first(name: str) -> str:
    return "" if name == "cancel" else " slack-primary"


def _scopes(request: web.Request) -> list[str]:
    return [scope for scope in request.query.get("scope", "").replace(" ", ",").split(",") if scope]


def _back(request: web.Request, **answer: str) -> web.Response:
    query = answer | {"state": request.query.get("state", "")}
    return web.Response(
        status=302, headers={"Location": f"{request.query.get('redirect_uri', '')}?{urlencode(query)}"}
    )


def _page(title: str, inside: str, status: int = 200) -> web.Response:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/static/slack.css">'
        f'</head><body class="slack slack-page"><main><h1>{title}</h1>{inside}</main></body></html>'
    )
    return web.Response(status=status, text=html, content_type="text/html")
