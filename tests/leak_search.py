"""The oracle: seeks every contact detail of everybody in everything that arrived outside.

It shares nothing with the door or the guard, so that it cannot be wrong in the same way. What may be found is
decided here by the words of product.md, "No contact before a contract":

- the owner's own copy: a mail whose only envelope recipient is the owner; anything else that the owner alone
  received;
- what somebody typed about the own side, shown back to nobody but whoever typed it;
- while a disclosure is in force, its field, to its viewer alone (also as the answer of GET /v1/disclosures);
- what somebody typed and the guard held, read one text at a time by who bears the key of the trust people;
  and so what was written in one case;
- the link of the company's own call, to the browser alone that was led to it (the answer to the form that
  opens it); to nobody else, not even back to whoever gave it;
- the client's own Slack, asked whom an address of the client's side belongs to: a system of the same side;
- what the client's own Slack told of a colleague, named to the host alone, in the form that says whom it
  writes to.

In a log nothing may be found. Command: `python tests/leak_search.py DIR`, for a folder that
`anteroom demo --story --keep DIR` wrote; it prints what it found, exits 1 on leaks, 2 on nothing to search.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from leak_arrivals import Arrival, Opened, Typed
from leak_canaries import Canaries, Somebody
from leak_decoding import readings
from leak_folder import read_folder

SLACK_LOOKUP = "/api/users.lookupByEmail"
TRUST = "Harbourline's trust people"
READING = re.compile(r"POST /v1/(?:reviews/hld|cases/case|reports/rep)_\w+/reading")
OPENING = re.compile(r"/lobby/pty_[a-z2-7]+/tool/open")
LAST_STEP = ("/api/views.open", "/api/views.update", "answer to view_submission")
TOLD_BY_SLACK = "to {}, *an address that Slack told*"
"""Behind the address itself, and once: an address that only stands in such a form is a leak."""
Held = tuple[str, str, str]
"""A detail that a text holds: its owner, its kind and how one comes to read it."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A detail of `owner` where it must not be. `where` says how one comes to read it; never its value."""

    channel: str
    index: int
    to: tuple[str, ...]
    owner: str
    kind: str
    where: str


class Judge:
    """Says of everything that is found whether product.md allows it."""

    def __init__(
        self, people: Sequence[Somebody], opened: Sequence[Opened] = (), typed: Sequence[Typed] = ()
    ) -> None:
        self._people = {person.name: person for person in people}
        self._opened = opened
        self._canaries = Canaries(people)
        self._typed = {
            (each.by, owner, kind, each.at)
            for each in typed
            for reading in readings("typed", each.text)
            for owner, kind in self._canaries.found_in(reading.text)
        }

    def allows(self, owner: str, kind: str, arrival: Arrival) -> bool:
        """Tell whether this detail may be in this arrival."""
        if arrival.channel == "log":
            return False
        if kind == "link":
            return arrival.channel == "http" and bool(OPENING.fullmatch(arrival.path))
        if arrival.channel == "slack" and arrival.path == SLACK_LOOKUP:
            return kind == "email" and self._people[owner].side == "client"
        if arrival.to == (TRUST,):
            return bool(READING.fullmatch(arrival.path)) and self._typed_by_anybody(owner, kind, arrival.at)
        reader = self._sole_reader(arrival)
        if reader is None:
            return False
        if reader == owner:
            return True
        if kind == "email" and self._told_by_slack(owner, reader, arrival):
            return True
        return self._shown_back(owner, kind, reader, arrival.at) or any(
            each.allows(owner, kind, reader, arrival.at) for each in self._opened
        )

    def _told_by_slack(self, owner: str, reader: str, arrival: Arrival) -> bool:
        """Tell whether it is a form in which a host reads, before sending, where that writes to."""
        if arrival.channel != "slack" or arrival.path not in LAST_STEP:
            return False
        if {self._people[owner].side, self._people[reader].side} != {"client"}:
            return False
        said = [TOLD_BY_SLACK.format(each).encode() for each in self._people[owner].details.get("email", ())]
        for place, body in arrival.pieces:
            rest = body
            for each in said:
                rest = rest.replace(each, b"")
            if any((owner, "email") in self._canaries.found_in(each.text) for each in readings(place, rest)):
                return False
        return True

    def _shown_back(self, owner: str, kind: str, reader: str, at: datetime) -> bool:
        if self._people[owner].side != self._people[reader].side:
            return False
        return any(
            (by, of, what) == (reader, owner, kind) and since <= at for by, of, what, since in self._typed
        )

    def _typed_by_anybody(self, owner: str, kind: str, at: datetime) -> bool:
        return any((of, what) == (owner, kind) and since <= at for _, of, what, since in self._typed)

    def _sole_reader(self, arrival: Arrival) -> str | None:
        """The one person who received it; None where several did, or a system."""
        if len(arrival.to) != 1:
            return None
        (only,) = arrival.to
        if arrival.channel == "mail":
            known = [person.name for person in self._people.values() if only.casefold() in person.emails]
            return known[0] if len(known) == 1 else None
        return only if only in self._people else None


