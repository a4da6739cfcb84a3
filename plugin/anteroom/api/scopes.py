"""What an API key may do: each route of REST v1 needs one scope, each key bears some."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal


class Scope(StrEnum):
    """One thing that a key is for; what is told with `:write` is not read with it."""

    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    PROPOSALS_READ = "proposals:read"
    PROPOSALS_WRITE = "proposals:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    INTERVIEWS_READ = "interviews:read"
    INTERVIEWS_WRITE = "interviews:write"
    DISCLOSURES_READ = "disclosures:read"
    DISCLOSURES_WRITE = "disclosures:write"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    LEDGER_READ = "ledger:read"
    KEYS_WRITE = "keys:write"
    TRUST_READ = "trust:read"
    TRUST_DECIDE = "trust:decide"
    DETAILS_READ = "details:read"


EVERYBODY: Final = "everybody"
"""In the place of a scope: a route that tells the same to whoever asks, without a key."""
Needed = Scope | Literal["everybody"]

TRUST = frozenset((Scope.TRUST_READ, Scope.TRUST_DECIDE))
"""What `ANTEROOM_REVIEW_KEY` bears: the marketplace's trust people, who read what people wrote."""
DAILY = frozenset(Scope) - TRUST - {Scope.DETAILS_READ}
"""What `ANTEROOM_API_KEY` bears: all that the marketplace's programs need from day to day."""

WORDS: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.MEMBERS_READ: "see organisations and members, without contact details",
        Scope.MEMBERS_WRITE: "tell organisations and members, connect an organisation's tools",
        Scope.PROPOSALS_READ: "see proposals and contracts",
        Scope.PROPOSALS_WRITE: "tell proposals and contracts",
        Scope.MESSAGES_READ: "see what became of messages and of held texts",
        Scope.MESSAGES_WRITE: "have messages and texts read, and put held ones into other words",
        Scope.INTERVIEWS_READ: "see interviews",
        Scope.INTERVIEWS_WRITE: "schedule, answer, move and cancel for members",
        Scope.DISCLOSURES_READ: "see what a contract disclosed to one viewer; each look is in the ledger",
        Scope.DISCLOSURES_WRITE: "set what members choose to share, and end it",
        Scope.POLICY_READ: "see the policy and what it would decide",
        Scope.POLICY_WRITE: "give the policy another version",
        Scope.WEBHOOKS_READ: "see webhook endpoints and what was sent to them",
        Scope.WEBHOOKS_WRITE: "set webhook endpoints, and have something sent again",
        Scope.LEDGER_READ: "see the ledger, and check it",
        Scope.KEYS_WRITE: "make, list, rotate and revoke keys, of no more than the own scopes",
        Scope.TRUST_READ: "list appeals, reports, flags and contests, and read them for a reason",
        Scope.TRUST_DECIDE: "decide appeals and contests",
        Scope.DETAILS_READ: "read a member's contact details for a reason, which is in the ledger",
    }
)
