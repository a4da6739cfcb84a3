"""Seeded histories of reporting, with what must come of each report and what must come to nothing.

A history is played in three parts, between which it yields: what was before, the first day, and the hour of
the interview two days later.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable

from anteroom.cases.settings import LEAVING, OTHER, PRIVACY
from anteroom.conduct.reports.model import LONGEST, MOST_A_DAY, MOST_HELD, Way
from anteroom.people.erasure import erase_member
from conduct.report_office import MAIL, MARKETPLACE, SLACK, Office, Pair, Taken

TOPICS = {"leaving": LEAVING, "privacy": PRIVACY, "conduct": OTHER, "not_real": OTHER, "other": OTHER}
SLIP = "You reach me at +49 30 9018{:04d}, any time"
ORDINARY = "Shall we talk about the ranking on Thursday?"
History = Callable[[Office, random.Random], AsyncIterator[None]]


def any_of(office: Office, pair: Pair, dice: random.Random) -> tuple[str, str, str]:
    """Draw who reports, about whom, and the category; what the other one reads is watched."""
    member = dice.choice((pair.client, pair.freelancer))
    other = pair.other(member)
    office.watched[other] = pair
    return member, other, dice.choice(list(TOPICS))


def by_program(member: str, about: str | None, category: str, *sources: str) -> Taken:
    """Return what must come of a report that the marketplace makes, and itself tells the outcome of."""
    return Taken(member, about, Way.API, TOPICS[category], sources, MARKETPLACE)


async def about_a_message(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """With a quotation or without; of what is not the other one's, or not theirs, nothing is taken."""
    pair, elsewhere = await office.pair(), office.elsewhere
    member, other, category = any_of(office, pair, dice)
    written = await office.message(pair, other, ORDINARY)
    own = await office.message(pair, member, ORDINARY)
    theirs = await office.message(elsewhere, elsewhere.client, ORDINARY)
    yield
    said = {"category": category, "words": office.say(member), "proposal": pair.proposal, "message": written}
    quoted = {"quote": office.say(member)} if dice.random() < 0.5 else {}
    taken = by_program(member, other, category, *(["quote"] if quoted else []))
    await office.must("message", office.by_api(member, **said, **quoted), taken)
    await office.must_not("the same again", office.by_api(member, **said, **quoted), 201)
    for kind, wrong, status in (
        ("own message", {"message": own}, 400),
        ("message elsewhere", {"message": theirs}, 404),
        ("message that is none", {"message": "msg-none"}, 404),
        ("message without a proposal", {"proposal": None}, 400),
        ("no words", {"words": dice.choice((" ", " \n", "\u200b \t"))}, 400),
        ("too many words", {"words": "x " * (LONGEST // 2 + dice.randrange(1, 400))}, 400),
        ("no category", {"category": "gossip"}, 400),
        ("no proposal", {"proposal": "p-none"}, 404),
    ):
        await office.must_not(kind, office.by_api(member, **{**said, **wrong}), status)
    stranger = dice.choice((elsewhere.client, elsewhere.freelancer))
    await office.must_not("stranger", office.by_api(stranger, **said), 403)
    await office.must_not("nobody", office.by_api("m-nobody", **said), 400, 404)
    yield
    # Two days later the same is a report of its own.
    await office.must("days later", office.by_api(member, **said, **quoted), taken)


async def with_held_texts(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """What the guard held of the other one here and lately bears it out; the own, old and other do not."""
    pair, elsewhere = await office.pair(), office.elsewhere
    member, other, category = any_of(office, pair, dice)
    count = dice.randrange(1, MOST_HELD + 2)
    for nth in range(count):
        await office.message(pair, other, SLIP.format(nth))
    old = dice.random() < 0.5
    if old:
        await office.reception.rewrite(
            """update held_text set at = at - interval '31 days'
            where proposal_id = (select id from proposal where external_id = $1)""",
            pair.proposal,
        )
    await office.message(pair, member, SLIP.format(77))
    await office.message(elsewhere, elsewhere.client, SLIP.format(78))
    yield
    said = {"category": category, "words": office.say(member), "proposal": pair.proposal}
    held = ["held"] * (0 if old else min(count, MOST_HELD))
    taken = by_program(member, other, category, *held)
    await office.must("proposal", office.by_api(member, **said), taken)
    again = {**said, "words": office.say(member)}
    await office.must(
        "more on it", office.by_api(member, **again), by_program(member, other, category, *held)
    )
    yield


async def eleven_in_a_day(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """Ten are taken, and by no way an eleventh; of nothing at all that has a name here."""
    pair = await office.pair()
    member, _, category = any_of(office, pair, dice)
    frame = await office.frame(member, pair)
    yield
    for _ in range(MOST_A_DAY):
        taken = by_program(member, None, category)
        report = office.by_api(member, category=category, words=office.say(member))
        await office.must("of nothing here", report, taken)
    for _ in range(2):
        report = office.by_api(member, category=category, words=office.say(member))
        await office.must_not("the eleventh", report, 409)
    await office.must_not("the eleventh", office.on_card(frame, words=office.say(member)), 409)
    yield


async def on_the_proposals_card(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """One press more is the same report; without words, and without a session, it is none."""
    pair = await office.pair()
    member, other, _ = any_of(office, pair, dice)
    yield
    frame, words = await office.frame(member, pair), office.say(member)
    taken = Taken(member, other, Way.CARD, LEAVING, (), MARKETPLACE)
    await office.must_not("no words", office.on_card(frame, words=" "), 400)
    await office.must("card", office.on_card(frame, words=words), taken)
    await office.must_not("pressed twice", office.on_card(frame, words=words), 200)
    frame.session = "none"
    await office.must_not("no session", office.on_card(frame, words=office.say(member)), 401)
    yield


async def of_somebody_erased(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """Who was erased may be complained of, and complains of nobody."""
    pair = await office.pair()
    member, other, category = any_of(office, pair, dice)
    await erase_member(office.world.house, other, "operator", "asked", "")
    yield
    said = {"category": category, "words": office.say(member), "proposal": pair.proposal}
    await office.must_not("erased", office.by_api(other, **said), 400, 404)
    await office.must("about the erased", office.by_api(member, **said), by_program(member, other, category))
    yield


async def ordinary_days(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """Slips and what is held report nobody by themselves."""
    pair = await office.pair()
    yield

    async def slip() -> tuple[int, str]:
        return 200, await office.message(pair, dice.choice((pair.client, pair.freelancer)), SLIP.format(79))

    for _ in range(4):
        await office.must_not("slip", slip(), 200)
    yield


async def in_slack(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """About an interview, or about nothing here; she is told in Slack."""
    maya, leo = office.cast.client, office.cast.freelancer
    yield
    for category in ("leaving", dice.choice(("conduct", "privacy"))):
        about = leo if category == "leaving" else None
        taken = Taken(maya, about, Way.SLACK, TOPICS[category], (), SLACK)
        report = office.in_slack(category, office.say(maya), office.interview)
        await office.must("slack", report, taken)
    taken = Taken(maya, None, Way.SLACK, OTHER, (), SLACK)
    await office.must("slack, of nothing here", office.in_slack("broken", office.say(maya), None), taken)
    yield


async def on_the_interviews_card(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """He is told by mail about the interview; who is not in it reports nothing of it."""
    leo, maya, stranger = office.cast.freelancer, office.cast.client, office.elsewhere
    yield
    card = await office.frame(leo, office.cast, interview=office.interview)
    for category in ("leaving", dice.choice(("conduct", "not_real"))):
        words = office.say(leo)
        about = maya if category == "leaving" else None
        taken = Taken(leo, about, Way.CARD, TOPICS[category], (), MAIL)
        await office.must("interview's card", office.on_card(card, category=category, words=words), taken)
        await office.must_not("pressed twice", office.on_card(card, category=category, words=words), 200)
    await office.must_not("no category", office.on_card(card, category="gossip", words=office.say(leo)), 400)
    said = {"category": "conduct", "words": office.say(leo), "interview": office.interview}
    await office.must_not("stranger", office.by_api(stranger.client, **said), 403)
    taken = Taken(leo, None, Way.API, OTHER, (), MAIL)
    await office.must("interview", office.by_api(leo, **said), taken)
    yield


async def from_the_call(office: Office, dice: random.Random) -> AsyncIterator[None]:
    """With words or without, by who blocks and by who is blocked; the same form twice is one report."""
    leo, maya = office.cast.freelancer, office.cast.client
    yield
    yield
    his, form = await office.seated("leo")
    hers, own = await office.seated("maya")
    taken = Taken(leo, maya, Way.CALL, LEAVING, (), MAIL)
    await office.must_not("no category", office.from_call(his, "leo", **form, category="gossip"), 400)
    await office.must_not("no form", office.from_call(his, "leo", category="leaving", key=""), 400)
    stranger = office.reception.browser()
    await office.must_not("no seat", office.from_call(stranger, "leo", **form, category="leaving"), 404)
    for words in (office.say(leo), ""):
        key = {"key": "".join(dice.choice("abcdef234567") for _ in range(20))}
        report = office.from_call(his, "leo", **key, category="leaving", words=words)
        await office.must("call", report, taken)
        again = office.from_call(his, "leo", **key, category="leaving", words=words)
        await office.must_not("pressed twice", again, 200)
    await office.must_not("only a block", office.from_call(hers, "maya", **own, block="1"), 200)
    own["key"] = own["key"][::-1]
    await office.must(
        "by who blocks",
        office.from_call(hers, "maya", **own, category="leaving", words=office.say(maya)),
        Taken(maya, leo, Way.CALL, LEAVING, (), SLACK),
    )
    said = {"category": "conduct", "words": office.say(leo), "interview": office.interview}
    taken = Taken(leo, None, Way.API, OTHER, (), MAIL)
    await office.must("by the blocked", office.by_api(leo, **said), taken)


HISTORIES: tuple[tuple[History, int], ...] = (
    (about_a_message, 2),
    (with_held_texts, 3),
    (eleven_in_a_day, 1),
    (on_the_proposals_card, 2),
    (of_somebody_erased, 1),
    (ordinary_days, 1),
    (in_slack, 1),
    (on_the_interviews_card, 1),
    (from_the_call, 1),
)
"""Each, and how many of it are drawn."""
