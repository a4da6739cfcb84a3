"""The pages behind a pass: the lobby, what is done there, and the way into the room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from anteroom.agreements.recording import consent_shown
from anteroom.agreements.shown import part_of
from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import AlreadyOver, Conflict
from anteroom.gate import actions as gate
from anteroom.gate.model import Way
from anteroom.house import House
from anteroom.instances.forwarding import ELSEWHERE, is_websocket
from anteroom.interviews.lateness import CHOICES, may_be_late, run_late
from anteroom.interviews.model import Role
from anteroom.interviews.offers import take_offer
from anteroom.interviews.overtime import room_closes_at
from anteroom.interviews.signs import SIGNS, TONES
from anteroom.interviews.view import View
from anteroom.meetings.link import LONGEST
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import told_in
from anteroom.passes.after_views import ROUTES as AFTER_ROUTES
from anteroom.passes.after_views import after_shown
from anteroom.passes.appeal_views import ROUTES as APPEAL_ROUTES
from anteroom.passes.appeal_views import appeal_offered
from anteroom.passes.arrival import ROUTES as ARRIVAL_ROUTES
from anteroom.passes.block_views import ROUTES as BLOCK_ROUTES
from anteroom.passes.block_views import blocks_shown
from anteroom.passes.doubted_views import ROUTES as DOUBTED_ROUTES
from anteroom.passes.doubted_views import questions
from anteroom.passes.gate_views import ROUTES as GATE_ROUTES
from anteroom.passes.gate_views import entry_of
from anteroom.passes.page_view import page_view
from anteroom.passes.report_views import ROUTES as REPORT_ROUTES
from anteroom.passes.report_views import report_offered
from anteroom.passes.seats import (
    ROOMS,
    Seated,
    admit,
    check_admission,
    seat_given_up,
    seat_of_request,
    seat_to_connect,
)
from anteroom.passes.sharing_views import ROUTES as SHARING_ROUTES
from anteroom.passes.sharing_views import sharing_shown
from anteroom.passes.times import hour, written
from anteroom.passes.tool_views import ROUTES as TOOL_ROUTES
from anteroom.passes.tool_views import choosing, crowded_note, let_forms_lead, makeable, tool_shown
from anteroom.passes.way_views import ROUTES as WAY_ROUTES
from anteroom.passes.words import lobby_words
from anteroom.rooms.words import call_words
from anteroom.times.another.views import open_to_another
from anteroom.times.another.words import another_words
from anteroom.times.where.words import where_words
from anteroom.verdicts.words import after_words

__all__ = ("ROOMS", "ROUTES")


async def lobby(request: web.Request) -> web.Response:
    """Show who, what, when, the rules, and whether the doors are open."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    if seated.interview.undecided:
        return go_to(f"/times/{seated.party.id}")
    view = await _view(request, house, seated)
    async with house.database.connection() as conn:
        asked = await questions(conn, house, seated, view.language)
        after = await after_shown(conn, house, seated, view)
        tools = await makeable(conn, house, seated)
        blocks = await blocks_shown(conn, seated)
        sharing = await sharing_shown(conn, seated)
    say = lobby_words(view.language)
    entry = await entry_of(request, house, seated, say)
    passage, ids = request[PASSAGE], (*(each.id for each in asked), *blocks.minted)
    request[PASSAGE] = replace(passage, minted=(*passage.minted, *ids, *(after.minted if after else ())))
    answer = page(
        request,
        "lobby.html",
        after=after,
        blocks=blocks,
        sharing=sharing,
        call_words=call_words(view.language),
        say=say,
        language=say.language,
        offer_gone=request.query.get("gone") == "yes",
        where=where_words(view.language),
        another=another_words(view.language) if open_to_another(seated.interview) else None,
        entry=entry,
        tool=tool_shown(seated, view),
        crowded=crowded_note(seated, view),
        choosing=choosing(seated, view),
        makeable=tools,
        longest_link=LONGEST,
        questions=asked,
        seated=seated,
        view=view,
        when=written(view.starts_at, view.ends_at, view.zone, say),
        opens=hour(view.starts_at - house.hours.doors_before, view.zone),
        doors_before=house.hours.doors_before // timedelta(minutes=1),
        marks=SIGNS,
        tones=TONES,
        others=[line for line in view.lines if not line.own],
        own=next(line for line in view.lines if line.own),
        nda=part_of(seated.interview, seated.party, view),
        consent=consent_shown(seated, view.language),
        late_choices=CHOICES if may_be_late(seated.interview, seated.party, house.clock.now()) else (),
        offers=[
            (each.id, written(each.starts_at, each.ends_at, view.zone, say).span)
            for each in view.offers
            if view.role is Role.CANDIDATE
        ],
        comes_at={
            line.party_id: hour(line.late_until, view.zone)
            for line in view.lines
            if line.late_until is not None
        },
    )
    let_forms_lead(answer, seated, house)
    return answer


