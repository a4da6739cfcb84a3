"""What Zoom says of meetings: signed with the app's secret token over the time and the octets.

Rules: developers.zoom.us/docs/api/webhooks, "Verify webhook events" and "Validate your webhook endpoint".
Events bring names and addresses of who came; they are not read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from anteroom.meetings.provider import Challenge, Happening, Heard, NotGenuine

WINDOW = 5 * 60
"""Seconds by which an event may be old or early."""
LONGEST_TOKEN = 200
HAPPENINGS = {
    "meeting.started": Happening.STARTED,
    "meeting.ended": Happening.ENDED,
    "meeting.deleted": Happening.GONE,
    "meeting.participant_joined": Happening.CAME,
    "meeting.participant_left": Happening.LEFT,
}


class _Object(msgspec.Struct, frozen=True):
    id: int | str = ""


class _Payload(msgspec.Struct, frozen=True):
    plain_token: str = msgspec.field(default="", name="plainToken")
    user_id: str = ""
    object: _Object = _Object()


class _Event(msgspec.Struct, frozen=True):
    event: str
    payload: _Payload = _Payload()
    event_ts: int = 0


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Raise NotGenuine for what is not signed, not now, or where there is no secret to tell by."""
    if not secret:
        raise NotGenuine("no secret is set")
    given = {name.lower(): value for name, value in headers.items()}
    stamp, signature = given.get("x-zm-request-timestamp", ""), given.get("x-zm-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotGenuine("no timestamp")
    if abs(now.timestamp() - int(stamp)) > WINDOW:
        raise NotGenuine("not now")
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}".encode(), signature.encode("utf-8", "surrogateescape")):
        raise NotGenuine("signature")


def news_of(body: bytes, secret: str) -> Challenge | Heard | None:
    """Return what a genuine event says. Raises NotGenuine for what cannot be read."""
    event = _read(body)
    if event.event == "endpoint.url_validation":
        return _answered(event.payload.plain_token, secret)
    happening, meeting = HAPPENINGS.get(event.event), str(event.payload.object.id)
    if happening is None or not meeting:
        return None
    at = _moment(event)
    # Zoom gives events no id; a repeat of one is the same octets.
    return Heard(hashlib.sha256(body).hexdigest(), meeting, happening, at)


def removed_from(body: bytes) -> tuple[str, datetime | None] | None:
    """Return who at Zoom took the app away, and when if it says so, in a genuine event; None for any other.

    Raises NotGenuine for what cannot be read.
    """
    event = _read(body)
    if event.event != "app_deauthorized" or not event.payload.user_id:
        return None
    return event.payload.user_id, _moment(event) if event.event_ts else None


def _moment(event: _Event) -> datetime:
    try:
        return datetime.fromtimestamp(event.event_ts / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotGenuine("unreadable") from error


def _answered(token: str, secret: str) -> Challenge:
    if not token or len(token) > LONGEST_TOKEN:
        raise NotGenuine("no token to answer")
    answer = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    return Challenge(json.dumps({"plainToken": token, "encryptedToken": answer}).encode())


def _read(body: bytes) -> _Event:
    try:
        return msgspec.json.decode(body, type=_Event)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotGenuine("unreadable") from error
