"""The form that schedules as it is submitted, read once; faults are named at the field that has them."""

from __future__ import annotations

import re
from datetime import datetime

from anteroom.interviews import agreement
from anteroom_slack.forms.drafts import Draft, DraftGuest
from anteroom_slack.forms.found_blocks import is_finding, minutes_of, read_found
from anteroom_slack.forms.schedule_modal import LINK, MADE, USUAL_PAUSE
from anteroom_slack.forms.submission import (
    NO_VALUE,
    FieldFaults,
    ViewBody,
    read_colleagues,
    read_guests,
    read_span,
)

NO_PROPOSAL = "Choose one of your proposals."
NOBODY_TO_ASK = "Choose at least one colleague to ask, or take this tick away."
NO_LINK = "Paste the link of your company's meeting into the field below, or choose Anteroom's room."


def read_schedule(view: ViewBody) -> Draft:
    """Read the form that schedules. Raises FieldFaults with every fault found."""
    faults: dict[str, str] = {}
    chosen = view.element("proposal").selected_option
    if chosen is None or chosen.value == NO_VALUE:
        faults["proposal"] = NO_PROPOSAL
    others = [each.value for each in view.element("others").selected_options or []]
    if NO_VALUE in others:
        faults["others"] = NO_PROPOSAL
    times, minutes = _times(view, faults)
    guests = read_guests(view.element("emails").value or "", faults)
    where = view.element("where").selected_option
    tool = where.value.removeprefix(MADE) if where is not None and where.value.startswith(MADE) else ""
    linked = where is not None and where.value == LINK
    link = (view.element("link").value or "").strip()
    if linked and not link:
        faults["link" if "link" in view.blocks else "where"] = NO_LINK
    colleagues, first = read_colleagues(view), bool(view.element("first").selected_options)
    if first and not colleagues:
        faults["first"] = NOBODY_TO_ASK
    ticked = bool(view.element("nda").selected_options)
    text = (view.element("nda_text").value or "").strip()
    if faults or chosen is None or not times:
        raise FieldFaults(faults)
    return Draft(
        proposals=tuple(dict.fromkeys((chosen.value, *others))),
        starts_at=times[0],
        minutes=minutes,
        pause=_pause(view),
        colleagues=colleagues,
        guests=tuple(DraftGuest(each.email or "", each.label) for each in guests),
        agenda=(view.element("agenda").value or "").strip(),
        nda=(text or agreement.STANDARD) if ticked else "",
        nda_title=(view.element("nda_title").value or "").strip() if ticked else "",
        first=first,
        link=link if linked else "",
        tool=tool,
        others=times[1:],
    )


def _times(view: ViewBody, faults: dict[str, str]) -> tuple[tuple[datetime, ...], int]:
    """Return the time, or those of which people choose, and the minutes; none where a fault was added."""
    if is_finding(view):
        try:
            times, vote = read_found(view)
        except FieldFaults as fault:
            faults |= fault.faults
            return (), 0
        return times if vote else times[:1], minutes_of(view)
    span = read_span(view, faults)
    if span is None:
        return (), 0
    return span[:1], round((span[1] - span[0]).total_seconds() / 60)


def _pause(view: ViewBody) -> int:
    chosen = view.element("pause").selected_option
    return int(chosen.value) if chosen and re.fullmatch(r"\d{1,3}", chosen.value) else USUAL_PAUSE
