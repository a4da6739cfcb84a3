"""Is this Block Kit as Slack documents it? slack_sdk's models plus what they let pass.

Rules: docs.slack.dev/reference/block-kit (blocks, block-elements, composition-objects). Findings are
worded as Slack words them in `response_metadata.messages`: a sentence and a JSON pointer.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from anteroom.sandbox.slack.elements import ELEMENTS, PLACES, check_text
from anteroom.sandbox.slack.model import JsonObject, elements_of

Surface = Literal["messages", "modal", "home"]
Finding = tuple[str, str]

# What the sandbox can draw. Slack documents more (rich_text, video, call, …): those are refused, not ignored.
MAX_BLOCKS: dict[Surface, int] = {"messages": 50, "modal": 100, "home": 100}


def check_blocks(blocks: Any, surface: Surface) -> list[str]:
    """Return Slack's complaints about `blocks`; empty if they are fit for `surface`."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    findings = list(_findings(blocks, surface))
    return [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in findings]


def _findings(blocks: list[Any], surface: Surface) -> Iterator[Finding]:
    if len(blocks) > MAX_BLOCKS[surface]:
        yield f"no more than {MAX_BLOCKS[surface]} items allowed", "/blocks"
    yield from _duplicates(blocks)
    for index, block in enumerate(blocks):
        pointer = f"/blocks/{index}"
        if not isinstance(block, dict) or block.get("type") not in BLOCKS:
            kind = block.get("type") if isinstance(block, dict) else block
            yield f"unsupported type: {kind}", pointer + "/type"
            continue
        known, check = BLOCKS[block["type"]]
        own = list(check(block, pointer))
        for key in block.keys() - known - {"type", "block_id"}:
            own.append((f"no more than 0 of property {key} allowed: invalid additional property", pointer))
        if not isinstance(block.get("block_id", ""), str) or len(block.get("block_id", "")) > 255:
            own.append(("must be less than 256 characters", pointer + "/block_id"))
        yield from own
        if not own:
            yield from _model_findings(block, pointer)


def _model_findings(block: JsonObject, pointer: str) -> Iterator[Finding]:
    """What slack_sdk's models object to; asked last, since they are silent about much."""
    try:
        parsed = Block.parse(copy.deepcopy(block))
        if parsed is None:
            yield "unsupported type", pointer + "/type"
        else:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, ValueError) as fault:
        yield str(fault), pointer


def _duplicates(blocks: list[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id:
            if block_id in seen:
                yield f"`block_id` `{block_id}` already exists", f"/blocks/{index}/block_id"
            seen.add(block_id)
        actions: set[str] = set()
        for element in elements_of(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in actions:
                yield f"`action_id` `{action_id}` already exists", f"/blocks/{index}/elements"
            if isinstance(action_id, str):
                actions.add(action_id)


def _section(block: JsonObject, pointer: str) -> Iterator[Finding]:
    if "text" not in block and "fields" not in block:
        yield "missing required field: text", pointer
    if "text" in block:
        yield from check_text(block["text"], 3000, pointer + "/text")
    fields = block.get("fields", [])
    if not isinstance(fields, list) or ("fields" in block and not 1 <= len(fields) <= 10):
        yield "must have between 1 and 10 items", pointer + "/fields"
    else:
        for index, item in enumerate(fields):
            yield from check_text(item, 2000, f"{pointer}/fields/{index}")
    if "accessory" in block:
        yield from _element(block["accessory"], "section", pointer + "/accessory")


def _header(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from check_text(block.get("text"), 150, pointer + "/text", plain=True)


def _divider(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from ()


def _image(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from ELEMENTS["image"](block, pointer)
    if "title" in block:
        yield from check_text(block["title"], 2000, pointer + "/title", plain=True)


def _context(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from _list_of_elements(block, "context", 10, pointer)


def _actions(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from _list_of_elements(block, "actions", 25, pointer)


def _list_of_elements(block: JsonObject, place: str, most: int, pointer: str) -> Iterator[Finding]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield "must have at least 1 item", pointer + "/elements"
        return
    if len(elements) > most:
        yield f"no more than {most} items allowed", pointer + "/elements"
    for index, element in enumerate(elements):
        yield from _element(element, place, f"{pointer}/elements/{index}")


def _input(block: JsonObject, pointer: str) -> Iterator[Finding]:
    yield from check_text(block.get("label"), 2000, pointer + "/label", plain=True)
    if "hint" in block:
        yield from check_text(block["hint"], 2000, pointer + "/hint", plain=True)
    for key in ("optional", "dispatch_action"):
        if not isinstance(block.get(key, False), bool):
            yield "must be a boolean", f"{pointer}/{key}"
    yield from _element(block.get("element"), "input", pointer + "/element")


def _element(element: Any, place: str, pointer: str) -> Iterator[Finding]:
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(kind, str) or kind not in PLACES[place]:
        yield f"unsupported type: {kind}", pointer + "/type"
        return
    action_id = element.get("action_id", "")
    if not isinstance(action_id, str) or len(action_id) > 255:
        yield "must be less than 256 characters", pointer + "/action_id"
    yield from ELEMENTS[kind](element, pointer)


BLOCKS: dict[str, tuple[set[str], Callable[[JsonObject, str], Iterator[Finding]]]] = {
    "section": ({"text", "fields", "accessory", "expand"}, _section),
    "header": ({"text"}, _header),
    "divider": (set(), _divider),
    "image": ({"image_url", "alt_text", "title"}, _image),
    "context": ({"elements"}, _context),
    "actions": ({"elements"}, _actions),
    "input": ({"label", "element", "hint", "optional", "dispatch_action"}, _input),
}


def check_view(view: Any) -> list[str]:
    """Return Slack's complaints about a view (docs.slack.dev/reference/views); empty if there are none."""
    if not isinstance(view, dict):
        return ["must provide an object [json-pointer:/view]"]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"unsupported type: {kind} [json-pointer:/view/type]"]
    findings: list[Finding] = []
    if kind == "modal":
        findings += check_text(view.get("title"), 24, "/view/title", plain=True)
        has_input = any(
            isinstance(block, dict) and block.get("type") == "input" for block in view.get("blocks") or []
        )
        if has_input and "submit" not in view:
            findings.append(("missing required field: submit", "/view"))
        for key in ("submit", "close"):
            if key in view:
                findings += check_text(view[key], 24, f"/view/{key}", plain=True)
    else:
        findings += [
            ("invalid additional property: " + key, "/view")
            for key in ("title", "submit", "close")
            if key in view
        ]
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if not isinstance(view.get(key, ""), str) or len(view.get(key, "")) > most:
            findings.append((f"must be less than {most + 1} characters", f"/view/{key}"))
    findings += [(f"invalid additional property: {key}", "/view") for key in sorted(view.keys() - _VIEW_KEYS)]
    if not isinstance(view.get("blocks"), list) or not view["blocks"]:
        findings.append(("must have at least 1 item", "/view/blocks"))
        return [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in findings]
    own = [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in findings]
    inner = check_blocks(view["blocks"], "modal" if kind == "modal" else "home")
    return own + [re.sub(r"\[json-pointer:", "[json-pointer:/view", line) for line in inner]


_VIEW_KEYS = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip
