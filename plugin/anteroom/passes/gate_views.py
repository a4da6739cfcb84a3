"""The gate as a party meets it in the lobby: knocking, keeping it, proving who one is, coming instead."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput
from anteroom.gate import actions as gate
from anteroom.gate import code, instead
from anteroom.gate.devices import KEY_LENGTH, digest
from anteroom.gate.keeping import Gate, may_send_instead
from anteroom.gate.model import Stands, Vouched, Way
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Party
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import read_by
from anteroom.passes.seats import COOKIE_LIFE, ROOMS, NotOpen, Seated, seat_of_request, set_cookie
from anteroom.passes.times import hour
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.people.persons import zone_and_language
from anteroom.rooms.hooks import Reason
from anteroom.rooms.messages import Waiting
from anteroom.rooms.signalling import MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lobby shows of the gate to one party.

    `kept`: somebody is in the call who can let others in. `waiting` and `stands` are for whoever keeps the
    gate alone. `alone_at` is when this party goes in though nobody does; "" for never. `code_sent`: a code
    is on its way. `typed` is what came of the one that was typed. `own_block`: somebody is in the call whom
    this party blocks. `mark` changes when any of this does.
    """

    way: Way
    stands: Stands
    host: bool
    kept: bool
    vouched: Vouched
    alone_at: str
    waiting: tuple[Waiting, ...]
    everybody: dict[str, str]
    may_prove: bool
    code_sent: bool
    typed: str
    may_send_instead: bool
    own_block: bool
    mark: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether this party knocked and was neither let in nor refused."""
        return self.stands is Stands.WAITING


async def entry_of(request: web.Request, house: House, seated: Seated, say: LobbyWords) -> Entry:
    """Return what stands between a party and the call, and whom it can let in."""
    kept, party = await gate.look(house, seated.interview), seated.party
    way, seat, now = kept.way(house, party), kept.seats[party.id], house.clock.now()
    if way is Way.IN and _full(request, kept, party):
        way = Way.FULL
    vouched, hosts = kept.vouched[party.id], party.id == seated.interview.host.id
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, party.person_id)
        unknown = vouched is Vouched.NOBODY and not hosts
        provable = unknown and await house.vault.has(conn, party.person_id, "email")
        sent = unknown and await code.was_sent(conn, party.id, party.epoch, now)
    keeper = kept.keeper(party) and not seated.interview.state.over
    alone_at = ""
    if vouched is not Vouched.NOBODY and kept.lobby.alone_after is not None:
        alone_at = hour(seated.interview.starts_at + kept.lobby.alone_after, zone)
    entry = Entry(
        way=way,
        stands=seat.stands,
        host=hosts,
        kept=kept.kept,
        vouched=vouched,
        alone_at=alone_at,
        waiting=tuple(kept.waiting(party)) if keeper else (),
        everybody={each: seat.stands.value for each, seat in kept.seats.items()} if keeper else {},
        may_prove=provable,
        code_sent=sent,
        typed=request.query.get("code", "") if request.query.get("code") in list(code.Said) else "",
        may_send_instead=may_send_instead(party) and not seat.stands.inside,
        own_block=way is Way.APART and kept.blocks_somebody_there(party),
    )
    return _marked(entry)


def _full(request: web.Request, kept: Gate, party: Party) -> bool:
    """Tell whether the room holds nobody more; a company's tool is not ours to count.

    Where another instance keeps the room, the books say who is in it, and that instance has the last word.
    """
    if kept.interview.place.outside:
        return False
    present = request.app[ROOMS].present(kept.interview.room) or kept.there
    return len(present) >= MOST_PEOPLE and party.id not in present


def _marked(entry: Entry) -> Entry:
    """Give an entry its mark: whoever looks again sees by it whether anything is new."""
    shown = (
        entry.way.value,
        entry.stands.value,
        entry.kept,
        entry.vouched.value,
        [[each.seat, each.wants, each.name] for each in entry.waiting],
        sorted(entry.everybody.items()),
        entry.code_sent,
        entry.own_block,
    )
    mark = hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]
    return replace(entry, mark=mark)


async def enter(request: web.Request) -> web.StreamResponse:
    """Knock: into the room, or to where one waits."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    lobby = f"/lobby/{seated.party.id}"
    if not seated.doors_open or seated.must_consent or seated.kept_out or seated.interview.place.outside:
        return go_to(lobby)
    if _full(request, await gate.look(house, seated.interview), seated.party):
        return go_to(lobby)
    way = await gate.knock(house, seated.interview.id, seated.party.id)
    await request.app[ROOMS].show_gate(seated.interview.room)
    return go_to(f"/room/{seated.party.id}" if way is Way.IN else lobby)


