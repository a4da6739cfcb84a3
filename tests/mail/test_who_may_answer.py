"""Who may answer for a party: every row of the table in docs/calendar.md, and how addresses are compared."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from anteroom_mail.proof.mail_domains import Kin, kin, organisational
from anteroom_mail.proof.who_may_answer import Line, Proof, Verdict, who_may_answer

PAGE = Path(__file__).parents[2] / "docs" / "calendar.md"

TAKE, ASK, HOLD, TELL = "taken", "asked", "held", "taken, told"
TABLE = {
    # sender, proof: what follows by the ATTENDEE line: own, company, stranger, others
    (Kin.REGISTERED, Proof.PASS): (TAKE, TAKE, TAKE, HOLD),
    (Kin.REGISTERED, Proof.NONE): (TAKE, ASK, ASK, HOLD),
    (Kin.REGISTERED, Proof.FAIL): (ASK, ASK, ASK, HOLD),
    (Kin.SUBADDRESS, Proof.PASS): (TAKE, TAKE, TAKE, HOLD),
    (Kin.SUBADDRESS, Proof.NONE): (TAKE, ASK, ASK, HOLD),
    (Kin.SUBADDRESS, Proof.FAIL): (ASK, ASK, ASK, HOLD),
    (Kin.COMPANY, Proof.PASS): (TAKE, TELL, ASK, HOLD),
    (Kin.COMPANY, Proof.NONE): (ASK, ASK, ASK, HOLD),
    (Kin.COMPANY, Proof.FAIL): (HOLD, HOLD, HOLD, HOLD),
    (Kin.STRANGER, Proof.PASS): (ASK, ASK, ASK, HOLD),
    (Kin.STRANGER, Proof.NONE): (ASK, ASK, ASK, HOLD),
    (Kin.STRANGER, Proof.FAIL): (HOLD, HOLD, HOLD, HOLD),
}
WORDS = {Verdict.TAKE: TAKE, Verdict.ASK: ASK, Verdict.HOLD: HOLD}


def ruled(sender: Kin, proof: Proof, line: Line) -> str:
    ruling = who_may_answer(sender, proof, line)
    return TELL if ruling.tell else WORDS[ruling.verdict]


@pytest.mark.parametrize(("sender", "proof"), list(product(Kin, Proof)))
def test_it_rules_as_the_table_says(sender: Kin, proof: Proof) -> None:
    assert tuple(ruled(sender, proof, line) for line in Line) == TABLE[sender, proof]


def test_the_table_in_the_documentation_is_this_one() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        for line in PAGE.read_text().partition("## Who may answer")[2].splitlines()
        if line.startswith(("| registered ", "| subaddress ", "| company ", "| stranger "))
    ]
    assert rows == [(str(sender), str(proof), *TABLE[sender, proof]) for sender, proof in product(Kin, Proof)]


def test_it_takes_nothing_that_failed_and_nothing_of_strangers() -> None:
    """Whatever the table becomes, these two must hold."""
    for sender, proof, line in product(Kin, Proof, Line):
        if proof is Proof.FAIL or sender is Kin.STRANGER:
            assert who_may_answer(sender, proof, line).verdict is not Verdict.TAKE


@pytest.mark.parametrize(
    ("address", "registered", "expected"),
    [
        ("Dana.Voss@Larkfield.TEST", "dana.voss@larkfield.test", Kin.REGISTERED),
        ("dana.voss+cal@larkfield.test", "dana.voss@larkfield.test", Kin.SUBADDRESS),
        ("dana.voss@larkfield.test", "dana.voss+work@larkfield.test", Kin.SUBADDRESS),
        ("danavoss@larkfield.test", "dana.voss@larkfield.test", Kin.COMPANY),
        ("da.navoss@gmail.com", "danavoss@gmail.com", Kin.SUBADDRESS),
        ("danavoss+x@googlemail.com", "dana.voss@gmail.com", Kin.SUBADDRESS),
        ("somebody@gmail.com", "dana.voss@gmail.com", Kin.STRANGER),
        ("somebody@yahoo.co.jp", "dana@yahoo.co.jp", Kin.STRANGER),
        ("somebody@t-online.de", "dana@t-online.de", Kin.STRANGER),
        ("somebody@i.softbank.jp", "dana@i.softbank.jp", Kin.STRANGER),
        ("somebody@guerrillamail.com", "dana@guerrillamail.com", Kin.STRANGER),
        ("support@other.zendesk.com", "support@larkfield.zendesk.com", Kin.STRANGER),
        ("a-list@googlegroups.com", "dana-team@googlegroups.com", Kin.STRANGER),
        ("office@mail.larkfield.example", "dana@larkfield.example", Kin.COMPANY),
        ("office@larkfield.co.uk", "dana@eu.larkfield.co.uk", Kin.COMPANY),
        ("office@other.co.uk", "dana@larkfield.co.uk", Kin.STRANGER),
        ("eve@eve.github.io", "dana@larkfield.github.io", Kin.STRANGER),
        ("office@bücher.example", "dana@xn--bcher-kva.example", Kin.COMPANY),
        ("dana@larkfield.test.evil.example", "dana@larkfield.test", Kin.STRANGER),
        ("dana@notlarkfield.test", "dana@larkfield.test", Kin.STRANGER),
        ("dana", "dana@larkfield.test", Kin.STRANGER),
        ("", "dana@larkfield.test", Kin.STRANGER),
        ("+cal@larkfield.test", "+work@larkfield.test", Kin.COMPANY),
        ("dana@larkfield..test", "dana@larkfield.test", Kin.STRANGER),
    ],
)
def test_it_compares_addresses(address: str, registered: str, expected: Kin) -> None:
    assert kin(address, registered) is expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("a.b.example.com", "example.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("relay.unheardof", "relay.unheardof"),
        ("deep.relay.unheardof", "relay.unheardof"),
        ("unheardof", "unheardof"),
        ("co.uk", "co.uk"),
    ],
)
def test_it_finds_the_organisational_domain(domain: str, expected: str) -> None:
    assert organisational(domain) == expected
