"""What may be shown in a conversation: whose people read there, and whether we are in it at all."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from slack_sdk.errors import SlackApiError

from anteroom_slack.line import Line
from anteroom_slack.place import Place


class Channel(StrEnum):
    """A conversation, as far as Slack tells us about it."""

    OWN = "own"
    SHARED = "shared"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    ARCHIVED = "archived"


async def look_at(line: Line, place: Place, channel_id: str) -> Channel:
    """Ask Slack about a conversation. Raises what slack_sdk raises where Slack does not answer.

    UNKNOWN where we may not ask (`channels:read`, `groups:read` are no scopes that Anteroom needs), ABSENT
    where we are not in it: of a private one Slack does not even say then that it exists.
    """
    token = await line.token(place)
    if token is None:
        return Channel.ABSENT
    try:
        answer = await line.client_of(place).conversations_info(channel=channel_id, token=token)
    except SlackApiError as error:
        code = str(error.response.get("error", "")) if hasattr(error.response, "get") else ""
        if code == "missing_scope":
            return Channel.UNKNOWN
        if code in ("channel_not_found", "channel_is_limited_access"):
            return Channel.ABSENT
        raise
    return channel_of(answer.get("channel") or {})


def channel_of(told: dict[str, Any]) -> Channel:
    """Read a conversation object (docs.slack.dev/reference/objects/conversation-object).

    A conversation shared within one's own organisation (`is_org_shared`) is read by one company alone; where
    Slack says `is_shared` and not with whom, it counts as read by another.
    """
    if told.get("is_archived"):
        return Channel.ARCHIVED
    if (
        told.get("is_ext_shared")
        or told.get("is_pending_ext_shared")
        or told.get("pending_connected_team_ids")
    ):
        return Channel.SHARED
    if told.get("is_shared") and not told.get("is_org_shared"):
        return Channel.SHARED
    if not told.get("is_member") and not told.get("is_mpim"):
        return Channel.ABSENT
    return Channel.OWN
