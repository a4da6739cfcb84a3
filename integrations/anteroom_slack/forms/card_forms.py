"""Which form a button of a card opens, for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anteroom.errors import NotAllowed
from anteroom.interviews.view import View
from anteroom_slack.cards.card import heirs
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.after import contest_view, rebook_view
from anteroom_slack.forms.modal import another_time_view, cancel_view
from anteroom_slack.forms.people_modal import add_view, person_view
from anteroom_slack.forms.why import why_view
from anteroom_slack.typed.people_verbs import NO_HEIR

HOSTS = frozenset({"move", "cancel", "add", "hand_over"})
"""Forms for the host; the others are for everybody else."""
AFTER = frozenset({"rebook", "contest"})
"""Forms for what is over."""
FORMS = HOSTS | AFTER | {"counter", "why"}


def form_of(name: str, view: View, press: Press, now: datetime) -> dict[str, Any]:
    """Return the form `name` for a viewer. Raises NotAllowed where there is nobody to hand over to."""
    match name:
        case "cancel":
            return cancel_view(view, press)
        case "add":
            return add_view(view, press, (), "")
        case "hand_over":
            others = heirs(view)
            if not others:
                raise NotAllowed(NO_HEIR)
            return person_view("hand_over", view, press, others, None)
        case "why":
            return why_view(view, press)
        case "rebook":
            return rebook_view(view, press, now)
        case "contest":
            return contest_view(view, press)
        case _:
            return another_time_view(name, view, press)
