"""Two pages that stand in every mail: never write to me again, and what was sent under a reference.

Neither needs a pass. Both are in the language that the browser asks for, since who reads them is not known.
"""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.interviews.model import State
from anteroom.interviews.view import View, view_for
from anteroom.pages.plain import go_to, page
from anteroom.people.refusals import refused
from anteroom_mail.letters.courtesy import NEVER_PATH, VERIFY_PATH
from anteroom_mail.letters.reference import party_of
from anteroom_mail.letters.words import Words, preferred
from anteroom_mail.pages.never import allow, refuse
from anteroom_mail.pages.never_address import never_mailbox

ONE_CLICK = ("List-Unsubscribe", "One-Click")
STANDING = {
    State.CANCELLED: "verify.cancelled",
    State.VOID: "verify.void",
    State.HELD: "verify.past",
    State.MISSED: "verify.past",
    State.TECHNICAL: "verify.past",
    State.EXPIRED: "verify.past",
}


async def never(request: web.Request) -> web.Response:
    """Ask whether to write never again, or again after all. Looking, as link scanners do, changes nothing."""
    house, mailbox = request.app[HOUSE], _mailbox(request)
    async with house.database.connection() as conn:
        silent = await refused(conn, mailbox)
    said = preferred(request.headers.get("Accept-Language", ""))
    _pass_abuse_address(request, house)
    again = "again" in request.query
    return page(
        request, "never.html", silent=silent, again=again, say=Sayer(said, house), language=said.language
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """Do what the button or the mail program asks.

    One click (RFC 8058, 3.2) comes without a cookie, and from a program that follows no redirect. The link
    is the proof: it stands in the person's own mails and nowhere else.
    """
    house, mailbox = request.app[HOUSE], _mailbox(request)
    form = await read_form(request)
    if form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        await refuse(house, mailbox, "one-click")
        return web.Response(text="")
    match form.get("wish"):
        case "never":
            await refuse(house, mailbox, "page")
            then = ""
        case "again":
            await allow(house, mailbox, "page")
            then = "?again"
        case _:
            raise BadInput("Please press one of the page's buttons.", field="wish")
    return go_to(request.path + then)


async def verify(request: web.Request) -> web.Response:
    """Ask for a mail's reference; a posted one is answered with what the mail said itself, and no more."""
    house = request.app[HOUSE]
    said = preferred(request.headers.get("Accept-Language", ""))
    asked = request.method == "POST"
    typed = (await read_form(request, compared="reference")).get("reference", "") if asked else ""
    view = await _sent(house, typed) if typed.strip() else None
    _pass_abuse_address(request, house, view)
    return page(
        request,
        "verify.html",
        asked=bool(typed.strip()),
        view=view,
        own=next((line for line in view.lines if line.own), None) if view else None,
        when=said.time(view.starts_at, view.ends_at, view.zone, house.clock.now()) if view else None,
        standing=STANDING.get(view.state, "verify.stands") if view else "",
        say=Sayer(said, house),
        language=said.language,
    )


class Sayer:
    """The page's sentences with what is the same for all of them filled in."""

    def __init__(self, words: Words, house: House) -> None:
        self._words = words
        self._said = {
            "marketplace": house.settings.marketplace.name,
            "abuse": house.settings.mail.abuse_address,
            "domain": house.settings.relay_domain,
        }

    def __call__(self, key: str, **values: str) -> str:
        return self._words.say(key, **self._said, **values)


def _mailbox(request: web.Request) -> bytes:
    key = request.app[HOUSE].settings.secrets.link_key
    mailbox = never_mailbox(key, request.match_info["local"])
    if mailbox is None:
        raise NotFound("There is nothing here.", reason="not made by us")
    return mailbox


async def _sent(house: House, typed: str) -> View | None:
    """Return the view of the party whose reference was typed; None once its reply address is dead."""
    async with house.database.connection() as conn:
        found = await party_of(conn, typed)
        view = await view_for(conn, house, found.interview_id, found.party_id) if found else None
    kept = timedelta(days=house.settings.interviews.reply_days)
    return view if view and house.clock.now() <= view.ends_at + kept else None


def _pass_abuse_address(request: web.Request, house: House, view: View | None = None) -> None:
    """Tell the door what the page is about, and that the operator's own address is nobody's detail."""
    minted = (house.settings.mail.abuse_address, house.settings.relay_domain)
    request[PASSAGE] = Passage(interview_id=view.interview_id if view else None, minted=minted)


ROUTES = (
    web.get(NEVER_PATH + "{local}", never),
    web.post(NEVER_PATH + "{local}", decide),
    web.get(VERIFY_PATH, verify),
    web.post(VERIFY_PATH, verify),
)
