"""What looks like a contact detail and leads to nobody, and what is one only once it is turned round."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        # What is followed by a unit is an amount.
        "212 555 0142 USD",
        "2125550142 users by May",
        "we have 415 555 0142 views",
        "There are 7700900318 records",
        "3055550123 px",
        # An account on a machine is nobody's mailbox.
        "ssh root@web1.acme.dev",
        "the job runs as root@db2.kestrel.dev",
        "postgres@db.kestrel.dev",
    ],
)
def test_it_leaves_amounts_and_accounts_of_machines_alone(text: str) -> None:
    assert GUARD.inspect(text, Context(("US", "GB"))).action is Action.ALLOW


@pytest.mark.parametrize("text", ["212 555 0142, after six", "deploy@build.acme.io is the account"])
def test_it_takes_out_the_same_without_what_says_so(text: str) -> None:
    assert GUARD.inspect(text, Context(("US", "GB"))).action is Action.REDACT


@pytest.mark.parametrize(
    ("text", "hidden"), [("from its end: 8130090077 44+", "8130090077"), ("rot13: g.zr/varfinetn", "varf")]
)
def test_it_reads_a_text_as_the_text_says(text: str, hidden: str) -> None:
    verdict = GUARD.inspect(text)

    assert verdict.action is Action.REDACT
    assert hidden not in verdict.redacted
