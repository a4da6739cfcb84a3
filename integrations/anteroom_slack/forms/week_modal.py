"""The hours of a week as a form: one field a day, Monday's copied to the other weekdays at a press."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anteroom.errors import BadInput
from anteroom.people.working_hours import DAY, Span, WorkingHours
from anteroom_slack.cards.blocks import Block, actions, button, escaped, section
from anteroom_slack.forms.modal import form, labelled
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.typed.hours_said import HOW, LONGEST, clock, read_hours, write_hours

CALLBACK = "week"
COPY = "week_copy"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = range(1, 6)
NOTE = (
    "A day without hours is a day on which you are not met. With nothing at all, times between 08:00 and "
    "20:00 are taken to suit you. Nobody is shown these hours: they only decide which times are found."
)


def week_view(texts: Mapping[int, str], zone_said: str, generation: int = 0) -> dict[str, Any]:
    """Return the form with what is typed at each day, 1 to 7. `zone_said` names the own zone, in plain words.

    What is typed into a field of the same name outlives an update of Slack's, so each `generation` of the
    form has names of its own.
    """
    blocks: list[Block] = [section("zone", escaped(zone_said))]
    for day, name in enumerate(DAYS, start=1):
        field: Block = {
            "type": "plain_text_input",
            "max_length": LONGEST,
            "placeholder": {"type": "plain_text", "text": "Not on this day"},
        }
        if texts.get(day):
            field["initial_value"] = texts[day][:LONGEST]
        hint = HOW if day == 1 else ""
        blocks.append(labelled(_field(day, generation), name, field, optional=True, hint=hint))
        if day == 1:
            blocks.append(
                actions("copy", button(COPY, "Copy Monday to the other weekdays", str(generation + 1)))
            )
    blocks.append({"type": "context", "elements": [{"type": "plain_text", "text": NOTE}]})
    return form(CALLBACK, "When you can be met", "Save", blocks, str(generation))


def texts_of(hours: WorkingHours | None) -> dict[int, str]:
    """Return working hours as they are typed, by day."""
    return {day: write_hours(spans) for day, spans in _days(hours).items()}


def read_week(view: ViewBody) -> WorkingHours | None:
    """Read the form; None where no day has hours. Raises FieldFaults with every fault found."""
    faults: dict[str, str] = {}
    spans: list[Span] = []
    for day in range(1, 8):
        field = _field(day, generation_of(view))
        try:
            found = read_hours(typed(view, day))
        except BadInput as error:
            faults[field] = error.sentence
            continue
        spans += [((day - 1) * DAY + begins, (day - 1) * DAY + ends) for begins, ends in found]
    if faults:
        raise FieldFaults(faults)
    return WorkingHours.of_week(spans) if spans else None


def copied(view: ViewBody, zone_said: str) -> dict[str, Any]:
    """Return the form in which what stands at Monday stands at each weekday."""
    texts = {day: typed(view, 1 if day in WEEKDAYS else day) for day in range(1, 8)}
    return week_view(texts, zone_said, generation_of(view) + 1)


def typed(view: ViewBody, day: int) -> str:
    """Return what stands at a day."""
    return view.element(_field(day, generation_of(view))).value or ""


def generation_of(view: ViewBody) -> int:
    """Return how often the form was shown anew."""
    said = view.private_metadata
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0


def week_said(hours: WorkingHours | None) -> str:
    """Return a week in words: "Mon–Thu, 09:00–17:00 · Fri, 09:00–13:00"."""
    days = _days(hours)
    if not days:
        return "not set. Times between 08:00 and 20:00 are taken to suit you."
    runs: list[tuple[int, int, tuple[Span, ...]]] = []
    for day in sorted(days):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == days[day]:
            runs[-1] = (runs[-1][0], day, days[day])
        else:
            runs.append((day, day, days[day]))
    return " · ".join(f"{_run(first, last)}, {_spans(spans)}" for first, last, spans in runs)


def _run(first: int, last: int) -> str:
    begins, ends = DAYS[first - 1][:3], DAYS[last - 1][:3]
    return begins if first == last else f"{begins}–{ends}"


def _spans(spans: tuple[Span, ...]) -> str:
    return " and ".join(f"{clock(begins)}–{clock(ends)}" for begins, ends in spans)


def _field(day: int, generation: int) -> str:
    return f"day{day}:{generation}"


def _days(hours: WorkingHours | None) -> dict[int, tuple[Span, ...]]:
    days: dict[int, tuple[Span, ...]] = {}
    for begins, ends in hours.spans if hours else ():
        day = begins // DAY
        days[day + 1] = (*days.get(day + 1, ()), (begins - day * DAY, ends - day * DAY))
    return days
