"""chat.*: what the app says, changes and takes back, and where it may."""

from __future__ import annotations

import copy
from typing import Any

from anteroom.sandbox.slack.blocks import check_blocks
from anteroom.sandbox.slack.model import JsonObject, Message, SlackChannel
from anteroom.sandbox.slack.people_methods import Answer
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.screens import name_blocks
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.workspace import Workspace

LONGEST_TEXT = 40_000  # docs.slack.dev/reference/methods/chat.postMessage: longer text is cut off
LONGEST_UPDATE = 4_000  # docs.slack.dev/reference/methods/chat.update: msg_too_long


def post_message(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/chat.postMessage; a person's id stands for the app's DM with them."""
    space = state.workspace
    channel = _speakable(space, str(args["channel"]))
    text, blocks = said(args, space)
    message = space.post(
        channel.id,
        space.bot_user.id,
        text[:LONGEST_TEXT],
        blocks,
        thread_ts=args.get("thread_ts"),
        metadata=args.get("metadata"),
    )
    answer = {"channel": channel.id, "ts": message.ts, "message": message_object(message, space)}
    return answer, space.readers(message)


def post_ephemeral(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/chat.postEphemeral: the reader must be in the conversation."""
    space = state.workspace
    channel = _speakable(space, str(args["channel"]))
    user = str(args["user"])
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks = said(args, space)
    if len(text) > LONGEST_TEXT:
        raise Refusal("msg_too_long")
    message = space.post(channel.id, space.bot_user.id, text, blocks, only_for=user)
    return {"message_ts": message.ts}, {user}


def update_message(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/chat.update

    Text without blocks removes the blocks; neither ephemeral messages nor those of others can be changed.
    """
    space = state.workspace
    message = _own(space, args, "cant_update_message")
    if len(str(args.get("text") or "")) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    text, blocks = said(args, space)
    space.edit(message, text if args.get("text") is not None else None, blocks)
    message.edited = not blocks
    shape = message_object(message, space)
    del shape["ts"]  # it stands beside the message here, not in it
    answer = {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shape}
    return answer, space.readers(message)


def delete_message(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/chat.delete"""
    message = _own(state.workspace, args, "cant_delete_message")
    state.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}, set()


def said(args: JsonObject, space: Workspace) -> tuple[str, list[JsonObject]]:
    """Return text and blocks of a message that the app wants shown. Raises Refusal."""
    text, blocks = args.get("text"), args.get("blocks")
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", ["[ERROR] must be a string [json-pointer:/text]"])
    if blocks is not None and not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    if not text and not blocks:
        raise Refusal("no_text")
    return text or "", fit_blocks(blocks or [], space)


def fit_blocks(blocks: list[Any], space: Workspace) -> list[JsonObject]:
    """Return the blocks with ids. Raises Refusal `invalid_blocks`."""
    found = check_blocks(blocks, "messages")
    if found:
        raise Refusal("invalid_blocks", [f"[ERROR] {line}" for line in found])
    complete: list[JsonObject] = copy.deepcopy(blocks)
    name_blocks(complete, space)
    return complete


def message_object(message: Message, space: Workspace) -> JsonObject:
    """Return a message's public shape."""
    shape: JsonObject = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "text": message.text,
        "team": space.team,
    }
    if message.author == space.bot_user.id:
        shape |= {"bot_id": space.bot_id, "app_id": space.app_id}
    if message.blocks:
        shape["blocks"] = message.blocks
    if message.thread_ts:
        shape["thread_ts"] = message.thread_ts
    if message.metadata:
        shape["metadata"] = message.metadata
    if message.edited:
        shape["edited"] = {"user": message.author, "ts": message.ts}
    return shape


def _speakable(space: Workspace, channel_id: str) -> SlackChannel:
    if channel_id in space.people and not space.people[channel_id].deleted:
        return space.bot_direct(channel_id)
    channel = space.channels.get(channel_id)
    inside = channel is not None and space.bot_user.id in channel.members
    if channel is None or (not inside and channel.kind != "channel"):
        raise Refusal("channel_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    if not inside:
        raise Refusal("not_in_channel")
    return channel


def _own(space: Workspace, args: JsonObject, not_mine: str) -> Message:
    channel = space.channels.get(str(args["channel"]))
    if channel is None or (channel.kind != "channel" and space.bot_user.id not in channel.members):
        raise Refusal("channel_not_found")
    message = space.message(channel.id, str(args["ts"]))
    if message is None:
        raise Refusal("message_not_found")
    if message.author != space.bot_user.id:
        raise Refusal(not_mine)
    return message
