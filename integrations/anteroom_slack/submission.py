"""What a submitted modal says, read once; faults are named at the field that has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from anteroom.errors import AnteroomError, BadInput
from anteroom.interviews import agreement
from anteroom.interviews.commands import LONGEST_LABEL, GuestWish
from anteroom_slack.cards import Press

LONGEST_EMAIL = 254
_LINE = re.compile(r"(?:(?P<label>[^<>@]*?),?\s*<)?(?P<email>[^<>@\s,;]{1,64}@[^<>@\s,;]+\.[^<>@\s,;.]+)>?")
FIELDS = {
    "title": "agenda",
    "email": "emails",
    "agenda": "agenda",
    "starts_at": "when",
    "minutes": "length",
    "nda": "nda_text",
    "comment": "comment",
    "reason": "reason",
    "when": "when",
}


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


class _State(msgspec.Struct):
    values: dict[str, dict[str, _Element]] = {}


class ViewBody(msgspec.Struct):
    """A view as view_submission carries it (docs.slack.dev/reference/interaction-payloads)."""

    id: str
    type: str
    callback_id: str = ""
    hash: str = ""
    private_metadata: str = ""
    state: _State = msgspec.field(default_factory=_State)

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filled-in schedule modal."""

    proposal_id: str
    starts_at: datetime
    ends_at: datetime
    colleagues: tuple[str, ...]
    guests: tuple[GuestWish, ...]
    agenda: str
    nda: str


def read_press(value: str) -> Press:
    """Return what a button's value or a view's metadata says. Raises BadInput for what is not ours."""
    try:
        return msgspec.json.decode(value.encode(), type=Press)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput("This button is from an older card.", reason="unreadable value") from error


def read_schedule(view: ViewBody) -> Wanted:
    """Read the schedule modal. Raises FieldFaults with every fault found."""
    faults: dict[str, str] = {}
    chosen = view.element("proposal").selected_option
    if chosen is None:
        faults["proposal"] = "Choose a proposal."
    span = _span(view, faults)
    guests = _guests(view.element("emails").value or "", faults)
    ticked = bool(view.element("nda").selected_options)
    text = (view.element("nda_text").value or "").strip()
    if faults or chosen is None or span is None:
        raise FieldFaults(faults)
    return Wanted(
        proposal_id=chosen.value,
        starts_at=span[0],
        ends_at=span[1],
        colleagues=_colleagues(view),
        guests=guests,
        agenda=(view.element("agenda").value or "").strip(),
        nda=(text or agreement.STANDARD) if ticked else "",
    )


def read_people(view: ViewBody) -> tuple[tuple[str, ...], tuple[GuestWish, ...]]:
    """Read who was picked and who was typed. Raises FieldFaults."""
    faults: dict[str, str] = {}
    guests = _guests(view.element("emails").value or "", faults)
    if faults:
        raise FieldFaults(faults)
    return _colleagues(view), guests


def read_time(view: ViewBody) -> tuple[datetime, datetime]:
    """Read when and how long. Raises FieldFaults."""
    faults: dict[str, str] = {}
    span = _span(view, faults)
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
        names = (FIELDS.get(error.field or "", ""), "proposal", "when", "reason")
    field = next((name for name in names if name in view.blocks), None)
    return {field or next(iter(sorted(view.blocks)), "when"): error.sentence}


def _colleagues(view: ViewBody) -> tuple[str, ...]:
    return tuple(dict.fromkeys(view.element("colleagues").selected_users or ()))


def _span(view: ViewBody, faults: dict[str, str]) -> tuple[datetime, datetime] | None:
    moment, length = view.element("when").selected_date_time, view.element("length").selected_option
    if moment is None or not 0 < moment < 10**10:
        faults["when"] = "Choose a day and an hour."
        return None
    if length is None or not re.fullmatch(r"[1-9]\d{0,2}", length.value):
        faults["length"] = "Choose how long it takes."
        return None
    starts_at = datetime.fromtimestamp(moment, UTC)
    return starts_at, starts_at + timedelta(minutes=int(length.value))


def _guests(typed: str, faults: dict[str, str]) -> tuple[GuestWish, ...]:
    wishes = []
    for number, line in enumerate(typed.splitlines(), start=1):
        said = " ".join(line.split())
        if not said:
            continue
        found = _LINE.fullmatch(said)
        if found is None or len(found["email"]) > LONGEST_EMAIL:
            faults["emails"] = (
                f"Line {number} is no e-mail address. Write one a line, as in: "
                "Dana, VP Engineering <dana@company.example>"
            )
            return ()
        label = (found["label"] or "").strip(" ,\"'")
        if len(label) > LONGEST_LABEL:
            faults["emails"] = f"The name in line {number} is longer than {LONGEST_LABEL} characters."
            return ()
        wishes.append(GuestWish(label, email=found["email"]))
    return tuple(wishes)
