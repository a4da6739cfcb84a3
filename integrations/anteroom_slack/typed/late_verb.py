"""`/interview late`: who runs late types one word and a number, and everybody else is told."""

from __future__ import annotations

from anteroom.errors import BadInput
from anteroom.interviews.lateness import CHOICES, run_late
from anteroom.interviews.model import Interview
from anteroom.passes.times import hour
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.card import late_menu
from anteroom_slack.cards.moments import named_zone
from anteroom_slack.cards.words import say
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import chosen, meant, passage_of
from anteroom_slack.typed.said import plain

HOW_LATE = "How late? Everybody else in *{title}* is told once, each by the own way."
NO_NUMBER = "Say `5`, `10` or `15`: so many minutes. Whoever needs longer proposes another time on the card."


async def late(call: Call) -> Outcome:
    """Tell everybody else at once: who runs late has no time for a form. Without a number a menu asks."""
    interview_id, rest = meant(call)
    said = plain(rest).lower().removesuffix("minutes").removesuffix("mins").removesuffix("min").strip()
    if not said:
        view, _ = await chosen(call)
        ask = HOW_LATE.format(title=escaped(view.title))
        return Outcome.saying(ask, passage_of(view), more=[late_menu(view)])
    minutes = next((each for each in CHOICES if said == str(each)), None)
    if minutes is None:
        raise BadInput(NO_NUMBER, field="minutes")
    after = await run_late(call.house, interview_id, call.person_id, minutes)
    return Outcome.in_own_words(late_said(after, call.person_id, call.zone, call.language))


def late_said(interview: Interview, person_id: str, zone: str | None, language: str) -> str:
    """Return what who runs late is told: that everybody knows, and when they expect that one."""
    party = interview.party_of(person_id)
    assert party is not None and party.late_until is not None
    comes = f"{hour(party.late_until, zone)} ({named_zone(party.late_until, zone)})"
    return escaped(say(language, "late.told", comes=comes))
