"""Who works at the console, and what each may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the console; one person may be several."""

    SUPPORT = "support"
    """Helps people: interviews, nudges, cases."""
    TRUST = "trust"
    """Judges what people report and machines noticed, and sets the policy."""
    OPERATOR = "operator"
    """Keeps it running: effects, webhooks, health."""


EVERYBODY = frozenset(Role)
"""Any of the roles; whoever has none sees nothing."""
SUPPORT = frozenset({Role.SUPPORT})
TRUST = frozenset({Role.TRUST})
OPERATOR = frozenset({Role.OPERATOR})
PEOPLE = SUPPORT | TRUST
"""Those whose work is with people."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who signed in, by an id of ours (`stf_…`), which is the actor in the ledger.

    `zone` is None where neither the provider nor the person said which.
    """

    id: str
    name: str
    language: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class Who:
    """Who looks at a page: a person in a session that is alive.

    `csrf` goes into every form; it is good in this session alone. With `asked_again` the roles were read so
    long ago that the provider is asked before another page is shown.
    """

    staff: Staff
    roles: frozenset[Role]
    ends_at: datetime
    asked_again: bool
    digest: bytes = field(repr=False)
    csrf: str = field(repr=False)

    def may(self, roles: frozenset[Role]) -> bool:
        """Tell whether any of the own roles is among these."""
        return bool(self.roles & roles)
