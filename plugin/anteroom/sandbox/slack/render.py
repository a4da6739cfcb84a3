"""Block Kit → HTML that a keyboard and a screen reader can use. Everything is escaped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from anteroom.sandbox.slack.controls import Controls
from anteroom.sandbox.slack.model import JsonObject, Message, View
from anteroom.sandbox.slack.mrkdwn import Reader


def plain(shown: Message | View) -> str:
    """Return all words of a message or view, one text a line, as the app sent them."""
    if isinstance(shown, Message):
        return "\n".join([shown.text, *_texts(shown.blocks)])
    return "\n".join(_texts(shown.body))


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for value in part.values() for text in _texts(value)]


class Drawing:
    """Draws the blocks of one message or view for one person."""

    def __init__(self, reader: Reader, place: Message | View) -> None:
        self._reader = reader
        self._place = place
        self._view = place if isinstance(place, View) else None

    def blocks(self) -> str:
        """Return all blocks."""
        return "".join(self._block(block) for block in self._place.blocks)

    def _block(self, block: JsonObject) -> str:
        match block["type"]:
            case "section":
                return self._section(block)
            case "header":
                return f'<h3 class="slack-header">{escape(block["text"]["text"])}</h3>'
            case "divider":
                return '<hr class="slack-divider">'
            case "image":
                return f'<figure class="slack-image">{_image(block)}</figure>'
            case "context":
                inside = "".join(self._context(element) for element in block["elements"])
                return f'<div class="slack-context">{inside}</div>'
            case "actions":
                inside = "".join(self._element(block, element, "") for element in block["elements"])
                return f'<div class="slack-actions">{inside}</div>'
            case "input":
                return self._input(block)
            case kind:
                raise ValueError(f"cannot draw a block of type {kind}")

    def _section(self, block: JsonObject) -> str:
        said = f'<p class="slack-text">{self.text(block["text"])}</p>' if "text" in block else ""
        if block.get("fields"):
            items = "".join(f"<li>{self.text(item)}</li>" for item in block["fields"])
            said += f'<ul class="slack-fields">{items}</ul>'
        if "accessory" in block:
            label = self._reader.plain(block["text"]["text"]) if "text" in block else ""
            if block["accessory"]["type"] == "overflow":
                label = "More"  # three dots at Slack, which name nothing
            said = f'<div class="slack-beside"><div>{said}</div>'
            said += (
                f'<div class="slack-accessory">{self._element(block, block["accessory"], label)}</div></div>'
            )
        return f'<div class="slack-section">{said}</div>'

    def _context(self, element: JsonObject) -> str:
        return _image(element) if element["type"] == "image" else f"<span>{self.text(element)}</span>"

    def text(self, text: JsonObject) -> str:
        """Return a text object as HTML."""
        if text["type"] == "mrkdwn":
            return self._reader.html(text["text"])
        return escape(text["text"]).replace("\n", "<br>")

    def _input(self, block: JsonObject) -> str:
        block_id = block["block_id"]
        sentence = self._view.errors.get(block_id) if self._view else None
        field_id = f"f-{quote(block_id, safe='')}"
        notes = []
        if "hint" in block:
            notes.append(f'<p class="slack-hint" id="{field_id}-hint">{escape(block["hint"]["text"])}</p>')
        if sentence:
            notes.append(f'<p class="slack-error" id="{field_id}-error">⚠ {escape(sentence)}</p>')
        described = f"{field_id}-hint" if "hint" in block else ""
        described += f" {field_id}-error" if sentence else ""
        label = escape(block["label"]["text"])
        if block.get("optional"):
            label += ' <span class="slack-optional">(optional)</span>'
        controls = self._controls(block)
        control = controls.field(block["element"], field_id, label, described.strip(), wrong=bool(sentence))
        if block.get("dispatch_action"):
            control += '<button class="slack-button" name="apply" value="1" formnovalidate>Apply</button>'
        return f'<div class="slack-input">{control}{"".join(notes)}</div>'

    def _element(self, block: JsonObject, element: JsonObject, label: str) -> str:
        if element["type"] == "image":
            return _image(element)
        controls = self._controls(block)
        if element["type"] == "button":
            return controls.button(element)
        name = element.get("placeholder", {}).get("text") or label or "Choose"
        field_id = f"f-{quote(block['block_id'] + element['action_id'], safe='')}"
        return controls.menu(element, field_id, escape(name))

    def _controls(self, block: JsonObject) -> Controls:
        return Controls(self._reader, self._view, block["block_id"])


def _image(element: JsonObject) -> str:
    return f'<img src="{escape(element["image_url"])}" alt="{escape(element["alt_text"])}" loading="lazy">'


def message_html(message: Message, reader: Reader, action: str, menu: str = "") -> str:
    """Return one message: author, time in the reader's zone, blocks (or text), and its form's address.

    `menu` is what its menu offers, as buttons of that form.
    """
    author = reader.space.everybody.get(message.author)
    name = escape(author.real_name if author else message.author)
    then = datetime.fromtimestamp(float(message.ts), UTC)
    local = then.astimezone(ZoneInfo(reader.person.tz))
    said = Drawing(reader, message).blocks() if message.blocks else f"<p>{reader.html(message.text)}</p>"
    beside = "".join(
        f"<blockquote>{Drawing(reader, replace(message, blocks=shown['blocks'])).blocks()}</blockquote>"
        for shown in message.unfurls.values()
        if shown.get("blocks")
    )
    marks = ' <span class="slack-app">App</span>' if author and author.bot else ""
    if message.edited:
        marks += ' <span class="slack-edited">(edited)</span>'
    alone = '<p class="slack-alone">Only visible to you</p>' if message.only_for else ""
    return (
        f'<li class="slack-message" data-ts="{message.ts}">{alone}'
        f'<p class="slack-author"><strong>{name}</strong>{marks} '
        f'<time datetime="{then:%Y-%m-%dT%H:%M:%SZ}">{local:%H:%M}</time></p>'
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="ts" value="{message.ts}">'
        f"{said}{beside}{menu}</form></li>"
    )


def modal_html(view: View, reader: Reader, base: str) -> str:
    """Return the open modal: one form whose buttons submit, act or close."""
    body = view.body
    title, close = escape(view.title), escape(body.get("close", {}).get("text", "Close"))
    submit = body.get("submit", {}).get("text")
    trouble = view.errors.get("*")
    foot = f'<button class="slack-button" formaction="{base}/close" formnovalidate>{close}</button>'
    if submit:
        foot += f'<button class="slack-button slack-primary">{escape(submit)}</button>'
    alarm = f'<p class="slack-error" role="alert">⚠ {escape(trouble)}</p>' if trouble else ""
    return (
        f'<dialog open class="slack-modal" aria-labelledby="slack-title" data-view="{view.id}" '
        f'data-close="{base}/close"><form method="post" action="{base}/submit">'
        f'<input type="hidden" name="view" value="{view.id}"><h2 id="slack-title">{title}</h2>'
        f"{alarm}{Drawing(reader, view).blocks()}"
        f'<div class="slack-foot">{foot}</div></form></dialog>'
    )
