"""Colleagues picked in a modal: looked up behind the picking, so that the submission need not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from anteroom_slack.line import Line
from anteroom_slack.place import Place

FRESH = timedelta(minutes=10)
SOON = timedelta(seconds=20)
NOT_ALLOWED = (
    "Anteroom may not look people up in this workspace. Whoever installed it was asked to allow that. Until "
    "then "
    "invite them by e-mail below."
)
PATIENCE = 1.0
"""Seconds that a submission waits for a look-up on its way; Slack waits three for the answer."""
MOST = 500
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the workspace as users.info tells. `refusal` says why the person cannot be invited so."""

    user_id: str
    name: str
    time_zone: str
    email: str = field(default="", repr=False)
    refusal: str = ""


class Colleagues:
    """What is known of the people picked lately; kept in memory only, since picking is no invitation."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[_Key, tuple[datetime, Colleague]] = {}
        self._under_way: dict[_Key, asyncio.Event] = {}

    def look_up(self, user_ids: Iterable[str]) -> None:
        """Begin to look up who is not known freshly."""
        now = self._line.house.clock.now()
        for user_id in user_ids:
            key = self._key(user_id)
            kept = self._known.get(key)
            if key in self._under_way or (kept and now - kept[0] < FRESH):
                continue
            self._under_way[key] = asyncio.Event()
            self._line.behind(self._ask(key), "users.info")

    async def named(self, user_ids: Iterable[str]) -> dict[str, Colleague]:
        """Return those that are known, waiting up to `PATIENCE` seconds for the others."""
        wanted = {user_id: self._key(user_id) for user_id in user_ids}
        self.look_up(wanted)
        pending = [self._under_way[key] for key in wanted.values() if key in self._under_way]
        try:
            async with asyncio.timeout(PATIENCE):
                for event in pending:
                    await event.wait()
        except TimeoutError:
            pass
        return {user_id: self._known[key][1] for user_id, key in wanted.items() if key in self._known}

    def _key(self, user_id: str) -> _Key:
        """A user is somebody within a workspace only: what one was told is never shown to another."""
        return self._line.here.team_id, user_id

    async def _ask(self, key: _Key) -> None:
        try:
            found = await self._info(key[1])
            while len(self._known) >= MOST:
                self._known.pop(next(iter(self._known)))
            now = self._line.house.clock.now()
            # Who has just allowed it need not wait until it is forgotten that it was not.
            self._known[key] = (now - FRESH + SOON if found.refusal == NOT_ALLOWED else now, found)
        finally:
            self._under_way.pop(key).set()

    async def _info(self, user_id: str) -> Colleague:
        try:
            answer = await self._line.patient.users_info(user=user_id, token=await self._line.token())
        except SlackApiError as error:
            code = error.response.get("error")
            if code == "missing_scope":
                # Slack's error is no answer to whoever picks people; who installed is asked for the scope.
                await self._line.heard_refusal(self._line.here, "", error)
                return Colleague(user_id, "", "", refusal=NOT_ALLOWED)
            if code not in ("user_not_found", "user_not_visible"):
                raise
            return Colleague(user_id, "", "", refusal="Slack does not know one of these people.")
        return colleague(answer.get("user") or {}, self._line.here)


def colleague(user: dict[str, Any], place: Place) -> Colleague:
    """Return what users.info says in a place of somebody (docs.slack.dev/reference/objects/user-object)."""
    profile = user.get("profile") or {}
    name = str(user.get("real_name") or profile.get("real_name") or "")
    return Colleague(
        user_id=str(user.get("id", "")),
        name=name,
        time_zone=str(user.get("tz") or ""),
        email=str(profile.get("email") or ""),
        refusal=_refusal(user, name, place),
    )


def _refusal(user: dict[str, Any], name: str, place: Place) -> str:
    if user.get("deleted"):
        return f"{name or 'One of them'} has left this workspace."
    if user.get("is_bot") or user.get("is_app_user") or user.get("id") == "USLACKBOT":
        return f"{name} is an app and cannot come to an interview."
    by_mail = "Invite the person by e-mail below."
    if user.get("is_stranger") or _elsewhere(user, place):
        return f"{name} belongs to another company's Slack. {by_mail}"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return f"{name} is a guest in this workspace. {by_mail}"
    return ""


def _elsewhere(user: dict[str, Any], place: Place) -> bool:
    """Tell whether somebody is of another company: another workspace, and not of one's own organisation."""
    if user.get("team_id", place.team_id) == place.team_id:
        return False
    organisation = (user.get("enterprise_user") or {}).get("enterprise_id") or user.get("enterprise_id")
    return not (place.enterprise_id and organisation == place.enterprise_id)
