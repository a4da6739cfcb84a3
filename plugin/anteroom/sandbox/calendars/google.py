"""Google: consent, tokens that can be revoked, and Calendar's freeBusy.query.

Written from developers.google.com: "Using OAuth 2.0 for Web Server Applications" (a refresh token comes with
`access_type=offline`, and after the first consent only with `prompt=consent`; revoking one token ends the
grant), "Refresh token expiration" (seven days while the app is in testing), the reference of freeBusy.query
(at most 50 calendars; `errors` beside each), and "Handle API errors". That a window over three months is
refused is told in others' bug reports (calcom/cal.diy 11704), not there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Grant
from anteroom.sandbox.server import Refusal, form_of

SCOPE = "https://www.googleapis.com/auth/calendar.freebusy"
READS_ALL = "https://www.googleapis.com/auth/calendar.readonly"
MOST_CALENDARS = 50
LONGEST = timedelta(days=90)
WEEK = timedelta(days=7)


class SandboxGoogleCalendar(Consenting):
    """`troubles` are reasons why an account's calendar is not answered, such as `internalError`.

    `unticked` leaves out the scopes at the consent, as a person may.
    """

    vendor = "Google Calendar"
    authorize = "/o/oauth2/v2/auth"
    token = "/token"
    knows = frozenset({SCOPE, READS_ALL, "openid"})

    def __init__(self, app: CalendarApp, now: Callable[[], datetime], *, testing: bool = False) -> None:
        super().__init__(app, now)
        self.troubles: dict[str, str] = {}
        self.unticked = False
        self._testing = testing

    def lasting(self, query: Mapping[str, str]) -> bool:
        """Tell so by `access_type`; whoever consented before is asked anew for `prompt=consent` alone."""
        before = any(not grant.over for grant in self.grants)
        return query.get("access_type") == "offline" and (
            not before or "consent" in query.get("prompt", "").split()
        )

    def consented(self, account: str, scopes: frozenset[str]) -> Grant:
        """Return it, for a week where the app is in testing."""
        until = (self.now() + WEEK).timestamp() if self._testing else float("inf")
        return Grant(account, frozenset() if self.unticked else scopes, until)

    async def served(self, request: web.Request, body: bytes) -> web.Response:
        """Serve what is revoked, and what is asked."""
        match request.method, request.path:
            case "POST", "/revoke":
                return self._taken_back(form_of(body).get("token", ""))
            case "POST", "/calendar/v3/freeBusy":
                return web.json_response(self._asked(request, body))
            case _:
                raise _error(404, "global", "notFound")

    def _taken_back(self, token: str) -> web.Response:
        grant = self.known_grant(token)
        if grant is None or grant.over:
            raise Refusal(400, {"error": "invalid_token", "error_description": "Token expired or revoked"})
        grant.over = True
        self.revoked.append(token)
        return web.json_response({})

    def _asked(self, request: web.Request, body: bytes) -> dict[str, Any]:
        grant = self.bearer(request)
        if grant is None:
            raise _error(401, "global", "authError")
        if not grant.scopes & {SCOPE, READS_ALL}:
            raise _error(403, "global", "insufficientPermissions")
        try:
            said = json.loads(body)
            since, until = (datetime.fromisoformat(said[key]) for key in ("timeMin", "timeMax"))
            items = [str(each["id"]) for each in said["items"]]
        except (ValueError, KeyError, TypeError) as error:
            raise _error(400, "global", "badRequest") from error
        if since.tzinfo is None or until.tzinfo is None:
            raise _error(400, "global", "badRequest")
        if until <= since:
            raise _error(400, "calendar", "timeRangeEmpty")
        if until - since > LONGEST:
            raise _error(400, "calendar", "timeRangeTooLong")
        told = {
            "kind": "calendar#freeBusy",
            "timeMin": said["timeMin"],
            "timeMax": said["timeMax"],
        }
        too_many = len(items) > MOST_CALENDARS
        return told | {
            "calendars": {
                each: _trouble("tooManyCalendarsRequested")
                if too_many
                else self._one(each, grant.account, since, until)
                for each in items
            }
        }

    def _one(self, calendar: str, account: str, since: datetime, until: datetime) -> dict[str, Any]:
        if calendar not in ("primary", account):
            return _trouble("notFound")
        if account in self.troubles:
            return _trouble(self.troubles[account])
        spans = [
            (max(each.begins, since), min(each.ends, until))
            for each in self.busy_of(account, since, until)
            if each.status != "free"
        ]
        return {"busy": [{"start": _written(one), "end": _written(other)} for one, other in spans]}


def _trouble(reason: str) -> dict[str, Any]:
    domain = "calendar" if reason == "tooManyCalendarsRequested" else "global"
    return {"errors": [{"domain": domain, "reason": reason}], "busy": []}


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _error(status: int, domain: str, reason: str) -> Refusal:
    message = "About dana@larkfield.example."
    one = {"domain": domain, "reason": reason, "message": message}
    return Refusal(status, {"error": {"errors": [one], "code": status, "message": message}})


def slow_down(reason: str = "userRateLimitExceeded") -> str:
    """Return the body with which Google answers 403 to whoever asks too often."""
    one = {"domain": "usageLimits", "reason": reason, "message": "Rate Limit Exceeded"}
    return json.dumps({"error": {"errors": [one], "code": 403, "message": "Rate Limit Exceeded"}})