async def lobby_state(request: web.Request) -> web.Response:
    """Tell a waiting page where the interview stands."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    request[PASSAGE] = Passage(interview_id=seated.interview.id, readers=(seated.party.person_id,))
    interview = seated.interview
    entry = await entry_of(request, house, seated, lobby_words("en"))
    return web.json_response(
        {
            "state": interview.state.value,
            "doors_open": seated.doors_open,
            "revision": interview.revision,
            "seat": seated.seat.stands.value,
            "way": entry.way.value,
            "mark": entry.mark,
        }
    )


async def late(request: web.Request) -> web.StreamResponse:
    """Tell everybody else that this party runs late."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    minutes = next((each for each in CHOICES if str(each) == form.get("minutes")), 0)
    await run_late(house, seated.interview.id, seated.party.person_id, minutes)
    return go_to(f"/lobby/{seated.party.id}")


async def take(request: web.Request) -> web.StreamResponse:
    """Take one of the times that the host offers."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    try:
        await take_offer(house, seated.interview.id, form.get("offer", ""), seated.party.person_id)
    except Conflict as conflict:
        if conflict.field != "offer":
            raise
        # Somebody was faster, or the host took it back: which of the two is told to nobody.
        return go_to(f"/lobby/{seated.party.id}?gone=yes#offers")
    return go_to(f"/lobby/{seated.party.id}")


async def room(request: web.Request) -> web.Response:
    """Show the call to whom nothing stands in the way, with an admission that is minutes long."""
    house = request.app[HOUSE]
    seated = await seat_given_up(request, house)
    if not seated.doors_open or seated.must_consent or seated.kept_out or seated.interview.place.outside:
        return go_to(f"/lobby/{seated.party.id}")
    if (await gate.look(house, seated.interview)).way(house, seated.party) is not Way.IN:
        return go_to(f"/lobby/{seated.party.id}")
    view = await _view(request, house, seated)
    return page(
        request,
        "call.html",
        say=(say := call_words(view.language)),
        after_words=after_words(view.language),
        language=say.language,
        told_in=told_in(request),
        title=view.title,
        label=next(line.label for line in view.lines if line.own),
        seat=seated.party.id,
        host=seated.party.id == seated.interview.host.id,
        ends_at=(room_closes_at(seated.interview, house.hours) - house.hours.grace).isoformat(),
        now=house.clock.now().isoformat(),
        ws_path=f"/room/{seated.party.id}/signal?admission={admit(house, seated)}",
        leave_url=f"/lobby/{seated.party.id}",
        appeal_path=appeal_offered(house, seated),
        **report_offered(house, seated),
    )


async def signal(request: web.Request) -> web.StreamResponse:
    """Connect an admitted seat to its room. Whoever sat there before may reconnect with the cookie alone."""
    house = request.app[HOUSE]
    seated = await seat_to_connect(request, house)
    if not seated.doors_open or seated.must_consent or seated.kept_out or seated.interview.place.outside:
        raise AlreadyOver("The doors are not open.")
    rooms, elsewhere = request.app[ROOMS], request.app.get(ELSEWHERE)
    way = (await gate.look(house, seated.interview)).way(house, seated.party)
    # Told by the books, not by this process: who sits there may come back to another one.
    if not (seated.seat.stands.inside and way is Way.IN):
        check_admission(house, seated, request.query.get("admission", ""))
        if way is not Way.IN:
            raise Conflict(gate.YOU_WAIT)
    if elsewhere is not None and is_websocket(request):
        carried = await elsewhere.lead(request, seated.interview.room)
        if carried is not None:
            return carried
    return await rooms.serve(
        request,
        room=seated.interview.room,
        seat=seated.party.id,
        label=seated.party.label,
        host=seated.party.id == seated.interview.host.id,
        ends_at=room_closes_at(seated.interview, house.hours),
    )


async def _view(request: web.Request, house: House, seated: Seated) -> View:
    view = await page_view(request, house, seated)
    instants = (view.starts_at.isoformat(), view.ends_at.isoformat())
    request[PASSAGE] = Passage(
        interview_id=view.interview_id, readers=(view.person_id,), minted=(*view.minted, *instants)
    )
    return view


ROUTES = (
    *ARRIVAL_ROUTES,
    web.get("/lobby/{seat}", lobby),
    web.get("/lobby/{seat}/state", lobby_state),
    web.post("/lobby/{seat}/late", late),
    web.post("/lobby/{seat}/take", take),
    *GATE_ROUTES,
    *DOUBTED_ROUTES,
    *AFTER_ROUTES,
    *TOOL_ROUTES,
    *WAY_ROUTES,
    *REPORT_ROUTES,
    *BLOCK_ROUTES,
    *APPEAL_ROUTES,
    *SHARING_ROUTES,
    web.get("/room/{seat}", room),
    web.get("/room/{seat}/signal", signal),
)
