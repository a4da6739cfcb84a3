"""What becomes of a text by a rule, as a table: rule, what was found, what else is known, outcome."""

from __future__ import annotations

import pytest

from anteroom.guard import Action
from anteroom.policy.model import Rule
from anteroom.policy.outcome import Looked, Outcome, outcome

ALLOW, WARN, REDACT, BLOCK = Action
HELD, MASKED, PASSED, TOLD = Outcome.HELD, Outcome.MASKED, Outcome.PASSED, Outcome.TOLD
STRICT_FROM = 2


@pytest.mark.parametrize(
    ("rule", "looked", "became"),
    [
        # Where it is open everything passes, whatever the door knows; where it warns, the writer is told.
        (Rule.OPEN, Looked(BLOCK, door=True), PASSED),
        (Rule.WARN, Looked(BLOCK, door=True), TOLD),
        (Rule.WARN, Looked(WARN), TOLD),
        (Rule.WARN, Looked(ALLOW), PASSED),
        # Where it is not, the door comes first: not even what people released passes it.
        (Rule.MASKED, Looked(ALLOW, door=True), HELD),
        (Rule.CLOSED, Looked(ALLOW, door=True), HELD),
        (Rule.CLOSED, Looked(REDACT, released=True, door=True), HELD),
        (Rule.CLOSED, Looked(REDACT, released=True), PASSED),
        (Rule.STRICT, Looked(WARN, released=True), PASSED),
        (Rule.STRICT, Looked(ALLOW), PASSED),
        # Masked: without what was found, if what is left may pass; a hint names nothing that could be masked.
        (Rule.MASKED, Looked(REDACT, maskable=True), MASKED),
        (Rule.MASKED, Looked(BLOCK), HELD),
        (Rule.MASKED, Looked(WARN, maskable=True, nth=9), TOLD),
        # Closed: a hint passes until a first try, and is held from then on.
        (Rule.CLOSED, Looked(WARN, nth=STRICT_FROM - 1), TOLD),
        (Rule.CLOSED, Looked(WARN, nth=STRICT_FROM), HELD),
        (Rule.CLOSED, Looked(REDACT, maskable=True), HELD),
        (Rule.STRICT, Looked(WARN), HELD),
    ],
)
def test_it_becomes_what_the_rule_says(rule: Rule, looked: Looked, became: Outcome) -> None:
    assert outcome(rule, looked, STRICT_FROM) is became
