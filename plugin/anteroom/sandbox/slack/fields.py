"""What a person has put into a view's fields: the `state.values` Slack sends, and what its client checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anteroom.sandbox.slack.elements import all_options
from anteroom.sandbox.slack.model import JsonObject, View, elements_of

REQUIRED = "Please complete this required field."
_SINGLE = {"static_select", "external_select", "radio_buttons"}
_SEVERAL = {"multi_static_select", "multi_external_select", "checkboxes"}
_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
# Element type → (key in the state, key of what the app gave as a start).
_KEYS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(_TYPED, ("value", "initial_value")),
    **dict.fromkeys(_SINGLE, ("selected_option", "initial_option")),
    **dict.fromkeys(_SEVERAL, ("selected_options", "initial_options")),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
}


def is_field(element: JsonObject) -> bool:
    """Whether `element` holds a value."""
    return element.get("type") in _KEYS


def start_values(
    blocks: list[JsonObject], kept: dict[str, dict[str, JsonObject]]
) -> dict[str, dict[str, JsonObject]]:
    """Return the state of fresh blocks; a field of the same ids and type keeps what was filled in."""
    values: dict[str, dict[str, JsonObject]] = {}
    for block in blocks:
        for element in elements_of(block):
            if not is_field(element):
                continue
            key, initial = _KEYS[element["type"]]
            empty: Any = [] if key in ("selected_options", "selected_users") else None
            fresh = {"type": element["type"], key: element.get(initial, empty)}
            before = kept.get(block["block_id"], {}).get(element["action_id"])
            same = before is not None and before["type"] == fresh["type"]
            values.setdefault(block["block_id"], {})[element["action_id"]] = (
                before if before and same else fresh
            )
    return values


def find_field(view: View, name: str) -> tuple[JsonObject, JsonObject]:
    """Return (block, element) of the field called `name`: block_id, label or action_id. Raises KeyError."""
    for block in view.blocks:
        label = block.get("label", block.get("text", {}))
        names = {block["block_id"], label.get("text") if isinstance(label, dict) else None}
        for element in elements_of(block):
            if is_field(element) and (name in names or name == element["action_id"]):
                return block, element
    known = ", ".join(block["block_id"] for block in view.blocks if any(map(is_field, elements_of(block))))
    raise KeyError(f"no field {name!r} in this view; there are: {known}")


def field_state(
    element: JsonObject, value: Any, offered: list[JsonObject], person_id: Callable[[str], str]
) -> JsonObject:
    """Return the state of `element` after a person chose `value`. Raises ValueError if it is not offered."""
    kind = element["type"]
    key = _KEYS[kind][0]
    if key in ("selected_options", "selected_users"):
        chosen = [] if value is None else [value] if isinstance(value, str) else list(value)
        if key == "selected_users":
            return {"type": kind, key: [person_id(user) for user in chosen]}
        return {"type": kind, key: [_option(element, one, offered) for one in chosen]}
    if value is None or value == "":
        return {"type": kind, key: None}
    if key == "selected_option":
        return {"type": kind, key: _option(element, value, offered)}
    if key == "selected_user":
        return {"type": kind, key: person_id(value)}
    if key == "selected_date_time":
        return {"type": kind, key: _epoch(value)}
    return {"type": kind, key: str(value)}


def offered_in(view: View, block_id: str, element: JsonObject) -> list[JsonObject]:
    """Return what an external menu shows now: the last suggestions and what is chosen."""
    state = view.values.get(block_id, {}).get(element.get("action_id", ""), {})
    chosen = [state["selected_option"]] if state.get("selected_option") else state.get("selected_options", [])
    last = view.suggestions.get(block_id, [])
    return last + [option for option in chosen if option not in last]


def _option(element: JsonObject, wanted: Any, offered: list[JsonObject]) -> JsonObject:
    for option in [*all_options(element), *offered]:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    raise ValueError(f"{wanted!r} is not offered by {element['action_id']}")


def _epoch(value: Any) -> int:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a date-time picker needs an aware datetime")
        return int(value.timestamp())
    return int(value)


def client_errors(view: View) -> dict[str, str]:
    """Return what Slack's client itself says before it sends a submission: block_id → sentence."""
    errors: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values[block["block_id"]][element["action_id"]]
        value = state[_KEYS[element["type"]][0]]
        if value in (None, "", []):
            if not block.get("optional", False):
                errors[block["block_id"]] = REQUIRED
            continue
        sentence = _wrong(element, value)
        if sentence:
            errors[block["block_id"]] = sentence
    return errors


def _wrong(element: JsonObject, value: Any) -> str | None:
    kind = element["type"]
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    if kind == "number_input" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "Please enter a valid number."
    if kind in _TYPED and len(value) > element.get("max_length", 3000):
        return f"Please use no more than {element.get('max_length', 3000)} characters."
    if kind in _TYPED and len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    if "max_selected_items" in element and len(value) > element["max_selected_items"]:
        return f"Please choose no more than {element['max_selected_items']}."
    return None
