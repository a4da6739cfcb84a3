"""The contact rule: a dated table, and the one function that decides.

An exemption permits people to share; it never reveals anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec


class Stage(StrEnum):
    """How far client and freelancer have come with one another."""

    BEFORE_CONTRACT = "before-contract"
    UNDER_CONTRACT = "under-contract"


class Rule(StrEnum):
    """What is done with a text in which the guard finds something, from mildest to strictest.

    `open`: it passes. `warn`: it passes, and its sender is told. `masked`: it passes with what was found
    replaced by its kind, and its sender is told. `closed`: what the guard would hold is held. `strict`: what
    the guard would only warn of is held, too.
    """

    OPEN = "open"
    WARN = "warn"
    MASKED = "masked"
    CLOSED = "closed"
    STRICT = "strict"

    @property
    def level(self) -> Level:
        """How far it opens, in three words."""
        if self in (Rule.OPEN, Rule.WARN):
            return Level.OPEN
        return Level.MASKED if self is Rule.MASKED else Level.CLOSED


class Level(StrEnum):
    """What the other side gets of a contact detail that somebody wrote."""

    OPEN = "open"
    MASKED = "masked"
    CLOSED = "closed"


class Purpose(StrEnum):
    """What a text is for."""

    TALK = "talk"
    LEGAL = "legal"
    ACCESS = "access"
    COMPANY_TOOL = "company-tool"
    """No text: whether a call may take place in a tool of the company's, given as a link."""
    CALL_CHAT = "call-chat"
    """No text: how people write to one another in a call. `strict` is not at all; `open` is between their
    browsers alone, where an agreement is signed; all else is read by the guard."""
    STRAIGHT_IN = "straight-in"
    """No text: whether those somebody vouches for come in without waiting, once the gate is kept."""
    LATE_HOST = "late-host"
    """No text: whether the same people come in without a host, so many `minutes` after the start."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the decision looks at. `rating` is out of five, `completed_jobs` a count; both of the client.

    `surface` is what the text becomes, in the guard's words: "message", "agenda", "title", "comment".
    """

    plan: str
    stage: Stage
    rating: float | None = None
    completed_jobs: int = 0
    purpose: Purpose = Purpose.TALK
    surface: str = ""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the policy, in code or in YAML alike. The first row that applies on the day decides.

    `plans`, `purposes` and `surfaces` empty mean every one. `on` is False for rows that are shipped and not
    in force. `minutes` is for rows about a host who is late.
    """

    name: str
    stage: Stage
    rule: Rule
    plans: frozenset[str] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    surfaces: frozenset[str] = frozenset()
    least_rating: float | None = None
    least_completed_jobs: int | None = None
    since: date = date.min
    until: date = date.max
    on: bool = True
    minutes: int | None = None

    def applies(self, circumstances: Circumstances, day: date) -> bool:
        """Tell whether this row speaks about `circumstances` on `day`."""
        if not self.in_force(day) or self.stage is not circumstances.stage:
            return False
        if self.plans and circumstances.plan not in self.plans:
            return False
        if self.purposes and circumstances.purpose not in self.purposes:
            return False
        if self.surfaces and circumstances.surface not in self.surfaces:
            return False
        if self.least_rating is not None and (circumstances.rating or 0.0) < self.least_rating:
            return False
        return self.least_completed_jobs is None or circumstances.completed_jobs >= self.least_completed_jobs

    def in_force(self, day: date) -> bool:
        """Tell whether this row is switched on and speaks on `day` at all."""
        return self.on and self.since <= day < self.until


NO_ROW = "no-row"
"""The name that stands for a gap in the table."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided and which row decided it; the row's name goes into the ledger.

    `of` is what was looked at, `policy` the digest of the table that decided; "" where nobody asked for it.
    """

    rule: Rule
    row: str
    minutes: int | None = None
    of: Circumstances | None = None
    policy: str = ""

    @property
    def permits(self) -> bool:
        """Tell whether people may write contact details."""
        return self.rule in (Rule.OPEN, Rule.WARN)


STANDARD: tuple[Row, ...] = (
    Row("under-contract", Stage.UNDER_CONTRACT, Rule.OPEN),
    Row(
        "exempt-plans",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        plans=frozenset({"business", "enterprise"}),
        since=date(2020, 6, 1),
    ),
    Row(
        "trusted-clients",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        least_rating=4.8,
        least_completed_jobs=25,
        on=False,
    ),
    # Some work can only be looked at inside a system. Asked for by a form, granted by the address's owner.
    Row(
        "access-to-systems",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        purposes=frozenset({Purpose.ACCESS}),
    ),
    # An agreement names its parties' addresses: where this is in force, its text passes as it was typed.
    Row(
        "legal-documents",
        Stage.BEFORE_CONTRACT,
        Rule.WARN,
        purposes=frozenset({Purpose.LEGAL}),
        on=False,
    ),
    # An executive meets in the tool that the company uses. Its link stays behind the gate, as contacts do.
    Row(
        "company-tools",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        purposes=frozenset({Purpose.COMPANY_TOOL}),
    ),
    # After an agreement some would tell what nobody else should read; then nobody could hold a detail either.
    Row(
        "sealed-chat",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        purposes=frozenset({Purpose.CALL_CHAT}),
        on=False,
    ),
    # Whoever is vouched for is who was invited; a guest known by an address alone waits for the host.
    Row(
        "lobby",
        Stage.BEFORE_CONTRACT,
        Rule.OPEN,
        purposes=frozenset({Purpose.STRAIGHT_IN, Purpose.LATE_HOST}),
        minutes=5,
    ),
    Row("nobody-before-a-contract", Stage.BEFORE_CONTRACT, Rule.CLOSED),
)


def decide(table: tuple[Row, ...], circumstances: Circumstances, at: datetime) -> Ruling:
    """Return the ruling of the first row of `table` that applies at `at` (aware).

    Where no row applies the answer is closed: a gap in the table opens nothing.
    """
    day = at.date()
    for row in table:
        if row.applies(circumstances, day):
            return Ruling(row.rule, row.name, row.minutes, circumstances)
    return Ruling(Rule.CLOSED, NO_ROW, of=circumstances)
