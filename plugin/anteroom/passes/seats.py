"""Seats: who may sit where. Everything is checked again at every step, not only when a pass was made."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

import jwt
from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews import agreement, store
from anteroom.interviews.model import Interview, Party, State
from anteroom.meetings.life import kept_out, must_agree
from anteroom.passes.mint import epoch_of, same
from anteroom.passes.tokens import Use, WrongToken, read_token
from anteroom.proposals import store as proposals
from anteroom.verdicts.model import CONTEST_WITHIN
from anteroom.verdicts.store import JUDGED

COOKIE_LIFE = timedelta(hours=12)
PAGE_LIFE = CONTEST_WITHIN + timedelta(hours=12)
ADMISSION_LIFE = timedelta(minutes=5)
ADMISSION = Use("admission+jwt", "anteroom", "room", ADMISSION_LIFE, ("room", "epoch"))


class NotOpen(NotFound):
    """A pass, cookie or admission that opens nothing; why is told to nobody."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at a seat whose right to it has just been checked."""

    interview: Interview
    party: Party

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


async def seat_of_request(request: web.Request, house: House) -> Seated:
    """Return the seat that a page's cookie opens. Raises NotOpen."""
    seat = request.match_info["seat"]
    value = request.cookies.get(cookie_name(seat), "")
    written, _, mac = value.partition(".")
    epoch = epoch_of(written)
    if epoch is None or not same(mac, _cookie_mac(house, seat, epoch)):
        raise NotOpen("There is nothing here.", reason="no cookie of ours")
    async with house.database.connection() as conn:
        return await _seated(conn, house, seat, epoch)


def set_cookie(response: web.StreamResponse, house: House, party: Party) -> None:
    """Let this browser sit at the party's seat until the epoch rises."""
    secure = house.settings.public_url.startswith("https:")
    response.set_cookie(
        cookie_name(party.id),
        f"{party.epoch}.{_cookie_mac(house, party.id, party.epoch)}",
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
    if not proposal.state.living:
        raise NotOpen("There is nothing here.", reason="proposal closed")
    # Once it is said what became of it, its page is where one goes on, as long as one may object.
    judged = interview.state in JUDGED or interview.state is State.EXPIRED
    if house.clock.now() > interview.ends_at + (PAGE_LIFE if judged else COOKIE_LIFE):
        raise NotOpen("There is nothing here.", reason="expired")
    return Seated(interview, party)


def _cookie_mac(house: House, seat: str, epoch: int) -> str:
    key = house.settings.secrets.pass_key
    return hmac.new(key, f"cookie:{seat}:{epoch}".encode(), hashlib.sha256).hexdigest()
