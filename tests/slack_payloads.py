"""Is everything that we say to Slack as Slack publishes it? Asked of all that a sandbox's Slack was told.

Three judges: slack_sdk's models, the sandbox's own rules (which refuse much that those let pass), and what is
here, which neither asks: fallback texts, limits of values, first choices that are offered, known arguments.
The fourth, Slack's TypeScript types, reads the shapes that are collected here (slack_typescript.py).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from anteroom.sandbox.slack import SandboxSlack
from anteroom.sandbox.slack.blocks import check_blocks, check_view
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.slack.published import published
from anteroom.sandbox.slack.recorder import Exchange
from slack_typescript import keep

LONGEST: dict[tuple[str, str], int] = {
    ("button", "value"): 2000, ("button", "url"): 3000, ("option", "value"): 150, ("option", "url"): 3000,
    ("view", "callback_id"): 255, ("view", "external_id"): 255, ("view", "private_metadata"): 3000,
    ("any", "action_id"): 255, ("any", "block_id"): 255, ("image", "alt_text"): 2000,
}  # fmt: skip
"""docs.slack.dev/reference/block-kit and …/reference/views, by kind of element."""
SUBMISSION_ACTIONS = {"clear", "errors", "push", "update"}
LONGEST_TEXT = 40_000
"""docs.slack.dev/reference/methods/chat.postMessage: longer is cut off."""
LONGEST_UPDATE = 4000
"""docs.slack.dev/reference/methods/chat.update: msg_too_long."""


def judge(slack: SandboxSlack) -> None:
    """Fail for anything unfit that a sandbox's Slack was told; keep all shapes for TypeScript."""
    keep(slack.exchanges)
    found = faults(slack.exchanges)
    assert not found, found


def faults(exchanges: Iterable[Exchange]) -> list[str]:
    """Return what is wrong with anything that the app said, one line a fault."""
    return [f"{each.way} {each.name}: {fault}" for each in exchanges for fault in _faults(each)]


def _faults(each: Exchange) -> Iterator[str]:
    if each.said is None:
        return
    if each.way == "call":
        yield from _call(each.name, each.said)
    elif each.way == "response_url" or each.name == "command":
        yield from _spoken(each.said)
    elif each.name == "view_submission":
        yield from _submission_answer(each.said)
    elif each.name == "block_suggestion":
        yield from _offered(each.said)
    elif each.said and each.name != "url_verification":
        yield f"an answer that Slack does not read: {sorted(each.said)}"


def _call(name: str, said: JsonObject) -> Iterator[str]:
    row = published().get(name)
    if row is None:
        yield "nobody published this method"
        return
    for unknown in sorted(said.keys() - row.arguments):
        yield f"unknown argument {unknown}"
    for missing in sorted(row.required - said.keys() - {"client_id", "client_secret"}):
        yield f"missing argument {missing}"
    if "view" in said:
        yield from _view(said["view"])
    if name in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
        yield from _message(said, LONGEST_UPDATE if name == "chat.update" else LONGEST_TEXT)
    for unfurl in (said.get("unfurls") or {}).values() if isinstance(said.get("unfurls"), dict) else ():
        yield from _blocks(unfurl.get("blocks", []), "messages")


def _spoken(said: JsonObject) -> Iterator[str]:
    """docs.slack.dev/interactivity/handling-user-interaction: what a response URL and an answer take."""
    known = {
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
    }
    for unknown in sorted(said.keys() - known - {"unfurl_media"}):
        yield f"unknown property {unknown}"
    if said.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        yield f"response_type {said['response_type']!r}"
    if not said.get("delete_original"):
        yield from _message(said)


def _submission_answer(said: JsonObject) -> Iterator[str]:
    action = said.get("response_action")
    if not said:
        return
    if action not in SUBMISSION_ACTIONS:
        yield f"response_action {action!r}"
    if action in ("push", "update"):
        yield from _view(said.get("view"))
    errors = said.get("errors", {})
    if action == "errors" and not errors:
        yield "errors without one"
    for block_id, sentence in errors.items():
        if not isinstance(sentence, str) or not sentence.strip():
            yield f"an empty error at {block_id}"


