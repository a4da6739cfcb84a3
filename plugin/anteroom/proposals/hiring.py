"""How a hire came about, as far as the marketplace tells it: what we cannot see, and must not guess."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.database.connection import Connection


class Origin(StrEnum):
    """Where the two found one another."""

    MARKETPLACE = "marketplace"
    BYO = "byo"
    """The client brought the freelancer along."""
    ANY_HIRE = "any_hire"
    """The client hired through the marketplace somebody whom it knew."""
    CATALOGUE = "catalogue"
    """A ready project was bought."""
    DIRECT = "direct"
    """The freelancer brought the client along."""
    SCOUTED = "scouted"
    """The marketplace's own people found and interviewed the freelancer."""


@dataclass(frozen=True, slots=True)
class Hire:
    """What is told of a hire. `spoke_elsewhere`: somebody of either side spoke in another room of the
    marketplace's. `messages_told` is False where we are not told what is written there. `fixed_price` is in
    the marketplace's own currency; None for what is paid by the hour.
    """

    origin: Origin = Origin.MARKETPLACE
    spoke_elsewhere: bool = False
    messages_told: bool = True
    fixed_price: float | None = None


async def keep_hire(conn: Connection, contract_id: str, hire: Hire) -> None:
    """Keep what is told of a hire; what was told before gives way."""
    await conn.execute(
        """insert into hire_fact (contract_id, origin, spoke_elsewhere, messages_told, fixed_price)
        values ($1, $2, $3, $4, $5) on conflict (contract_id) do update set origin = excluded.origin,
            spoke_elsewhere = excluded.spoke_elsewhere, messages_told = excluded.messages_told,
            fixed_price = excluded.fixed_price""",
        contract_id,
        hire.origin.value,
        hire.spoke_elsewhere,
        hire.messages_told,
        hire.fixed_price,
    )
