"""The fragment with a viewer's cards: each is rendered from the own view and passes the door by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from anteroom.api.doorway import PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.effects.model import Part
from anteroom.embeds.card import Besides, Card, Refusal, card_of
from anteroom.embeds.conduct_part import conduct_part
from anteroom.embeds.pages import fragment
from anteroom.embeds.sessions import Viewer
from anteroom.embeds.words import embed_words
from anteroom.house import House
from anteroom.interview_offers import store as offers
from anteroom.interviews import store
from anteroom.interviews.model import Interview
from anteroom.interviews.view import view_of
from anteroom.passes.after_views import after_shown
from anteroom.passes.seats import seat_of_party
from anteroom.proposals import store as proposals
from anteroom.times.common import CommonTime
from anteroom.times.polls.view import SIGNS
from anteroom.times.polls.views import SAYABLE

MOST = 20
"""Cards of one proposal that are shown: those to come first, then the latest that are over."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as it leaves, for the door."""

    parts: tuple[Part, ...]
    minted: tuple[str, ...]
    readers: tuple[str, ...]


async def draw(
    request: web.Request,
    house: House,
    viewer: Viewer,
    status: int = 200,
    *,
    refused: tuple[str, Refusal] | None = None,
    common: tuple[str, Sequence[CommonTime]] | None = None,
    reported: tuple[str, str] = ("", ""),
    focus: str = "",
    next_only: bool = False,
    trouble: str = "",
    done: str = "",
) -> web.Response:
    """Return every card that this viewer's session opens, and below a proposal's what can come next.

    `refused`: what was not done, and on which interview; `common`: the next times that suit everybody, and
    for which; `reported`: on which interview what was reported, by its reference; `focus`: the card at which
    the reader goes on;
    `next_only`: without the cards, for a page that shows each where it was posted; `trouble` and `done`: what
    became of what was tried below them.
    """
    async with house.database.connection() as conn:
        interviews = await _shown(conn, viewer)
        mark = await mark_of(conn, viewer)
        offered = await _offered(conn, viewer)
        conduct = await conduct_part(conn, house, viewer)
    drawn, minted = [], [mark]
    for interview in () if next_only else interviews:
        besides = Besides(
            refused[1] if refused and refused[0] == interview.id else None,
            common[1] if common and common[0] == interview.id else None,
            reported[1] if reported[0] == interview.id else "",
        )
        card = await _card(house, interview, viewer, besides)
        known = _minted(card, interview)
        drawn.append(await _passed(request, house, viewer, card, known, focus=focus == interview.id))
        minted += [*known, *interview.permitted]
    only = interviews[0].id if viewer.interview_id is not None and interviews else None
    request[PASSAGE] = Passage(only, (viewer.person_id,), tuple(each for each in minted if each))
    return fragment(
        request,
        "embed_cards.html",
        viewer.member.language,
        status,
        cards=drawn,
        path="/embed/next" if next_only else "/embed/card",
        mark=mark,
        offered=offered,
        conduct=replace(conduct, trouble=trouble, done=done),
        viewer=viewer,
        marketplace=house.settings.marketplace.name,
        living=viewer.proposal.living,
        any=bool(interviews),
        ahead=any(not each.state.over for each in interviews),
    )


async def state_of(conn: Connection, viewer: Viewer) -> dict[str, int | str]:
    """Return what tells a shown card from a newer one: interviews' ids and revisions, and a digest."""
    rows = await conn.fetch(
        """select id, revision from interview where proposal_id = $1 and ($2::text is null or id = $2)
            and not (polling = 'team' and $3)""",
        viewer.proposal.id,
        viewer.interview_id,
        viewer.is_freelancer,
    )
    state: dict[str, int | str] = {row["id"]: row["revision"] for row in rows}
    if viewer.interview_id is None:
        state["proposal"] = await mark_of(conn, viewer)
    return state


