"""How a person connects a calendar: from the own page to the vendor's consent, and back.

The consent is one person's, and for that person alone. Who begins at a seat has to hold that seat still when
the browser comes back: a pass that was revoked meanwhile opens nothing. For a member the marketplace can ask
for a link. How one gets there and back: `anteroom/consent_elsewhere.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.consent_elsewhere import ConnectShown, ConsentElsewhere, Declined
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.pages.reader import browser_language, read_by
from anteroom.passes.seats import NotOpen, seat_of_cookie, seat_of_request
from anteroom.passes.tokens import WrongToken
from anteroom.proposals import store as proposals
from anteroom.times.availability import store
from anteroom.times.availability.actions import close_calendar, keep_calendar
from anteroom.times.availability.model import FORGOTTEN, Source, State, Trouble
from anteroom_availability.asking import Asking, Untold
from anteroom_availability.tokens import NotGranted, exchanged
from anteroom_availability.vendors import Vendor
from anteroom_availability.words import ConnectingWords

PAGE = "/availability/{seat}"


@dataclass(frozen=True, slots=True)
class _Meant:
    """For whom a calendar is connected, and at which seat that began; "" for a link."""

    person_id: str
    seat: str

    def __str__(self) -> str:
        return f"{self.person_id} {self.seat}"

    @classmethod
    def read(cls, subject: str) -> _Meant:
        person_id, _, seat = subject.partition(" ")
        return cls(person_id, seat)


class Connecting:
    """The routes of one vendor."""

    def __init__(self, house: House, asking: Asking, vendor: Vendor) -> None:
        self._house = house
        self._asking = asking
        self._vendor = vendor
        self._consent = ConsentElsewhere(house, vendor.title, vendor.home, kind=f"{vendor.kind}-calendar")

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are. Looking changes nothing: our own page may lead here by a link or a button."""
        return [
            self.declared.resource,
            web.get(self._consent.connect, self.explain_link),
            web.get(f"{PAGE}/{self._vendor.kind}", self.explain),
            web.post(f"{PAGE}/{self._vendor.kind}", self.explain),
            web.post(self._consent.go, self.go),
            web.get(self._consent.back, self.back),
        ]

    @property
    def declared(self) -> Route:
        """The one below /v1, as that declares its calls."""
        return Route(
            method="POST",
            path=f"/v1/members/{{id}}/availability/{self._vendor.kind}",
            name=f"connect_{self._vendor.kind}_calendar",
            tag="Members",
            summary=f"Get a link by which a member connects {self._vendor.title}, good for half an hour",
            handler=self.invite,
            scope=Scope.MEMBERS_WRITE,
            answers={201: ConnectShown},
            problems=(NotFound,),
        )

    async def invite(self, request: web.Request) -> web.Response:
        """Return a link for one member. Raises NotFound."""
        async with self._house.database.connection() as conn:
            member = await proposals.member_by_external_id(conn, request.match_info["id"])
        if member is None:
            raise NotFound("There is no such member.")
        return self._consent.invite(request, str(_Meant(member.person_id, "")))

    async def explain(self, request: web.Request) -> web.Response:
        """Say to whoever sits at a seat what pressing on does. Raises NotOpen."""
        seated = await seat_of_request(request, self._house)
        meant = _Meant(seated.party.person_id, seated.party.id)
        return await self._explained(request, meant, seated.party.label, self._consent.ticket(str(meant)))

    async def explain_link(self, request: web.Request) -> web.Response:
        """Say to whoever was sent a link what pressing on does, and for whom."""
        try:
            meant = _Meant.read(self._consent.meant(request))
        except WrongToken as error:
            return self._consent.failed(request, str(error), words=self._words_of_browser(request).fixed)
        async with self._house.database.connection() as conn:
            member = await proposals.member_by_person(conn, meant.person_id)
        if member is None:
            raise NotFound("There is no such member.")
        return await self._explained(request, meant, member.label, request.query["ticket"])

    async def _explained(self, request: web.Request, meant: _Meant, label: str, ticket: str) -> web.Response:
        say = await self._words_of(request, meant.person_id)
        kind = self._vendor.kind
        sentences = (
            say("for_whom", label=label),
            say(f"sees.{kind}"),
            say("keeps", hours=int(FORGOTTEN.total_seconds()) // 3600),
            say(f"back.{kind}"),
            *(() if meant.seat else (say("stranger"),)),
        )
        return self._consent.explain(
            request,
            say("title"),
            sentences,
            self._vendor.consents_at,
            ticket=ticket,
            words=say.fixed,
        )

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to the vendor."""
        return await self._consent.send_on(
            request,
            self._vendor.consents_at,
            self._vendor.client_id,
            self._vendor.redirect_uri(self._house.settings.public_url),
            asks=self._vendor.asks,
            words=self._words_of_browser(request).fixed,
        )

    async def back(self, request: web.Request) -> web.Response:
        """Take what the vendor sends the browser back with."""
        try:
            subject, code = await self._consent.came_back(request)
            meant = _Meant.read(subject)
            await self._check_seat(request, meant)
        except Declined as error:
            return await self._failed(request, _Meant.read(error.subject), str(error), "declined")
        except (WrongToken, NotOpen) as error:
            return self._consent.failed(request, str(error), words=self._words_of_browser(request).fixed)
        try:
            source = await self._connected(request, meant, code)
        except NotGranted:
            return await self._failed(request, meant, "too little", "too_little")
        except Untold as error:
            return await self._failed(request, meant, error.trouble.value, "no_answer", status=502)
        except BadInput:
            return await self._failed(request, meant, "too many", "too_many", status=409)
        if source.state is State.REFUSED:
            await close_calendar(self._house, meant.person_id, source.id)
            key = "no_calendar" if source.trouble is Trouble.NO_CALENDAR else "denied"
            return await self._failed(request, meant, str(source.trouble), key)
        say = await self._words_of(request, meant.person_id)
        known = "known" if source.state is State.WORKING else "not_yet"
        sentences = (say(known), say(f"back.{source.kind}"), *(() if meant.seat else (say("end"),)))
        return self._consent.connected(request, sentences, words=say.fixed, onward=_onward(say, meant))

    async def _connected(self, request: web.Request, meant: _Meant, code: str) -> Source:
        """Exchange the code, keep what comes of it, and return how the calendar answered.

        Raises Untold, and BadInput where there are too many already.
        """
        given = await exchanged(
            self._asking,
            self._vendor,
            code,
            self._consent.verifier(request),
            self._vendor.redirect_uri(self._house.settings.public_url),
            self._house.clock.now(),
        )
        kept = await keep_calendar(
            self._house, meant.person_id, self._vendor.kind, given, in_place_of_refused=True
        )
        async with self._house.database.connection() as conn:
            sources = await store.sources_of(conn, meant.person_id)
        for source in sources:
            if source.id == kept:
                return source
        raise NotFound("There is no such calendar.", reason="closed while it was opened")

    async def _check_seat(self, request: web.Request, meant: _Meant) -> None:
        """Raise NotOpen unless this browser still sits where it began; a link began nowhere."""
        if not meant.seat:
            return
        seated = await seat_of_cookie(request, self._house, meant.seat)
        if seated.party.person_id != meant.person_id:
            raise NotOpen("There is nothing here.", reason="somebody else's seat by now")

    async def _failed(
        self, request: web.Request, meant: _Meant, reason: str, key: str, *, status: int = 400
    ) -> web.Response:
        say = await self._words_of(request, meant.person_id)
        return self._consent.failed(
            request, reason, status=status, sentence=say(key), words=say.fixed, onward=_onward(say, meant)
        )

    async def _words_of(self, request: web.Request, person_id: str) -> ConnectingWords:
        async with self._house.database.connection() as conn:
            return self._words(await read_by(request, conn, person_id))

    def _words_of_browser(self, request: web.Request) -> ConnectingWords:
        return self._words(browser_language(request))

    def _words(self, language: str) -> ConnectingWords:
        return ConnectingWords(
            language, self._vendor.kind, self._vendor.title, self._house.settings.marketplace.name
        )


def _onward(say: ConnectingWords, meant: _Meant) -> dict[str, str] | None:
    return None if not meant.seat else {"href": PAGE.format(seat=meant.seat), "text": say("onward")}
