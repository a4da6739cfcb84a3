"""What goes into the guard and what comes out: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LIMIT: Final = 20_000
"""Longest text, in code points, that is inspected; a longer one is blocked unread."""


class Action(StrEnum):
    """What should happen to a text, from mildest to strictest.

    `allow` it as it is; `warn` its sender and let it pass; `redact`: only `Verdict.redacted` may go on;
    `block`: nothing goes on, the sender rewords.
    """

    ALLOW = "allow"
    WARN = "warn"
    REDACT = "redact"
    BLOCK = "block"

    @property
    def passes(self) -> bool:
        """Whether the text itself may go on unchanged."""
        return self in (Action.ALLOW, Action.WARN)


class Kind(StrEnum):
    """What a finding looks like."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    LINK = "link"
    ADDRESS = "address"
    SOLICITATION = "solicitation"
    POINTER = "pointer"
    OVERLONG = "overlong"

    @property
    def detail(self) -> bool:
        """Whether it is a contact detail itself, and neither words about one nor a text left unread."""
        return self not in (Kind.SOLICITATION, Kind.POINTER, Kind.OVERLONG)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the text.

    `countries`: ISO 3166 codes of the two parties, in which phone numbers without a country code are read.
    `surface`: where the text goes: "message", "comment", "chat" are prose, of which a piece can be taken
    out; "agenda", "title", "label", "name", "file" are shown to many, so what would be redacted is blocked.
    `language`: the sender's, for explanations; without a catalogue of its own it falls back to English.
    """

    countries: tuple[str, ...] = ()
    surface: str = "message"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspicious span.

    `start` and `end` are code point offsets into the original text, end exclusive. `rule` is stable
    ("email.plain"); `score` runs from 0 to 1; `explanation` is for the sender and never repeats the value.
    `features` say what spoke for it and what against, each a name and what it weighed; they sum up to
    about the score where a rule adds up, and are the rule alone where it does not.
    """

    kind: Kind
    start: int
    end: int
    rule: str
    score: float
    explanation: str
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A piece of a contact detail in an earlier message of the same sender: text[start:end] of `message`.

    `message` is the caller's own id. Whoever has not read that message yet should not get the piece to see.
    """

    message: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The guard's answer about one text.

    `redacted` is the text with every span of at least the redaction score replaced by a typed placeholder
    (the text itself where there is none). `explanation` is "" when nothing was found. `version` names rules
    and data, and is to be stored with the text. `earlier`: where in earlier messages of the same sender lie
    other pieces of what this text completes; only `Guard.inspect_in` looks for these.
    """

    action: Action
    findings: tuple[Finding, ...]
    redacted: str
    explanation: str
    version: str
    earlier: tuple[Earlier, ...] = ()
