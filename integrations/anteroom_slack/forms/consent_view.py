"""The last step before anybody is contacted, as blocks: who, which way, who will see what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from anteroom.interviews.commands import LONGEST_LABEL
from anteroom.meetings.model import MOST_IN_ROOM, Kind, crowded
from anteroom.meetings.words import words_of
from anteroom.passes.times import written
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.cards.moments import dated
from anteroom_slack.forms.consent import Consent, Person, Slot
from anteroom_slack.forms.graphemes import cut, isolated, pieces
from anteroom_slack.forms.marks import way
from anteroom_slack.forms.modal import form, labelled, option

CALLBACK = "consent"
MAY = "may"
TIMES_NOTE = (
    "As soon as one suits all who must be there, they are invited to it and the others lapse. Your card "
    "shows where it stands, and you can choose yourself."
)
TEAM_FIRST = " Only once your own people have said what suits them, and of those times alone."
LONGEST_SECTION = 3000
LONGEST_FIELD = 2000
"""docs.slack.dev/reference/block-kit/blocks/input-block: `label`, `hint`."""


def consent_view(consent: Consent, *, warning: str = "", changes: bool = False) -> dict[str, Any]:
    """Return the step. `warning` says why it was not sent a moment ago; `changes` offers the form."""
    first = consent.draft.asks_first
    blocks = [*_said("warning", [f"*Nothing was sent.* {escaped(warning)}"] if warning else [])]
    blocks += _said("what", _what(consent))
    blocks += _said("where", _where(consent))
    blocks += _said("how", _how(consent))
    blocks += [
        _label(number, person, consent) for number, person in enumerate(consent.people) if person.outside
    ]
    blocks += _may(consent)
    if consent.from_slack:
        blocks.append(_addresses(consent))
    blocks += _said("sees", _sees(consent))
    blocks += _said("agenda", _text("Agenda", consent.draft.agenda))
    blocks += _said("nda", _text("What a freelancer agrees to before joining", consent.draft.nda))
    if changes:
        change = {"type": "button", "action_id": "change", "text": _plain("Change something")}
        blocks.append({"type": "actions", "block_id": "change", "elements": [change]})
    title, submit = ("Ask my team first", "Ask my team") if first else ("Check and invite", "Invite")
    if consent.draft.others:
        title, submit = "Check and ask", "Ask"
    return form(CALLBACK, title, submit, blocks, consent.draft.print)


def done_view(lines: list[str]) -> dict[str, Any]:
    """Return what became of it, where more than "it was sent" is to be said."""
    view = form("done", "What was sent", "", _said("done", lines), "")
    del view["submit"]
    return view | {"close": _plain("Close")}


def _what(consent: Consent) -> list[str]:
    count = len(consent.slots)
    job = escaped(isolated(consent.slots[0].proposal.job_title))
    if consent.draft.others:
        return [f"*{job}*", *_times(consent)]
    if count == 1:
        slot = consent.slots[0]
        own = written(slot.starts_at, slot.ends_at, consent.zone)
        theirs = _theirs(slot, slot.zone, consent.zone, city=False)
        return [
            f"*{job}*",
            _slot(slot, consent),
            f"_Understood as {own.span} ({escaped(own.zone)})._ {theirs}",
        ]
    lines = [f"*{job}: an interview day with {count} freelancers*"]
    for slot in consent.slots:
        own = written(slot.starts_at, slot.ends_at, consent.zone)
        theirs = _theirs(slot, slot.zone, consent.zone, city=False)
        lines += [_slot(slot, consent), f"_{own.span} ({escaped(own.zone)})._ {theirs}"]
    return [*lines, "One after another, with the same people. None of the freelancers learns of the others."]


def _times(consent: Consent) -> list[str]:
    """Return the times of which people say which suit, each for the host and for the freelancer."""
    slot = consent.slots[0]
    lines = [f"Everybody is asked which of these {len(consent.draft.times)} times suit:"]
    for starts_at, ends_at in consent.draft.times:
        each = replace(slot, starts_at=starts_at, ends_at=ends_at)
        theirs = _theirs(each, slot.zone, consent.zone, city=False)
        lines.append(f"• *{dated(starts_at, ends_at, consent.zone)}* _{theirs}_")
    return [*lines, TIMES_NOTE]


def _slot(slot: Slot, consent: Consent) -> str:
    when = dated(slot.starts_at, slot.ends_at, consent.zone)
    return f"{escaped(isolated(slot.freelancer))}: *{when}*"


def _theirs(slot: Slot, zone: str | None, own: str | None, *, city: bool = True) -> str:
    """Say when that is for somebody else. Where a freelancer lives is told as an offset only."""
    if zone is None:
        return "Their time zone is not known."
    times = written(slot.starts_at, slot.ends_at, zone)
    if times.span == written(slot.starts_at, slot.ends_at, own).span:
        return "The same hours for them."
    return f"For them {times.span} ({escaped(times.zone if city else times.zone.rpartition(', ')[2])})."


def _where(consent: Consent) -> list[str]:
    """Say of a company's tool what it shows, and of more people than our room holds where to go instead."""
    words = words_of(consent.place, "en")
    if consent.place.kind is Kind.MADE:
        return [
            f"*Where:* {escaped(consent.place.words)}. {escaped(words.say('choose.make.hint'))}",
            escaped(words.rename),
        ]
    if consent.place.outside:
        return [
            f"*Where:* {escaped(consent.place.words)}. It is sealed and shown to nobody; it opens for each "
            "of you behind the personal link, when the doors are open.",
            escaped(words.rename),
        ]
    if crowded(consent.place, len(consent.people) + 2):
        return [escaped(words.say("crowded", most=MOST_IN_ROOM))]
    return []


