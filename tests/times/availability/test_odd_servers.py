"""Calendar servers that mean ill, or answer as some real ones do. No house is needed for that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from anteroom.times.availability.model import Account, Busy, Kind, Trouble, Unchanged, Unknown, Window
from anteroom_availability.caldav import CaldavCalendars
from anteroom_availability.fetching import Fetching
from anteroom_availability.read import Reading
from deployment import MONDAY

DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
BUSY = (
    "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nFREEBUSY:20261124T090000Z/PT{}H\r\n"
    "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
)
HOUR = (1795510800, 1795510800 + 3600)


def multistatus(*responses: str) -> web.Response:
    """What a PROPFIND or a REPORT is answered."""
    body = "".join(f"<D:response>{each}</D:response>" for each in responses)
    return web.Response(status=207, text=f"<D:multistatus {DAV}>{body}</D:multistatus>")


def props(href: str, *inner: str) -> str:
    """One resource and what is said of it."""
    said = f"<D:status>HTTP/1.1 200 OK</D:status><D:prop>{''.join(inner)}</D:prop>"
    return f"<D:href>{href}</D:href><D:propstat>{said}</D:propstat>"


ENTRANCE = props("/", "<D:current-user-principal><D:href>/leo/</D:href></D:current-user-principal>")
PRINCIPAL = props("/leo/", "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>")
CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
FREE = "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>"
HOME = (props("/home/work/", CALENDAR), props("/home/holidays/", CALENDAR, FREE), props("/home/", ""))


@dataclass
class OddServer:
    """Answers by method and path what it is given."""

    answers: dict[str, web.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    passwords: int = 0
    url: str = ""
    calendars: CaldavCalendars | None = None

    async def told(self) -> Busy | Unchanged | Unknown:
        """Ask it."""
        self.asked, self.passwords = [], 0
        assert self.calendars is not None
        given: Mapping[str, str] = {"address": f"{self.url}/", "name": "leo", "password": "pa55"}
        return await self.calendars.busy(Account("cal_1", Kind.CALDAV, None, given), Window.ahead(MONDAY))

    async def answer(self, request: web.Request) -> web.Response:
        """Answer."""
        asked = f"{request.method} {request.path}"
        self.asked.append(asked)
        self.passwords += "Authorization" in request.headers
        found = self.answers.get(asked)
        if found is None:
            return web.Response(status=404)
        return web.Response(status=found.status, body=found.body, headers=found.headers)


@asynccontextmanager
async def odd_server() -> AsyncIterator[OddServer]:
    """A server like any other, with two calendars of which one counts for nothing."""
    server = OddServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    fetching = Fetching(allow_private=True)
    await fetching.open()
    server.calendars = CaldavCalendars(fetching, Reading())
    server.answers = {
        "PROPFIND /": multistatus(ENTRANCE),
        "PROPFIND /leo/": multistatus(PRINCIPAL),
        "PROPFIND /home/": multistatus(*HOME),
        "REPORT /home/work/": web.Response(text=BUSY.format(1)),
        "REPORT /home/holidays/": web.Response(text=BUSY.format(9)),
    }
    try:
        yield server
    finally:
        await fetching.close()
        await runner.cleanup()


async def test_it_finds_calendars_that_count_by_whatever_way_leads_there() -> None:
    async with odd_server() as server:
        assert await server.told() == Busy((HOUR,))
        assert "REPORT /home/holidays/" not in server.asked
        # As Nextcloud does: nothing at the top, and a well-known address that leads on.
        server.answers["PROPFIND /dav/"] = server.answers.pop("PROPFIND /")
        moved = web.Response(status=301, headers={"Location": "/dav/"})
        server.answers["PROPFIND /.well-known/caldav"] = moved
        server.answers["PROPFIND /"] = web.Response(status=405)
        assert await server.told() == Busy((HOUR,))
        server.answers["PROPFIND /"] = web.Response(
            status=302, headers={"Location": "https://www.elsewhere.example/"}
        )
        assert await server.told() == Busy((HOUR,))


async def test_it_takes_no_password_to_another_house() -> None:
    async with odd_server() as server, odd_server() as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        leads = web.Response(status=301, headers={"Location": f"{elsewhere}/"})
        for place in ("PROPFIND /", "PROPFIND /.well-known/caldav"):
            server.answers[place] = leads
        assert await server.told() == Unknown(Trouble.REDIRECTED)
        href = f"<D:current-user-principal><D:href>{elsewhere}/leo/</D:href></D:current-user-principal>"
        server.answers["PROPFIND /"] = multistatus(props("/", href))
        assert await server.told() == Unknown(Trouble.REDIRECTED)
        assert (other.asked, other.passwords) == ([], 0)


async def test_it_never_takes_a_bad_answer_for_free_time() -> None:
    laughs = f'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><D:multistatus {DAV}>&b;</D:multistatus>'
    untold = "<D:href>/home/work/1.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status>"
    cases = {
        Trouble.BROKEN: (
            web.Response(status=207, text=laughs),
            multistatus(untold),
            web.Response(status=207, text="nothing of the kind"),
            web.Response(status=500),
        ),
        Trouble.DENIED: (web.Response(status=401),),
        Trouble.THROTTLED: (web.Response(status=429),),
        Trouble.GONE: (web.Response(status=410),),
        Trouble.NO_CALENDAR: (
            web.Response(text="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            web.Response(status=501),
            multistatus(props("/home/work/1.ics", "<C:calendar-data>no calendar</C:calendar-data>")),
        ),
        Trouble.TOO_LARGE: (web.Response(text="x" * 4_200_000),),
    }
    async with odd_server() as server:
        for trouble, answers in cases.items():
            for answer in answers:
                server.answers["REPORT /home/work/"] = answer
                assert await server.told() == Unknown(trouble), (trouble, answer.text)
        many = [props(f"/home/{number}/", CALENDAR) for number in range(21)]
        server.answers["PROPFIND /home/"] = multistatus(*many)
        assert await server.told() == Unknown(Trouble.TOO_MUCH)
        server.answers["PROPFIND /home/"] = multistatus(props("/home/", ""))
        assert await server.told() == Unknown(Trouble.NO_CALENDAR)


async def test_thousands_of_events_take_no_longer_together_than_one_calendar_may() -> None:
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:19000101T090000Z\nDURATION:PT1H\n"
        "RRULE:FREQ=DAILY;COUNT=1000000000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    each = f"<C:calendar-data>{event}</C:calendar-data>"
    async with odd_server() as server:
        server.answers["REPORT /home/work/"] = multistatus(*[props("/home/work/1.ics", each)] * 5000)
        assert await server.told() == Unknown(Trouble.TOO_MUCH)
