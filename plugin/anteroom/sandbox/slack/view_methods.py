"""views.*: what the app shows on somebody's screen."""

from __future__ import annotations

from anteroom.sandbox.slack.model import JsonObject, View
from anteroom.sandbox.slack.people_methods import Answer
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.workspace import Workspace


def views_open(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/views.open: one view for one trigger, within three seconds."""
    trigger = state.tickets.take_trigger(str(args["trigger_id"]), state.workspace.now())
    view = state.screens.push(trigger.user, args["view"], state.screens.top(trigger.user))
    return {"view": view_object(view, state.workspace)}, {view.viewer}


def views_push(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/views.push: above the view that was acted in."""
    trigger = state.tickets.take_trigger(str(args["trigger_id"]), state.workspace.now())
    below = state.screens.top(trigger.user)
    if below is None or trigger.from_view is None:
        raise Refusal("not_found")
    view = state.screens.push(trigger.user, args["view"], below)
    return {"view": view_object(view, state.workspace)}, {view.viewer}


def views_update(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/views.update: `hash` guards against racing changes."""
    if not args.get("view_id") and not args.get("external_id"):
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = state.screens.find(args.get("view_id"), args.get("external_id"))
    _ = state.screens.update(view, args["view"], args.get("hash"))
    return {"view": view_object(view, state.workspace)}, {view.viewer}


def views_publish(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/views.publish: the Home tab of one person."""
    user = str(args["user_id"])
    if user not in state.workspace.people:
        raise Refusal("invalid_arguments", ["[ERROR] user not found [json-pointer:/user_id]"])
    view = state.screens.publish(user, args["view"], args.get("hash"))
    return {"view": view_object(view, state.workspace)}, {user}


def view_object(view: View, space: Workspace) -> JsonObject:
    """Return a view's public shape, as answers and payloads carry it."""
    shape: JsonObject = {
        "id": view.id,
        "team_id": space.team,
        "app_id": space.app_id,
        "app_installed_team_id": space.team,
        "bot_id": space.bot_id,
        "title": None,
        "submit": None,
        "close": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
    }
    return shape
