"""auth.*, oauth.* and apps.uninstall: the app's own tokens."""

from __future__ import annotations

from typing import Any

from anteroom.sandbox.slack.grants import Grant, Handed
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.slack.people_methods import Answer
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State


def auth_test(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/auth.test"""
    space, grant = state.workspace, _calling(state)
    answer: JsonObject = {
        "url": f"https://{space.team.lower()}.slack.com/",
        "team": space.team,
        "user": space.bot_user.name,
        "team_id": grant.home,
        "user_id": space.bot_user.id,
        "bot_id": space.bot_id,
        "is_enterprise_install": grant.whole,
    }
    if space.enterprise:
        answer["enterprise_id"] = space.enterprise
    return answer, set()


def oauth_access(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/oauth.v2.access: a code works once, and so does a refresh token."""
    known = state.installations
    known.check_client(args.get("client_id"), args.get("client_secret"))
    match str(args.get("grant_type") or "authorization_code"):
        case "authorization_code":
            handed = known.redeem(str(args.get("code", "")), args.get("redirect_uri"))
        case "refresh_token":
            handed = known.renew(str(args.get("refresh_token", "")))
        case _:
            raise Refusal("invalid_grant_type")
    return _granted(state, handed), set()


def oauth_exchange(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/oauth.v2.exchange.

    From a token that never ends to one that rotates.
    """
    state.installations.check_client(args.get("client_id"), args.get("client_secret"))
    granted = _granted(state, state.installations.exchange(state.calling_token))
    return {key: granted[key] for key in granted if key not in _ACCESS_ONLY}, set()


_ACCESS_ONLY = ("app_id", "bot_user_id", "enterprise", "is_enterprise_install")


def auth_revoke(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/auth.revoke: `test` revokes nothing."""
    if str(args.get("test", "")).lower() in ("1", "true"):
        return {"revoked": False}, set()
    state.installations.revoke(_calling(state), state.calling_token)
    state.outbox.append(
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [state.workspace.bot_user.id]}}
    )
    return {"revoked": True}, set()


def apps_uninstall(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/apps.uninstall"""
    state.installations.check_client(args.get("client_id"), args.get("client_secret"))
    state.installations.uninstall(_calling(state))
    state.outbox += uninstalled(state)
    return {}, set()


def uninstalled(state: State) -> list[JsonObject]:
    """Return the events of a removal; Slack promises no order of the two (docs…/events/app_uninstalled)."""
    tokens: JsonObject = {"oauth": [], "bot": [state.workspace.bot_user.id]}
    return [{"type": "tokens_revoked", "tokens": tokens}, {"type": "app_uninstalled"}]


def _calling(state: State) -> Grant:
    assert state.calling is not None
    return state.calling


def _granted(state: State, handed: Handed) -> JsonObject:
    grant = handed.grant
    space = (state if grant.whole else state.installations.states[grant.home]).workspace
    enterprise = {"id": space.enterprise, "name": space.enterprise} if space.enterprise else None
    answer: dict[str, Any] = {
        "access_token": handed.token,
        "token_type": "bot",
        "scope": ",".join(sorted(grant.scopes)),
        "bot_user_id": space.bot_user.id,
        "app_id": space.app_id,
        "team": None if grant.whole else {"id": space.team, "name": space.name},
        "enterprise": enterprise,
        "is_enterprise_install": grant.whole,
        "authed_user": {"id": grant.installer},
    }
    if handed.refresh is not None:
        answer |= {"refresh_token": handed.refresh, "expires_in": handed.seconds}
    return answer
