"""Seats: who may sit where. Everything is checked again at every step, not only when a pass was made.

A cookie holds the key of the one device that sits in a seat, of which the house keeps a digest. While that
device's page is in the call, nothing but that page itself opens: what a copy of its cookie asks for is
answered as if there were nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import jwt
from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.gate import store as seats
from anteroom.gate.devices import holds
from anteroom.gate.model import Seat, Stands
from anteroom.house import House
from anteroom.instances.forwarding import ELSEWHERE
from anteroom.interviews import agreement, store
from anteroom.interviews.model import Interview, Party, State
from anteroom.meetings.life import kept_out, must_agree
from anteroom.pages.reader import read_by
from anteroom.passes.mint import epoch_of
from anteroom.passes.tokens import Use, WrongToken, read_token
from anteroom.proposals import store as proposals
from anteroom.rooms.signalling import Rooms
from anteroom.verdicts.model import CONTEST_WITHIN
from anteroom.verdicts.store import JUDGED

ROOMS = web.AppKey("rooms", Rooms)
COOKIE_LIFE = timedelta(hours=12)
PAGE_LIFE = CONTEST_WITHIN + timedelta(hours=12)
LONGEST_KEY = 64
IN_CALL_ALREADY = "in the call already"
UNLOADS_WITHIN = 2.0
"""Seconds. A page that is loaded anew gives its connection up just before it asks for itself."""
ADMISSION_LIFE = timedelta(minutes=5)
ADMISSION = Use("admission+jwt", "anteroom", "room", ADMISSION_LIFE, ("room", "epoch"))


class NotOpen(NotFound):
    """A pass, cookie or admission that opens nothing; why is told to nobody."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at a seat whose right to it has just been checked."""

    interview: Interview
    party: Party
    seat: Seat

    @property
    def doors_open(self) -> bool:
        """Tell whether the room may be entered."""
        return self.interview.state is State.DOORS_OPEN

    @property
    def must_consent(self) -> bool:
        """Tell whether this party still has to agree to the agreement as it stands now."""
        return agreement.must_sign(self.interview, self.party)

    @property
    def must_agree(self) -> bool:
        """Tell whether this party has not yet said that it knows what the company's tool shows."""
        return must_agree(self.interview, self.party)

    @property
    def kept_out(self) -> bool:
        """Tell whether this seat is a notetaker's that not everybody agreed to."""
        return kept_out(self.interview, self.party)


async def seat_of_pass(conn: Connection, house: House, text: str) -> Seated:
    """Return the seat that a pass opens. Raises NotOpen for every pass that is wrong, revoked or over."""
    found = house.mint.read(text)
    if found is None:
        raise NotOpen("There is nothing here.", reason="not made by us")
    return await _seated(conn, house, found.seat, found.epoch)


async def seat_of_party(house: House, interview: Interview, party: Party) -> Seated:
    """Return the seat of a party whom somebody vouches for; its interview may be over."""
    async with house.database.connection() as conn:
        return Seated(interview, party, await seats.seat_of(conn, party.id, party.epoch))


async def seat_of_request(request: web.Request, house: House) -> Seated:
    """Return the seat that a page's cookie opens. Raises NotOpen.

    While the seat is in the call only its own page is heard, which says its `session` in the query.
    """
    seated = await seat_of_cookie(request, house)
    elsewhere = request.app.get(ELSEWHERE)
    if (
        elsewhere is not None
        and seated.seat.stands is Stands.IN_CALL
        and not await elsewhere.heard(request, seated.interview.room, seated.party.id)
    ):
        raise NotOpen("There is nothing here.", reason=IN_CALL_ALREADY)
    return _not_in_call_here(request, seated)


async def seat_to_connect(request: web.Request, house: House) -> Seated:
    """Return the seat whose page wants into its room; whichever instance keeps that judges it once more."""
    return _not_in_call_here(request, await seat_of_cookie(request, house))


def _not_in_call_here(request: web.Request, seated: Seated) -> Seated:
    if request.app[ROOMS].live(seated.interview.room, seated.party.id) not in (
        None,
        request.query.get("session", ""),
    ):
        raise NotOpen("There is nothing here.", reason=IN_CALL_ALREADY)
    return seated


