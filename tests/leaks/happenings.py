"""What can happen in a history, one function each; `dice` decides the rest. A refusal is an answer too."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.mailbox.answers import AnswerNotSent
from anteroom.sandbox.marketplace.anteroom_client import AnteroomRefused
from anteroom.sandbox.marketplace.books import contract_body, member_body
from anteroom.sandbox.marketplace.model import NotNow
from leaks.history import History
from leaks.said import LABELS, said

Happening = Callable[[History, random.Random], Awaitable[None]]
GUESTS = ("dana", "tomas", "ines", "priya")
EVERYBODY = ("maya", "leo", *GUESTS)
ANSWERS: tuple[Literal["accepted", "declined", "tentative"], ...] = ("accepted", "declined", "tentative")


async def schedule_by_api(history: History, dice: random.Random) -> None:
    """The marketplace schedules for Maya."""
    guests = dice.sample(GUESTS, dice.randrange(4))
    title, agenda = said(history, dice, "maya"), said(history, dice, "maya")
    body = {
        "proposal": dice.choice(history.world.twins.cast.proposals).id,
        "host": "m-maya",
        "starts_at": _soon(history, dice).isoformat(),
        "minutes": dice.choice((15, 45, 60)),
        "title": title[:120],
        "agenda": agenda,
        "nda": dice.random() < 0.3,
        "guests": [
            {"email": history.person(key).email, "label": _label(history, dice, key), "required": True}
            for key in guests
        ],
    }
    history.type("maya", str(body))
    _ = await history.program.call("POST", "/v1/interviews", body)


async def answer_by_api(history: History, dice: random.Random) -> None:
    """A member answers from the thread."""
    body = {"member": dice.choice(("m-leo", "m-leo", "m-maya")), "answer": dice.choice(ANSWERS)}
    await _on_interview(history, dice, "answers", body)


async def counter_by_api(history: History, dice: random.Random) -> None:
    """Leo proposes another time from the thread."""
    comment = said(history, dice, "leo")
    body = {"member": "m-leo", "starts_at": _soon(history, dice).isoformat(), "minutes": 30}
    await _on_interview(history, dice, "counters", {**body, "comment": comment})


async def move_by_api(history: History, dice: random.Random) -> None:
    """Maya moves it."""
    await _on_interview(
        history, dice, "move", {"member": "m-maya", "starts_at": _soon(history, dice).isoformat()}
    )


async def late_by_api(history: History, dice: random.Random) -> None:
    """A member runs late, whenever that is."""
    body = {"member": dice.choice(("m-leo", "m-maya")), "minutes": dice.choice((5, 10, 15))}
    await _on_interview(history, dice, "late", body)


async def offer_by_api(history: History, dice: random.Random) -> None:
    """Maya offers Leo other times."""
    offers = [_soon(history, dice).isoformat() for _ in range(dice.randrange(3))]
    await _on_interview(history, dice, "offers", {"member": "m-maya", "offers": offers})


async def cancel_by_api(history: History, dice: random.Random) -> None:
    """Maya cancels it and says why."""
    await _on_interview(history, dice, "cancel", {"member": "m-maya", "reason": said(history, dice, "maya")})


async def press_on_card(history: History, dice: random.Random) -> None:
    """A member presses a button of the thread's card."""
    market = history.world.twins.marketplace
    cards = list(market.books.cards)
    if cards:
        try:
            await market.answer_card(dice.choice(("leo", "maya")), dice.choice(cards), dice.choice(ANSWERS))
        except AnteroomRefused as refused:
            assert refused.status < 500


async def answer_by_mail(history: History, dice: random.Random) -> None:
    """Somebody's calendar answers; the comment may say too much."""
    mailbox = history.world.twins.mailbox
    found = [(key, entry) for key in EVERYBODY for entry in mailbox.calendar(key)]
    if not found:
        return
    key, entry = dice.choice(found)
    comment = said(history, dice, key)
    start = _soon(history, dice)
    answers: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: mailbox.accept(key, entry.uid),
        lambda: mailbox.decline(key, entry.uid, comment),
        lambda: mailbox.tentative(key, entry.uid),
        lambda: mailbox.propose(key, entry.uid, start, start + timedelta(minutes=45), comment),
    )
    try:
        _ = await dice.choice(answers)()
    except AnswerNotSent as refused:
        assert refused.code is None or refused.code < 560


async def send_bad_mail(history: History, dice: random.Random) -> None:
    """Mail that no calendar wrote, or that a forger did, full of what must not come back."""
    mailbox, sender = history.world.twins.mailbox, history.person(dice.choice(EVERYBODY))
    addresses = [entry.organizer for key in EVERYBODY for entry in mailbox.calendar(key)]
    to = dice.choice([*addresses, "nobody@relay.example"])
    bodies = (
        f"From: {sender.email}\r\nSubject: {sender.phone}\r\n\r\nCall {sender.phone} or {sender.handle}\r\n",
        f"From: {sender.name} <{sender.email}>\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; "
        f"method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nUID:{sender.email}\r\n",
        f"Subject: =?utf-8?Q?{sender.handle}\r\n\r\n{sender.address}",
    )
    try:
        await mailbox.send_raw(sender.email, to, dice.choice(bodies).encode())
    except AnswerNotSent as refused:
        assert refused.code is None or refused.code < 560


