"""A company's own tool behind a pass: what it shows, whether one agrees to that, and the way into it."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.errors import Conflict
from anteroom.gate import actions as gate
from anteroom.gate.model import Way
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom.meetings.actions import agree, place
from anteroom.meetings.life import all_may_record
from anteroom.meetings.link import ONE_ADDRESS, LinkRefused, hosts_of
from anteroom.meetings.model import MOST_IN_ROOM, NAMES, PROVIDERS, Kind, Tool, crowded
from anteroom.meetings.offered import tools_for
from anteroom.meetings.opening import CHANGED, open_tool, refuse_unless_ready
from anteroom.meetings.words import Words, hash_of, where_to_meet, words_of
from anteroom.meetings.words import records as records_of
from anteroom.pages.plain import go_to, policy
from anteroom.passes.seats import ROOMS, Seated, seat_of_request
from anteroom.proposals import store as proposals


@dataclass(frozen=True, slots=True)
class ToolShown:
    """A tool as the lobby shows it to one party. `recording` tells a host whether everybody agreed to one.

    `why` says where the call comes from, `records` who could record it ("" where nobody could). A call made
    by us may not be `ready`; `host_note` says to a host how the others get in.
    """

    words: Words
    hash: str
    rename: str
    recording: str
    why: str
    records: str
    ready: bool = True
    host_note: str = ""


def tool_shown(seated: Seated, view: View) -> ToolShown | None:
    """Return what the lobby says of the tool outside; None for our own room."""
    there, hosts = seated.interview.place, seated.party.id == seated.interview.host.id
    if not there.outside:
        return None
    words = words_of(there, view.language)
    records, recording = records_of(there, words), ""
    if hosts and records:
        recording = words.say("everybody" if all_may_record(seated.interview) else "not_everybody")
    made = there.kind is Kind.MADE
    return ToolShown(
        words,
        hash_of(there),
        words.rename if hosts else "",
        recording,
        words.say("why.made" if made else "why"),
        records,
        ready=there.ready or not made,
        host_note=words.say("open.host") if hosts and made and there.tool is Tool.ZOOM else "",
    )


def crowded_note(seated: Seated, view: View) -> str:
    """Return that the room stands in for a tool, or to a host of more people than it holds what to do."""
    interview = seated.interview
    if interview.place.instead_of is not None:
        return where_to_meet(interview.place, view.language)
    if seated.party.id != interview.host.id or not crowded(interview.place, len(interview.present)):
        return ""
    return words_of(interview.place, view.language).say("crowded", most=MOST_IN_ROOM)


def let_forms_lead(answer: web.Response, seated: Seated, house: House) -> None:
    """Let the page's form end at the tool: browsers hold `form-action` against a redirect, too.

    Named are the hosts that all links of the tool have, so that the page does not tell whose this one is.
    """
    there = seated.interview.place
    if there.tool is None:
        return
    leads_to = hosts_of(there.tool, house.settings.link_hosts)
    if there.kind is Kind.MADE:
        provider = house.meetings.of(PROVIDERS[there.tool])
        leads_to = (*hosts_of(there.tool, {}), *(provider.leads_to if provider else ()))
    answer.headers["Content-Security-Policy"] = policy(*leads_to)


def choosing(seated: Seated, view: View) -> Words | None:
    """Return the words with which a host chooses another place; None for whom or when there is nothing to."""
    interview = seated.interview
    hosts = seated.party.id == interview.host.id
    if not hosts or interview.state.over or interview.first_together_at is not None:
        return None
    return words_of(interview.place, view.language)


async def makeable(conn: Connection, house: House, seated: Seated) -> list[tuple[Tool, str]]:
    """Return the tools in which calls can be made for a host's client, each with its name."""
    interview = seated.interview
    if seated.party.id != interview.host.id or interview.state.over:
        return []
    proposal = await proposals.proposal(conn, interview.proposal_id)
    return [(tool, NAMES[tool]) for tool in await tools_for(conn, house, proposal.client_id)]


async def choose_place(request: web.Request) -> web.StreamResponse:
    """Take the company's own link from the host, or a tool to make a call in, or go back into the room."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    tool, back = form.get("tool", "")[:40], form.get("back") == "yes"
    link = "" if back or tool else form.get("link", "").strip()
    if not (link or tool or back):
        raise LinkRefused(ONE_ADDRESS)
    await place(house, seated.interview.id, seated.party.person_id, link, "" if back else tool)
    return go_to(f"/lobby/{seated.party.id}")


async def agree_to_tool(request: web.Request) -> web.StreamResponse:
    """Keep that this party knows what the tool shows, and whether it agrees to a recording."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    if form.get("agree") != "yes":
        raise Conflict(CHANGED)
    record = form.get("record") == "yes"
    await agree(house, seated.interview, seated.party, form.get("text", ""), may_record=record)
    return go_to(f"/lobby/{seated.party.id}")


async def enter_tool(request: web.Request) -> web.StreamResponse:
    """Lead this browser to the tool: behind the gate, by a form that was sent, and with no referrer.

    Whoever has to be let in waits in our lobby, whose page presses the same button once that is done.
    """
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    refuse_unless_ready(seated.interview, seated.party)
    way = await gate.knock(house, seated.interview.id, seated.party.id)
    await request.app[ROOMS].show_gate(seated.interview.room)
    if way in (Way.WAIT, Way.APART):
        return go_to(f"/lobby/{seated.party.id}")
    link = await open_tool(house, seated.interview.id, seated.party.id, seated.party.epoch)
    if link is None:  # they meet in the room after all, and the lobby says so
        return go_to(f"/lobby/{seated.party.id}")
    request[PASSAGE] = Passage(interview_id=seated.interview.id, readers=(seated.party.person_id,))
    return web.Response(status=303, headers={"Location": link.reveal()})


ROUTES = (
    web.post("/lobby/{seat}/place", choose_place),
    web.post("/lobby/{seat}/tool", agree_to_tool),
    web.post("/lobby/{seat}/tool/open", enter_tool),
)