class Search:
    """Everything that arrived, read in every way, with every detail that is in it; read once, judged as often
    as one likes.

    Raises TooManyReadings for an arrival that unfolds without end.
    """

    def __init__(self, arrivals: Iterable[Arrival], people: Sequence[Somebody]) -> None:
        self._people = people
        self._canaries = Canaries(people)
        self._pieces: dict[tuple[str, bytes], tuple[Held, ...]] = {}
        self._held = [(arrival, self._in_arrival(arrival)) for arrival in arrivals]

    def leaks(
        self, opened: Sequence[Opened] = (), typed: Sequence[Typed] = (), *, to: str | None = None
    ) -> list[Leak]:
        """Return every detail that is where it must not be, each once for an arrival and an owner.

        With `to`, as if everything had arrived at one and the same.
        """
        judge = Judge(self._people, opened, typed)
        arrived = self._held if to is None else [(replace(each, to=(to,)), held) for each, held in self._held]
        return [
            Leak(arrival.channel, arrival.index, arrival.to, owner, kind, where)
            for arrival, held in arrived
            for owner, kind, where in held
            if not judge.allows(owner, kind, arrival)
        ]

    def _in_arrival(self, arrival: Arrival) -> list[Held]:
        first: dict[tuple[str, str], Held] = {}
        for place, raw in arrival.pieces:
            if (place, raw) not in self._pieces:  # the same page or card arrives many times
                self._pieces[place, raw] = tuple(self._in_piece(place, raw))
            for held in self._pieces[place, raw]:
                first.setdefault(held[:2], held)
        return list(first.values())

    def _in_piece(self, place: str, raw: bytes) -> Iterator[Held]:
        known: set[tuple[str, str]] = set()
        for reading in readings(place, raw):
            for owner, kind in sorted(self._canaries.found_in(reading.text) - known):
                known.add((owner, kind))
                yield owner, kind, reading.where


def find_leaks(
    arrivals: Iterable[Arrival],
    people: Sequence[Somebody],
    opened: Sequence[Opened] = (),
    typed: Sequence[Typed] = (),
) -> list[Leak]:
    """Search and judge once."""
    return Search(arrivals, people).leaks(opened, typed)


def main(arguments: Sequence[str]) -> int:
    """Search a kept folder; return 0 for clean, 1 for leaks, 2 for nothing to search."""
    if len(arguments) != 1:
        print("usage: leak_search.py DIR", file=sys.stderr)  # noqa: T201 - a command speaks by printing
        return 2
    kept = read_folder(Path(arguments[0]))
    if not kept.arrivals or not kept.people:
        print("nothing to search: no captures or no people.json", file=sys.stderr)  # noqa: T201
        return 2
    leaks = find_leaks(kept.arrivals, kept.people, kept.opened, kept.typed)
    for line in _table(leaks):
        print(line)  # noqa: T201
    counts = Counter(arrival.channel for arrival in kept.arrivals)
    searched = ", ".join(f"{number} {channel}" for channel, number in sorted(counts.items()))
    print(f"{len(leaks)} leaks of {len(kept.people)} people's details in {searched}")  # noqa: T201
    return 1 if leaks else 0


def _table(leaks: Sequence[Leak]) -> list[str]:
    rows = [("channel", "number", "to", "owner", "detail", "how it is read")] if leaks else []
    rows += [
        (leak.channel, f"{leak.index:04}", ", ".join(leak.to) or "-", leak.owner, leak.kind, leak.where)
        for leak in leaks
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)] if rows else []
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