async def write_in_thread(history: History, dice: random.Random) -> None:
    """A member writes a message; what the marketplace may show the other goes to the other."""
    market = history.world.twins.marketplace
    writer, reader = dice.choice((("maya", "leo"), ("leo", "maya")))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    text = said(history, dice, writer)
    message = await market.say(writer, proposal, text or "Good morning.")
    shown = message.seen_by(history.person(reader).member or "")
    if shown is not None:
        name = history.person(reader).name
        history.received.append(Capture(history.now, "http", "Harbourline", (name,), shown.encode()))


async def change_proposal(history: History, dice: random.Random) -> None:
    """A proposal is withdrawn, declined, archived, offered, or its offer accepted."""
    market = history.world.twins.marketplace
    proposal = dice.choice(history.world.twins.cast.proposals).id
    step = dice.choice(("withdraw", "decline", "archive", "offer", "accept_offer", "accept_offer"))
    try:
        contract = await getattr(market, step)(proposal)
    except NotNow:
        return
    if contract is not None:
        history.start_contract(proposal, contract)


async def end_contract(history: History, dice: random.Random) -> None:
    """A contract ends; from then on nothing more is disclosed by it."""
    if not history.contracts:
        return
    contract, proposal = dice.choice(sorted(history.contracts.items()))
    found = history.world.twins.marketplace.books.proposals[proposal].contract
    assert found is not None
    found.ended_at = found.ended_at or history.now
    history.end_contract(contract)
    _ = await history.program.call("PUT", f"/v1/contracts/{contract}", contract_body(found))


async def choose_shares(history: History, dice: random.Random) -> None:
    """A member chooses what a contract will open."""
    fields = dice.sample(("email", "phone", "handle", "address"), dice.randrange(5))
    key = dice.choice(("maya", "leo"))
    await history.world.twins.marketplace.shares(key, fields)
    history.choose(key)


async def change_details(history: History, dice: random.Random) -> None:
    """A member has new contact details."""
    key = dice.choice(("maya", "leo"))
    member = history.world.twins.marketplace.books.member(key)
    words = ["".join(dice.choices("abcdefghijkmnpqrstuvwxyz234567", k=12)) for _ in range(3)]
    new = {
        "email": f"{words[0]}@posta.example",
        "phone": f"+44 7700 {dice.randrange(900000, 900999)}",
        "handle": f"@{words[1]}",
        "address": f"{dice.randrange(1000, 9999)} {words[2].title()} Row, Bristol",
    }
    changed = {field: new[field] for field in dice.sample(sorted(new), dice.randrange(1, 5))}
    history.learn(key, changed)
    body: dict[str, Any] = member_body(member)
    _ = await history.program.call(
        "PUT", f"/v1/members/{member.id}", {**body, "contact": {**body["contact"], **changed}}
    )


async def read_by_api(history: History, dice: random.Random) -> None:
    """The marketplace reads everything there is, and for each member what is disclosed."""
    for offered in history.world.twins.cast.proposals:
        _ = await history.program.call("GET", f"/v1/proposals/{offered.id}")
        _ = await history.program.call("GET", f"/v1/interviews?proposal={offered.id}")
    for key in ("maya", "leo"):
        member = history.person(key).member
        _ = await history.program.call("GET", f"/v1/members/{member}")
        for contract in [*history.contracts, "none"]:
            path = f"/v1/disclosures?contract={contract}&viewer={member}"
            _ = await history.program.call("GET", path, reader=history.person(key).name)


async def let_time_pass(history: History, dice: random.Random) -> None:
    """Minutes, hours, days, or just until the next doors open, the next start, the next end."""
    step = dice.choice(("minute", "hours", "day", "doors", "doors", "start", "end"))
    start = history.world.twins.mailbox.next_start()
    waits = {"minute": timedelta(minutes=1), "hours": timedelta(hours=5), "day": timedelta(days=1)}
    if step in waits:
        history.clock.advance(waits[step])
    elif start is not None:
        before = {"doors": timedelta(minutes=-9), "start": timedelta(), "end": timedelta(minutes=75)}[step]
        history.clock.set(max(history.now, start + before))


def _soon(history: History, dice: random.Random) -> datetime:
    return history.now + timedelta(minutes=15 * dice.randrange(1, 300))


def _label(history: History, dice: random.Random, key: str) -> str:
    person = history.person(key)
    return dice.choice((*LABELS, person.name, person.email, f"{person.name} {person.phone}"))


async def _on_interview(history: History, dice: random.Random, what: str, body: Mapping[str, object]) -> None:
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    if found:
        history.type("maya" if body["member"] == "m-maya" else "leo", str(body))
        _ = await history.program.call("POST", f"/v1/interviews/{dice.choice(found)['id']}/{what}", body)
