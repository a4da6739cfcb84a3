"""Microsoft: consent, tokens of which each refresh brings the next, and Graph's getSchedule.

Written from learn.microsoft.com: "OAuth 2.0 authorization code flow" (a refresh token comes with the scope
`offline_access`; the one before stays good), "calendar: getSchedule" and "Get free/busy schedule" (at most
20 schedules, less than 62 days, slots of 5 to 1440 minutes, an `error` beside each schedule that cannot be
told), and Graph's errors. Nothing there revokes a refresh token: people take an app away in their settings.
The words of refusals are from others' bug reports (microsoft-graph-docs 6450, 7047, 11225, 19703).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from anteroom.sandbox.calendars.consenting import CalendarApp, Consenting, Event, Grant
from anteroom.sandbox.server import Refusal

SCOPE = "https://graph.microsoft.com/Calendars.ReadBasic"
READS_MORE = "https://graph.microsoft.com/Calendars.Read"
OFFLINE = "offline_access"
MOST_SCHEDULES = 20
LONGEST = timedelta(days=62)
SLOT = {"free": "0", "workingElsewhere": "0", "tentative": "1", "busy": "2", "oof": "3"}


class SandboxMicrosoftCalendar(Consenting):
    """`troubles` are codes of the `error` beside an account's schedule, such as `5009`.

    `without_mailbox` are accounts that have no mailbox, as those of guests of a tenant.
    """

    vendor = "Microsoft 365"
    rotates = True
    access_life = 3600

    def __init__(self, app: CalendarApp, now: Callable[[], datetime], tenant: str = "organizations") -> None:
        super().__init__(app, now)
        self.authorize = f"/{tenant}/oauth2/v2.0/authorize"
        self.token = f"/{tenant}/oauth2/v2.0/token"
        self.knows = frozenset({SCOPE, READS_MORE, OFFLINE, "openid", "profile"})
        self.troubles: dict[str, str] = {}
        self.without_mailbox: set[str] = set()

    def lasting(self, query: Mapping[str, str]) -> bool:
        """Tell so by the scope."""
        return OFFLINE in query.get("scope", "").split()

    def refused(self, error: str, said: str, status: int = 400) -> Refusal:
        """Return it with Microsoft's numbers."""
        number = {"invalid_client": 7000215, "invalid_grant": 70000}.get(error, 9002313)
        description = f"AADSTS{number}: {said} Trace ID: 0"
        return Refusal(status, {"error": error, "error_description": description, "error_codes": [number]})

    def consented(self, account: str, scopes: frozenset[str]) -> Grant:
        """Return it; `offline_access` is no scope of a token."""
        return Grant(account, scopes - {OFFLINE})

    async def served(self, request: web.Request, body: bytes) -> web.Response:
        """Serve Graph."""
        grant = self.bearer(request)
        if grant is None:
            raise _error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
        if not grant.scopes & {SCOPE, READS_MORE}:
            raise _error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if grant.account in self.without_mailbox:
            raise _error(404, "MailboxNotEnabledForRESTAPI", "The mailbox is inactive or hosted elsewhere.")
        match request.method, request.path:
            case "GET", "/v1.0/me/calendar":
                owner = {"name": "Dana Whitfield", "address": grant.account}
                return web.json_response({"id": "AAMkAGI2TGuLAAA=", "owner": owner})
            case "POST", "/v1.0/me/calendar/getSchedule":
                return web.json_response({"value": self._schedules(request, body)})
            case _:
                raise _error(404, "ResourceNotFound", "Resource could not be discovered.")

    def _schedules(self, request: web.Request, body: bytes) -> list[dict[str, Any]]:
        try:
            said = json.loads(body)
            schedules = [str(each) for each in said["schedules"]]
            since, until = (_instant(said[key]) for key in ("startTime", "endTime"))
            minutes = int(said.get("availabilityViewInterval", 30))
        except (ValueError, KeyError, TypeError) as error:
            raise _error(400, "ErrorInvalidParameter", "The request cannot be read.") from error
        if len(schedules) > MOST_SCHEDULES:
            raise _error(400, "ErrorMailboxDataArrayTooBig", "There are too many target users.")
        if until <= since:
            raise _error(400, "ErrorInvalidTimeInterval", "The time duration specified is invalid.")
        if until - since >= LONGEST:
            raise _error(400, "ErrorTimeIntervalTooBig", "The allowed limit = 62 days.")
        if not 5 <= minutes <= 1440 or timedelta(minutes=minutes) > until - since:
            raise _error(400, "ErrorInvalidMergedFreeBusyInterval", "The specified interval is not valid.")
        return [self._one(each, since, until, minutes) for each in schedules]

    def _one(self, address: str, since: datetime, until: datetime, minutes: int) -> dict[str, Any]:
        code = self.troubles.get(address) or ("" if address in self.calendars else "5009")
        if code:
            message = f"Unable to resolve e-mail address {address} to an Active Directory object."
            return {"scheduleId": address, "error": {"message": message, "responseCode": code}}
        events = self.busy_of(address, since, until)
        return {
            "scheduleId": address,
            "availabilityView": _view(events, since, until, minutes),
            "scheduleItems": [
                {
                    "isPrivate": False,
                    "status": each.status,
                    "subject": each.summary,
                    "location": "Harry's Bar",
                    "start": _written(each.begins),
                    "end": _written(each.ends),
                }
                for each in events
            ],
            "workingHours": {"daysOfWeek": ["monday"], "startTime": "08:00:00.0000000"},
        }


def _view(events: list[Event], since: datetime, until: datetime, minutes: int) -> str:
    step, slots = timedelta(minutes=minutes), ""
    while since < until:
        touched = [each for each in events if each.begins < since + step and each.ends > since]
        slots += max((SLOT[each.status] for each in touched), default="0")
        since += step
    return slots


def _instant(said: dict[str, str]) -> datetime:
    if said["timeZone"] != "UTC":
        raise ValueError("this twin knows no zone but UTC")
    return datetime.fromisoformat(said["dateTime"]).replace(tzinfo=UTC)


def _written(instant: datetime) -> dict[str, str]:
    return {"dateTime": instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}


def _error(status: int, code: str, message: str) -> Refusal:
    return Refusal(status, {"error": {"code": code, "message": f"{message} (dana@larkfield.example)"}})
