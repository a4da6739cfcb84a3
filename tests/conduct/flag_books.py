"""A year of a marketplace's books, written as the rows that its calls leave: what patterns are counted from.

They are written at once, which a year of calls is too long for; what is due, and when, the tables say by
themselves, and the clock is the test's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anteroom.database.connection import Connection
from anteroom.house import House

DAY = timedelta(days=1)
Rows = list[tuple[Any, ...]]


@dataclass
class Books:
    """Rows by table, in the order in which they are written."""

    begins: datetime
    rows: dict[str, Rows] = field(default_factory=dict)
    updates: dict[str, Rows] = field(default_factory=dict)
    made: int = 0

    def member(self, role: str, plan: str = "basic", organisation: str | None = None) -> str:
        """Add a member, and return the person's id."""
        self.made += 1
        name = f"{role[:2]}{self.made}"
        self._add("person", "id, kind, created_at", f"per_{name}", "member", self.begins)
        columns = "person_id, external_id, role, organisation_id, label, plan"
        self._add("member", columns, f"per_{name}", f"m-{name}", role, organisation, f"Member {name}", plan)
        return f"per_{name}"

    def organisation(self, kind: str) -> str:
        """Add an organisation on the plan "basic", and return its id."""
        self.made += 1
        self._add("organisation", "id, name, kind, plan", f"o-{self.made}", "Fernside", kind, "basic")
        return f"o-{self.made}"

    def proposal(
        self,
        client: str,
        freelancer: str,
        *,
        job: str = "",
        refused: datetime | None = None,
        hired: datetime | None = None,
        state: str = "active",
    ) -> str:
        """Add a proposal, with what became of it."""
        self.made += 1
        own = f"pro_{self.made}"
        columns = "id, external_id, client_id, freelancer_id, job_id, job_title, thread, state"
        told = (own, f"p-{self.made}", client, freelancer, job or f"j-{own}", "Search", f"t-{own}", "active")
        self._add("proposal", columns, *told)
        if refused or hired or state != "active":
            self._then(
                "update proposal set state = $2, refused_at = $3, hired_at = $4 where id = $1",
                own,
                state,
                refused,
                hired,
            )
        return own

    def message(self, proposal: str, sender: str, at: datetime) -> None:
        """Add a message that passed."""
        self.made += 1
        columns = "id, proposal_id, sender_id, verdict, guard, sent_at"
        self._add("thread_message", columns, f"msg-{self.made}", proposal, sender, "allow", "1", at)

    def hire(self, proposal: str, at: datetime, **fact: Any) -> str:
        """Add a contract, and what the marketplace tells of how it came about."""
        self.made += 1
        own = f"cot_{self.made}"
        columns = "id, external_id, proposal_id, accepted_at, disclosed_at"
        self._add("contract", columns, own, f"c-{self.made}", proposal, at, at)
        if fact:
            told = {
                "origin": "marketplace",
                "spoke_elsewhere": False,
                "messages_told": True,
                "fixed_price": None,
            }
            told |= fact
            self._add("hire_fact", f"contract_id, {', '.join(told)}", own, *told.values())
        return own

    def interview(
        self,
        proposal: str,
        client: str,
        freelancer: str,
        ended: datetime,
        *,
        state: str = "held",
        missing: str = "",
        minutes: int | None = 30,
        place: str = "room",
        answer: str = "accepted",
        contested: str = "",
    ) -> str:
        """Add an interview that is over, and what became of it."""
        self.made += 1
        own = f"int_{self.made}"
        columns = (
            "id, proposal_id, state, revision, sequence, starts_at, ends_at, title, agenda, room, neutral, "
            "of_client, of_freelancer, created_at, place, tool"
        )
        starts = ended - timedelta(minutes=30)
        tool = None if place == "room" else "zoom"
        said = (own, proposal, "scheduled", 1, 0, starts, ended, "Search", "", f"r{own}", f"n{own}")
        self._add("interview", columns, *said, client, freelancer, starts - DAY, place, tool)
        for position, (person, role, side, say) in enumerate(
            ((client, "host", "client", "accepted"), (freelancer, "candidate", "freelancer", answer))
        ):
            columns = (
                "id, interview_id, person_id, position, role, side, label, required, answer, uid, reply_local"
            )
            key = f"pty_{self.made}{role}"
            self._add("party", columns, key, own, person, position, role, side, role, True, say, key, key)
        columns = "interview_id, missing, cause, judged_at"
        self._add("verdict", columns, own, missing, "", ended)
        if contested:
            columns = "id, interview_id, party_id, claim, at, expires_at, state"
            party = f"pty_{self.made}candidate"
            self._add(
                "contest", columns, f"cnt_{self.made}", own, party, "held", ended, ended + 14 * DAY, contested
            )
        held = minutes if state == "held" else None
        self._then(
            "update interview set state = $2, ended_at = $3, held_minutes = $4 where id = $1",
            own,
            state,
            ended,
            held,
        )
        return own

    def slip(
        self, proposal: str, writer: str, at: datetime, *, state: str = "expired", appealed: bool = False
    ) -> None:
        """Add a text that the guard held."""
        self.made += 1
        columns = (
            "id, proposal_id, writer_id, way, field, digest, verdict, guard, policy_row, kinds, rules, nth, "
            "state, at, expires_at, appealed_at"
        )
        own = f"hld_{self.made}"
        said = (
            own,
            proposal,
            writer,
            "api",
            "message",
            own.encode(),
            "block",
            "1",
            "everybody-else",
            ["phone"],
            ["r"],
            1,
        )
        self._add("held_text", columns, *said, state, at, at + 3 * DAY, at if appealed else None)

    async def write(self, house: House) -> None:
        """Write everything in one transaction."""
        async with house.database.transaction() as conn:
            for statement in sorted(self.rows, key=_place):
                await conn.executemany(statement, self.rows[statement])
            for statement, rows in self.updates.items():
                await conn.executemany(statement, rows)

    def _add(self, table: str, columns: str, *values: Any) -> None:
        places = ", ".join(f"${number + 1}" for number in range(len(values)))
        self.rows.setdefault(f"insert into {table} ({columns}) values ({places})", []).append(values)

    def _then(self, statement: str, *values: Any) -> None:
        self.updates.setdefault(statement, []).append(values)


TABLES = (
    "organisation", "person", "member", "proposal", "contract", "hire_fact", "interview", "party", "verdict",
    "contest", "thread_message", "held_text",
)  # fmt: skip
"""What a row points at is written before it."""


def _place(statement: str) -> int:
    return TABLES.index(statement.split()[2])


async def flagged(conn: Connection, kind: str) -> set[str]:
    """Return who stands on the list for a pattern."""
    rows = await conn.fetch("select person_id from flag where kind = $1 and state = 'open'", kind)
    return {row["person_id"] for row in rows}
