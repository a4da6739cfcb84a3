"""Histories that must raise a flag and such that must not, each with its name, beside honest peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from conduct.flag_books import DAY, Books

History = Callable[[Books], str]
"""Writes what somebody did, and returns who."""
PEERS = 160


def honest_peers(books: Books) -> None:
    """Clients and as many freelancers, each with five hires and five interviews; one of ten is a hit."""
    clients, sellers = honest_hires(books, PEERS)
    for number, client in enumerate(clients):
        for nth in range(5):
            at, odd = books.begins + (60 + 50 * nth) * DAY, number % 5 == nth
            # Others than those whom it hired: a contract, or an interview, explains what is counted.
            seller = sellers[(number + PEERS // 2 + nth) % PEERS]
            met = books.proposal(client, seller, **withdrawn(at, odd and number % 4 == 2))
            side = "client" if number % 8 else "freelancer"
            books.interview(met, client, seller, at, **no_show(side, odd and number % 4 == 0))
            books.message(met, seller, at - DAY)
            books.message(met, client, at - DAY)
            if odd and number % 4 == 1:
                books.slip(met, seller if number % 8 == 1 else client, at)


def honest_hires(books: Books, count: int) -> tuple[list[str], list[str]]:
    """Clients and freelancers, of whose hires one in ten is silent; return them."""
    clients = [books.member("client") for _ in range(count)]
    sellers = [books.member("freelancer") for _ in range(count)]
    talk(books, clients[0], books.member("freelancer"), books.begins + DAY)
    for number, client in enumerate(clients):
        for nth in range(5):
            at, odd = books.begins + (60 + 50 * nth) * DAY, number % 5 == nth
            hired = books.proposal(client, sellers[(number + nth) % count])
            books.hire(hired, at)
            if number % 2 or not odd:
                books.message(hired, client, at - DAY)
    return clients, sellers


def talk(books: Books, client: str, freelancer: str, at: Any) -> str:
    """A proposal on which somebody wrote."""
    proposal = books.proposal(client, freelancer)
    books.message(proposal, freelancer, at)
    return proposal


def withdrawn(at: Any, hit: bool = True) -> dict[str, Any]:
    """What a proposal is that was withdrawn a day after its interview."""
    return {"state": "withdrawn", "refused": at + DAY} if hit else {}


def no_show(side: str, hit: bool = True) -> dict[str, Any]:
    """What an interview is to which a side did not come."""
    return {"state": "missed", "missing": side} if hit else {}


def hires(books: Books, count: int = 6, silent: int = 6, plan: str = "basic", **fact: Any) -> str:
    """A client that hired so many, so many of them without a word."""
    client = books.member("client", plan)
    for nth in range(count):
        at = books.begins + (70 + 20 * nth) * DAY
        freelancer = books.member("freelancer")
        proposal = books.proposal(client, freelancer)
        books.hire(proposal, at, **fact)
        if nth >= silent:
            books.message(proposal, client, at - DAY)
    return client


def hires_around(books: Books, around: str) -> str:
    """A client that hired six, each with something around it that explains the silence."""
    organisation = books.organisation("client")
    agency = books.organisation("agency")
    client = books.member("client", organisation=organisation)
    for nth in range(6):
        at = books.begins + (70 + 20 * nth) * DAY
        if around == "late":
            at = books.begins + 365 * DAY - timedelta(hours=12)
        if around == "before we listened":
            at = books.begins + 20 * DAY
        freelancer = books.member("freelancer", organisation=agency if around == "agency spoke" else None)
        proposal = books.proposal(client, freelancer)
        if around == "interviews":
            books.interview(proposal, client, freelancer, at - DAY)
        if around == "another proposal":
            talk(books, client, freelancer, at - 9 * DAY)
        if around == "a colleague spoke":
            talk(books, books.member("client", organisation=organisation), freelancer, at - DAY)
        if around == "agency spoke":
            talk(books, client, books.member("freelancer", organisation=agency), at - DAY)
        if around == "rehires":
            books.hire(books.proposal(client, freelancer), at - 400 * DAY)
        if around == "spoke afterwards":
            books.message(proposal, client, at + 3 * DAY)
        books.hire(proposal, at)
    return client


def interviewed(
    books: Books,
    count: int = 5,
    hits: int = 5,
    side: str = "client",
    plan: str = "basic",
    around: str = "",
    **end: Any,
) -> str:
    """Somebody whose proposals were withdrawn right after so many interviews."""
    own = books.member(side, plan if side == "client" else "basic")
    for nth in range(count):
        at = books.begins + (70 + 20 * nth) * DAY
        other = books.member("freelancer" if side == "client" else "client")
        client, freelancer = (own, other) if side == "client" else (other, own)
        after = end if nth < hits and end else withdrawn(at, nth < hits)
        if after.get("refused") == "late":
            after = {**after, "refused": at + 4 * DAY}
        if after.get("refused") == "soon":
            after = {**after, "refused": at + DAY}
        job = f"j-{own}-{nth}"
        proposal = books.proposal(client, freelancer, job=job, **after)
        if around == "hired another":
            books.proposal(client, books.member("freelancer"), job=job, hired=at, state="hired")
        if around == "contract":
            books.hire(books.proposal(client, freelancer), at - 20 * DAY)
        books.interview(proposal, client, freelancer, at, minutes=2 if around == "cut off" else 30)
    return own


def absent(books: Books, count: int = 5, hits: int = 5, side: str = "freelancer", **end: Any) -> str:
    """Somebody who did not come to so many interviews."""
    own = books.member(side)
    for nth in range(count):
        at = books.begins + (70 + 20 * nth) * DAY
        other = books.member("freelancer" if side == "client" else "client")
        client, freelancer = (own, other) if side == "client" else (other, own)
        proposal = books.proposal(client, freelancer)
        what = no_show(side, nth < hits) | (end if nth < hits else {})
        books.interview(proposal, client, freelancer, at, **what)
    return own


def slips(books: Books, count: int = 6, hits: int = 6, side: str = "freelancer", **end: Any) -> str:
    """Somebody whose texts were held on so many proposals."""
    own = books.member(side)
    for nth in range(count):
        at = books.begins + (70 + 20 * nth) * DAY
        other = books.member("freelancer" if side == "client" else "client")
        client, freelancer = (own, other) if side == "client" else (other, own)
        proposal = talk(books, client, freelancer, at - DAY)
        books.message(proposal, own, at)
        if nth < hits:
            books.slip(proposal, own, at, **end)
    return own


def all_on_one(books: Books) -> str:
    """Somebody who slipped again and again, on one of six proposals."""
    own = slips(books, hits=0)
    proposal = talk(books, books.member("client"), own, books.begins + 70 * DAY)
    for nth in range(6):
        books.slip(proposal, own, books.begins + (70 + nth) * DAY)
    return own


def must(kind: str) -> Iterator[tuple[str, History]]:
    """What has to be noticed."""
    if kind == "silent_hires":
        yield "six of six", hires
        yield "eight of ten", partial(hires, count=10, silent=8)
        yield "of a company", partial(hires_around, around="nothing")
        yield "who spoke afterwards", partial(hires_around, around="spoke afterwards")
        yield "at a real price", partial(hires, fixed_price=900.0)
    if kind == "withdrawn_after":
        yield "a client, five of five", interviewed
        yield "a client, four of six", partial(interviewed, count=6, hits=4)
        yield "a freelancer, five of five", partial(interviewed, side="freelancer")
    if kind == "no_shows":
        yield "a freelancer, five of five", absent
        yield "a client, five of five", partial(absent, side="client")
        yield "a freelancer, five of seven", partial(absent, count=7)
        yield "neither side", partial(absent, missing="both")
        yield "looked at and kept", partial(absent, contested="kept")
    if kind == "slips_all_over":
        yield "a freelancer, six of six", slips
        yield "a client, six of six", partial(slips, side="client")
        yield "what people kept", partial(slips, state="kept")


def must_not(kind: str) -> Iterator[tuple[str, History]]:
    """What has an ordinary explanation, or says too little."""
    if kind == "silent_hires":
        for origin in ("byo", "any_hire", "catalogue", "direct", "scouted"):
            yield origin, partial(hires, origin=origin)
        yield "spoke elsewhere", partial(hires, spoke_elsewhere=True)
        yield "messages are not told", partial(hires, messages_told=False)
        yield "very small jobs", partial(hires, fixed_price=20.0)
        yield "an exempt plan", partial(hires, plan="enterprise")
        yield "too few", partial(hires, count=3, silent=3)
        yield "as usual", partial(hires, count=10, silent=2)
        for around in (
            "interviews", "another proposal", "a colleague spoke", "agency spoke", "rehires", "late",
            "before we listened",
        ):  # fmt: skip
            yield around, partial(hires_around, around=around)
    if kind == "withdrawn_after":
        yield "four days later", partial(interviewed, state="withdrawn", refused="late")
        yield "declined by the client", partial(interviewed, state="declined", refused="soon")
        yield "the job was another's", partial(interviewed, around="hired another")
        yield "who have a contract", partial(interviewed, around="contract")
        yield "calls that were cut off", partial(interviewed, around="cut off")
        yield "an exempt plan", partial(interviewed, plan="business")
        yield "too few", partial(interviewed, count=2, hits=2)
        yield "once in a while", partial(interviewed, count=12, hits=2)
    if kind == "no_shows":
        yield "technical trouble", partial(absent, state="technical", missing="")
        yield "corrected by people", partial(absent, state="held", missing="")
        yield "contested, not looked at", partial(absent, contested="open")
        yield "in a tool outside", partial(absent, place="link")
        yield "the other side was missing", partial(absent, missing="client")
        yield "never accepted", partial(absent, answer="tentative")
        yield "too few", partial(absent, count=3, hits=3)
        yield "once in a while", partial(absent, count=12, hits=2)
    if kind == "slips_all_over":
        yield "released by people", partial(slips, state="released")
        yield "appealed, not looked at", partial(slips, state="held", appealed=True)
        yield "all on one proposal", all_on_one
        yield "too few", partial(slips, count=4, hits=4)
        yield "once in a while", partial(slips, count=12, hits=2)