def _how(consent: Consent) -> list[str]:
    lines = ["*Who is asked, and how*"]
    if consent.draft.asks_first:
        now = _names([person.label for person in consent.people if not person.outside])
        lines += [
            f"At first only {now}, by a message from Anteroom here in Slack: does this time suit you?",
            f"Nobody else hears of it, {_freelancers(consent)} neither. Once all of these said yes, or you "
            "say so, everybody is invited:",
        ]
    else:
        lines.append("Nobody has been contacted yet. Exactly these people will be:")
    entry = "a tentative entry for each time" if consent.draft.others else "a calendar invitation"
    later = TEAM_FIRST if consent.draft.others and consent.draft.first else ""
    for slot in consent.slots:
        lines.append(
            f"• *{escaped(isolated(slot.freelancer))}* (freelancer): a card in your thread on "
            f"{escaped(consent.marketplace)}, and {entry}.{later}"
        )
    for person in consent.people:
        lines += _person(person, consent)
    return lines


def _person(person: Person, consent: Consent) -> list[str]:
    line = f"• *{escaped(isolated(person.name))}*: {_way(person)}"
    if person.outside:
        return [line]
    if person.label != person.name:
        line = f"{line} Others read: {escaped(isolated(person.label))}."
    if consent.draft.others:
        return [line]
    return [f"{line} _{_theirs(consent.slots[0], person.zone, consent.zone)}_"]


def _may(consent: Consent) -> list[Block]:
    """Return the menu of those who need not come; everybody else must."""
    if not consent.people:
        return []
    options = [option(isolated(person.name), str(number)) for number, person in enumerate(consent.people)]
    menu: Block = {
        "type": "multi_static_select",
        "options": options,
        "placeholder": _plain("Everybody must be there"),
    }
    chosen = [each for each, person in zip(options, consent.people, strict=True) if not person.must]
    if chosen:
        menu["initial_options"] = chosen
    hint = "Everybody sees who need not come."
    return [labelled(MAY, "Who may be there, and need not", menu, optional=True, hint=hint)]


def _label(number: int, person: Person, consent: Consent) -> Block:
    field: Block = {
        "type": "plain_text_input",
        "max_length": LONGEST_LABEL,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    typed = next((each.label for each in consent.draft.guests if each.email == person.key), "")
    if typed:
        field["initial_value"] = typed
    hint = f"Others read: {person.label}. Name and role, as in: Dana, VP Engineering. No address."
    words = cut(f"How others read {person.address}", LONGEST_FIELD)
    block = labelled(f"label:{number}", words, field, optional=True, hint=hint)
    return block | {"dispatch_action": True}


def _way(person: Person) -> str:
    if person.outside:
        return f"by mail, at {escaped(person.address)}, which you typed."
    return way(person.address, known=person.known)


def _addresses(consent: Consent) -> Block:
    count = len(consent.from_slack)
    words = "Write to this address, too" if count == 1 else f"Write to these {count} addresses, too"
    ticks = [option(words, "yes")]
    box: Block = {"type": "checkboxes", "options": ticks}
    if consent.draft.addresses:
        box["initial_options"] = ticks
    hint = "Without it these people are asked here in Slack only, and the addresses are not kept."
    return labelled("addresses", "Addresses that come from Slack", box, optional=True, hint=hint)


def _sees(consent: Consent) -> list[str]:
    colleagues = [person.label for person in consent.people if not person.outside]
    guests = [person.label for person in consent.people if person.outside]
    names = _names([consent.host, *(person.label for person in consent.people)])
    agreement = ", the agreement" if consent.draft.nda else ""
    who = _names(["You", *colleagues])
    lines = [
        "*Who will see what*",
        f"{who}: time, title, agenda, everybody's name and answer. Nobody's address.",
    ]
    if guests:
        lines.append(f"{_names(guests)}: the same, in a calendar invitation of their own. Nobody's address.")
    alone = " Nothing of the other freelancers." if len(consent.slots) > 1 else ""
    lines += [
        f"{_names([slot.freelancer for slot in consent.slots])} ({_freelancers(consent)}): time, title, "
        f"agenda{agreement}, and these names: {names}. Nobody's address.{alone}",
        f"The thread on {escaped(consent.marketplace)}: time, title, state, the same names, their answers.",
    ]
    return lines


def _freelancers(consent: Consent) -> str:
    return "the freelancers" if len(consent.slots) > 1 else "the freelancer"


def _text(head: str, text: str) -> list[str]:
    if not text:
        return []
    # Cut before it is escaped, where one letter becomes five: an entity that is cut in two is shown as such.
    shown = [piece for line in text.split("\n") for piece in pieces(line, LONGEST_SECTION // 5 - 1) or [""]]
    return [f"*{head}*", *map(escaped, shown)]


def _names(labels: list[str]) -> str:
    shown = [escaped(isolated(label)) for label in labels]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nobody"


def _said(name: str, lines: list[str]) -> list[Block]:
    """Return sections that say these lines, each within Slack's limit."""
    if not lines:
        return []
    blocks: list[Block] = []
    for number, piece in enumerate(_packed(lines)):
        text = {"type": "mrkdwn", "text": piece, "verbatim": True}
        blocks.append({"type": "section", "block_id": f"{name}:{number}", "text": text})
    return blocks


def _packed(lines: list[str]) -> list[str]:
    packed = [""]
    for line in lines:
        for piece in pieces(line, LONGEST_SECTION - 1) or [" "]:
            if packed[-1] and len(packed[-1].encode("utf-16-le")) // 2 + len(piece) >= LONGEST_SECTION:
                packed.append("")
            packed[-1] += f"\n{piece}" if packed[-1] else piece
    return [each for each in packed if each.strip()]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
