"""A company's own tool behind a pass: what it shows, whether one agrees to that, and the way into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import Conflict
from anteroom.interviews.view import View
from anteroom.meetings.actions import CHANGED, agree, open_tool, place
from anteroom.meetings.life import all_may_record
from anteroom.meetings.link import ONE_ADDRESS, LinkRefused, hosts_of
from anteroom.meetings.model import MOST_IN_ROOM, Tool, crowded
from anteroom.meetings.words import Words, hash_of, words_of
from anteroom.pages.plain import policy
from anteroom.passes.seats import Seated, seat_of_request


@dataclass(frozen=True, slots=True)
class ToolShown:
    """A tool as the lobby shows it to one party. `recording` tells a host whether everybody agreed to one."""

    words: Words
    hash: str
    rename: str
    recording: str


def tool_shown(seated: Seated, view: View) -> ToolShown | None:
    """Return what the lobby says of the tool outside; None for our own room."""
    there, hosts = seated.interview.place, seated.party.id == seated.interview.host.id
    if not there.outside:
        return None
    words = words_of(there, view.language)
    recording = words.say("everybody" if all_may_record(seated.interview) else "not_everybody")
    return ToolShown(words, hash_of(there), words.rename if hosts else "", recording if hosts else "")


def crowded_note(seated: Seated, view: View) -> str:
    """Return what a host of more people than the room holds is told; empty for everybody else."""
    interview = seated.interview
    if seated.party.id != interview.host.id or not crowded(interview.place, len(interview.present)):
        return ""
    return words_of(interview.place, view.language).say("crowded", most=MOST_IN_ROOM)


def let_forms_lead(answer: web.Response, seated: Seated, others: Mapping[str, Tool]) -> None:
    """Let the page's form end at the tool: browsers hold `form-action` against a redirect, too.

    Named are the hosts that all links of the tool have, so that the page does not tell whose this one is.
    """
    tool = seated.interview.place.tool
    if tool is not None:
        answer.headers["Content-Security-Policy"] = policy(*hosts_of(tool, others))


def choosing(seated: Seated, view: View) -> Words | None:
    """Return the words with which a host chooses another place; None for whom or when there is nothing to."""
    interview = seated.interview
    hosts = seated.party.id == interview.host.id
    if not hosts or interview.state.over or interview.first_together_at is not None:
        return None
    return words_of(interview.place, view.language)


async def choose_place(request: web.Request) -> web.StreamResponse:
    """Take the company's own link from the host, or go back into the room in the browser."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    link = "" if form.get("back") == "yes" else form.get("link", "").strip()
    if not link and form.get("back") != "yes":
        raise LinkRefused(ONE_ADDRESS)
    await place(house, seated.interview.id, seated.party.person_id, link)
    return web.Response(status=303, headers={"Location": f"/lobby/{seated.party.id}"})


async def agree_to_tool(request: web.Request) -> web.StreamResponse:
    """Keep that this party knows what the tool shows, and whether it agrees to a recording."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    if form.get("agree") != "yes":
        raise Conflict(CHANGED)
    record = form.get("record") == "yes"
    await agree(house, seated.interview, seated.party, form.get("text", ""), may_record=record)
    return web.Response(status=303, headers={"Location": f"/lobby/{seated.party.id}"})


async def enter_tool(request: web.Request) -> web.StreamResponse:
    """Lead this browser to the tool: behind the gate, by a form that was sent, and with no referrer."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    link = await open_tool(house, seated.interview.id, seated.party.id, seated.party.epoch)
    request[PASSAGE] = Passage(interview_id=seated.interview.id, readers=(seated.party.person_id,))
    return web.Response(status=303, headers={"Location": link.reveal()})


ROUTES = (
    web.post("/lobby/{seat}/place", choose_place),
    web.post("/lobby/{seat}/tool", agree_to_tool),
    web.post("/lobby/{seat}/tool/open", enter_tool),
)
