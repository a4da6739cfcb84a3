"""A held text as its writer sees it in Slack: why, with what was found marked, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anteroom.conduct.lessons.words import Told
from anteroom.texts.model import Content, Held, News, Span
from anteroom_slack.cards.blocks import Block, button, escaped, link_button, section
from anteroom_slack.cards.card import Card
from anteroom_slack.cards.words import say
from anteroom_slack.forms.graphemes import isolated
from anteroom_slack.forms.modal import LONGEST_TYPED, form

OPEN, SHUT = "⟦", "⟧"
"""Around what was found. No formatting of Slack's: what stands between could end it."""
LONGEST_SHOWN = 1_500
"""Characters of a text that are shown with its findings; escaped they fit a section of 3,000."""
AROUND = 400
NAMED = frozenset({"agenda", "title", "nda", "comment", "reason", "message", "letter"})
"""The fields that the catalogue has a word for."""


def held_card(
    held: Held,
    content: Content,
    language: str,
    *,
    reviewed: bool,
    goes_to: Sequence[str] = (),
    lesson: Told | None = None,
) -> Card:
    """Return what the writer is told at once: shown to nobody, why, what follows, and the ways on.

    `reviewed`: people can look at it, so that it can be contested. `goes_to` is whom it invites then.
    """
    head = say(language, "held.not_sent", what=named(held, language))
    shown = marked(content)
    ways = ["reword", *(["appeal"] if reviewed else []), "withdraw"]
    buttons = [button(f"held_{way}", say(language, f"held.{way}"), held.id) for way in ways]
    buttons[0]["style"] = "primary"
    if lesson is not None and lesson.url:
        buttons.append(link_button("lesson", lesson.button, lesson.url))
    blocks = [
        section("held", f"*{head}.* {escaped(content.why)}"),
        section("held_text", escaped(shown)),
        *_invites(say(language, "held.invites"), goes_to),
        *_taught(lesson),
        {"type": "actions", "block_id": "held_ways", "elements": buttons},
    ]
    minted = said_in(content)
    return Card(head, blocks, (*minted, lesson.url) if lesson is not None and lesson.url else minted)


def ended_card(held: Held, language: str) -> Card:
    """Return what is left of the message that a text is held: what became of it, and nothing to press."""
    head = say(language, "held.not_sent", what=named(held, language))
    said = f"{head}. {say(language, f'held.end.{held.state.value}')}"
    return Card(said, [section("held", said)], (held.id,))


def news_card(held: Held, news: News, marketplace: str, language: str, *, sent: bool) -> Card:
    """Return what became of a held text, whose words are gone."""
    key = f"held.news.{news.value}"
    if news is News.RELEASED:
        key += ".sent" if sent else ".again"
    said = say(language, key, what=named(held, language), marketplace=escaped(marketplace))
    return Card(said.replace("*", ""), [section("held_news", said)], (held.id,))


def reword_view(held: Held, content: Content, language: str, goes_to: Sequence[str] = ()) -> dict[str, Any]:
    """Return the modal with the text as it was typed, what was found in it, and whom sending it invites."""
    blocks = [
        section("held", escaped(content.why)),
        section("held_text", escaped(marked(content))),
        *_invites(say(language, "held.form.invites"), goes_to),
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": say(language, "held.form.label")},
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "max_length": LONGEST_TYPED,
                "initial_value": content.text[:LONGEST_TYPED],
            },
        },
    ]
    submit = say(language, "held.form.invite" if goes_to else "held.form.send")
    return form("held", say(language, "held.form"), submit, blocks, held.id)


def marked(content: Content) -> str:
    """Return the text, or what stands around its first finding, with every finding between marks."""
    spans = _apart(content.spans)
    first = spans[0].start if spans else 0
    begin = max(0, first - AROUND) if len(content.text) > LONGEST_SHOWN else 0
    end = min(len(content.text), begin + LONGEST_SHOWN)
    pieces, done = ["…" if begin else ""], begin
    for span in spans:
        if span.start >= end:
            break
        stop = min(span.end, end)
        pieces += [content.text[done : span.start], OPEN, content.text[span.start : stop], SHUT]
        done = stop
    return "".join([*pieces, content.text[done:end], "…" if end < len(content.text) else ""])


def said_in(content: Content) -> tuple[str, ...]:
    """Return the writer's own words as they stand in a card, for the door: nobody else gets them."""
    shown = marked(content)
    pieces = [piece for part in shown.split(OPEN) for piece in part.split(SHUT)]
    whole = [content.text, shown, *pieces]
    return tuple(dict.fromkeys(text for each in whole for text in (each, escaped(each)) if text.strip()))


def _taught(lesson: Told | None) -> list[Block]:
    """Return the lesson, the warning, or what follows after that."""
    if lesson is None:
        return []
    return [section("lesson", f"*{escaped(lesson.title)}.* {escaped(' '.join(lesson.sentences))}")]


def _invites(words: str, people: Sequence[str]) -> list[Block]:
    """Return who is contacted when the text goes on; nothing for a text that invites nobody."""
    names = ", ".join(escaped(isolated(person)) for person in people)
    return [section("invites", f"{words}: {names}.")] if names else []


def named(held: Held, language: str) -> str:
    """Return what the writer calls the text."""
    return say(language, f"what.{held.field if held.field in NAMED else 'text'}")


def _apart(spans: tuple[Span, ...]) -> list[Span]:
    """Return the places in their order; those that touch an earlier one are part of it."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if apart and span.start <= apart[-1].end:
            last = apart.pop()
            span = Span(last.start, max(last.end, span.end), last.kind)
        apart.append(span)
    return apart
