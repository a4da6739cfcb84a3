"""What must be so after any history of facts, in a few lines that are obviously right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ALIVE = {"submitted", "active", "shortlisted", "offered", "hired"}
REFUSED = {"declined", "withdrawn"}
DOORS = timedelta(minutes=10)
GRACE = timedelta(minutes=10)
PAGES = timedelta(days=3, hours=12)
OVER = {"held", "missed", "technical", "expired"}


@dataclass
class ContractModel:
    """The newest fact of a contract. `closed`: an end that had come was heard of, so nothing opens again."""

    at: datetime
    accepted: datetime | None
    starts: datetime | None
    ended: datetime | None
    closed: bool = False

    def in_force(self, now: datetime) -> bool:
        """Started by acceptance or by date, and not ended."""
        begins = [each for each in (self.accepted, self.starts) if each]
        return bool(begins) and min(begins) <= now and (self.ended is None or now < self.ended)


@dataclass
class InterviewModel:
    """One interview: its time, and what ended it."""

    starts: datetime
    ends: datetime
    agreed: bool = False
    doors: bool = False
    ended: str = ""

    def opens(self, now: datetime) -> bool:
        """Whether a pass opens its page: not once it is off, and for three days and a half behind its end."""
        return self.ended not in ("void", "cancelled") and now <= self.ends + PAGES

    @property
    def state(self) -> str:
        """As the API names it, but for what became of one that is over: nobody ever comes to these."""
        return self.ended or ("doors_open" if self.doors else "scheduled" if self.agreed else "proposed")


@dataclass
class Model:
    """One proposal, one contract on it, and the interviews that hang on the proposal."""

    state: str = ""
    at: datetime | None = None
    hired: datetime | None = None
    refused: datetime | None = None
    contract: ContractModel | None = None
    interviews: dict[str, InterviewModel] = field(default_factory=dict)

    @property
    def living(self) -> bool:
        """Whether an interview can hang on it."""
        kept = self.hired is not None and (self.refused is None or self.refused < self.hired)
        return self.state in ALIVE or (self.state == "archived" and kept)

    def tell_proposal(self, state: str, at: datetime | None, now: datetime) -> None:
        """The newest counts; a hire and a refusal are remembered in whatever order they come."""
        then = at or now
        if at is None or self.at is None or at >= self.at:
            self.state, self.at = state, max(then, self.at or then)
        if state == "hired":
            self.hired = max(then, self.hired or then)
        if state in REFUSED:
            self.refused = max(then, self.refused or then)
        if not self.living:
            for each in self.interviews.values():
                each.ended = each.ended or "void"

    def tell_contract(self, told: ContractModel, *, stamped: bool, now: datetime) -> None:
        """The newest counts; one that ever had come to its end when it was told of stays closed."""
        before = self.contract
        if before and stamped and told.at < before.at:
            return
        ends = [told.ended, before.ended if before else None]
        closed = bool(before and before.closed) or any(end and end <= now for end in ends)
        at = max(told.at, before.at) if before else told.at
        self.contract = ContractModel(at, told.accepted, told.starts, told.ended, closed)
        begins = [each for each in (told.accepted, told.starts) if each]
        if begins:
            hire = min(*begins, told.at)
            self.hired = max(hire, self.hired or hire)

    def discloses(self, now: datetime) -> bool:
        """Whether the contract shows each of the two what the other shares."""
        return self.contract is not None and self.contract.in_force(now) and not self.contract.closed

    def pass_time(self, now: datetime) -> None:
        """Doors open, and behind them it is said what became of it: one step a look, as the house does."""
        for each in self.interviews.values():
            if each.doors and not each.ended and now >= each.ends + GRACE:
                each.ended = "over"
            elif not each.doors and not each.ended and now >= each.starts - DOORS:
                each.doors = True
