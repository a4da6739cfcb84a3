"""What Slack answers to a code, read once (docs.slack.dev/reference/methods/oauth.v2.access)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from anteroom.errors import BadInput
from anteroom_slack.install.installation import Granted
from anteroom_slack.place import Place


class _Named(msgspec.Struct):
    id: str
    name: str | None = ""


class _Answer(msgspec.Struct):
    access_token: str
    scope: str = ""
    token_type: str = ""
    refresh_token: str = ""
    expires_in: int = 0
    bot_user_id: str | None = ""
    app_id: str | None = ""
    team: _Named | None = None
    enterprise: _Named | None = None
    is_enterprise_install: bool = False
    authed_user: _Named | None = None


def read_grant(answer: Any, now: datetime) -> tuple[Granted, str]:
    """Return what was granted, and what Slack calls the workspace.

    Raises BadInput for what cannot be used.
    """
    try:
        read = msgspec.convert(answer, _Answer)
    except msgspec.ValidationError as error:
        raise BadInput("Slack's answer cannot be read.", reason=str(type(error).__name__)) from error
    if read.token_type != "bot" or not read.access_token:
        raise BadInput("Slack gave no token for a bot.", reason="token_type")
    whole = read.is_enterprise_install
    place = Place(
        "" if whole or read.team is None else read.team.id, read.enterprise.id if read.enterprise else ""
    )
    if not place.spelt or not (place.enterprise_id if whole else place.team_id):
        raise BadInput("Slack did not say where.", reason="no team")
    granted = Granted(
        place=place,
        token=read.access_token,
        refresh=read.refresh_token,
        expires_at=now + timedelta(seconds=read.expires_in) if read.expires_in else None,
        scopes=frozenset(read.scope.split(",")) - {""},
        app_id=read.app_id or "",
        bot_user_id=read.bot_user_id or "",
        installer_id=read.authed_user.id if read.authed_user else "",
    )
    named = read.enterprise if whole else read.team
    return granted, (named.name or "") if named else ""
