"""The page of a client whom nobody answers: wait, pick the next of the shortlist, or get help.

Its address stands in the client's own mail or Slack message, and is the proof. A choice is confirmed on a
second step, since a press is told to the marketplace; neither step needs a script.
"""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.interviews.succession import may_host
from anteroom.nudges import store as waits
from anteroom.nudges.address import WAITING_PATH, named_by
from anteroom.nudges.escalation import store
from anteroom.nudges.escalation.actions import choose
from anteroom.nudges.escalation.model import Choice, Escalation
from anteroom.nudges.escalation.words import EscalationSeen, escalation_seen
from anteroom.nudges.model import Waiting
from anteroom.pages.plain import page
from anteroom.plain_text import one_line
from anteroom.proposals import store as proposals

Here = tuple[Escalation, Waiting, EscalationSeen, list[tuple[str, str]]]
"""What is put before the client, what waits, how it is said, and who is on the shortlist: (id, label)."""


async def show(request: web.Request) -> web.Response:
    """Show what can be chosen, or what was."""
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        here = await _here(conn, request)
    return _page(request, here, "over" if not here[1].open else "done" if here[0].choice else "choose")


async def decide(request: web.Request) -> web.StreamResponse:
    """Ask whether that is what the client wants; once confirmed, do it."""
    house = request.app[HOUSE]
    form = await read_form(request)
    async with house.database.connection() as conn:
        here = await _here(conn, request)
    escalation, waiting, _, _ = here
    if form.get("wish") == "anew":
        return _page(request, here, "choose" if waiting.open else "over")
    choice, picked = _chosen(form.get("wish", "")), form.get("picked", "")
    if not waiting.open:
        return _page(request, here, "over")
    if form.get("sure") != "yes":
        return _page(request, here, "sure", choice=choice, picked=picked)
    try:
        await choose(house, escalation.id, escalation.client_id, choice, picked)
    except Conflict:
        async with house.database.connection() as conn:
            return _page(request, await _here(conn, request), "over")
    return web.Response(status=303, headers={"Location": request.path})


def _page(
    request: web.Request, here: Here, step: str, *, choice: Choice | None = None, picked: str = ""
) -> web.Response:
    escalation, _, seen, shortlist = here
    choice = choice or escalation.choice
    whom = picked or escalation.picked_id or ""
    label = dict(shortlist).get(whom, "")
    if step == "sure" and choice is Choice.PICK and not label:
        raise BadInput("Please choose one of the page's buttons.", field="picked")
    request[PASSAGE] = Passage(
        minted=(request.match_info["local"], seen.thread or "", *(each for each, _ in shortlist)),
        readers=(escalation.client_id,),
    )
    return page(
        request,
        "nudge_waiting.html",
        step=step,
        choice=choice.value if choice else "",
        picked=whom,
        label=label,
        shortlist=shortlist,
        why=seen.why,
        thread=seen.thread,
        title=seen.title,
        say=seen,
        language=seen.say.language,
    )


def _chosen(wish: str) -> Choice:
    if wish not in tuple(Choice):
        raise BadInput("Please press one of the page's buttons.", field="wish")
    return Choice(wish)


async def _here(conn: Connection, request: web.Request) -> Here:
    house = request.app[HOUSE]
    named = await named_by(conn, request.match_info["local"])
    escalation = await store.about(conn, named.waiting_id) if named is not None else None
    waiting = await waits.load(conn, escalation.waiting_id) if escalation is not None else None
    if named is None or escalation is None or waiting is None or named.person_id != escalation.client_id:
        raise NotFound("There is nothing here.", reason="not made by us")
    proposal = await proposals.proposal(conn, escalation.proposal_id)
    if not await may_host(conn, proposal, escalation.client_id):
        raise NotFound("There is nothing here.", reason="may schedule for the client no more")
    shortlist = [(each.proposal_id, one_line(each.label)) for each in await store.shortlist(conn, proposal)]
    seen = await escalation_seen(conn, house, waiting, escalation.client_id)
    return escalation, waiting, seen, shortlist


ROUTES = (
    web.get(WAITING_PATH + "{local}", show),
    web.post(WAITING_PATH + "{local}", decide),
)
