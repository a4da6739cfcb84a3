"""Reporting in Slack: the form, and the form as it is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from anteroom.api.doorway import Passage
from anteroom.conduct.reports.actions import make_report
from anteroom.conduct.reports.model import LONGEST, Category, MakeReport
from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview
from anteroom.once import once
from anteroom.passes.times import point
from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.cards.press import reference
from anteroom_slack.forms.loading import words_view
from anteroom_slack.forms.modal import form, labelled, option
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.said import plain

CALLBACK = "report"
BACK = timedelta(days=30)
NONE = "none"
ELSEWHERE = (
    "I cannot take a report from you here, so nothing was sent to anybody. "
    "Report it on {marketplace}: {url}\n"
    "What you can do at once: `/interview remove` lets a guest go, `/interview cancel` calls it off."
)
WORDS = {
    Category.LEAVING: "Somebody asks to talk or pay outside the marketplace",
    Category.CONDUCT: "Somebody is rude, threatening or harassing",
    Category.NOT_REAL: "This is not a real interview, or not a real person",
    Category.PRIVACY: "Somebody sees what they should not see",
    Category.BROKEN: "Something does not work",
    Category.OTHER: "Something else",
}
WHO_READS = (
    "People at {marketplace} read this, and nobody in the interview learns of it. Nothing follows by itself: "
    "they decide."
)
TAKEN = (
    "Thank you. Your report is with people at {marketplace}. Its reference is {reference}; name it if you "
    "write to them. Nobody in the interview learns of it."
)
CHOOSE = "Choose what it is about."


async def report(call: Call) -> Outcome:
    """Open the form, with what was typed in it: nothing is sent before it is."""
    house = call.house
    place = house.settings.marketplace
    if call.account is None or not house.settings.reviewed:
        words = ELSEWHERE.format(marketplace=escaped(place.name), url=escaped(place.url))
        return Outcome.saying(words, Passage())
    async with house.database.connection() as conn:
        recent = await store.recent_of_person(conn, call.person_id, house.clock.now() - BACK)
    first, _, rest = plain(call.rest).partition(" ")
    named = next(
        (each.id for each in recent if first and reference(each.id) == first.strip("`").lower()), None
    )
    typed = rest if named else plain(call.rest)
    view = report_view(recent, call.zone, named, typed, place.name)
    minted = tuple(each.id for each in recent)
    own = tuple(text for text in (typed, escaped(typed)) if text)
    return Outcome.opening(view, Passage(readers=(call.person_id,), minted=(*minted, *own)))


def report_view(
    recent: Sequence[Interview], zone: str | None, named: str | None, typed: str, marketplace: str
) -> dict[str, Any]:
    """Return the form; `named` is the interview that was typed, `typed` the words."""
    options = [option(f"{point(each.starts_at, zone)} · {each.title}", each.id) for each in recent[:50]]
    options.append(option("None of these", NONE))
    about: Block = {"type": "static_select", "options": options}
    chosen = [each for each in options if each["value"] == named]
    if chosen or len(options) == 1:
        about["initial_option"] = (chosen or options)[0]
    kinds = [option(words, category.value) for category, words in WORDS.items()]
    text: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    if typed:
        text["initial_value"] = typed[:LONGEST]
    blocks = [
        labelled("interview", "Which interview", about),
        labelled("category", "What is wrong", {"type": "radio_buttons", "options": kinds}),
        labelled("words", "In your words", text, hint="What happened, and when."),
        section("who", escaped(WHO_READS.format(marketplace=marketplace))),
    ]
    return form(CALLBACK, "Report a problem", "Report", blocks)


async def reported(house: House, speaker: Speaker, view: ViewBody) -> tuple[dict[str, Any], Passage]:
    """Take the form; the same form twice is one report. Raises FieldFaults, and what the heart raises."""
    about, kind = view.element("interview").selected_option, view.element("category").selected_option
    if kind is None or kind.value not in set(Category):
        raise FieldFaults({"category": CHOOSE})
    if about is None:
        raise FieldFaults({"interview": CHOOSE})
    interview_id = None if about.value == NONE else about.value
    category, words = Category(kind.value), view.element("words").value or ""

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed("Connect your account first: type `/interview connect`.")
        made = await make_report(house, MakeReport(account.person_id, category, words, interview_id))
        return {"report": made.id}

    answer, _ = await once(house, SEEN_IN_SLACK, view.key, act)
    reference_said = str(answer["report"])
    said = TAKEN.format(marketplace=house.settings.marketplace.name, reference=reference_said)
    shown = words_view("Report a problem", said)
    return {"response_action": "update", "view": shown}, Passage(minted=(reference_said,))
