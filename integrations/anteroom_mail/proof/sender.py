"""Who wrote a mail to a party's address, and for whom its calendar message speaks."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.model import Interview, Party
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering
from anteroom_mail.proof.evidence import Evidence
from anteroom_mail.proof.mail_domains import Kin, domain_of, kin
from anteroom_mail.proof.who_may_answer import Line, Verdict, who_may_answer
from anteroom_mail.ways_in.outcome import Outcome, held

MOST_ATTENDEES = 50
SEVERAL_SENDERS = held("its From is not one address")


async def kin_of(conn: Connection, house: House, person_id: str, addresses: Sequence[str]) -> list[Kin]:
    """Compare addresses with the person's own, which is looked at here and goes nowhere."""
    registered = await house.vault.open(conn, person_id, "email")
    if registered is None:
        return [Kin.STRANGER] * len(addresses)
    return [kin(each, registered.reveal()) for each in addresses]


async def may_write(
    conn: Connection, house: House, party: Party, address: str, proof: Evidence
) -> Outcome | None:
    """Say why a letter from this address is not the party's own word; None where it is."""
    return await may_write_as(conn, house, party.person_id, address, proof)


async def may_write_as(
    conn: Connection, house: House, person_id: str, address: str, proof: Evidence
) -> Outcome | None:
    """Say why a letter from this address is not the person's own word; None where it is."""
    if not proof.one_sender:
        return SEVERAL_SENDERS
    (sender,) = await kin_of(conn, house, person_id, [address])
    ruling = who_may_answer(sender, proof.proof, Line.OWN)
    return None if ruling.verdict is Verdict.TAKE else held(ruling.reason)


async def speaking_line(
    conn: Connection,
    house: House,
    interview: Interview,
    party: Party,
    message: CalendarAnswer,
    from_address: str,
) -> tuple[Line, Answering | None]:
    """Return the ATTENDEE that speaks for the party, and how it stands to the party.

    A COUNTER repeats everybody, and some programs name all addresses of their owner: what is another's of
    its side, or an alias of ours, is left aside; of what remains the party's own line counts, else the one
    there is, else the sender's.
    """
    own: list[Answering] = []
    unknown: list[tuple[Kin, Answering]] = []
    lines = message.attendees[:MOST_ATTENDEES]
    for near, line in zip(
        await kin_of(conn, house, party.person_id, [each.address for each in lines]), lines, strict=True
    ):
        if near in (Kin.REGISTERED, Kin.SUBADDRESS):
            own.append(line)
        elif not await _anothers(conn, house, interview, party, line.address):
            unknown.append((near, line))
    if own:
        return (Line.OWN, own[0]) if len({line.partstat for line in own}) == 1 else (Line.OTHERS, None)
    if len(unknown) > 1:
        unknown = [each for each in unknown if each[1].address.casefold() == from_address.casefold()]
    if len(unknown) != 1:
        return Line.OTHERS, None
    near, line = unknown[0]
    return (Line.COMPANY if near is Kin.COMPANY else Line.STRANGER), line


async def _anothers(conn: Connection, house: House, interview: Interview, party: Party, address: str) -> bool:
    if domain_of(address) == house.settings.relay_domain.lower():
        return True
    owners = set(await house.vault.owners(conn, "email", address))
    # Of the own side only: were the other side's addresses told apart from strangers', a party could find
    # them out by its own answers, guess by guess.
    others = [each for each in interview.parties if each.id != party.id and each.side is party.side]
    return any(each.person_id in owners for each in others)
