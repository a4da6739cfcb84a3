"""What Slack tells the app when somebody acts (docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from anteroom.sandbox.slack.chat_methods import message_object
from anteroom.sandbox.slack.fields import field_state, is_field, offered_in, start_values
from anteroom.sandbox.slack.model import JsonObject, Message, SlackChannel, SlackPerson, View
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.view_methods import view_object
from anteroom.sandbox.slack.workspace import Workspace


def common(kind: str, person: SlackPerson, space: Workspace) -> JsonObject:
    """Return what every interaction carries."""
    return {
        "type": kind,
        "team": {"id": space.team, "domain": space.team.lower()},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": space.team},
        "api_app_id": space.app_id,
        "token": "sandbox",
        "enterprise": {"id": space.enterprise, "name": space.enterprise} if space.enterprise else None,
        "is_enterprise_install": space.by_organisation,
    }


def command(
    state: State, person: SlackPerson, channel: SlackChannel, name: str, text: str, url: str
) -> dict[str, str]:
    """Return the form of a slash command (docs.slack.dev/interactivity/implementing-slash-commands)."""
    space = state.workspace
    shown = {"im": "directmessage", "mpim": "mpdm", "group": "privategroup"}.get(channel.kind, channel.name)
    return {
        "token": "sandbox",
        "team_id": space.team,
        "team_domain": space.team.lower(),
        "channel_id": channel.id,
        "channel_name": shown,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": escaped(text, space),
        "api_app_id": space.app_id,
        "is_enterprise_install": str(space.by_organisation).lower(),
        **(
            {"enterprise_id": space.enterprise, "enterprise_name": space.enterprise}
            if space.enterprise
            else {}
        ),
        "response_url": url,
        "trigger_id": state.tickets.trigger(person.id, space.now()),
    }


def escaped(text: str, space: Workspace) -> str:
    """Return a command's text as `should_escape` sends it: mentions become `<@U…|name>` and `<#C…|name>`."""
    if text.startswith("<@") or " <@" in text:
        return text
    known = {f"#{channel.name}": f"<#{channel.id}|{channel.name}>" for channel in space.channels.values()}
    for person in space.people.values():
        for typed in (person.real_name, person.name):
            known[f"@{typed}"] = f"<@{person.id}|{person.name}>"
    longest_first = sorted(known, key=len, reverse=True)
    shape = "|".join(rf"{re.escape(escape(name, quote=False))}\b" for name in longest_first)
    return re.sub(shape, lambda found: known[unescape(found.group())], escape(text, quote=False))


def action(block_id: str, element: JsonObject, chosen: JsonObject, ts: str) -> JsonObject:
    """Return one entry of `actions`."""
    entry: JsonObject = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": ts,
        **chosen,
    }
    if element["type"] == "button":
        entry["text"] = element["text"]
        entry |= {key: element[key] for key in ("value", "style") if key in element}
    return entry


def chosen_in(element: JsonObject, choice: Any, offered: list[JsonObject], space: Workspace) -> JsonObject:
    """Return the state of an element after `choice`; nothing for a button. Raises ValueError."""
    if is_field(element):
        return field_state(element, choice, offered, lambda user: space.person(user).id)
    if element["type"] == "overflow":
        for option in element["options"]:
            if choice in (option["value"], option["text"]["text"]):
                return {"selected_option": option}
        raise ValueError(f"{choice!r} is not offered by {element['action_id']}")
    return {}


def in_message(
    state: State,
    person: SlackPerson,
    message: Message,
    block_id: str,
    element: JsonObject,
    choice: Any,
    url: str,
) -> JsonObject:
    """Return block_actions for an element of a message; an ephemeral message itself is not in it."""
    space = state.workspace
    channel = space.channels[message.channel]
    chosen = chosen_in(element, choice, [], space)
    values = start_values(message.blocks, {})
    if is_field(element):
        values[block_id][element["action_id"]] = chosen
    payload = common("block_actions", person, space) | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.only_for is not None,
        },
        "trigger_id": state.tickets.trigger(person.id, space.now()),
        "channel": {
            "id": channel.id,
            "name": "directmessage" if channel.kind == "im" else channel.name,
        },
        "state": {"values": values},
        "response_url": url,
        "actions": [action(block_id, element, chosen, space.next_ts())],
    }
    if message.only_for is None:
        payload["message"] = message_object(message, space)
    return payload


def in_view(
    state: State, person: SlackPerson, view: View, block_id: str, element: JsonObject, choice: Any
) -> JsonObject:
    """Return block_actions for an element of a modal or of the Home tab; a field keeps its new value."""
    space = state.workspace
    chosen = chosen_in(element, choice, offered_in(view, block_id, element), space)
    if is_field(element):
        view.values[block_id][element["action_id"]] = chosen
    return about_view("block_actions", state, person, view) | {
        "container": {"type": "view", "view_id": view.id},
        "actions": [action(block_id, element, chosen, space.next_ts())],
    }


def about_view(kind: str, state: State, person: SlackPerson, view: View) -> JsonObject:
    """Return what view_submission and in-view actions share, with a fresh trigger."""
    space = state.workspace
    return common(kind, person, space) | {
        "trigger_id": state.tickets.trigger(person.id, space.now(), view.id),
        "view": view_object(view, space),
    }


def suggestion(
    state: State, person: SlackPerson, view: View, block_id: str, element: JsonObject, typed: str
) -> JsonObject:
    """Return block_suggestion (docs.slack.dev/reference/interaction-payloads/block_suggestion-payload)."""
    space = state.workspace
    return common("block_suggestion", person, space) | {
        "container": {"type": "view", "view_id": view.id},
        "action_id": element["action_id"],
        "block_id": block_id,
        "value": typed,
        "view": view_object(view, space),
    }


def closed(state: State, person: SlackPerson, view: View, *, cleared: bool) -> JsonObject:
    """Return view_closed (docs.slack.dev/reference/interaction-payloads/view-interactions-payload)."""
    space = state.workspace
    return common("view_closed", person, space) | {
        "view": view_object(view, space),
        "is_cleared": cleared,
    }