async def seat_given_up(request: web.Request, house: House) -> Seated:
    """Return the seat for a page that may be loading itself anew: a moment later it is not in the call.

    Raises NotOpen where it still is.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + UNLOADS_WITHIN
    while True:
        try:
            return await seat_of_request(request, house)
        except NotOpen as refusal:
            if refusal.reason != IN_CALL_ALREADY or loop.time() > ends:
                raise
        await asyncio.sleep(0.1)


async def seat_of_cookie(request: web.Request, house: House, seat: str = "") -> Seated:
    """Return the seat of the device that asks, whatever else goes on at it. Raises NotOpen.

    It is the one of the address, unless another is named.
    """
    seat = seat or request.match_info["seat"]
    epoch, key = device_of(request, seat)
    if epoch is None:
        raise NotOpen("There is nothing here.", reason="no cookie of ours")
    async with house.database.connection() as conn:
        seated = await _seated(conn, house, seat, epoch)
        await read_by(request, conn, seated.party.person_id)
    if not holds(seated.seat, key):
        raise NotOpen("There is nothing here.", reason="another device")
    return seated


def device_of(request: web.Request, seat: str) -> tuple[int | None, str]:
    """Return the epoch and the key in this browser's cookie for a seat; (None, "") for none of ours."""
    written, _, key = request.cookies.get(cookie_name(seat), "").partition(".")
    epoch = epoch_of(written)
    return (None, "") if epoch is None or not key or len(key) > LONGEST_KEY else (epoch, key)


def set_cookie(response: web.StreamResponse, house: House, party: Party, key: str) -> None:
    """Let this browser sit at the party's seat, with the key of its own, until the epoch rises."""
    secure = house.settings.public_url.startswith("https:")
    response.set_cookie(
        cookie_name(party.id),
        f"{party.epoch}.{key}",
        max_age=int(COOKIE_LIFE.total_seconds()),
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/",
    )


def cookie_name(seat: str) -> str:
    """Return the name of a seat's cookie, so that one browser can hold several seats."""
    return f"seat_{seat}"


def admit(house: House, seated: Seated) -> str:
    """Return an admission: a token that lets this seat into its room, within five minutes."""
    now = house.clock.now()
    claims = {
        "iss": ADMISSION.issuer,
        "aud": ADMISSION.audience,
        "sub": seated.party.id,
        "room": seated.interview.room,
        "epoch": seated.party.epoch,
        "iat": now,
        "exp": now + ADMISSION_LIFE,
    }
    key = house.settings.secrets.admission_key
    return jwt.encode(claims, key, algorithm="HS256", headers={"typ": ADMISSION.typ})


def check_admission(house: House, seated: Seated, token: str) -> None:
    """Raise NotOpen unless the token admits exactly this seat to exactly this room now."""
    try:
        claims = read_token(token, house.settings.secrets.admission_key, ADMISSION, house.clock.now())
    except WrongToken as error:
        raise NotOpen("There is nothing here.", reason=str(error)) from error
    right = (claims["sub"], claims["room"], claims["epoch"]) == (
        seated.party.id,
        seated.interview.room,
        seated.party.epoch,
    )
    if not right:
        raise NotOpen("There is nothing here.", reason="admission for something else")


async def _seated(conn: Connection, house: House, seat: str, epoch: int) -> Seated:
    interview_id = await store.interview_of_party(conn, seat)
    if interview_id is None:
        raise NotOpen("There is nothing here.", reason="no such seat")
    interview = await store.load(conn, interview_id)
    party = interview.party(seat)
    if party is None or party.epoch != epoch:
        raise NotOpen("There is nothing here.", reason="revoked")
    proposal = await proposals.proposal(conn, interview.proposal_id)
    if not proposal.living:
        raise NotOpen("There is nothing here.", reason="proposal closed")
    # Once it is said what became of it, its page is where one goes on, as long as one may object.
    judged = interview.state in JUDGED or interview.state is State.EXPIRED
    if house.clock.now() > interview.ends_at + (PAGE_LIFE if judged else COOKIE_LIFE):
        raise NotOpen("There is nothing here.", reason="expired")
    return Seated(interview, party, await seats.seat_of(conn, party.id, party.epoch))
