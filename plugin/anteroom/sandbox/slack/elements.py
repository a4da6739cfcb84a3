"""The elements of Block Kit: what each must hold and where it may stand.

Rules: docs.slack.dev/reference/block-kit/block-elements and …/composition-objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from anteroom.sandbox.slack.model import JsonObject

Finding = tuple[str, str]

_MENUS = {"static_select", "external_select", "users_select"}
_MULTI = {"multi_static_select", "multi_external_select", "multi_users_select"}
_PICKERS = {"datepicker", "timepicker"}
_CHOICES = {"checkboxes", "radio_buttons"}
_DISPATCHED_ON = {"on_enter_pressed", "on_character_entered"}
PLACES: dict[str, set[str]] = {
    "section": {"button", "overflow", "image"} | _MENUS | _MULTI | _PICKERS | _CHOICES,
    "actions": {"button", "overflow", "datetimepicker"} | _MENUS | _PICKERS | _CHOICES,
    "input": {"plain_text_input", "email_text_input", "url_text_input", "number_input", "datetimepicker"}
    | _MENUS
    | _MULTI
    | _PICKERS
    | _CHOICES,
    "context": {"image", "mrkdwn", "plain_text"},
}


def check_text(text: Any, most: int, pointer: str, *, plain: bool = False) -> Iterator[Finding]:
    """Complain about a text object: kind, emptiness, length, mrkdwn where only plain goes."""
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield "missing required field: text", pointer
        return
    allowed = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if str(text.get("type")) not in allowed:
        yield f"unsupported type: {text.get('type')}", pointer + "/type"
    if not text["text"]:
        yield "must be more than 0 characters", pointer + "/text"
    if len(text["text"]) > most:
        yield f"must be less than {most + 1} characters", pointer + "/text"


def _string(
    element: JsonObject, key: str, most: int, pointer: str, *, needed: bool = False
) -> Iterator[Finding]:
    value = element.get(key)
    if value is None:
        if needed:
            yield f"missing required field: {key}", pointer
    elif not isinstance(value, str) or not value:
        yield "must be a string", f"{pointer}/{key}"
    elif len(value) > most:
        yield f"must be less than {most + 1} characters", f"{pointer}/{key}"


def _common(element: JsonObject, pointer: str) -> Iterator[Finding]:
    if "placeholder" in element:
        yield from check_text(element["placeholder"], 150, pointer + "/placeholder", plain=True)
    if "confirm" in element:
        confirm = element["confirm"] if isinstance(element["confirm"], dict) else {}
        for key, most, plain in (
            ("title", 100, True),
            ("text", 300, False),
            ("confirm", 30, True),
            ("deny", 30, True),
        ):
            yield from check_text(confirm.get(key), most, f"{pointer}/confirm/{key}", plain=plain)


def _button(element: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from check_text(element.get("text"), 75, pointer + "/text", plain=True)
    yield from _string(element, "value", 2000, pointer)
    yield from _string(element, "url", 3000, pointer)
    yield from _string(element, "accessibility_label", 75, pointer)
    if element.get("style", "primary") not in ("primary", "danger"):
        yield "must be one of primary, danger", pointer + "/style"
    yield from _common(element, pointer)


def _options(options: Any, pointer: str, least: int, most: int, *, plain: bool) -> Iterator[Finding]:
    if not isinstance(options, list) or not least <= len(options) <= most:
        yield f"must have between {least} and {most} items", pointer
        return
    for index, option in enumerate(options):
        here = f"{pointer}/{index}"
        if not isinstance(option, dict):
            yield "must be an object", here
            continue
        yield from check_text(option.get("text"), 75, here + "/text", plain=plain)
        yield from _string(option, "value", 150, here, needed=True)
        if "description" in option:
            yield from check_text(option["description"], 75, here + "/description", plain=plain)


def check_options(answer: Any) -> list[str]:
    """Complain about an answer to block_suggestion: `options` (at most 100) or `option_groups`."""
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        return ["must hold either options or option_groups"]
    if "options" in answer:
        found = list(_options(answer["options"], "/options", 0, 100, plain=True))
    else:
        found = list(_groups(answer["option_groups"], "/option_groups"))
    return [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in found]


def _groups(groups: Any, pointer: str) -> Iterator[Finding]:
    if not isinstance(groups, list) or not 1 <= len(groups) <= 100:
        yield "must have between 1 and 100 items", pointer
        return
    for index, group in enumerate(groups):
        if not isinstance(group, dict):
            yield "must be an object", f"{pointer}/{index}"
            continue
        yield from check_text(group.get("label"), 75, f"{pointer}/{index}/label", plain=True)
        yield from _options(group.get("options"), f"{pointer}/{index}/options", 1, 100, plain=True)


def _static(element: JsonObject, pointer: str) -> Iterator[Finding]:
    if ("options" in element) == ("option_groups" in element):
        yield "must provide either options or option_groups", pointer
    elif "options" in element:
        yield from _options(element["options"], pointer + "/options", 1, 100, plain=True)
    else:
        yield from _groups(element["option_groups"], pointer + "/option_groups")
    initial = element.get("initial_option")
    if initial is not None and initial not in all_options(element):
        yield "must be one of the provided options", pointer + "/initial_option"
    yield from _common(element, pointer)


def _external(element: JsonObject, pointer: str) -> Iterator[Finding]:
    least = element.get("min_query_length", 3)
    if not isinstance(least, int) or least < 0:
        yield "must be a number", pointer + "/min_query_length"
    yield from _common(element, pointer)


def _choices(element: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from _options(element.get("options"), pointer + "/options", 1, 10, plain=False)
    initial = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else []
    )
    if any(option not in element.get("options", []) for option in initial):
        yield "must be one of the provided options", pointer + "/initial_option"
    yield from _common(element, pointer)


def _overflow(element: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from _options(element.get("options"), pointer + "/options", 1, 5, plain=True)
    yield from _common(element, pointer)


def _text_input(element: JsonObject, pointer: str) -> Iterator[Finding]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not isinstance(least, int) or not 0 <= least <= 3000:
        yield "must be between 0 and 3000", pointer + "/min_length"
    if not isinstance(most, int) or not 1 <= most <= 3000:
        yield "must be between 1 and 3000", pointer + "/max_length"
    yield from _string(element, "initial_value", 3000, pointer)
    dispatch = element.get("dispatch_action_config")
    if dispatch is not None:
        chosen = dispatch.get("trigger_actions_on") if isinstance(dispatch, dict) else None
        if not isinstance(chosen, list) or not chosen or not set(map(str, chosen)) <= _DISPATCHED_ON:
            yield "must be on_enter_pressed or on_character_entered", pointer + "/dispatch_action_config"
    yield from _common(element, pointer)


def _number(element: JsonObject, pointer: str) -> Iterator[Finding]:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield "missing required field: is_decimal_allowed", pointer
    yield from _common(element, pointer)


def _datetime(element: JsonObject, pointer: str) -> Iterator[Finding]:
    initial = element.get("initial_date_time")
    ten_digits = isinstance(initial, int) and not isinstance(initial, bool) and len(str(initial)) == 10
    if initial is not None and not ten_digits:
        yield "must be a UNIX timestamp of 10 digits", pointer + "/initial_date_time"
    yield from _common(element, pointer)


def _picker(element: JsonObject, pointer: str) -> Iterator[Finding]:
    shapes = {"initial_date": r"\d{4}-\d\d-\d\d", "initial_time": r"([01]\d|2[0-3]):[0-5]\d"}
    for key, shape in shapes.items():
        if key in element and not re.fullmatch(shape, str(element[key])):
            yield "has the wrong format", f"{pointer}/{key}"
    yield from _common(element, pointer)


def _image(element: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from _string(element, "image_url", 3000, pointer, needed=True)
    yield from _string(element, "alt_text", 2000, pointer, needed=True)


def _any_text(element: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from check_text(element, 3000, pointer)


def all_options(element: JsonObject) -> list[JsonObject]:
    """Return a menu's options, those in groups included."""
    found: list[JsonObject] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found.extend(group.get("options") or [])
    return found


ELEMENTS: dict[str, Callable[[JsonObject, str], Iterator[Finding]]] = {
    "button": _button,
    "overflow": _overflow,
    "image": _image,
    "mrkdwn": _any_text,
    "plain_text": _any_text,
    "plain_text_input": _text_input,
    "email_text_input": _text_input,
    "url_text_input": _text_input,
    "number_input": _number,
    "datetimepicker": _datetime,
    "datepicker": _picker,
    "timepicker": _picker,
    "static_select": _static,
    "multi_static_select": _static,
    "external_select": _external,
    "multi_external_select": _external,
    "users_select": _common,
    "multi_users_select": _common,
    "checkboxes": _choices,
    "radio_buttons": _choices,
}
