"""What a submitted modal says, read once; faults are named at the field that has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec

from anteroom.errors import AnteroomError, BadInput
from anteroom.interviews.commands import GuestWish
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.addresses import Unreadable, read_addresses
from anteroom_slack.line import Json

NO_VALUE = "-"
NO_MOMENT = "Choose a day and an hour."
"""The value of an option that is only a sentence."""
FIELDS = {
    "proposals": "others",
    "pause": "pause",
    "first": "first",
    "title": "agenda",
    "email": "emails",
    "agenda": "agenda",
    "starts_at": "when",
    "minutes": "length",
    "nda": "nda_text",
    "nda_title": "nda_title",
    "link": "link",
    "tool": "where",
    "comment": "comment",
    "reason": "reason",
    "when": "when",
    "words": "words",
    "claim": "claim",
    "time_zone": "zone",
    "until": "until",
}
"""The field of a form at which a refusal of the heart is shown, by what the heart calls it."""

ELSEWHERE = {
    "link": ("where",),
    "starts_at": ("window",),
    "when": ("window",),
    "times": ("window", "time0"),
    "deadline": ("until",),
}
"""Where it is shown in a form that has no such field just now."""


class FieldFaults(BadInput):
    """Fields that cannot be taken as they are: block_id → sentence."""

    code = "fields"

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


class _Option(msgspec.Struct):
    value: str = ""


class _Element(msgspec.Struct):
    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_users: list[str] | None = None
    selected_date_time: int | None = None
    selected_time: str | None = None
    selected_date: str | None = None


class _State(msgspec.Struct):
    values: dict[str, dict[str, _Element]] = {}


class ViewBody(msgspec.Struct):
    """A view as view_submission carries it (docs.slack.dev/reference/interaction-payloads)."""

    id: str
    type: str
    callback_id: str = ""
    hash: str = ""
    private_metadata: str = ""
    root_view_id: str = ""
    state: _State = msgspec.field(default_factory=_State)
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    shown: list[Json] = msgspec.field(name="blocks", default_factory=list)

    @property
    def root(self) -> str:
        """The first view of the stack in which this one is."""
        return self.root_view_id or self.id

    def again(self, blocks: list[Json]) -> Json:
        """Return the same form with other blocks; fields that keep their names keep what is in them."""
        same = {"title": self.title, "submit": self.submit, "close": self.close}
        return {
            "type": "modal",
            "callback_id": self.callback_id,
            "private_metadata": self.private_metadata,
            "blocks": blocks,
            **{name: text for name, text in same.items() if text},
        }

    @property
    def key(self) -> str:
        """What makes this submission one: the view in the state in which it was submitted."""
        return f"view:{self.id}:{self.hash}"

    @property
    def blocks(self) -> frozenset[str]:
        """The blocks at which an error can be shown."""
        return frozenset(self.state.values)

    def element(self, block_id: str) -> _Element:
        """Return what was put into a block; an empty element where there is none."""
        return next(iter(self.state.values.get(block_id, {}).values()), _Element())

    @property
    def press(self) -> Press:
        """What the card showed when the modal was opened from it. Raises BadInput."""
        return read_press(self.private_metadata)


def read_press(value: str) -> Press:
    """Return what a button's value or a view's metadata says. Raises BadInput for what is not ours."""
    try:
        return msgspec.json.decode(value.encode(), type=Press)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput("This button is from an older card.", reason="unreadable value") from error


def read_people(view: ViewBody) -> tuple[tuple[str, ...], tuple[GuestWish, ...]]:
    """Read who was picked and who was typed. Raises FieldFaults."""
    faults: dict[str, str] = {}
    guests = read_guests(view.element("emails").value or "", faults)
    if faults:
        raise FieldFaults(faults)
    return read_colleagues(view), guests


def read_time(view: ViewBody) -> tuple[datetime, datetime]:
    """Read when and how long. Raises FieldFaults."""
    faults: dict[str, str] = {}
    span = read_span(view, faults)
    if span is None:
        raise FieldFaults(faults)
    return span


def faults_of(error: AnteroomError, view: ViewBody) -> dict[str, str]:
    """Return a refusal as Slack wants it: at the field it is about, of those that the view has."""
    if isinstance(error, FieldFaults):
        return error.faults
    if error.field == "guests":
        names: tuple[str, ...] = (
            ("emails", "colleagues") if view.element("emails").value else ("colleagues", "emails")
        )
    else:
        more = ELSEWHERE.get(error.field or "", ())
        names = (FIELDS.get(error.field or "", ""), *more, "proposal", "when", "reason")
    field = next((name for name in names if name in view.blocks), None)
    return {field or next(iter(sorted(view.blocks)), "when"): error.sentence}


def read_colleagues(view: ViewBody) -> tuple[str, ...]:
    """Return the users who were picked."""
    return tuple(dict.fromkeys(view.element("colleagues").selected_users or ()))


def read_moment(view: ViewBody, field: str) -> datetime | None:
    """Return the moment that is chosen; None where none is. Raises FieldFaults for one that cannot be."""
    chosen = view.element(field).selected_date_time
    if chosen is None:
        return None
    if not 0 < chosen < 10**10:
        raise FieldFaults({field: NO_MOMENT})
    return datetime.fromtimestamp(chosen, UTC)


def read_span(view: ViewBody, faults: dict[str, str]) -> tuple[datetime, datetime] | None:
    """Return when and how long; None where a fault was added."""
    length = view.element("length").selected_option
    try:
        starts_at = read_moment(view, "when")
    except FieldFaults:
        starts_at = None
    if starts_at is None:
        faults["when"] = NO_MOMENT
        return None
    if length is None or not re.fullmatch(r"[1-9]\d{0,2}", length.value):
        faults["length"] = "Choose how long it takes."
        return None
    return starts_at, starts_at + timedelta(minutes=int(length.value))


def read_guests(typed: str, faults: dict[str, str]) -> tuple[GuestWish, ...]:
    """Return whom somebody typed by address; nobody where a fault was added."""
    try:
        return tuple(GuestWish(each.label, email=each.email) for each in read_addresses(typed))
    except Unreadable as fault:
        faults["emails"] = str(fault)
        return ()