async def checked(request: web.Request) -> web.Response:
    """Keep that camera and microphone were tried."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await gate.advance(house, seated.interview.id, seated.party.id, Stands.CHECKED)
    return web.Response(status=204)


async def decide(request: web.Request) -> web.StreamResponse:
    """Let in, do not let in, or put out, for whoever keeps the gate without being in the call."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    act, _, whom = form.get("act", "").partition(" ")
    interview, by = seated.interview, seated.party.id
    if act == "admit":
        await gate.admit(house, interview.id, by, whom)
    elif act == "refuse":
        await gate.refuse(house, interview.id, by, whom)
    elif act == "remove":
        await gate.dismiss(house, interview.id, by, whom)
        await request.app[ROOMS].remove(interview.room, whom, Reason.REMOVED)
    else:
        raise BadInput("Say whom to let in.", field="act")
    await request.app[ROOMS].show_gate(interview.room)
    return go_to(f"/lobby/{by}")


async def send_code(request: web.Request) -> web.StreamResponse:
    """Send six digits to the invited address."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await code.send(house, seated.interview.id, seated.party.id)
    return go_to(f"/lobby/{seated.party.id}")


async def prove(request: web.Request) -> web.StreamResponse:
    """Take the digits."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    said = await code.prove(house, seated.interview.id, seated.party.id, form.get("code", "")[:40])
    await request.app[ROOMS].show_gate(seated.interview.room)
    return go_to(f"/lobby/{seated.party.id}?code={said.value}")


async def ask_instead(request: web.Request) -> web.StreamResponse:
    """Ask to come instead of whoever this seat was meant for."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    key = house.randomness.token(KEY_LENGTH)
    name = form.get("name", "")[:400]
    deputy = await instead.ask(house, seated.interview.id, seated.party.id, name, digest(key))
    await request.app[ROOMS].show_gate(seated.interview.room)
    answer = go_to(f"/instead/{deputy}")
    answer.set_cookie(
        f"instead_{deputy}",
        key,
        max_age=int(COOKIE_LIFE.total_seconds()),
        httponly=True,
        secure=house.settings.public_url.startswith("https:"),
        samesite="Lax",
        path="/",
    )
    return answer


async def show_instead(request: web.Request) -> web.Response:
    """Show somebody who asked to come instead what became of it; looking changes nothing."""
    house = request.app[HOUSE]
    deputy, _ = await _deputy(request, house)
    async with house.database.connection() as conn:
        interview = await store.load(conn, deputy.interview_id)
        asked = next(each for each in interview.parties if each.id == deputy.party_id)
        language = await read_by(request, conn, asked.person_id)
    readers = tuple(each.person_id for each in interview.parties if each.id == deputy.seat)
    request[PASSAGE] = Passage(interview_id=interview.id, readers=readers, minted=(deputy.id,))
    say = lobby_words(language)
    name = house.settings.marketplace.name
    return page(request, "instead.html", deputy=deputy, say=say, language=say.language, marketplace=name)


async def take_instead(request: web.Request) -> web.StreamResponse:
    """Give who comes instead the own seat, on the device that asked."""
    house = request.app[HOUSE]
    deputy, key = await _deputy(request, house)
    async with house.database.connection() as conn:
        interview = await store.load(conn, deputy.interview_id)
    party = interview.party(deputy.seat) if deputy.seat else None
    if party is None:
        return go_to(f"/instead/{deputy.id}")
    answer = go_to(f"/lobby/{party.id}")
    set_cookie(answer, house, party, key)
    return answer


async def _deputy(request: web.Request, house: House) -> tuple[instead.Deputy, str]:
    deputy_id = request.match_info["deputy"]
    key = request.cookies.get(f"instead_{deputy_id}", "")
    async with house.database.connection() as conn:
        deputy = await instead.deputy_of(conn, deputy_id)
    if deputy is None or not hmac.compare_digest(deputy.device, digest(key)):
        raise NotOpen("There is nothing here.", reason="no such request")
    if house.clock.now() > deputy.at + COOKIE_LIFE:
        raise NotOpen("There is nothing here.", reason="expired")
    return deputy, key


ROUTES = (
    web.post("/lobby/{seat}/enter", enter),
    web.post("/lobby/{seat}/checked", checked),
    web.post("/lobby/{seat}/gate", decide),
    web.post("/lobby/{seat}/code/send", send_code),
    web.post("/lobby/{seat}/code", prove),
    web.post("/lobby/{seat}/instead", ask_instead),
    web.get("/instead/{deputy}", show_instead),
    web.post("/instead/{deputy}", take_instead),
)