def _offered(said: JsonObject) -> Iterator[str]:
    """docs.slack.dev/reference/interaction-payloads/block_suggestion-payload: at most 100 options."""
    if said.keys() - {"options", "option_groups"} or len(said) != 1:
        yield f"neither options nor option_groups alone: {sorted(said)}"
        return
    groups = said.get("option_groups") or [{"options": said["options"]}] if said.get("options") else []
    options = [option for group in groups for option in group["options"]]
    if len(options) > 100:
        yield "more than 100 options"
    for option in options:
        if len(option["text"]["text"]) > 75 or not option["text"]["text"]:
            yield "an option's text of 0 or more than 75 characters"
        if len(option["value"]) > 150:
            yield "an option's value of more than 150 characters"


def _message(said: JsonObject, longest: int = LONGEST_TEXT) -> Iterator[str]:
    text = said.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no text for those who are shown or read no blocks"
    elif len(text) > longest:
        yield f"a text of {len(text)} characters"
    yield from _blocks(said.get("blocks", []), "messages")


def _view(view: Any) -> Iterator[str]:
    yield from check_view(view)
    if not isinstance(view, dict):
        return
    try:
        View(**copy.deepcopy(view)).to_dict()
    except (SlackObjectFormationError, TypeError, ValueError) as fault:
        yield f"slack_sdk: {fault}"
    if view.get("type") == "modal" and not view.get("title"):
        yield "a modal without a title"
    inputs = [block for block in view.get("blocks", []) if block.get("type") == "input"]
    if view.get("type") == "modal" and inputs and not view.get("submit"):
        yield "fields and nothing to submit them"
    yield from _too_long(view, "view")
    yield from _elements(view.get("blocks", []))


def _blocks(blocks: Any, surface: str) -> Iterator[str]:
    yield from check_blocks(blocks, "messages" if surface == "messages" else "modal")
    if not isinstance(blocks, list):
        return
    for block in blocks:
        try:
            model = Block.parse(copy.deepcopy(block))
            if model is None:
                yield f"slack_sdk knows no block {block.get('type')}"
            else:
                model.to_dict()
        except (SlackObjectFormationError, TypeError, ValueError) as fault:
            yield f"slack_sdk: {fault}"
    yield from _elements(blocks)


def _elements(blocks: list[JsonObject]) -> Iterator[str]:
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        yield f"a block_id twice: {ids}"
    for block in blocks:
        found = list(_within(block))
        names = [each["action_id"] for each in found if each.get("action_id")]
        if len(names) != len(set(names)):
            yield f"an action_id twice in one block: {names}"
        for each in found:
            yield from _element(each)


def _element(each: JsonObject) -> Iterator[str]:
    kind = str(each.get("type", ""))
    yield from _too_long(each, kind)
    if None in each.values():
        yield f"{kind}: a null"
    if kind == "header" and each.get("text", {}).get("type") != "plain_text":
        yield "a header that is no plain text"
    if kind == "button" and "url" in each and not str(each["url"]).startswith(("https://", "http://")):
        yield f"a button to {each['url'][:20]}"
    if kind == "datetimepicker" and len(str(each.get("initial_date_time", "1000000000"))) != 10:
        yield "initial_date_time is no ten figures"
    options = [*each.get("options", []), *(o for g in each.get("option_groups", []) for o in g["options"])]
    if options or "option_groups" in each:
        values = [option["value"] for option in options]
        if len(values) != len(set(values)):
            yield f"{kind}: an option's value twice"
        for option in options:
            yield from _too_long(option, "option")
        first = each.get("initial_options", [])
        for chosen in [*first, *([each["initial_option"]] if "initial_option" in each else [])]:
            if chosen not in options:
                yield f"{kind}: the first choice is not offered"


def _too_long(each: JsonObject, kind: str) -> Iterator[str]:
    for (of, key), most in LONGEST.items():
        if of in (kind, "any") and len(str(each.get(key) or "")) > most:
            yield f"{kind}: {key} is longer than {most}"


def _within(value: Any) -> Iterator[JsonObject]:
    """Yield every object of a block that has a type, the block first."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from _within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _within(inner)
