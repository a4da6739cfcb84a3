"""What Slack tells whoever reported something: that people looked at it, and in a word what they found."""

from __future__ import annotations

from typing import Literal

import msgspec

from anteroom.conduct.reports import store
from anteroom.conduct.reports.model import Outcome
from anteroom.conduct.reports.news import BY_SLACK
from anteroom.conduct.reports.words import outcome_said
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.house import House
from anteroom.people.persons import zone_and_language
from anteroom_slack.cards.blocks import escaped, section
from anteroom_slack.cards.surfaces import Frozen, NoteBySlack


class SlackReport(NoteBySlack):
    """The adapter `slack_report`: one message in the reporter's own conversation with Anteroom."""

    kind = BY_SLACK
    per: Literal["party", "interview"] = "interview"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for what was reopened since."""
        async with house.database.connection() as conn:
            report = await store.load(conn, effect.data["report"])
            _, language = await zone_and_language(conn, report.reporter_id)
        if report.outcome is None or report.outcome.value != effect.data["outcome"]:
            return None
        place = house.settings.marketplace.name
        said = outcome_said(Outcome(effect.data["outcome"]), language, place, report.id)
        blocks = [section("report", f"*{said.title}.* {escaped(said.found)} {said.nobody}")]
        return Rendered(
            body=msgspec.json.encode(Frozen(report.reporter_id, said.title, blocks)),
            parts=(Part("application/json", msgspec.json.encode({"text": said.title, "blocks": blocks})),),
            minted=(report.id,),
            readers=(report.reporter_id,),
        )
