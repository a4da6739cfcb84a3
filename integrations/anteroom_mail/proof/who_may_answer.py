"""Who may answer for a party: one function, and the table in docs/calendar.md that it is tested against.

Behind every row stands one fact: a reply address is a secret of 26 letters that nobody but its party was
told, and the invitation that names it carries the party's pass too. Who forges From without any proof needs
the invitation, and whoever has that can sit in the party's seat anyway. So a mail that nobody vouches for is
taken from the registered address; but no other address gains anything by knowing the secret alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom_mail.proof.mail_domains import Kin


class Proof(StrEnum):
    """What is known of a mail's From: it passed DMARC, it failed, or nobody can say."""

    PASS = "pass"
    NONE = "none"
    FAIL = "fail"


class Line(StrEnum):
    """For whom the calendar message's ATTENDEE speaks.

    `OWN`: the registered mailbox. `COMPANY`: another of its company. `STRANGER`: an address nobody knows.
    `OTHERS`: another party of this interview, or lines that contradict one another, or nobody.
    """

    OWN = "own"
    COMPANY = "company"
    STRANGER = "stranger"
    OTHERS = "others"


class Verdict(StrEnum):
    """What becomes of an answer: taken, put before the party to confirm, or held."""

    TAKE = "take"
    ASK = "ask"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with its reason: for `TAKE` by what right, as the ledger keeps it; else why not.

    `tell`: the party is told that it was taken, since somebody else may have meant themselves.
    """

    verdict: Verdict
    reason: str
    tell: bool = False


SOMEBODY_ELSE = "it answers for somebody else"
FAILED = "its From failed DMARC"
ANOTHER_ADDRESS = "it comes from another address"
ANOTHER_LINE = "it names an attendee whom we do not know"


def who_may_answer(sender: Kin, proof: Proof, line: Line) -> Ruling:
    """Rule on one answer by its sender's address, what proves it, and for whom it speaks."""
    if line is Line.OTHERS:
        return Ruling(Verdict.HOLD, SOMEBODY_ELSE)
    match sender:
        case Kin.REGISTERED | Kin.SUBADDRESS:
            return _own(sender, proof, line)
        case Kin.COMPANY:
            return _company(proof, line)
        case Kin.STRANGER:
            # A failed proof in a stranger's name is not worth a letter to anybody.
            verdict = Verdict.HOLD if proof is Proof.FAIL else Verdict.ASK
            return Ruling(verdict, FAILED if proof is Proof.FAIL else ANOTHER_ADDRESS)


def _own(sender: Kin, proof: Proof, line: Line) -> Ruling:
    if proof is Proof.FAIL:
        # Forwarders break DKIM, and many domains that only watch (p=none) fail by themselves.
        return Ruling(Verdict.ASK, FAILED)
    if line is Line.OWN:
        return Ruling(Verdict.TAKE, f"{sender} address, {_proven(proof)}")
    if proof is Proof.PASS:
        # A program that knows its owner under another address of the same owner (Exchange's primary one).
        return Ruling(Verdict.TAKE, f"{sender} address, {_proven(proof)}, another attendee line")
    return Ruling(Verdict.ASK, ANOTHER_LINE)


def _company(proof: Proof, line: Line) -> Ruling:
    if proof is Proof.FAIL:
        return Ruling(Verdict.HOLD, FAILED)
    if proof is Proof.PASS and line is not Line.STRANGER:
        # Without the party's own line it may be a colleague to whom the invitation was passed on.
        return Ruling(Verdict.TAKE, f"company address, {_proven(proof)}", tell=line is not Line.OWN)
    return Ruling(Verdict.ASK, ANOTHER_ADDRESS)


def _proven(proof: Proof) -> str:
    return "proven" if proof is Proof.PASS else "unproven"