async def mark_of(conn: Connection, viewer: Viewer) -> str:
    """Return a digest of what a proposal's embed shows beside its interviews."""
    row = await conn.fetchrow(
        """select (select string_agg(id || ' ' || state, ' ' order by id) from interview_offer
            where proposal_id = $1) as offers,
            (select string_agg(id || coalesce(answered_at::text, ''), ' ' order by id) from lesson
            where proposal_id = $1 and seen) as slips, count(*) as all,
            count(*) filter (where state = any($2::text[])) as ahead from interview where proposal_id = $1
            and not (polling = 'team' and $3)""",
        viewer.proposal.id,
        store.NOT_OVER,
        viewer.is_freelancer,
    )
    assert row is not None
    said = f"{viewer.proposal.id} {viewer.proposal.state} {row['offers']} {row['all']} {row['ahead']}"
    said += f" {row['slips'] or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


async def _shown(conn: Connection, viewer: Viewer) -> Sequence[Interview]:
    if viewer.interview_id is not None:
        return [await store.load(conn, viewer.interview_id)]
    found = await store.of_proposal(conn, viewer.proposal.id)
    # While a client's own people are asked first, the freelancer is not to hear of it.
    found = [each for each in found if not (each.hidden and viewer.is_freelancer)]
    ahead = sorted((each for each in found if not each.state.over), key=lambda each: each.starts_at)
    over = sorted((each for each in found if each.state.over), key=lambda each: each.starts_at, reverse=True)
    return [*ahead, *over][:MOST]


async def _offered(conn: Connection, viewer: Viewer) -> str:
    """Return the label of the freelancer who offers an interview just now, "" where none is offered."""
    if viewer.interview_id is not None or await offers.open_on(conn, viewer.proposal.id) is None:
        return ""
    freelancer = await proposals.member_by_person(conn, viewer.proposal.freelancer_id)
    return freelancer.label if freelancer else ""


async def _passed(
    request: web.Request, house: House, viewer: Viewer, card: Card, minted: tuple[str, ...], *, focus: bool
) -> Markup:
    """Render a card and show it to the door. Each about its own people: what the policy let pass in one
    interview passes there alone. Raises Withheld.
    """
    say = embed_words(viewer.member.language)
    said = {"card": card, "say": say, "language": say.language, "focus": focus}
    html = aiohttp_jinja2.render_string(
        "embed_card.html", request, {**said, "sayable": SAYABLE, "signs": SIGNS}
    )
    about = Drawn((Part("text/html", html.encode()),), minted, (viewer.person_id,))
    async with house.database.connection() as conn:
        await house.door.inspect(conn, card.id, about)
    return Markup(html)


async def _card(house: House, interview: Interview, viewer: Viewer, besides: Besides) -> Card:
    party = interview.party_of(viewer.person_id)
    async with house.database.connection() as conn:
        view = await view_of(conn, house, interview, party)
        if party is None:
            # Who schedules for the client sees what the thread shows, in the own words and zone.
            view = replace(view, zone=viewer.member.time_zone, language=viewer.member.language)
        after = None
        if party is not None and interview.state.over:
            seated = await seat_of_party(house, interview, party)
            after = await after_shown(conn, house, seated, view)
    return card_of(
        interview,
        view,
        embed_words(view.language),
        after,
        besides,
        now=house.clock.now(),
        reviewed=house.settings.reviewed,
    )


def _minted(card: Card, interview: Interview) -> tuple[str, ...]:
    """Return the strings of our own in a card: ids, links and instants."""
    view = card.view
    if card.poll is not None:
        times = [each.when for each in card.poll.times]
        return (*view.minted, *(each.iso_start for each in times), card.local, interview.neutral)
    instants = [view.starts_at.isoformat(), view.ends_at.isoformat(), card.local]
    instants += [instant for instant, _ in card.common or ()]
    return (*view.minted, *instants, *(card.after.minted if card.after else ()), interview.neutral)
