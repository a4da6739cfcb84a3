"""What a key may be allowed to do at /v1. Each route names one; a key bears any of them."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One kind of thing that a key may do, and what it means to whoever gives a key away."""

    ANYBODY = "anybody"
    """Needs no key at all: what is answered is the same for everybody."""
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    MEMBERS_ERASE = "members:erase"
    PROPOSALS_READ = "proposals:read"
    PROPOSALS_WRITE = "proposals:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    INTERVIEWS_READ = "interviews:read"
    INTERVIEWS_WRITE = "interviews:write"
    DISCLOSURES_READ = "disclosures:read"
    LEDGER_READ = "ledger:read"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    FUNNEL_READ = "funnel:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    TRUST_READ = "trust:read"
    TRUST_DECIDE = "trust:decide"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    DETAILS_READ = "details:read"

    @property
    def meaning(self) -> str:
        """What bearing it allows, as a sentence for whoever makes a key."""
        return MEANINGS[self]


MEANINGS = {
    Scope.ANYBODY: "Needs no key.",
    Scope.MEMBERS_READ: "See organisations and members, without anything personal.",
    Scope.MEMBERS_WRITE: "Tell of organisations and members, and of what members choose to share.",
    Scope.MEMBERS_ERASE: "Erase a member, for a reason that goes into the ledger. Cannot be undone.",
    Scope.PROPOSALS_READ: "See proposals, contracts and requests for access.",
    Scope.PROPOSALS_WRITE: "Tell of proposals and contracts, and handle requests for access.",
    Scope.MESSAGES_READ: "See what became of messages and held texts, never what a held one says.",
    Scope.MESSAGES_WRITE: "Have texts read, reword, appeal and take back what is held, report for a member.",
    Scope.INTERVIEWS_READ: "See interviews, their people and where they stand.",
    Scope.INTERVIEWS_WRITE: "Schedule interviews and do everything that members can do in them.",
    Scope.DISCLOSURES_READ: "See what a contract discloses to its two members.",
    Scope.LEDGER_READ: "Read what happened and who could have seen what, in ids.",
    Scope.POLICY_READ: "Read the contact rule and what it would decide.",
    Scope.POLICY_WRITE: "Set a new contact rule from a date on.",
    Scope.FUNNEL_READ: "See how far invitations come and what the rule does, in numbers.",
    Scope.WEBHOOKS_READ: "See where events are sent and what did not arrive.",
    Scope.WEBHOOKS_WRITE: "Say where events are sent, and send again what did not arrive.",
    Scope.KEYS_READ: "See which keys there are, never a key itself.",
    Scope.KEYS_WRITE: "Make, replace and revoke keys.",
    Scope.TRUST_READ: "Read reports, appeals, contests and flags, one at a time and for a reason.",
    Scope.TRUST_DECIDE: "Decide appeals, contests, reports and flags.",
    Scope.CASES_READ: "See cases, and read what was written in one, for a reason.",
    Scope.CASES_WRITE: "Assign cases, write into them and solve them.",
    Scope.DETAILS_READ: "Read contact details and all else kept of a member, for a reason in the ledger.",
}
TRUST = frozenset({Scope.TRUST_READ, Scope.TRUST_DECIDE, Scope.CASES_READ, Scope.CASES_WRITE})
"""What the marketplace's trust and support people alone do: the first key bears none, the review key all."""
DAILY = frozenset(Scope) - TRUST - {Scope.ANYBODY, Scope.DETAILS_READ, Scope.MEMBERS_ERASE}
"""What the first key bears: all that the marketplace's programs need from day to day."""
