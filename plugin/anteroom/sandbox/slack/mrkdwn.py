"""Slack's mrkdwn → HTML, everything escaped (docs.slack.dev/messaging/formatting-message-text)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape, unescape
from zoneinfo import ZoneInfo

from anteroom.sandbox.slack.model import SlackPerson
from anteroom.sandbox.slack.workspace import Workspace

_SPECIAL = re.compile(r"<([^<>]+)>")
_CODE = re.compile(r"`([^`\n]+)`")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "del"),
)
_HELD = "\ue000{}\ue001"  # private-use marks stand for finished HTML while the rest is styled


class Reader:
    """Renders text for one person: names, and times in the person's zone."""

    def __init__(self, space: Workspace, person: SlackPerson) -> None:
        self.space = space
        self.person = person

    def html(self, text: str) -> str:
        """Return mrkdwn as HTML; lines stay lines."""
        held: list[str] = []

        def hold(piece: str) -> str:
            held.append(piece)
            return _HELD.format(len(held) - 1)

        text = text.replace("\ue000", "").replace("\ue001", "")
        # Links first: a code span inside an address would put its HTML into the attribute.
        text = _SPECIAL.sub(lambda found: hold(self._special(found[1])), text)
        text = _CODE.sub(lambda found: hold(f"<code>{_safe(found[1])}</code>"), text)
        text = _safe(text)
        for shape, tag in _STYLES:
            text = shape.sub(rf"<{tag}>\1</{tag}>", text)
        text = text.replace("\n", "<br>")
        for _ in range(2):  # a code span may hold a link
            text = re.sub("\ue000(\\d+)\ue001", lambda found: held[int(found[1])], text)
        return text

    def plain(self, text: str) -> str:
        """Return mrkdwn as the words a person reads."""
        return unescape(re.sub(r"<[^>]+>", "", self.html(text).replace("<br>", "\n")))

    def _special(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            person = self.space.everybody.get(target[1:])
            return f'<span class="slack-mention">@{_safe(person.real_name if person else target[1:])}</span>'
        if target.startswith("#"):
            channel = self.space.channels.get(target[1:])
            return f'<span class="slack-mention">#{_safe(channel.name if channel else label)}</span>'
        if target.startswith("!date^"):
            return self._date(target, label)
        if target.startswith("!"):
            return f'<span class="slack-mention">@{_safe(label or target[1:])}</span>'
        if re.match(r"(https?://|mailto:)", target):
            address = _safe(target, quote=True)
            return f'<a href="{address}" target="_blank" rel="noopener">{_safe(label or target)}</a>'
        return _safe(f"<{inside}>")

    def _date(self, target: str, fallback: str) -> str:
        parts = target.split("^")
        if len(parts) < 3 or not parts[1].isdigit():
            return _safe(fallback)
        then = datetime.fromtimestamp(int(parts[1]), UTC)
        shown = date_words(then, parts[2], self.space.now(), self.person.tz)
        if shown is None:
            return _safe(fallback)
        machine = then.strftime("%Y-%m-%dT%H:%M:%SZ")
        return f'<time datetime="{machine}">{_safe(shown)}</time>'


def date_words(then: datetime, pattern: str, now: datetime, zone: str) -> str | None:
    """Fill Slack's date tokens in the reader's zone; None for a token that Slack does not know."""
    local, today = then.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((local.date() - today).days)
    day = str(local.day)
    tokens = {
        "date_num": local.strftime("%Y-%m-%d"),
        "date": local.strftime(f"%B {day}, %Y"),
        "date_short": local.strftime(f"%b {day}, %Y"),
        "date_long": local.strftime(f"%A, %B {day}, %Y"),
        "time": local.strftime("%H:%M"),
        "time_secs": local.strftime("%H:%M:%S"),
        "ago": local.strftime(f"%b {day}, %Y"),
    }
    for name in ("date", "date_short", "date_long"):
        tokens[name + "_pretty"] = near or tokens[name]
    used = re.findall(r"\{(\w+)\}", pattern)
    if any(name not in tokens for name in used):
        return None
    return re.sub(r"\{(\w+)\}", lambda found: tokens[found[1]], pattern)


def _safe(text: str, *, quote: bool = False) -> str:
    """Escape; what came as Slack's &amp; &lt; &gt; is not escaped twice."""
    for entity, mark in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, mark)
    return escape(text, quote=quote)
